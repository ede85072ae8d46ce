#include "goods/box31.h"

#include <algorithm>
#include <array>

#include "reference/terms.h"
#include "text/fold.h"
#include "text/number.h"
#include "text/utf8.h"

namespace wb {

namespace {

enum class Label : unsigned char { maker, trademark, brand, model, article, standard, quantity };

struct LabelWord {
    std::string_view before, word;  // the last words before the colon, folded
    Label label;
};

constexpr std::array kLabels = {
    LabelWord{"", "изготовитель", Label::maker},
    LabelWord{"", "производитель", Label::maker},
    LabelWord{"тов", "знак", Label::trademark},
    LabelWord{"товарный", "знак", Label::trademark},
    LabelWord{"торговая", "марка", Label::trademark},
    LabelWord{"", "марка", Label::brand},
    LabelWord{"", "модель", Label::model},
    LabelWord{"", "артикул", Label::article},
    LabelWord{"", "стандарт", Label::standard},
    LabelWord{"кол", "во", Label::quantity},
    LabelWord{"", "количество", Label::quantity},
    LabelWord{"", "manufacturer", Label::maker},
    LabelWord{"", "trademark", Label::trademark},
    LabelWord{"", "brand", Label::brand},
    LabelWord{"", "model", Label::model},
    LabelWord{"", "article", Label::article},
    LabelWord{"", "qty", Label::quantity},
    LabelWord{"", "quantity", Label::quantity},
    LabelWord{"品", "牌", Label::brand},
    LabelWord{"型", "号", Label::model},
    LabelWord{"商", "标", Label::trademark},
    LabelWord{"数", "量", Label::quantity},
    LabelWord{"厂", "家", Label::maker},
    LabelWord{"造", "商", Label::maker},
};
constexpr std::size_t kMostDigitsOfCount = 18;  // longer runs of digits are no numbers that anything is counted with
constexpr std::size_t kLargestGap = 4;          // bytes between the label's word and the colon: a point and blanks
constexpr std::string_view kWideColon = "\xEF\xBC\x9A";

struct LabelSpan {
    Label label;
    std::size_t begin, value_begin, end;  // of the label, its value, and the value's end
};

// The label whose words end with token `last`, if there is one.
std::optional<LabelSpan> label_at(const TokenText& text, std::size_t last) {
    const auto word = text.text(last);
    const auto before = last == 0 ? std::string_view() : text.text(last - 1);
    for (const auto& entry : kLabels) {
        if (word != entry.word || (!entry.before.empty() && before != entry.before)) continue;
        return LabelSpan{entry.label, text.origin_begin(entry.before.empty() ? last : last - 1), 0, 0};
    }
    return std::nullopt;
}

std::size_t next_colon(std::string_view text, std::size_t from) { return std::min(text.find(':', from), text.find(kWideColon, from)); }

// The value of a quantity is a number and a unit; what follows is the next good.
std::size_t quantity_end(std::string_view text, std::size_t begin, std::size_t end) {
    constexpr std::size_t kLongestQuantity = 40;
    end = std::min(end, begin + kLongestQuantity);
    for (std::size_t at = begin; at < end; ++at) {
        const bool stop = text[at] == ';' || text[at] == ',';
        if (stop && (at + 1 >= text.size() || text[at + 1] < '0' || text[at + 1] > '9')) return at;
    }
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    return end;
}

// The result is this thread's, until the next call: the list keeps its memory.
const std::vector<LabelSpan>& find_labels(const TokenText& words, std::string_view text) {
    thread_local std::vector<LabelSpan> labels;
    labels.clear();
    std::size_t token = 0;
    const bool wide = text.find(kWideColon) != std::string_view::npos;
    for (auto colon = wide ? next_colon(text, 0) : text.find(':'); colon != std::string_view::npos && labels.size() < kMostGroups * 8;
         colon = wide ? next_colon(text, colon + 1) : text.find(':', colon + 1)) {
        while (token < words.tokens.size() && words.tokens[token].origin_begin < colon) ++token;
        if (token == 0 || colon - words.tokens[token - 1].origin_end > kLargestGap) continue;
        auto label = label_at(words, token - 1);
        if (!label) continue;
        label->value_begin = colon + (text[colon] == ':' ? 1 : kWideColon.size());
        labels.push_back(*label);
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto next = i + 1 < labels.size() ? labels[i + 1].begin : text.size();
        auto end = labels[i].value_begin;
        while (end < next && text[end] != ';' && text[end] != '|') ++end;
        labels[i].end = end;
        if (labels[i].label == Label::quantity) labels[i].end = quantity_end(text, labels[i].value_begin, labels[i].end);
    }
    return labels;
}

// "5e15", "2.5E+04": no pieces are counted that way; a spreadsheet shortened a long number, or the text is hostile.
bool is_power_of_ten(std::string_view behind_number) {
    if (behind_number.size() < 2 || (behind_number[0] != 'e' && behind_number[0] != 'E')) return false;
    const std::size_t at = behind_number[1] == '+' || behind_number[1] == '-' ? 2 : 1;
    return at < behind_number.size() && behind_number[at] >= '0' && behind_number[at] <= '9';
}

std::optional<StatedQuantity> number_and_unit(std::string_view value, bool& uncountable) {
    value = trim(value);
    std::size_t end = 0;
    while (end < value.size() && (value[end] == ' ' || value[end] == ',' || value[end] == '.' || (value[end] >= '0' && value[end] <= '9')))
        ++end;
    const auto digits = trim(value.substr(0, end));
    auto unit_text = trim(value.substr(end));
    if (is_power_of_ten(value.substr(end))) {
        uncountable = true;
        return std::nullopt;
    }
    const auto stops = [](char c) { return c == ' ' || c == ';' || c == ',' || c == '('; };
    unit_text = unit_text.substr(0, static_cast<std::size_t>(std::find_if(unit_text.begin(), unit_text.end(), stops) - unit_text.begin()));
    // Declarations in Russian write decimal commas; beside a unit in Latin letters the comma is more likely to group thousands.
    const bool latin = !unit_text.empty() && static_cast<unsigned char>(unit_text[0]) < 0x80;
    const auto comma = parse_real(digits, {','});
    const auto point = parse_real(digits, {'.'});
    const auto number = latin ? (point ? point : comma) : (comma ? comma : point);
    uncountable = uncountable || (number && *number > kLargestCount) || (!number && digits.size() > kMostDigitsOfCount);
    if (!number || *number <= 0 || *number > kLargestCount) return std::nullopt;
    const double other = comma && point && *comma != *point ? (*number == *comma ? *point : *comma) : 0;
    const auto* unit = unit_text.empty() ? nullptr : Terms::built_in().unit(unit_text);
    if (unit == nullptr) return StatedQuantity{*number, "", other};
    return StatedQuantity{*number * unit->factor, unit->id, other * unit->factor};
}

void apply(const LabelSpan& label, std::string_view text, BoxGroup& group) {
    const auto value = trim(text.substr(label.value_begin, label.end - label.value_begin));
    switch (label.label) {
        case Label::maker:
            group.maker = value;
            break;
        case Label::trademark:
            group.trademark = value;
            break;
        case Label::brand:
            group.brand = value;
            break;
        case Label::model:
            group.model = value;
            break;
        case Label::article:
            group.article = value;
            break;
        case Label::quantity:
            if (!group.quantity) group.quantity = number_and_unit(value, group.uncountable);
            break;
        case Label::standard:
            break;
    }
}

bool has_letters(std::string_view text) {
    std::size_t letters = 0;
    for (std::size_t at = 0; at < text.size() && letters < 3;) letters += is_letter(next_code(text, at)) ? 1U : 0U;
    return letters >= 3;
}

// "2. " or "2) " at the beginning of a stretch.
bool begins_with_ordinal(std::string_view stretch, std::size_t number) {
    const auto digits = std::to_string(number);
    return stretch.starts_with(digits) && stretch.size() > digits.size() + 1 &&
           (stretch[digits.size()] == '.' || stretch[digits.size()] == ')') && stretch[digits.size() + 1] == ' ';
}

// Goods of a text without labels: "1. …; 2. …", or stretches between semicolons that each count their pieces. Else the text as a whole.
void split_by_stretches(std::string_view text, std::vector<BoxGroup>& groups) {
    const auto whole = [&] {
        groups.assign(1, {});
        groups[0].end = text.size();
    };
    if (text.find("; ") == std::string_view::npos) return whole();
    bool ordinals = true;
    bool quantities = true;
    for (std::size_t begin = 0; begin < text.size() && groups.size() < kMostGroups;) {
        const auto semicolon = text.find("; ", begin);
        const auto end = semicolon == std::string_view::npos ? text.size() : semicolon;
        const auto stretch = text.substr(begin, end - begin);
        ordinals = ordinals && begins_with_ordinal(stretch, groups.size() + 1);
        BoxGroup group;
        group.begin = begin;
        group.end = end;
        group.quantity = quantity_in_text(stretch);
        quantities = quantities && group.quantity.has_value();
        if (!ordinals && !quantities) break;
        groups.push_back(group);
        begin = semicolon == std::string_view::npos ? text.size() : semicolon + 2;
    }
    if (groups.size() <= 1 || (!ordinals && !quantities)) whole();
}

}  // namespace

void split_groups(const TokenText& words, std::string_view text, std::vector<BoxGroup>& groups) {
    groups.clear();
    const auto& labels = find_labels(words, text);
    if (labels.empty()) {
        split_by_stretches(text, groups);
        return;
    }
    groups.emplace_back();
    groups[0].end = labels[0].begin;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        apply(labels[i], text, groups.back());
        const auto rest_begin = std::min(labels[i].end + (labels[i].end < text.size() && text[labels[i].end] == ';' ? 1 : 0), text.size());
        const auto rest_end = i + 1 < labels.size() ? labels[i + 1].begin : text.size();
        if (rest_end <= rest_begin || !has_letters(text.substr(rest_begin, rest_end - rest_begin)) || groups.size() >= kMostGroups)
            continue;
        auto& next = groups.emplace_back();
        next.begin = rest_begin;
        next.end = rest_end;
    }
}

namespace {

bool is_figure(char c) { return c >= '0' && c <= '9'; }

// A number in a text: "1 200", "1,200", "12".
struct WrittenNumber {
    std::size_t begin = 0, end = 0;
    std::size_t digits = 0;
    double value = 0;
};

constexpr std::size_t kMostDigits = 7;  // of a count; longer numbers are articles and codes

WrittenNumber number_at(std::string_view text, std::size_t at) {
    WrittenNumber number{at, at, 0, 0};
    const auto three_follow = [&](std::size_t from) {
        return from + 3 < text.size() && is_figure(text[from + 1]) && is_figure(text[from + 2]) && is_figure(text[from + 3]);
    };
    for (; at < text.size(); ++at) {
        if (is_figure(text[at])) {
            if (++number.digits <= kMostDigits) number.value = number.value * 10 + (text[at] - '0');
        } else if (!(text[at] == ' ' || text[at] == ',') || !three_follow(at)) {
            break;
        }
    }
    number.end = at;
    return number;
}

// Whether the number belongs to a word or a longer number: "M30", "1.20".
bool continues(std::string_view text, std::size_t number) {
    if (number == 0) return false;
    const char before = text[number - 1];
    return (before >= 'A' && before <= 'z') || static_cast<unsigned char>(before) >= 0x80 || before == '.' || before == ',';
}

// End of the word that begins at `begin`: at most kLongest letters, or one Han character.
std::size_t word_end(std::string_view text, std::size_t begin) {
    constexpr std::size_t kLongest = 12;
    std::size_t end = begin;
    for (std::size_t letters = 0; end < text.size() && letters < kLongest; ++letters) {
        std::size_t next = end;
        const auto c = next_code(text, next);
        if (!is_letter(c)) break;
        end = next;
        if (is_han(c)) break;
    }
    return end;
}

// Whether a word for a quantity stands before the number: "QTY 4", "Кол-во: 4".
bool labelled_quantity(std::string_view text, std::size_t number) {
    constexpr std::size_t kBefore = 16;
    const auto before = fold_words(text.substr(number > kBefore ? number - kBefore : 0, std::min(number, kBefore)));
    return before.ends_with("qty") || before.ends_with("quantity") || before.ends_with("кол во") || before.ends_with("количество") ||
           before.ends_with("数量");
}

}  // namespace

std::optional<StatedQuantity> quantity_in_text(std::string_view text, bool* uncountable) {
    const auto& terms = Terms::built_in();
    const auto counts = [](const std::string& unit) { return unit == "pcs" || unit == "set" || unit == "pair"; };
    for (std::size_t at = 0; at < text.size();) {
        if (!is_figure(text[at])) {
            ++at;
            continue;
        }
        const auto number = number_at(text, at);
        at = number.end;
        if (number.digits > kMostDigits) {
            if (uncountable != nullptr && number.digits > kMostDigitsOfCount) *uncountable = true;
            continue;
        }
        if (is_power_of_ten(text.substr(at)) && labelled_quantity(text, number.begin)) {
            if (uncountable != nullptr) *uncountable = true;
            at += 2;
            while (at < text.size() && is_figure(text[at])) ++at;
            continue;
        }
        auto behind = at;
        while (behind < text.size() && text[behind] == ' ') ++behind;
        const auto end = word_end(text, behind);
        const auto* unit = end > behind ? terms.unit(text.substr(behind, end - behind)) : nullptr;
        if (unit != nullptr && counts(unit->id) && !continues(text, number.begin))
            return StatedQuantity{number.value * unit->factor, unit->id, 0, end};
        if (end == behind && labelled_quantity(text, number.begin)) return StatedQuantity{number.value, "pcs", 0, number.end};
    }
    return std::nullopt;
}

}  // namespace wb
