// What: how far two providers' records of the same time agree.
#pragma once

#include <cstdint>
#include <string>

#include "base/day.h"
#include "base/maybe.h"
#include "tables/column.h"

namespace wb {

// Providers a < b. Counted over the days and directions that both cover, revisions of one provider once.
struct ProviderAgreement {
    static constexpr std::string_view kTable = "provider_agreement";
    static constexpr std::string_view kRowIs = "two providers side by side, over the days and directions that both cover";
    std::string provider_a, provider_b, direction;
    Maybe<Day> first_day, last_day;
    std::int64_t items_a = 0, items_b = 0, both = 0;
    Maybe<double> share_a, share_b, mass_agrees, quantity_agrees, value_agrees, estimated_items;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("provider_a", row.provider_a, "a provider");
        visit("provider_b", row.provider_b, "another");
        visit("direction", row.direction, "import, export or transit");
        visit("first_day", row.first_day, "first day that both cover");
        visit("last_day", row.last_day, "last day that both cover");
        visit("items_a", row.items_a, "items of the first, revisions counted once");
        visit("items_b", row.items_b, "items of the second");
        visit("both", row.both, "items that both deliver");
        visit("share_a", row.share_a, "share of the first's items that the second delivers too");
        visit("share_b", row.share_b, "share of the second's items that the first delivers too");
        visit("mass_agrees", row.mass_agrees, "of items of both with two net masses, share within 2 %");
        visit("quantity_agrees", row.quantity_agrees, "likewise of quantities");
        visit("value_agrees", row.value_agrees, "likewise of values in dollars, within 3 %");
        visit("estimated_items", row.estimated_items, "items that there are if the two miss items independently (Chapman 1951)");
    }
};

}  // namespace wb
