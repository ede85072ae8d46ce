#include "companies/text_model.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "names/string_kernels.h"

namespace wb {

namespace {

// Costs of an inexact meeting, bits: -log2 of how often matches write a token so, about. By judgement, after looking at the lists of
// bench/resolve.py; what is not exact is also likelier by chance.
constexpr std::array<float, kTokenMeetings> kMeetingCost = {0.0F, 2.0F, 4.0F, 2.0F, 1.0F, 1.5F, 3.0F, 0.0F, 0.0F};
constexpr double kClose = 0.94, kAlike = 0.88;  // Jaro-Winkler; below .88 different surnames are commoner than misspelt ones
constexpr std::size_t kShortestSoft = 4;        // shorter words differ by chance
constexpr int kMostLetters = 4;                 // two words with two misspelt letters differ in so many
constexpr float kInitialBits = 4.0F;            // one letter of about 2^4 equally frequent ones
constexpr float kMostLost = 9.0F;
constexpr std::size_t kRarities = 10;
constexpr float kRarityBits = 2.0F;
constexpr double kClassWeight = 6.0;  // matches that the rate of a token's class counts for
// Before anything is learnt: how often a match keeps and loses a token, by kind; otherwise another stands in its place.
constexpr std::array<double, kTokenKinds> kFirstKeep = {0.70, 0.60, 0.65, 0.50, 0.60, 0.60, 0.70};
constexpr std::array<double, kTokenKinds> kFirstLost = {0.22, 0.30, 0.25, 0.40, 0.30, 0.35, 0.20};
constexpr double kFirstWeight = 20.0;  // matches that these count for, per class
// A list of ten names knows nothing of how rare words are: it is seen among so many companies that have other words.
constexpr double kBackground = 200;
constexpr std::size_t kMostCooccurring = 200000;  // groups that the dependence tree is counted in
constexpr std::size_t kTreeTokens = 24;           // of a group

struct Pairing {
    const TextColumn& column;
    const TextModel& model;
    std::span<const std::uint32_t> a, b, a2, b2;
    std::uint64_t free_a = 0, free_b = 0;
    std::vector<TokenOutcome>* outcomes = nullptr;
    float bits = 0;
    std::array<std::uint32_t, kMostTokens> shared{};
    std::size_t shared_count = 0;

    [[nodiscard]] const Word& word_a(std::size_t i) const { return column.words[a[i]]; }
    [[nodiscard]] const Word& word_b(std::size_t j) const { return column.words[b[j]]; }
    [[nodiscard]] bool is_free_a(std::size_t i) const { return ((free_a >> i) & 1U) != 0; }
    [[nodiscard]] bool is_free_b(std::size_t j) const { return ((free_b >> j) & 1U) != 0; }
    void take(std::size_t i, std::size_t j) {
        free_a &= ~(std::uint64_t{1} << i);
        free_b &= ~(std::uint64_t{1} << j);
    }
    void note(std::uint32_t ta, std::uint32_t tb, TokenMeeting meeting, float worth) {
        bits += worth;
        if (outcomes != nullptr) outcomes->push_back({ta, tb, meeting, worth});
    }
};

bool same_token(const Pairing& p, std::size_t i, std::size_t j) {
    if (p.a[i] == p.b[j]) return true;
    return (p.a2[i] != kNone && (p.a2[i] == p.b[j] || p.a2[i] == p.b2[j])) || (p.b2[j] != kNone && p.a[i] == p.b2[j]);
}

void meet_same(Pairing& p) {
    for (std::size_t i = 0; i < p.a.size(); ++i) {
        for (std::size_t j = 0; j < p.b.size(); ++j) {
            if (!p.is_free_b(j) || !same_token(p, i, j)) continue;
            p.take(i, j);
            p.shared[p.shared_count++] = p.a[i];
            break;
        }
    }
}

float tree_bits(const Pairing& p, std::uint32_t token) {
    float bits = p.model.bits[token];
    for (const auto& parent : p.model.parents[token]) {
        if (parent.token == kNone) break;
        const auto end = p.shared.begin() + static_cast<std::ptrdiff_t>(p.shared_count);
        if (std::find(p.shared.begin(), end, parent.token) != end) bits = std::min(bits, parent.bits);
    }
    return bits;
}

void count_same(Pairing& p) {
    for (std::size_t i = 0; i < p.shared_count; ++i) {
        const auto token = p.shared[i];
        p.note(token, token, TokenMeeting::same, tree_bits(p, token) + p.model.keep[token]);
    }
}

bool wordlike(const Word& word) {
    return word.kind != TokenKind::number && word.kind != TokenKind::initial && word.text.find(':') == word.text.npos;
}

// "dept" of "department", "univ" of "university": begins alike, and every letter of the shorter stands in the longer in order.
bool shortens(std::string_view shorter, std::string_view longer) {
    if (shorter.size() < 3 || shorter.size() + 2 > longer.size() || shorter[0] != longer[0] || shorter[1] != longer[1]) return false;
    if (longer.starts_with(shorter)) return true;
    std::size_t at = 0;
    for (const char c : longer) at += at < shorter.size() && shorter[at] == c ? 1U : 0U;
    return at == shorter.size() && shorter.back() == longer[longer.size() - 1];
}

TokenMeeting soft_meeting(const Word& a, const Word& b) {
    const auto& shorter = a.text.size() < b.text.size() ? a : b;
    const auto& longer = a.text.size() < b.text.size() ? b : a;
    if (shorter.kind == TokenKind::initial)
        return wordlike(longer) && longer.text[0] == shorter.text[0] ? TokenMeeting::initial : TokenMeeting::lost;
    if (!wordlike(a) || !wordlike(b)) return TokenMeeting::lost;
    if (a.kind != TokenKind::code && b.kind != TokenKind::code && shortens(shorter.text, longer.text)) return TokenMeeting::shortened;
    if ((a.kind == TokenKind::code) != (b.kind == TokenKind::code) || shorter.text.size() < kShortestSoft ||
        longer.text.size() > 2 * shorter.text.size())
        return TokenMeeting::lost;
    if (a.kind == TokenKind::code) return longer.text.starts_with(shorter.text) ? TokenMeeting::alike : TokenMeeting::lost;
    if (std::popcount(a.letters ^ b.letters) > kMostLetters) return TokenMeeting::lost;
    const double similarity = jaro_winkler_similarity(a.text, b.text);
    return similarity >= kClose ? TokenMeeting::close : similarity >= kAlike ? TokenMeeting::alike : TokenMeeting::lost;
}

float soft_bits(const Pairing& p, std::size_t i, std::size_t j, TokenMeeting meeting) {
    if (meeting == TokenMeeting::lost) return 0;
    auto bits = std::min(p.model.bits[p.a[i]], p.model.bits[p.b[j]]);
    if (meeting == TokenMeeting::initial) bits = kInitialBits;
    return bits - kMeetingCost[static_cast<std::size_t>(meeting)];
}

void meet_soft(Pairing& p) {
    struct Offer {
        float bits;
        std::uint8_t i, j;
        TokenMeeting meeting;
    };
    std::array<Offer, 64> offers;
    std::size_t count = 0;
    for (std::size_t i = 0; i < p.a.size(); ++i) {
        if (!p.is_free_a(i)) continue;
        for (std::size_t j = 0; j < p.b.size() && count < offers.size(); ++j) {
            if (!p.is_free_b(j)) continue;
            const auto meeting = soft_meeting(p.word_a(i), p.word_b(j));
            const auto bits = soft_bits(p, i, j, meeting);
            if (bits > 0) offers[count++] = {bits, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j), meeting};
        }
    }
    std::sort(offers.begin(), offers.begin() + static_cast<std::ptrdiff_t>(count), [](const Offer& x, const Offer& y) {
        if (x.bits != y.bits) return x.bits > y.bits;
        return x.i + x.j != y.i + y.j ? x.i + x.j < y.i + y.j : x.i < y.i;
    });
    for (std::size_t k = 0; k < count; ++k) {
        const auto& offer = offers[k];
        if (!p.is_free_a(offer.i) || !p.is_free_b(offer.j)) continue;
        p.take(offer.i, offer.j);
        p.note(p.a[offer.i], p.b[offer.j], offer.meeting, offer.bits);
    }
}

bool is_joined(std::string_view first, std::string_view second, std::string_view whole) {
    return first.size() + second.size() == whole.size() && whole.starts_with(first) && whole.ends_with(second);
}

// "AERO TREYD" is AEROTREYD: two free neighbours of one side, written as one word on the other.
template <bool Swapped>
void meet_joined(Pairing& p) {
    const auto& parts = Swapped ? p.b : p.a;
    const auto& wholes = Swapped ? p.a : p.b;
    auto& free_parts = Swapped ? p.free_b : p.free_a;
    auto& free_wholes = Swapped ? p.free_a : p.free_b;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (((free_parts >> i) & 3U) != 3U) continue;
        for (std::size_t j = 0; j < wholes.size(); ++j) {
            if (((free_wholes >> j) & 1U) == 0) continue;
            const auto& words = p.column.words;
            if (!is_joined(words[parts[i]].text, words[parts[i + 1]].text, words[wholes[j]].text)) continue;
            free_parts &= ~(std::uint64_t{3} << i);
            free_wholes &= ~(std::uint64_t{1} << j);
            const auto apart = p.model.bits[parts[i]] + p.model.bits[parts[i + 1]];
            const auto bits = std::max(p.model.bits[wholes[j]], apart) - kMeetingCost[static_cast<std::size_t>(TokenMeeting::joined)];
            p.note(Swapped ? wholes[j] : parts[i], Swapped ? parts[i] : wholes[j], TokenMeeting::joined, bits);
            break;
        }
    }
}

bool links_words(std::string_view word) {
    return word == "of" || word == "and" || word == "the" || word == "for" || word == "de" || word == "at" || word == "in";
}

// "uiuc" against "university of illinois urbana champaign": the first letters of neighbouring words, small words passed over or not.
std::size_t spelt_out(const TextColumn& column, std::string_view acronym, std::span<const std::uint32_t> words, std::size_t from,
                      bool skip) {
    std::size_t at = 0, i = from;
    for (; i < words.size() && at < acronym.size(); ++i) {
        const auto word = column.words[words[i]].text;
        if (skip && links_words(word)) continue;
        if (word.find(':') != word.npos || word[0] != acronym[at]) return 0;
        ++at;
    }
    return at == acronym.size() ? i - from : 0;
}

constexpr std::size_t kShortestAcronym = 3, kLongestAcronym = 6;

template <bool Swapped>
void meet_acronyms(Pairing& p) {
    const auto& ones = Swapped ? p.b : p.a;
    const auto& many = Swapped ? p.a : p.b;
    auto& free_ones = Swapped ? p.free_b : p.free_a;
    auto& free_many = Swapped ? p.free_a : p.free_b;
    for (std::size_t i = 0; i < ones.size(); ++i) {
        const auto& word = p.column.words[ones[i]];
        if (((free_ones >> i) & 1U) == 0 || word.kind == TokenKind::code || word.text.size() < kShortestAcronym ||
            word.text.size() > kLongestAcronym)
            continue;
        for (std::size_t j = 0; j + kShortestAcronym <= many.size(); ++j) {
            auto length = spelt_out(p.column, word.text, many, j, true);
            if (length == 0) length = spelt_out(p.column, word.text, many, j, false);
            if (length == 0) continue;
            free_ones &= ~(std::uint64_t{1} << i);
            free_many &= ~(((std::uint64_t{1} << length) - 1) << j);
            // By chance each letter fits one time in 2^4.
            const auto chance = kInitialBits * static_cast<float>(word.text.size());
            const auto bits = std::min(chance, p.model.bits[ones[i]]) - kMeetingCost[static_cast<std::size_t>(TokenMeeting::acronym)];
            p.note(Swapped ? many[j] : ones[i], Swapped ? ones[i] : many[j], TokenMeeting::acronym, std::max(bits, 0.0F));
            break;
        }
    }
}

bool replaceable(TokenKind kind) { return kind == TokenKind::core || kind == TokenKind::code; }

// Words proper that are free on one side.
std::size_t free_words(const Pairing& p, std::span<const std::uint32_t> tokens, std::uint64_t free,
                       std::array<std::uint32_t, kMostTokens>& found) {
    std::size_t count = 0;
    for (; free != 0; free &= free - 1) {
        const auto token = tokens[static_cast<std::size_t>(std::countr_zero(free))];
        if (replaceable(p.column.words[token].kind)) found[count++] = token;
    }
    return count;
}

float lose(Pairing& p, std::span<const std::uint32_t> tokens, std::uint64_t free, std::size_t others, bool first) {
    std::array<std::uint32_t, kMostTokens> words;
    const auto count = free_words(p, tokens, free, words);
    const auto replaced = std::min(count, others);
    const auto end = words.begin() + static_cast<std::ptrdiff_t>(count);
    std::partial_sort(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(replaced), end, [&](std::uint32_t x, std::uint32_t y) {
        return p.model.bits[x] != p.model.bits[y] ? p.model.bits[x] > p.model.bits[y] : x < y;
    });
    float sum = 0;
    const auto note = [&](std::uint32_t token, TokenMeeting meeting, float bits) {
        sum += bits;
        if (p.outcomes != nullptr) p.outcomes->push_back({first ? token : kNone, first ? kNone : token, meeting, bits});
    };
    for (std::size_t i = 0; i < count; ++i) {
        i < replaced ? note(words[i], TokenMeeting::replaced, p.model.replace[words[i]])
                     : note(words[i], TokenMeeting::lost, p.model.drop[words[i]]);
    }
    for (; free != 0; free &= free - 1) {
        const auto token = tokens[static_cast<std::size_t>(std::countr_zero(free))];
        if (!replaceable(p.column.words[token].kind)) note(token, TokenMeeting::lost, p.model.drop[token]);
    }
    return kMostLost * sum / (kMostLost - sum);  // sum is negative: bends towards -kMostLost
}

std::size_t count_words(const Pairing& p, std::span<const std::uint32_t> tokens, std::uint64_t free) {
    std::array<std::uint32_t, kMostTokens> words;
    return free_words(p, tokens, free, words);
}

std::size_t rarity(float bits) { return std::min(kRarities - 1, static_cast<std::size_t>(std::max(bits, 0.0F) / kRarityBits)); }

// Which companies have which token, each node counted as the part of a company that it is.
class TokenCounter {
public:
    TokenCounter(const TextColumn& column, std::span<const float> weight_of) : column_(column), weight_of_(weight_of) {}

    TextModel run() {
        const auto words = column_.words.size();
        frequency_.assign(words, 0);
        for_nodes(1, [&](const std::vector<std::uint32_t>& tokens, double weight) {
            for (const auto token : tokens) frequency_[token] += weight;
            companies_ += weight;
        });
        TextModel model;
        model.companies = std::max(companies_, 1.0);
        model.bits.resize(words);
        for (std::size_t token = 0; token < words; ++token) model.bits[token] = bits_of(frequency_[token]);
        model.parents.resize(words);
        find_parents(model);
        model.keep.assign(words, 0);
        model.drop.assign(words, 0);
        model.replace.assign(words, 0);
        return model;
    }

private:
    // Calls each(distinct tokens, weight) for every `step`-th node that has a value.
    template <typename Each>
    void for_nodes(std::size_t step, Each each) const {
        std::vector<std::uint32_t> tokens;
        for (std::size_t node = 0; node < weight_of_.size(); node += step) {
            const auto value = column_.value_of[node];
            if (value == kNone) continue;
            const auto all = column_.tokens_of(value);
            tokens.assign(all.begin(), all.end());
            std::sort(tokens.begin(), tokens.end());
            tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
            each(tokens, static_cast<double>(weight_of_[node]));
        }
    }
    // Share of the other companies that have the token, seen from one that has it; half a company in kBackground is added.
    [[nodiscard]] float bits_of(double frequency) const {
        const double others = std::max(frequency - 1.0, 0.0);
        return static_cast<float>(std::max(0.0, std::log2((companies_ + kBackground) / (others + 0.5))));
    }
    void find_parents(TextModel& model) {
        struct Together {
            std::uint64_t pair;
            float weight;
        };
        std::vector<Together> together;
        const auto step = std::max<std::size_t>(1, weight_of_.size() / kMostCooccurring);
        for_nodes(step, [&](const std::vector<std::uint32_t>& tokens, double weight) {
            const auto count = std::min(tokens.size(), kTreeTokens);
            for (std::size_t i = 0; i < count; ++i) {
                for (std::size_t j = 0; j < count; ++j) {
                    if (commoner(tokens[j], tokens[i]))
                        together.push_back({(std::uint64_t{tokens[i]} << 32U) | tokens[j], static_cast<float>(weight)});
                }
            }
        });
        // Stable: weights of one pair are summed in order of nodes.
        std::stable_sort(together.begin(), together.end(), [](const Together& x, const Together& y) { return x.pair < y.pair; });
        for (std::size_t at = 0; at < together.size();) {
            auto end = at;
            double sum = 0;
            for (; end < together.size() && together[end].pair == together[at].pair; ++end)
                sum += static_cast<double>(together[end].weight);
            offer_parent(model, static_cast<std::uint32_t>(together[at].pair >> 32U), static_cast<std::uint32_t>(together[at].pair),
                         sum * static_cast<double>(step));
            at = end;
        }
    }
    [[nodiscard]] bool commoner(std::uint32_t parent, std::uint32_t token) const {
        if (frequency_[token] <= 1.5) return false;
        return frequency_[parent] != frequency_[token] ? frequency_[parent] > frequency_[token] : parent < token;
    }
    void offer_parent(TextModel& model, std::uint32_t token, std::uint32_t parent, double together) const {
        const double others = together - 1.0;
        if (others < 0.5) return;
        const auto bits = static_cast<float>(std::max(0.0, std::log2((frequency_[parent] - 0.5) / (others + 0.5))));
        if (bits >= model.bits[token]) return;
        auto& parents = model.parents[token];
        const TokenParent offered{parent, bits};
        if (parents[0].token == kNone || bits < parents[0].bits) {
            parents[1] = parents[0];
            parents[0] = offered;
        } else if (parents[1].token == kNone || bits < parents[1].bits) {
            parents[1] = offered;
        }
    }

    const TextColumn& column_;
    std::span<const float> weight_of_;
    double companies_ = 0;
    std::vector<double> frequency_;
};

}  // namespace

TextModel count_tokens(const TextColumn& column, std::span<const float> weight_of) { return TokenCounter(column, weight_of).run(); }

void KeepCounts::reset(std::size_t tokens) {
    kept.assign(tokens, 0);
    lost.assign(tokens, 0);
    replaced.assign(tokens, 0);
}

void KeepCounts::add(std::span<const TokenOutcome> outcomes, double probability) {
    for (const auto& outcome : outcomes) {
        auto& counts = outcome.meeting == TokenMeeting::lost ? lost : outcome.meeting == TokenMeeting::replaced ? replaced : kept;
        if (outcome.a != kNone) counts[outcome.a] += probability;
        if (outcome.b != kNone) counts[outcome.b] += probability;
    }
}

void learn_keeping(const TextColumn& column, const KeepCounts& counts, TextModel& model) {
    struct Rates {
        double kept = 0, lost = 0, replaced = 0;
        [[nodiscard]] double all() const { return kept + lost + replaced; }
    };
    std::array<std::array<Rates, kRarities>, kTokenKinds> classes;
    for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
        const double keep = kFirstKeep[kind], lose = kFirstLost[kind];
        classes[kind].fill({keep * kFirstWeight, lose * kFirstWeight, (1 - keep - lose) * kFirstWeight});
    }
    const bool counted = !counts.kept.empty();
    const auto class_of = [&](std::size_t token) -> Rates& {
        return classes[static_cast<std::size_t>(column.words[token].kind)][rarity(model.bits[token])];
    };
    const auto words = column.words.size();
    for (std::size_t token = 0; token < words && counted; ++token) {
        auto& rates = class_of(token);
        rates.kept += counts.kept[token];
        rates.lost += counts.lost[token];
        rates.replaced += counts.replaced[token];
    }
    for (std::size_t token = 0; token < words; ++token) {
        const auto& rates = class_of(token);
        const Rates own = counted ? Rates{counts.kept[token], counts.lost[token], counts.replaced[token]} : Rates{};
        const double all = own.all() + kClassWeight, share = kClassWeight / rates.all();
        model.keep[token] = static_cast<float>(std::log2((own.kept + share * rates.kept) / all));
        model.drop[token] = static_cast<float>(std::log2((own.lost + share * rates.lost) / all));
        model.replace[token] = static_cast<float>(std::log2((own.replaced + share * rates.replaced) / all));
    }
}

float compare_texts(const TextColumn& column, const TextModel& model, std::uint32_t a, std::uint32_t b, bool soft,
                    std::vector<TokenOutcome>* outcomes) {
    if (outcomes != nullptr) outcomes->clear();
    Pairing p{column, model, column.tokens_of(a), column.tokens_of(b), column.second_of(a), column.second_of(b), 0, 0, outcomes, 0, {}, 0};
    p.free_a = (std::uint64_t{1} << p.a.size()) - 1;
    p.free_b = (std::uint64_t{1} << p.b.size()) - 1;
    meet_same(p);
    count_same(p);
    if (soft && p.free_a != 0 && p.free_b != 0) {
        meet_joined<false>(p);
        meet_joined<true>(p);
        meet_acronyms<false>(p);
        meet_acronyms<true>(p);
        meet_soft(p);
    }
    const auto words_a = count_words(p, p.a, p.free_a), words_b = count_words(p, p.b, p.free_b);
    return p.bits + lose(p, p.a, p.free_a, words_b, true) + lose(p, p.b, p.free_b, words_a, false);
}

}  // namespace wb
