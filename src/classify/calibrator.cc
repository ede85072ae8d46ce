#include "classify/calibrator.h"

#include <algorithm>

namespace wb {

namespace {

Calibrator::Block pooled(const Calibrator::Block& a, const Calibrator::Block& b) {
    const double left = a.right + a.wrong;
    const double right = b.right + b.wrong;
    return {(a.middle * left + b.middle * right) / (left + right), a.right + b.right, a.wrong + b.wrong};
}

}  // namespace

Calibrator Calibrator::fit(std::span<const std::pair<double, bool>> answers, std::size_t least_answers) {
    std::vector<std::pair<double, bool>> sorted(answers.begin(), answers.end());
    std::sort(sorted.begin(), sorted.end());
    // Chunks of enough answers first, then neighbours whose rates fall are pooled.
    std::vector<Block> chunks;
    for (const auto& [score, right] : sorted) {
        const bool full = !chunks.empty() && chunks.back().right + chunks.back().wrong >= static_cast<double>(least_answers);
        if (chunks.empty() || full) chunks.push_back({});
        auto& chunk = chunks.back();
        const double count = chunk.right + chunk.wrong;
        chunk.middle = (chunk.middle * count + score) / (count + 1);
        (right ? chunk.right : chunk.wrong) += 1;
    }
    Calibrator calibrator;
    auto& blocks = calibrator.blocks_;
    for (const auto& chunk : chunks) {
        blocks.push_back(chunk);
        while (blocks.size() > 1 && blocks[blocks.size() - 2].rate() >= blocks.back().rate()) {
            const auto last = blocks.back();
            blocks.pop_back();
            blocks.back() = pooled(blocks.back(), last);
        }
    }
    return calibrator;
}

double Calibrator::operator()(double score) const {
    if (blocks_.empty()) return score;
    if (score <= blocks_.front().middle) return blocks_.front().rate();
    if (score >= blocks_.back().middle) return blocks_.back().rate();
    const auto above =
        std::upper_bound(blocks_.begin(), blocks_.end(), score, [](double s, const Block& block) { return s < block.middle; });
    const auto& high = *above;
    const auto& low = *(above - 1);
    const double share = (score - low.middle) / (high.middle - low.middle);
    return low.rate() + share * (high.rate() - low.rate());
}

}  // namespace wb
