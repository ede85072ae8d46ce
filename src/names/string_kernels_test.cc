#include "names/string_kernels.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/hash.h"

using namespace wb;

namespace {

// By the textbook: the table of Wagner and Fischer (1974).
std::size_t table_distance(std::u32string_view a, std::u32string_view b, std::size_t substitution) {
    std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            table[i][j] =
                std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : substitution)});
        }
    }
    return table[a.size()][b.size()];
}

// By the definition of Jaro (1989): characters of b take the first free equal one of a within reach.
double plain_jaro(std::u32string_view a, std::u32string_view b) {
    if (a.empty() && b.empty()) return 1;
    if (a.empty() || b.empty()) return 0;
    const auto half = std::max(a.size(), b.size()) / 2;
    const auto reach = half == 0 ? 0 : half - 1;
    std::vector<bool> used(a.size());
    std::u32string of_b;
    for (std::size_t j = 0; j < b.size(); ++j) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            const auto apart = i > j ? i - j : j - i;
            if (used[i] || apart > reach || a[i] != b[j]) continue;
            used[i] = true;
            of_b += b[j];
            break;
        }
    }
    std::u32string of_a;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (used[i]) of_a += a[i];
    }
    if (of_a.empty()) return 0;
    std::size_t moved = 0;
    for (std::size_t i = 0; i < of_a.size(); ++i) moved += of_a[i] != of_b[i] ? 1U : 0U;
    const auto m = static_cast<double>(of_a.size());
    return (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) + (m - static_cast<double>(moved / 2)) / m) / 3.0;
}

double plain_winkler(std::u32string_view a, std::u32string_view b) {
    const double jaro = plain_jaro(a, b);
    std::size_t prefix = 0;
    while (prefix < std::min({a.size(), b.size(), std::size_t{4}}) && a[prefix] == b[prefix]) ++prefix;
    return jaro > 0.7 ? jaro + static_cast<double>(prefix) * 0.1 * (1.0 - jaro) : jaro;
}

// Two texts over few letters, the second often the first with changes; lengths cross the blocks of 64.
std::pair<std::u32string, std::u32string> draw_pair(std::uint64_t seed, std::u32string_view letters) {
    const auto draw = [&](std::uint64_t what, std::uint64_t at, std::size_t below) {
        return static_cast<std::size_t>(uniform_draw(seed, what, at) * static_cast<double>(below));
    };
    constexpr std::array<std::size_t, 12> kSizes = {0, 1, 2, 5, 12, 30, 63, 64, 65, 127, 129, 200};
    std::u32string a;
    for (std::size_t i = 0, size = kSizes[draw(1, 0, kSizes.size())]; i < size; ++i) a += letters[draw(2, i, letters.size())];
    std::u32string b = draw(3, 0, 4) == 0 ? std::u32string() : a;
    for (std::size_t i = 0, changes = draw(4, 0, 9); i < changes; ++i) {
        const auto at = draw(5, i, b.size() + 1);
        const auto letter = letters[draw(6, i, letters.size())];
        if (const auto kind = draw(7, i, 3); kind == 0 || b.empty()) {
            b.insert(at, 1, letter);
        } else if (kind == 1) {
            b.erase(std::min(at, b.size() - 1), 1);
        } else {
            b[std::min(at, b.size() - 1)] = letter;
        }
    }
    return {a, b};
}

std::string narrow(std::u32string_view text) { return {text.begin(), text.end()}; }

constexpr std::u32string_view kAscii = U"abcd ex";
constexpr std::u32string_view kMixed = U"аб大疆ab\U0002000B";

}  // namespace

TEST_CASE("code point kernels agree with the textbook") {
    for (std::uint64_t seed = 0; seed < 4000; ++seed) {
        const auto [a, b] = draw_pair(seed, seed % 2 == 0 ? kAscii : kMixed);
        CAPTURE(seed);
        const auto distance = table_distance(a, b, 1);
        REQUIRE(levenshtein_distance(a, b) == distance);
        REQUIRE(common_subsequence(a, b) == (a.size() + b.size() - table_distance(a, b, 2)) / 2);
        REQUIRE(jaro_similarity(a, b) == plain_jaro(a, b));
        REQUIRE(jaro_winkler_similarity(a, b) == plain_winkler(a, b));
    }
}

TEST_CASE("byte kernels and lists of pairs give the same bits as code points") {
    std::vector<std::string> texts;
    std::vector<std::pair<std::u32string, std::u32string>> wide;
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        wide.push_back(draw_pair(seed, kAscii));
        texts.push_back(narrow(wide.back().first));
        texts.push_back(narrow(wide.back().second));
    }
    std::vector<StringPair> pairs;
    for (std::size_t i = 0; i < texts.size(); i += 2) pairs.push_back({texts[i], texts[i + 1]});
    std::vector<float> found(pairs.size());
    for (const auto kernel : {StringKernel::levenshtein, StringKernel::indel, StringKernel::jaro, StringKernel::jaro_winkler}) {
        compare_pairs(kernel, pairs, found);
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const auto& [a, b] = wide[i];
            const auto& [x, y] = pairs[i];
            CAPTURE(i);
            double single = 0;
            double reference = 0;
            switch (kernel) {
                case StringKernel::levenshtein:
                    single = levenshtein_similarity(x, y), reference = levenshtein_similarity(a, b);
                    break;
                case StringKernel::indel:
                    single = indel_similarity(x, y), reference = indel_similarity(a, b);
                    break;
                case StringKernel::jaro:
                    single = jaro_similarity(x, y), reference = jaro_similarity(a, b);
                    break;
                case StringKernel::jaro_winkler:
                    single = jaro_winkler_similarity(x, y), reference = jaro_winkler_similarity(a, b);
                    break;
            }
            REQUIRE(single == reference);
            REQUIRE(found[i] == static_cast<float>(single));
        }
    }
}

TEST_CASE("identities") {
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        const auto [a, b] = draw_pair(seed, kMixed);
        CHECK(levenshtein_distance(a, b) == levenshtein_distance(b, a));
        CHECK(common_subsequence(a, b) == common_subsequence(b, a));
        CHECK(levenshtein_distance(a, a) == 0);
        CHECK(jaro_similarity(a, a) == 1);
        const auto longer = std::max(a.size(), b.size());
        const auto shorter = std::min(a.size(), b.size());
        CHECK(levenshtein_distance(a, b) >= longer - shorter);
        CHECK(levenshtein_distance(a, b) <= longer);
        CHECK(jaro_winkler_similarity(a, b) >= jaro_similarity(a, b));
    }
    CHECK(levenshtein_similarity("", "") == 1);
    CHECK(indel_similarity("", "") == 1);
    CHECK(jaro_similarity("", "") == 1);
    CHECK(jaro_similarity("a", "") == 0);
    CHECK(jaro_winkler_similarity("MARTHA", "MARHTA") == doctest::Approx(0.961111));
}

TEST_CASE("tokens are laid one to one") {
    AlignScratch scratch;
    const std::vector<std::string_view> a = {"vektor", "trade", "ural"};
    const std::vector<std::string_view> b = {"trede", "vektor"};
    const auto matches = align_tokens(a, b, 0.8F, scratch);
    REQUIRE(matches.size() == 3);
    CHECK(matches[0].a == 0);
    CHECK(matches[0].b == 1);
    CHECK(matches[1].a == 1);
    CHECK(matches[1].b == 0);
    CHECK(matches[2].a == 2);
    CHECK(matches[2].b == kNoToken);
    CHECK(align_tokens({}, {}, 0.8F, scratch).empty());
    const std::vector<std::string_view> many(100, "x");
    CHECK(align_tokens(many, many, 0.8F, scratch).size() == 64 + 2 * 36);
}
