#include "simulate/layout.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"

namespace wb {

namespace {

constexpr std::size_t kWritings = 5;  // in which one company stands with one provider
constexpr int kWeek = 7;

std::string fixed_places(double value, int places) {
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.*f", places, value);
    return text.data();
}

// "1234.5" as the layout writes numbers.
std::string number_text(std::string plain, const Layout& layout) {
    const auto point = plain.find('.');
    if (!layout.group.empty()) {
        const auto whole = static_cast<std::ptrdiff_t>(point == std::string::npos ? plain.size() : point);
        for (auto at = whole - 3; at > 0; at -= 3) plain.insert(static_cast<std::size_t>(at), layout.group);
    }
    if (layout.decimal != ".") replace_all(plain, ".", layout.decimal);
    return plain;
}

std::string date_text(Day day, std::string_view kind) {
    static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto date = civil(day);
    std::array<char, 48> text{};
    if (kind == "dmy") {
        std::snprintf(text.data(), text.size(), "%02d.%02d.%04d", date.day, date.month, date.year);
    } else if (kind == "month") {
        std::snprintf(text.data(), text.size(), "%s %d", kMonths[static_cast<std::size_t>(date.month - 1)], date.year);
    } else {
        return to_string(day);
    }
    return text.data();
}

// Countries as the world's extracts write them; the few that a world has.
std::string country_text(Country country, std::string_view kind) {
    static constexpr std::array<std::array<std::string_view, 2>, 9> kNames = {{{"CN", "CHINA"},
                                                                               {"HK", "HONG KONG"},
                                                                               {"RU", "RUSSIAN FEDERATION"},
                                                                               {"KZ", "KAZAKHSTAN"},
                                                                               {"KG", "KYRGYZSTAN"},
                                                                               {"BY", "BELARUS"},
                                                                               {"PK", "PAKISTAN"},
                                                                               {"AE", "UNITED ARAB EMIRATES"},
                                                                               {"TR", "TURKEY"}}};
    if (kind != "en") return std::string(country.text());
    for (const auto& [code, name] : kNames) {
        if (code == country.text()) return std::string(name);
    }
    return std::string(country.text());
}

bool one_of(std::string_view value, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool Layout::has(std::string_view field) const { return std::find(fields.begin(), fields.end(), field) != fields.end(); }
bool Layout::plays(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

Result<std::vector<Layout>> load_layouts() {
    WB_TRY(const auto root, parse_toml(embedded_file("simulation/layouts.toml"), "simulation/layouts.toml"));
    std::vector<Layout> layouts;
    for (const auto* entry : toml_tables(root, "layout")) {
        Layout layout;
        layout.id = toml_text(*entry, "id");
        layout.roles = toml_texts(*entry, "role");
        const auto kind = toml_text(*entry, "kind");
        layout.kind = kind == "xlsx" ? SheetKind::xlsx : kind == "jsonl" ? SheetKind::jsonl : SheetKind::csv;
        layout.header_row = static_cast<int>((*entry)["header_row"].value_or(std::int64_t{1}));
        layout.russian = toml_text(*entry, "language") == "ru";
        layout.country = toml_text(*entry, "country");
        layout.date = toml_text(*entry, "date");
        layout.decimal = toml_text(*entry, "decimal");
        layout.group = toml_text(*entry, "group");
        layout.width = static_cast<std::size_t>((*entry)["width"].value_or(std::int64_t{0}));
        layout.round_usd = (*entry)["round_usd"].value_or(false);
        layout.null_words = toml_texts(*entry, "null");
        layout.encodings = toml_texts(*entry, "encodings");
        layout.delimiters = toml_texts(*entry, "delimiters");
        const auto* columns = (*entry)["columns"].as_array();
        WB_CHECK(columns != nullptr && !layout.null_words.empty(), "columns and null words of a layout");
        for (const auto& node : *columns) {
            const auto& column = *node.as_array();
            layout.headers.push_back(column[0].value_or(std::string()));
            layout.fields.push_back(column[1].value_or(std::string()));
        }
        layouts.push_back(std::move(layout));
    }
    return layouts;
}

Day rate_day(Day day) { return Day{day.number - day.number % kWeek}; }

double per_dollar(std::string_view currency, Day day) {
    const double drift = static_cast<double>((rate_day(day).number / kWeek * 37) % 23);
    if (currency == "RUB") return std::round((62 + drift) * 10000) / 10000;
    if (currency == "CNY") return std::round((6.7 + drift / 50) * 10000) / 10000;
    return currency == "EUR" ? std::round((0.9 + drift / 200) * 10000) / 10000 : 1.0;
}

double revision_factor(const World& world, const SimLeg& leg) {
    return 0.97 + 0.06 * uniform_draw(world.seed, combine64(leg.stream, 0x7265766973), 0);
}

// Everything that the cells of one row share.
struct RowMaker::Context {
    const Provider& provider;
    const Layout& layout;
    const SimLeg& leg;
    const SimItem& item;
    std::size_t item_index;
    bool revision;
    Dice dice;    // dirt of this provider's row
    Dice shared;  // what both providers' rows share: currency, numbers
    std::string currency;
    bool in_kilograms = false, no_quantity = false;
    double value = 0;
    ItemText text, text_en;
    bool text_made = false, text_en_made = false;
    RenderedRow* row = nullptr;
    std::string null() { return layout.null_words[dice.below(layout.null_words.size())]; }
};

RenderedRow RowMaker::row(const Provider& provider, const SimLeg& leg, std::size_t item, bool revision) const {
    const auto& layout = *provider.layout;
    const auto stream = combine64(leg.stream, item);
    RenderedRow row;
    Context context{provider,
                    layout,
                    leg,
                    leg.items[item],
                    item,
                    revision,
                    Dice(world_.seed, combine64(stream, 0x64697274 + provider.number * 2 + (revision ? 1U : 0U))),
                    Dice(world_.seed, combine64(stream, 0x736861726564)),
                    "",
                    false,
                    false,
                    0,
                    {},
                    {},
                    false,
                    false,
                    &row};
    const double money = context.shared.uniform();
    context.currency = money < 0.6 ? "USD" : money < 0.9 ? "CNY" : money < 0.96 ? "RUB" : "EUR";
    context.in_kilograms = context.shared.chance(world_.shape.kilograms);
    context.no_quantity = context.shared.chance(context.item.vague ? 0.5 : 0.03);
    context.value = context.item.total(&SimGood::declared_value) * (revision ? revision_factor(world_, leg) : 1.0);
    row.says_class.assign(context.item.goods.size(), false);
    row.says_brand = row.says_class;
    for (const auto& field : layout.fields) {
        row.cells.push_back(cell(field, context));
        row.numeric.push_back(one_of(field, {"quantity", "value_usd", "net_kg", "net_kg_short", "gross_kg", "customs_value_rub",
                                             "usd_per_kg", "invoice_value", "zero"}) &&
                              !row.cells.back().empty() && row.cells.back().find_first_not_of("0123456789.") == std::string::npos);
    }
    if (context.dice.chance(world_.shape.bad_cells)) spoil(row, context);
    return row;
}

std::string RowMaker::cell(std::string_view field, Context& context) const {
    if (field.empty()) return "";
    if (field.find("_name") != std::string_view::npos || field.find("_address") != std::string_view::npos ||
        field == "consignee_identifier")
        return party_cell(field, context);
    if (field.find("country") != std::string_view::npos || field.starts_with("port") || field == "exporter_iso2")
        return country_cell(field, context);
    if (one_of(field, {"description", "description_en", "trademark", "manufacturer", "hs_text"})) return text_cell(field, context);
    if (one_of(field, {"quantity", "unit_ru", "unit_en", "unit_code", "gross_kg", "net_kg", "net_kg_short", "currency", "currency_usd",
                       "invoice_value", "customs_value_rub", "value_usd", "usd_per_kg", "zero"}))
        return amount_cell(field, context);
    return code_cell(field, context);
}

std::string RowMaker::party_cell(std::string_view field, Context& context) const {
    const auto& leg = context.leg;
    Clerk clerk{world_.seed, context.provider.number, holds_han(context.provider.encoding)};
    const bool english = field.ends_with("_en") || !context.layout.russian;
    const auto spelling = field.ends_with("_en") ? Spelling::english : Spelling::declared;
    const auto variant = context.dice.skewed(kWritings);
    if (field == "consignee_identifier") {
        if (leg.buyer->identifier.empty() || leg.sent) return context.null();
        return context.dice.chance(0.08) ? context.null() : leg.buyer->identifier;
    }
    if (field.find("_address") != std::string_view::npos) {
        const auto* company = field.starts_with("exporter") ? leg.seller : leg.buyer;
        if (context.dice.chance(0.15)) return context.null();
        auto text = written_address(*company, words_, english ? Spelling::english : Spelling::declared, variant);
        return context.layout.width > 0 && context.layout.width <= 120 ? first_letters(text, 80) : text;
    }
    if (field.starts_with("consignee")) return written_name(*leg.buyer, words_, spelling, clerk, variant);
    if (field.starts_with("seller")) {
        if (leg.contract != nullptr) return written_name(*leg.contract, words_, spelling, clerk, variant);
        return context.dice.chance(0.35) ? context.null() : written_name(*leg.seller, words_, spelling, clerk, variant);
    }
    auto name = written_name(*leg.seller, words_, spelling, clerk, variant);
    if (leg.final && context.item.other == nullptr && context.dice.chance(world_.shape.forwarder) && context.layout.has("seller_name")) {
        auto joined = context.dice.of(words_.joins);
        replace_all(joined, "{a}", context.dice.of(words_.forwarders));
        replace_all(joined, "{b}", name);
        context.row->principal = leg.seller;
        return joined;
    }
    return name;
}

std::string RowMaker::country_cell(std::string_view field, Context& context) const {
    const auto& leg = context.leg;
    const auto write = [&](Country country) { return country_text(country, context.layout.country); };
    if (field == "exporter_country") return write(leg.seller->country);
    if (field == "exporter_iso2") return std::string(leg.seller->country.text());
    if (field == "consignee_country") return write(leg.buyer->country);
    if (field == "seller_country") return write(leg.contract != nullptr ? leg.contract->country : leg.seller->country);
    if (field == "trading_country") return write(leg.contract != nullptr ? leg.contract->country : leg.seller->country);
    if (field == "dispatch_country") return write(leg.seller->country);
    if (field == "destination_country") return write(leg.buyer->country);
    if (field == "iso_and_country") return std::string(leg.seller->country.text()) + ", " + country_text(leg.seller->country, "en");
    if (field == "port") return leg.seller->country == Country{"HK"} ? "58201, HONG KONG" : "57078, YANTIAN";
    if (field == "port_to") return in_capitals(leg.buyer->place.latin);
    return write(Country{"CN"});  // origin
}

std::string RowMaker::amount_cell(std::string_view field, Context& context) const {
    const auto& item = context.item;
    const double mass = item.total(&SimGood::kilograms);
    const auto number = [&](double value, int places) { return number_text(fixed_places(value, places), context.layout); };
    if (field == "zero") return "0";
    if (field == "currency_usd") return "USD";
    if (field == "net_kg") return number(mass, 3);
    if (field == "net_kg_short") return number(mass, 1);
    if (field == "gross_kg") return number(mass * 1.1, 3);
    if (field == "currency") return context.currency;
    if (field == "usd_per_kg") return number(context.value / mass, 2);
    if (field == "customs_value_rub") return number(context.value * per_dollar("RUB", context.leg.day), 2);
    if (field == "invoice_value") return number(context.value * per_dollar(context.currency, context.leg.day), 2);
    if (field == "value_usd") {
        if (context.layout.has("invoice_value") && context.dice.chance(0.01)) return context.null();
        return number(context.value, context.layout.round_usd ? 0 : 2);
    }
    if (context.no_quantity) return field == "quantity" ? context.null() : "";
    if (field == "quantity") return context.in_kilograms ? number(mass, 3) : number(item.total(&SimGood::units), 0);
    static const std::vector<std::string> kPiecesRu = {"ШТ", "ШТ", "ШТ.", "ШТУКА", "796"};
    static const std::vector<std::string> kPiecesEn = {"PCS", "PCS", "PIECE", "NOS", "UNT"};
    if (field == "unit_code") return context.in_kilograms ? "166" : "796";
    if (field == "unit_ru") return context.in_kilograms ? (context.dice.chance(0.5) ? "КГ" : "166") : context.dice.of(kPiecesRu);
    return context.in_kilograms ? "KGM" : context.dice.of(kPiecesEn);
}

std::string RowMaker::text_cell(std::string_view field, Context& context) const {
    const auto& item = context.item;
    const bool marks = context.layout.has("trademark");
    if (field == "hs_text") return context.dice.chance(0.5) ? "OTHER" : context.null();
    if (field == "trademark" || field == "manufacturer") {
        // One cell names one brand: the first good's.
        const bool states = item.other == nullptr && !item.vague && item.goods.size() == 1 && context.dice.chance(0.8);
        if (!states) return context.null();
        if (field == "manufacturer") return maker_text(world_, catalogue_, item.goods[0]);
        context.row->says_brand[0] = true;
        return brand_text(world_, catalogue_, item.goods[0]);
    }
    const bool english = field == "description_en" || !context.layout.russian;
    auto& text = english ? context.text_en : context.text;
    bool& made = english ? context.text_en_made : context.text_made;
    if (!made) {
        TextHabits habits{english ? TextLanguage::english : TextLanguage::russian, holds_han(context.provider.encoding), marks,
                          context.provider.number};
        text = item_text(world_, catalogue_, words_, context.leg, item, habits, context.dice);
        made = true;
    }
    const auto width = context.layout.width > 0 ? context.layout.width : ItemText::kNever - 1;
    for (std::size_t i = 0; i < item.goods.size(); ++i) {
        if (text.class_end[i] <= width) context.row->says_class[i] = true;
        if (text.brand_end[i] <= width) context.row->says_brand[i] = true;
    }
    return context.layout.width > 0 ? first_letters(text.text, width) : text.text;
}

std::string RowMaker::code_cell(std::string_view field, Context& context) const {
    const auto& leg = context.leg;
    const auto& hs = context.item.hs;
    const auto date = civil(leg.day);
    const auto tag = mix64(combine64(leg.stream, context.item_index));
    if (field == "date") return date_text(leg.day, context.layout.date);
    if (field == "hs_code") return hs;
    if (field == "hs_star") return context.dice.chance(0.2) ? hs.substr(0, 6) + "*" : hs;
    if (field == "hs6") return hs.substr(0, 6);
    if (field == "hs8") return hs.substr(0, 8);
    if (field == "hs4") return hs.substr(0, 4);
    if (field == "hs2") return hs.substr(0, 2);
    if (field == "direction") return "ИМ";
    if (field == "direction_en") return leg.sent ? "export" : "import";
    if (field == "master_bill") return leg.master.empty() ? context.null() : leg.master;
    if (field == "bill" && !leg.bill.empty()) return leg.bill;
    if (field == "item_number") return std::to_string(context.item_index + 1);
    if (field == "incoterms") return leg.stream % 3 == 0 ? "FOB" : "CIP";
    if (field == "office") return "10012020";
    if (field == "region") return "45000";
    if (field == "be_type") return "CR";
    std::array<char, 64> text{};
    if (field == "declaration_number") {
        if (!context.layout.russian && context.layout.plays("overlap") && leg.final && context.dice.chance(0.2)) return context.null();
        const auto serial = static_cast<unsigned>(mix64(leg.stream) % 10000000);
        if (leg.sent) {
            std::snprintf(text.data(), text.size(), "%04u%04d0%09u", 5300 + static_cast<unsigned>(mix64(leg.stream + 7) % 90), date.year,
                          static_cast<unsigned>(mix64(leg.stream + 8) % 1000000000));
            return text.data();
        }
        if (leg.buyer->country == Country{"RU"}) {
            std::snprintf(text.data(), text.size(), "10%06u/%02d%02d%02d/%07u", 12000 + static_cast<unsigned>(mix64(leg.stream + 7) % 900),
                          date.day, date.month, date.year % 100, serial);
        } else {
            std::snprintf(text.data(), text.size(), "5%04u/%02d%02d%02d/%07u", 400 + static_cast<unsigned>(mix64(leg.stream + 7) % 90),
                          date.day, date.month, date.year % 100, serial);
        }
        return text.data();
    }
    if (field == "serial") return std::to_string(mix64(leg.stream) % 10000000);
    if (field == "bill") {
        std::snprintf(text.data(), text.size(), "SYNT%09u", static_cast<unsigned>(tag % 1000000000));
        return text.data();
    }
    WB_CHECK(field == "tag", "field of a simulated layout: " + std::string(field));
    std::snprintf(text.data(), text.size(), "%08x-%04x-%04x", static_cast<unsigned>(tag), static_cast<unsigned>(tag >> 32 & 0xFFFF),
                  static_cast<unsigned>(tag >> 48));
    return text.data();
}

// One cell of the row becomes something that cannot be read.
void RowMaker::spoil(RenderedRow& row, Context& context) const {
    static const std::array<std::pair<std::string_view, std::string_view>, 6> kSpoilt = {{{"date", "31.02.2023"},
                                                                                          {"quantity", "12,5,7"},
                                                                                          {"net_kg", "-4.5"},
                                                                                          {"hs_code", "88O6"},
                                                                                          {"value_usd", "1.2.3"},
                                                                                          {"unit_ru", "УСЛ. ЕД"}}};
    const auto& [field, junk] = kSpoilt[context.dice.below(kSpoilt.size())];
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (context.layout.fields[i] != field) continue;
        row.cells[i] = junk;
        row.numeric[i] = false;
        row.broken = true;
    }
}

}  // namespace wb
