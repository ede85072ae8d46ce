// Codes of the Harmonized System in one edition and in those before it (data/hs/concordance.tsv): relations with their kinds.
//
// "1:1": one code became one code; "n:1": several codes of the later edition make up one of the earlier; "1:n": one code of the later
// edition gathers several of the earlier; "n:n": both. A code that the table does not list kept its number and meaning. Editions: 2007,
// 2012, 2017, 2022. Source: UN Comtrade, consolidated by Harvard Growth Lab (Apache-2.0). Immutable; thread safe.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace wb {

struct HsLink {
    std::string code;      // six digits in the other edition
    std::string relation;  // of the whole way; the widest kind met on it
    friend bool operator==(const HsLink&, const HsLink&) = default;
};

// A series of goods across editions, when the codes of the later edition did not exist before: what is certainly and what is possibly in
// it. Every code of the earlier edition that the later codes came from, and whether all of it went to them.
struct HsSeries {
    struct Member {
        std::string code;
        bool whole = false;  // true: all goods of this code are in the series; false: some of them are, so it counts for the upper end only
    };
    int edition = 0;
    std::vector<Member> members;  // in order of code
};

class Concordance {
public:
    static const Concordance& built_in();
    // Codes of edition `edition` that the goods of a code of 2022 stood under, in order of code. The code itself when it did not change.
    [[nodiscard]] std::vector<HsLink> earlier(std::string_view code_2022, int edition) const;
    // Codes of 2022 under which goods of a code of an earlier edition stand now.
    [[nodiscard]] std::vector<HsLink> later(std::string_view code, int edition) const;
    // The codes of `edition` that the goods of these codes of 2022 stood under, with the band: a sum over the members that are `whole` is
    // the lower end, over all members the upper end, of the same goods' series before 2022.
    [[nodiscard]] HsSeries series(const std::vector<std::string>& codes_2022, int edition) const;

private:
    struct Step {
        int edition = 0, before = 0;
        std::unordered_map<std::string, std::vector<HsLink>> back, forth;
    };
    std::vector<Step> steps_;  // 2022, 2017, 2012
};

}  // namespace wb
