#include "names/word_scan.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "names/sound_key.h"
#include "text/fold.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

bool is_latin(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= 0xC0 && c < 0x250) || (c >= 0x1E00 && c < 0x1F00); }
bool is_cyrillic(char32_t c) { return c >= 0x400 && c < 0x530; }
bool opens_bracket(char32_t c) { return c == U'(' || c == U'[' || c == U'{' || c == 0xFF08 || c == 0x3010; }
bool closes_bracket(char32_t c) { return c == U')' || c == U']' || c == U'}' || c == 0xFF09 || c == 0x3011; }

// The gaps that may stand between words, the strongest first.
constexpr std::string_view kGaps = "(,;\n/-.&#\" ";

char gap_of(char32_t c) {
    switch (c) {
        case U',':
        case 0xFF0C:
        case 0x3001:
            return ',';
        case U';':
        case 0xFF1B:
            return ';';
        case U'\n':
        case U'|':
            return '\n';
        case U'/':
        case U'\\':
            return '/';
        case U'-':
        case 0x2010:
        case 0x2011:
        case 0x2013:
        case 0x2014:
            return '-';
        case U'.':
            return '.';
        case U'&':
        case U'+':
            return '&';
        case U'#':
        case 0x2116:
            return '#';
        case U'"':
        case 0xAB:
        case 0xBB:
        case 0x201C:
        case 0x201D:
            return '"';
        default:
            break;
    }
    return opens_bracket(c) || closes_bracket(c) ? '(' : ' ';
}

// Czech, Slovak, Croatian letters and those of ISO 9, whose c is ts, j is y and h is kh.
bool is_caron(char32_t c) { return c == U'č' || c == U'š' || c == U'ž'; }

}  // namespace

PathTable::Step step_word(const PathTable& table, std::uint64_t& state, const ScanWord& word) {
    auto by_letters = state;
    const auto found = table.step(by_letters, word.code);
    if (found.known || !word.pinyin_word) {
        state = by_letters;
        return found;
    }
    auto by_sound = table.step(state, word.sound_code);
    if (by_sound.sense != nullptr && by_sound.sense->kind == SenseKind::place) by_sound.sense = nullptr;
    return by_sound;
}

void WordScan::scan(std::string_view original) {
    original_ = original;
    text_.clear();
    if (codes_.size() < std::min(original.size(), kLongestText)) codes_.resize(std::min(original.size(), kLongestText));
    codes_size_ = 0;
    words_.clear();
    scripts_ = 0;
    open_ = false;
    depth_ = 0;
    gap_ = '\0';
    const auto size = std::min(original.size(), kLongestText);
    for (std::size_t at = 0; at < size;) {
        const auto begin = at;
        const auto byte = static_cast<unsigned char>(original[at]);
        const char32_t c = byte < 0x80 ? static_cast<char32_t>(original[at++]) : next_code(original, at);
        take(c, begin, at);
    }
    close_word();
}

namespace {

// What a code point is to the scan. Below kTableEnd by table, which is where most text is.
enum CodeKind : unsigned char { kSeparator, kSilent, kDigit, kLatin, kCyrillic, kHan, kOther };
constexpr char32_t kTableEnd = 0x600;

CodeKind kind_of(char32_t c) {
    if (is_digit(c)) return kDigit;
    if (c == U'\'' || c == 0x2019 || c == 0xAD || (c >= 0x2B0 && c < 0x370)) return kSilent;
    if (!is_letter(c)) return kSeparator;
    if (is_han(c)) return kHan;
    return is_latin(c) ? kLatin : is_cyrillic(c) ? kCyrillic : kOther;
}

struct CodeTable {
    std::array<char16_t, kTableEnd> folded;
    std::array<CodeKind, kTableEnd> kind;
};

const CodeTable& code_table() {
    static const CodeTable kTable = [] {
        CodeTable table;
        for (char32_t c = 0; c < kTableEnd; ++c) {
            table.folded[c] = static_cast<char16_t>(fold_code(c));
            table.kind[c] = kind_of(fold_code(c));
        }
        return table;
    }();
    return kTable;
}

}  // namespace

void WordScan::take(char32_t c, std::size_t begin, std::size_t end) {
    static const CodeTable& kTable = code_table();
    const bool listed = c < kTableEnd;
    const char32_t folded = listed ? kTable.folded[c] : fold_code(c);
    const auto kind = listed ? kTable.kind[c] : kind_of(folded);
    if (kind > kSilent) return add_letter(folded, kind, begin, end);
    // An apostrophe, a soft hyphen or a combining mark ends no word.
    if (kind == kSilent && (open_ || folded >= 0x2B0)) return;
    close_word();
    separate(folded);
}

void WordScan::add_letter(char32_t c, unsigned char kind, std::size_t begin, std::size_t end) {
    if (open_ && (kind == kHan) != (han_ > 0)) close_word();
    if (!open_) open_word(begin);
    words_.back().end = static_cast<std::uint32_t>(end);
    codes_[codes_size_++] = kind == kHan ? NameLexicon::built_in().simplified(c) : c;
    digits_ += kind == kDigit ? 1U : 0U;
    han_ += kind == kHan ? 1U : 0U;
    latin_ += kind == kLatin ? 1U : 0U;
    cyrillic_ += kind == kCyrillic ? 1U : 0U;
    other_ += kind == kOther ? 1U : 0U;
    carons_ = carons_ || (c >= 0x100 && is_caron(c));
}

void WordScan::separate(char32_t c) {
    if (opens_bracket(c)) ++depth_;
    if (closes_bracket(c) && depth_ > 0) --depth_;
    const char gap = gap_of(c);
    if (gap_ == '\0' || kGaps.find(gap) < kGaps.find(gap_)) gap_ = gap;
}

void WordScan::open_word(std::size_t begin) {
    ScanWord word;
    word.begin = static_cast<std::uint32_t>(begin);
    word.codes_at = static_cast<std::uint32_t>(codes_size_);
    word.bracketed = depth_ > 0;
    word.gap = gap_;
    words_.push_back(word);
    open_ = true;
    gap_ = '\0';
    latin_ = cyrillic_ = han_ = other_ = digits_ = 0;
    carons_ = false;
}

void WordScan::close_word() {
    if (!open_) return;
    open_ = false;
    auto& word = words_.back();
    word.codes_size = static_cast<std::uint32_t>(codes_size_) - word.codes_at;
    word.has_digit = digits_ > 0;
    if (han_ > 0) {
        word.script = Script::han;
    } else if (other_ > 0) {
        word.script = Script::other;
    } else {
        if (latin_ > 0 && cyrillic_ > 0) unify_look_alikes(word);
        word.script = cyrillic_ > 0 ? Script::cyrillic : latin_ > 0 ? Script::latin : Script::none;
    }
    if (word.script != Script::none) scripts_ = static_cast<ScriptSet>(scripts_ | script_bit(word.script));
    if (word.script != Script::han) finish_plain(word);
}

// Puts a word of both scripts into the one that all its letters can be written in; it stays mixed where neither can.
void WordScan::unify_look_alikes(ScanWord& word) {
    bool to_cyrillic = true;
    bool to_latin = true;
    for (auto i = word.codes_at; i < codes_size_; ++i) {
        const char32_t c = codes_[i];
        if (is_latin(c) && cyrillic_look_alike(c) == 0) to_cyrillic = false;
        if (is_cyrillic(c) && latin_look_alike(c) == 0) to_latin = false;
    }
    if (!to_cyrillic && !to_latin) return;
    to_cyrillic = to_cyrillic && (!to_latin || cyrillic_ >= latin_);
    for (auto i = word.codes_at; i < codes_size_; ++i) {
        const auto other = to_cyrillic ? cyrillic_look_alike(codes_[i]) : latin_look_alike(codes_[i]);
        if (other != 0) codes_[i] = other;
    }
    (to_cyrillic ? latin_ : cyrillic_) = 0;
}

void WordScan::finish_plain(ScanWord& word) {
    const auto start = text_.size();
    if (word.script == Script::other) {
        for (auto i = word.codes_at; i < codes_size_; ++i) append_utf8(text_, codes_[i]);
        word.latin = word.key = since(start);
        word.code = bytes_code(view(word.key));
        return;
    }
    romanise_word(word);
    const auto key_at = text_.size();
    // The key reads the letters while it is appended: reserve, so that they stay where they are.
    text_.reserve(text_.size() + word.latin.size);
    append_sound_key(view(word.latin), text_);
    word.key = since(key_at);
    word.code = word.sound_code = word_code(view(word.latin), view(word.key));
    word.pinyin_word = !word.has_digit && is_pinyin(view(word.latin));
    if (word.pinyin_word) word.code = pinyin_code(view(word.latin));
}

void WordScan::romanise_word(ScanWord& word) {
    const auto start = text_.size();
    if (word.script == Script::cyrillic && digits_ == 0) {
        word.palladius = palladius_to_pinyin(codes(word), text_);
        word.pinyin = since(start);
        if (word.palladius == PalladiusSign::sure) {
            word.latin = word.pinyin;
            return;
        }
    }
    const auto latin_at = text_.size();
    word.mistakable = word.script == Script::latin && digits_ == 0;
    // A code point gives at most six letters.
    text_.resize(latin_at + (codes_size_ - word.codes_at) * sizeof(LatinLetters));
    char* to = text_.data() + latin_at;
    for (auto i = word.codes_at; i < codes_size_; ++i) {
        const char32_t c = codes_[i];
        if (c >= U'a' && c <= U'z') {
            word.mistakable = word.mistakable && cyrillic_look_alike(c) != 0;
            if (carons_ && c == U'c') *to++ = 't';
            *to++ = carons_ && c == U'c' ? 's' : carons_ && c == U'j' ? 'y' : static_cast<char>(c);
        } else {
            const auto letters = latin_letters(c);
            std::memcpy(to, letters.text, sizeof(letters.text));
            to += letters.size;
            if (!is_digit(c)) word.mistakable = false;
        }
    }
    text_.resize(static_cast<std::size_t>(to - text_.data()));
    word.latin = since(latin_at);
    if (word.script != Script::latin) return;
    const auto pinyin_at = text_.size();
    text_.reserve(text_.size() + word.latin.size + 1);
    word.palladius = romanised_palladius_to_pinyin(view(word.latin), text_);
    if (word.palladius == PalladiusSign::sure) word.latin = word.pinyin = since(pinyin_at);
}

}  // namespace wb
