#include "goods/learned_marks.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace wb {

namespace {

constexpr std::size_t kShortestText = 3;  // bytes: "x8" is a model of many makers
constexpr std::size_t kLongestText = 60;  // longer texts are sentences
constexpr double kModelStated = 0.9;      // as a stated brand: misread labels, and models that name a set

bool tells(const std::string& text) { return text.size() >= kShortestText && text.size() <= kLongestText; }

// Rows by what stands beside a mark.
class Together {
public:
    void see(const std::string& text, const std::string& mark) {
        if (tells(text)) ++rows_[text][mark];
    }

    struct Answer {
        std::string mark;
        std::int64_t rows = 0;
        double probability = 0;
    };
    // The mark that nearly always stands beside the text; no rows when there is none.
    [[nodiscard]] Answer mark_of(const std::string& text) const {
        const auto found = rows_.find(text);
        if (found == rows_.end()) return {};
        Answer best;
        std::int64_t all = 0;
        for (const auto& [mark, rows] : found->second) {
            all += rows;
            if (rows > best.rows) best = {mark, rows, 0};
        }
        const auto share = static_cast<double>(best.rows) / static_cast<double>(all);
        if (best.rows < kLeastRowsTogether || share < kLeastShareTogether) return {};
        best.probability = static_cast<double>(best.rows + 1) / static_cast<double>(all + 2);
        return best;
    }

private:
    std::map<std::string, std::map<std::string, std::int64_t>> rows_;
};

class Learner {
public:
    explicit Learner(std::span<const MarkObservation> observations) {
        for (const auto& seen : observations) {
            if (seen.mark.empty()) continue;
            if (seen.known) known_.insert(seen.mark);
            models_.see(seen.model, seen.mark);
            makers_.see(seen.maker, seen.mark);
        }
    }

    [[nodiscard]] LearnedMark learn(const MarkObservation& seen) const {
        LearnedMark learned{seen.item_id, seen.position, "", "", 0, 0, "", 0};
        if (seen.mark.empty()) {
            learned.from = "model";
            auto answer = models_.mark_of(seen.model);
            if (answer.rows == 0) {
                learned.from = "maker";
                answer = makers_.mark_of(seen.maker);
            }
            learned.brand = answer.mark;
            learned.brand_probability = answer.probability;
            learned.rows = answer.rows;
        }
        // A model of a known brand that the catalogue lacks is no new model: it may be a slip of one that it has.
        const auto own = models_.mark_of(seen.model);
        if (own.rows > 0 && !known_.contains(own.mark) && own.mark == (seen.mark.empty() ? learned.brand : seen.mark)) {
            learned.model = own.mark + "_" + seen.model;
            learned.model_probability = kModelStated * own.probability;
            if (learned.from.empty() || learned.rows == 0) learned.from = "mark";
            learned.rows = std::max(learned.rows, own.rows);
        }
        return learned;
    }

private:
    Together models_, makers_;
    std::set<std::string> known_;  // marks that are brands of the catalogue
};

}  // namespace

std::vector<LearnedMark> learn_marks(std::span<const MarkObservation> observations) {
    const Learner learner(observations);
    std::vector<LearnedMark> learned;
    for (const auto& seen : observations) {
        auto one = learner.learn(seen);
        if (!one.brand.empty() || !one.model.empty()) learned.push_back(std::move(one));
    }
    std::sort(learned.begin(), learned.end(),
              [](const LearnedMark& a, const LearnedMark& b) { return std::tie(a.item_id, a.position) < std::tie(b.item_id, b.position); });
    return learned;
}

}  // namespace wb
