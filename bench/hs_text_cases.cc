// How the built-in model of commodity codes answers published cases: top-1 and top-3, per kind of case.
//
// Usage: hs_text_cases FILE.csv. FILE has the columns text, expected_hs_code, category, language. The cases name codes of several editions:
// `same_goods` also counts a code of 2022 that the concordances connect with the expected one.
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "classify/hs_model.h"
#include "reference/concordance.h"

namespace {

struct Count {
    int cases = 0, first = 0, third = 0, same_first = 0, same_third = 0;
};

bool same_goods(const std::string& predicted, const std::string& expected) {
    if (predicted == expected) return true;
    for (const int edition : {2017, 2012, 2007}) {
        for (const auto& link : wb::Concordance::built_in().earlier(predicted, edition)) {
            if (link.code == expected) return true;
        }
    }
    return false;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return 2;
    std::ifstream file(arguments[1]);
    std::string line;
    std::getline(file, line);
    std::map<std::string, Count> counts;
    while (std::getline(file, line)) {
        std::vector<std::string> cells(1);
        for (const char c : line) {
            if (c == ',') {
                cells.emplace_back();
            } else {
                cells.back() += c;
            }
        }
        if (cells.size() < 4) continue;
        const auto candidates = wb::HsModel::built_in().predict(cells[0], 3);
        for (const auto& key : {std::string("all"), cells[2], "language " + cells[3]}) {
            auto& tally = counts[key];
            ++tally.cases;
            bool third = false, same = false;
            for (std::size_t i = 0; i < candidates.size(); ++i) {
                third = third || candidates[i].hs6 == cells[1];
                same = same || same_goods(candidates[i].hs6, cells[1]);
                if (i == 0) {
                    tally.first += third;
                    tally.same_first += same;
                }
            }
            tally.third += third;
            tally.same_third += same;
        }
    }
    for (const auto& [key, tally] : counts)
        std::printf(
            "{\"cases\": \"%s\", \"count\": %d, \"top_1\": %d, \"top_3\": %d, \"same_goods_top_1\": %d, \"same_goods_top_3\": %d}\n",
            key.c_str(), tally.cases, tally.first, tally.third, tally.same_first, tally.same_third);
    return 0;
}
