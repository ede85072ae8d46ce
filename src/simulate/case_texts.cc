#include "simulate/case_texts.h"

#include <cmath>
#include <set>

#include "base/fixed.h"
#include "base/json.h"
#include "simulate/layout.h"

namespace wb {

namespace {

std::string company_line(const std::string& id, const std::string& name, std::string_view country) {
    std::string lower;
    for (const char c : country) lower += static_cast<char>(c + 32);
    return "{\"id\":" + json_string(id) + ",\"schema\":\"Company\",\"properties\":{\"name\":[" + json_string(name) + "],\"country\":[" +
           json_string(lower) + "]}}\n";
}

std::string owns(const std::string& owner, const std::string& asset) {
    return "{\"id\":\"own-" + asset + "\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"" + owner + "\"],\"asset\":[\"" + asset +
           "\"],\"percentage\":[\"100\"]}}\n";
}

const std::string& maker_of(const Brand& brand) { return brand.maker.empty() ? brand.name : brand.maker; }

}  // namespace

std::string sim_case_toml(const SimulationOptions& options, const World& world, const std::vector<std::string>& providers) {
    std::string text = std::string("[case]\nname = \"") + (options.story ? "quadcopters" : "world-" + std::to_string(options.seed)) +
                       "\"\ntitle = \"" +
                       (options.story ? "Chinese quadcopters to Russia (synthetic)" : "Synthetic world " + std::to_string(options.seed)) +
                       "\"\nsynthetic = true\nperiod = [" + to_string(world.shape.from) + ", " + to_string(world.shape.until) +
                       "]\n\n[question]\nsellers = [\"CN\", \"HK\"]\ndestinations = [\"RU\"]\ngoods = [\"uav\", \"uav_part\"]\n\n" +
                       "[intervals]\nlevel = 0.90\ndraws = 400\nseed = 1\n";
    char name = 'A';
    for (const auto& path : providers) {
        if (!path.empty()) text += "\n[[records]]\npath = \"" + path + "\"\nprovider = \"" + std::string(1, name) + "\"\n";
        ++name;
    }
    return text;
}

std::string sim_readme() {
    return "Synthetic demonstration data. Every company in it is invented, and every shipment. Brands and models are real product names.\n"
           "truth/ holds what was planted; waybill score compares a run with it.\n";
}

std::string sim_rates(const World& world) {
    std::string csv = "day,currency,usd_per_unit\n";
    constexpr double kMicro = 1e6;
    for (Day day = rate_day(world.shape.from + -world.shape.margin_days); day < world.shape.until + 120; day = day + 7) {
        for (const auto* currency : {"CNY", "EUR", "RUB"})
            csv += to_string(day) + "," + currency + "," + fixed_text(std::llround(kMicro / per_dollar(currency, day)), 6) + "\n";
    }
    return csv;
}

std::string sim_ownership(const World& world, const Catalogue& catalogue, const SimWords& words) {
    std::string lines;
    std::set<std::string> written;
    const auto maker = [&](const Brand& brand) {
        if (written.insert(brand.id).second) lines += company_line("maker-" + brand.id, maker_of(brand), brand.maker_country.text());
        return "maker-" + brand.id;
    };
    for (const auto& exporter : world.exporters) {
        if (exporter.family.empty()) continue;
        const auto& brand = *catalogue.find_brand(exporter.family);
        const auto owner = maker(brand);
        if (brand.family != brand.id) {
            const auto head = maker(*catalogue.find_brand(brand.family));
            if (written.insert("owned " + brand.id).second) lines += owns(head, owner);
        }
        lines += company_line("sim-" + exporter.id, full_name(exporter, words), exporter.country.text());
        lines += owns(owner, "sim-" + exporter.id);
    }
    return lines;
}

std::string sim_control(const World& world) {
    const auto day = to_string(world.shape.control_day);
    return "# Planted in the synthetic world: no law says this.\n[controls]\nversion = \"1\"\nas_of = " + day +
           "\n\n[[control]]\nid = \"planted\"\ntitle = \"Planted control (synthetic)\"\nauthority = \"none: planted by waybill simulate\"\n"
           "jurisdiction = \"CN\"\nkind = \"goods\"\nannounced = " +
           day + "\neffective = " + day +
           "\nexporters = [\"CN\", \"HK\"]\nclasses = [\"uav\"]\nscope = \"Whole unmanned aircraft may not be sent directly.\"\n"
           "innocent = \"Synthetic.\"\nsource = \"waybill simulate\"\nverified = true\n";
}

std::string sim_companies(const World& world, const SimWords& words) {
    std::string csv = "company_id,country,identifier,family,name\n";
    const auto add = [&](const std::vector<SimCompany>& companies) {
        for (const auto& company : companies) {
            auto name = full_name(company, words);
            std::erase(name, ',');
            std::erase(name, '"');
            csv += company.id + "," + std::string(company.country.text()) + "," + company.identifier + "," + company.family + "," + name +
                   "\n";
        }
    };
    add(world.exporters);
    add(world.consignees);
    for (const auto& country : world.middlemen) add(country);
    add(world.importers);
    add(world.other_exporters);
    return csv;
}

}  // namespace wb
