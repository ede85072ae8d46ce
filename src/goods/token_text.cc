#include "goods/token_text.h"

#include <array>
#include <cstring>

#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

enum class Kind : std::uint8_t { separator, latin, cyrillic, digit, letter, han, hidden };

// A letter of one or two bytes as it is written: its folded bytes, and what it is.
struct Folded {
    std::array<char, 2> bytes{};
    std::uint8_t size = 0;
    Kind kind = Kind::separator;
};

constexpr char32_t kTableEnd = 0x530;  // Latin, Greek, Cyrillic

// Soft hyphen, zero-width and bidirectional controls, byte-order mark.
bool is_hidden(char32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

Kind kind_of(char32_t folded) {
    if (is_hidden(folded)) return Kind::hidden;
    if (is_digit(folded)) return Kind::digit;
    if (is_han(folded)) return Kind::han;
    if (folded >= U'a' && folded <= U'z') return Kind::latin;
    if (folded >= 0x400 && folded < kTableEnd) return Kind::cyrillic;
    return is_letter(folded) ? Kind::letter : Kind::separator;
}

// Writes a code point at `out`; the place behind it.
char* write_utf8(char32_t code, char* out) {
    if (code < 0x80) {
        *out++ = static_cast<char>(code);
    } else if (code < 0x800) {
        *out++ = static_cast<char>(0xC0U | (code >> 6U));
        *out++ = static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        std::string wide;  // short: no allocation
        append_utf8(wide, code);
        for (const char byte : wide) *out++ = byte;
    }
    return out;
}

const std::array<Folded, kTableEnd>& table() {
    static const auto kTable = [] {
        std::array<Folded, kTableEnd> made;
        for (char32_t c = 0; c < kTableEnd; ++c) {
            const auto folded = fold_code(c);  // of a letter below the end of the table: below it too
            auto& letter = made[c];
            letter.kind = kind_of(folded);
            letter.size = static_cast<std::uint8_t>(write_utf8(folded, letter.bytes.data()) - letter.bytes.data());
        }
        return made;
    }();
    return kTable;
}

}  // namespace

// One pass over a text, word by word. Bytes are written behind `out_`, which has room for any text.
class TokenText::Scanner {
public:
    Scanner(TokenText& text, std::string_view original, std::size_t from)
        : text_(text), original_(original), begin_(text.buffer_.data()), out_(begin_ + text.folded.size()), at_(from) {}

    void scan() {
        while (at_ < original_.size()) {
            const auto lead = static_cast<unsigned char>(original_[at_]);
            if (lead < 0x80 && letters_[lead].kind == Kind::separator) {
                ++at_;
                continue;
            }
            const auto start = at_;
            const auto letter = next(at_);
            if (letter.kind == Kind::separator) continue;
            if (letter.kind == Kind::hidden) {
                text_.hidden = true;
                continue;
            }
            at_ = start;
            read_word();
        }
        text_.folded = std::string_view(begin_, static_cast<std::size_t>(out_ - begin_));
    }

private:
    struct Letter {
        char32_t code = 0;
        Kind kind = Kind::separator;
    };
    static constexpr unsigned bit(Kind kind) { return 1U << static_cast<unsigned>(kind); }

    // The letter at `at`, which moves behind it.
    Letter next(std::size_t& at) {
        const auto code = next_code(original_, at);
        if (code < 0x80) return {static_cast<char32_t>(letters_[code].bytes[0]), letters_[code].kind};
        if (code >= 0x4E00 && code < 0xA000) return {code, Kind::han};  // as fold_code and kind_of say, only sooner
        text_.invalid = text_.invalid || code == 0xFFFD;
        const auto letter = fold_code(code);
        return {letter, kind_of(letter)};
    }

    // A word as it is read: its tokens so far, and the one being written.
    struct Word {
        std::size_t first_token = 0;
        unsigned kinds = 0;
        Kind last = Kind::separator;
        std::size_t token_begin = 0, end = 0;  // in the original
        const char* token_out = nullptr;
    };

    // A letter of another kind than the one before it, or of the table's outside.
    void begin_kind(Word& word, Kind kind, std::size_t start, const char* out) {
        if (word.last != Kind::separator && splits(word.last, kind)) {
            add_token(word, out);
            word.token_out = out;
            word.token_begin = start;
        }
        word.kinds |= bit(kind);
        word.last = kind;
    }

    // The table's letter that two readable bytes begin with; nullptr when it has more than two or is no letter.
    static const Folded* short_letter(const Folded* letters, const char* bytes) {
        const auto lead = static_cast<unsigned char>(*bytes);
        if (lead < 0x80) return letters + lead;
        const auto second = static_cast<unsigned char>(bytes[1]);
        if (lead < 0xC2 || lead >= 0xD4 || (second & 0xC0U) != 0x80U) return nullptr;  // Latin, Greek and Cyrillic in two bytes
        return letters + (((lead & 0x1FU) << 6U) | (second & 0x3FU));
    }

    // What stands at `at` if the table tells it.
    [[nodiscard]] Kind short_kind(std::size_t at) const {
        const auto* letter = at + 1 < original_.size() ? short_letter(letters_.data(), original_.data() + at) : nullptr;
        return letter == nullptr ? Kind::hidden : letter->kind;
    }

    // Writes the table's letters of one kind that stand at `at`, which moves behind them, and moves `out`. Most of the time of a reading is
    // spent here, so all is kept in local variables: the bytes written could else be any member for all that the compiler knows.
    void copy_run(Kind kind, std::size_t& at, char*& out) const {
        const auto* const letters = letters_.data();
        const char* const begin = original_.data();
        const char* const last = begin + original_.size() - 1;
        const char* from = begin + at;
        char* to = out;
        if (kind == Kind::cyrillic) {
            for (; from < last; from += 2, to += 2) {
                const auto lead = static_cast<unsigned char>(*from);
                const auto second = static_cast<unsigned char>(from[1]);
                if ((lead & 0xFEU) != 0xD0 || (second & 0xC0U) != 0x80U) break;  // U+0400 to U+047F: all letters, folded to two bytes
                std::memcpy(to, letters[0x400U | ((lead & 1U) << 6U) | (second & 0x3FU)].bytes.data(), 2);
            }
        }
        while (from < last) {
            const auto* letter = short_letter(letters, from);
            if (letter == nullptr || letter->kind != kind) break;
            std::memcpy(to, letter->bytes.data(), 2);
            to += letter->size;
            from += static_cast<unsigned char>(*from) < 0x80 ? 1 : 2;
        }
        at = static_cast<std::size_t>(from - begin);
        out = to;
    }

    void read_word() {
        if (!text_.tokens.empty()) *out_++ = ' ';
        const auto word_begin = at_;
        char* const word_out = out_;
        char* out = out_;
        std::size_t at = at_;
        Word word{text_.tokens.size(), 0, Kind::separator, at, at, out};
        while (at < original_.size()) {
            const auto start = at;
            if (const auto kind = short_kind(at); kind != Kind::hidden) {
                if (kind == Kind::separator) break;
                if (kind != word.last) begin_kind(word, kind, start, out);
                copy_run(kind, at, out);
                word.end = at;
                continue;
            }
            const auto letter = next(at);
            if (letter.kind == Kind::separator) break;
            if (letter.kind == Kind::hidden) {
                text_.hidden = true;
                continue;
            }
            begin_kind(word, letter.kind, start, out);
            out = write_utf8(letter.code, out);
            word.end = at;
        }
        add_token(word, out);
        at_ = at;
        out_ = out;
        text_.latin = text_.latin || (word.kinds & bit(Kind::latin)) != 0;
        text_.digits = text_.digits || (word.kinds & bit(Kind::digit)) != 0;
        constexpr unsigned kMixed = bit(Kind::latin) | bit(Kind::cyrillic);
        if ((word.kinds & kMixed) == kMixed) read_again(word_begin, word, word_out);
    }

    // Whether a token ends between letters of these kinds.
    static bool splits(Kind left, Kind right) {
        return left == Kind::han || right == Kind::han || (left == Kind::digit) != (right == Kind::digit);
    }

    void add_token(const Word& word, const char* end) {
        auto& so_far = text_.tokens;
        const bool first = so_far.size() <= word.first_token;
        const bool behind_han = !first && so_far.back().han;
        auto& token = so_far.emplace_back();  // written where it stays: narrow writes that are read as a whole at once would stall
        token.begin = static_cast<std::uint32_t>(word.token_out - begin_);
        token.end = static_cast<std::uint32_t>(end - begin_);
        token.origin_begin = static_cast<std::uint32_t>(word.token_begin);
        token.origin_end = static_cast<std::uint32_t>(word.end);
        token.digits = word.last == Kind::digit;
        token.han = word.last == Kind::han;
        // Han characters are words of their own: they are never glued to their neighbours.
        token.glued = !first && !token.han && !behind_han;
    }

    // A word that mixes Latin and Cyrillic letters is rare: it is read a second time, in the one script that it can be written in.
    void read_again(std::size_t begin, const Word& read, char* out) {
        auto& codes = text_.codes_;
        auto& places = text_.places_;
        codes.clear();
        places.clear();
        for (std::size_t at = begin; at < read.end;) {
            const auto start = at;
            const auto letter = next(at);
            if (letter.kind == Kind::hidden) continue;
            codes.push_back(letter.code);
            places.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(at)});
        }
        unify_script(codes);
        text_.tokens.resize(read.first_token);
        Word word = read;
        for (std::size_t i = 0; i < codes.size();) {
            word.token_out = out;
            word.token_begin = places[i].first;
            word.last = kind_of(codes[i]);
            do {
                out = write_utf8(codes[i], out);
                ++i;
            } while (i < codes.size() && !splits(word.last, kind_of(codes[i])));
            word.end = places[i - 1].second;
            add_token(word, out);
        }
        out_ = out;
    }

    TokenText& text_;
    std::string_view original_;
    const std::array<Folded, kTableEnd>& letters_ = table();
    char* begin_;
    char* out_;
    std::size_t at_;
};

void TokenText::begin(std::size_t bytes) {
    tokens.clear();
    hidden = invalid = latin = digits = false;
    // Each byte is a letter of at most two bytes, or three are one of three, and a separator stands before it.
    const auto room = bytes * 3 + kReadableBehind;
    if (buffer_.size() < room) buffer_.resize(room);
    folded = {};
}

void TokenText::read(std::string_view original, std::size_t from, std::size_t until) {
    Scanner(*this, original.substr(0, until), from).scan();
}

void TokenText::append(const Stretch& stretch, std::uint32_t origin) {
    hidden = hidden || stretch.hidden;
    invalid = invalid || stretch.invalid;
    latin = latin || stretch.latin;
    digits = digits || stretch.digits;
    if (stretch.count == 0) return;
    auto* const start = buffer_.data();
    auto* out = start + folded.size();
    if (!tokens.empty()) *out++ = ' ';
    const auto shift = static_cast<std::uint32_t>(out - start);
    std::memcpy(out, stretch.folded.data(), stretch.folded.size());
    folded = std::string_view(start, shift + stretch.folded.size());
    const auto first = tokens.size();
    tokens.resize(first + stretch.count);
    std::memcpy(tokens.data() + first, stretch.tokens, stretch.count * sizeof(Token));
    for (auto i = first; i < tokens.size(); ++i) {
        tokens[i].begin += shift;
        tokens[i].end += shift;
        tokens[i].origin_begin += origin;
        tokens[i].origin_end += origin;
    }
}

void TokenText::assign(std::string_view original) {
    begin(original.size());
    read(original, 0, original.size());
}

}  // namespace wb
