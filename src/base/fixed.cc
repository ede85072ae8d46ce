#include "base/fixed.h"

namespace wb {

std::string fixed_text(std::int64_t units, int scale) {
    const bool negative = units < 0;
    const auto magnitude = negative ? 0 - static_cast<std::uint64_t>(units) : static_cast<std::uint64_t>(units);
    std::string digits = std::to_string(magnitude);
    const auto wanted = static_cast<std::size_t>(scale) + 1;
    if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
    if (scale > 0) digits.insert(digits.size() - static_cast<std::size_t>(scale), 1, '.');
    return negative ? "-" + digits : digits;
}

}  // namespace wb
