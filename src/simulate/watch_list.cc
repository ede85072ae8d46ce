#include "simulate/watch_list.h"

#include <array>

#include "base/json.h"

namespace wb {

namespace {

const char* const kListName = "Synthetic Watch List (SWL) - invented for demonstration";
const char* const kHolding = "Polyarnaya Zvezda Holding (synthetic)";
constexpr std::array kStrangers = {"Severnaya Orbita Institut (synthetic)", "Zapadny Kaskad Design Bureau (synthetic)",
                                   "Gornaya Liniya Works (synthetic)"};
constexpr std::size_t kListedBefore = 2, kListedInside = 5, kUndated = 8, kByName = 11, kMostlyOwned = 3, kUnknownShare = 6;
constexpr int kYearBefore = 400, kHalfYear = 180;  // days

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

// source, entity_number, name, start_date and ids; the other columns of the publisher's file stay empty.
std::string row(int number, const std::string& name, const std::string& country, const std::string& day, const std::string& inn) {
    const auto ids = inn.empty() ? std::string() : "Tax ID No., " + inn + ", " + country;
    return quoted(kListName) + "," + std::to_string(number) + ",Entity,SYNTHETIC," + quoted(name) + ",," +
           quoted("Invented street 1, " + country) + ",SYNTHETIC," + day + ",,,,,,,,,,,SYNTHETIC,,,,,,,," + quoted(ids) + "\n";
}

const SimCompany* consignee(const World& world, std::size_t at) { return at < world.consignees.size() ? &world.consignees[at] : nullptr; }

std::string entry(const World& world, const SimWords& words, std::size_t at, const std::string& day, bool with_number) {
    const auto* company = consignee(world, at);
    if (company == nullptr) return "";
    return row(static_cast<int>(at) + 1, full_name(*company, words), std::string(company->country.text()), day,
               with_number ? company->identifier : "");
}

std::string ftm_company(const std::string& id, const std::string& name, const std::string& properties) {
    return R"({"id":")" + id + R"(","schema":"Company","properties":{"name":[)" + json_string(name) + R"(],"country":["ru"])" + properties +
           "}}\n";
}

std::string ftm_ownership(const std::string& asset, const std::string& percentage) {
    return R"({"id":"synthetic-holding-)" + asset + R"(","schema":"Ownership","properties":{"owner":["synthetic-holding"],"asset":[")" +
           asset + "\"]" + (percentage.empty() ? "" : R"(,"percentage":[")" + percentage + "\"]") + "}}\n";
}

}  // namespace

std::string sim_watch_list(const World& world, const SimWords& words) {
    std::string csv =
        "source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,"
        "license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,"
        "source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids\n";
    const auto before = to_string(world.shape.from + -kYearBefore), inside = to_string(world.shape.from + kHalfYear);
    csv += entry(world, words, kListedBefore, before, true);
    csv += entry(world, words, kListedInside, inside, true);
    csv += entry(world, words, kUndated, "", true);
    csv += entry(world, words, kByName, before, false);
    csv += row(900, kHolding, "RU", before, "");
    for (std::size_t i = 0; i < kStrangers.size(); ++i) csv += row(901 + static_cast<int>(i), kStrangers[i], "RU", before, "");
    return csv;
}

std::string sim_watch_list_effect(const World& world) {
    return "# The list of a synthetic world: no authority publishes it.\n[controls]\nversion = \"1\"\nas_of = " +
           to_string(world.shape.from) +
           "\n\n[[watch_list]]\nid = \"synthetic_watch_list\"\ntitle = \"Synthetic watch list\"\nauthority = \"none: written by waybill "
           "simulate\"\njurisdiction = \"US\"\nrestricts = \"supply\"\nregime = \"us_ofac\"\nnames = [\"Synthetic Watch List "
           "(SWL)\"]\neffect = "
           "\"Supply TO the party needs a licence (synthetic).\"\ninnocent = \"Synthetic: no such list exists.\"\nsource = \"waybill "
           "simulate\"\nverified = true\n";
}

std::string sim_holdings(const World& world, const SimWords& words) {
    std::string lines = ftm_company("synthetic-holding", kHolding, "");
    for (const auto& [at, percentage] : {std::pair(kMostlyOwned, "60"), std::pair(kUnknownShare, "")}) {
        const auto* company = consignee(world, at);
        if (company == nullptr) continue;
        const auto number = company->identifier.empty() ? "" : R"(,"innCode":[")" + company->identifier + "\"]";
        lines += ftm_company("synthetic-" + company->id, full_name(*company, words), number) +
                 ftm_ownership("synthetic-" + company->id, percentage);
    }
    return lines;
}

}  // namespace wb
