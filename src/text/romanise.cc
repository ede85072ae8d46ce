#include "text/romanise.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "base/embedded.h"
#include "text/utf8.h"

namespace wb {

namespace {

struct Letter {
    char32_t code;
    std::string_view latin;
};

constexpr char32_t kFirstHan = 0x4E00;
constexpr char32_t kLastHan = 0x9FFF;
constexpr char32_t kTableEnd = 0x530;     // Latin, Greek, Cyrillic blocks
constexpr char32_t kVietnamese = 0x1E00;  // Latin Extended Additional
constexpr char32_t kVietnameseEnd = 0x1F00;
constexpr std::size_t kTableSize = kTableEnd + (kVietnameseEnd - kVietnamese);

constexpr std::array kListed = {
    // Cyrillic, lower case; capitals are mapped onto them.
    Letter{U'а', "a"},
    Letter{U'б', "b"},
    Letter{U'в', "v"},
    Letter{U'г', "g"},
    Letter{U'д', "d"},
    Letter{U'е', "e"},
    Letter{U'ж', "zh"},
    Letter{U'з', "z"},
    Letter{U'и', "i"},
    Letter{U'й', "y"},
    Letter{U'к', "k"},
    Letter{U'л', "l"},
    Letter{U'м', "m"},
    Letter{U'н', "n"},
    Letter{U'о', "o"},
    Letter{U'п', "p"},
    Letter{U'р', "r"},
    Letter{U'с', "s"},
    Letter{U'т', "t"},
    Letter{U'у', "u"},
    Letter{U'ф', "f"},
    Letter{U'х', "kh"},
    Letter{U'ц', "ts"},
    Letter{U'ч', "ch"},
    Letter{U'ш', "sh"},
    Letter{U'щ', "shch"},
    Letter{U'ъ', ""},
    Letter{U'ы', "y"},
    Letter{U'ь', ""},
    Letter{U'э', "e"},
    Letter{U'ю', "yu"},
    Letter{U'я', "ya"},
    Letter{U'ё', "e"},
    Letter{U'ђ', "dj"},
    Letter{U'ѓ', "g"},
    Letter{U'є', "ye"},
    Letter{U'ѕ', "z"},
    Letter{U'і', "i"},
    Letter{U'ї', "yi"},
    Letter{U'ј', "j"},
    Letter{U'љ', "lj"},
    Letter{U'њ', "nj"},
    Letter{U'ћ', "c"},
    Letter{U'ќ', "k"},
    Letter{U'ў', "u"},
    Letter{U'џ', "dz"},
    Letter{U'ґ', "g"},
    Letter{U'ғ', "g"},
    Letter{U'қ', "k"},
    Letter{U'ң', "n"},
    Letter{U'ү', "u"},
    Letter{U'ұ', "u"},
    Letter{U'һ', "h"},
    Letter{U'ә', "a"},
    Letter{U'ө', "o"},
    Letter{U'ҳ', "h"},
    Letter{U'ҷ', "j"},
    Letter{U'ӯ', "u"},
    Letter{U'ӣ', "i"},
    Letter{U'ҡ', "k"},
    Letter{U'ҝ', "g"},
    Letter{U'ҹ', "ch"},
    Letter{U'ҙ', "z"},
    Letter{U'ҫ', "s"},
    Letter{U'ŝ', "shch"},
    // Latin with marks, lower case.
    Letter{U'à', "a"},
    Letter{U'á', "a"},
    Letter{U'â', "a"},
    Letter{U'ã', "a"},
    Letter{U'ä', "a"},
    Letter{U'å', "a"},
    Letter{U'æ', "ae"},
    Letter{U'ç', "c"},
    Letter{U'è', "e"},
    Letter{U'é', "e"},
    Letter{U'ê', "e"},
    Letter{U'ë', "e"},
    Letter{U'ì', "i"},
    Letter{U'í', "i"},
    Letter{U'î', "i"},
    Letter{U'ï', "i"},
    Letter{U'ð', "d"},
    Letter{U'ñ', "n"},
    Letter{U'ò', "o"},
    Letter{U'ó', "o"},
    Letter{U'ô', "o"},
    Letter{U'õ', "o"},
    Letter{U'ö', "o"},
    Letter{U'ø', "o"},
    Letter{U'ù', "u"},
    Letter{U'ú', "u"},
    Letter{U'û', "u"},
    Letter{U'ü', "u"},
    Letter{U'ý', "y"},
    Letter{U'þ', "th"},
    Letter{U'ÿ', "y"},
    Letter{U'ß', "ss"},
    Letter{U'ă', "a"},
    Letter{U'ą', "a"},
    Letter{U'ć', "c"},
    Letter{U'č', "ch"},
    Letter{U'ď', "d"},
    Letter{U'đ', "d"},
    Letter{U'ę', "e"},
    Letter{U'ě', "e"},
    Letter{U'ğ', "g"},
    Letter{U'ı', "i"},
    Letter{U'İ', "i"},
    Letter{U'ķ', "k"},
    Letter{U'ł', "l"},
    Letter{U'ļ', "l"},
    Letter{U'ľ', "l"},
    Letter{U'ń', "n"},
    Letter{U'ň', "n"},
    Letter{U'ő', "o"},
    Letter{U'œ', "oe"},
    Letter{U'ř', "r"},
    Letter{U'ś', "s"},
    Letter{U'ş', "s"},
    Letter{U'š', "sh"},
    Letter{U'ţ', "t"},
    Letter{U'ť', "t"},
    Letter{U'ū', "u"},
    Letter{U'ů', "u"},
    Letter{U'ű', "u"},
    Letter{U'ź', "z"},
    Letter{U'ż', "z"},
    Letter{U'ž', "zh"},
    Letter{U'ā', "a"},
    Letter{U'ē', "e"},
    Letter{U'ī', "i"},
    Letter{U'ō', "o"},
};

constexpr char32_t kTwin = 0x20;

// Capitals of the listed letters, by the layout of their blocks.
char32_t capital_of(char32_t lower) {
    if (lower >= 0x430 && lower <= 0x44F) return lower - kTwin;
    if (lower >= 0x450 && lower <= 0x45F) return lower - 0x50;
    if (lower >= 0xE0 && lower <= 0xFE && lower != 0xF7) return lower - kTwin;
    if (lower == 0xFF) return 0x178;
    if (lower == U'ı') return lower;
    if ((lower >= 0x139 && lower <= 0x148) || (lower >= 0x179 && lower <= 0x17E)) return lower - (lower % 2 == 0 ? 1 : 0);
    if (lower > 0xFF) return lower - (lower % 2 == 1 ? 1 : 0);
    return lower;
}

constexpr std::size_t letter_index(char32_t c) { return c < kTableEnd ? c : c - kVietnamese + kTableEnd; }
constexpr bool in_table(char32_t c) { return c < kTableEnd || (c >= kVietnamese && c < kVietnameseEnd); }

LatinLetters make_letters(std::string_view latin) {
    LatinLetters letters;
    letters.size = static_cast<std::uint8_t>(latin.size());
    if (!latin.empty()) std::memcpy(letters.text, latin.data(), latin.size());
    return letters;
}

using Table = std::vector<LatinLetters>;

// Latin letters with marks that the list leaves out lose their marks, by the Unicode decompositions.
void add_marked_latin(Table& table) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* normalizer = icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status)) return;
    for (char32_t c = 0xC0; c < kVietnameseEnd; ++c) {
        icu::UnicodeString parts;
        if (!in_table(c) || table[letter_index(c)].size != 0 || !normalizer->getDecomposition(static_cast<UChar32>(c), parts)) continue;
        const char32_t base = static_cast<char32_t>(parts.char32At(0));
        if (base < kTableEnd && base != c) table[letter_index(c)] = table[base];
    }
}

Table make_table() {
    Table table(kTableSize);
    static constexpr std::string_view kAscii = "abcdefghijklmnopqrstuvwxyz";
    for (std::size_t i = 0; i < kAscii.size(); ++i) table[U'a' + i] = table[U'A' + i] = make_letters(kAscii.substr(i, 1));
    static constexpr std::string_view kDigits = "0123456789";
    for (std::size_t i = 0; i < kDigits.size(); ++i) table[U'0' + i] = make_letters(kDigits.substr(i, 1));
    for (const auto& letter : kListed) table[letter.code] = table[capital_of(letter.code)] = make_letters(letter.latin);
    add_marked_latin(table);
    // Letters that are read as nothing but do not end a word: soft and hard signs, apostrophes, combining marks, the soft hyphen.
    for (const char32_t c :
         {U'ь', U'Ь', U'ъ', U'Ъ', U'\'', char32_t{0x2BC}, char32_t{0x2B9}, char32_t{0x2BA}, char32_t{0x2BB}, char32_t{0xAD}})
        table[c].silent = true;
    for (char32_t c = 0x300; c < 0x370; ++c) table[c].silent = true;
    return table;
}

const LatinLetters* letter_table() {
    static const Table kTable = make_table();
    return kTable.data();
}

// Readings of U+4E00..U+9FFF, each with its length; those that are missing have none.
std::vector<LatinLetters> read_pinyin() {
    std::vector<LatinLetters> readings;
    readings.reserve(kLastHan - kFirstHan + 1);
    std::string_view text = embedded_file("terms/pinyin.txt");
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!line.empty() && line[0] != '#') readings.push_back(make_letters(line == "-" ? std::string_view() : line));
    }
    readings.resize(kLastHan - kFirstHan + 1);
    return readings;
}

const LatinLetters* pinyin_table() {
    static const std::vector<LatinLetters> kReadings = read_pinyin();
    return kReadings.data();
}

char32_t fold_width(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }

bool replace_at(std::string_view word, std::size_t at, std::string_view pattern) { return word.substr(at, pattern.size()) == pattern; }

struct SoundRule {
    std::string_view from, to;
};

// Longest first. Chosen so that the ISO 9, BGN and customary spellings of one Cyrillic word meet.
constexpr std::array kSoundRules = {
    SoundRule{"shch", "s"}, SoundRule{"sch", "s"}, SoundRule{"sh", "s"}, SoundRule{"zh", "z"}, SoundRule{"kh", "h"}, SoundRule{"ch", "c"},
    SoundRule{"ts", "c"},   SoundRule{"tz", "c"},  SoundRule{"yu", "u"}, SoundRule{"iu", "u"}, SoundRule{"ju", "u"}, SoundRule{"ya", "a"},
    SoundRule{"ia", "a"},   SoundRule{"ja", "a"},  SoundRule{"ye", "e"}, SoundRule{"je", "e"}, SoundRule{"yo", "e"}, SoundRule{"jo", "e"},
    SoundRule{"iy", "i"},   SoundRule{"yi", "i"},  SoundRule{"ij", "i"}, SoundRule{"ck", "k"}, SoundRule{"ph", "f"}, SoundRule{"ks", "x"},
    SoundRule{"y", "i"},    SoundRule{"j", "i"},   SoundRule{"w", "v"},  SoundRule{"q", "k"},
};

}  // namespace

LatinLetters latin_letters(char32_t c) {
    c = fold_width(c);
    if (in_table(c)) return letter_table()[letter_index(c)];
    LatinLetters letters;
    letters.silent = c == 0x2019;
    return letters;
}

LatinLetters han_reading(char32_t c) { return c >= kFirstHan && c <= kLastHan ? pinyin_table()[c - kFirstHan] : LatinLetters{}; }

void romanise(std::string_view text, std::string& out) {
    static const LatinLetters* const kTable = letter_table();
    const auto start = out.size();
    // A code point of n bytes gives at most 3n letters; every store writes eight bytes.
    out.resize(start + text.size() * 3 + sizeof(LatinLetters));
    char* const first = out.data() + start;
    char* to = first;
    const auto space = [&] {
        *to = ' ';
        to += to != first && to[-1] != ' ' ? 1 : 0;
    };
    const auto store = [&](const LatinLetters& letters) {
        std::memcpy(to, letters.text, sizeof(letters.text));
        to += letters.size;
    };
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code(text, at);
        if (c < kTableEnd) {
            const auto& letters = kTable[c];
            store(letters);
            if (letters.size == 0 && !letters.silent) space();
        } else if (c >= kFirstHan && c <= kLastHan) {
            space();
            store(pinyin_table()[c - kFirstHan]);
            space();
        } else {
            const auto letters = latin_letters(c);
            store(letters);
            if (letters.size == 0 && !letters.silent) space();
        }
    }
    while (to != first && to[-1] == ' ') --to;
    out.resize(static_cast<std::size_t>(to - out.data()));
}

std::string romanised(std::string_view text) {
    std::string out;
    romanise(text, out);
    return out;
}

std::string phonetic_key(std::string_view word) {
    std::string key;
    for (std::size_t at = 0; at < word.size();) {
        std::string_view sound = word.substr(at, 1);
        std::size_t used = 1;
        for (const auto& rule : kSoundRules) {
            if (!replace_at(word, at, rule.from)) continue;
            sound = rule.to;
            used = rule.from.size();
            break;
        }
        if (key.empty() || key.back() != sound[0] || sound[0] < 'a') key += sound;
        at += used;
    }
    return key;
}

}  // namespace wb
