#include "classify/features.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kLongestGram = 6;                           // of part numbers; seven and more add nothing (bench/hs_text)
constexpr std::size_t kLongestMaskedGram = 7;                     // of part numbers with masked digits
constexpr std::size_t kShortestOwnGram = 2, kLongestOwnGram = 4;  // of letters and digits, crossed with the maker
constexpr std::size_t kLongestBeginning = 8;
constexpr std::size_t kLongestEnd = 6;
constexpr std::size_t kLongestShapeGram = 5;
constexpr std::size_t kFamilyDigits = 2;

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_figure(char c) { return c >= '0' && c <= '9'; }

std::string upper_text(std::string_view text, std::size_t longest) {
    std::string out(text.substr(0, longest));
    std::transform(out.begin(), out.end(), out.begin(), upper);
    return out;
}

// Letters as A, digits as 9; runs as one letter and '+' when `runs`.
std::string shape_of(std::string_view text, bool runs) {
    std::string out;
    for (const char c : text) {
        const char shape = is_capital(c) ? 'A' : is_figure(c) ? '9' : c;
        if (runs && !out.empty() && (out.back() == shape || (out.back() == '+' && out.size() > 1 && out[out.size() - 2] == shape))) {
            if (out.back() != '+') out += '+';
            continue;
        }
        out += shape;
    }
    return out;
}

class Collector {
public:
    Collector(Features& features, std::string_view maker) : features_(features), maker_(hash64(maker, 0x6D616B65)) {}
    void add(char kind, std::string_view text) { features_.push_back(hash64(text, static_cast<unsigned char>(kind))); }
    void add_with_maker(char kind, std::string_view text) {
        features_.push_back(combine64(hash64(text, static_cast<unsigned char>(kind)), maker_));
    }
    void grams(char kind, std::string_view text, std::size_t shortest, std::size_t longest) {
        for (std::size_t size = shortest; size <= longest; ++size) {
            for (std::size_t at = 0; at + size <= text.size(); ++at) add(kind, text.substr(at, size));
        }
    }

private:
    Features& features_;
    std::uint64_t maker_;
};

void maker_features(const std::string& maker, Collector& out) {
    out.add('M', maker);
    out.grams('m', "^" + maker + "$", 3, 5);
    for (std::size_t at = 0; at < maker.size();) {
        auto end = at;
        while (end < maker.size() && (is_capital(maker[end]) || is_figure(maker[end]))) ++end;
        if (end > at) out.add('w', std::string_view(maker).substr(at, end - at));
        at = end + 1;
    }
}

void ends_features(std::string_view letters, Collector& out) {
    for (std::size_t size = 1; size <= std::min(kLongestBeginning, letters.size()); ++size) {
        out.add('p', letters.substr(0, size));
        out.add_with_maker('x', letters.substr(0, size));
    }
    for (std::size_t size = 1; size <= std::min(kLongestEnd, letters.size()); ++size) {
        out.add('e', letters.substr(letters.size() - size));
        out.add_with_maker('y', letters.substr(letters.size() - size));
    }
    const auto lead =
        letters.substr(0, static_cast<std::size_t>(std::find_if_not(letters.begin(), letters.end(), is_capital) - letters.begin()));
    out.add('l', lead);
    out.add_with_maker('L', lead);
}

void shape_features(std::string_view number, Collector& out) {
    const auto shape = shape_of(number, false);
    const auto runs = shape_of(number, true);
    out.add('s', shape);
    out.add('r', runs);
    out.add_with_maker('S', runs);
    const auto length = std::to_string(number.size());
    out.add('n', length);
    out.add_with_maker('T', length);
    out.grams('h', shape, 3, kLongestShapeGram);
    for (std::size_t at = 0; at <= number.size();) {
        auto end = at;
        while (end < number.size() && (is_capital(number[end]) || is_figure(number[end]))) ++end;
        out.add('t', number.substr(at, end - at));
        out.add('u', shape_of(number.substr(at, end - at), false));
        at = end + 1;
    }
}

// What letters mean is the maker's own.
void own_grams(std::string_view framed_letters, Collector& out) {
    for (std::size_t size = kShortestOwnGram; size <= kLongestOwnGram; ++size) {
        for (std::size_t at = 0; at + size <= framed_letters.size(); ++at) out.add_with_maker('z', framed_letters.substr(at, size));
    }
}

void masked_features(std::string_view framed, Collector& out) {
    std::string masked(framed);
    std::replace_if(masked.begin(), masked.end(), is_figure, '9');
    out.grams('d', masked, 3, kLongestMaskedGram);
    for (std::size_t size = 3; size <= std::min(kLongestMaskedGram, masked.size()); ++size) {
        out.add('E', std::string_view(masked).substr(0, size));
        out.add_with_maker('D', std::string_view(masked).substr(0, size));
    }
}

// Runs of four and five letters within and across words, one and two Han characters.
void letter_grams(const std::string& words, Collector& out) {
    std::vector<std::size_t> starts;  // of code points
    std::vector<bool> han;
    for (std::size_t at = 0; at < words.size();) {
        starts.push_back(at);
        han.push_back(is_han(next_code(words, at)));
    }
    starts.push_back(words.size());
    const auto piece = [&](std::size_t first, std::size_t count) {
        return std::string_view(words).substr(starts[first], starts[first + count] - starts[first]);
    };
    for (std::size_t i = 0; i < han.size(); ++i) {
        for (const std::size_t size : han[i] ? std::array<std::size_t, 2>{1, 2} : std::array<std::size_t, 2>{4, 5}) {
            if (i + size <= han.size()) out.add('G', piece(i, size));
        }
    }
}

}  // namespace

std::string part_number_letters(std::string_view part_number) {
    std::string out;
    for (const char c : part_number.substr(0, kLongestPartNumber)) {
        if (is_capital(upper(c)) || is_figure(c)) out += upper(c);
    }
    return out;
}

std::string part_family(std::string_view part_number, std::string_view maker) {
    const auto letters = part_number_letters(part_number);
    std::size_t end = 0;
    while (end < letters.size() && is_capital(letters[end])) ++end;
    for (std::size_t digits = 0; digits < kFamilyDigits && end < letters.size() && is_figure(letters[end]); ++digits) ++end;
    return upper_text(maker, kLongestText) + "|" + letters.substr(0, end);
}

void add_named_feature(std::string_view name, Features& features) { features.push_back(hash64(name, 0x6E616D65)); }

void part_number_features(std::string_view part_number, std::string_view maker_text, Features& features) {
    const auto number = upper_text(trim(part_number), kLongestPartNumber);
    const auto maker = upper_text(trim(maker_text), kLongestPartNumber);
    Collector out(features, maker);
    const auto framed = "^" + number + "$";
    out.grams('c', framed, 1, kLongestGram);
    maker_features(maker, out);
    ends_features(part_number_letters(number), out);
    shape_features(number, out);
    masked_features(framed, out);
    own_grams("^" + part_number_letters(number) + "$", out);
}

void description_features(std::string_view description, Features& features) {
    const auto words = fold_words(description.substr(0, kLongestText));
    Collector out(features, {});
    std::string_view before;
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        const auto word = std::string_view(words).substr(at, end - at);
        out.add('W', word);
        if (!before.empty())
            out.add('B', std::string_view(words).substr(static_cast<std::size_t>(before.data() - words.data()),
                                                        before.size() + 1 + word.size()));
        before = word;
        at = end + 1;
    }
    letter_grams(" " + words + " ", out);
}

}  // namespace wb
