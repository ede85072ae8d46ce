// Which figures a first screen and a dossier show, in which order: the claims, and per family the largest with what is left out.
//
// Pure and deterministic; O(n log n) in the number of figures. Figures without a value stay: "cannot tell" is an answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tables/figure.h"

namespace wb {

// Indexes into the figures given, the largest value first; months and days by their name. `….unstated.value` comes last.
struct FigureList {
    std::vector<std::size_t> shown;
    std::int64_t left_out = 0;  // figures of the family that are not shown
    Measure left_out_value;     // their sum, in the unit of the family
};

struct Selection {
    std::vector<std::size_t> claims;             // what a journalist wants to see first
    std::map<std::string, FigureList> families;  // by family (report/figure_words.h)
    // The list of a family, empty when there is none.
    [[nodiscard]] const FigureList& list(const std::string& family) const;
    // Every figure that is shown, each once: claims first, then the families by name.
    [[nodiscard]] std::vector<std::size_t> all() const;
};

Selection select_figures(const std::vector<Figure>& figures);

}  // namespace wb
