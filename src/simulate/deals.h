// What happens in a world: deal by deal, each made from (seed, number) alone.
//
// A deal is a declaration with one or a few items; a deal through third countries is a lot that passes from company to company, bought
// whole and sold on in parts, with a shipment for each leg. The planted control cuts direct deals in drones from its day on and sends some
// of them by third countries instead; what was cut is kept, so the truth knows what would have been.
#pragma once

#include <cstdint>
#include <vector>

#include "simulate/world.h"

namespace wb {

struct SimGood {
    std::size_t brand = 0, model = 0;  // of the world's brands; of the catalogue's models
    double units = 1, true_value = 0, declared_value = 0, kilograms = 1;
    bool undervalued = false;
};

struct SimItem {
    std::vector<SimGood> goods;
    const OtherGoods* other = nullptr;  // unrelated goods or a decoy, one SimGood beside for its amounts
    std::string hs;                     // ten digits as declared
    bool vague = false;
    bool drone = false;  // what is in the box is a drone or a part of one
    std::size_t vague_text = 0;
    [[nodiscard]] double total(double SimGood::*member) const {
        double sum = 0;
        for (const auto& good : goods) sum += good.*member;
        return sum;
    }
};

// One shipment: a declaration in the buyer's country.
struct SimLeg {
    Day day;
    const SimCompany* seller = nullptr;
    const SimCompany* buyer = nullptr;
    const SimCompany* contract = nullptr;  // contract holder in a third country, else null
    std::vector<SimItem> items;
    std::uint64_t stream = 0;      // of its numbers and dirt
    std::vector<std::size_t> way;  // legs before it, first to last, itself included: indexes into SimDeal::legs
    bool final = false;            // arrives in Russia
    bool sent = false;             // as the seller's customs recorded it
    std::string bill, master;      // numbers of its bill and of the master bill that it stands under, in a manifest
};

struct SimDeal {
    std::int64_t number = 0;
    std::vector<SimLeg> legs;  // in order of time along each way
    bool drone = false;        // in scope of the story, whatever the text says
    bool cut = false, rerouted = false;
    Day would_be;  // of a deal that was cut: when it would have been, and its value
    double would_be_value = 0;
    [[nodiscard]] bool third() const { return legs.size() > 1; }
};

class Deals {
public:
    Deals(const World& world, const Catalogue& catalogue, const SimWords& words) : world_(world), catalogue_(catalogue), words_(words) {}
    [[nodiscard]] SimDeal make(std::int64_t number) const;
    // Whether the planted control names the good: whole drones.
    [[nodiscard]] bool controlled(const SimGood& good) const { return catalogue_.models[good.model].goods_class == "uav"; }

private:
    [[nodiscard]] SimDeal drones(SimDeal deal, Dice& dice, Day day) const;
    void unrelated(SimDeal& deal, Dice& dice, Day day, const std::vector<OtherGoods>& list) const;
    [[nodiscard]] SimItem item(Dice& dice, std::size_t exporter, bool only_uav) const;
    [[nodiscard]] SimGood good(Dice& dice, const SimCompany& exporter, bool only_uav) const;
    [[nodiscard]] SimGood other_good(Dice& dice, const OtherGoods& other) const;
    [[nodiscard]] double price_of(std::size_t model) const;
    [[nodiscard]] std::string code(Dice& dice, const SimItem& item) const;
    void send_through(SimDeal& deal, Dice& dice) const;
    void limit_story(SimDeal& deal) const;
    const World& world_;
    const Catalogue& catalogue_;
    const SimWords& words_;
};

}  // namespace wb
