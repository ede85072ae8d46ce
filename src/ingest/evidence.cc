#include "ingest/evidence.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "reference/countries.h"
#include "reference/rates.h"
#include "reference/terms.h"
#include "text/fold.h"
#include "text/identifiers.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 10012020/310325/5016594 (Russia), 50417/300925/0013512 (Kazakhstan), 05100010/180325/0053820, UA209170/2025/94314, 24341200IM00230809.
bool looks_like_declaration(std::string_view cell) {
    const auto first = cell.find('/');
    if (first == std::string_view::npos) {
        if (cell.size() < 12 || cell.size() > 24) return false;
        const auto letters = std::count_if(cell.begin(), cell.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        const auto digits = std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
        return letters >= 1 && letters <= 6 && digits >= 8 && letters + digits == static_cast<std::ptrdiff_t>(cell.size());
    }
    const auto second = cell.find('/', first + 1);
    if (second == std::string_view::npos || first < 4 || first > 9) return false;
    const auto middle = cell.substr(first + 1, second - first - 1);
    auto last = cell.substr(second + 1);
    last = last.substr(0, last.find('/'));
    return (middle.size() == 6 || middle.size() == 4) && all_digits(middle) && last.size() >= 4 && last.size() <= 8;
}

bool looks_like_key(std::string_view cell) {
    if (cell.size() != 36 && cell.size() != 32) return false;
    return std::all_of(cell.begin(), cell.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-'; });
}

bool holds_company_word(std::string_view cell) {
    static constexpr std::string_view kWords =
        " ooo oao zao ao pao ip too tov llc llp ltd limited co company inc corp corporation gmbh srl sarl sa spa jsc ojsc cjsc bv nv plc "
        "sas ltda pvt "
        "private group holding trading trade sti sirketi sanayi ticaret obshchestvo kompaniya industries industry enterprise enterprises "
        "international import export "
        "si gong kft sro uab oy ab as fze fzco dmcc hhk mchj chp up chup pp sdn bhd pte llp llc. industrial ceramics technology ";
    const auto words = romanised(cell);
    std::size_t start = 0;
    while (start < words.size()) {
        const auto end = std::min(words.find(' ', start), words.size());
        const auto framed = " " + words.substr(start, end - start) + " ";
        if (kWords.find(framed) != std::string_view::npos) return true;
        start = end + 1;
    }
    return false;
}

// 2511BGIEHADC, AAKCP9842L, 2006159D, 25042IC05021721N, 05.323.261/0003-28
bool looks_like_code(std::string_view cell) {
    if (cell.size() < 5 || cell.size() > 24) return false;
    std::size_t digits = 0;
    for (const char c : cell) {
        if (c >= '0' && c <= '9') {
            ++digits;
        } else if ((c < 'A' || c > 'Z') && c != '-' && c != '/' && c != '.') {
            return false;
        }
    }
    return digits >= 3;
}

struct Counter {
    double count = 0;
    void add(bool yes) { count += yes ? 1 : 0; }
};

struct Counters {
    Counter numbers, integers, positive, dates, hs, countries, country_codes, currencies, units, directions, declarations, checked,
        digit_strings, codes, companies, letters, keys;
    double length = 0, words = 0;
};

bool mostly_letters(std::string_view cell) {
    std::size_t letters = 0;
    std::size_t all = 0;
    for (std::size_t at = 0; at < cell.size();) {
        const auto c = next_code(cell, at);
        letters += is_letter(c) ? 1U : 0U;
        all += c > U' ' ? 1U : 0U;
    }
    return letters * 2 > all;
}

void count_cell(std::string_view cell, const ColumnEvidence& evidence, Counters& counters) {
    const auto& terms = Terms::built_in();
    const auto number = parse_real(cell, evidence.number_format);
    counters.numbers.add(number.has_value());
    counters.integers.add(number && *number == static_cast<double>(static_cast<long long>(*number)));
    counters.positive.add(number && *number > 0);
    counters.dates.add(parse_day(cell, evidence.date_format).day.has_value());
    counters.hs.add(looks_like_hs(cell));
    const bool country = is_country_cell(cell);
    counters.countries.add(country);
    counters.country_codes.add(cell.size() == 2 && country);
    counters.currencies.add(!currency_of(cell).empty());
    counters.units.add(terms.unit(cell) != nullptr);
    counters.directions.add(!terms.direction(cell).empty());
    counters.declarations.add(looks_like_declaration(cell));
    const auto identifier = classify_identifier(cell, "");
    counters.checked.add(!identifier.kind.empty() && identifier.kind != "unverified");
    counters.codes.add(looks_like_code(cell));
    counters.digit_strings.add(all_digits(cell) && cell.size() >= 5);
    counters.companies.add(holds_company_word(cell));
    counters.letters.add(mostly_letters(split_number_from_name(cell).name));
    counters.keys.add(looks_like_key(cell));
    counters.length += static_cast<double>(code_points(cell));
    counters.words += static_cast<double>(1 + std::count(cell.begin(), cell.end(), ' '));
}

constexpr double kRefuted = 0.0, kSilent = 0.5;

double scale(double share, double none, double full) {
    if (share <= none) return kRefuted;
    return std::min(1.0, 0.5 + 0.5 * (share - none) / (full - none));
}

std::string percent(double share, std::string_view what) { return std::to_string(std::lround(share * 100)) + " % " + std::string(what); }

double fit_party(const ColumnEvidence& e, std::string& why) {
    if (e.letters < 0.6 || e.countries > 0.6 || e.units > 0.6 || e.dates > 0.5 || e.keys > 0.3 || e.currencies > 0.6) {
        why = "cells are not names";
        return kRefuted;
    }
    why = percent(e.company_words, "hold a company word");
    if (e.mean_length > 160) return 0.3;
    return std::min(1.0, 0.55 + 0.45 * e.company_words);
}

}  // namespace

bool looks_like_hs(std::string_view cell) {
    while (!cell.empty() && (cell.back() == '*' || cell.back() == ' ')) cell.remove_suffix(1);
    std::string digits;
    for (const char c : cell) {
        if (c >= '0' && c <= '9') {
            digits += c;
        } else if (c != '.' && c != ' ') {
            return false;
        }
    }
    if (digits.size() < 5 || digits.size() > 11) return false;
    if (digits.size() % 2 == 1 && digits.size() != 11) digits.insert(0, "0");
    const int chapter = (digits[0] - '0') * 10 + (digits[1] - '0');
    return chapter >= 1 && chapter <= 97 && chapter != 77;
}

ColumnEvidence column_evidence(const std::vector<std::string_view>& cells) {
    ColumnEvidence evidence;
    std::vector<std::string_view> stated;
    std::unordered_set<std::string_view> distinct;
    for (const auto raw : cells) {
        const auto cell = trim(raw);
        ++evidence.rows;
        if (Terms::built_in().is_null_word(cell)) continue;
        stated.push_back(cell);
        distinct.insert(cell);
        const auto length = code_points(cell);
        if (length > evidence.longest) evidence.at_longest = 0;
        evidence.longest = std::max(evidence.longest, length);
        evidence.at_longest += length == evidence.longest ? 1U : 0U;
    }
    evidence.filled = stated.size();
    evidence.distinct = distinct.size();
    if (stated.empty()) return evidence;
    const auto habit = learn_number_habit(stated);
    evidence.number_format = habit.format;
    evidence.decimal_assumed = !habit.certain();
    evidence.date_format = learn_date_format(stated);
    Counters counters;
    for (const auto cell : stated) count_cell(cell, evidence, counters);
    const auto all = static_cast<double>(stated.size());
    evidence.numbers = counters.numbers.count / all;
    evidence.integers = counters.integers.count / all;
    evidence.positive = counters.positive.count / all;
    evidence.dates = counters.dates.count / all;
    evidence.hs = counters.hs.count / all;
    evidence.countries = counters.countries.count / all;
    evidence.country_codes = counters.country_codes.count / all;
    evidence.currencies = counters.currencies.count / all;
    evidence.units = counters.units.count / all;
    evidence.directions = counters.directions.count / all;
    evidence.declarations = counters.declarations.count / all;
    evidence.checked_numbers = counters.checked.count / all;
    evidence.digit_strings = counters.digit_strings.count / all;
    evidence.codes = counters.codes.count / all;
    evidence.company_words = counters.companies.count / all;
    evidence.letters = counters.letters.count / all;
    evidence.keys = counters.keys.count / all;
    evidence.mean_length = counters.length / all;
    evidence.mean_words = counters.words / all;
    evidence.distinct_share = static_cast<double>(distinct.size()) / all;
    return evidence;
}

double fit(ContentKind kind, const ColumnEvidence& e, std::string& why) {
    if (e.empty()) {
        why = "no cell states anything";
        return kSilent;
    }
    switch (kind) {
        case ContentKind::declaration:
            if ((e.letters > 0.5 && e.codes < 0.8) || e.dates > 0.8 || e.keys > 0.5) {
                why = "cells are no numbers of documents";
                return kRefuted;
            }
            why = percent(e.declarations, "have the structure of a declaration number");
            return std::max(scale(e.declarations, 0.5, 0.95), e.distinct_share > 0.2 || e.rows < 30 ? 0.5 : 0.3);
        case ContentKind::count:
            why = percent(e.integers, "are whole numbers");
            return scale(e.integers, 0.8, 1.0);
        case ContentKind::date:
            why = percent(e.dates, "are days");
            return e.hs > 0.9 && e.numbers > 0.9 && e.dates < 0.9 ? kRefuted : scale(e.dates, 0.6, 0.98);
        case ContentKind::direction:
            why = percent(e.directions, "are directions");
            return scale(e.directions, 0.5, 0.95);
        case ContentKind::code:
            why = "codes";
            return e.mean_length > 60 ? kRefuted : kSilent;
        case ContentKind::party:
            return fit_party(e, why);
        case ContentKind::address:
            why = "mean length " + std::to_string(static_cast<int>(e.mean_length));
            return e.numbers > 0.7 || e.countries > 0.7 || e.dates > 0.5 ? kRefuted : 0.6;
        case ContentKind::country:
            why = percent(e.countries, "are countries");
            return scale(e.countries, 0.4, 0.95);
        case ContentKind::identifier:
            why = percent(e.checked_numbers, "have check digits that hold") + ", " + percent(e.digit_strings, "are digits");
            if ((e.letters > 0.6 && e.codes < 0.8) || e.mean_length < 6.0 || e.mean_length > 24 || e.dates > 0.8) return kRefuted;
            return std::max(0.45, scale(e.checked_numbers, 0.3, 0.9));
        case ContentKind::maker:
            why = "names";
            return e.numbers > 0.7 || e.countries > 0.8 ? kRefuted : 0.6;
        case ContentKind::mark:
            why = "marks";
            return e.countries > 0.8 || e.dates > 0.6 ? kRefuted : 0.6;
        case ContentKind::hs:
            why = percent(e.hs, "are commodity codes");
            return scale(e.hs, 0.6, 0.95);
        case ContentKind::text:
            why = "mean length " + std::to_string(static_cast<int>(e.mean_length)) + ", " + std::to_string(static_cast<int>(e.mean_words)) +
                  " words";
            if (e.letters < 0.5 || e.countries > 0.6 || e.units > 0.6 || e.keys > 0.3) return kRefuted;
            return std::min(1.0, 0.5 + e.mean_words / 20.0);
        case ContentKind::number:
            why = percent(e.numbers, "are numbers");
            return scale(e.numbers, 0.7, 0.98);
        case ContentKind::unit:
            why = percent(e.units, "are units");
            return scale(e.units, 0.4, 0.9);
        case ContentKind::currency:
            why = percent(e.currencies, "are currencies");
            return scale(e.currencies, 0.5, 0.95);
        case ContentKind::key:
            why = percent(e.keys, "are keys");
            return std::max(kSilent, e.keys);
    }
    return kSilent;
}

}  // namespace wb
