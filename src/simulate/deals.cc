#include "simulate/deals.h"

#include <array>
#include <cmath>

namespace wb {

namespace {

constexpr std::uint64_t kPriceSeed = 0x70726963;
constexpr std::uint64_t kVagueSeed = 0x76616775;
constexpr std::uint64_t kHiddenSeed = 0x68696464;
constexpr std::uint64_t kDealStream = 1000;
constexpr double kStoryUnits = 1.65;  // brings the story's year to about twelve million dollars
constexpr double kMarkUp = 1.12;      // of a middleman
constexpr double kSecondStop = 0.3;   // of lots that pass a second middleman; a third one as often again
constexpr double kKeptBack = 0.1;     // of lots of which a part is never sold on
constexpr std::size_t kMostBuyers = 3;

// Parts are named under what they are made of or used like (apparatus, plastics, toys) more often than whole aircraft are: by judgement, no
// public record tells how often.
constexpr double kPartsWrongCode = 2;

// A good with another number of pieces: all amounts in proportion.
SimGood scaled(SimGood good, double units, double value_factor) {
    const double share = units / good.units;
    good.units = units;
    good.true_value *= share * value_factor;
    good.declared_value = std::round(good.declared_value * share * value_factor * 100) / 100;
    good.kilograms = std::max(0.01, std::round(good.kilograms * share * 1000) / 1000);
    return good;
}

}  // namespace

SimDeal Deals::make(std::int64_t number) const {
    Dice dice(world_.seed, static_cast<std::uint64_t>(number) + kDealStream);
    const auto& shape = world_.shape;
    SimDeal deal;
    deal.number = number;
    const Day from = shape.from + -shape.margin_days;
    const Day day = from + static_cast<int>(dice.below(static_cast<std::size_t>(shape.until - from)));
    const double kind = dice.uniform();
    if (kind < shape.drone_share) return drones(std::move(deal), dice, day);
    const double rest = kind - shape.drone_share;
    const auto& list = rest < shape.near_share                       ? words_.near
                       : rest < shape.near_share + shape.decoy_share ? words_.decoys
                                                                     : words_.unrelated;
    unrelated(deal, dice, day, list);
    return deal;
}

SimDeal Deals::drones(SimDeal deal, Dice& dice, Day day) const {
    const auto& shape = world_.shape;
    const auto exporter = dice.pick(world_.exporter_cumulative);
    SimLeg leg;
    leg.day = day;
    leg.seller = &world_.exporters[exporter];
    leg.buyer = &world_.consignees[dice.skewed(world_.consignees.size())];
    leg.stream = combine64(static_cast<std::uint64_t>(deal.number), 1);
    leg.final = true;
    const bool third = dice.chance(shape.third_country);
    const std::size_t items = !third && dice.chance(shape.several_items) ? 2 + dice.below(2) : 1;
    for (std::size_t i = 0; i < items; ++i) leg.items.push_back(item(dice, exporter, third));
    if (!third && dice.chance(shape.hub)) leg.contract = &world_.middlemen[4][dice.below(world_.middlemen[4].size())];
    leg.way = {0};
    deal.drone = true;
    deal.legs.push_back(std::move(leg));
    if (shape.story) limit_story(deal);
    const auto& first = deal.legs[0].items[0];
    const bool named = !deal.legs[0].contract && first.drone && controlled(first.goods[0]);
    const bool fate = dice.chance(shape.cut);
    const bool detour = dice.chance(shape.rerouted);
    if (third) {
        send_through(deal, dice);
    } else if (named && fate && deal.legs[0].day >= shape.control_day) {
        deal.cut = true;
        deal.would_be = deal.legs[0].day;
        for (const auto& each : deal.legs[0].items) {
            if (each.drone && controlled(each.goods[0])) deal.would_be_value += each.total(&SimGood::declared_value);
        }
        deal.rerouted = detour;
        deal.legs[0].items.resize(1);
        if (detour) {
            send_through(deal, dice);
        } else {
            deal.legs.clear();
        }
    }
    return deal;
}

// The story's second brand stops in February 2023.
void Deals::limit_story(SimDeal& deal) const {
    constexpr std::size_t kSecond = 1;
    const Day last = *make_day(2023, 2, 20);
    for (const auto& item : deal.legs[0].items) {
        for (const auto& good : item.goods) {
            if (good.brand == kSecond && last < deal.legs[0].day) deal.legs[0].day = last;
        }
    }
}

SimItem Deals::item(Dice& dice, std::size_t exporter, bool only_uav) const {
    const auto& shape = world_.shape;
    const auto& seller = world_.exporters[exporter];
    SimItem item;
    item.drone = true;
    item.vague = dice.chance(shape.vague_share);
    const std::size_t goods = !item.vague && !only_uav && dice.chance(shape.several_goods) ? 2 + dice.below(2) : 1;
    for (std::size_t i = 0; i < goods; ++i) item.goods.push_back(good(dice, seller, only_uav));
    if (item.vague) {
        item.vague_text = seller.vague_texts[dice.below(2)];
        // What is behind one vague text of one exporter is mostly one thing: drawn once for the pair.
        const auto pair = combine64(exporter, item.vague_text);
        item.drone = uniform_draw(world_.seed, kVagueSeed, pair) < shape.vague_true;
        const double what = uniform_draw(world_.seed, kHiddenSeed, pair);
        const auto& others = words_.unrelated;
        const SimGood other = other_good(dice, others[static_cast<std::size_t>(what * static_cast<double>(others.size()))]);
        // What is no drone has the price and the mass of what it is; the code is declared as if it were one.
        item.hs = code(dice, item);
        if (!item.drone) {
            const auto model = item.goods[0].model;
            const auto brand = item.goods[0].brand;
            item.goods[0] = other;
            item.goods[0].model = model;
            item.goods[0].brand = brand;
        }
        return item;
    }
    item.hs = code(dice, item);
    return item;
}

SimGood Deals::other_good(Dice& dice, const OtherGoods& other) const {
    SimGood good;
    good.units = std::max(1.0, std::round(std::exp(dice.normal() + 4.5)));
    good.declared_value = good.true_value = std::round(good.units * other.price * std::exp(dice.normal() * 0.15) * 100) / 100;
    good.kilograms = std::max(0.01, std::round(good.units * other.kilograms * 1000) / 1000);
    return good;
}

SimGood Deals::good(Dice& dice, const SimCompany& exporter, bool only_uav) const {
    SimGood good;
    good.brand = dice.pick(exporter.brand_cumulative);
    const auto& uavs = world_.uav_models[good.brand];
    const auto& parts = world_.part_models[good.brand];
    const bool part = !parts.empty() && (uavs.empty() || (!only_uav && dice.chance(world_.shape.part_share)));
    const auto& list = part ? parts : uavs;
    good.model = list[dice.skewed(list.size())];
    const auto& model = catalogue_.models[good.model];
    const double price = price_of(good.model);
    const double story = kStoryUnits * std::min(1.0, kStoryDear / price);
    const double typical = std::exp(dice.normal() * 0.9 + (part ? kPartLogUnits : kUavLogUnits)) * (world_.shape.story ? story : 1.0);
    good.units = std::max(1.0, std::round(typical));
    good.true_value = price * std::exp(dice.normal() * world_.shape.price_spread - 0.15) * good.units;
    good.undervalued = dice.chance(world_.shape.low_value);
    good.declared_value = std::round(good.true_value * (good.undervalued ? dice.between(0.3, 0.7) : 1.0) * 100) / 100;
    const double mass = model.net_mass_kg.value_or(model.takeoff_weight_g.value_or(part ? 150 : 900) / 1000.0);
    good.kilograms = std::max(0.01, std::round(mass * good.units * dice.between(1.05, 1.4) * 1000) / 1000);
    return good;
}

// The catalogue's price, else one that stays with the model in this world.
double Deals::price_of(std::size_t index) const {
    const auto& model = catalogue_.models[index];
    if (model.usual_price_usd) return *model.usual_price_usd;
    Dice dice(world_.seed, combine64(kPriceSeed, hash64(model.id)));
    return std::exp(dice.normal() * 0.5 + (model.goods_class == "uav" ? kUavLogPrice : kPartLogPrice));
}

std::string Deals::code(Dice& dice, const SimItem& item) const {
    static constexpr std::array<std::string_view, 5> kWrong = {"8525890009", "9503007500", "8543709000", "8529902002", "8807300000"};
    const auto& model = catalogue_.models[item.goods[0].model];
    const bool uav = model.goods_class == "uav";
    const double wrong_code = world_.shape.wrong_code * (uav ? 1 : kPartsWrongCode);
    const bool wrong = item.vague ? !dice.chance(world_.shape.vague_own_code) : dice.chance(wrong_code);
    // Parts have a code of their own that is wrong for whole drones.
    if (wrong) return std::string(kWrong[dice.below(uav ? kWrong.size() : kWrong.size() - 1)]);
    const std::string own = !uav ? "880730" : model.hs_code.empty() ? "880622" : model.hs_code;
    return own + (dice.chance(0.5) ? "0000" : "1000");
}

// From the first seller to companies of third countries, one after another, and on to one or several consignees.
void Deals::send_through(SimDeal& deal, Dice& dice) const {
    const SimLeg origin = deal.legs[0];
    const auto consignees = 1 + dice.below(kMostBuyers);
    const auto& good = origin.items[0].goods[0];
    const double pieces = std::round(good.units * static_cast<double>(consignees));
    deal.legs.clear();
    const auto add = [&](const SimCompany* seller, const SimCompany* buyer, Day day, double units, double factor,
                         std::vector<std::size_t> way) {
        SimLeg leg;
        leg.day = day;
        leg.seller = seller;
        leg.buyer = buyer;
        leg.items = {origin.items[0]};
        leg.items[0].goods = {scaled(good, units, factor)};
        leg.stream = combine64(static_cast<std::uint64_t>(deal.number), deal.legs.size() + 1);
        way.push_back(deal.legs.size());
        leg.way = std::move(way);
        deal.legs.push_back(std::move(leg));
        return deal.legs.back().way;
    };
    const auto country = dice.pick(world_.third_cumulative);
    const auto* holder = &world_.middlemen[country][dice.skewed(world_.middlemen[country].size())];
    double factor = 1;
    Day day = origin.day;
    auto way = add(origin.seller, holder, day, pieces, factor, {});
    for (int stop = 0; stop < 2 && dice.chance(kSecondStop); ++stop) {
        const auto next_country = dice.below(world_.middlemen.size());
        const auto* next = &world_.middlemen[next_country][dice.skewed(world_.middlemen[next_country].size())];
        if (next == holder) break;
        day = day + static_cast<int>(6 + dice.below(25));
        factor *= kMarkUp;
        way = add(holder, next, day, pieces, factor, way);
        holder = next;
    }
    factor *= kMarkUp;
    double left = dice.chance(kKeptBack) ? std::floor(pieces * dice.between(0.7, 1)) : pieces;
    for (std::size_t i = 0; i < consignees && left >= 1; ++i) {
        const double units =
            i + 1 == consignees ? left : std::max(1.0, std::round(left / static_cast<double>(consignees - i) * dice.between(0.5, 1.3)));
        const auto* buyer = i == 0 ? origin.buyer : &world_.consignees[dice.skewed(world_.consignees.size())];
        add(holder, buyer, day + static_cast<int>(6 + dice.below(30)), std::min(units, left), factor, way);
        deal.legs.back().final = true;
        left -= std::min(units, left);
    }
}

void Deals::unrelated(SimDeal& deal, Dice& dice, Day day, const std::vector<OtherGoods>& list) const {
    SimLeg leg;
    leg.day = day;
    leg.seller = &world_.other_exporters[dice.skewed(world_.other_exporters.size())];
    leg.buyer = &world_.importers[dice.skewed(world_.importers.size())];
    leg.stream = combine64(static_cast<std::uint64_t>(deal.number), 1);
    leg.final = true;
    leg.way = {0};
    SimItem item;
    item.other = &dice.of(list);
    item.goods.push_back(other_good(dice, *item.other));
    item.hs = item.other->hs;
    item.vague = dice.chance(world_.shape.vague_unrelated);
    if (item.vague) item.vague_text = leg.seller->vague_texts[dice.below(2)];
    leg.items.push_back(std::move(item));
    deal.legs.push_back(std::move(leg));
}

}  // namespace wb
