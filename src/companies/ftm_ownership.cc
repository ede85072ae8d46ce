#include <simdjson.h>

#include <map>

#include "companies/companies.h"
#include "reference/countries.h"
#include "text/date.h"
#include "text/number.h"
#include "text/utf8.h"

namespace wb {

namespace {

struct NamedEntity {
    std::string name, identifier;
    Country country;
};

using Object = simdjson::dom::element;

std::string first_text(const Object& properties, const char* key) {
    simdjson::dom::element value;
    if (properties[key].get(value) != simdjson::SUCCESS) return "";
    std::string_view text;
    if (value.is_string() && value.get(text) == simdjson::SUCCESS) return std::string(text);
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS || list.size() == 0) return "";
    if (list.at(0).get(text) != simdjson::SUCCESS) return "";
    return std::string(text);
}

std::string text_of(const Object& object, const char* key) {
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

Maybe<Day> day_of(const Object& properties, const char* key) {
    const auto text = first_text(properties, key);
    if (text.empty()) return Missing::not_stated;
    const auto parsed = parse_day(text, {});
    return parsed.day ? Maybe<Day>(*parsed.day) : Maybe<Day>(Missing::unreadable);
}

struct RawOwnership {
    std::string owner, asset, percentage, source;
    Maybe<Day> from, until;
};

class Reader {
public:
    OwnershipRead read(std::string_view jsonl, const std::string& file) {
        std::int64_t number = 0;
        while (!jsonl.empty()) {
            const auto end = jsonl.find('\n');
            const auto line = trim(jsonl.substr(0, end));
            jsonl.remove_prefix(end == std::string_view::npos ? jsonl.size() : end + 1);
            ++number;
            if (!line.empty()) read_line(line, file + " line " + std::to_string(number));
        }
        for (const auto& raw : ownership_) finish(raw);
        return std::move(result_);
    }

private:
    void doubt(const std::string& source, std::string code, std::string text) {
        result_.doubts.push_back({source, std::move(code), std::move(text)});
    }

    void read_line(std::string_view line, const std::string& source) {
        Object object;
        const simdjson::padded_string padded(line);
        if (parser_.parse(padded).get(object) != simdjson::SUCCESS || !object.is_object())
            return doubt(source, "ownership.not_json", "the line is not a JSON object");
        Object properties;
        if (object["properties"].get(properties) != simdjson::SUCCESS || !properties.is_object())
            return doubt(source, "ownership.no_properties", "the entity has no properties");
        const auto schema = text_of(object, "schema");
        if (schema == "Ownership") {
            ownership_.push_back({first_text(properties, "owner"), first_text(properties, "asset"), first_text(properties, "percentage"),
                                  source, day_of(properties, "startDate"), day_of(properties, "endDate")});
            return;
        }
        NamedEntity entity;
        entity.name = first_text(properties, "name");
        for (const auto* key : {"innCode", "registrationNumber", "uscCode", "taxNumber", "ogrnCode"}) {
            if (entity.identifier.empty()) entity.identifier = first_text(properties, key);
        }
        for (const auto* key : {"jurisdiction", "country", "mainCountry"}) {
            if (!entity.country.present()) entity.country = country_of(first_text(properties, key));
        }
        entities_[text_of(object, "id")] = std::move(entity);
    }

    void finish(const RawOwnership& raw) {
        const auto owner = entities_.find(raw.owner);
        const auto owned = entities_.find(raw.asset);
        if (owner == entities_.end() || owned == entities_.end()) {
            return doubt(raw.source, "ownership.unknown_id", "no entity with id " + (owner == entities_.end() ? raw.owner : raw.asset));
        }
        if (raw.owner == raw.asset) return doubt(raw.source, "ownership.owns_itself", raw.owner + " is said to own itself");
        if (raw.from && raw.until && *raw.until <= *raw.from)
            return doubt(raw.source, "ownership.days_reversed", "it ends before it begins");
        OwnershipStatement statement;
        statement.owner_name = owner->second.name;
        statement.owned_name = owned->second.name;
        statement.owner_identifier = owner->second.identifier;
        statement.owned_identifier = owned->second.identifier;
        statement.owner_country = owner->second.country;
        statement.owned_country = owned->second.country;
        statement.from_day = raw.from;
        statement.until_day = raw.until;
        statement.source = raw.source;
        read_share(raw, statement);
        result_.statements.push_back(std::move(statement));
    }

    void read_share(const RawOwnership& raw, OwnershipStatement& statement) {
        std::string text = raw.percentage;
        while (!text.empty() && (text.back() == '%' || text.back() == ' ')) text.pop_back();
        if (text.empty()) return;
        const auto percent = parse_real(text, {'.'});
        if (!percent || *percent < 0 || *percent > 100)
            return doubt(raw.source, "ownership.share", "no share between 0 and 100 %: " + raw.percentage);
        statement.share_low = *percent / 100;
        statement.share_high = *percent / 100;
    }

    simdjson::dom::parser parser_;
    std::map<std::string, NamedEntity> entities_;
    std::vector<RawOwnership> ownership_;
    OwnershipRead result_;
};

}  // namespace

OwnershipRead read_ftm_ownership(std::string_view jsonl, const std::string& file) { return Reader().read(jsonl, file); }

}  // namespace wb
