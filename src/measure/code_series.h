// A series by commodity code across a change of edition: the goods of today's codes, month by month, also while they stood under others.
//
// Unmanned aircraft have a heading of their own since 2022 (8806); before, they stood under cameras and under aircraft with other goods.
// The concordance (reference/concordance.h) names the codes that today's codes came from, and whether all of an old code went to them. So
// before the change the series is a band:
//   low    value under old codes all of which went to today's codes
//   high   value under every old code that gave goods to them
//   value  of the items between them, the goods that their texts name to be of the asked classes, × probability; kept within the band
// After the change it is the value under the codes themselves. The band is a bound, not a sampling error: `level` does not apply to it, and
// `parts` says `bounds`.
//
//   series.<yyyy-mm>.value   sum; grade inferred before the change (codes are linked), declared after it
//
// Items that do not state seller, destination or day as asked are left out; doubles too. Months without items are not written. Cost: O(n
// log n).
#pragma once

#include <string>
#include <vector>

#include "measure/measure.h"
#include "reference/concordance.h"
#include "tables/question.h"
#include "tables/scope.h"

namespace wb {

struct CodeSeriesInput {
    const std::vector<ScopeGood>* items = nullptr;  // one an item, with its whole value; class empty
    const std::vector<ScopeGood>* goods = nullptr;  // goods of the question's classes
    Question question;
    std::vector<std::string> codes;  // six digits, of the edition in force since `change`
    HsSeries before;                 // their codes of the edition before
    Day change;                      // first day of the later edition
    double level = 0.90;
};

// Nothing when no item under the old codes lies before the change: then there is no edition to cross.
void measure_code_series(const CodeSeriesInput& input, const FigureSink& sink);

}  // namespace wb
