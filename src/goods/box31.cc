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
constexpr std::size_t kLargestGap = 4;  // bytes between the label's word and the colon: a point and blanks
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

std::vector<LabelSpan> find_labels(const TokenText& words, std::string_view text) {
    std::vector<LabelSpan> labels;
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
        const auto value = text.substr(labels[i].value_begin, next - labels[i].value_begin);
        labels[i].end = labels[i].value_begin + std::min(value.find_first_of(";|"), value.size());
        if (labels[i].label == Label::quantity) labels[i].end = quantity_end(text, labels[i].value_begin, labels[i].end);
    }
    return labels;
}

std::string_view stated(std::string_view value) {
    value = trim(value);
    return Terms::built_in().is_null_word(value) ? std::string_view() : value;
}

std::optional<StatedQuantity> number_and_unit(std::string_view value) {
    value = trim(value);
    std::size_t end = 0;
    while (end < value.size() && (value[end] == ' ' || value[end] == ',' || value[end] == '.' || (value[end] >= '0' && value[end] <= '9')))
        ++end;
    const auto digits = trim(value.substr(0, end));
    auto number = parse_real(digits, {','});
    if (!number) number = parse_real(digits, {'.'});
    if (!number || *number <= 0) return std::nullopt;
    auto unit_text = trim(value.substr(end));
    unit_text = unit_text.substr(0, unit_text.find_first_of(" ;,("));
    const auto* unit = unit_text.empty() ? nullptr : Terms::built_in().unit(unit_text);
    if (unit == nullptr) return StatedQuantity{*number, ""};
    return StatedQuantity{*number * unit->factor, unit->id};
}

void apply(const LabelSpan& label, std::string_view text, BoxGroup& group) {
    const auto value = stated(text.substr(label.value_begin, label.end - label.value_begin));
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
            if (!group.quantity) group.quantity = number_and_unit(value);
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

}  // namespace

void JoinedText::assign(std::string_view original) {
    if (original.find("_[=") == std::string_view::npos) {
        text = original;
        changed = false;
        return;
    }
    changed = true;
    buffer_.clear();
    origin_.clear();
    for (std::size_t at = 0; at < original.size();) {
        // "_[=1=]" or "_[=1.1=]", with the blanks that were put around it: the word before goes on behind it.
        if (original[at] == '_' && original.substr(at + 1, 2) == "[=") {
            const auto close = original.find("=]", at + 3);
            if (close != std::string_view::npos && close - at < 16) {
                at = close + 2;
                while (at < original.size() && original[at] == ' ') ++at;
                if (at < original.size() && original[at] == ':') ++at;
                continue;
            }
        }
        buffer_ += original[at];
        origin_.push_back(static_cast<std::uint32_t>(at));
        ++at;
    }
    origin_.push_back(static_cast<std::uint32_t>(original.size()));
    text = buffer_;
}

namespace {

// "2. " or "2) " at the beginning of a stretch.
bool begins_with_ordinal(std::string_view stretch, std::size_t number) {
    const auto digits = std::to_string(number);
    return stretch.starts_with(digits) && stretch.size() > digits.size() + 1 &&
           (stretch[digits.size()] == '.' || stretch[digits.size()] == ')') && stretch[digits.size() + 1] == ' ';
}

// Goods of a text without labels: "1. …; 2. …", or stretches between semicolons that each count their pieces. Else the text as a whole.
std::vector<BoxGroup> split_by_stretches(std::string_view text) {
    std::vector<BoxGroup> groups;
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
    if (groups.size() > 1 && (ordinals || quantities)) return groups;
    groups.assign(1, {});
    groups[0].end = text.size();
    return groups;
}

}  // namespace

std::vector<BoxGroup> split_groups(const TokenText& words, std::string_view text) {
    const auto labels = find_labels(words, text);
    if (labels.empty()) return split_by_stretches(text);
    std::vector<BoxGroup> groups(1);
    groups[0].end = labels.empty() ? text.size() : labels[0].begin;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        apply(labels[i], text, groups.back());
        const auto rest_begin = std::min(labels[i].end + (labels[i].end < text.size() && text[labels[i].end] == ';' ? 1 : 0), text.size());
        const auto rest_end = i + 1 < labels.size() ? labels[i + 1].begin : text.size();
        if (rest_end <= rest_begin || !has_letters(text.substr(rest_begin, rest_end - rest_begin)) || groups.size() >= kMostGroups)
            continue;
        BoxGroup next;
        next.begin = rest_begin;
        next.end = rest_end;
        groups.push_back(next);
    }
    return groups;
}

std::optional<StatedQuantity> quantity_in_text(std::string_view text) {
    const auto& terms = Terms::built_in();
    const auto counts = [](const std::string& unit) { return unit == "pcs" || unit == "set" || unit == "pair"; };
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] < '0' || text[at] > '9') {
            ++at;
            continue;
        }
        const auto start = at;
        while (at < text.size() &&
               ((text[at] >= '0' && text[at] <= '9') ||
                ((text[at] == ' ' || text[at] == ',') && at + 3 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9' &&
                 text[at + 2] >= '0' && text[at + 2] <= '9' && text[at + 3] >= '0' && text[at + 3] <= '9')))
            ++at;
        const bool part_of_word =
            start > 0 && ((text[start - 1] >= 'A' && text[start - 1] <= 'z') || static_cast<unsigned char>(text[start - 1]) >= 0x80 ||
                          text[start - 1] == '.' || text[start - 1] == ',');
        std::string digits;
        for (std::size_t i = start; i < at; ++i) {
            if (text[i] >= '0' && text[i] <= '9') digits += text[i];
        }
        auto behind = at;
        while (behind < text.size() && text[behind] == ' ') ++behind;
        std::size_t end = behind;
        for (std::size_t characters = 0; end < text.size() && characters < 12; ++characters) {
            std::size_t next = end;
            const auto c = next_code(text, next);
            if (!is_letter(c)) break;
            end = next;
            if (is_han(c)) break;
        }
        const auto* unit = end > behind && digits.size() <= 7 ? terms.unit(text.substr(behind, end - behind)) : nullptr;
        if (unit != nullptr && counts(unit->id) && !part_of_word) return StatedQuantity{std::stod(digits) * unit->factor, unit->id};
        const auto before = fold_words(text.substr(start > 16 ? start - 16 : 0, std::min<std::size_t>(start, 16)));
        const bool labelled = before.ends_with("qty") || before.ends_with("quantity") || before.ends_with("кол во") ||
                              before.ends_with("количество") || before.ends_with("数量");
        if (labelled && !digits.empty() && digits.size() <= 7 && unit == nullptr && (end == behind))
            return StatedQuantity{std::stod(digits), "pcs"};
    }
    return std::nullopt;
}

}  // namespace wb
