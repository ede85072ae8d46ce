// What a score is worth: isotonic calibration whose blocks keep their counts.
//
// Fitted on answers that the scoring model has not seen: pairs of a score and whether the answer was right. Pool-adjacent-violators (Ayer
// et al. 1955) gives the rising step function closest to the data; small blocks are pooled further. Each block is a Beta posterior (uniform
// prior) of its rate, so the doubt about the calibrator itself can go into an interval. Between the middles of blocks the rate is
// interpolated. Immutable after fitting; thread safe.
#pragma once

#include <span>
#include <utility>
#include <vector>

namespace wb {

class Calibrator {
public:
    struct Block {
        double middle = 0;            // mean score of its answers
        double right = 0, wrong = 0;  // counts
        [[nodiscard]] double rate() const { return (right + 1) / (right + wrong + 2); }
    };
    // `least_answers`: of a block, so that its rate means something.
    static Calibrator fit(std::span<const std::pair<double, bool>> answers, std::size_t least_answers = 100);
    // The rate at a score; the score itself when nothing was fitted.
    [[nodiscard]] double operator()(double score) const;
    [[nodiscard]] const std::vector<Block>& blocks() const { return blocks_; }

private:
    std::vector<Block> blocks_;  // middle and rate ascending
};

}  // namespace wb
