#include "measure/code_series.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "doubt/figure_draft.h"

namespace wb {

namespace {

struct Month {
    FigureDraft draft;
    std::int64_t low = 0, value = 0, high = 0;  // cents
    bool crossed = false;
};

std::string month_of(Day day) { return to_string(day).substr(0, 7); }

// Cents of the asked goods of each item, × probability.
std::map<std::int64_t, std::int64_t> recognised(const CodeSeriesInput& input) {
    std::map<std::int64_t, std::int64_t> cents;
    for (const auto& good : *input.goods) {
        if (!good.value_usd || !class_asked(good, input.question)) continue;
        cents[good.item_id.value] += std::llround(good.probability * static_cast<double>(good.value_usd->units));
    }
    return cents;
}

void add_item(Month& month, const ScopeGood& item, std::int64_t low, std::int64_t value, std::int64_t high) {
    month.low += low;
    month.high += high;
    month.value += value;
    if (value != 0) month.draft.items.push_back({{}, item.item_id, Measure::from_units(Measure::kOne), measure_of_cents(value)});
}

void emit_month(const std::string& name, Month month, const CodeSeriesInput& input, const FigureSink& sink) {
    month.draft.id = "series." + name + ".value";
    month.draft.title = "Value under the codes of today in " + name;
    month.draft.unit = "usd";
    month.draft.grade = month.crossed ? "inferred" : "declared";
    month.draft.how =
        month.crossed ? "low: codes all of whose goods went to today's; high: all codes that goods came from" : "codes as declared";
    std::string codes;
    for (const auto& code : input.codes) codes += (codes.empty() ? "" : ", ") + code;
    month.draft.definition = "value under " + codes + " and, before " + to_string(input.change) + ", under the codes of edition " +
                             std::to_string(input.before.edition) + " that they came from";
    Spread spread;
    spread.draws = {static_cast<double>(month.low) / 100};
    spread.upper = {static_cast<double>(month.high) / 100};
    if (month.low != month.high) spread.parts = {{"bounds", 1}};
    auto finished = finish(std::move(month.draft), spread, input.level, {0, static_cast<double>(month.high) / 100});
    sink(std::move(finished.figure), std::move(finished.items));
}

}  // namespace

void measure_code_series(const CodeSeriesInput& input, const FigureSink& sink) {
    const std::set<std::string> codes(input.codes.begin(), input.codes.end());
    std::map<std::string, bool> old;
    for (const auto& member : input.before.members) old[member.code] = member.whole;
    Question question = input.question;
    question.goods.clear();
    const auto named = recognised(input);
    std::map<std::string, Month> months;
    bool any_before = false;
    for (const ScopeGood* item : sorted_goods(*input.items)) {
        if (!item->value_usd || !item->declaration_date || is_double(*item) || scope_of(*item, question) != Scope::inside) continue;
        const std::int64_t cents = item->value_usd->units;
        Month& month = months[month_of(*item->declaration_date)];
        if (*item->declaration_date >= input.change) {
            if (codes.contains(item->hs6)) add_item(month, *item, cents, cents, cents);
            continue;
        }
        const auto found = old.find(item->hs6);
        if (found == old.end()) continue;
        any_before = month.crossed = true;
        const auto good = named.find(item->item_id.value);
        const std::int64_t said = good == named.end() ? 0 : std::clamp<std::int64_t>(good->second, 0, cents);
        add_item(month, *item, found->second ? cents : 0, found->second ? cents : said, cents);
    }
    if (!any_before) return;
    for (auto& [name, month] : months) {
        if (month.high > 0) emit_month(name, std::move(month), input, sink);
    }
}

}  // namespace wb
