#include "simulate/world.h"

#include <algorithm>
#include <cmath>

namespace wb {

namespace {

// The published story (The New York Times, 2023-03-21): 26 brands, nearly 70 exporters, about twelve million dollars in a year, DJI near
// half, Autel second with nearly two. Shares of deals; in the story shares of value, whatever the catalogue's prices are.
constexpr double kFirstBrand = 0.40;
constexpr double kSecondBrand = 0.18;
constexpr double kStoryFirstBrand = 0.66;
constexpr double kStorySecondBrand = 0.2;
constexpr double kStoryRareBrand = 2;  // beside the brands an exporter draws: each of the 26 is to be seen in the year
constexpr double kOthers = 0.075;
constexpr double kOthersFall = 0.86;
constexpr std::size_t kStoryBrands = 26;
constexpr std::size_t kSubsidiaries = 5;  // the first exporters, among which are those that sell their makers' brands only
constexpr std::size_t kStoryExporters = 69;
constexpr std::size_t kStoryConsignees = 90;
constexpr std::size_t kUnrelatedCompanies = 200;
// Weight of each third country as the first stop: KZ, KG, BY, PK, AE, TR as words.toml lists them.
constexpr double kFirstStops[] = {0.34, 0.12, 0.12, 0.16, 0.14, 0.12};
constexpr std::size_t kFewestMiddlemen = 3;
constexpr std::size_t kMostMiddlemen = 6;

WorldShape story_shape() {
    WorldShape shape;
    shape.story = true;
    shape.from = *make_day(2022, 2, 24);
    shape.until = *make_day(2023, 3, 1);
    shape.control_day = *make_day(2022, 9, 1);
    shape.drone_share = 0.058;
    shape.low_value = 0.06;
    shape.third_country = 0.055;
    shape.cut = 0.4;
    shape.rerouted = 0.3;
    return shape;
}

WorldShape draw_shape(Dice& dice) {
    WorldShape shape;
    shape.from = *make_day(2023, 1, 1);
    shape.until = *make_day(2024, 7, 1);
    shape.control_day = first_day_of_month(month_number(*make_day(2023, 9, 1)) + static_cast<int>(dice.below(4)));
    shape.drone_share = dice.between(0.04, 0.11);
    shape.decoy_share = dice.between(0.005, 0.03);
    shape.near_share = dice.between(0.0003, 0.002);
    shape.vague_share = dice.between(0.05, 0.25);
    shape.vague_true = dice.between(0.55, 0.95);
    shape.vague_own_code = dice.between(0.6, 0.95);
    shape.wrong_code = dice.between(0.02, 0.12);
    shape.low_value = dice.between(0.02, 0.10);
    shape.overlap = dice.between(0.25, 0.6);
    shape.only_second = dice.between(0, 0.08);
    shape.revised = dice.between(0, 0.04);
    shape.third_country = dice.between(0.05, 0.3);
    shape.hub = dice.between(0, 0.04);
    shape.several_goods = dice.between(0.02, 0.1);
    shape.several_items = dice.between(0.05, 0.2);
    shape.part_share = dice.between(0.2, 0.5);
    shape.price_spread = dice.between(0.06, 0.22);
    shape.cut = dice.between(0.3, 0.75);
    shape.rerouted = dice.between(0.1, 0.6);
    shape.bad_cells = dice.between(0.001, 0.01);
    shape.kilograms = dice.between(0, 0.05);
    shape.slips = dice.between(0, 0.03);
    shape.look_alikes = dice.between(0.02, 0.2);
    shape.continuation = dice.between(0.05, 0.3);
    shape.forwarder = dice.between(0, 0.03);
    shape.leg_missing = dice.between(0, 0.15);
    shape.vague_unrelated = dice.between(0, 0.008);
    return shape;
}

// The story's brands first, the rest by chance, until there are enough that have models and a maker in China.
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
        std::vector<std::size_t> uavs;
        std::vector<std::size_t> parts;
        for (std::size_t m = 0; m < catalogue.models.size(); ++m) {
            const auto& model = catalogue.models[m];
            if (model.brand != catalogue.brands[brand].id) continue;
            if (model.goods_class == "uav") uavs.push_back(m);
            if (model.goods_class.starts_with("uav_part")) parts.push_back(m);
        }
        if ((uavs.empty() && parts.empty()) || catalogue.brands[brand].maker_country != Country{"CN"}) continue;
        if (world.brands.size() == kStoryBrands) break;
        world.brands.push_back(brand);
        world.uav_models.push_back(std::move(uavs));
        world.part_models.push_back(std::move(parts));
    }
}

// What a deal in one of `models` is worth in the story, before chance. Models are drawn as Dice::skewed does.
double story_deal(const Catalogue& catalogue, const std::vector<std::size_t>& models, double log_price, double log_units) {
    double value = 0;
    const auto size = static_cast<double>(models.size());
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto at = static_cast<double>(i);
        const double chance = std::sqrt((at + 1) / size) - std::sqrt(at / size);
        value += chance * std::min(kStoryDear, catalogue.models[models[i]].usual_price_usd.value_or(std::exp(log_price)));
    }
    return value * std::exp(log_units);
}

double story_deal(const World& world, const Catalogue& catalogue, std::size_t brand) {
    const auto& uavs = world.uav_models[brand];
    const auto& parts = world.part_models[brand];
    const double part_share = parts.empty() ? 0 : uavs.empty() ? 1 : world.shape.part_share;
    return (1 - part_share) * story_deal(catalogue, uavs, kUavLogPrice, kUavLogUnits) +
           part_share * story_deal(catalogue, parts, kPartLogPrice, kPartLogUnits);
}

std::vector<double> brand_weights(const World& world, const Catalogue& catalogue) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < world.brands.size(); ++i) {
        const bool story = world.shape.story;
        const double share = i == 0   ? (story ? kStoryFirstBrand : kFirstBrand)
                             : i == 1 ? (story ? kStorySecondBrand : kSecondBrand)
                                      : kOthers * std::pow(kOthersFall, static_cast<double>(i - 2));
        weights.push_back(story ? share / story_deal(world, catalogue, i) : share);
    }
    return cumulated(weights);
}

// Each exporter sells one main brand and a few others, and every brand has somebody who sells it.
void give_brands(World& world, const Catalogue& catalogue, Dice& dice) {
    const auto brands = brand_weights(world, catalogue);
    std::vector<std::vector<double>> weights(world.exporters.size(), std::vector<double>(world.brands.size(), 0.0));
    for (auto& own : weights) {
        own[dice.pick(brands)] += 3;
        for (int i = 0; i < 3; ++i) own[dice.pick(brands)] += 1;
    }
    const auto ordinary = weights.size() - kSubsidiaries;
    for (std::size_t brand = 0; brand < world.brands.size(); ++brand)
        weights[kSubsidiaries + brand * 5 % ordinary][brand] += world.shape.story ? kStoryRareBrand : 0.3;
    for (std::size_t i = 0; i < weights.size(); ++i) world.exporters[i].brand_cumulative = cumulated(weights[i]);
}

// Subsidiaries of makers, invented: one of DJI, two of iFlight (which belongs to DJI), one of Autel. They sell their own family's brands.
void found_subsidiaries(World& world, const Catalogue& catalogue, std::vector<double>& weights) {
    const auto found = [&](std::size_t exporter, std::size_t owner, std::vector<std::pair<std::size_t, double>> sells, double weight) {
        auto& company = world.exporters[exporter];
        company.family = catalogue.brands[world.brands[owner]].id;
        std::vector<double> mix(world.brands.size(), 0.0);
        for (const auto& [brand, share] : sells) mix[brand] = share;
        company.brand_cumulative = cumulated(mix);
        weights[exporter] = weight;
    };
    found(0, 0, {{0, 1.0}}, 3.0);
    found(1, 2, {{0, 0.6}, {2, 0.4}}, 3.5);
    found(3, 2, {{0, 0.3}, {2, 0.7}}, 2.0);
    found(4, 1, {{1, 1.0}}, 2.0);
}

void found_middlemen(World& world, const SimWords& words, Dice& dice) {
    std::vector<double> stops;
    for (std::size_t third = 0; third < words.third.size(); ++third) {
        auto& companies = world.middlemen.emplace_back();
        const auto count = kFewestMiddlemen + dice.below(kMostMiddlemen - kFewestMiddlemen + 1);
        for (std::size_t i = 0; i < count; ++i) companies.push_back(third_company(dice, words, third, i));
        stops.push_back(third < std::size(kFirstStops) ? kFirstStops[third] * dice.between(0.6, 1.4) : 0.1);
    }
    world.third_cumulative = cumulated(stops);
}

}  // namespace

World make_world(std::uint64_t seed, bool story, const Catalogue& catalogue, const SimWords& words) {
    World world;
    world.seed = seed;
    Dice dice(seed, hash64("world"));
    world.shape = story ? story_shape() : draw_shape(dice);
    choose_brands(world, catalogue, dice);
    const std::size_t exporters = story ? kStoryExporters : 40 + dice.below(80);
    const std::size_t consignees = story ? kStoryConsignees : 60 + dice.below(120);
    for (std::size_t i = 0; i < exporters; ++i) world.exporters.push_back(chinese_company(dice, words, i));
    for (std::size_t i = 0; i < consignees; ++i) world.consignees.push_back(russian_company(dice, words, i));
    for (std::size_t i = 0; i < kUnrelatedCompanies; ++i) {
        world.importers.push_back(russian_company(dice, words, consignees + i));
        world.other_exporters.push_back(chinese_company(dice, words, exporters + i));
    }
    found_middlemen(world, words, dice);
    give_brands(world, catalogue, dice);
    std::vector<double> weights;
    for (std::size_t i = 0; i < exporters; ++i) weights.push_back(dice.between(0.4, 1.6));
    found_subsidiaries(world, catalogue, weights);
    world.exporter_cumulative = cumulated(weights);
    return world;
}

}  // namespace wb
