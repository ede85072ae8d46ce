// What a measurement returns: a value with its interval and what the width is made of. There is no other way to return a figure.
#pragma once

#include <string>
#include <vector>

#include "base/fixed.h"

namespace wb {

// Share of the interval's width (as variance) that one kind of doubt causes: recognition, resolution, missing values, doubles, bounds.
struct WidthPart {
    std::string name;
    double share = 0;
    bool operator==(const WidthPart&) const = default;
};

// low ≤ value ≤ high holds by construction of measure/; `level` is the nominal coverage (0.90).
struct Interval {
    Measure low;
    Measure value;
    Measure high;
    double level = 0.90;
    std::vector<WidthPart> parts;
};

}  // namespace wb
