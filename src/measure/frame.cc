#include "measure/frame.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "base/distribution.h"
#include "base/hash.h"
#include "measure/possible_companies.h"
#include "measure/price_spread.h"
#include "measure/scope_chances.h"
#include "measure/undervalued.h"

namespace wb {

const char* const kHowWorlds = "interval from draws by block and calibrated pattern";

double largest_of(const Spread& spread, double held) {
    const auto& draws = spread.upper.empty() ? spread.draws : spread.upper;
    return draws.empty() ? held : std::max(held, *std::max_element(draws.begin(), draws.end()));
}

namespace {

// A class with fewer valued rows than this lends from all classes: a handful of values says little about a missing one.
constexpr std::size_t kFewestDonors = 5;
// Prices of a model that describe what a row of it may be worth: more add nothing to 400 worlds.
constexpr std::size_t kMostPrices = 32;
// How common low prices are beside what the price model takes for usual: a factor of two and a half either way, nine times in ten.
constexpr double kUndervaluedSpread = 0.55;
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

bool lists(const std::vector<Country>& asked, Country country) {
    return asked.empty() || std::find(asked.begin(), asked.end(), country) != asked.end();
}

// The most that a row may be worth: its own value, else the largest that it may have been drawn.
std::int64_t largest_cents(const FrameRow& row) {
    const std::int64_t drawn = row.donors != nullptr && !row.donors->empty() ? row.donors->back() : 0;
    return std::max<std::int64_t>(row.has_value ? row.cents : drawn, 0);
}

}  // namespace

Frame::Frame(const std::vector<ScopeGood>& goods, const Question& question, const IntervalOptions& options, const RateLookup& rates,
             DoubtModel model, std::span<const ClusteringRow> clusterings, const std::map<EntityId, std::string>& captions)
    : question_(question), options_(options), scope_text_(described(question)) {
    const auto sorted = sorted_goods(goods);
    place_rows(sorted);
    std::vector<const ScopeGood*> kept;
    kept.reserve(rows_.size());
    for (const auto& row : rows_) kept.push_back(row.good);
    worlds_ = std::make_unique<Worlds>(kept, rates, options, model);
    weigh_scope(sorted, captions);
    weigh_rows();
    open_gates();
    open_senders(clusterings);
    place_unseen();
    share_values();
    collect_donors();
    price_valueless();
    describe_missing();
}

void Frame::place_rows(const std::vector<const ScopeGood*>& sorted) {
    Question any_seller = question_;
    any_seller.sellers.clear();
    for (const ScopeGood* good : sorted) {
        if (!class_asked(*good, question_)) continue;
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
}

// A row that does not say where or when is in scope as often as rows like it that do; where nothing is like it, bounds are all there is.
void Frame::weigh_scope(std::span<const ScopeGood* const> sorted, const std::map<EntityId, std::string>& captions) {
    constexpr std::array<Gate, 3> kGates = {Gate::seller, Gate::destination, Gate::day};
    const ScopeChances chances(sorted, question_, captions);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        FrameRow& row = rows_[i];
        row.cell = worlds_->cell_of(i);
        if (row.place != Place::cannot_tell) continue;
        row.lacks_fact = true;
        Worlds::Row in_scope = Worlds::kNoRow;
        bool known = true;
        for (const ScopeFact fact : kScopeFacts) {
            if (!chances.lacks(*row.good, fact)) continue;
            const auto chance = chances.of(*row.good, fact);
            known = known && chance.has_value();
            if (!chance) continue;
            const Gate kind = kGates[static_cast<std::size_t>(fact)];
            in_scope = worlds_->narrowed(in_scope, worlds_->gate(chance->together, kind, chance->probability, chance->log_odds_spread));
        }
        if (!known) continue;
        row.cell = worlds_->narrowed(row.cell, in_scope);
        row.place = Place::inside;
    }
}

void Frame::weigh_rows() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        FrameRow& row = rows_[i];
        row.probability = worlds_->probability(row.cell);
        row.has_value = row.good->value_usd.present();
        if (!row.has_value) continue;
        row.cents = row.good->value_usd->units;
        row.expected_cents = std::llround(row.probability * static_cast<double>(row.cents));
    }
}

void Frame::open_gates() {
    brand_gates_.assign(rows_.size(), Worlds::kNoRow);
    undervalued_gates_.assign(rows_.size(), Worlds::kNoRow);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const ScopeGood& good = *rows_[i].good;
        if (!good.brand.empty()) brand_gates_[i] = worlds_->gate(block_of(good), Gate::brand, good.brand_probability);
        if (has_fair_price(good))
            undervalued_gates_[i] =
                worlds_->gate(block_of(good), Gate::undervalued, low_probability(good, options_.level), kUndervaluedSpread);
        if (rows_[i].place == Place::repeated) {
            const double again = 1 - std::clamp(good.same_as_probability.value_or(1), 0.0, 1.0);
            rows_[i].possible = worlds_->gate(block_of(good), Gate::same_as, again);
        }
    }
}

void Frame::open_senders(std::span<const ClusteringRow> clusterings) {
    const PossibleCompanies possible(clusterings, worlds_->seed(), worlds_->draws());
    for (const auto& row : rows_) {
        const PartyId party = sender(*row.good).party;
        const auto companies = possible.of(party);
        if (companies.empty() || doubtful_senders_.contains(party)) continue;
        auto& senders = doubtful_senders_[party];
        for (const auto& each : companies) {
            const auto key = combine64(static_cast<std::uint64_t>(party.value), static_cast<std::uint64_t>(each.entity.value));
            const auto gate = worlds_->drawn_gate(key, static_cast<std::uint64_t>(each.component), each.probability, each.worlds);
            senders.push_back({each.entity, gate, each.probability});
        }
    }
}

std::vector<PossibleSender> Frame::senders(std::size_t row) const {
    const ScopeParty& sent_by = sender(*rows_[row].good);
    if (!sent_by.entity.present()) return {};
    const auto doubtful = doubtful_senders_.find(sent_by.party);
    return doubtful == doubtful_senders_.end() ? std::vector<PossibleSender>{{sent_by.entity, Worlds::kNoRow, 1}} : doubtful->second;
}

// There is more of what recognition does not find where there is more of what it finds, with words and without.
void Frame::place_unseen() {
    if (worlds_->unfound_factors().empty()) return;
    worlds_->place_unseen(shown(Place::inside), shown(Place::elsewhere));
}

Worlds::Shown Frame::shown(Place place) const {
    WorldSums all(static_cast<std::size_t>(worlds_->draws()), 0);
    WorldSums vague = all;
    std::map<std::uint64_t, ShownBlock> blocks;
    for (const auto& row : rows_) {
        if (row.place != place || !row.has_value) continue;
        const Entry entry{row.cell, Worlds::kNoRow, false, row.cents};
        add_entries(*worlds_, {&entry, 1}, all);
        if (row.good->vague) add_entries(*worlds_, {&entry, 1}, vague);
        ShownBlock& block = blocks[worlds_->block(row.cell)];
        block.vague = block.vague || row.good->vague;
        block.cents += row.expected_cents;
        ++block.rows;
    }
    Worlds::Shown shown{{}, {all.begin(), all.end()}, {vague.begin(), vague.end()}};
    for (auto& [id, block] : blocks) {
        block.block = id;
        shown.blocks.push_back(block);
    }
    return shown;
}

// Rows of one item are neighbours. Only where brands differ does it matter whose the value is.
void Frame::share_values() {
    std::vector<const ScopeGood*> sorted;
    sorted.reserve(rows_.size());
    for (const auto& row : rows_) sorted.push_back(row.good);
    const PriceSpread spread(sorted);
    for (std::size_t begin = 0; begin < rows_.size();) {
        std::size_t end = begin + 1;
        bool mixed = false;
        while (end < rows_.size() && rows_[end].good->item_id == rows_[begin].good->item_id) {
            mixed = mixed || rows_[end].good->brand != rows_[begin].good->brand;
            ++end;
        }
        if (mixed && rows_[begin].place == Place::inside && rows_[begin].has_value) share_value(begin, end, spread);
        begin = end;
    }
}

void Frame::share_value(std::size_t begin, std::size_t end, const PriceSpread& spread) {
    std::int64_t total = 0;
    std::vector<double> cents;
    std::vector<double> spreads;
    for (std::size_t i = begin; i < end; ++i) {
        total += rows_[i].cents;
        cents.push_back(static_cast<double>(rows_[i].cents));
        spreads.push_back(spread.of(*rows_[i].good));
        shared_[i].resize(static_cast<std::size_t>(worlds_->draws()));
    }
    std::vector<double> scores(end - begin);
    for (std::int64_t d = 0; d < worlds_->draws(); ++d) {
        for (std::size_t i = begin; i < end; ++i) {
            const ScopeGood& good = *rows_[i].good;
            const auto own = combine64(static_cast<std::uint64_t>(good.item_id.value), static_cast<std::uint64_t>(good.position));
            scores[i - begin] = normal_quantile(worlds_->uniform(own, "shared", d));
        }
        const auto values = spread_out(cents, spreads, scores, static_cast<double>(total));
        std::int64_t left = total;
        for (std::size_t i = begin; i < end; ++i) {
            const auto part = i + 1 == end ? left : std::min(left, static_cast<std::int64_t>(std::llround(values[i - begin])));
            shared_[i][static_cast<std::size_t>(d)] = part;
            left -= part;
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

// A row that states its model and pieces is worth what they cost in the model's other rows: a lot of two hundred drones is not worth what
// any row is.
void Frame::price_valueless() {
    const auto key = [](const ScopeGood& good) { return good.brand + '\n' + good.model; };
    std::map<std::string, std::vector<double>> prices;
    for (const auto& row : rows_) {
        const ScopeGood& good = *row.good;
        if ((row.place != Place::inside && row.place != Place::elsewhere) || !row.has_value || good.model.empty()) continue;
        if (good.units && *good.units > 0) prices[key(good)].push_back(static_cast<double>(row.cents) / *good.units);
    }
    for (auto& [model, own] : prices) std::sort(own.begin(), own.end());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const ScopeGood& good = *rows_[i].good;
        if (rows_[i].has_value || good.model.empty() || !good.units || *good.units <= 0) continue;
        const auto found = prices.find(key(good));
        if (found == prices.end() || found->second.size() < kFewestDonors) continue;
        const auto& own = found->second;
        const std::size_t kept = std::min(own.size(), kMostPrices);
        auto& values = priced_[i];
        for (std::size_t k = 0; k < kept; ++k) values.push_back(std::llround(own[(2 * k + 1) * own.size() / (2 * kept)] * *good.units));
        rows_[i].donors = &values;
    }
}

void Frame::describe_missing() {
    struct Lacking {
        std::int64_t rows = 0, cents = 0, counted = 0;
    };
    std::map<std::string, Lacking> lacking;
    double possible = 0;
    double total = 0;
    for (const auto& row : rows_) {
        const auto cents = static_cast<double>(row.expected_cents);
        if (row.place == Place::inside && !row.lacks_fact) total += cents;
        if (row.place == Place::inside && !row.has_value) ++lacking["value"].rows;
        if (!row.lacks_fact) continue;
        const double probability = worlds_->probability(worlds_->wide_cell(row.cell));
        const std::int64_t in_scope = std::llround(probability * static_cast<double>(row.cents));
        possible += static_cast<double>(in_scope);
        std::string facts;
        for (const auto fact : missing_facts(*row.good, question_)) facts += (facts.empty() ? "" : " and ") + std::string(fact);
        ++lacking[facts].rows;
        lacking[facts].cents += in_scope;
        lacking[facts].counted += row.place == Place::inside ? row.expected_cents : 0;
    }
    untraced_ = possible + total > 0 ? possible / (possible + total) : 0;
    for (const auto& [fact, count] : lacking) {
        missing_text_ += (missing_text_.empty() ? "" : "; ") + std::to_string(count.rows) + " goods without " + fact;
        if (count.cents <= 0) continue;
        missing_text_ += " (possible value " + value_text(measure_of_cents(count.cents), "usd");
        if (count.counted > 0)
            missing_text_ += ", counted as likely as goods like them: " + value_text(measure_of_cents(count.counted), "usd");
        missing_text_ += ")";
    }
}

void SumInProgress::add_value(const FrameRow& row, Worlds::Row gate, bool inverted, std::int64_t expected_cents,
                              const std::vector<std::int64_t>* shared) {
    const Entry entry{row.cell, gate, inverted, row.cents};
    ceiling_ += largest_cents(row);
    if (row.place == Place::inside || row.place == Place::elsewhere) {
        items_.push_back({{}, row.good->item_id, *Measure::from_double(row.probability), measure_of_cents(expected_cents)});
        expected_ += expected_cents;
        if (row.has_value && shared != nullptr) {
            ceiling_ += std::max<std::int64_t>(*std::max_element(shared->begin(), shared->end()) - row.cents, 0);
            tally_.drawn.push_back({entry, shared});
        } else if (row.has_value) {
            tally_.entries.push_back(entry);
        }
        if (row.has_value) return;
    }
    const ExtraSource source = row.place == Place::repeated      ? ExtraSource::doubles
                               : row.place == Place::cannot_tell ? ExtraSource::missing_facts
                                                                 : ExtraSource::missing_values;
    tally_.extras.push_back({entry, row.possible, source, row.donors});
}

void SumInProgress::add_possible(const FrameRow& row) {
    tally_.extras.push_back({{row.cell, Worlds::kNoRow, false, row.cents}, row.possible, ExtraSource::missing_facts, row.donors});
    ceiling_ += largest_cents(row);
}

void SumInProgress::add_amount(const FrameRow& row, Worlds::Row gate, std::int64_t amount, std::int64_t expected) {
    items_.push_back({{}, row.good->item_id, *Measure::from_double(row.probability), measure_of_cents(expected)});
    tally_.entries.push_back({row.cell, gate, false, amount});
    expected_ += expected;
    ceiling_ += std::max<std::int64_t>(amount, 0);
}

void SumInProgress::add_bounded(const FrameRow& row, Worlds::Row gate, Within amount, std::int64_t expected) {
    items_.push_back({{}, row.good->item_id, *Measure::from_double(row.probability), measure_of_cents(expected)});
    tally_.bounded.push_back({{row.cell, gate, false, amount.middle}, amount.low, amount.high});
    expected_ += expected;
    ceiling_ += std::max<std::int64_t>(amount.high, 0);
}

FinishedFigure SumInProgress::finish_money(const Frame& frame, FigureDraft draft) {
    draft.law = Law::sum;
    if (draft.how.empty()) draft.how = kHowWorlds;
    draft.items = std::move(items_);
    Spread spread = spread_of(frame.worlds(), tally_);
    spread.divide_by(100);
    return finish(std::move(draft), spread, frame.options().level, {0, largest_of(spread, static_cast<double>(ceiling_) / 100)});
}

}  // namespace wb
