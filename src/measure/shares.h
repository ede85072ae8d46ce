// Shares: parts of the whole, world by world.
#pragma once

#include "measure/frame.h"
#include "measure/measure.h"

namespace wb {

// brand.<b>.share: the brand's part of the total, goods that state no brand shared out (brand_mix.h); and direct.share.
void measure_brand_shares(const Frame& frame, const MeasureInput& input, const FigureSink& sink);
// third_country.share, vague.share.
void measure_shares(const Frame& frame, const FigureSink& sink);

}  // namespace wb
