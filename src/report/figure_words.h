// Figures in words: how a value and its interval are read, which family a figure belongs to, and what may be said of it.
//
// The sentences are data (data/report/figures.toml), one entry per family of figures; a figure of a family that has no entry is told by its
// own title and definition.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tables/figure.h"

namespace wb {

// "brand.dji.share" is of family brand.share, key dji; "value.total" of family value.total, no key; "control.x.direct.before" of family
// control.before, key "x.direct".
struct FigureName {
    std::string family, key;
};
FigureName figure_name(std::string_view figure_id);

struct FigureText {
    std::string value;     // "$11.3M", "52%", "2023-02-20", "cannot tell"
    std::string interval;  // "[11.2–11.7]"; empty when there is no value
};
// Value and interval in one scale, with as many digits as show the ends apart (at most three after the point).
FigureText figure_text(const Figure& figure);

// "$11.3M" of an amount in United States dollars; "−$2.0K" when negative.
std::string money_words(double dollars);
// 1,234,567
std::string grouped(std::int64_t number);
// "12 %" of a share; "<1 %" of a small one.
std::string share_words(double share);

struct FamilyWords {
    std::string claim;          // after the number; {name} stands for the brand, company, country …
    std::string claim_of_part;  // the same of a part, when the figure is split; empty: as `claim`
    std::string misleads;       // when the figure misleads: what else could explain it
};

class FigureWords {
public:
    static constexpr std::string_view kNameMark = "{name}";
    // Errors: data.syntax, data.bad_entry.
    static Result<FigureWords> parse(std::string_view toml, const std::string& file);
    // The built-in sentences.
    static const FigureWords& built_in();
    // nullptr when the family has no entry.
    [[nodiscard]] const FamilyWords* find(const std::string& family) const;
    // What is said after the number, kNameMark where the name stands; the figure's title when its family has no entry.
    [[nodiscard]] std::string sentence(const Figure& figure) const;
    // The same with `name` (the figure's key when it is empty) in the mark's place.
    [[nodiscard]] std::string claim(const Figure& figure, std::string_view name) const;

private:
    std::map<std::string, FamilyWords> families_;
};

// "declared: the rows say so", …
std::string_view grade_words(std::string_view grade);

}  // namespace wb
