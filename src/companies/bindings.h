// What people have decided about nodes, as clustering must obey it: groups that are one company, and pairs of groups that are not.
//
// Built by judgements.h from decisions that do not contradict one another. Immutable after building; thread safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace wb {

struct Bindings {
    std::vector<std::uint32_t> group_of;                         // node -> the smallest node said to be one company with it
    std::vector<std::pair<std::uint32_t, std::uint32_t>> apart;  // groups said to be different: both ways round, sorted

    [[nodiscard]] bool empty() const { return group_of.empty(); }
    [[nodiscard]] std::uint32_t group(std::uint32_t node) const { return empty() ? node : group_of[node]; }
    [[nodiscard]] bool kept_apart(std::uint32_t a, std::uint32_t b) const {
        return std::binary_search(apart.begin(), apart.end(), std::pair(group(a), group(b)));
    }
    // Groups that the group was said to differ from.
    [[nodiscard]] auto differing(std::uint32_t group_number) const {
        return std::equal_range(apart.begin(), apart.end(), std::pair(group_number, 0U),
                                [](const auto& x, const auto& y) { return x.first < y.first; });
    }
};

}  // namespace wb
