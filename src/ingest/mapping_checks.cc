#include "ingest/mapping_checks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "ingest/header_match.h"
#include "reference/rates.h"
#include "text/fold.h"
#include "text/identifiers.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr double kIdentityTolerance = 0.02;  // rounding of prices to two decimals in summary files
constexpr std::size_t kFewHeaders = 4;       // with more known headers, a file without an amount has none
constexpr double kIdentityShare = 0.8;       // of the rows in which all three state something
constexpr double kLeastRate = 5;             // a local currency at less than this to the dollar cannot be told from price spread
constexpr double kHighestRate =
    50'000;  // no traded currency stood beyond it against the dollar until 2026, but for the rial and the lira of Syria
constexpr std::size_t kFewRows = 3;   // below it an agreement may be chance
constexpr double kSteadyRate = 0.15;  // spread of a year's exchange rate

// Most numbers of a column are well written; a tenth part of ten-digit numbers has right check digits by chance.
constexpr double kHomeShare = 0.8;

using Values = std::vector<std::optional<double>>;

Values column_values(const Mapping& mapping, const Sample& sample, int header, std::size_t column) {
    Values values;
    for (std::size_t row = static_cast<std::size_t>(header) + 1; row < sample.rows.size(); ++row) {
        const auto& cells = sample.rows[row];
        values.push_back(column < cells.size() ? parse_real(cells[column], mapping.number_format[column]) : std::nullopt);
    }
    return values;
}

bool near(double a, double b) { return std::fabs(a - b) <= kIdentityTolerance * std::max(std::fabs(a), std::fabs(b)); }

struct Agreement {
    std::size_t holds = 0, rows = 0;
    [[nodiscard]] bool convincing() const { return rows >= 2 && static_cast<double>(holds) >= kIdentityShare * static_cast<double>(rows); }
};

// In how many rows a × b = c.
Agreement product_agreement(const Values& a, const Values& b, const Values& c) {
    Agreement agreement;
    for (std::size_t i = 0; i < c.size(); ++i) {
        if (!a[i] || !b[i] || !c[i] || *a[i] <= 0 || *b[i] <= 0 || *c[i] <= 0 || *a[i] == 1 || *b[i] == 1) continue;
        ++agreement.rows;
        agreement.holds += near(*a[i] * *b[i], *c[i]) ? 1U : 0U;
    }
    return agreement;
}

// Median of a/b over the rows in which both are positive, and whether the ratio is steady.
struct Ratio {
    double median = 0;
    bool steady = false;
    std::size_t rows = 0;
};

Ratio ratio_of(const Values& a, const Values& b) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] && b[i] && *a[i] > 0 && *b[i] > 0) ratios.push_back(*a[i] / *b[i]);
    }
    Ratio ratio;
    ratio.rows = ratios.size();
    if (ratios.empty()) return ratio;
    std::sort(ratios.begin(), ratios.end());
    ratio.median = ratios[ratios.size() / 2];
    ratio.steady = ratios[ratios.size() / 10] > ratio.median * (1 - kSteadyRate) &&
                   ratios[ratios.size() - 1 - ratios.size() / 10] < ratio.median * (1 + kSteadyRate);
    return ratio;
}

bool names_dollars(const std::string& header) {
    const auto folded = " " + fold_words(header) + " ";
    return folded.find(" usd ") != std::string::npos || folded.find(" us ") != std::string::npos || folded.find("usd") != std::string::npos;
}

class AmountChecker {
public:
    AmountChecker(const Mapping& mapping, const Sample& sample, int header, const std::vector<ColumnEvidence>& evidence)
        : mapping_(mapping), sample_(sample), header_(header), evidence_(evidence) {}
    std::vector<AmountCheck> run() {
        if (mapping_.has(Field::value_usd)) {
            check_dollar_columns();
            check_foreign_amounts();
            check_local_copy();
            check_currency();
        }
        if (!mapping_.has(Field::value_usd) && !mapping_.has(Field::value_unlabelled) && !mapping_.has(Field::invoice_value))
            find_by_identity();
        return std::move(found_);
    }

private:
    [[nodiscard]] Values values(std::size_t column) const { return column_values(mapping_, sample_, header_, column); }

    // Two columns that both claim dollars at the distance of an exchange rate: the larger one is local money.
    void check_dollar_columns() {
        const auto main = mapping_.of(Field::value_usd)[0];
        for (std::size_t other = 0; other < mapping_.header.size(); ++other) {
            if (other == main || !names_dollars(mapping_.header[other]) || evidence_[other].numbers < 0.9) continue;
            const auto ratio = ratio_of(values(main), values(other));
            if (ratio.rows < 1 || !ratio.steady || ratio.median < kLeastRate || ratio.median > kHighestRate ||
                mapping_.header[other].find('%') != std::string::npos)
                continue;
            const auto& units = mapping_.of(Field::quantity);
            const bool is_price = !units.empty() && product_agreement(values(other), values(units[0]), values(main)).holds > 0;
            const bool per_unit = fold_words(mapping_.header[other]).find("per") != std::string::npos ||
                                  fold_words(mapping_.header[other]).find("unit") != std::string::npos ||
                                  fold_words(mapping_.header[other]).find("rate") != std::string::npos ||
                                  fold_words(mapping_.header[other]).find("1000") != std::string::npos;
            if (is_price || per_unit || ratio.rows < 5) continue;
            found_.push_back({Field::value_usd, other, false, true, "value.currency_doubtful",
                              mapping_.header[main] + " is " + std::to_string(static_cast<int>(std::lround(ratio.median))) + " times " +
                                  mapping_.header[other] + " in every row: it is local money under a dollar label; " +
                                  mapping_.header[other] + " is used"});
            return;
        }
    }

    // The row's currency and what a dollar usually costs in it; nothing in rows in dollars and without a currency.
    [[nodiscard]] std::vector<std::optional<double>> currency_magnitudes() const {
        std::vector<std::optional<double>> magnitudes;
        const auto& currencies = mapping_.of(Field::invoice_currency);
        for (std::size_t row = static_cast<std::size_t>(header_) + 1; row < sample_.rows.size(); ++row) {
            const auto& cells = sample_.rows[row];
            const auto code = !currencies.empty() && currencies[0] < cells.size() ? currency_of(cells[currencies[0]]) : std::string_view();
            magnitudes.push_back(code.empty() || code == "USD" ? std::nullopt : usual_units_per_usd(code));
        }
        return magnitudes;
    }

    // Two columns that both claim dollars and stand, row by row, at the distance of the row's own currency: the larger one was never
    // converted, or converted twice.
    void check_foreign_amounts() {
        const auto main = mapping_.of(Field::value_usd)[0];
        const auto magnitudes = currency_magnitudes();
        for (std::size_t other = 0; other < mapping_.header.size(); ++other) {
            if (other == main || !names_dollars(mapping_.header[other]) || evidence_[other].numbers < 0.9) continue;
            const auto larger = foreign_share_of(values(other), values(main), magnitudes);
            const auto smaller = foreign_share_of(values(main), values(other), magnitudes);
            if (larger.convincing()) {
                found_.push_back({Field::value_usd, other, true, false, "value.currency_doubtful",
                                  mapping_.header[other] + " is in each row's own currency under a dollar label: " + mapping_.header[main] +
                                      " is smaller by the exchange rate; " + mapping_.header[main] + " is used"});
            } else if (smaller.convincing()) {
                found_.push_back({Field::value_usd, other, false, true, "value.currency_doubtful",
                                  mapping_.header[main] + " is in each row's own currency under a dollar label: " + mapping_.header[other] +
                                      " is smaller by the exchange rate and used"});
                return;
            }
        }
    }

    // In how many rows of a currency far from the dollar a is b times its rate.
    static Agreement foreign_share_of(const Values& a, const Values& b, const std::vector<std::optional<double>>& magnitudes) {
        constexpr double kFar = 2.5;    // nearer ones cannot be told from discounts and freight
        constexpr double kDrift = 1.6;  // rates move; the table is of one day
        Agreement agreement;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (!magnitudes[i] || *magnitudes[i] < kFar || !a[i] || !b[i] || *a[i] <= 0 || *b[i] <= 0) continue;
            ++agreement.rows;
            const double off = *a[i] / *b[i] / *magnitudes[i];
            agreement.holds += off > 1 / kDrift && off < kDrift ? 1U : 0U;
        }
        return agreement;
    }

    // A dollar column that repeats a column of local money.
    void check_local_copy() {
        const auto& local = mapping_.of(Field::customs_value);
        if (local.empty() || mapping_.customs_currency == "USD" || mapping_.of(Field::value_usd)[0] == local[0]) return;
        const auto dollars = values(mapping_.of(Field::value_usd)[0]);
        const auto roubles = values(local[0]);
        Agreement same;
        for (std::size_t i = 0; i < dollars.size(); ++i) {
            if (!dollars[i] || !roubles[i] || *dollars[i] <= 0 || *roubles[i] <= 0) continue;
            ++same.rows;
            same.holds += near(*dollars[i], *roubles[i]) ? 1U : 0U;
        }
        if (same.rows < kFewRows || !same.convincing()) return;
        found_.push_back({Field::value_usd, mapping_.of(Field::value_usd)[0], true, false, "value.currency_doubtful",
                          mapping_.header[mapping_.of(Field::value_usd)[0]] + " repeats " + mapping_.header[local[0]] +
                              ", which is local money: it is not used as dollars"});
    }

    // A dollar column equal to the invoice amount while the currency column names another currency.
    void check_currency() {
        const auto& invoices = mapping_.of(Field::invoice_value);
        const auto& currencies = mapping_.of(Field::invoice_currency);
        if (invoices.empty() || currencies.empty()) return;
        const auto dollars = values(mapping_.of(Field::value_usd)[0]);
        const auto invoice = values(invoices[0]);
        std::size_t foreign = 0;
        std::size_t equal = 0;
        for (std::size_t i = 0; i < dollars.size(); ++i) {
            const auto& row = sample_.rows[static_cast<std::size_t>(header_) + 1 + i];
            const auto currency = currencies[0] < row.size() ? currency_of(row[currencies[0]]) : std::string_view();
            if (!dollars[i] || !invoice[i] || *invoice[i] <= 0 || currency.empty() || currency == "USD") continue;
            ++foreign;
            equal += near(*dollars[i], *invoice[i]) ? 1U : 0U;
        }
        if (foreign >= 3 && equal * 10 > foreign * 9) {
            found_.push_back({Field::value_usd, mapping_.of(Field::value_usd)[0], true, false, "value.currency_doubtful",
                              "the dollar column equals the invoice amount in rows of other currencies: it is not used as dollars"});
        }
    }

    // No header helps: quantity × price = value tells the three apart.
    void find_by_identity() {
        std::vector<std::size_t> numeric;
        for (std::size_t column = 0; column < mapping_.header.size(); ++column) {
            const bool free = std::none_of(mapping_.columns.begin(), mapping_.columns.end(),
                                           [&](const auto& used) { return std::find(used.begin(), used.end(), column) != used.end(); });
            const auto& e = evidence_[column];
            if (free && e.numbers > 0.9 && e.positive > 0.5 && e.hs < 0.9 && e.dates < 0.9) numeric.push_back(column);
        }
        for (const auto total : numeric) {
            for (const auto count : numeric) {
                for (const auto price : numeric) {
                    if (total == count || total == price || count >= price) continue;
                    if (!product_agreement(values(count), values(price), values(total)).convincing()) continue;
                    const bool count_is_quantity = evidence_[count].integers >= evidence_[price].integers;
                    use(Field::value_unlabelled, total, "value by identity: it is the product of two other columns");
                    if (!mapping_.has(Field::quantity)) use(Field::quantity, count_is_quantity ? count : price, "quantity by identity");
                    return;
                }
            }
        }
        if (known_headers() < kFewHeaders) choose_by_cents(numeric);
    }
    // Fields whose columns were found by their names.
    [[nodiscard]] std::size_t known_headers() const {
        std::size_t known = 0;
        for (std::size_t f = 0; f < kFields; ++f) {
            if (mapping_.columns[f].empty()) continue;
            const HeaderName words(mapping_.header[mapping_.columns[f][0]]);
            known += header_score(words, static_cast<Field>(f)) > 0.5 ? 1U : 0U;
        }
        return known;
    }

    // Money has cents, counts do not; the larger money column is the value.
    void choose_by_cents(const std::vector<std::size_t>& numeric) {
        std::optional<std::size_t> money;
        std::optional<std::size_t> counted;
        for (const auto column : numeric) {
            if (evidence_[column].distinct_share < 0.05 && evidence_[column].rows > 50) continue;
            auto& slot = evidence_[column].integers < 0.7 ? money : counted;
            if (!slot || ratio_of(values(column), values(*slot)).median > 1) slot = column;
        }
        if (money) use(Field::value_unlabelled, *money, "no header: the largest column with cents");
        if (counted && !mapping_.has(Field::quantity)) use(Field::quantity, *counted, "no header: the largest column of whole numbers");
    }

    void use(Field field, std::size_t column, std::string text) {
        found_.push_back({field, column, false, true, "column.by_content", mapping_.header[column] + ": " + text});
    }

    const Mapping& mapping_;
    const Sample& sample_;
    int header_;
    const std::vector<ColumnEvidence>& evidence_;
    std::vector<AmountCheck> found_;
};

}  // namespace

std::vector<AmountCheck> check_amounts(const Mapping& mapping, const Sample& sample, int header,
                                       const std::vector<ColumnEvidence>& evidence) {
    return AmountChecker(mapping, sample, header, evidence).run();
}

std::vector<Field> sound_identities(const Mapping& mapping, const Sample& sample, int header) {
    std::vector<Field> sound;
    if (!mapping.has(Field::value_usd)) return sound;
    const auto column = [&](Field field) {
        return mapping.has(field) ? column_values(mapping, sample, header, mapping.of(field)[0]) : Values(sample.rows.size());
    };
    const auto value = column(Field::value_usd);
    const auto test = [&](const Values& a, const Values& b, const Values& product, Field identity) {
        const auto agreement = product_agreement(a, b, product);
        if (agreement.rows >= kFewRows && agreement.convincing()) sound.push_back(identity);
    };
    if (mapping.has(Field::unit_price_usd)) test(column(Field::quantity), column(Field::unit_price_usd), value, Field::unit_price_usd);
    if (mapping.has(Field::usd_per_kg)) test(column(Field::net_mass_kg), column(Field::usd_per_kg), value, Field::usd_per_kg);
    if (mapping.has(Field::usd_rate)) test(value, column(Field::usd_rate), column(Field::customs_value), Field::usd_rate);
    return sound;
}

std::optional<Day> day_inside(std::string_view number) {
    const auto first = number.find('/');
    if (first == std::string_view::npos || first < 5 || first > 9 || number.size() < first + 8 || number[first + 7] != '/')
        return std::nullopt;
    const auto digits = number.substr(first + 1, 6);
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    const auto two = [&](std::size_t at) { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); };
    return make_day(2000 + two(4), two(2), two(0));
}

bool number_holds_day(const Mapping& mapping, const Sample& sample, int header) {
    if (!mapping.has(Field::declaration_number) || !mapping.has(Field::declaration_date)) return false;
    const auto number = mapping.of(Field::declaration_number)[0];
    const auto date = mapping.of(Field::declaration_date)[0];
    Agreement agreement;
    for (std::size_t row = static_cast<std::size_t>(header) + 1; row < sample.rows.size(); ++row) {
        const auto& cells = sample.rows[row];
        if (std::max(number, date) >= cells.size()) continue;
        const auto stated = parse_day(cells[date], mapping.date_format[date]).day;
        const auto inside = day_inside(trim(cells[number]));
        if (!stated || !inside) continue;
        ++agreement.rows;
        agreement.holds += *stated == *inside ? 1U : 0U;
    }
    return agreement.convincing();
}

namespace {

// Which state's verified numbers a column holds, and in what share of its stated cells.
struct HomeNumbers {
    Country country;
    double share = 0;
    std::size_t verified = 0;
};

HomeNumbers home_numbers(const Mapping& mapping, const Sample& sample, int header, Field field) {
    HomeNumbers best;
    if (!mapping.has(field)) return best;
    const auto column = mapping.of(field)[0];
    std::map<Country, std::size_t> of;
    std::size_t stated = 0;
    for (std::size_t row = static_cast<std::size_t>(header) + 1; row < sample.rows.size(); ++row) {
        const auto& cells = sample.rows[row];
        if (column >= cells.size() || meaningless_identifier(trim(cells[column]))) continue;
        ++stated;
        ++of[Country{issuing_country(classify_identifier(trim(cells[column]), "").kind)}];
    }
    for (const auto& [country, count] : of) {
        if (country.present() && count > best.verified) best = {country, static_cast<double>(count) / static_cast<double>(stated), count};
    }
    if (best.verified < kFewRows || best.share < kHomeShare) return {};
    return best;
}

}  // namespace

std::optional<CustomsByNumbers> customs_by_numbers(const Mapping& mapping, const Sample& sample, int header) {
    const auto consignees = home_numbers(mapping, sample, header, Field::consignee_identifier);
    const auto exporters = home_numbers(mapping, sample, header, Field::exporter_identifier);
    if (consignees.country.present() == exporters.country.present()) return std::nullopt;
    const bool import = consignees.country.present();
    const auto& home = import ? consignees : exporters;
    const auto share = std::to_string(static_cast<int>(std::lround(home.share * 100)));
    const auto country = std::string(home.country.text());
    return CustomsByNumbers{home.country, import ? "import" : "export",
                            share + " % of the " + (import ? "consignees'" : "exporters'") + " numbers are verified numbers of " + country +
                                ": taken as its " + (import ? "imports" : "exports")};
}

std::size_t cut_width(const ColumnEvidence& evidence) {
    static constexpr std::array<std::size_t, 10> kWidths = {80, 250, 254, 255, 256, 500, 512, 1000, 2000, 4000};
    const bool usual = std::find(kWidths.begin(), kWidths.end(), evidence.longest) != kWidths.end();
    return usual && evidence.at_longest >= 2 ? evidence.longest : 0;
}

double foreign_share(const std::vector<std::string_view>& names) {
    static constexpr std::string_view kLocal = " ooo oao zao ao pao ip too tov obshchestvo individualnyy chup up mchj hhk ";
    static constexpr std::string_view kForeign =
        " ltd limited co gmbh inc corp llp srl sa spa bv pvt si gong company industrial hongkong shenzhen trading international ";
    double score = 0;
    for (const auto name : names) {
        const auto words = romanised(name);
        bool local = false;
        bool foreign = false;
        for (std::size_t start = 0; start < words.size();) {
            const auto end = std::min(words.find(' ', start), words.size());
            const auto framed = " " + words.substr(start, end - start) + " ";
            local = local || kLocal.find(framed) != std::string_view::npos;
            foreign = foreign || kForeign.find(framed) != std::string_view::npos;
            start = end + 1;
        }
        score += foreign && !local ? 1 : local ? 0 : 0.5;
    }
    return names.empty() ? 0.5 : score / static_cast<double>(names.size());
}

bool looks_like_names(const Sample& sample) {
    if (sample.rows.size() < 3) return false;
    const auto& first = sample.rows[0];
    std::size_t unlike = 0;
    std::size_t comparable = 0;
    for (std::size_t column = 0; column < first.size(); ++column) {
        std::size_t numbers = 0;
        std::size_t filled = 0;
        for (std::size_t row = 1; row < sample.rows.size(); ++row) {
            if (column >= sample.rows[row].size() || trim(sample.rows[row][column]).empty()) continue;
            ++filled;
            numbers += parse_real(sample.rows[row][column], {'.'}) || parse_real(sample.rows[row][column], {','}) ? 1U : 0U;
        }
        if (filled == 0 || numbers * 10 < filled * 9) continue;
        ++comparable;
        unlike += !trim(first[column]).empty() && !parse_real(first[column], {'.'}) && !parse_real(first[column], {','}) ? 1U : 0U;
    }
    return comparable > 0 && unlike == comparable;
}

}  // namespace wb
