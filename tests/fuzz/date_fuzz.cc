// Lines as days, under the order that they teach themselves: nothing outside 1990 to 2099, and ISO days mean themselves.
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "text/date.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wb;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    std::vector<std::string_view> cells;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        cells.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    auto format = learn_date_format(cells);
    for (const bool month_first : {format.month_first, !format.month_first}) {
        format.month_first = month_first;
        for (const auto cell : cells) {
            const auto parsed = parse_day(cell, format);
            if (!parsed.day) continue;
            const auto date = civil(*parsed.day);
            // A shift may carry the last midnight over the end.
            WB_CHECK(date.year >= 1989 && date.year <= 2100, "days are those of declarations");
            const auto again = parse_day(to_string(*parsed.day), {});
            WB_CHECK(date.year < 1990 || date.year > 2099 || (again.day && *again.day == *parsed.day), "an ISO day reads back");
        }
    }
    return 0;
}
