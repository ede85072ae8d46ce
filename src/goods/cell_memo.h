// What is made of a cell, kept by its text: the same few marks and makers come again and again.
//
// Memory: at most kMostCells cells, then all are forgotten. What is made must depend on the cell alone. One thread each.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace wb {

template <typename Value>
class CellMemo {
public:
    static constexpr std::size_t kMostCells = 4096;
    // Valid until the next call.
    template <typename Make>
    const Value& of(std::string_view cell, const Make& make) {
        const auto known = values_.find(cell);
        if (known != values_.end()) return known->second;
        if (cells_.size() >= kMostCells) {
            values_.clear();
            cells_.clear();
        }
        return values_.emplace(cells_.emplace_back(cell), make(cell)).first->second;
    }

private:
    std::unordered_map<std::string_view, Value> values_;
    std::deque<std::string> cells_;  // what the keys view
};

}  // namespace wb
