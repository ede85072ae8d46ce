// How wide a text will be when a browser draws it, near enough to wrap labels inside boxes: SVG text does not wrap by itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wb {

// Width at font size 1 in a usual sans-serif face; Han and full-width forms count 1. Measured against DejaVu Sans, rounded up.
double text_width(std::string_view text);

// The text in at most `lines` lines of `width` at font size 1, broken at spaces, else anywhere; the last line ends in … when cut.
std::vector<std::string> wrapped(std::string_view text, double width, std::size_t lines);

}  // namespace wb
