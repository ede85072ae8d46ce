// Splits a name or an address into words, each romanised and with its phonetic key: the ground under name_parts and address_parts.
//
// A word is a run of letters and digits of one kind: Han apart from the rest. Letters of the other script that look alike are put right.
// Nothing here knows what a word means. Not thread safe: one scan per thread; buffers are reused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "names/lexicon.h"
#include "names/name_parts.h"
#include "names/syllables.h"

namespace wb {

// Bytes of a text that are read: the steps behind take time with the square of the words, and longer texts are no names.
inline constexpr std::size_t kLongestText = 4096;

// A stretch of WordScan::text.
struct TextSpan {
    std::uint32_t at = 0, size = 0;
};

struct ScanWord {
    std::uint32_t begin = 0, end = 0;            // bytes of the original
    std::uint32_t codes_at = 0, codes_size = 0;  // folded code points, Han simplified
    TextSpan latin, key;                         // romanised (pinyin when surely Palladius); its phonetic key. Script::other: as written
    TextSpan pinyin;                             // of a Cyrillic word that may be Palladius
    std::uint64_t code = 0;                      // for the lexicon; unused for Han
    std::uint64_t sound_code = 0;                // the code by sound of a word that is pinyin
    bool pinyin_word = false;                    // the Latin letters are pinyin
    Script script = Script::none;                // none: digits only
    PalladiusSign palladius = PalladiusSign::none;
    bool has_digit = false;
    bool bracketed = false;
    bool mistakable = false;  // a Latin word all of whose letters could be Cyrillic ones
    // What stands between the word before and this one, the strongest of: '(' ',' ';' '\n' '/' '-' '.' '&' '#' '"' ' '; '\0' for nothing.
    char gap = '\0';
};

// One step of `table` along a word: pinyin by its letters first, then by its sound, by which no place is meant.
PathTable::Step step_word(const PathTable& table, std::uint64_t& state, const ScanWord& word);

class WordScan {
public:
    // Reads `original`; forgets what was read before. `chinese_words` says whether Cyrillic words are tried as Palladius.
    void scan(std::string_view original);

    [[nodiscard]] const std::vector<ScanWord>& words() const { return words_; }
    [[nodiscard]] std::string_view original() const { return original_; }
    // Valid until the next append or scan.
    [[nodiscard]] std::string_view view(TextSpan span) const { return std::string_view(text_).substr(span.at, span.size); }
    [[nodiscard]] std::u32string_view codes(const ScanWord& word) const {
        return std::u32string_view(codes_).substr(word.codes_at, word.codes_size);
    }
    [[nodiscard]] ScriptSet scripts() const { return scripts_; }
    // The buffer behind the views, to which readers append keys of their own.
    [[nodiscard]] std::string& text() { return text_; }
    [[nodiscard]] TextSpan since(std::size_t at) const {
        return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(text_.size() - at)};
    }

private:
    void take(char32_t c, std::size_t begin, std::size_t end);
    void add_letter(char32_t c, unsigned char kind, std::size_t begin, std::size_t end);
    void open_word(std::size_t begin);
    void close_word();
    void finish_plain(ScanWord& word);
    void romanise_word(ScanWord& word);
    void unify_look_alikes(ScanWord& word);
    void separate(char32_t c);

    std::string_view original_;
    std::string text_;
    std::u32string codes_;  // as long as the original; codes_size_ of it are written
    std::size_t codes_size_ = 0;
    std::vector<ScanWord> words_;
    ScriptSet scripts_ = 0;
    bool open_ = false;
    int depth_ = 0;
    char gap_ = '\0';
    // Of the open word.
    std::uint32_t latin_ = 0, cyrillic_ = 0, han_ = 0, other_ = 0, digits_ = 0;
    bool carons_ = false;
};

}  // namespace wb
