// How many: a thing counts in the worlds in which some good of it is there.
#pragma once

#include "measure/frame.h"
#include "measure/measure.h"

namespace wb {

// exporters.count, brands.count, brand.<b>.last_day. Cost: worlds / 64 words a row; memory: the same a thing.
void measure_counts(const Frame& frame, const MeasureInput& input, const FigureSink& sink);

}  // namespace wb
