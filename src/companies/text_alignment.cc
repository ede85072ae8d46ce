#include "companies/text_alignment.h"

#include <algorithm>
#include <bit>

#include "companies/text_model.h"
#include "names/short_names.h"
#include "names/string_kernels.h"

namespace wb {

namespace {

constexpr double kClose = 0.94, kAlike = 0.88;  // Jaro-Winkler; below .88 different surnames are commoner than misspelt ones …
constexpr double kSimilar = 0.80;               // … but for one edit: Meyer, Myer
constexpr std::size_t kShortestSoft = 4;        // shorter words differ by chance
constexpr std::size_t kMostEdits = 2;           // of a misspelt word, or a quarter of its letters
constexpr int kMostLetters = 4;                 // two words with two misspelt letters differ in so many
constexpr std::size_t kLeastCut = 2;            // words of a cut text
constexpr float kInitialBits = 4.0F;            // one letter of about 2^4 equally frequent ones
constexpr std::size_t kShortestAcronym = 3, kLongestAcronym = 6;

struct Pairing {
    const TextColumn& column;
    const TextModel& model;
    std::span<const std::uint32_t> a, b, a2, b2;
    TextAlignment& out;
    std::uint64_t free_a = 0, free_b = 0;

    [[nodiscard]] const Word& word_a(std::size_t i) const { return column.words[a[i]]; }
    [[nodiscard]] const Word& word_b(std::size_t j) const { return column.words[b[j]]; }
    void take(std::size_t i, std::size_t j) {
        free_a &= ~(std::uint64_t{1} << i);
        free_b &= ~(std::uint64_t{1} << j);
    }
    void note(std::uint32_t ta, std::uint32_t tb, TokenMeeting meeting, float worth) const { out.add({ta, tb, meeting, worth}); }
};

// Numbers of the set bits, lowest first.
template <typename Each>
void for_bits(std::uint64_t bits, Each each) {
    for (; bits != 0; bits &= bits - 1) each(static_cast<std::size_t>(std::countr_zero(bits)));
}

bool same_token(const Pairing& p, std::size_t i, std::size_t j) {
    if (p.a[i] == p.b[j]) return true;
    return (p.a2[i] != kNone && (p.a2[i] == p.b[j] || p.a2[i] == p.b2[j])) || (p.b2[j] != kNone && p.a[i] == p.b2[j]);
}

// Which of 64 classes the tokens of a side fall into: most tokens that the other side lacks are refused without looking at each.
std::uint64_t classes_of(std::span<const std::uint32_t> tokens, std::span<const std::uint32_t> second) {
    std::uint64_t classes = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        classes |= std::uint64_t{1} << (tokens[i] & 63U);
        if (second[i] != kNone) classes |= std::uint64_t{1} << (second[i] & 63U);
    }
    return classes;
}

// Whether both write one activity in one script, but with two words.
bool is_renamed(const Pairing& p, std::size_t i, std::size_t j) {
    if (p.a[i] != p.b[j] || p.a2[i] == p.b2[j] || p.a2[i] == kNone || p.b2[j] == kNone) return false;
    const auto &one = p.column.words[p.a2[i]], &other = p.column.words[p.b2[j]];
    return one.is(Word::kWording) && other.is(Word::kWording) && one.text[1] == other.text[1];
}

void meet_same(Pairing& p) {
    const auto classes = classes_of(p.b, p.b2);
    for (std::size_t i = 0; i < p.a.size(); ++i) {
        const auto second = p.a2[i] == kNone ? p.a[i] : p.a2[i];
        if ((((classes >> (p.a[i] & 63U)) | (classes >> (second & 63U))) & 1U) == 0) continue;
        auto found = p.b.size();
        bool renamed = false;
        for (auto left = p.free_b; left != 0; left &= left - 1) {
            const auto j = static_cast<std::size_t>(std::countr_zero(left));
            if (!same_token(p, i, j) || (renamed && is_renamed(p, i, j))) continue;
            found = j;
            renamed = is_renamed(p, i, j);
            if (!renamed) break;
        }
        if (found == p.b.size()) continue;
        p.take(i, found);
        p.note(p.a[i], p.a[i], renamed ? TokenMeeting::renamed : TokenMeeting::same, 0);
    }
}

// "dept" of "department", "univ" of "university": begins alike, and every letter of the shorter stands in the longer in order.
bool shortens(const Word& shorter_word, const Word& longer_word) {
    const auto shorter = shorter_word.text, longer = longer_word.text;
    const bool sound = shorter_word.is(Word::kSound);
    if (shorter.size() < 3 || shorter.size() + 2 > longer.size() || shorter[0] != longer[0] || shorter[1] != longer[1]) return false;
    if (longer.starts_with(shorter)) return !shorter_word.is(Word::kPerson) || short_form(shorter, longer);
    std::size_t at = 0;
    for (const char c : longer) at += at < shorter.size() && shorter[at] == c ? 1U : 0U;
    // Who drops letters drops vowels: "dept", "intl", but Darla is not short for Darletta.
    const auto vowels =
        std::count_if(shorter.begin(), shorter.end(), [](char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; });
    return at == shorter.size() && shorter.back() == longer.back() && (sound || vowels <= 1);
}

// Whether more than `most` bits are set: most pairs of words say so at once, and not every processor we build for counts bits.
bool more_letters(std::uint64_t letters, int most) {
    for (int i = 0; i < most && letters != 0; ++i) letters &= letters - 1;
    return letters != 0;
}

float soft_bits(const Pairing& p, std::uint32_t a, std::uint32_t b, TokenMeeting meeting) {
    if (meeting == TokenMeeting::lost) return 0;
    if (meeting == TokenMeeting::initial) return kInitialBits - kMeetingCost[static_cast<std::size_t>(meeting)];
    const bool near = meeting == TokenMeeting::close || meeting == TokenMeeting::alike || meeting == TokenMeeting::syllable;
    const auto bits = near ? std::min(p.model.near[a], p.model.near[b]) : std::min(p.model.tokens[a].bits, p.model.tokens[b].bits);
    return bits - kMeetingCost[static_cast<std::size_t>(meeting)];
}

// Most pairs of words are told apart by their letters: false only where soft_meeting() says lost.
bool may_meet(const Word& a, const Word& b) {
    if (a.kind == TokenKind::initial || b.kind == TokenKind::initial || a.kind == TokenKind::code || b.kind == TokenKind::code) return true;
    if (!a.is(Word::kWordlike) || !b.is(Word::kWordlike)) return false;
    const auto only_a = a.letters & ~b.letters, only_b = b.letters & ~a.letters;
    return (a.first == b.first && (only_a == 0 || only_b == 0)) || !more_letters(only_a | only_b, kMostLetters);
}

void meet_soft(Pairing& p) {
    struct Offer {
        float bits;
        std::uint8_t i, j;
        TokenMeeting meeting;
    };
    std::array<Offer, 64> offers;
    std::size_t count = 0;
    for_bits(p.free_a, [&](std::size_t i) {
        const auto& word = p.word_a(i);
        if (word.kind == TokenKind::number || word.is(Word::kIdea)) return;
        for_bits(p.free_b, [&](std::size_t j) {
            if (!may_meet(word, p.word_b(j))) return;
            const auto meeting = soft_meeting(word, p.word_b(j));
            const auto bits = soft_bits(p, p.a[i], p.b[j], meeting);
            if (bits > 0 && count < offers.size())
                offers[count++] = {bits, static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(j), meeting};
        });
    });
    if (count > 1) {
        std::sort(offers.begin(), offers.begin() + static_cast<std::ptrdiff_t>(count), [](const Offer& x, const Offer& y) {
            if (x.bits != y.bits) return x.bits > y.bits;
            return x.i + x.j != y.i + y.j ? x.i + x.j < y.i + y.j : x.i < y.i;
        });
    }
    for (std::size_t k = 0; k < count; ++k) {
        const auto& offer = offers[k];
        if (((p.free_a >> offer.i) & 1U) == 0 || ((p.free_b >> offer.j) & 1U) == 0) continue;
        p.take(offer.i, offer.j);
        p.note(p.a[offer.i], p.b[offer.j], offer.meeting, offer.meeting == TokenMeeting::initial ? offer.bits : 0);
    }
}

// Letters and lengths refuse nearly all without a look at the texts.
bool is_joined(const Word& first, const Word& second, const Word& whole) {
    return first.text.size() + second.text.size() == whole.text.size() && (first.letters | second.letters) == whole.letters &&
           whole.text.starts_with(first.text) && whole.text.ends_with(second.text);
}

// "AERO TREYD" is AEROTREYD: two free neighbours of one side, written as one word on the other.
template <bool Swapped>
void meet_joined(Pairing& p) {
    const auto& parts = Swapped ? p.b : p.a;
    const auto& wholes = Swapped ? p.a : p.b;
    auto& free_parts = Swapped ? p.free_b : p.free_a;
    auto& free_wholes = Swapped ? p.free_a : p.free_b;
    const auto& words = p.column.words;
    for_bits(free_parts & (free_parts >> 1U), [&](std::size_t i) {
        if (((free_parts >> i) & 3U) != 3U) return;
        for (auto left = free_wholes; left != 0; left &= left - 1) {
            const auto j = static_cast<std::size_t>(std::countr_zero(left));
            if (!is_joined(words[parts[i]], words[parts[i + 1]], words[wholes[j]])) continue;
            free_parts &= ~(std::uint64_t{3} << i);
            free_wholes &= ~(std::uint64_t{1} << j);
            const auto apart = p.model.tokens[parts[i]].bits + p.model.tokens[parts[i + 1]].bits;
            const auto bits =
                std::max(p.model.tokens[wholes[j]].bits, apart) - kMeetingCost[static_cast<std::size_t>(TokenMeeting::joined)];
            p.note(Swapped ? wholes[j] : parts[i], Swapped ? parts[i] : wholes[j], TokenMeeting::joined, bits);
            return;
        }
    });
}

// "uiuc" against "university of illinois urbana champaign": the first letters of neighbouring words, small words passed over or not.
std::size_t spelt_out(const TextColumn& column, std::string_view acronym, std::span<const std::uint32_t> words, std::size_t from,
                      bool skip) {
    std::size_t at = 0, i = from;
    for (; i < words.size() && at < acronym.size(); ++i) {
        const auto& word = column.words[words[i]];
        if (skip && word.is(Word::kLinks)) continue;
        if (word.is(Word::kIdea) || word.first != acronym[at]) return 0;
        ++at;
    }
    return at == acronym.size() ? i - from : 0;
}

// Which letters words begin with: an acronym has no other ones.
std::uint64_t initials_of(const TextColumn& column, std::span<const std::uint32_t> words) {
    std::uint64_t initials = 0;
    for (const auto word : words) initials |= std::uint64_t{1} << (static_cast<unsigned char>(column.words[word].first) & 63U);
    return initials;
}

bool may_be_acronym(const Word& word) {
    return word.kind != TokenKind::code && !word.is(Word::kIdea) && word.text.size() >= kShortestAcronym &&
           word.text.size() <= kLongestAcronym;
}

template <bool Swapped>
void meet_acronyms(Pairing& p) {
    const auto& ones = Swapped ? p.b : p.a;
    const auto& many = Swapped ? p.a : p.b;
    auto& free_ones = Swapped ? p.free_b : p.free_a;
    auto& free_many = Swapped ? p.free_a : p.free_b;
    if (many.size() < kShortestAcronym) return;
    const auto initials = initials_of(p.column, many);
    for_bits(free_ones, [&](std::size_t i) {
        const auto& word = p.column.words[ones[i]];
        if ((word.letters & ~initials) != 0 || !may_be_acronym(word)) return;
        for (std::size_t j = 0; j + kShortestAcronym <= many.size(); ++j) {
            auto length = spelt_out(p.column, word.text, many, j, true);
            if (length == 0) length = spelt_out(p.column, word.text, many, j, false);
            if (length == 0) continue;
            free_ones &= ~(std::uint64_t{1} << i);
            free_many &= ~(((std::uint64_t{1} << length) - 1) << j);
            // By chance each letter fits one time in 2^4.
            const auto chance = kInitialBits * static_cast<float>(word.text.size());
            const auto bits =
                std::min(chance, p.model.tokens[ones[i]].bits) - kMeetingCost[static_cast<std::size_t>(TokenMeeting::acronym)];
            p.note(Swapped ? many[j] : ones[i], Swapped ? ones[i] : many[j], TokenMeeting::acronym, std::max(bits, 0.0F));
            return;
        }
    });
}

}  // namespace

TokenMeeting soft_meeting(const Word& a, const Word& b) {
    const auto& shorter = a.text.size() < b.text.size() ? a : b;
    const auto& longer = a.text.size() < b.text.size() ? b : a;
    if (shorter.kind == TokenKind::initial)
        return longer.is(Word::kWordlike) && longer.first == shorter.first ? TokenMeeting::initial : TokenMeeting::lost;
    if (!a.is(Word::kWordlike) || !b.is(Word::kWordlike)) return TokenMeeting::lost;
    const bool code = a.kind == TokenKind::code;
    const bool may_shorten = shorter.first == longer.first && (shorter.letters & ~longer.letters) == 0;
    const bool syllables = a.is(Word::kSyllables) && b.is(Word::kSyllables);
    if (may_shorten && !syllables && !code && b.kind != TokenKind::code && shortens(shorter, longer)) return TokenMeeting::shortened;
    if (code != (b.kind == TokenKind::code) || shorter.text.size() < kShortestSoft || longer.text.size() > 2 * shorter.text.size())
        return TokenMeeting::lost;
    if (code) return longer.text.starts_with(shorter.text) ? TokenMeeting::alike : TokenMeeting::lost;
    if (more_letters(a.letters ^ b.letters, kMostLetters)) return TokenMeeting::lost;
    const double similarity = jaro_winkler_similarity(a.text, b.text);
    if (similarity < (a.is(Word::kSound) ? kAlike : kSimilar)) return TokenMeeting::lost;
    const auto edits = a.is(Word::kSound) ? 0 : levenshtein_distance(a.text, b.text);
    if (edits > (similarity < kAlike ? 1 : std::max(kMostEdits, longer.text.size() / 4))) return TokenMeeting::lost;
    if (syllables) return TokenMeeting::syllable;
    return similarity >= kClose ? TokenMeeting::close : TokenMeeting::alike;
}

namespace {

// How many leading tokens of `b` a cut text has, the last of them perhaps in part; 0 when `a` is not the beginning of `b`.
std::size_t beginning_of(const TextColumn& column, std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
    if (a.size() < kLeastCut || a.size() > b.size() || !std::equal(a.begin(), a.end() - 1, b.begin())) return 0;
    const auto last = a.size() - 1;
    return column.words[b[last]].text.starts_with(column.words[a[last]].text) ? a.size() : 0;
}

// Of a text that is the beginning of the other only what both have is compared.
bool align_cut(Pairing& p) {
    auto kept = beginning_of(p.column, p.a, p.b);
    if (kept == 0) kept = beginning_of(p.column, p.b, p.a);
    if (kept == 0 || p.a.size() == p.b.size()) return false;
    for (std::size_t i = 0; i < kept; ++i) {
        if (p.a[i] == p.b[i]) p.note(p.a[i], p.a[i], TokenMeeting::same, 0);
    }
    return true;
}

}  // namespace

void align_texts(const TextColumn& column, const TextModel& model, std::uint32_t a, std::uint32_t b, bool soft, TextAlignment& alignment) {
    alignment.count = 0;
    Pairing p{column, model, column.tokens_of(a), column.tokens_of(b), column.second_of(a), column.second_of(b), alignment};
    p.free_a = (std::uint64_t{1} << p.a.size()) - 1;
    p.free_b = (std::uint64_t{1} << p.b.size()) - 1;
    if (column.cuts && align_cut(p)) return;
    meet_same(p);
    if (soft && p.free_a != 0 && p.free_b != 0) {
        meet_joined<false>(p);
        meet_joined<true>(p);
        meet_acronyms<false>(p);
        meet_acronyms<true>(p);
        meet_soft(p);
    }
    for_bits(p.free_a, [&](std::size_t i) { p.note(p.a[i], kNone, TokenMeeting::lost, 0); });
    for_bits(p.free_b, [&](std::size_t j) { p.note(kNone, p.b[j], TokenMeeting::lost, 0); });
}

}  // namespace wb
