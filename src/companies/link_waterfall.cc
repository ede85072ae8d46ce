#include "companies/link_waterfall.h"

#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace wb {

namespace {

using Object = simdjson::dom::element;

std::string text_of(const Object& object, const char* key) {
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

double number_of(const Object& object, const char* key) {
    double number = 0;
    return object[key].get(number) == simdjson::SUCCESS ? number : 0;
}

bool truth_of(const Object& object, const char* key, bool otherwise) {
    bool truth = otherwise;
    return object[key].get(truth) == simdjson::SUCCESS ? truth : otherwise;
}

WaterfallStep step_of(const Object& object) {
    WaterfallStep step;
    step.field = text_of(object, "field");
    step.a = text_of(object, "a");
    step.b = text_of(object, "b");
    step.outcome = text_of(object, "outcome");
    step.weight = number_of(object, "weight");
    step.counted = truth_of(object, "counted", true);
    simdjson::dom::array words;
    if (object["words"].get(words) != simdjson::SUCCESS) return step;
    for (const auto word : words)
        step.words.push_back({text_of(word, "outcome"), text_of(word, "a"), text_of(word, "b"), number_of(word, "bits")});
    return step;
}

std::string grouped_number(double number) {
    char digits[32];
    const auto length = std::snprintf(digits, sizeof digits, "%.0f", number);
    std::string text;
    for (int i = 0; i < length; ++i) {
        if (i > 0 && (length - i) % 3 == 0) text.push_back(',');
        text.push_back(digits[i]);
    }
    return text;
}

}  // namespace

std::optional<Waterfall> read_waterfall(std::string_view reasons) {
    simdjson::dom::parser parser;
    Object object;
    simdjson::dom::array steps;
    if (parser.parse(simdjson::padded_string(reasons)).get(object) != simdjson::SUCCESS || !object.is_object()) return std::nullopt;
    if (object["comparisons"].get(steps) != simdjson::SUCCESS) return std::nullopt;
    Waterfall waterfall;
    waterfall.prior = number_of(object, "prior");
    waterfall.limited = truth_of(object, "limited", false);
    waterfall.related = truth_of(object, "related", false);
    for (const auto step : steps) waterfall.steps.push_back(step_of(step));
    return waterfall;
}

std::string words_of(const WaterfallStep& step) {
    if (step.words.empty()) return step.outcome;
    std::string meeting, only_a, only_b;
    const auto add = [](std::string& list, const std::string& word) {
        if (!list.empty()) list += ", ";
        list += word;
    };
    for (const auto& word : step.words) {
        if (word.a.empty() != word.b.empty()) {
            add(word.b.empty() ? only_a : only_b, word.a + word.b);
        } else if (word.outcome == "replaced") {
            add(only_a, word.a);
            add(only_b, word.b);
        } else if (word.outcome == "same" && word.a == word.b) {
            add(meeting, word.a);
        } else {
            add(meeting, (word.a == word.b ? word.a : word.a + "~" + word.b) + " (" + word.outcome + ")");
        }
    }
    std::string text = meeting.empty() ? "no word in common" : "in both: " + meeting;
    if (!only_a.empty()) text += "; first only: " + only_a;
    if (!only_b.empty()) text += "; second only: " + only_b;
    return text;
}

std::string odds_words(double bits) {
    constexpr double kMostBits = 40;  // beyond it the number says nothing more
    const double odds = std::exp2(std::min(std::abs(bits), kMostBits));
    return bits >= 0 ? grouped_number(std::max(1.0, odds)) + " to 1 for one company" : grouped_number(odds) + " to 1 against";
}

}  // namespace wb
