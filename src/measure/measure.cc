#include "measure/measure.h"

#include "base/check.h"
#include "measure/counts.h"
#include "measure/dimensions.h"
#include "measure/frame.h"
#include "measure/replenishment.h"
#include "measure/shares.h"

namespace wb {

void measure(const MeasureInput& input, const FigureSink& sink) {
    WB_CHECK(input.goods != nullptr, "goods to measure");
    const Frame frame(*input.goods, input.question, input.options, input.rates, input.model, input.clusterings, input.captions);
    measure_totals(frame, sink);
    measure_counts(frame, input, sink);
    measure_brand_values(frame, input, sink);
    measure_brand_shares(frame, input, sink);
    measure_shares(frame, sink);
    measure_dimensions(frame, input, sink);
    measure_periods(frame, input, sink);
    measure_replenishment(frame, sink);
}

Measured measure(const MeasureInput& input) {
    Measured measured;
    measure(input, [&](Figure&& figure, std::vector<FigureItem>&& items) {
        measured.figures.push_back(std::move(figure));
        measured.items.insert(measured.items.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
    });
    return measured;
}

}  // namespace wb
