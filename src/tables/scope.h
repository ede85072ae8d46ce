// Goods as the last stages see them: a good with its item's day, value, companies and countries in one row, and whether it is asked for.
//
// The pipeline joins good, item, entity and price into these rows, for goods whose class is asked for, whatever the seller's country:
// routes need the first legs too. About 450 bytes a row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"
#include "tables/column.h"
#include "tables/question.h"

namespace wb {

// A company in one role of an item. `country` is that of the party as written, else of its entity.
struct ScopeParty {
    EntityId entity;
    Country country;
    FamilyId family;
    PartyId party{};  // the spelling; clusterings in doubt are of spellings
};

struct ScopeGood {
    ItemId item_id;
    std::int64_t source = 0;  // same for items of one provider's one layout
    std::int32_t position = 1;
    std::int64_t block = 0;  // 0: the good is a block of its own
    std::string evidence;    // pattern, the key of the calibration
    double probability = 0;  // that the good is of this class
    std::string goods_class, brand, model;
    std::string part_family;  // of electronic parts, where their number tells it
    double brand_probability = 0, model_probability = 0;
    Maybe<double> units_low, units, units_high;  // pieces
    bool counted_in_sets = false;                // the declared quantity is of sets, each of one piece or more
    bool units_estimated = false;                // no row states them: from mass and value (price.units)
    Maybe<Usd> value_usd;                        // the good's share of its item's value
    Maybe<Kilogram> net_mass_kg;                 // the good's share of its item's net mass
    Maybe<Day> declaration_date;
    std::string hs6;  // first six digits, empty when fewer are stated
    std::string direction;
    std::string delivery_terms;     // code of terms/delivery_terms.toml, empty when not stated
    bool value_of_invoice = false;  // value_usd is the invoice's amount, on the delivery terms, not a customs value
    ScopeParty exporter, seller, consignee, declarant;
    FamilyId maker_family;  // family of the brand's maker, where known
    Country origin_country, dispatch_country, trading_country, destination_country;
    Maybe<double> undervalued_probability;  // price.undervalued_probability
    // Where the price has peers: price.fair_usd and price.fair_high_usd over price.unit_price_usd.
    Maybe<double> fair_ratio, fair_high_ratio;
    bool vague = false;  // the text says less about its code than its peers do
    ItemId same_as;
    Maybe<double> same_as_probability;
};

// Country of the contract's side: the seller's, else the exporter's, else the trading, else the dispatch country.
Country seller_country(const ScopeGood& good);
// Destination as declared, else the consignee's country.
Country destination_country(const ScopeGood& good);
// Who sent the goods: the exporter, else the seller.
const ScopeParty& sender(const ScopeGood& good);
// The contract's side: the seller, else the exporter.
const ScopeParty& contract_seller(const ScopeGood& good);

enum class Scope : unsigned char { outside, inside, cannot_tell };

// Whether the row is asked for by its class, seller, destination and day. A fact that is asked about but not stated makes the answer
// cannot_tell unless another fact already puts the row outside. Doubles are judged like any other row: see is_double.
Scope scope_of(const ScopeGood& good, const Question& question);
bool class_asked(const ScopeGood& good, const Question& question);
// Whether the control names the good's class or its code; a good without a code may still be named by its class.
bool control_applies(const DatedControl& control, const ScopeGood& good);
inline bool is_double(const ScopeGood& good) { return good.same_as.present(); }

// The facts that scope_of lacked, in a fixed order: "seller country", "destination country", "day".
std::vector<std::string_view> missing_facts(const ScopeGood& good, const Question& question);

// The rows in the one order that does not depend on how they came: item_id, then position.
std::vector<const ScopeGood*> sorted_goods(const std::vector<ScopeGood>& goods);

}  // namespace wb
