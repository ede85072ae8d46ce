// Text as a number under both decimal signs: exact, stable when written out again, and near the double that parse_real gives.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/check.h"
#include "text/number.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wb;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const char decimal : {'.', ','}) {
        const NumberFormat format{decimal};
        const auto parsed = parse_number(text, format, 6);
        const auto real = parse_real(text, format);
        if (parsed.problem == NumberProblem::none) {
            WB_CHECK(real.has_value(), "what is an exact number is a number");
            const double exact = static_cast<double>(parsed.units) / 1e6;
            WB_CHECK(std::fabs(*real - exact) <= 1e-6 + 1e-9 * std::fabs(exact), "the double is near: " + std::to_string(*real));
            const auto whole = std::to_string(parsed.units);
            const auto again = parse_number(whole, {'.'}, 0);
            WB_CHECK(again.problem == NumberProblem::none && again.units == parsed.units && !again.rounded, "digits read back");
        }
        const auto marked = parse_marked_number(text, format, 6);
        if (parsed.problem == NumberProblem::none) WB_CHECK(marked.number.units == parsed.units, "without a mark the same");
    }
    std::vector<std::string_view> cells;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        cells.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    const auto habit = learn_number_habit(cells);
    WB_CHECK(habit.reads_dot <= cells.size() && habit.reads_comma <= cells.size(), "counts are of cells");
    return 0;
}
