// Text storage of a batch: strings are copied in once and live until clear(), so rows can hold string_views.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace wb {

// Bump allocator. Cost: one copy per string, no free. Not thread safe; one arena per batch.
class Arena {
public:
    // A copy of `text` that lives as long as the arena is neither cleared nor destroyed.
    std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        char* at = allocate(text.size());
        std::memcpy(at, text.data(), text.size());
        return {at, text.size()};
    }
    // `size` uninitialised bytes.
    char* allocate(std::size_t size) {
        if (size > left_) grow(size);
        char* at = next_;
        next_ += size;
        left_ -= size;
        return at;
    }
    // Forgets all strings, keeps the largest block for reuse.
    void clear() {
        if (blocks_.size() > 1) {
            std::swap(blocks_.front(), *std::max_element(blocks_.begin(), blocks_.end(), [](auto& a, auto& b) { return a.size < b.size; }));
            blocks_.erase(blocks_.begin() + 1, blocks_.end());
        }
        next_ = blocks_.empty() ? nullptr : blocks_.front().bytes.get();
        left_ = blocks_.empty() ? 0 : blocks_.front().size;
    }

private:
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size;
    };
    static constexpr std::size_t kBlockBytes = std::size_t{1} << 18;
    void grow(std::size_t size) {
        const auto bytes = std::max(size, kBlockBytes);
        blocks_.push_back({std::make_unique_for_overwrite<char[]>(bytes), bytes});
        next_ = blocks_.back().bytes.get();
        left_ = bytes;
    }
    std::vector<Block> blocks_;
    char* next_ = nullptr;
    std::size_t left_ = 0;
};

}  // namespace wb
