// direct.<entity_id>.share: what each selling company of makers' families adds to direct.share, in points of the same whole.
//
// The largest kMostDirectCompanies companies have figures of their own, the rest one together (direct.other.share), so that the parts add
// up to direct.share, in the value and in every world. A row's company is its seller when that is of a maker's family, else its exporter.
// Which company the doubt about a row's brand falls on is taken in proportion to what each sold of such rows in that world. Rows that lack
// a fact that would put them in scope may each be any one company's: every upper end holds all of them, so upper ends do not add up. Order:
// by value, descending, then by entity. Every row in scope is a row of every part (it is in the denominator).
#pragma once

#include <vector>

#include "measure/brand_mix.h"
#include "measure/measure.h"

namespace wb {

// By judgement: a family with more companies that sell is told by the largest ones; bounds the rows as the first brands' shares do.
inline constexpr std::size_t kMostDirectCompanies = 10;

// direct.share as measured.
struct DirectShare {
    const std::vector<double>& row_parts;  // per row of the frame: expected part sold by its brand's family, 0 to 1
    const Spread& spread;
    const FigureDraft& draft;  // grade, how, untraced
};

void measure_direct_parts(const Frame& frame, const MeasureInput& input, const BrandWorlds& brands, const DirectShare& direct,
                          const FigureSink& sink);

}  // namespace wb
