// How many pieces a month arrive, by class and by model: what a user of the goods can count on.
//
//   replenishment.class.<class>            pieces of the class in scope over the months of the window (of 30.44 days)
//   replenishment.model.<brand>.<model>    the same of one model
//
// The window is the question's period, else first to last day of the goods in scope. Pieces are those of units.total: stated, else from
// mass and value with their ends. Goods without pieces are counted in `missing`; what they may hold (pieces of other rows of their class)
// is in the interval, not in the value. Cost: rows × worlds. Rows in order, so any order of input gives the same figures.
#pragma once

#include "measure/frame.h"
#include "measure/measure.h"

namespace wb {

void measure_replenishment(const Frame& frame, const FigureSink& sink);

}  // namespace wb
