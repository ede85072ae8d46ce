// What: goods named in items, with probabilities, and what the declared price says about them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"
#include "tables/column.h"

namespace wb {

// A good that the text of an item names. One item may name several; their value_usd adds up to the item's value exactly.
// `probability` is that the good is of `class` (and so in scope); brand and model have probabilities of their own.
// `block` groups the goods whose doubt is shared: the same description but for its digits. Of one sender they are right or wrong together.
// `evidence` names the pattern of evidence whose calibration gave the probability.
struct Good {
    static constexpr std::string_view kTable = "good";
    static constexpr std::string_view kRowIs = "a good named in an item";
    ItemId item_id;
    std::int32_t position = 1;
    std::string goods_class, brand, model;
    EntityId maker_entity;
    std::string maker;
    std::int32_t maker_begin = 0, maker_end = 0;
    std::string part_number, part_family;
    Maybe<double> units_low, units, units_high;
    Maybe<Usd> value_usd;
    double probability = 0, brand_probability = 0, model_probability = 0;
    std::int64_t block = 0;
    std::string evidence;
    std::int32_t span_begin = 0, span_end = 0;
    std::string reasons;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "item");
        visit("position", row.position, "1 for the first good of the item");
        visit("class", row.goods_class, "class of the catalogue: uav, uav_part.battery …; empty when only a brand is stated");
        visit("brand", row.brand, "brand id of the catalogue, or the trade mark as stated; empty when not stated");
        visit("model", row.model, "model id of the catalogue; empty when not stated");
        visit("maker_entity", row.maker_entity, "entity of the maker when it is among the companies");
        visit("maker", row.maker, "maker as stated, in a column of its own or behind a label of the text; empty when not stated");
        visit("maker_begin", row.maker_begin, "first byte of the maker in description; 0 to 0 when a column states it");
        visit("maker_end", row.maker_end, "first byte after the maker");
        visit("part_number", row.part_number, "number of an electronic part as written; empty when none is found");
        visit("part_family", row.part_family, "the maker's family that the part number belongs to: STM32F4, XC7K, AD9361");
        visit("units_low", row.units_low, "pieces, lower end");
        visit("units", row.units, "pieces");
        visit("units_high", row.units_high, "pieces, upper end");
        visit("value_usd", row.value_usd, "share of the item's value, United States dollars");
        visit("probability", row.probability, "that the good is of this class");
        visit("brand_probability", row.brand_probability, "that the brand is this one, given the class");
        visit("model_probability", row.model_probability, "that the model is this one, given the brand");
        visit("block", row.block, "same description but for digits: goods of one block and one sender are right or wrong together");
        visit("evidence", row.evidence, "pattern of evidence, the key of the calibration");
        visit("span_begin", row.span_begin, "first byte of the text span in description that made it");
        visit("span_end", row.span_end, "first byte after the span");
        visit("reasons", row.reasons, "JSON: words matched, where, and what speaks against");
    }
};

// What recognition alone made of goods that the case as a whole, or a person, made something else of: so that they can be weighed anew.
struct RecognisedGood : Good {
    static constexpr std::string_view kTable = "recognised_good";
    static constexpr std::string_view kRowIs = "a good as recognition alone has it, where the rest of the case or a person says otherwise";
};

// What the declared price of a good says beside its peers.
struct Price {
    static constexpr std::string_view kTable = "price";
    static constexpr std::string_view kRowIs = "the unit price of a good beside its peers";
    ItemId item_id;
    std::int32_t position = 1;
    std::string per, level, peer_group;
    std::int64_t peers = 0;
    Maybe<double> unit_price_usd, fair_low_usd, fair_usd, fair_high_usd, deviation;
    Maybe<double> undervalued_probability, overvalued_probability;
    Maybe<Usd> missing_value_usd;
    std::string missing;
    Maybe<double> units_low, units, units_high;
    std::string units_basis;
    Maybe<double> time_factor, freight_factor;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "item");
        visit("position", row.position, "position of the good");
        visit("per", row.per, "piece or kg");
        visit("level", row.level,
              "finest level with enough peers: chapter, hs, hs_origin, brand, model, consignee, supplier, supplier_consignee");
        visit("peer_group", row.peer_group, "the group compared with");
        visit("peers", row.peers, "number of peers, this one excluded");
        visit("unit_price_usd", row.unit_price_usd, "declared price per unit");
        visit("fair_low_usd", row.fair_low_usd, "lower end of the peers' range");
        visit("fair_usd", row.fair_usd, "fair price: medians of the levels, drawn towards the coarser");
        visit("fair_high_usd", row.fair_high_usd, "upper end of the peers' range");
        visit("deviation", row.deviation, "robust z of the log price");
        visit("undervalued_probability", row.undervalued_probability,
              "that the declared price is below .7 of the fair one by declaration, not by chance");
        visit("overvalued_probability", row.overvalued_probability,
              "that it is above 1 / .7 of the fair one by declaration, not by chance");
        visit("missing_value_usd", row.missing_value_usd, "value missing beside the fair price, when undervalued");
        visit("missing", row.missing, "the fact that is missing when no answer can be given");
        visit("units_low", row.units_low, "pieces of a good that states none, lower end");
        visit("units", row.units, "pieces of a good that states none, from its mass and value beside goods of its kind");
        visit("units_high", row.units_high, "pieces of a good that states none, upper end");
        visit("units_basis", row.units_basis,
              "what they are made of: mass and value, mass, value; \"sets, …\" where the quantity is of sets");
        visit("time_factor", row.time_factor,
              "how much dearer goods of the case were in this quarter than in its median one; fair_usd holds it");
        visit("freight_factor", row.freight_factor,
              "likewise with freight (recorded on import, or an invoice whose terms hold it) than without; 1 where not known");
    }
};

}  // namespace wb
