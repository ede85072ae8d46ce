#include "measure/frame.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace wb {

const char* const kHowWorlds = "interval from draws by block and calibrated pattern";

namespace {

// A class with fewer valued rows than this lends from all classes: a handful of values says little about a missing one.
constexpr std::size_t kFewestDonors = 5;
const std::string kAllDonors;

std::string joined(const std::vector<Country>& countries) {
    std::string text;
    for (const Country country : countries) text += (text.empty() ? "" : ", ") + std::string(country.text());
    return text;
}

std::string described(const Question& question) {
    std::string classes;
    for (const auto& each : question.goods) classes += (classes.empty() ? "" : ", ") + each;
    std::string text = classes.empty() ? "all goods" : "goods of " + classes;
    if (!question.sellers.empty()) text += "; seller in " + joined(question.sellers);
    if (!question.destinations.empty()) text += "; destination in " + joined(question.destinations);
    if (question.period.from) text += "; from " + to_string(*question.period.from);
    if (question.period.until) text += "; before " + to_string(*question.period.until);
    if (question.known_on) text += "; known on " + to_string(*question.known_on);
    return text;
}

// Share of goods that are asked for by one fact among those that state it. Half when none does.
struct Tried {
    std::int64_t asked = 0, stated = 0;
    void count(bool is_asked) {
        ++stated;
        asked += is_asked ? 1 : 0;
    }
    [[nodiscard]] double share() const { return stated == 0 ? 0.5 : static_cast<double>(asked) / static_cast<double>(stated); }
};

bool lists(const std::vector<Country>& asked, Country country) {
    return asked.empty() || std::find(asked.begin(), asked.end(), country) != asked.end();
}

bool day_lies_inside(const Question& question, Day day) {
    return question.period.contains(day) && (!question.known_on || day <= *question.known_on);
}

}  // namespace

Frame::Frame(const std::vector<ScopeGood>& goods, const Question& question, const IntervalOptions& options, const RateLookup& rates,
             DoubtModel model)
    : question_(question), options_(options), scope_text_(described(question)) {
    place_rows(sorted_goods(goods));
    std::vector<const ScopeGood*> kept;
    kept.reserve(rows_.size());
    for (const auto& row : rows_) kept.push_back(row.good);
    worlds_ = std::make_unique<Worlds>(kept, rates, options, model);
    weigh_rows();
    open_gates();
    collect_donors();
    describe_missing();
}

void Frame::place_rows(const std::vector<const ScopeGood*>& sorted) {
    Question any_seller = question_;
    any_seller.sellers.clear();
    Tried seller;
    Tried destination;
    Tried day;
    for (const ScopeGood* good : sorted) {
        if (!class_asked(*good, question_)) continue;
        if (const Country from = seller_country(*good); from.present()) seller.count(lists(question_.sellers, from));
        if (const Country to = destination_country(*good); to.present()) destination.count(lists(question_.destinations, to));
        if (good->declaration_date) day.count(day_lies_inside(question_, *good->declaration_date));
        if (good->probability <= 0) continue;
        FrameRow row;
        row.good = good;
        const Scope scope = scope_of(*good, question_);
        if (scope == Scope::outside) {
            const bool made_there =
                !question_.sellers.empty() && good->origin_country.present() && lists(question_.sellers, good->origin_country);
            if (!made_there || is_double(*good) || scope_of(*good, any_seller) != Scope::inside) continue;
            row.place = Place::elsewhere;
        } else {
            row.place = is_double(*good) ? Place::repeated : scope == Scope::inside ? Place::inside : Place::cannot_tell;
            // A repeat of a row that cannot be told would count twice over what is doubtful already.
            if (row.place == Place::repeated && scope != Scope::inside) continue;
        }
        rows_.push_back(row);
    }
    seller_share_ = seller.share();
    destination_share_ = destination.share();
    day_share_ = day.share();
}

void Frame::weigh_rows() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        FrameRow& row = rows_[i];
        row.cell = worlds_->cell_of(i);
        row.has_value = row.good->value_usd.present();
        if (!row.has_value) continue;
        row.cents = row.good->value_usd->units;
        row.expected_cents = std::llround(worlds_->probability(row.cell) * static_cast<double>(row.cents));
    }
}

void Frame::open_gates() {
    brand_gates_.assign(rows_.size(), Worlds::kNoRow);
    undervalued_gates_.assign(rows_.size(), Worlds::kNoRow);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const ScopeGood& good = *rows_[i].good;
        if (!good.brand.empty()) brand_gates_[i] = worlds_->gate(block_of(good), Gate::brand, good.brand_probability);
        if (good.undervalued_probability && good.missing_value_usd) {
            undervalued_gates_[i] = worlds_->gate(block_of(good), Gate::undervalued, *good.undervalued_probability);
        }
        if (rows_[i].place == Place::repeated) {
            const double again = 1 - std::clamp(good.same_as_probability.value_or(1), 0.0, 1.0);
            rows_[i].possible = worlds_->gate(block_of(good), Gate::same_as, again);
        }
        if (rows_[i].place == Place::cannot_tell) {
            double share = 1;
            for (const auto fact : missing_facts(good, question_)) {
                share *= fact == "seller country" ? seller_share_ : fact == "day" ? day_share_ : destination_share_;
            }
            rows_[i].possible = worlds_->gate(block_of(good), Gate::missing_fact, share);
        }
    }
}

void Frame::collect_donors() {
    for (const auto& row : rows_) {
        if (row.place != Place::inside || !row.has_value) continue;
        donors_[row.good->goods_class].push_back(row.cents);
        donors_[kAllDonors].push_back(row.cents);
    }
    for (auto& [name, values] : donors_) std::sort(values.begin(), values.end());
    for (auto& row : rows_) {
        if (row.has_value) continue;
        const auto own = donors_.find(row.good->goods_class);
        row.donors = own != donors_.end() && own->second.size() >= kFewestDonors ? &own->second : &donors_[kAllDonors];
    }
}

void Frame::describe_missing() {
    struct Lacking {
        std::int64_t rows = 0, cents = 0;
    };
    std::map<std::string, Lacking> lacking;
    double possible = 0;
    double total = 0;
    for (const auto& row : rows_) {
        const auto cents = static_cast<double>(row.expected_cents);
        if (row.place == Place::inside) total += cents;
        if (row.place == Place::inside && !row.has_value) ++lacking["value"].rows;
        if (row.place != Place::cannot_tell) continue;
        possible += cents;
        std::string facts;
        for (const auto fact : missing_facts(*row.good, question_)) facts += (facts.empty() ? "" : " and ") + std::string(fact);
        ++lacking[facts].rows;
        lacking[facts].cents += row.expected_cents;
    }
    untraced_ = possible + total > 0 ? possible / (possible + total) : 0;
    for (const auto& [fact, count] : lacking) {
        missing_text_ += (missing_text_.empty() ? "" : "; ") + std::to_string(count.rows) + " goods without " + fact;
        if (count.cents > 0) missing_text_ += " (possible value " + value_text(measure_of_cents(count.cents), "usd") + ")";
    }
}

void SumInProgress::add_value(const FrameRow& row, Worlds::Row gate, bool inverted, std::int64_t expected_cents) {
    const Entry entry{row.cell, gate, inverted, row.cents};
    const std::int64_t most = row.has_value ? row.cents : row.donors != nullptr && !row.donors->empty() ? row.donors->back() : 0;
    ceiling_ += std::max<std::int64_t>(most, 0);
    if (row.place == Place::inside || row.place == Place::elsewhere) {
        items_.push_back({{}, row.good->item_id, *Measure::from_double(row.good->probability), measure_of_cents(expected_cents)});
        expected_ += expected_cents;
        if (row.has_value) tally_.entries.push_back(entry);
        if (row.has_value) return;
    }
    const ExtraSource source = row.place == Place::repeated      ? ExtraSource::doubles
                               : row.place == Place::cannot_tell ? ExtraSource::missing_facts
                                                                 : ExtraSource::missing_values;
    tally_.extras.push_back({entry, row.possible, source, row.donors});
}

void SumInProgress::add_amount(const FrameRow& row, Worlds::Row gate, std::int64_t amount, std::int64_t expected) {
    items_.push_back({{}, row.good->item_id, *Measure::from_double(row.good->probability), measure_of_cents(expected)});
    tally_.entries.push_back({row.cell, gate, false, amount});
    expected_ += expected;
    ceiling_ += std::max<std::int64_t>(amount, 0);
}

FinishedFigure SumInProgress::finish_money(const Frame& frame, FigureDraft draft) {
    draft.law = Law::sum;
    if (draft.how.empty()) draft.how = kHowWorlds;
    draft.items = std::move(items_);
    Spread spread = spread_of(frame.worlds(), tally_);
    for (double& drawn : spread.draws) drawn /= 100;
    return finish(std::move(draft), spread, frame.options().level,
                  {0, frame.worlds().largest_unfound_factor() * static_cast<double>(ceiling_) / 100});
}

}  // namespace wb
