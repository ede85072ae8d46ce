// How well part numbers and makers tell the commodity code: five folds at random, and five folds of series that were never seen.
//
// Usage: hs_text_parts FILE.csv [series|families|random|beginnings [quick]]. `quick`: the accuracy of one fold alone, to compare variants.
// FILE has the columns part_num, manufacturer, TNVED. One JSON document a line. A family is the maker and the letters that the number
// begins with, with up to two digits; `beginnings` is stricter: the maker and the first four letters or digits. No family lies in two
// folds. Scales of the probabilities are fitted inside the training folds.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "base/hash.h"
#include "classify/calibrator.h"
#include "classify/features.h"
#include "classify/linear_model.h"
#include "reference/catalogue.h"
#include "reference/part_series.h"

namespace {

struct Part {
    std::string number, maker, hs6;
};

constexpr std::size_t kFolds = 5;

std::vector<std::string> split_line(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
                cells.back() += '"';
                ++i;
            } else {
                quoted = !quoted;
            }
        } else if (line[i] == ',' && !quoted) {
            cells.emplace_back();
        } else if (line[i] != '\r') {
            cells.back() += line[i];
        }
    }
    return cells;
}

std::vector<Part> read_parts(const char* path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<Part> parts;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        const auto cells = split_line(line);
        if (cells.size() >= 3) parts.push_back({cells[0], cells[1], cells[2].substr(0, 6)});
    }
    return parts;
}

// Groups go to folds largest first, each to the fold with the fewest documents so far.
std::vector<std::size_t> folds_of_groups(const std::vector<std::string>& groups) {
    std::map<std::string, std::size_t> sizes;
    for (const auto& group : groups) ++sizes[group];
    std::vector<std::pair<std::size_t, std::string>> order;
    for (const auto& [group, size] : sizes) order.emplace_back(size, group);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first > b.first : wb::hash64(a.second) < wb::hash64(b.second);
    });
    std::vector<std::size_t> filled(kFolds);
    std::map<std::string, std::size_t> fold_of;
    for (const auto& [size, group] : order) {
        const auto fold = static_cast<std::size_t>(std::min_element(filled.begin(), filled.end()) - filled.begin());
        fold_of[group] = fold;
        filled[fold] += size;
    }
    std::vector<std::size_t> folds;
    for (const auto& group : groups) folds.push_back(fold_of[group]);
    return folds;
}

struct Problem {
    std::vector<wb::Features> features;
    std::vector<std::uint32_t> labels;
    std::vector<std::string> names;  // of the labels
    std::vector<bool> priority;      // labels of the common high priority list
};

using Rows = std::vector<std::size_t>;

std::vector<std::vector<float>> scores_of(const Problem& problem, const Rows& train, const Rows& test) {
    const wb::LinearOptions options;
    std::vector<wb::Features> documents;
    for (const auto i : train) documents.push_back(problem.features[i]);
    const auto vocabulary = wb::Vocabulary::of(documents, options.least_documents);
    std::vector<wb::SparseDocument> sparse;
    std::vector<std::uint32_t> labels;
    for (std::size_t i = 0; i < train.size(); ++i) {
        sparse.push_back(vocabulary.document(documents[i]));
        labels.push_back(problem.labels[train[i]]);
    }
    const auto model = wb::LinearModel::train(sparse, labels, problem.names.size(), vocabulary.size(), options);
    std::vector<std::vector<float>> scores;
    for (const auto i : test) scores.push_back(model.scores(vocabulary.document(problem.features[i])));
    return scores;
}

// What turns scores into probabilities, from documents of the training set alone: kInnerFolds of its own folds are scored by models that
// have not seen them; a scale for the whole distribution, then a calibrator for its best answer.
struct Probabilities {
    double scale = 1;
    wb::Calibrator best;
    [[nodiscard]] std::vector<double> of(const std::vector<float>& scores) const {
        auto probability = wb::probabilities(scores, scale);
        const auto top = std::max_element(probability.begin(), probability.end());
        const double before = *top;
        const double after = best(before);
        for (auto& value : probability) value *= before < 1 ? (1 - after) / (1 - before) : 1;
        *top = after;
        return probability;
    }
};

constexpr std::size_t kInnerFolds = 3;

Probabilities inner_probabilities(const Problem& problem, const Rows& train, const std::vector<std::string>& groups) {
    std::vector<std::string> own;
    for (const auto i : train) own.push_back(groups[i]);
    const auto folds = folds_of_groups(own);
    std::vector<std::vector<float>> scores;
    std::vector<std::uint32_t> labels;
    for (std::size_t fold = 0; fold < kInnerFolds; ++fold) {
        Rows inner, held;
        for (std::size_t i = 0; i < train.size(); ++i) (folds[i] == fold ? held : inner).push_back(train[i]);
        for (auto& score : scores_of(problem, inner, held)) scores.push_back(std::move(score));
        for (const auto i : held) labels.push_back(problem.labels[i]);
    }
    Probabilities fitted;
    fitted.scale = wb::fit_scale(scores, labels);
    std::vector<std::pair<double, bool>> answers;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto probability = wb::probabilities(scores[i], fitted.scale);
        const auto top = std::max_element(probability.begin(), probability.end());
        answers.emplace_back(*top, static_cast<std::size_t>(top - probability.begin()) == labels[i]);
    }
    fitted.best = wb::Calibrator::fit(answers);
    return fitted;
}

struct Tally {
    double right = 0, in_top_five = 0, priority_right = 0, total = 0;
    std::array<std::array<double, 3>, 10> bins{};  // of the best answer's probability: count, sum of probability, right
    void add(const Problem& problem, const std::vector<double>& probability, std::uint32_t label) {
        std::vector<std::size_t> order(probability.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::partial_sort(order.begin(), order.begin() + 5, order.end(), [&](auto a, auto b) { return probability[a] > probability[b]; });
        double listed = 0;
        for (std::size_t k = 0; k < probability.size(); ++k) listed += problem.priority[k] ? probability[k] : 0;
        const bool good = order[0] == label;
        right += good ? 1 : 0;
        in_top_five += std::find(order.begin(), order.begin() + 5, label) != order.begin() + 5 ? 1 : 0;
        priority_right += (listed >= 0.5) == problem.priority[label] ? 1 : 0;
        total += 1;
        auto& bin = bins[static_cast<std::size_t>(std::min(9.0, probability[order[0]] * 10))];
        bin[0] += 1;
        bin[1] += probability[order[0]];
        bin[2] += good ? 1 : 0;
    }
    [[nodiscard]] double calibration_error() const {
        double error = 0;
        for (const auto& bin : bins) error += std::fabs(bin[1] - bin[2]) / total;
        return error;
    }
};

// The accuracy of the first fold, without probabilities.
void run_quick(const Problem& problem, const std::vector<std::string>& groups, const char* name) {
    const auto folds = folds_of_groups(groups);
    Rows train, test;
    for (std::size_t i = 0; i < folds.size(); ++i) (folds[i] == 0 ? test : train).push_back(i);
    const auto scores = scores_of(problem, train, test);
    std::size_t right = 0;
    for (std::size_t t = 0; t < test.size(); ++t) {
        const auto best = std::max_element(scores[t].begin(), scores[t].end()) - scores[t].begin();
        right += static_cast<std::size_t>(best) == problem.labels[test[t]] ? 1U : 0U;
    }
    std::printf("{\"fold_of\": \"%s\", \"parts\": %zu, \"accuracy\": %.4f}\n", name, test.size(),
                static_cast<double>(right) / static_cast<double>(test.size()));
}

void run(const Problem& problem, const std::vector<std::string>& groups, const char* name) {
    const auto folds = folds_of_groups(groups);
    Tally tally;
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
        Rows train, test;
        for (std::size_t i = 0; i < folds.size(); ++i) (folds[i] == fold ? test : train).push_back(i);
        const auto fitted = inner_probabilities(problem, train, groups);
        const auto scores = scores_of(problem, train, test);
        for (std::size_t t = 0; t < test.size(); ++t) tally.add(problem, fitted.of(scores[t]), problem.labels[test[t]]);
    }
    std::printf(
        "{\"split\": \"%s\", \"parts\": %.0f, \"groups\": %zu, \"accuracy\": %.4f, \"top_five\": %.4f, \"priority\": %.4f, "
        "\"calibration_error\": %.4f}\n",
        name, tally.total, std::set<std::string>(groups.begin(), groups.end()).size(), tally.right / tally.total,
        tally.in_top_five / tally.total, tally.priority_right / tally.total, tally.calibration_error());
    std::fflush(stdout);
}

// What the number itself says: its features, and the kinds that beginnings of makers' series name.
void part_features(const Part& part, wb::Features& features) {
    wb::part_number_features(part.number, part.maker, features);
    const auto& series = wb::PartSeries::built_in();
    for (const auto& match : series.matches(wb::part_number_letters(part.number), part.maker)) {
        const auto& kind = series.kinds()[match.kind].id;
        wb::add_named_feature("kind " + kind, features);
        wb::add_named_feature("kind " + kind + std::to_string(match.length), features);
    }
}

// What the table of series alone says, without any training: how many parts it names, and how many of those rightly, by length.
void run_series(const std::vector<Part>& parts, const wb::Catalogue& catalogue) {
    const auto& series = wb::PartSeries::built_in();
    std::map<std::size_t, std::array<int, 3>> by_length;
    for (const auto& part : parts) {
        const auto match = series.match(wb::part_number_letters(part.number), part.maker);
        auto& tally = by_length[std::min<std::size_t>(match.length, 6)];
        if (match.length == 0) {
            ++tally[0];
            continue;
        }
        const auto& hs6 = series.kinds()[match.kind].hs6;
        const bool listed = catalogue.find_class("chpl." + hs6) != nullptr;
        ++tally[0];
        tally[1] += hs6 == part.hs6 ? 1 : 0;
        tally[2] += listed == (catalogue.find_class("chpl." + part.hs6) != nullptr) ? 1 : 0;
    }
    for (const auto& [length, tally] : by_length)
        std::printf("{\"series_length\": %zu, \"parts\": %d, \"hs6_right\": %d, \"priority_right\": %d}\n", length, tally[0], tally[1],
                    tally[2]);
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) return 2;
    const auto parts = read_parts(arguments[1]);
    const auto catalogue = wb::load_catalogue_with({});
    if (parts.empty() || !catalogue.ok()) return 1;
    const std::string asked = count > 2 ? arguments[2] : "";
    if (asked.empty() || asked == "series") run_series(parts, catalogue.value());
    if (asked == "series") return 0;
    Problem problem;
    std::set<std::string> names;
    for (const auto& part : parts) names.insert(part.hs6);
    problem.names.assign(names.begin(), names.end());
    for (const auto& name : problem.names) problem.priority.push_back(catalogue.value().find_class("chpl." + name) != nullptr);
    std::vector<std::string> families, beginnings, each;
    for (const auto& part : parts) {
        problem.features.emplace_back();
        part_features(part, problem.features.back());
        problem.labels.push_back(static_cast<std::uint32_t>(std::distance(names.begin(), names.find(part.hs6))));
        families.push_back(wb::part_family(part.number, part.maker));
        beginnings.push_back(part.maker + "|" + wb::part_number_letters(part.number).substr(0, 4));
        each.push_back(std::to_string(each.size()));
    }
    if (count > 3) {
        run_quick(problem, asked == "families" ? families : asked == "beginnings" ? beginnings : each, asked.c_str());
        return 0;
    }
    if (asked.empty() || asked == "families") run(problem, families, "families");
    if (asked.empty() || asked == "random") run(problem, each, "random");
    if (asked.empty() || asked == "beginnings") run(problem, beginnings, "beginnings");
    return 0;
}
