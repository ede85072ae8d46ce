// A description whose continuation marks are taken out and whose words are rejoined, with the way back.
//
// Providers join the lines of box 31 by "_[=1=]" or "_[=1.1=]", within words too. Linear time for any bytes. Source: strings of extracts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

// Text without continuation marks, with the way back. Holds a view of the original, which must outlive it, when there is nothing to join.
class JoinedText {
public:
    std::string_view text;
    bool changed = false;
    void assign(std::string_view original);
    // Offset in the original of a byte of the text, or of its end.
    [[nodiscard]] std::uint32_t origin(std::uint32_t at) const { return changed ? origin_[at] : at; }

private:
    std::string buffer_;
    std::vector<std::uint32_t> origin_;
};

}  // namespace wb
