#include "names/string_kernels.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/check.h"
#include "names/pair_batches.h"

namespace wb {

namespace {

constexpr std::size_t kWord = 64;

// Where each character stands in a text: one bit a position, in blocks of 64. Bytes by table; code points in an open hash per block.
class BytePositions {
public:
    explicit BytePositions(std::string_view text) : blocks_((text.size() + kWord - 1) / kWord) {
        if (blocks_ > 1) more_.resize((blocks_ - 1) * 256);
        for (std::size_t i = 0; i < text.size(); ++i) at(i / kWord, static_cast<unsigned char>(text[i])) |= std::uint64_t{1} << (i % kWord);
    }
    [[nodiscard]] std::size_t blocks() const { return blocks_; }
    [[nodiscard]] std::uint64_t get(std::size_t block, char c) const {
        const auto byte = static_cast<unsigned char>(c);
        return block == 0 ? first_[byte] : more_[(block - 1) * 256 + byte];
    }

private:
    std::uint64_t& at(std::size_t block, unsigned char byte) { return block == 0 ? first_[byte] : more_[(block - 1) * 256 + byte]; }
    std::size_t blocks_;
    std::array<std::uint64_t, 256> first_{};
    std::vector<std::uint64_t> more_;
};

class CodePositions {
public:
    explicit CodePositions(std::u32string_view text)
        : blocks_((text.size() + kWord - 1) / kWord), slots_(std::max<std::size_t>(blocks_, 1) * kSlots) {
        for (std::size_t i = 0; i < text.size(); ++i) {
            auto& slot = slots_[find(i / kWord, text[i])];
            slot.code = text[i];
            slot.bits |= std::uint64_t{1} << (i % kWord);
        }
    }
    [[nodiscard]] std::size_t blocks() const { return blocks_; }
    [[nodiscard]] std::uint64_t get(std::size_t block, char32_t c) const { return slots_[find(block, c)].bits; }

private:
    static constexpr std::size_t kSlots = 128;  // twice as many as a block has characters
    struct Slot {
        char32_t code = 0;
        std::uint64_t bits = 0;  // 0: the slot is free
    };
    [[nodiscard]] std::size_t find(std::size_t block, char32_t c) const {
        auto slot = (std::size_t{c} * 0x9E3779B1U >> 7U) % kSlots;
        while (slots_[block * kSlots + slot].bits != 0 && slots_[block * kSlots + slot].code != c) slot = (slot + 1) % kSlots;
        return block * kSlots + slot;
    }
    std::size_t blocks_;
    std::vector<Slot> slots_;
};

template <typename Char>
struct PositionsOf {
    using Type = CodePositions;
};
template <>
struct PositionsOf<char> {
    using Type = BytePositions;
};
template <typename Char>
using Positions = typename PositionsOf<Char>::Type;

// Equal ends change no distance. Returns how many characters were taken off the front and the back together.
template <typename Char>
std::size_t strip_common(std::basic_string_view<Char>& a, std::basic_string_view<Char>& b) {
    const auto front = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
    a.remove_prefix(front);
    b.remove_prefix(front);
    const auto back = static_cast<std::size_t>(std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first - a.rbegin());
    a.remove_suffix(back);
    b.remove_suffix(back);
    return front + back;
}

// Myers 1999 as Hyyrö 2003 writes it: one column of the table in two bit vectors per block, carried from block to block.
template <typename Char>
std::size_t edit_distance(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    strip_common(a, b);
    if (a.empty()) return b.size();
    if (b.empty()) return a.size();
    const Positions<Char> positions(a);
    struct Vectors {
        std::uint64_t up = ~std::uint64_t{0}, down = 0;
    };
    std::array<Vectors, 8> few;
    std::vector<Vectors> many(positions.blocks() > few.size() ? positions.blocks() : 0);
    Vectors* const vectors = many.empty() ? few.data() : many.data();
    const std::uint64_t last = std::uint64_t{1} << ((a.size() - 1) % kWord);
    std::size_t distance = a.size();
    for (const Char c : b) {
        std::uint64_t up_carry = 1;
        std::uint64_t down_carry = 0;
        for (std::size_t block = 0; block < positions.blocks(); ++block) {
            auto& [up, down] = vectors[block];
            const auto match = positions.get(block, c);
            const auto x = match | down_carry;
            const auto zero = (((x & up) + up) ^ up) | x | down;
            auto horizontal_up = down | ~(zero | up);
            auto horizontal_down = zero & up;
            if (block + 1 == positions.blocks()) {
                distance += (horizontal_up & last) != 0 ? 1U : 0U;
                distance -= (horizontal_down & last) != 0 ? 1U : 0U;
            }
            const auto next_up = horizontal_up >> 63U;
            const auto next_down = horizontal_down >> 63U;
            horizontal_up = (horizontal_up << 1U) | up_carry;
            horizontal_down = (horizontal_down << 1U) | down_carry;
            up = horizontal_down | ~(zero | horizontal_up);
            down = horizontal_up & zero;
            up_carry = next_up;
            down_carry = next_down;
        }
    }
    return distance;
}

// Hyyrö 2004: zeros of `rest` are the positions of a that a longest common subsequence uses.
template <typename Char>
std::size_t subsequence(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    const auto common = strip_common(a, b);
    if (a.empty() || b.empty()) return common;
    const Positions<Char> positions(a);
    std::array<std::uint64_t, 8> few;
    std::vector<std::uint64_t> many(positions.blocks() > few.size() ? positions.blocks() : 0);
    std::uint64_t* const rest = many.empty() ? few.data() : many.data();
    std::fill_n(rest, positions.blocks(), ~std::uint64_t{0});
    for (const Char c : b) {
        std::uint64_t carry = 0;
        for (std::size_t block = 0; block < positions.blocks(); ++block) {
            const auto used = rest[block] & positions.get(block, c);
            const auto sum = rest[block] + used;
            const auto with_carry = sum + carry;
            carry = (sum < rest[block] ? 1U : 0U) | (with_carry < sum ? 1U : 0U);
            rest[block] = with_carry | (rest[block] - used);
        }
    }
    std::size_t length = 0;
    for (std::size_t block = 0; block < positions.blocks(); ++block) {
        const auto bits =
            block + 1 == positions.blocks() && a.size() % kWord != 0 ? (std::uint64_t{1} << (a.size() % kWord)) - 1 : ~std::uint64_t{0};
        length += static_cast<std::size_t>(std::popcount(~rest[block] & bits));
    }
    return common + length;
}

// Both in one block: the matches of each character of b are found by one mask.
template <typename Char>
double jaro_short(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    const auto reach = jaro_reach(a.size(), b.size());
    const Positions<Char> positions(a);
    std::uint64_t used_a = 0;
    std::uint64_t used_b = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
        const auto first = j > reach ? j - reach : 0;
        const auto end = std::min(a.size(), j + reach + 1);
        if (first >= end) break;
        const auto window = (end - first == kWord ? ~std::uint64_t{0} : (std::uint64_t{1} << (end - first)) - 1) << first;
        const auto free = positions.get(0, b[j]) & window & ~used_a;
        used_a |= free & (~free + 1);
        used_b |= std::uint64_t{free != 0} << j;
    }
    std::size_t moved = 0;
    for (auto left_a = used_a, left_b = used_b; left_b != 0; left_a &= left_a - 1, left_b &= left_b - 1) {
        moved += a[static_cast<std::size_t>(std::countr_zero(left_a))] != b[static_cast<std::size_t>(std::countr_zero(left_b))] ? 1U : 0U;
    }
    return jaro_of(static_cast<std::size_t>(std::popcount(used_a)), moved, a.size(), b.size());
}

// Bits [first, end) of the block that begins at `start`.
std::uint64_t window_of(std::size_t start, std::size_t first, std::size_t end) {
    const auto from = first > start ? first - start : 0;
    const auto to = std::min(end - start, kWord);
    return (to == kWord ? ~std::uint64_t{0} : (std::uint64_t{1} << to) - 1) & ~((std::uint64_t{1} << from) - 1);
}

// The same over several blocks: the first free match of each character of b, block by block of its window.
template <typename Char>
double jaro_long(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    const auto reach = jaro_reach(a.size(), b.size());
    const Positions<Char> positions(a);
    std::vector<std::uint64_t> used(positions.blocks());
    std::basic_string<Char> common;
    for (std::size_t j = 0; j < b.size(); ++j) {
        const auto first = j > reach ? j - reach : 0;
        const auto end = std::min(a.size(), j + reach + 1);
        for (auto block = first / kWord; first < end && block * kWord < end; ++block) {
            const auto free = positions.get(block, b[j]) & window_of(block * kWord, first, end) & ~used[block];
            if (free == 0) continue;
            used[block] |= free & (~free + 1);
            common += b[j];
            break;
        }
    }
    std::size_t moved = 0;
    std::size_t at = 0;
    for (std::size_t block = 0; block < used.size(); ++block) {
        for (auto left = used[block]; left != 0; left &= left - 1) {
            moved += a[block * kWord + static_cast<std::size_t>(std::countr_zero(left))] != common[at++] ? 1U : 0U;
        }
    }
    return jaro_of(common.size(), moved, a.size(), b.size());
}

template <typename Char>
double jaro(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    if (a.empty() && b.empty()) return 1;
    if (a.empty() || b.empty()) return 0;
    if (a == b) return 1;
    return a.size() <= kWord && b.size() <= kWord ? jaro_short(a, b) : jaro_long(a, b);
}

template <typename Char>
double jaro_winkler(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    const double similarity = jaro(a, b);
    std::size_t prefix = 0;
    while (prefix < std::min({a.size(), b.size(), kWinklerPrefix}) && a[prefix] == b[prefix]) ++prefix;
    return winkler_of(similarity, prefix);
}

template <typename Char>
double levenshtein_ratio(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    return ratio_of(edit_distance(a, b), std::max(a.size(), b.size()));
}

template <typename Char>
double indel_ratio(std::basic_string_view<Char> a, std::basic_string_view<Char> b) {
    const auto both = a.size() + b.size();
    return ratio_of(both - 2 * subsequence(a, b), both);
}

double compare(StringKernel kernel, const StringPair& pair) {
    switch (kernel) {
        case StringKernel::levenshtein:
            return levenshtein_similarity(pair.a, pair.b);
        case StringKernel::indel:
            return indel_similarity(pair.a, pair.b);
        case StringKernel::jaro:
            return jaro_similarity(pair.a, pair.b);
        case StringKernel::jaro_winkler:
            break;
    }
    return jaro_winkler_similarity(pair.a, pair.b);
}

}  // namespace

double jaro_of(std::size_t common, std::size_t moved, std::size_t a, std::size_t b) {
    if (common == 0) return 0;
    const auto m = static_cast<double>(common);
    const auto transpositions = moved / 2;  // a half one counts as none, after Jaro
    return (m / static_cast<double>(a) + m / static_cast<double>(b) + (m - static_cast<double>(transpositions)) / m) / 3.0;
}

std::size_t jaro_reach(std::size_t a, std::size_t b) {
    const auto half = std::max(a, b) / 2;
    return half == 0 ? 0 : half - 1;
}

std::size_t levenshtein_distance(std::string_view a, std::string_view b) { return edit_distance(a, b); }
std::size_t levenshtein_distance(std::u32string_view a, std::u32string_view b) { return edit_distance(a, b); }
double levenshtein_similarity(std::string_view a, std::string_view b) { return levenshtein_ratio(a, b); }
double levenshtein_similarity(std::u32string_view a, std::u32string_view b) { return levenshtein_ratio(a, b); }
std::size_t common_subsequence(std::string_view a, std::string_view b) { return subsequence(a, b); }
std::size_t common_subsequence(std::u32string_view a, std::u32string_view b) { return subsequence(a, b); }
double indel_similarity(std::string_view a, std::string_view b) { return indel_ratio(a, b); }
double indel_similarity(std::u32string_view a, std::u32string_view b) { return indel_ratio(a, b); }
double jaro_similarity(std::string_view a, std::string_view b) { return jaro(a, b); }
double jaro_similarity(std::u32string_view a, std::u32string_view b) { return jaro(a, b); }
double jaro_winkler_similarity(std::string_view a, std::string_view b) { return jaro_winkler(a, b); }
double jaro_winkler_similarity(std::u32string_view a, std::u32string_view b) { return jaro_winkler(a, b); }

void compare_pairs(StringKernel kernel, std::span<const StringPair> pairs, std::span<float> similarities) {
    WB_CHECK(pairs.size() == similarities.size(), "as many similarities as pairs");
    const bool wide = has_wide_kernels();
    const auto fits = [](std::string_view text) { return !text.empty() && text.size() <= kWord; };
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const bool short_pair = wide && fits(pairs[i].a) && fits(pairs[i].b);
        similarities[i] = static_cast<float>(short_pair ? compare_wide(kernel, pairs[i]) : compare(kernel, pairs[i]));
    }
}

std::string_view kernel_instructions() { return has_wide_kernels() ? "avx2" : "baseline"; }

}  // namespace wb
