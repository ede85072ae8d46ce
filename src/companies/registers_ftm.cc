#include <simdjson.h>

#include <array>

#include "companies/register_builder.h"
#include "reference/countries.h"
#include "text/utf8.h"

namespace wb {

namespace {

using Object = simdjson::dom::element;

// All texts of a property, which may be one text or a list.
std::vector<std::string> texts_of(const Object& properties, const char* key) {
    std::vector<std::string> texts;
    Object value;
    if (properties[key].get(value) != simdjson::SUCCESS) return texts;
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS) return {std::string(text)};
    simdjson::dom::array list;
    if (value.get(list) != simdjson::SUCCESS) return texts;
    for (const auto each : list) {
        if (each.get(text) == simdjson::SUCCESS) texts.emplace_back(text);
    }
    return texts;
}

std::string first_text(const Object& properties, const char* key) {
    const auto texts = texts_of(properties, key);
    return texts.empty() ? std::string() : texts.front();
}

std::string text_of(const Object& object, const char* key) {
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

constexpr std::array<const char*, 8> kNumbers = {"innCode", "registrationNumber", "uscCode", "taxNumber", "ogrnCode",
                                                 "vatCode", "idNumber",           "leiCode"};
struct FactProperty {
    const char* property;
    const char* kind;
};
constexpr std::array kFacts = {FactProperty{"address", "address"}, FactProperty{"addressEntity", "address entity"},
                               FactProperty{"phone", "phone"}, FactProperty{"email", "email"}};

class FtmReader {
public:
    FtmReader(const std::string& path, RegisterBuilder& builder) : path_(path), builder_(builder) {}
    void read(std::string_view jsonl) {
        while (!jsonl.empty()) {
            const auto end = jsonl.find('\n');
            const auto line = trim(jsonl.substr(0, end));
            jsonl.remove_prefix(end == std::string_view::npos ? jsonl.size() : end + 1);
            ++number_;
            if (!line.empty()) read_line(line);
        }
    }

private:
    void unreadable(const char* code, const char* text, std::string_view line) {
        constexpr std::size_t kShown = 200;
        builder_.doubt(path_, number_, code, text, std::string(line.substr(0, kShown)), "not used");
    }

    void read_line(std::string_view line) {
        Object object, properties;
        const simdjson::padded_string padded(line);
        if (parser_.parse(padded).get(object) != simdjson::SUCCESS || !object.is_object())
            return unreadable("ownership.not_json", "the line is not a JSON object", line);
        if (object["properties"].get(properties) != simdjson::SUCCESS || !properties.is_object())
            return unreadable("ownership.no_properties", "the entity has no properties", line);
        const auto schema = text_of(object, "schema"), id = text_of(object, "id");
        if (schema == "Ownership") return read_ownership(properties);
        if (schema == "Directorship") return read_directorship(properties);
        if (schema == "Address") {
            const auto full = first_text(properties, "full");
            return builder_.add_address(id, full.empty() ? first_text(properties, "street") : full);
        }
        read_company(id, properties);
    }

    // Several owners or assets in one entity are several statements.
    void read_ownership(const Object& properties) {
        RawOwnership raw;
        raw.share = first_text(properties, "percentage");
        raw.from = first_text(properties, "startDate");
        raw.until = first_text(properties, "endDate");
        raw.path = path_;
        raw.line = number_;
        auto owners = texts_of(properties, "owner"), assets = texts_of(properties, "asset");
        if (owners.empty()) owners.emplace_back();
        if (assets.empty()) assets.emplace_back();
        for (const auto& owner : owners) {
            for (const auto& asset : assets) {
                raw.owner.id = owner;
                raw.owned.id = asset;
                builder_.add(raw);
            }
        }
    }

    void read_directorship(const Object& properties) {
        for (const auto& director : texts_of(properties, "director")) {
            for (const auto& organization : texts_of(properties, "organization"))
                builder_.add(RawDirectorship{director, organization, first_text(properties, "startDate"), first_text(properties, "endDate"),
                                             path_, number_});
        }
    }

    void read_company(const std::string& id, const Object& properties) {
        RegisteredCompany company;
        company.path = path_;
        company.line = number_;
        company.name = first_text(properties, "name");
        for (const auto* key : kNumbers) {
            for (const auto& number : texts_of(properties, key)) {
                if (company.identifier.empty()) company.identifier = number;
                company.facts.push_back({"number", number, {}, {}});
            }
        }
        for (const auto* key : {"jurisdiction", "country", "mainCountry"}) {
            if (!company.country.present()) company.country = country_of(first_text(properties, key));
        }
        for (const auto& fact : kFacts) {
            for (const auto& value : texts_of(properties, fact.property)) company.facts.push_back({fact.kind, value, {}, {}});
        }
        for (const auto& [key, kind] : {std::pair("incorporationDate", "incorporated"), std::pair("dissolutionDate", "dissolved")}) {
            const auto day = builder_.day(first_text(properties, key), path_, number_, key);
            if (day) company.facts.push_back({kind, "", day, {}});
        }
        builder_.add_company(id, std::move(company));
    }

    const std::string& path_;
    RegisterBuilder& builder_;
    simdjson::dom::parser parser_;
    std::int64_t number_ = 0;
};

}  // namespace

void read_ftm_lines(std::string_view jsonl, const std::string& path, RegisterBuilder& builder) { FtmReader(path, builder).read(jsonl); }

}  // namespace wb
