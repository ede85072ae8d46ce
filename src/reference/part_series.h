// Which kind of electronic part a part number is, by the beginnings that makers give their series (data/parts/series.toml).
//
// A beginning is compared with the letters and digits of the number; "#" is any digit, "@" any letter. The longest beginning decides; a
// series that names makers beats one of the same length that does not. What the answer is worth is measured (bench/hs_text), and part of
// the calibration. Immutable after loading; thread safe; a look-up costs the length of the number.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/result.h"

namespace wb {

struct PartKind {
    std::string id, title, hs6;  // HS 2022
    // How often beginnings of 3, 4 and 5 or more letters named the right code: numbers, and those of them that were right.
    std::array<std::array<std::int64_t, 2>, 3> measured{};
};

// `length`: of the beginning that matched, in letters and digits; the longer, the surer. 0 when none did.
struct PartMatch {
    std::size_t kind = 0, length = 0;
    bool by_maker = false;
};

class PartSeries {
public:
    static const PartSeries& built_in();
    // Errors: data.syntax, data.bad_entry.
    static Result<PartSeries> parse(std::string_view toml, const std::string& file);
    // `maker` may be empty. `letters`: capitals and digits of the part number (part_number_letters).
    [[nodiscard]] PartMatch match(std::string_view letters, std::string_view maker) const;
    // All kinds that some beginning of the number names, longest first.
    [[nodiscard]] std::vector<PartMatch> matches(std::string_view letters, std::string_view maker) const;
    [[nodiscard]] const std::vector<PartKind>& kinds() const { return kinds_; }
    // The probability that a number whose beginning of `length` names the kind stands under its code: the mean of the Beta posterior of
    // what was measured of the kind, with what was measured of all kinds at this length as a prior that counts as five numbers.
    [[nodiscard]] double rate(std::size_t kind, std::size_t length) const;

private:
    struct Series {
        std::size_t kind = 0;
        std::vector<std::string> makers;  // folded words; empty for any maker
    };
    std::vector<PartKind> kinds_;
    std::vector<Series> series_;
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return hash64(text); }
    };
    using Beginnings = std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>>;
    // Calls see(series, length) for all that fit, in no order of any meaning.
    template <typename See>
    void fitting(std::string_view letters, std::string_view maker, const See& see) const;
    Beginnings by_beginning_;
    std::vector<std::pair<std::string, std::vector<std::uint32_t>>> by_pattern_;  // beginnings with "#" or "@"
    std::size_t longest_ = 0;
};

}  // namespace wb
