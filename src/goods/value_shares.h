// One item's value over the goods that it names: by units times usual price, else by units, else evenly; the cents left go to the first
// good.
//
// A good's usual price is that of its model (`usual_price`, in the order of the goods; 0 when unknown), else of its class. The shares add
// up to the value exactly. Nothing is shared when the item states no value. Pure, thread safe.
#pragma once

#include <span>

#include "tables/good.h"

namespace wb {

void share_value(const Maybe<Usd>& value, std::span<const double> usual_price, std::span<Good> goods);

}  // namespace wb
