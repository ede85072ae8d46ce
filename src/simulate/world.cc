#include "simulate/world.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/identifiers.h"

namespace wb {

namespace {

// The published story: shares of the largest brands; the rest falls off.
constexpr double kFirstBrandShare = 0.36, kSecondBrandShare = 0.17;
constexpr std::size_t kStoryBrands = 26, kStoryExporters = 70, kStoryConsignees = 90;

std::vector<std::pair<std::string, std::string>> pairs(const toml::table& table, std::string_view section, std::string_view key) {
    std::vector<std::pair<std::string, std::string>> out;
    if (const auto* list = table[section][key].as_array()) {
        for (const auto& entry : *list) {
            const auto* pair = entry.as_array();
            if (pair != nullptr && pair->size() == 2) out.emplace_back(*(*pair)[0].value<std::string>(), *(*pair)[1].value<std::string>());
        }
    }
    return out;
}

std::vector<std::string> list_of(const toml::table& table, std::string_view section, std::string_view key) {
    const auto* inner = table[section].as_table();
    return inner == nullptr ? std::vector<std::string>{} : toml_texts(*inner, key);
}

std::vector<SimWords::Goods> goods_of(const toml::table& table, std::string_view key) {
    std::vector<SimWords::Goods> out;
    if (const auto* list = table["unrelated"][key].as_array()) {
        for (const auto& entry : *list) {
            const auto& row = *entry.as_array();
            out.push_back({*row[0].value<std::string>(), *row[3].value<std::string>(), *row[4].value<std::string>(),
                           *row[1].value<double>(), *row[2].value<double>()});
        }
    }
    return out;
}

std::vector<double> cumulate(const std::vector<double>& weights) {
    std::vector<double> cumulative;
    double total = 0;
    for (const double weight : weights) cumulative.push_back(total += weight);
    for (double& value : cumulative) value /= total;
    return cumulative;
}

WorldShape draw_shape(Dice& dice, bool story) {
    WorldShape shape;
    shape.story = story;
    shape.from = *make_day(2022, 2, 24);
    shape.until = *make_day(2023, 3, 1);
    if (story) return shape;
    shape.from = *make_day(2023, 1, 1);
    shape.until = *make_day(2024, 7, 1);
    shape.drone_share = dice.between(0.03, 0.10);
    shape.vague_share = dice.between(0.05, 0.25);
    shape.vague_true = dice.between(0.55, 0.95);
    shape.wrong_code = dice.between(0.02, 0.12);
    shape.low_value = dice.between(0.02, 0.10);
    shape.overlap = dice.between(0.25, 0.6);
    shape.third_country = dice.between(0.05, 0.35);
    shape.part_share = dice.between(0.2, 0.5);
    return shape;
}

SimCompany chinese_company(Dice& dice, const SimWords& words, std::size_t number) {
    const auto& place = words.places[dice.below(words.places.size())];
    const auto& name = words.names_zh[number % words.names_zh.size()];
    const auto& second = words.names_zh[(number / words.names_zh.size() + number * 7 + 3) % words.names_zh.size()];
    const auto& activity = words.activities[dice.below(words.activities.size())];
    SimCompany company;
    const bool hong_kong = dice.chance(0.25);
    company.country = Country{hong_kong ? "HK" : "CN"};
    const auto joined = number < words.names_zh.size() ? name.first : name.first + " " + second.first;
    company.latin =
        hong_kong ? joined + " (HK) " + activity.first + " Limited" : place.first + " " + joined + " " + activity.first + " Co., Ltd.";
    company.native = (hong_kong ? "香港" : place.second) + name.second + (number < words.names_zh.size() ? "" : second.second) +
                     activity.second + "有限公司";
    company.id = "cn" + std::to_string(number);
    company.vague_templates[0] = dice.below(words.vague_ru.size());
    company.vague_templates[1] = dice.below(words.vague_ru.size());
    return company;
}

SimCompany russian_company(Dice& dice, const SimWords& words, std::size_t number) {
    SimCompany company;
    company.country = Country{"RU"};
    const auto& name = words.names_ru[number % words.names_ru.size()];
    const auto suffix = number < words.names_ru.size() ? "" : " " + std::to_string(number / words.names_ru.size() + 1);
    company.native = "ООО \"" + name + suffix + "\"";
    company.latin = company.native;
    company.identifier = make_inn(dice);
    company.id = "ru" + std::to_string(number);
    return company;
}

SimCompany middleman(Dice& dice, const SimWords& words, std::size_t number) {
    static constexpr std::array<std::string_view, 6> kCountries = {"KZ", "PK", "BY", "AE", "TR", "KG"};
    static constexpr std::array<std::string_view, 6> kForms = {"TOO ", "", "OOO ", "", "", "OsOO "};
    const auto at = number < 3 ? number : dice.below(kCountries.size());
    SimCompany company;
    company.country = Country{kCountries[at]};
    const auto& name = words.names_other[number % words.names_other.size()];
    company.latin = std::string(kForms[at]) + name + " TRADE" +
                    (kForms[at].empty() ? (at == 3   ? " FZE"
                                           : at == 1 ? " (PVT) LTD"
                                                     : " LTD STI")
                                        : "");
    company.native = company.latin;
    company.id = "tc" + std::to_string(number);
    return company;
}

void choose_brands(World& world, const Catalogue& catalogue, Dice& dice) {
    std::vector<std::size_t> candidates;
    for (std::size_t i = 0; i < catalogue.brands.size(); ++i) candidates.push_back(i);
    const auto rank = [&](std::size_t i) {
        const auto& id = catalogue.brands[i].id;
        return id == "dji" ? 0 : id == "autel" ? 1 : id == "iflight" ? 2 : 3;
    };
    for (std::size_t i = candidates.size() - 1; i > 0; --i) std::swap(candidates[i], candidates[dice.below(i + 1)]);
    std::stable_sort(candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    for (const auto brand : candidates) {
        std::vector<std::size_t> uavs, parts;
        for (std::size_t m = 0; m < catalogue.models.size(); ++m) {
            const auto& model = catalogue.models[m];
            if (model.brand != catalogue.brands[brand].id) continue;
            if (model.goods_class == "uav") uavs.push_back(m);
            if (std::string_view(model.goods_class).starts_with("uav_part")) parts.push_back(m);
        }
        if ((uavs.empty() && parts.empty()) || catalogue.brands[brand].maker_country.text() != "CN") continue;
        if (world.brands.size() == kStoryBrands) break;
        world.brands.push_back(brand);
        world.uav_models.push_back(uavs);
        world.part_models.push_back(parts);
    }
    std::vector<double> weights;
    for (std::size_t i = 0; i < world.brands.size(); ++i) {
        weights.push_back(i == 0 ? kFirstBrandShare : i == 1 ? kSecondBrandShare : 0.37 * std::pow(0.86, static_cast<double>(i)) / 5.0);
    }
    world.brand_cumulative = cumulate(weights);
}

// Each exporter sells one main brand and a few others.
void give_brands(World& world, Dice& dice) {
    for (auto& exporter : world.exporters) {
        std::vector<double> weights(world.brands.size(), 0.0);
        weights[dice.pick(world.brand_cumulative)] += 3;
        for (int i = 0; i < 3; ++i) weights[dice.pick(world.brand_cumulative)] += 1;
        exporter.brand_cumulative = cumulate(weights);
    }
    // Every brand has somebody who sells it.
    for (std::size_t brand = 0; brand < world.brands.size(); ++brand) {
        auto& exporter = world.exporters[(brand * 5 + 2) % world.exporters.size()];
        std::vector<double> weights(world.brands.size(), 0.0);
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] = exporter.brand_cumulative[i] - (i == 0 ? 0 : exporter.brand_cumulative[i - 1]);
        weights[brand] += 0.3;
        exporter.brand_cumulative = cumulate(weights);
    }
}

}  // namespace

double Dice::normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
}

std::size_t Dice::pick(const std::vector<double>& cumulative) {
    const auto at = std::upper_bound(cumulative.begin(), cumulative.end(), uniform());
    return std::min(cumulative.size() - 1, static_cast<std::size_t>(at - cumulative.begin()));
}

std::string make_inn(Dice& dice) {
    for (;;) {
        std::string digits = std::to_string(10 + dice.below(80));
        while (digits.size() < 9) digits += static_cast<char>('0' + dice.below(10));
        for (char last = '0'; last <= '9'; ++last) {
            if (inn_valid(digits + last)) return digits + last;
        }
    }
}

Result<SimWords> load_sim_words() {
    WB_TRY(const auto table, parse_toml(embedded_file("simulation/words.toml"), "simulation/words.toml"));
    SimWords words;
    words.places = pairs(table, "places", "zh");
    words.names_zh = pairs(table, "names", "zh");
    words.activities = pairs(table, "activities", "zh");
    words.names_ru = list_of(table, "names", "ru");
    words.names_other = list_of(table, "names", "other");
    words.vague_ru = list_of(table, "vague", "ru");
    words.vague_en = list_of(table, "vague", "en");
    words.unrelated = goods_of(table, "goods");
    words.decoys = goods_of(table, "decoys");
    WB_CHECK(!words.places.empty() && !words.unrelated.empty() && !words.vague_ru.empty(), "words of data/simulation");
    return words;
}

World make_world(std::uint64_t seed, bool story, const Catalogue& catalogue, const SimWords& words) {
    World world;
    world.seed = seed;
    Dice dice(seed, hash64("world"));
    world.shape = draw_shape(dice, story);
    choose_brands(world, catalogue, dice);
    const std::size_t exporters = story ? kStoryExporters : 40 + dice.below(80);
    const std::size_t consignees = story ? kStoryConsignees : 60 + dice.below(120);
    for (std::size_t i = 0; i < exporters; ++i) world.exporters.push_back(chinese_company(dice, words, i));
    for (std::size_t i = 0; i < consignees; ++i) world.consignees.push_back(russian_company(dice, words, i));
    for (std::size_t i = 0; i < 14; ++i) world.middlemen.push_back(middleman(dice, words, i));
    for (std::size_t i = 0; i < 200; ++i) {
        world.importers.push_back(russian_company(dice, words, consignees + i));
        world.other_exporters.push_back(chinese_company(dice, words, exporters + i));
    }
    give_brands(world, dice);
    // Subsidiaries of makers: one of DJI, two of iFlight's family, one of Autel, invented.
    const auto own = [&](std::size_t exporter, std::size_t brand) {
        if (brand >= world.brands.size()) return;
        auto& company = world.exporters[exporter % world.exporters.size()];
        company.family = catalogue.brands[world.brands[brand]].id;
        std::vector<double> weights(world.brands.size(), 0.0);
        weights[brand] = 1;
        company.brand_cumulative = cumulate(weights);
    };
    own(0, 0);
    own(1, 2);
    own(3, 2);
    own(4, 1);
    return world;
}

}  // namespace wb
