#include "names/pair_batches.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/check.h"

namespace wb {

#if defined(__x86_64__)

namespace {

#define WB_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))

// A text of up to 64 bytes in two registers.
struct WideText {
    __m256i low, high;
    std::uint64_t inside;  // one bit for each position that the text has
};

WB_AVX2 inline WideText load(std::string_view text) {
    alignas(32) char bytes[64] = {};
    std::memcpy(bytes, text.data(), text.size());
    const auto inside = text.size() == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << text.size()) - 1;
    return {_mm256_load_si256(reinterpret_cast<const __m256i*>(bytes)), _mm256_load_si256(reinterpret_cast<const __m256i*>(bytes + 32)),
            inside};
}

WB_AVX2 inline std::uint64_t positions(const WideText& text, char c) {
    const auto wanted = _mm256_set1_epi8(c);
    const auto low = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(text.low, wanted)));
    const auto high = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(text.high, wanted)));
    return (low | (std::uint64_t{high} << 32U)) & text.inside;
}

WB_AVX2 std::size_t wide_levenshtein(std::string_view a, std::string_view b) {
    const auto text = load(a);
    std::uint64_t up = ~std::uint64_t{0};
    std::uint64_t down = 0;
    const auto last = static_cast<unsigned>(a.size() - 1);
    std::size_t distance = a.size();
    for (const char c : b) {
        const auto match = positions(text, c);
        const auto zero = (((match & up) + up) ^ up) | match | down;
        auto horizontal_up = down | ~(zero | up);
        auto horizontal_down = zero & up;
        distance += (horizontal_up >> last) & 1U;
        distance -= (horizontal_down >> last) & 1U;
        horizontal_up = (horizontal_up << 1U) | 1U;
        horizontal_down <<= 1U;
        up = horizontal_down | ~(zero | horizontal_up);
        down = horizontal_up & zero;
    }
    return distance;
}

WB_AVX2 std::size_t wide_subsequence(std::string_view a, std::string_view b) {
    const auto text = load(a);
    std::uint64_t rest = ~std::uint64_t{0};
    for (const char c : b) {
        const auto used = rest & positions(text, c);
        rest = (rest + used) | (rest - used);
    }
    return static_cast<std::size_t>(std::popcount(~rest & text.inside));
}

WB_AVX2 double wide_jaro(std::string_view a, std::string_view b) {
    const auto text = load(a);
    const auto reach = jaro_reach(a.size(), b.size());
    std::uint64_t used_a = 0;
    std::uint64_t used_b = 0;
    for (std::size_t j = 0; j < b.size(); ++j) {
        const auto first = j > reach ? j - reach : 0;
        const auto end = std::min(a.size(), j + reach + 1);
        if (first >= end) break;
        const auto window = (end - first == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (end - first)) - 1) << first;
        const auto free = positions(text, b[j]) & window & ~used_a;
        used_a |= free & (~free + 1);
        used_b |= std::uint64_t{free != 0} << j;
    }
    std::size_t moved = 0;
    for (auto left_a = used_a, left_b = used_b; left_b != 0; left_a &= left_a - 1, left_b &= left_b - 1) {
        moved += a[static_cast<std::size_t>(std::countr_zero(left_a))] != b[static_cast<std::size_t>(std::countr_zero(left_b))] ? 1U : 0U;
    }
    return jaro_of(static_cast<std::size_t>(std::popcount(used_a)), moved, a.size(), b.size());
}

std::size_t common_prefix(std::string_view a, std::string_view b) {
    std::size_t prefix = 0;
    while (prefix < std::min({a.size(), b.size(), kWinklerPrefix}) && a[prefix] == b[prefix]) ++prefix;
    return prefix;
}

}  // namespace

bool has_wide_kernels() {
    static const bool kHas =
        __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("popcnt") != 0;
    return kHas;
}

double compare_wide(StringKernel kernel, const StringPair& pair) {
    const auto& [a, b] = pair;
    switch (kernel) {
        case StringKernel::levenshtein:
            return ratio_of(wide_levenshtein(a, b), std::max(a.size(), b.size()));
        case StringKernel::indel:
            return ratio_of(a.size() + b.size() - 2 * wide_subsequence(a, b), a.size() + b.size());
        case StringKernel::jaro:
            return a == b ? 1.0 : wide_jaro(a, b);
        case StringKernel::jaro_winkler:
            break;
    }
    return winkler_of(a == b ? 1.0 : wide_jaro(a, b), common_prefix(a, b));
}

#else

bool has_wide_kernels() { return false; }

double compare_wide(StringKernel, const StringPair&) {
    WB_CHECK(false, "no wide kernels on this machine");
    return 0;
}

#endif

}  // namespace wb
