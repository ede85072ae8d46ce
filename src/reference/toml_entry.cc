#include "reference/toml_entry.h"

#include <cmath>

#include "reference/countries.h"
#include "text/utf8.h"

namespace wb {

namespace {

std::optional<Day> day_of(const toml::node& node) {
    const auto* date = node.as_date();
    if (date == nullptr) return std::nullopt;
    return make_day(date->get().year, date->get().month, date->get().day);
}

bool six_digits(std::string_view code) { return code.size() == 6 && code.find_first_not_of("0123456789") == std::string_view::npos; }

}  // namespace

const toml::node* EntryReader::find(std::string_view key) {
    known_.emplace(key);
    return table_.get(key);
}

Where EntryReader::where(std::string_view key) const {
    const auto* node = key.empty() ? nullptr : table_.get(key);
    const auto& place = node != nullptr ? node->source() : table_.source();
    Where where;
    where.file = file_;
    where.row = static_cast<std::int64_t>(place.begin.line);
    where.column = key;
    return where;
}

void EntryReader::fail(std::string_view key, std::string message, std::string hint) {
    if (!error_) error_ = Error{"data.bad_entry", std::move(message), where(key), std::move(hint)};
}

void EntryReader::wrong_type(std::string_view key, std::string_view wanted) {
    fail(key, std::string(key) + " is not " + std::string(wanted), "write " + std::string(wanted));
}

std::string EntryReader::text(std::string_view key) {
    auto value = optional_text(key);
    if (value.empty()) fail(key, std::string(key) + " is missing or empty", "add " + std::string(key) + " = \"…\"");
    return value;
}

std::string EntryReader::optional_text(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return {};
    if (const auto* value = node->as_string()) return std::string(trim(value->get()));
    wrong_type(key, "a text in quotes");
    return {};
}

std::vector<std::string> EntryReader::texts(std::string_view key) {
    std::vector<std::string> values;
    const auto* node = find(key);
    if (node == nullptr) return values;
    const auto* list = node->as_array();
    if (list == nullptr) wrong_type(key, "a list of texts");
    if (list == nullptr) return values;
    for (const auto& element : *list) {
        const auto* value = element.as_string();
        if (value == nullptr || trim(value->get()).empty()) wrong_type(key, "a list of texts, none of them empty");
        if (value != nullptr) values.emplace_back(trim(value->get()));
    }
    return values;
}

bool EntryReader::flag(std::string_view key, bool usual) {
    const auto* node = find(key);
    if (node == nullptr) return usual;
    if (const auto* value = node->as_boolean()) return value->get();
    wrong_type(key, "true or false");
    return usual;
}

std::optional<double> EntryReader::number(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->is_number() ? node->value<double>() : std::nullopt;
    if (value && std::isfinite(*value)) return value;
    wrong_type(key, "a number");
    return std::nullopt;
}

std::optional<int> EntryReader::integer(std::string_view key, int least, int most) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    const auto* value = node->as_integer();
    if (value != nullptr && value->get() >= least && value->get() <= most) return static_cast<int>(value->get());
    wrong_type(key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return std::nullopt;
}

std::optional<Day> EntryReader::day(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return std::nullopt;
    const auto value = day_of(*node);
    if (!value) wrong_type(key, "a day such as 2023-09-01, without quotes");
    return value;
}

Period EntryReader::period(std::string_view from, std::string_view until) {
    const Period value{day(from), day(until)};
    if (value.from && value.until && !(*value.from < *value.until)) {
        fail(until, std::string(until) + " is not after " + std::string(from) + ": " + to_string(*value.until),
             "periods are half open: until is the first day after");
    }
    return value;
}

std::vector<Period> EntryReader::periods(std::string_view key) {
    std::vector<Period> values;
    for (const auto* table : tables(key)) {
        EntryReader inner(*table, file_);
        values.push_back(inner.period("from", "until"));
        if (!values.back().from) inner.fail("from", "a period without its first day", "write { from = 2025-11-10, until = 2026-11-10 }");
        if (auto status = inner.finish(); !status.ok() && !error_) error_ = status.error();
    }
    return values;
}

std::vector<Country> EntryReader::countries(std::string_view key) {
    std::vector<Country> values;
    for (const auto& code : texts(key)) {
        const bool capitals = code.size() == 2 && code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
        if (!capitals || country_of(code).text() != code)
            fail(key, "not a country code of ISO 3166-1: " + code, "write two capitals such as \"CN\"");
        values.emplace_back(code);
    }
    return values;
}

std::vector<std::string> EntryReader::hs_codes(std::string_view key) {
    auto codes = texts(key);
    for (const auto& code : codes) {
        if (!six_digits(code)) fail(key, "not a code of six digits: " + code, "write the subheading without dots, such as \"880622\"");
    }
    return codes;
}

const toml::table* EntryReader::table(std::string_view key) {
    const auto* node = find(key);
    if (node == nullptr) return nullptr;
    if (node->as_table() == nullptr) wrong_type(key, "a table");
    return node->as_table();
}

std::vector<const toml::table*> EntryReader::tables(std::string_view key) {
    std::vector<const toml::table*> values;
    const auto* node = find(key);
    if (node == nullptr) return values;
    const auto* list = node->as_array();
    if (list == nullptr) wrong_type(key, "a list of tables");
    if (list == nullptr) return values;
    for (const auto& element : *list) {
        if (element.as_table() == nullptr) wrong_type(key, "a list of tables");
        if (element.as_table() != nullptr) values.push_back(element.as_table());
    }
    return values;
}

Status EntryReader::finish() {
    for (const auto& [key, node] : table_) {
        if (!known_.contains(key.str()))
            fail(key.str(), "unknown key: " + std::string(key.str()), "correct the spelling or remove it; data/README.md lists the keys");
    }
    if (error_) return *error_;
    return {};
}

}  // namespace wb
