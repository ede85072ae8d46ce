#include "names/word_scan.h"

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

void WordScan::scan(std::string_view original) {
    original_ = original;
    text_.clear();
    codes_.clear();
    words_.clear();
    scripts_ = 0;
    open_ = false;
    depth_ = 0;
    gap_ = '\0';
    for (std::size_t at = 0; at < original.size();) {
        const auto begin = at;
        const char32_t c = fold_code(next_code(original, at));
        take(c, begin, at);
    }
    close_word();
}

void WordScan::take(char32_t c, std::size_t begin, std::size_t end) {
    const bool digit = is_digit(c);
    if (!digit && !is_letter(c)) {
        // An apostrophe, a soft hyphen or a combining mark ends no word.
        if (open_ && (c == U'\'' || c == 0x2019 || c == 0xAD)) return;
        close_word();
        separate(c);
        return;
    }
    if (c >= 0x2B0 && c < 0x370) return;  // modifier letters and combining marks
    const bool han = is_han(c);
    if (open_ && han != (han_ > 0)) close_word();
    if (!open_) open_word(begin);
    auto& word = words_.back();
    word.end = static_cast<std::uint32_t>(end);
    codes_ += han ? NameLexicon::built_in().simplified(c) : c;
    if (digit) {
        ++digits_;
    } else if (han) {
        ++han_;
    } else if (is_latin(c)) {
        ++latin_;
        carons_ = carons_ || is_caron(c);
    } else if (is_cyrillic(c)) {
        ++cyrillic_;
    } else {
        ++other_;
    }
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
    word.codes_at = static_cast<std::uint32_t>(codes_.size());
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
    word.codes_size = static_cast<std::uint32_t>(codes_.size()) - word.codes_at;
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
    for (auto i = word.codes_at; i < codes_.size(); ++i) {
        const char32_t c = codes_[i];
        if (is_latin(c) && cyrillic_look_alike(c) == 0) to_cyrillic = false;
        if (is_cyrillic(c) && latin_look_alike(c) == 0) to_latin = false;
    }
    if (!to_cyrillic && !to_latin) return;
    to_cyrillic = to_cyrillic && (!to_latin || cyrillic_ >= latin_);
    for (auto i = word.codes_at; i < codes_.size(); ++i) {
        const auto other = to_cyrillic ? cyrillic_look_alike(codes_[i]) : latin_look_alike(codes_[i]);
        if (other != 0) codes_[i] = other;
    }
    (to_cyrillic ? latin_ : cyrillic_) = 0;
}

void WordScan::finish_plain(ScanWord& word) {
    const auto start = text_.size();
    if (word.script == Script::other) {
        for (auto i = word.codes_at; i < codes_.size(); ++i) append_utf8(text_, codes_[i]);
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
    word.code = word_code(view(word.latin), view(word.key));
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
    for (auto i = word.codes_at; i < codes_.size(); ++i) {
        const char32_t c = codes_[i];
        if (c >= U'a' && c <= U'z') {
            word.mistakable = word.mistakable && cyrillic_look_alike(c) != 0;
            text_ += carons_ && c == U'c' ? "ts" : carons_ && c == U'j' ? "y" : "";
            if (!carons_ || (c != U'c' && c != U'j')) text_ += static_cast<char>(c);
        } else {
            const auto letters = latin_letters(c);
            text_.append(letters.text, letters.size);
            if (!is_digit(c)) word.mistakable = false;
        }
    }
    word.latin = since(latin_at);
    if (word.script != Script::latin) return;
    const auto pinyin_at = text_.size();
    text_.reserve(text_.size() + word.latin.size + 1);
    word.palladius = romanised_palladius_to_pinyin(view(word.latin), text_);
    if (word.palladius == PalladiusSign::sure) word.latin = word.pinyin = since(pinyin_at);
}

}  // namespace wb
