// The maker's family of an electronic part, from its number: STM32F407VGT6 is an STM32F4, XC7K325T-2FFG900I an XC7K, AD9361BBCZ an AD9361.
//
// What a number's beginning says is data (data/parts/families.toml); the longest rule that fits decides. Numbers without a rule give their
// letters and the run of digits behind them, which is how most makers name a part before package, grade and reel. A family says what parts
// are of one design, never what code they stand under. Immutable after loading; thread safe; a look-up costs the length of the number.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wb {

struct PartFamily {
    std::string id;     // capitals and digits; empty when the number tells none
    std::string maker;  // whose families they are, where a rule says so
};

class PartFamilies {
public:
    static const PartFamilies& built_in();
    // Errors: data.syntax, data.bad_entry.
    static Result<PartFamilies> parse(std::string_view toml, const std::string& file);
    // `number` as written; `maker` as stated, may be empty.
    [[nodiscard]] PartFamily family_of(std::string_view number, std::string_view maker) const;

private:
    struct Rule {
        std::string beginning, maker;
        std::size_t keep = 0;
        std::vector<std::string> makers;
    };
    std::map<char, std::vector<Rule>> rules_;  // by the first letter, longest first
};

}  // namespace wb
