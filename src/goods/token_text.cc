#include "goods/token_text.h"

#include <array>
#include <cstring>

#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

enum class Kind : std::uint8_t { separator, latin, cyrillic, digit, letter, han, hidden };

struct Folded {
    char16_t code = 0;
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

const std::array<Folded, kTableEnd>& table() {
    static const auto kTable = [] {
        std::array<Folded, kTableEnd> made;
        for (char32_t c = 0; c < kTableEnd; ++c) {
            const auto folded = fold_code(c);
            made[c] = {static_cast<char16_t>(folded), kind_of(folded)};
        }
        return made;
    }();
    return kTable;
}

template <typename Word>
std::uint64_t load(const char* bytes) {
    Word value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

// The last bytes of a token, fewer than eight, by loads that overlap.
std::uint64_t load_rest(const char* bytes, std::size_t count) {
    if (count >= 4) return load<std::uint32_t>(bytes) | load<std::uint32_t>(bytes + count - 4) << 32U;
    if (count >= 2) return load<std::uint16_t>(bytes) | load<std::uint16_t>(bytes + count - 2) << 16U;
    return count == 0 ? 0 : load<std::uint8_t>(bytes);
}

}  // namespace

std::uint64_t first_bytes_of(std::string_view bytes) {
    const char* at = bytes.data();
    const auto count = bytes.size();
    if (count >= 8) return load<std::uint64_t>(at);
    if (count >= 4) return load<std::uint32_t>(at) | load<std::uint32_t>(at + count - 4) << (8 * (count - 4));
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8 * i);
    return value;
}

std::uint64_t token_hash(std::string_view bytes) {
    constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15ULL;
    std::uint64_t hash = bytes.size();
    const char* at = bytes.data();
    auto left = bytes.size();
    for (; left >= 8; left -= 8, at += 8) {
        hash = (hash ^ load<std::uint64_t>(at)) * kMultiplier;
        hash ^= hash >> 29U;
    }
    hash = (hash ^ load_rest(at, left)) * kMultiplier;
    return hash ^ (hash >> 32U);
}

// One pass over a text, word by word. Bytes are written behind `out_`, which has room for any text.
class TokenText::Scanner {
public:
    Scanner(TokenText& text, std::string_view original) : text_(text), original_(original) { make_room(0); }

    void scan() {
        while (at_ < original_.size()) {
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
        text_.folded.resize(size());
    }

private:
    struct Letter {
        char32_t code = 0;
        Kind kind = Kind::separator;
    };

    // The letter at `at`, which moves behind it.
    Letter next(std::size_t& at) {
        const auto lead = static_cast<unsigned char>(original_[at]);
        if (lead < 0x80) {
            ++at;
            return {letters_[lead].code, letters_[lead].kind};
        }
        if (lead >= 0xC2 && lead < 0xD4 && at + 1 < original_.size()) {  // Latin, Greek and Cyrillic in two bytes
            const auto second = static_cast<unsigned char>(original_[at + 1]);
            if ((second & 0xC0U) == 0x80U) {
                at += 2;
                const auto& letter = letters_[((lead & 0x1FU) << 6U) | (second & 0x3FU)];
                return {letter.code, letter.kind};
            }
        }
        const auto code = next_code(original_, at);
        text_.invalid = text_.invalid || code == 0xFFFD;
        const auto letter = fold_code(code);
        return {letter, kind_of(letter)};
    }

    // Letters are kept in local variables: the bytes written could else be any member for all that the compiler knows.
    void read_word() {
        const auto first_token = text_.tokens.size();
        const auto begin = at_;
        if (first_token > 0) *out_++ = ' ';
        const auto word_folded = size();
        char* out = out_;
        char* token_out = out;
        std::size_t at = at_;
        std::size_t token_begin = at;
        std::size_t end = at;
        unsigned kinds = 0;
        Kind last = Kind::separator;
        bool first = true;
        while (at < original_.size()) {
            const auto start = at;
            const auto letter = next(at);
            if (letter.kind == Kind::separator) break;
            if (letter.kind == Kind::hidden) {
                text_.hidden = true;
                continue;
            }
            if (!first && splits(last, letter.kind)) {
                add_token(token_out, out, token_begin, end, last, text_.tokens.size() > first_token);
                token_out = out;
                token_begin = start;
            }
            first = false;
            kinds |= 1U << static_cast<unsigned>(letter.kind);
            last = letter.kind;
            out = write(letter.code, out);
            end = at;
        }
        add_token(token_out, out, token_begin, end, last, text_.tokens.size() > first_token);
        at_ = at;
        out_ = out;
        constexpr unsigned kMixed = 1U << static_cast<unsigned>(Kind::latin) | 1U << static_cast<unsigned>(Kind::cyrillic);
        if ((kinds & kMixed) == kMixed) read_again(begin, end, first_token, word_folded);
    }

    // Whether a token ends between letters of these kinds.
    static bool splits(Kind left, Kind right) {
        return left == Kind::han || right == Kind::han || (left == Kind::digit) != (right == Kind::digit);
    }

    void add_token(const char* begin, const char* end, std::size_t origin_begin, std::size_t origin_end, Kind kind, bool inside_word) {
        auto& so_far = text_.tokens;
        Token token;
        token.begin = static_cast<std::uint32_t>(begin - text_.folded.data());
        token.end = static_cast<std::uint32_t>(end - text_.folded.data());
        token.origin_begin = static_cast<std::uint32_t>(origin_begin);
        token.origin_end = static_cast<std::uint32_t>(origin_end);
        token.digits = kind == Kind::digit;
        token.han = kind == Kind::han;
        // Han characters are words of their own: they are never glued to their neighbours.
        token.glued = inside_word && !token.han && !so_far.back().han;
        const std::string_view bytes(begin, static_cast<std::size_t>(end - begin));
        token.hash = token_hash(bytes);
        token.first_bytes = first_bytes_of(bytes);
        so_far.push_back(token);
    }

    static char* write(char32_t code, char* out) {
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

    [[nodiscard]] Kind kind_now(char32_t letter) const { return letter < kTableEnd ? letters_[letter].kind : kind_of(letter); }

    // A word that mixes Latin and Cyrillic letters is rare: it is read a second time, in the one script that it can be written in.
    void read_again(std::size_t begin, std::size_t end, std::size_t first_token, std::size_t word_folded) {
        auto& codes = text_.codes_;
        auto& places = text_.places_;
        codes.clear();
        places.clear();
        for (std::size_t at = begin; at < end;) {
            const auto start = at;
            const auto letter = next(at);
            if (letter.kind == Kind::hidden) continue;
            codes.push_back(letter.code);
            places.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(at)});
        }
        unify_script(codes);
        text_.tokens.resize(first_token);
        char* out = text_.folded.data() + word_folded;
        for (std::size_t i = 0; i < codes.size();) {
            char* token_out = out;
            const auto token_first = i;
            const auto kind = kind_now(codes[i]);
            do {
                out = write(codes[i], out);
                ++i;
            } while (i < codes.size() && !splits(kind, kind_now(codes[i])));
            add_token(token_out, out, places[token_first].first, places[i - 1].second, kind, token_first > 0);
        }
        out_ = out;
    }

    // Room for any text behind `kept` bytes: each byte is a letter of at most two bytes, or three for three, and a separator before it.
    void make_room(std::size_t kept) {
        text_.folded.resize(original_.size() * 3 + 8);
        out_ = text_.folded.data() + kept;
    }
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(out_ - text_.folded.data()); }

    TokenText& text_;
    std::string_view original_;
    const std::array<Folded, kTableEnd>& letters_ = table();
    char* out_ = nullptr;
    std::size_t at_ = 0;
};

void TokenText::assign(std::string_view original) {
    tokens.clear();
    hidden = invalid = false;
    Scanner(*this, original).scan();
}

}  // namespace wb
