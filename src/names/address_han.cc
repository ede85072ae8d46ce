// Han runs of addresses, and the keys of streets and buildings in any script.
#include <algorithm>
#include <array>

#include "names/address_reader.h"
#include "names/address_words.h"
#include "names/han_text.h"
#include "names/sound_key.h"

namespace wb {

namespace {

constexpr std::size_t kLongestHanMark = 4;    // characters
constexpr std::size_t kLongestHanPlace = 12;  // characters

// Directions and numerals that are written now in English, now in pinyin, now in Han.
std::string_view direction_of(std::string_view latin) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kDirections = {
        {{"south", "nan"}, {"north", "bei"}, {"east", "dong"}, {"west", "xi"}, {"middle", "zhong"}, {"central", "zhong"}}};
    for (const auto& [english, pinyin] : kDirections) {
        if (latin == english) return pinyin;
    }
    return {};
}

char numeral_of(char32_t c) {
    constexpr std::u32string_view kNumerals = U"一二三四五六七八九";
    const auto at = kNumerals.find(c);
    return at == kNumerals.npos ? '\0' : static_cast<char>('1' + at);
}

// 中山|路, 南京|西路: a place without its suffix before a street's mark is what the street is called.
bool names_street(std::u32string_view behind, const Sense& place) {
    constexpr std::u32string_view kDirections = U"东西南北中";
    if (place.whole_place) return false;
    if (!behind.empty() && kDirections.find(behind[0]) != kDirections.npos) behind.remove_prefix(1);
    auto state = PathTable::kRoot;
    for (std::size_t i = 0; i < std::min(kLongestHanMark, behind.size()); ++i) {
        const auto step = AddressWords::built_in().han.step(state, han_code(behind[i]));
        if (step.sense != nullptr && step.sense->mark == AddressMark::street) return true;
        if (!step.more) return false;
    }
    return false;
}

}  // namespace

void AddressReader::add_han_piece(std::size_t at, std::size_t from, std::size_t size, const Sense* mark, const Sense* place) {
    if (size == 0) return;
    Piece piece;
    piece.first = static_cast<std::uint32_t>(at);
    piece.count = 1;
    piece.codes_at = static_cast<std::uint32_t>(from);
    piece.codes_size = static_cast<std::uint32_t>(size);
    piece.mark = mark;
    piece.place = place;
    piece.comma = from == 0 && strong_gap(scan_.words()[at].gap);
    pieces_.push_back(piece);
}

// Places from the front, then names each up to the mark that ends it: 高新南四|道 创维|大厦.
void AddressReader::add_han(std::size_t at) {
    const auto run = scan_.codes(scan_.words()[at]);
    const auto longest = [&](const PathTable& table, std::size_t from, std::size_t limit, auto wanted) {
        std::pair<const Sense*, std::size_t> found{nullptr, 0};
        auto state = PathTable::kRoot;
        for (std::size_t size = 1; size <= std::min(limit, run.size() - from); ++size) {
            const auto step = table.step(state, han_code(run[from + size - 1]));
            if (step.sense != nullptr && wanted(*step.sense)) found = {step.sense, size};
            if (!step.more) break;
        }
        return found;
    };
    std::size_t open = 0;
    for (std::size_t from = 0; from < run.size();) {
        const auto place = from == open ? longest(NameLexicon::built_in().han(), from, kLongestHanPlace,
                                                  [](const Sense& sense) { return sense.kind == SenseKind::place; })
                                        : std::pair<const Sense*, std::size_t>{};
        if (place.second > 1 && !names_street(run.substr(from + place.second), *place.first)) {
            add_han_piece(at, from, place.second, nullptr, place.first);
            from = open = from + place.second;
            continue;
        }
        const auto mark = longest(AddressWords::built_in().han, from, kLongestHanMark, [](const Sense&) { return true; });
        // A name has at least one character before its mark; a mark at the very front belongs to the number before.
        const auto behind =
            mark.first != nullptr && from + mark.second < run.size()
                ? longest(AddressWords::built_in().han, from + mark.second, kLongestHanMark, [](const Sense&) { return true; })
                : std::pair<const Sense*, std::size_t>{};
        // 西乡街道 is one name: 乡 belongs to it.
        const bool street = mark.first != nullptr && mark.first->mark == AddressMark::street;
        const bool named = !street && behind.first != nullptr && behind.first->mark == AddressMark::street;  // 科学园|路
        if (mark.first != nullptr && (from > open || from == 0) && behind.second < 2 && !(named && from > open)) {
            add_han_piece(at, open, from - open, nullptr, nullptr);
            add_han_piece(at, from, mark.second, mark.first, nullptr);
            from = open = from + mark.second;
            continue;
        }
        ++from;
    }
    add_han_piece(at, open, run.size() - open, nullptr, nullptr);
}

void AddressReader::append_key(const Piece& piece, std::string& key) {
    if (piece.codes_size > 0) {
        auto run = scan_.codes(scan_.words()[piece.first]).substr(piece.codes_at, piece.codes_size);
        syllables_.clear();
        read_han(run, syllables_);
        for (std::size_t i = 0; i < run.size(); ++i) {
            if (const char numeral = numeral_of(run[i]); numeral != '\0') {
                key += numeral;
            } else {
                append_pinyin_key(syllables_[i], key);
            }
        }
        return;
    }
    for (auto i = piece.first; i < piece.first + piece.count; ++i) {
        const auto& word = scan_.words()[i];
        const auto latin = scan_.view(word.latin);
        if (const auto direction = direction_of(latin); !direction.empty()) {
            append_pinyin_key(direction, key);
        } else if (const auto digits = leading_digits(latin); digits > 0) {
            key += latin.substr(0, digits);  // "4TH"
        } else if (word.pinyin_word) {
            append_pinyin_key(latin, key);
        } else {
            key += scan_.view(word.key);
        }
    }
}

}  // namespace wb
