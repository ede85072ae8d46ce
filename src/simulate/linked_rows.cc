#include "simulate/linked_rows.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace wb {

namespace {

// Value with freight over value without: 0 to .2 (data/terms/value_thresholds.toml).
constexpr double kLeastFreight = 0.01, kMostFreight = 0.15;
constexpr int kFastest = 2, kSlowest = 75;  // days from one customs to the other, by air and by sea
constexpr int kPartDays = 5;
constexpr std::size_t kMostParts = 3, kFewestHouses = 2, kMostHouses = 4;
constexpr double kComplete = 0.85;            // of consolidations: all house bills are in the records
constexpr std::size_t kCarrierNumber = 9000;  // of carriers' ids, beyond all others

std::string bill_number(const char* carrier, std::uint64_t stream) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%s%09u", carrier, static_cast<unsigned>(mix64(stream) % 1000000000));
    return text.data();
}

SimLeg house_of(const World& world, const SimWords& words, Dice& dice, std::uint64_t stream) {
    SimLeg leg;
    leg.stream = stream;
    leg.seller = &world.other_exporters[dice.skewed(world.other_exporters.size())];
    leg.buyer = &dice.of(dice.of(world.middlemen));
    SimItem item;
    item.other = &dice.of(words.unrelated);
    item.hs = item.other->hs;
    SimGood good;
    good.units = 10 + static_cast<double>(dice.below(600));
    good.declared_value = good.true_value = good.units * item.other->price;
    good.kilograms = std::max(0.01, std::round(good.units * item.other->kilograms * dice.between(0.9, 1.1) * 1000) / 1000);
    item.goods.push_back(good);
    leg.items.push_back(std::move(item));
    return leg;
}

}  // namespace

void plant_links(World& world, const SimWords& words) {
    Dice dice(world.seed, hash64("links"));
    world.shape.mirrored = dice.between(0.03, 0.12);
    world.shape.parts = dice.between(0.005, 0.03);
    world.shape.consolidations = dice.between(0.003, 0.01);
    world.carrier_from = chinese_company(dice, words, kCarrierNumber);
    world.carrier_to = third_company(dice, words, 0, kCarrierNumber);
}

std::optional<SimLeg> sent_side(const World& world, const SimLeg& leg) {
    Dice dice(world.seed, combine64(leg.stream, hash64("sent")));
    if (leg.seller->kind == CompanyKind::third || !dice.chance(world.shape.mirrored)) return std::nullopt;
    SimLeg sent = leg;
    sent.sent = true;
    sent.day = leg.day + -(kFastest + static_cast<int>(dice.below(kSlowest - kFastest)));
    const double freight = 1 + dice.between(kLeastFreight, kMostFreight);
    for (auto& item : sent.items) {
        for (auto& good : item.goods) good.declared_value = std::round(good.declared_value / freight * 100) / 100;
    }
    return sent;
}

std::size_t further_parts(const World& world, const SimDeal& deal) {
    if (deal.third()) return 0;
    Dice dice(world.seed, combine64(static_cast<std::uint64_t>(deal.number), hash64("parts")));
    return dice.chance(world.shape.parts) ? 1 + dice.below(kMostParts) : 0;
}

SimLeg part_of(const World& world, const SimLeg& leg, std::size_t part) {
    SimLeg made = leg;
    made.stream = combine64(leg.stream, hash64("part") + part);
    Dice dice(world.seed, made.stream);
    made.day = leg.day + static_cast<int>(dice.below(kPartDays));
    return made;
}

std::optional<Consolidation> consolidation(const World& world, const SimWords& words, std::int64_t number) {
    const auto stream = combine64(static_cast<std::uint64_t>(number), hash64("consolidation"));
    Dice dice(world.seed, stream);
    if (!dice.chance(world.shape.consolidations)) return std::nullopt;
    Consolidation made;
    const Day day = world.shape.from + static_cast<int>(dice.below(static_cast<std::size_t>(world.shape.until - world.shape.from)));
    const auto houses = kFewestHouses + dice.below(kMostHouses - kFewestHouses + 1);
    for (std::size_t i = 0; i < houses; ++i) made.houses.push_back(house_of(world, words, dice, combine64(stream, i + 1)));
    made.master = made.houses.front();
    made.master.stream = combine64(stream, 0);
    made.master.seller = &world.carrier_from;
    made.master.buyer = &world.carrier_to;
    made.master.bill = bill_number("SYNM", stream);
    auto& sum = made.master.items[0].goods[0];
    sum = {};
    sum.units = sum.kilograms = 0;
    for (auto& house : made.houses) {
        house.day = day + static_cast<int>(dice.below(3));
        house.bill = bill_number("SYNH", house.stream);
        house.master = made.master.bill;
        const auto& good = house.items[0].goods[0];
        sum.units += good.units;
        sum.kilograms += good.kilograms;
    }
    made.master.day = day;
    made.complete = dice.chance(kComplete);
    if (!made.complete) made.houses.pop_back();
    return made;
}

}  // namespace wb
