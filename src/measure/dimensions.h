// Sums by brand, company, country, month, code, and around a day.
#pragma once

#include "measure/frame.h"
#include "measure/measure.h"

namespace wb {

// value.total, units.total, undervalued.value.
void measure_totals(const Frame& frame, const FigureSink& sink);
// exporter.*, consignee.*, country.*, dispatch.*, month.*, hs.* values; what is not stated goes to *.unstated.value. part_family.*
// likewise, where some good in scope has a family.
void measure_dimensions(const Frame& frame, const MeasureInput& input, const FigureSink& sink);
// brand.<b>.value of the goods that state the brand, and brand.unstated.value.
void measure_brand_values(const Frame& frame, const MeasureInput& input, const FigureSink& sink);
// before.<day>.* and after.<day>.* for every day of a control that names goods in scope.
void measure_periods(const Frame& frame, const MeasureInput& input, const FigureSink& sink);

}  // namespace wb
