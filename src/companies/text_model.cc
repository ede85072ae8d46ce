#include "companies/text_model.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "base/hash.h"
#include "companies/parallel.h"

namespace wb {

namespace {

constexpr float kMostLost = 9.0F;
// Relatives that have every word of their names in common: no two companies of a group, but one father and son in sixteen.
constexpr float kWholeCompany = 12.0F, kWholeOther = 4.0F;
constexpr std::size_t kRarities = 10;
constexpr float kRarityBits = 2.0F;
constexpr double kClassWeight = 6.0;  // matches that the rate of a token's class counts for
// Before anything is learnt: how often a match keeps and loses a token, by kind; otherwise another stands in its place.
constexpr std::array<double, kTokenKinds> kFirstKeep = {0.70, 0.60, 0.65, 0.50, 0.60, 0.60, 0.70};
constexpr std::array<double, kTokenKinds> kFirstLost = {0.22, 0.30, 0.25, 0.40, 0.30, 0.35, 0.20};
constexpr double kFirstRenamed = 0.05;                 // of activities, of what is kept: another word of the same script
constexpr double kFirstMet = 200;                      // words of syllables that the first cost of changing one counts for
constexpr double kFirstCut = 0.02, kFirstPairs = 100;  // of matches, that shorten the name; pairs that this counts for
constexpr double kLeastRenamed = 0.01;
constexpr double kFirstWeight = 20.0;  // matches that these count for, per class
// A list of ten names knows nothing of how rare words are: it is seen among so many companies that have other words.
constexpr double kBackground = 200;
constexpr std::size_t kTreeTokens = 24;  // of a node
constexpr double kSpellingNodes = 4;     // nodes that the mean number of spellings counts for, per token, where only some nodes were asked

bool is_proper(const Word& word) { return word.kind == TokenKind::core || word.kind == TokenKind::code; }

// What the words of one side that the other lacks are worth, by how many words proper the other side has free.
class Weigher {
public:
    Weigher(const TextColumn& column, const TextModel& model, std::span<const TokenMet> met, std::vector<TokenMet>* outcomes)
        : column_(column), model_(model), met_(met), outcomes_(outcomes) {
        if (outcomes_ != nullptr) outcomes_->clear();
    }

    TextWeight run() {
        for (const auto& one : met_) {
            if (one.meeting == TokenMeeting::same) shared_[shared_count_++] = one.a;
        }
        float bits = 0, most_telling = 0;
        bool renamed = false, proper = false;
        std::size_t at = 0;
        for (; at < met_.size() && met_[at].meeting != TokenMeeting::lost; ++at) {
            const float one = note(met_[at], met_[at].meeting, worth(met_[at]));
            bits += one;
            renamed = renamed || met_[at].meeting == TokenMeeting::renamed;
            proper = proper || is_proper(column_.words[met_[at].a != kNone ? met_[at].a : met_[at].b]);
            most_telling = std::max(most_telling, one);
        }
        auto middle = at;
        while (middle < met_.size() && met_[middle].a != kNone) ++middle;
        const auto left = met_.subspan(at, middle - at), right = met_.subspan(middle);
        const auto words_left = count_words(left), words_right = count_words(right);
        float lost = lose(left, words_left, words_right, any_city(right)) + lose(right, words_right, words_left, any_city(left));
        if (proper && left.empty() != right.empty()) lost = std::max(lost, model_.cut);
        const float whole = at < met_.size() || renamed ? 0.0F : column_.companies ? kWholeCompany : kWholeOther;
        return {bits + lost, bits + lost - most_telling + whole, !column_.companies && left.empty() != right.empty(),
                words_left > 0 && words_right > 0 && !(column_.companies && proper)};
    }

private:
    float note(const TokenMet& one, TokenMeeting meeting, float bits) {
        if (outcomes_ != nullptr) outcomes_->push_back({one.a, one.b, meeting, bits});
        return bits;
    }
    [[nodiscard]] float worth(const TokenMet& one) const {
        switch (one.meeting) {
            case TokenMeeting::same:
                return tree_bits(one.a) + model_.tokens[one.a].keep;
            case TokenMeeting::renamed:
                return tree_bits(one.a) + model_.rename[one.a];
            case TokenMeeting::close:
            case TokenMeeting::alike:
                return std::min(model_.near[one.a], model_.near[one.b]) - kMeetingCost[static_cast<std::size_t>(one.meeting)];
            case TokenMeeting::syllable:
                return std::min(model_.near[one.a], model_.near[one.b]) - model_.syllable;
            case TokenMeeting::shortened:
                return std::min(model_.tokens[one.a].bits, model_.tokens[one.b].bits) - kMeetingCost[static_cast<std::size_t>(one.meeting)];
            default:
                return one.bits;
        }
    }
    [[nodiscard]] float tree_bits(std::uint32_t token) const {
        float bits = model_.tokens[token].bits;
        for (const auto& parent : model_.tokens[token].parents) {
            if (parent.token == kNone) break;
            const auto end = shared_.begin() + static_cast<std::ptrdiff_t>(shared_count_);
            if (std::find(shared_.begin(), end, parent.token) != end) bits = std::min(bits, parent.bits);
        }
        return bits;
    }
    [[nodiscard]] bool replaceable(const TokenMet& one) const { return is_proper(column_.words[token_of(one)]); }
    [[nodiscard]] std::size_t count_words(std::span<const TokenMet> lost) const {
        return static_cast<std::size_t>(std::count_if(lost.begin(), lost.end(), [&](const TokenMet& one) { return replaceable(one); }));
    }
    // Of companies: a city that the other side has another one in place of. A country beside a city is no other place.
    [[nodiscard]] bool is_city(const TokenMet& one) const { return column_.words[token_of(one)].is(Word::kCity); }
    [[nodiscard]] bool any_city(std::span<const TokenMet> lost) const {
        return std::ranges::any_of(lost, [&](const TokenMet& one) { return is_city(one); });
    }
    // The rarest words count as replaced, as many as the other side has.
    float lose(std::span<const TokenMet> lost, std::size_t words, std::size_t others, bool other_city) {
        std::uint64_t replaced = 0;
        if (words <= others) {
            replaced = ~std::uint64_t{0};
        } else if (others > 0) {
            std::array<std::uint8_t, kMostTokens> order;
            std::size_t count = 0;
            for (std::size_t i = 0; i < lost.size(); ++i) {
                if (replaceable(lost[i])) order[count++] = static_cast<std::uint8_t>(i);
            }
            const auto end = order.begin() + static_cast<std::ptrdiff_t>(count);
            std::sort(order.begin(), end, [&](std::uint8_t x, std::uint8_t y) {
                const auto tx = token_of(lost[x]), ty = token_of(lost[y]);
                return model_.tokens[tx].bits != model_.tokens[ty].bits ? model_.tokens[tx].bits > model_.tokens[ty].bits : tx < ty;
            });
            for (std::size_t k = 0; k < others; ++k) replaced |= std::uint64_t{1} << order[k];
        }
        float sum = 0;
        for (std::size_t i = 0; i < lost.size(); ++i) {
            const auto token = token_of(lost[i]);
            const bool other = (replaceable(lost[i]) && ((replaced >> i) & 1U) != 0) || (other_city && is_city(lost[i]));
            sum += other ? note(lost[i], TokenMeeting::replaced, model_.tokens[token].replace)
                         : note(lost[i], TokenMeeting::lost, model_.tokens[token].drop);
        }
        return kMostLost * sum / (kMostLost - sum);  // sum is negative: bends towards -kMostLost
    }
    static std::uint32_t token_of(const TokenMet& one) { return one.a != kNone ? one.a : one.b; }

    const TextColumn& column_;
    const TextModel& model_;
    std::span<const TokenMet> met_;
    std::vector<TokenMet>* outcomes_;
    std::array<std::uint32_t, kMostTokens> shared_;
    std::size_t shared_count_ = 0;
};

std::size_t rarity(float bits) { return std::min(kRarities - 1, static_cast<std::size_t>(std::max(bits, 0.0F) / kRarityBits)); }

// The different tokens of a value, ascending.
void distinct_tokens(const TextColumn& column, std::uint32_t value, std::vector<std::uint32_t>& tokens) {
    const auto all = column.tokens_of(value);
    tokens.assign(all.begin(), all.end());
    std::sort(tokens.begin(), tokens.end());
    tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
}

}  // namespace

std::vector<std::uint32_t> count_nodes(const TextColumn& column, int threads) {
    std::vector<std::uint32_t> counts(column.words.size(), 0), bearers(column.values.size(), 0);
    for (const auto value : column.value_of) {
        if (value != kNone) ++bearers[value];
    }
    for_ranges(column.values.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<std::uint32_t> tokens;
        for (auto value = begin; value < end; ++value) {
            distinct_tokens(column, static_cast<std::uint32_t>(value), tokens);
            for (const auto token : tokens) std::atomic_ref(counts[token]).fetch_add(bearers[value], std::memory_order_relaxed);
        }
    });
    return counts;
}

TokenCounter::TokenCounter(const TextColumn& column, std::vector<std::uint32_t> nodes_of, std::vector<float> around,
                           std::span<const std::uint32_t> sample, int threads)
    : nodes_of_(std::move(nodes_of)), around_(std::move(around)) {
    around_.resize(nodes_of_.size(), 0);
    for (const auto value : column.value_of) stated_ += value == kNone ? 0U : 1U;
    struct Met {
        std::uint64_t pair;
        std::uint32_t asked;
    };
    std::vector<Met> met;
    std::vector<std::uint32_t> tokens;
    first_.push_back(0);
    for (std::uint32_t i = 0; i < sample.size(); ++i) {
        const auto value = column.value_of[sample[i]];
        if (value == kNone) continue;
        distinct_tokens(column, value, tokens);
        asked_.push_back(i);
        tokens_.insert(tokens_.end(), tokens.begin(), tokens.end());
        first_.push_back(static_cast<std::uint32_t>(tokens_.size()));
        // A token that one node alone has stands with nothing else often enough.
        std::erase_if(tokens, [&](std::uint32_t token) { return nodes_of_[token] < 2; });
        const auto count = std::min(tokens.size(), kTreeTokens);
        for (std::size_t x = 0; x < count; ++x) {
            for (std::size_t y = x + 1; y < count; ++y)
                met.push_back({(std::uint64_t{tokens[x]} << 32U) | tokens[y], static_cast<std::uint32_t>(asked_.size() - 1)});
        }
    }
    sort_by_hash(
        met, threads, [](const Met& one) { return mix64(one.pair); },
        [](const Met& a, const Met& b) { return a.pair != b.pair ? mix64(a.pair) < mix64(b.pair) : a.asked < b.asked; });
    for (std::size_t at = 0; at < met.size();) {
        auto end = at;
        while (end < met.size() && met[end].pair == met[at].pair) ++end;
        if (end - at > 1) {
            pairs_.push_back({static_cast<std::uint32_t>(met[at].pair >> 32U), static_cast<std::uint32_t>(met[at].pair),
                              static_cast<std::uint32_t>(together_.size()), static_cast<std::uint32_t>(end - at)});
            for (; at < end; ++at) together_.push_back(met[at].asked);
        }
        at = end;
    }
}

void TokenCounter::count(std::span<const float> weight_of, TextModel& model) const {
    const auto words = nodes_of_.size();
    std::vector<double> frequency(words, 0), seen(words, 0);
    double all = 0;
    for (std::size_t i = 0; i < asked_.size(); ++i) {
        const auto weight = static_cast<double>(weight_of[asked_[i]]);
        all += weight;
        for (auto at = first_[i]; at < first_[i + 1]; ++at) {
            frequency[tokens_[at]] += weight;
            seen[tokens_[at]] += 1;
        }
    }
    const auto asked = static_cast<double>(asked_.size());
    const double mean = asked > 0 ? all / asked : 1, part = asked > 0 ? stated_ / asked : 1;
    model.companies = std::max(mean * stated_, 1.0);
    model.tokens.resize(words);
    model.near.resize(words);
    for (std::size_t token = 0; token < words; ++token) {
        // Where only some nodes were asked, the others have as many spellings as those with the same token.
        if (part > 1) frequency[token] = nodes_of_[token] * (frequency[token] + kSpellingNodes * mean) / (seen[token] + kSpellingNodes);
        const double others = std::max(frequency[token] - 1.0, 0.0);
        const auto bits_of = [&](double sharing) {
            return static_cast<float>(std::max(0.0, std::log2((model.companies + kBackground) / (sharing + 0.5))));
        };
        model.tokens[token].bits = bits_of(others);
        // One of the words around is the company's own, misspelt.
        model.near[token] = bits_of(others + std::max(static_cast<double>(around_[token]) * mean - 1.0, 0.0));
    }
    find_parents(weight_of, frequency, part, model);
}

void TokenCounter::find_parents(std::span<const float> weight_of, const std::vector<double>& frequency, double part,
                                TextModel& model) const {
    for (auto& token : model.tokens) token.parents = {};
    for (const auto& pair : pairs_) {
        double sum = 0;
        for (std::uint32_t i = 0; i < pair.count; ++i) sum += static_cast<double>(weight_of[asked_[together_[pair.first + i]]]);
        // Of some nodes only: what is no more than two companies may stand together by chance.
        if (part > 1 && sum < 2) continue;
        const bool first = frequency[pair.a] != frequency[pair.b] ? frequency[pair.a] > frequency[pair.b] : pair.a < pair.b;
        offer_parent(first ? pair.b : pair.a, first ? pair.a : pair.b, sum * part, frequency, model);
    }
}

void TokenCounter::offer_parent(std::uint32_t token, std::uint32_t parent, double together, const std::vector<double>& frequency,
                                TextModel& model) {
    const double others = together - 1.0;
    if (others < 0.5 || frequency[token] <= 1.5) return;
    const auto bits = static_cast<float>(std::max(0.0, std::log2((frequency[parent] - 0.5) / (others + 0.5))));
    if (bits >= model.tokens[token].bits) return;
    auto& parents = model.tokens[token].parents;
    const TokenParent offered{parent, bits};
    if (parents[0].token == kNone || bits < parents[0].bits) {
        parents[1] = parents[0];
        parents[0] = offered;
    } else if (parents[1].token == kNone || bits < parents[1].bits) {
        parents[1] = offered;
    }
}

void KeepCounts::reset(std::size_t tokens) {
    kept.assign(tokens, 0);
    lost.assign(tokens, 0);
    replaced.assign(tokens, 0);
    renamed.assign(tokens, 0);
    syllables = changed = pairs = cut = 0;
}

void KeepCounts::add(const TextColumn& column, std::span<const TokenMet> outcomes, double probability) {
    bool left = false, right = false, proper = false;
    for (const auto& outcome : outcomes) {
        left = left || outcome.b == kNone;
        right = right || outcome.a == kNone;
        proper = proper || (outcome.a != kNone && outcome.b != kNone && is_proper(column.words[outcome.a]));
    }
    if (may_cut && proper) {
        pairs += probability;
        cut += left != right ? probability : 0;
    }
    for (const auto& outcome : outcomes) {
        if (outcome.meeting == TokenMeeting::syllable) changed += probability;
        if (outcome.meeting == TokenMeeting::same && column.words[outcome.a].is(Word::kSyllables)) syllables += probability;
        auto& counts = outcome.meeting == TokenMeeting::lost       ? lost
                       : outcome.meeting == TokenMeeting::replaced ? replaced
                       : outcome.meeting == TokenMeeting::renamed  ? renamed
                                                                   : kept;
        if (outcome.a != kNone) counts[outcome.a] += probability;
        if (outcome.b != kNone) counts[outcome.b] += probability;
    }
}

namespace {

// How often a word of Chinese syllables that is kept has become another such word.
void learn_syllables(const KeepCounts& counts, TextModel& model) {
    constexpr auto kAt = static_cast<std::size_t>(TokenMeeting::syllable);
    const double first = kFirstMet * std::exp2(-static_cast<double>(kMeetingCost[kAt]));
    model.syllable = static_cast<float>(-std::log2((counts.changed + first) / (counts.changed + counts.syllables + kFirstMet)));
}

}  // namespace

void learn_keeping(const TextColumn& column, const KeepCounts& counts, TextModel& model) {
    struct Rates {
        double kept = 0, lost = 0, replaced = 0, renamed = 0;
        [[nodiscard]] double all() const { return kept + lost + replaced + renamed; }
    };
    std::array<std::array<Rates, kRarities>, kTokenKinds> classes;
    for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
        const double keep = kFirstKeep[kind], lose = kFirstLost[kind];
        const double rename = column.companies && kind == static_cast<std::size_t>(TokenKind::activity) ? kFirstRenamed : 0;
        classes[kind].fill({(keep - rename) * kFirstWeight, lose * kFirstWeight, (1 - keep - lose) * kFirstWeight, rename * kFirstWeight});
    }
    const bool counted = !counts.kept.empty();
    if (counted) learn_syllables(counts, model);
    if (counted && counts.may_cut)
        model.cut = static_cast<float>(std::log2((counts.cut + kFirstCut * kFirstPairs) / (counts.pairs + kFirstPairs)));
    const auto class_of = [&](std::size_t token) -> Rates& {
        return classes[static_cast<std::size_t>(column.words[token].kind)][rarity(model.tokens[token].bits)];
    };
    const auto words = column.words.size();
    model.rename.resize(words);
    for (std::size_t token = 0; token < words && counted; ++token) {
        auto& rates = class_of(token);
        rates.kept += counts.kept[token];
        rates.lost += counts.lost[token];
        rates.replaced += counts.replaced[token];
        rates.renamed += counts.renamed[token];
    }
    for (std::size_t token = 0; token < words; ++token) {
        const auto& rates = class_of(token);
        const Rates own = counted ? Rates{counts.kept[token], counts.lost[token], counts.replaced[token], counts.renamed[token]} : Rates{};
        const double all = own.all() + kClassWeight, share = kClassWeight / rates.all();
        model.tokens[token].keep = static_cast<float>(std::log2((own.kept + share * rates.kept) / all));
        model.tokens[token].drop = static_cast<float>(std::log2((own.lost + share * rates.lost) / all));
        model.rename[token] = static_cast<float>(std::log2((own.renamed + share * rates.renamed + kLeastRenamed) / all));
        model.tokens[token].replace = static_cast<float>(std::log2((own.replaced + share * rates.replaced) / all));
    }
}

TextWeight weigh_alignment(const TextColumn& column, const TextModel& model, std::span<const TokenMet> met,
                           std::vector<TokenMet>* outcomes) {
    return Weigher(column, model, met, outcomes).run();
}

TextWeight compare_texts(const TextColumn& column, const TextModel& model, std::uint32_t a, std::uint32_t b, bool soft,
                         std::vector<TokenMet>* outcomes) {
    TextAlignment alignment;
    align_texts(column, model, a, b, soft, alignment);
    return weigh_alignment(column, model, alignment.all(), outcomes);
}

}  // namespace wb
