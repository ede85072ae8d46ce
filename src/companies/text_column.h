// One column of names, addresses or texts as tokens: what is compared instead of strings.
//
// Each distinct text is taken apart once. A word becomes a token id; words that mean the same (activities and places in several
// languages, one sound in several scripts) become one id where the column holds companies (with which word of one script an activity was
// written is kept beside it: ТОРГ and ТРЕЙД are both TRADE, but nobody calls himself now the one, now the other), which is told by how
// often legal forms stand in it. Order: values by hash of their text, token ids by hash of their word, so neither depends on the order of
// records. At most kMostTokens tokens of a value are kept. Memory: about 12 bytes a token and 40 a distinct value, texts not counted.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "companies/record_set.h"

namespace wb {

inline constexpr std::size_t kMostTokens = 48;  // bits of a word mark which are matched; longer texts say no more about who is meant
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

enum class TokenKind : std::uint8_t { core, place, activity, generic, number, initial, code };  // code: letters and digits in one word
inline constexpr std::size_t kTokenKinds = 7;

struct Word {
    std::string_view text;
    TokenKind kind = TokenKind::core;
    std::uint8_t traits = 0;
    char first = 0;             // letter or digit, 0 of an empty word
    std::uint64_t letters = 0;  // which letters and digits it has, one bit each: a quick refusal before strings are compared

    static constexpr std::uint8_t kIdea = 1;        // an activity or a place, whatever the language: not compared letter by letter
    static constexpr std::uint8_t kWordlike = 2;    // neither number, single letter nor idea
    static constexpr std::uint8_t kLinks = 4;       // "of", "and" …: may be passed over in an acronym
    static constexpr std::uint8_t kSound = 8;       // the key of a sound: letters that romanisations differ by are gone already
    static constexpr std::uint8_t kPerson = 16;     // of a person's name: shortened only to what it is known to be shortened to
    static constexpr std::uint8_t kWording = 32;    // the word that an activity was written with, beside its idea: "=latin:trade:torg"
    static constexpr std::uint8_t kSyllables = 64;  // consists of Chinese syllables: one syllable changed is most often another name
    static constexpr std::uint8_t kCity = 128;
    [[nodiscard]] bool is(std::uint8_t trait) const { return (traits & trait) != 0; }
};

struct TextColumn {
    bool cuts = false;                     // of addresses: cut at a field's width, so what a text lacks behind its last word says nothing
    bool companies = false;                // read as company names: legal forms taken out, concepts and sounds folded
    double tokens_a_text = 0;              // mean of distinct texts
    std::vector<std::uint32_t> value_of;   // record -> value, kNone where nothing is written
    std::vector<std::string_view> values;  // distinct texts
    std::vector<std::uint32_t> first;      // value -> its first token; one entry more than values
    std::vector<std::uint32_t> tokens;     // token ids in order of the text
    std::vector<std::uint32_t> second_readings;  // beside tokens: another id of the token, of activities their wording, or kNone
    std::vector<Word> words;                     // token id -> word
    std::vector<std::uint64_t> word_hashes;      // token id -> hash of its text, ascending
    std::vector<std::uint32_t> word_buckets;     // first id of each range of hashes
    std::vector<std::uint8_t>
        legal_forms;                   // value -> number of its legal form, of other names that of its generation; 0 when none is written
    std::vector<std::uint64_t> whole;  // value -> hash of all tokens joined without spaces
    std::vector<std::unique_ptr<Arena>> arenas;

    [[nodiscard]] std::span<const std::uint32_t> tokens_of(std::uint32_t value) const {
        return {tokens.data() + first[value], tokens.data() + first[value + 1]};
    }
    [[nodiscard]] std::span<const std::uint32_t> second_of(std::uint32_t value) const {
        return {second_readings.data() + first[value], second_readings.data() + first[value + 1]};
    }
    // Token id of a word, kNone when no text has it.
    [[nodiscard]] std::uint32_t find_word(std::uint64_t hash) const;
};

TextColumn read_text_column(const RecordField& field, int threads);

// The distinct texts of a column, by hash: value_of[record] indexes `values`.
struct DistinctTexts {
    std::vector<std::uint32_t> value_of;
    std::vector<std::string_view> values;
};
DistinctTexts distinct_texts(std::span<const std::string_view> texts, int threads);

}  // namespace wb
