#include "measure/dimensions.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "measure/pieces.h"
#include "measure/undervalued.h"

namespace wb {

namespace {

constexpr double kDaysPerMonth = 30.436875;  // Gregorian year / 12
const std::string kUnstated = "unstated";

void emit(FinishedFigure finished, const FigureSink& sink) { sink(std::move(finished.figure), std::move(finished.items)); }

// A row's part in a group of a dimension.
struct Part {
    std::uint32_t group = 0;
    std::uint32_t row = 0;
    Worlds::Row gate = Worlds::kNoRow;
    bool inverted = false;
    std::int64_t expected_cents = 0;
};

// Numbers keys in the order of their first row; sorted_parts puts groups in the order of their keys.
class Groups {
public:
    std::uint32_t number(const std::string& key) {
        const auto [at, fresh] = numbers_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
        if (fresh) keys_.push_back(key);
        return at->second;
    }
    [[nodiscard]] const std::string& key(std::uint32_t group) const { return keys_[group]; }
    // Renumbers groups by key and sorts parts by group, then row.
    void sort(std::vector<Part>& parts) {
        std::vector<std::string> ordered = keys_;
        std::sort(ordered.begin(), ordered.end());
        std::vector<std::uint32_t> renumbered(keys_.size());
        for (std::size_t i = 0; i < ordered.size(); ++i) renumbered[numbers_.at(ordered[i])] = static_cast<std::uint32_t>(i);
        keys_ = std::move(ordered);
        for (auto& part : parts) part.group = renumbered[part.group];
        std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.group < b.group; });
    }

private:
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::string> keys_;
};

struct Dimension {
    std::string prefix, suffix, grade, words;
    std::function<std::string(const ScopeGood&)> key;
    std::function<std::string(const std::string&)> name;
    bool unstated_may_be = false;  // what does not state the key may be of any group, and widens each upwards
};

FigureDraft draft_of(const Frame& frame, const Dimension& dimension, const std::string& key) {
    FigureDraft draft;
    draft.id = dimension.prefix + key + dimension.suffix;
    draft.title = key == kUnstated ? "Declared value, " + dimension.words + " not stated"
                                   : "Declared value, " + dimension.words + " " + (dimension.name ? dimension.name(key) : key);
    draft.unit = "usd";
    draft.grade = dimension.grade;
    draft.definition = frame.scope_text() + "; " + dimension.words + " " + (key == kUnstated ? "not stated" : key);
    return draft;
}

void emit_groups(const Frame& frame, const Dimension& dimension, Groups& groups, std::vector<Part> parts, const FigureSink& sink) {
    groups.sort(parts);
    std::vector<const FrameRow*> open;
    for (const auto& part : parts) {
        const FrameRow& row = frame.rows()[part.row];
        if (dimension.unstated_may_be && row.lacks_fact && groups.key(part.group) == kUnstated) open.push_back(&row);
    }
    for (std::size_t i = 0; i < parts.size();) {
        SumInProgress sum;
        const std::uint32_t group = parts[i].group;
        for (; i < parts.size() && parts[i].group == group; ++i) {
            const auto* shared = dimension.key ? nullptr : frame.shared_cents(parts[i].row);  // only brands differ within an item
            sum.add_value(frame.rows()[parts[i].row], parts[i].gate, parts[i].inverted, parts[i].expected_cents, shared);
        }
        const std::string& key = groups.key(group);
        FigureDraft draft = draft_of(frame, dimension, key);
        for (const FrameRow* row : key == kUnstated ? std::vector<const FrameRow*>{} : open) sum.add_possible(*row);
        if (!open.empty() && key != kUnstated) draft.missing = frame.missing_text();
        emit(sum.finish_money(frame, std::move(draft)), sink);
    }
}

void measure_dimension(const Frame& frame, const Dimension& dimension, const FigureSink& sink) {
    Groups groups;
    std::vector<Part> parts;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if (row.place == Place::elsewhere) continue;
        const std::string key = dimension.key(*row.good);
        parts.push_back(
            {groups.number(key.empty() ? kUnstated : key), static_cast<std::uint32_t>(i), Worlds::kNoRow, false, row.expected_cents});
    }
    emit_groups(frame, dimension, groups, std::move(parts), sink);
}

std::string id_text(EntityId id);

// By who sent the goods: where that is in doubt, a row's value goes to each company that may have sent it, by probability in the value and
// to one of them in each world.
void measure_senders(const Frame& frame, const Dimension& dimension, const FigureSink& sink) {
    Groups groups;
    std::vector<Part> parts;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if (row.place == Place::elsewhere) continue;
        const auto at = static_cast<std::uint32_t>(i);
        const auto senders = frame.senders(i);
        if (senders.empty()) parts.push_back({groups.number(kUnstated), at, Worlds::kNoRow, false, row.expected_cents});
        std::int64_t left = row.expected_cents;
        for (std::size_t k = 0; k < senders.size(); ++k) {
            const auto& each = senders[k];
            const bool last = k + 1 == senders.size();
            const auto part = last ? left : std::llround(static_cast<double>(row.expected_cents) * each.probability);
            left -= part;
            parts.push_back({groups.number(id_text(each.entity)), at, each.gate, false, part});
        }
    }
    emit_groups(frame, dimension, groups, std::move(parts), sink);
}

std::string id_text(EntityId id) { return id.present() ? std::to_string(id.value) : std::string(); }

std::string caption_of(const MeasureInput& input, const std::string& key) {
    const auto found = input.captions.find(EntityId{std::strtoll(key.c_str(), nullptr, 10)});
    return found == input.captions.end() || found->second.empty() ? key : found->second;
}

void add_known_pieces(const FrameRow& row, const BoundedEntry& bounded, FigureDraft& draft, Tally& tally) {
    if (row.place != Place::inside) {
        const auto source = row.place == Place::repeated ? ExtraSource::doubles : ExtraSource::missing_facts;
        tally.extras.push_back({bounded.entry, row.possible, source, nullptr});
        return;
    }
    const Measure expected = Measure::from_units(micro_pieces(row.probability * *row.good->units));
    draft.items.push_back({{}, row.good->item_id, *Measure::from_double(row.probability), expected});
    if (bounded.low == bounded.high) {
        tally.entries.push_back(bounded.entry);
    } else {
        tally.bounded.push_back(bounded);
    }
}

// Pieces of a row that states none: the mean of what it may hold in the value, one of these in each world.
void add_estimated_pieces(const Frame& frame, const FrameRow& row, const std::vector<std::int64_t>& possible,
                          std::deque<std::vector<std::int64_t>>& drawn, FigureDraft& draft, Tally& tally) {
    double sum = 0;
    for (const auto pieces : possible) sum += static_cast<double>(pieces);
    const auto middle = std::llround(sum / static_cast<double>(possible.size()));
    auto& amounts = drawn.emplace_back();
    const Worlds& worlds = frame.worlds();
    for (std::int64_t d = 0; d < worlds.draws(); ++d) {
        const auto at = static_cast<std::size_t>(worlds.uniform(worlds.block(row.cell), "donor", d) * static_cast<double>(possible.size()));
        amounts.push_back(possible[std::min(at, possible.size() - 1)]);
    }
    const auto expected = Measure::from_units(std::llround(row.probability * static_cast<double>(middle)));
    draft.items.push_back({{}, row.good->item_id, *Measure::from_double(row.probability), expected});
    tally.drawn.push_back({{row.cell, Worlds::kNoRow, false, middle}, &amounts});
}

void measure_units(const Frame& frame, const FigureSink& sink) {
    FigureDraft draft;
    draft.id = "units.total";
    draft.title = "Pieces in scope";
    draft.unit = "pieces";
    draft.how = std::string(kHowWorlds) + ", the ends of each row's pieces, and what rows that state none may hold";
    draft.definition = frame.scope_text() + "; pieces as stated, else from mass and value beside goods of the same kind";
    Tally tally;
    tally.drawn_are = "missing pieces";
    std::deque<std::vector<std::int64_t>> drawn;
    double ceiling = 0;
    bool estimated = false;
    std::int64_t without = 0;
    const PiecesDonors donors(frame);
    for (const auto& row : frame.rows()) {
        if (row.place == Place::elsewhere) continue;
        BoundedEntry bounded;
        // An estimate by mass and value needs a model: within a class a piece weighs and costs anything.
        const bool guessed = row.good->units_estimated && row.good->model.empty();
        if (!guessed && units_of(row, bounded)) {
            estimated = estimated || (row.good->units_estimated && row.place == Place::inside);
            ceiling += static_cast<double>(bounded.high);
            add_known_pieces(row, bounded, draft, tally);
            continue;
        }
        if (row.place != Place::inside) continue;
        ++without;
        const auto possible = donors.of(row);
        if (possible.empty()) continue;
        ceiling += static_cast<double>(possible.back());
        add_estimated_pieces(frame, row, possible, drawn, draft, tally);
    }
    draft.grade = estimated || without > 0 ? "inferred" : "declared";
    if (without > 0) draft.missing = std::to_string(without) + " goods without pieces, estimated";
    Spread spread = spread_of(frame.worlds(), tally);
    spread.divide_by(static_cast<double>(Measure::kOne));
    emit(finish(std::move(draft), spread, frame.options().level, {0, largest_of(spread, ceiling / static_cast<double>(Measure::kOne))}),
         sink);
}

// First day and first day after of what the case can see.
struct Window {
    Day from, until;
};

Window window_of(const Frame& frame) {
    Day first{0};
    Day last{0};
    bool any = false;
    for (const auto& row : frame.rows()) {
        if (row.place != Place::inside || !row.good->declaration_date) continue;
        const Day day = *row.good->declaration_date;
        first = any ? std::min(first, day) : day;
        last = any ? std::max(last, day) : day;
        any = true;
    }
    const Question& question = frame.question();
    Day until = question.period.until.value_or(last + 1);
    if (question.known_on) until = std::min(until, *question.known_on + 1);
    return {question.period.from.value_or(first), until};
}

// Value on one side of a day, as a total and by month.
struct Side {
    Side(const char* side_name, double side_months) : name(side_name), months(side_months), apportioned(1 / side_months) {}
    std::string name;
    double months;
    Apportionment apportioned;
    SumInProgress value, rate;
};

// Adds an inside row; returns its part of the monthly rate, cents.
std::int64_t add_to_side(Side& side, const FrameRow& row) {
    side.value.add_value(row);
    if (!row.has_value) return 0;
    const std::int64_t part = side.apportioned.next(row.expected_cents);
    side.rate.add_amount(row, Worlds::kNoRow, std::llround(static_cast<double>(row.cents) / side.months), part);
    return part;
}

void emit_change(const Frame& frame, const std::string& day, const Side& before, const Side& after, FigureDraft draft,
                 const FigureSink& sink) {
    draft.id = "change." + day + ".rate";
    draft.title = "Change of the monthly value after " + day;
    draft.unit = "share";
    draft.law = Law::ratio;
    draft.how = kHowWorlds;
    Tally difference = after.rate.tally();
    for (Entry entry : before.rate.tally().entries) {
        entry.amount = -entry.amount;
        difference.entries.push_back(entry);
    }
    const auto value = value_by_law(merged_items(draft.items, Law::ratio), Law::ratio);
    const Spread spread = ratio_spread(frame.worlds(), difference, before.rate.tally(), value ? value->to_double() : 0);
    constexpr double kLargestChange = 1e6;
    emit(finish(std::move(draft), spread, frame.options().level, {-1, kLargestChange}), sink);
}

void emit_side(const Frame& frame, Side& side, const std::string& day, const FigureDraft& common, const FigureSink& sink) {
    FigureDraft value = common;
    value.id = side.name + "." + day + ".value";
    value.title = "Declared value " + side.name + " " + day;
    value.unit = "usd";
    emit(side.value.finish_money(frame, std::move(value)), sink);
    FigureDraft rate = common;
    rate.id = side.name + "." + day + ".rate";
    rate.title = "Declared value a month " + side.name + " " + day;
    rate.unit = "usd_per_month";
    emit(side.rate.finish_money(frame, std::move(rate)), sink);
}

void measure_day(const Frame& frame, Day day, Window window, const FigureSink& sink) {
    const std::string text = to_string(day);
    Side before("before", (day - window.from) / kDaysPerMonth);
    Side after("after", (window.until - day) / kDaysPerMonth);
    FigureDraft common;
    common.grade = "declared";
    common.definition = frame.scope_text() + "; before and from " + text;
    FigureDraft change = common;
    for (const auto& row : frame.rows()) {
        if (row.place == Place::elsewhere || !row.good->declaration_date) continue;
        const bool is_before = *row.good->declaration_date < day;
        Side& side = is_before ? before : after;
        if (row.place != Place::inside) {
            side.value.add_value(row);
            continue;
        }
        const Measure part = measure_of_cents(add_to_side(side, row));
        if (!row.has_value) continue;
        const Measure negative = Measure::from_units(-part.units);
        change.items.push_back({{}, row.good->item_id, is_before ? part : Measure{}, is_before ? negative : part});
    }
    emit_change(frame, text, before, after, std::move(change), sink);
    emit_side(frame, before, text, common, sink);
    emit_side(frame, after, text, common, sink);
}

}  // namespace

void measure_totals(const Frame& frame, const FigureSink& sink) {
    FigureDraft draft;
    draft.id = "value.total";
    draft.title = "Declared value";
    draft.unit = "usd";
    draft.grade = "declared";
    draft.definition = frame.scope_text();
    draft.missing = frame.missing_text();
    draft.untraced = frame.untraced();
    SumInProgress sum;
    for (const auto& row : frame.rows()) {
        if (row.place != Place::elsewhere) sum.add_value(row);
    }
    emit(sum.finish_money(frame, std::move(draft)), sink);
    measure_units(frame, sink);
    measure_undervalued(frame, sink);
}

void measure_dimensions(const Frame& frame, const MeasureInput& input, const FigureSink& sink) {
    const auto caption = [&](const std::string& key) { return caption_of(input, key); };
    const Dimension senders{
        "exporter.", ".value", "resolved", "exporter", [](const ScopeGood& good) { return id_text(sender(good).entity); }, caption};
    measure_senders(frame, senders, sink);
    const std::vector<Dimension> dimensions = {
        {"consignee.", ".value", "resolved", "consignee", [](const ScopeGood& good) { return id_text(good.consignee.entity); }, caption},
        {"country.",
         ".value",
         "declared",
         "seller's country",
         [](const ScopeGood& good) { return std::string(seller_country(good).text()); },
         {},
         !frame.question().sellers.empty()},
        {"dispatch.",
         ".value",
         "declared",
         "dispatched from",
         [](const ScopeGood& good) { return std::string(good.dispatch_country.text()); },
         {}},
        {"month.",
         ".value",
         "declared",
         "month",
         [](const ScopeGood& good) { return good.declaration_date ? month_text(*good.declaration_date) : std::string(); },
         {}},
        {"hs.", ".value", "declared", "commodity code", [](const ScopeGood& good) { return good.hs6; }, {}},
    };
    for (const auto& dimension : dimensions) measure_dimension(frame, dimension, sink);
    const bool parts = std::any_of(frame.rows().begin(), frame.rows().end(),
                                   [](const FrameRow& row) { return row.place == Place::inside && !row.good->part_family.empty(); });
    const Dimension families{
        "part_family.", ".value", "declared", "family of electronic parts", [](const ScopeGood& good) { return good.part_family; }, {}};
    if (parts) measure_dimension(frame, families, sink);
}

void measure_brand_values(const Frame& frame, const MeasureInput& input, const FigureSink& sink) {
    const Dimension dimension{"brand.", ".value", "declared", "brand", {}, [&](const std::string& brand) {
                                  const auto found = input.brand_names.find(brand);
                                  return found == input.brand_names.end() ? brand : found->second;
                              }};
    Groups groups;
    std::vector<Part> parts;
    for (std::size_t i = 0; i < frame.rows().size(); ++i) {
        const FrameRow& row = frame.rows()[i];
        if (row.place == Place::elsewhere) continue;
        const auto at = static_cast<std::uint32_t>(i);
        if (row.good->brand.empty()) {
            parts.push_back({groups.number(kUnstated), at, Worlds::kNoRow, false, row.expected_cents});
            continue;
        }
        const Worlds::Row gate = frame.brand_gate(i);
        const auto stated = std::llround(static_cast<double>(row.expected_cents) * frame.worlds().probability(gate));
        parts.push_back({groups.number(row.good->brand), at, gate, false, stated});
        if (gate != Worlds::kNoRow) parts.push_back({groups.number(kUnstated), at, gate, true, row.expected_cents - stated});
    }
    emit_groups(frame, dimension, groups, std::move(parts), sink);
}

void measure_periods(const Frame& frame, const MeasureInput& input, const FigureSink& sink) {
    const Window window = window_of(frame);
    std::set<Day> days;
    for (const auto& control : input.controls) {
        if (control.day <= window.from || control.day >= window.until) continue;
        const bool named = std::any_of(frame.rows().begin(), frame.rows().end(), [&](const FrameRow& row) {
            return row.place == Place::inside && control_applies(control, *row.good);
        });
        if (named) days.insert(control.day);
    }
    for (const Day day : days) measure_day(frame, day, window, sink);
}

}  // namespace wb
