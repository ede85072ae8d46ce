#include <algorithm>
#include <cmath>
#include <optional>

#include "base/distribution.h"
#include "screen/company_flags.h"
#include "screen/flag_finding.h"

namespace wb {

namespace {

constexpr const char* kCoalition = "global_export_control_coalition";
constexpr int kLookbackDays = 365;  // a yearly customer is seen once; the project's own
constexpr double kRateRatio = 2;    // the project's own, the guidance names none
constexpr double kLevel = 0.95;
constexpr int kFirstShipmentDays = 180;

const auto kNoFacts = [](JsonWriter&) {};

struct Verdict {
    Answer answer = Answer::clear;
    std::string missing, says;
};

Finding finding_about(const CompanyHistory& company, const FlagRule& rule, const Verdict& verdict,
                      const std::function<void(JsonWriter&)>& facts) {
    return flag_finding(rule, "entity", company.entity.value, verdict.answer, verdict.missing, verdict.says, [&](JsonWriter& json) {
        json.key("company").string(company.name);
        if (rule.day) json.key("day").string(to_string(*rule.day));
        facts(json);
    });
}

Finding about_case(const FlagRule& rule, const std::string& missing, const std::string& says) {
    return flag_finding(rule, "case", 0, Answer::cannot_tell, missing, says, kNoFacts);
}

// Months wholly before, and from, the month of the day.
struct BeforeAfter {
    std::int64_t rows_before = 0, listed_before = 0, uncoded_before = 0, listed_after = 0;
};

BeforeAfter split(const CompanyHistory& company, Day day) {
    BeforeAfter sums;
    for (const auto& [month, counts] : company.received) {
        if (month < month_number(day)) {
            sums.rows_before += counts.rows;
            sums.listed_before += counts.listed;
            sums.uncoded_before += counts.uncoded;
        } else {
            sums.listed_after += counts.listed;
        }
    }
    return sums;
}

Verdict first_receipt(const CompanyHistory& company, const FlagRule& rule, const CountryList* coalition) {
    if (!company.country.present()) return {Answer::cannot_tell, "country of " + company.name, "where the company is, is not stated"};
    if (coalition == nullptr)
        return {Answer::cannot_tell, "the list of countries of the coalition", "nothing says who is outside the coalition"};
    if (coalition->contains(company.country)) return {Answer::clear, "", "in a country of the export control coalition"};
    if (!company.first_received) return {Answer::cannot_tell, "days of its declarations", "no row that names it has a day"};
    if (*company.first_received < *rule.day) return {Answer::clear, "", "received goods before the day"};
    if (company.undated > 0)
        return {Answer::cannot_tell, "days of some of its declarations", "first dated receipt is after the day; other rows have no day"};
    return {Answer::fired, "", "the first receipt that the records know is after the day"};
}

Verdict first_listed_goods(const BeforeAfter& sums) {
    if (sums.listed_after == 0) return {Answer::clear, "", "received no goods of the list from the day on"};
    if (sums.rows_before == 0) return {Answer::clear, "", "received nothing before the day, so nothing changed in what it received"};
    if (sums.listed_before > 0) return {Answer::clear, "", "received goods of the list before the day too"};
    if (sums.uncoded_before > 0)
        return {Answer::cannot_tell, "codes of goods received before the day", "some goods received before the day carry no code"};
    return {Answer::fired, "", "received other goods before the day, and goods of the list only from then on"};
}

// Log of the rate ratio after/before and its standard error.
struct RateRatio {
    double ratio = 0, low = 0, dispersion = 1;
};

// Pearson's chi-square of the months about the two rates, by degrees of freedom; at least 1.
double dispersion_of(const CompanyHistory& company, int first, int middle, int end, double rate_before, double rate_after) {
    double chi = 0;
    for (int month = first; month < end; ++month) {
        const auto found = company.received.find(month);
        const double seen = found == company.received.end() ? 0 : static_cast<double>(found->second.listed);
        const double expected = month < middle ? rate_before : rate_after;
        if (expected > 0) chi += (seen - expected) * (seen - expected) / expected;
    }
    return std::max(1.0, chi / std::max(1, end - first - 2));
}

RateRatio rate_ratio(const CompanyHistory& company, const BeforeAfter& sums, const RecordsSpan& records, Day day, double level) {
    const int first = month_number(*records.first);
    const int middle = month_number(day);
    const int end = month_number(*records.last) + 1;
    const auto before = static_cast<double>(sums.listed_before);
    const auto after = static_cast<double>(sums.listed_after);
    const double rate_before = before / (middle - first);
    const double rate_after = after / (end - middle);
    RateRatio found;
    found.ratio = rate_after / rate_before;
    found.dispersion = dispersion_of(company, first, middle, end, rate_before, rate_after);
    const double error = std::sqrt(found.dispersion * (1 / before + 1 / after));
    found.low = std::exp(std::log(found.ratio) - normal_quantile(level) * error);
    return found;
}

class HistoryFlags {
public:
    HistoryFlags(std::span<const CompanyHistory> companies, const RecordsSpan& records, const Controls& controls)
        : companies_(companies), records_(records), controls_(controls) {}

    std::vector<Finding> run() {
        about_receivers("RF01", [&](const CompanyHistory& company, const FlagRule& rule) {
            const auto verdict = first_receipt(company, rule, controls_.find_country_list(kCoalition));
            return finding_about(company, rule, verdict, [&](JsonWriter& json) {
                if (company.first_received) json.key("first_received").string(to_string(*company.first_received));
                json.key("records_from").string(to_string(*records_.first));
            });
        });
        about_receivers("RF02", [&](const CompanyHistory& company, const FlagRule& rule) {
            const auto sums = split(company, *rule.day);
            return finding_about(company, rule, first_listed_goods(sums), [&](JsonWriter& json) { write_sums(sums, json); });
        });
        about_receivers("RF03", [&](const CompanyHistory& company, const FlagRule& rule) { return jump(company, rule); });
        young_companies();
        return std::move(findings_);
    }

private:
    static void write_sums(const BeforeAfter& sums, JsonWriter& json) {
        json.key("rows_before").number(sums.rows_before).key("listed_before").number(sums.listed_before);
        json.key("listed_after").number(sums.listed_after);
    }

    void about_receivers(const char* id, const std::function<Finding(const CompanyHistory&, const FlagRule&)>& judge) {
        const auto* rule = controls_.find_rule(id);
        if (rule == nullptr || !rule->day) return;
        const int lookback = static_cast<int>(rule->parameter("lookback_days", kLookbackDays));
        if (!records_.first || *rule->day - *records_.first < lookback || *records_.last < *rule->day) {
            findings_.push_back(
                about_case(*rule, "records from " + to_string(*rule->day + -lookback) + " on, and from " + to_string(*rule->day) + " on",
                           "the records do not reach far enough on both sides of the day"));
            return;
        }
        for (const auto& company : companies_) {
            if (company.receives) findings_.push_back(judge(company, *rule));
        }
    }

    Finding jump(const CompanyHistory& company, const FlagRule& rule) const {
        const auto sums = split(company, *rule.day);
        if (sums.listed_before == 0 || sums.listed_after == 0) {
            const bool unknown = sums.listed_after > 0 && sums.uncoded_before > 0;
            const Verdict verdict{unknown ? Answer::cannot_tell : Answer::clear, unknown ? "codes of goods received before the day" : "",
                                  "did not receive goods of the list both before and after the day"};
            return finding_about(company, rule, verdict, [&](JsonWriter& json) { write_sums(sums, json); });
        }
        const auto ratio = rate_ratio(company, sums, records_, *rule.day, rule.parameter("level", kLevel));
        const bool fired = ratio.low > rule.parameter("rate_ratio", kRateRatio);
        const Verdict verdict{fired ? Answer::fired : Answer::clear, "",
                              fired ? "goods of the list arrive at a surely higher rate than before the day"
                                    : "the rate of goods of the list did not surely rise beyond the factor"};
        return finding_about(company, rule, verdict, [&](JsonWriter& json) {
            write_sums(sums, json);
            json.key("rate_ratio").number(ratio.ratio).key("rate_ratio_low").number(ratio.low).key("dispersion").number(ratio.dispersion);
        });
    }

    void young_companies() {
        const auto* rule = controls_.find_rule("RF04");
        if (rule == nullptr || !rule->day) return;
        if (std::ranges::none_of(companies_, [](const auto& company) { return company.incorporated.present(); })) {
            findings_.push_back(
                about_case(*rule, "registers with days of incorporation", "no register of the case says when a company was founded"));
            return;
        }
        for (const auto& company : companies_) findings_.push_back(young(company, *rule));
    }

    static Finding young(const CompanyHistory& company, const FlagRule& rule) {
        const int within = static_cast<int>(rule.parameter("first_shipment_days", kFirstShipmentDays));
        Verdict verdict;
        if (!company.first_listed) {
            verdict = {Answer::clear, "", "trades no goods of the list in these records"};
        } else if (!company.incorporated) {
            verdict = {Answer::cannot_tell, "day of incorporation of " + company.name, "no register says when it was founded"};
        } else if (*company.incorporated < *rule.day) {
            verdict = {Answer::clear, "", "founded before the day"};
        } else if (*company.first_listed - *company.incorporated <= within) {
            verdict = {Answer::fired, "", "founded after the day, and traded goods of the list soon after"};
        } else {
            verdict = {Answer::clear, "", "founded after the day, but traded goods of the list much later"};
        }
        return finding_about(company, rule, verdict, [&](JsonWriter& json) {
            if (company.incorporated)
                json.key("incorporated").string(to_string(*company.incorporated)).key("source").string(company.register_source);
            if (company.first_listed) json.key("first_listed").string(to_string(*company.first_listed));
        });
    }

    std::span<const CompanyHistory> companies_;
    const RecordsSpan& records_;
    const Controls& controls_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> find_history_flags(std::span<const CompanyHistory> companies, const RecordsSpan& records, const Controls& controls) {
    std::vector<CompanyHistory> ordered(companies.begin(), companies.end());
    std::ranges::sort(ordered, {}, &CompanyHistory::entity);
    return HistoryFlags(ordered, records, controls).run();
}

}  // namespace wb
