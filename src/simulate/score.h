// A run compared with planted truth: precision, recall, calibration per evidence pattern, and whether intervals cover.
#pragma once

#include <map>
#include <string>
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
    double units = 0;
    bool states_class = false, states_brand = false, vague = false;
};

struct Truth {
    std::map<RowPlace, std::vector<TrueGood>> goods;  // by row, in order of position
    std::map<RowPlace, RowPlace> doubles;             // row -> the row it repeats
    std::map<std::string, double> figures;
};

// Files goods.csv, doubles.csv and figures.json of a truth folder. Errors: truth.bad_row.
Result<Truth> parse_truth(std::string_view goods_csv, std::string_view doubles_csv, std::string_view figures_json);

struct FoundGood {
    RowPlace place;
    std::int32_t position = 1;
    std::string goods_class, brand, model, evidence;
    double probability = 0, units = 0;
};
struct FoundDouble {
    RowPlace row, kept;
};
struct FoundFigure {
    double value = 0, low = 0, high = 0;
};

struct RunResults {
    std::vector<FoundGood> goods;
    std::vector<FoundDouble> doubles;
    std::map<std::string, FoundFigure> figures;
};

struct PatternCount {
    std::int64_t goods = 0, right = 0;
    double probability = 0;  // sum
};

struct Score {
    double class_precision = 0, class_recall = 0, brand_accuracy = 0, units_error = 0;
    double doubles_precision = 0, doubles_recall = 0;
    std::map<std::string, PatternCount> patterns;
    std::map<std::string, std::pair<double, bool>> figures;  // truth, covered
};

// Class precision and recall are on rows whose text says the class; a good counts when its top class is right.
Score score_run(const Truth& truth, const RunResults& run);

std::string score_json(const Score& score);

}  // namespace wb
