#include "screen/order.h"

#include <simdjson.h>

#include <array>
#include <map>

#include "reference/countries.h"
#include "reference/toml_data.h"
#include "text/delimited.h"
#include "text/utf8.h"

namespace wb {

namespace {

using Fields = std::map<std::string, std::string, std::less<>>;

constexpr std::array kRoles = {"consignee", "end_user", "seller", "exporter", "declarant", "other"};
constexpr std::array kOrderFields = {"day", "dispatch_country", "destination_country"};
constexpr std::array kPartyFields = {"role", "name", "country", "identifier"};
constexpr std::array kGoodFields = {"description", "hs_code", "class", "brand", "model", "manufacturer", "origin_country"};

class OrderBuilder {
public:
    explicit OrderBuilder(const std::string& path) : path_(path) {}

    Status order(const Fields& fields, std::int64_t row) {
        WB_TRY_VOID(known(fields, kOrderFields, row));
        return order_values(fields, row);
    }
    Status party(const Fields& fields, std::int64_t row) {
        WB_TRY_VOID(known(fields, kPartyFields, row));
        OrderParty party{text(fields, "role"), text(fields, "name"), text(fields, "identifier"), {}};
        if (party.name.empty()) return fault(row, "name", "a party without a name", "write its name");
        if (party.role.empty()) party.role = "other";
        if (std::find(kRoles.begin(), kRoles.end(), party.role) == kRoles.end())
            return fault(row, "role", "unknown role: " + party.role, "write consignee, end_user, seller, exporter, declarant or other");
        WB_TRY(party.country, country(fields, "country", row));
        order_.parties.push_back(std::move(party));
        return {};
    }
    Status good(const Fields& fields, std::int64_t row) {
        WB_TRY_VOID(known(fields, kGoodFields, row));
        OrderGood good{text(fields, "description"),
                       text(fields, "hs_code"),
                       text(fields, "class"),
                       text(fields, "brand"),
                       text(fields, "model"),
                       text(fields, "manufacturer"),
                       {}};
        WB_TRY(good.origin_country, country(fields, "origin_country", row));
        order_.goods.push_back(std::move(good));
        return {};
    }
    Status csv_row(const Fields& fields, std::int64_t row) {
        WB_TRY_VOID(order_values(fields, row));
        const auto part = [&](const auto& names) {
            Fields some;
            for (const auto* name : names) {
                if (const auto at = fields.find(name); at != fields.end() && !at->second.empty()) some.insert(*at);
            }
            return some;
        };
        const auto goods = part(kGoodFields);
        if (!text(fields, "role").empty() || !text(fields, "name").empty()) return party(part(kPartyFields), row);
        return goods.empty() ? Status{} : good(goods, row);
    }
    Result<Order> finish() {
        if (order_.parties.empty() && order_.goods.empty())
            return Error{"order.empty", "the order names no party and no goods", {path_, {}, {}, ""}, "see: waybill screen --help"};
        return std::move(order_);
    }
    [[nodiscard]] Error fault(std::int64_t row, std::string_view field, std::string message, std::string hint) const {
        return {"order.bad_entry", std::move(message), {path_, row, {}, std::string(field)}, std::move(hint)};
    }

private:
    static std::string text(const Fields& fields, std::string_view name) {
        const auto at = fields.find(name);
        return at == fields.end() ? "" : at->second;
    }
    template <typename Names>
    [[nodiscard]] Status known(const Fields& fields, const Names& names, std::int64_t row) const {
        for (const auto& [name, value] : fields) {
            if (std::find(names.begin(), names.end(), name) != names.end()) continue;
            std::string all;
            for (const auto* one : names) all += (all.empty() ? "" : ", ") + std::string(one);
            return fault(row, name, "unknown key: " + name, "the keys are: " + all);
        }
        return {};
    }
    [[nodiscard]] Result<Country> country(const Fields& fields, std::string_view name, std::int64_t row) const {
        const auto cell = text(fields, name);
        const auto found = country_of(cell);
        if (!cell.empty() && !found.present()) return fault(row, name, "no such country: " + cell, "write its code or name");
        return found;
    }
    Status order_values(const Fields& fields, std::int64_t row) {
        if (const auto cell = text(fields, "day"); !cell.empty()) {
            order_.day = parse_iso_day(cell);
            if (!order_.day) return fault(row, "day", "no day: " + cell, "write it as 2023-03-21");
        }
        WB_TRY(const auto dispatch, country(fields, "dispatch_country", row));
        WB_TRY(const auto destination, country(fields, "destination_country", row));
        if (dispatch.present()) order_.dispatch_country = dispatch;
        if (destination.present()) order_.destination_country = destination;
        return {};
    }

    std::string path_;
    Order order_;
};

// ---- TOML

std::string toml_value(const toml::node& node) {
    if (const auto text = node.value<std::string>()) return *text;
    if (const auto date = node.value<toml::date>()) {
        const auto day = make_day(date->year, date->month, date->day);
        return day ? to_string(*day) : "";
    }
    if (const auto whole = node.value<std::int64_t>()) return std::to_string(*whole);
    return "";
}

Fields toml_fields(const toml::table& table) {
    Fields fields;
    for (const auto& [key, value] : table) fields[std::string(key.str())] = toml_value(value);
    return fields;
}

Result<Order> read_toml_order(std::string_view bytes, const std::string& path) {
    WB_TRY(const auto root, parse_toml(bytes, path));
    OrderBuilder builder(path);
    const auto row = [](const toml::table& table) { return static_cast<std::int64_t>(table.source().begin.line); };
    for (const auto& [key, value] : root) {
        const auto name = key.str();
        if (name != "order" && name != "party" && name != "goods")
            return builder.fault(1, name, "unknown key: " + std::string(name), "the keys are: order, party, goods");
    }
    if (const auto* order = root["order"].as_table()) WB_TRY_VOID(builder.order(toml_fields(*order), row(*order)));
    for (const auto* party : toml_tables(root, "party")) WB_TRY_VOID(builder.party(toml_fields(*party), row(*party)));
    for (const auto* good : toml_tables(root, "goods")) WB_TRY_VOID(builder.good(toml_fields(*good), row(*good)));
    return builder.finish();
}

// ---- JSON

Fields json_fields(const simdjson::dom::element& element) {
    Fields fields;
    simdjson::dom::object object;
    if (element.get(object) != simdjson::SUCCESS) return fields;
    for (const auto& [key, value] : object) {
        std::string_view text;
        std::int64_t whole = 0;
        auto& field = fields[std::string(key)];
        if (value.get(text) == simdjson::SUCCESS) field = text;
        if (value.get(whole) == simdjson::SUCCESS) field = std::to_string(whole);
    }
    return fields;
}

Result<Order> read_json_order(std::string_view bytes, const std::string& path) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    OrderBuilder builder(path);
    if (const auto error = parser.parse(simdjson::padded_string(bytes)).get(root); error != simdjson::SUCCESS)
        return Error{"data.syntax", std::string("not JSON: ") + simdjson::error_message(error), {path, {}, {}, ""}, "correct the file"};
    simdjson::dom::element order;
    if (root["order"].get(order) == simdjson::SUCCESS) WB_TRY_VOID(builder.order(json_fields(order), 0));
    for (const bool parties : {true, false}) {
        simdjson::dom::array list;
        if (root[parties ? "party" : "goods"].get(list) != simdjson::SUCCESS) continue;
        std::int64_t number = 0;
        for (const auto entry : list) {
            ++number;
            WB_TRY_VOID(parties ? builder.party(json_fields(entry), number) : builder.good(json_fields(entry), number));
        }
    }
    return builder.finish();
}

// ---- CSV

Result<Order> read_csv_order(std::string_view bytes, const std::string& path) {
    const auto line = bytes.substr(0, bytes.find('\n'));
    DelimitedReader reader(bytes, line.find(';') != std::string_view::npos ? ';' : line.find('\t') != std::string_view::npos ? '\t' : ',');
    OrderBuilder builder(path);
    std::vector<std::string> header, cells;
    reader.next(header);
    while (reader.next(cells)) {
        Fields fields;
        for (std::size_t i = 0; i < std::min(header.size(), cells.size()); ++i) fields[std::string(trim(header[i]))] = trim(cells[i]);
        WB_TRY_VOID(builder.csv_row(fields, reader.row_number()));
    }
    return builder.finish();
}

bool looks_like_toml(std::string_view bytes) {
    return bytes.starts_with("[order]") || bytes.starts_with("[[") || bytes.find("\n[order]") != std::string_view::npos ||
           bytes.find("\n[[") != std::string_view::npos;
}

}  // namespace

Result<Order> read_order(std::string_view bytes, const std::string& path) {
    const auto start = trim(bytes);
    if (start.starts_with('{')) return read_json_order(bytes, path);
    return looks_like_toml(start) ? read_toml_order(bytes, path) : read_csv_order(bytes, path);
}

}  // namespace wb
