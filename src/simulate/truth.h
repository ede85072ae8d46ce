// Planted truth as `simulate` wrote it.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/result.h"

namespace wb {

// A place in the records: path and row.
struct RowPlace {
    std::string path;
    std::int64_t row = 0;
    auto operator<=>(const RowPlace&) const = default;
};

struct TrueGood {
    std::string goods_class, brand, model;
    double units = 0, declared_value = 0;
    bool states_class = false, states_brand = false, vague = false, in_scope = false;
};

// Companies that goods passed, first seller to consignee.
struct TrueWay {
    std::vector<std::string> companies;
    std::string model;
    double units = 0;
    bool seen = false;  // every leg is in the records
};

struct Truth {
    std::map<RowPlace, std::vector<TrueGood>> goods;                  // by row, in order of position
    std::map<RowPlace, RowPlace> doubles;                             // row -> the row it repeats
    std::map<RowPlace, std::string> kinds;                            // of doubles: provider, revision, mirror, master_bill
    std::map<RowPlace, std::string> lots;                             // row of a lot that came in several declarations -> the lot
    std::map<std::pair<RowPlace, std::string>, std::string> parties;  // row and role -> company
    std::vector<TrueWay> ways;
    std::map<std::string, double> figures;  // figures of companies are named by the truth's ids: exporter.@cn3.value
};

// The files of a truth folder, as text.
struct TruthTexts {
    std::string goods, doubles, parties, ways, figures, lots;  // lots of older worlds: empty
};
// Errors: truth.bad_row.
Result<Truth> parse_truth(const TruthTexts& texts);

}  // namespace wb
