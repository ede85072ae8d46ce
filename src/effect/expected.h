// What a route would have carried after a control without it, less what it carried, in every world.
//
// A control changes how many shipments there are and, perhaps, how large they are. Months before are few and shipments' values have a long
// tail, so the months before seldom hold what the months after could have: their own spread is too small just when their mean is too low.
// Hence, in each world,
//   how many: the number of shipments a month, resampled in blocks of months, widened for so few months;
//   how large: drawn from the shipments before and from those after brought to the scale of before. The logarithms of values after differ
//   from those before by a shift, normal with variance kSizeChange² before it is seen, and drawn from what is known of it then.
// Where all values are alike the shift is known and the shipments before are all there is; where they vary widely those after lend their
// tail. Worlds are not moved to have the value as their mean. docs/method/effect.md.
#pragma once

#include <vector>

#include "effect/effect.h"
#include "effect/months.h"

namespace wb {

struct RouteEffect {
    std::vector<double> change;  // Σ (expected − actual) per world, cents
    double months_variance = 0;  // of it, by what months and shipments before say alone
};

RouteEffect effect_on(const EffectInput& input, const Flows& flows, const DatedControl& control, const Span& span, Route route);

}  // namespace wb
