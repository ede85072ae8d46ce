#include "reference/rates.h"

#include <unicode/ucurr.h>
#include <unicode/uenum.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/fold.h"
#include "text/number.h"
#include "text/utf8.h"

namespace wb {

namespace {

// A fixed day (2024-01-01, milliseconds since 1970), so that the table does not depend on when it is made.
constexpr UDate kRecently = 1'704'067'200'000.0;

// ISO 4217 numeric code, of the currencies in use today: an old one may have had the same number.
void add_numeric_code(const char* code, std::unordered_map<std::string, std::string>& names) {
    icu::UnicodeString letters(code);
    UErrorCode status = U_ZERO_ERROR;
    const bool in_use = ucurr_isAvailable(letters.getTerminatedBuffer(), kRecently, kRecently, &status) != 0;
    const auto number = ucurr_getNumericCode(letters.getTerminatedBuffer());
    if (U_FAILURE(status) || !in_use || number <= 0) return;
    auto digits = std::to_string(number);
    digits.insert(0, 3 - std::min<std::size_t>(3, digits.size()), '0');
    names.emplace(std::move(digits), code);
}

std::unordered_map<std::string, std::string> load_currencies() {
    std::unordered_map<std::string, std::string> names;
    UErrorCode status = U_ZERO_ERROR;
    auto* codes = ucurr_openISOCurrencies(UCURR_ALL, &status);
    int32_t length = 0;
    while (const char* code = uenum_next(codes, &length, &status)) {
        names.emplace(fold_words(code), code);
        add_numeric_code(code, names);
    }
    uenum_close(codes);
    const auto table = parse_toml(embedded_file("terms/currencies.toml"), "terms/currencies.toml");
    WB_CHECK(table.ok(), to_string(table.error()));
    const auto* spellings = (*table)["names"].as_table();
    WB_CHECK(spellings != nullptr, "terms/currencies.toml has names");
    for (const auto& [code_key, node] : *spellings) {
        for (const auto& name : toml_texts(*spellings, code_key.str())) {
            const auto folded = fold_words(name);
            names[folded.empty() ? name : folded] = code_key.str();
        }
    }
    return names;
}

struct CsvRow {
    std::string_view day, currency, rate;
};

bool split_three(std::string_view line, CsvRow& row) {
    const char delimiter = line.find(';') != std::string_view::npos ? ';' : ',';
    const auto first = line.find(delimiter);
    const auto second = first == std::string_view::npos ? first : line.find(delimiter, first + 1);
    if (second == std::string_view::npos) return false;
    row = {trim(line.substr(0, first)), trim(line.substr(first + 1, second - first - 1)), trim(line.substr(second + 1))};
    return true;
}

}  // namespace

std::string_view currency_of(std::string_view cell) {
    static const auto kNames = load_currencies();
    constexpr std::size_t kLongestName = 40;
    cell = trim(cell);
    if (cell.empty() || cell.size() > kLongestName) return {};
    auto folded = fold_words(cell);
    const auto found = kNames.find(folded.empty() ? std::string(cell) : folded);
    return found == kNames.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<double> usual_units_per_usd(std::string_view currency) {
    static const auto kMagnitudes = [] {
        const auto table = parse_toml(embedded_file("terms/currency_magnitudes.toml"), "terms/currency_magnitudes.toml");
        WB_CHECK(table.ok(), to_string(table.error()));
        const auto* magnitudes = (*table)["units_per_usd"].as_table();
        WB_CHECK(magnitudes != nullptr, "terms/currency_magnitudes.toml has units_per_usd");
        std::map<std::string, double, std::less<>> all;
        for (const auto& [code, node] : *magnitudes) all[std::string(code.str())] = node.value_or(0.0);
        return all;
    }();
    if (currency == "USD") return 1.0;
    const auto found = kMagnitudes.find(currency);
    return found == kMagnitudes.end() ? std::nullopt : std::optional<double>(found->second);
}

Result<Rates> Rates::parse(std::string_view csv, const std::string& file) {
    Rates rates;
    std::int64_t number = 0;
    while (!csv.empty()) {
        const auto end = csv.find('\n');
        const auto line = trim(csv.substr(0, end));
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        ++number;
        CsvRow row;
        if (line.empty() || (number == 1 && line.find("day") != std::string_view::npos)) continue;
        const auto split = split_three(line, row);
        const auto day = split ? parse_iso_day(row.day) : std::nullopt;
        const auto value = split ? parse_real(row.rate, {'.'}) : std::nullopt;
        const auto currency = split ? currency_of(row.currency) : std::string_view();
        if (!day || !value || *value <= 0 || currency.empty()) {
            return Error{"rates.bad_row",
                         "expected day,currency,usd_per_unit but found: " + std::string(line),
                         {file, number, {}, ""},
                         "write lines such as 2023-02-14,RUB,0.0136"};
        }
        rates.by_currency_[std::string(currency)][*day] = *value;
    }
    return rates;
}

Maybe<double> Rates::usd_per_unit(std::string_view currency, Day day) const {
    if (currency == "USD") return 1.0;
    const auto found = by_currency_.find(std::string(currency));
    if (found == by_currency_.end()) return Missing::no_rate;
    const auto later = found->second.upper_bound(day);
    if (later == found->second.begin()) return Missing::no_rate;
    const auto& [known, rate] = *std::prev(later);
    if (day - known > kRateDays) return Missing::no_rate;
    return rate;
}

}  // namespace wb
