#include "base/isotonic.h"

#include <cstddef>
#include <vector>

#include "base/check.h"

namespace wb {

void make_rising(std::span<double> values, std::span<const double> weights) {
    WB_CHECK(values.size() == weights.size(), "a weight for each value");
    struct Block {
        double value, weight;
        std::size_t end;
    };
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < values.size(); ++i) {
        blocks.push_back({values[i], weights[i], i + 1});
        while (blocks.size() > 1 && blocks[blocks.size() - 2].value > blocks.back().value) {
            const auto last = blocks.back();
            blocks.pop_back();
            auto& block = blocks.back();
            const double weight = block.weight + last.weight;
            block = {(block.value * block.weight + last.value * last.weight) / weight, weight, last.end};
        }
    }
    std::size_t i = 0;
    for (const auto& block : blocks) {
        for (; i < block.end; ++i) values[i] = block.value;
    }
}

}  // namespace wb
