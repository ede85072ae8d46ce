#include "companies/pair_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "base/isotonic.h"
#include "companies/parallel.h"

namespace wb {

namespace {

// Evidence of texts before learning, as a share of what independent tokens would say: tokens are not independent, and the tree of
// text_model.h does not hold all of it. Chosen among .6, .8 and 1 while looking at the lists of bench/resolve.py.
constexpr float kTextScale = 1.0F;
// Households and business centres share an address, series of products a description: such texts count less than names and never
// make a match alone.
constexpr float kOtherTextScale = 0.4F;
constexpr float kMostOther = 7.0F;
constexpr double kFirstEqual = 0.90, kFirstAlike = 0.07;  // of matches that state both values
constexpr double kMostNamesakeBits = 4;
// A number and every place that both state are others: two companies of one name, whatever else agrees. Stronger than all that clustering
// counts for a pair.
constexpr double kNamesakes = -9;
constexpr double kPlaceAgrees = 1;      // bits: above, some place speaks for one company
constexpr double kPlaceDiffers = -0.7;  // bits: below, places speak against
constexpr double kMostContact = 2;      // bits that a number or mailbox which several use says about which of them it is
constexpr double kHousehold = 1.2;  // bits: two records of a house name one of 2.3 members (households of 2.5, the larger the likelier met)
constexpr double kMostTwins = 5;    // bits that a day of birth says about which of a family it is: one birth in 32 is of twins
constexpr float kMostContained = 3;    // bits that a name's being a part of the other says: the words are counted already
constexpr double kNoRelatives = 1000;  // bits: nothing speaks for relatives rather than one company
constexpr double kFirstAlikePlace = 0.05;
constexpr double kFirstEqualPlace = 0.78;
constexpr double kFirstEqualNumber = 0.94, kFirstAlikeNumber = 0.045;  // the rest is another company's number, written by mistake
constexpr double kChanceAlike = 0.02;
constexpr double kFirstPairs = 30;        // pairs that the start counts for, per field
constexpr double kLinePairs = 6;          // pairs that the fitted line counts for, per level of a text
constexpr double kSettlePairs = 500;      // pairs that the first prior counts for: ten names cannot overrule it
constexpr double kStartMatches = 200;     // matches that the start counts for against what was learned
constexpr double kMetPairs = 1000;        // strangers who met in one way, below which the others' names are counted too
constexpr double kLeastUnmatched = 0.05;  // of a list: some record may always be without a match
constexpr double kLeastCount = 0.25;
constexpr double kMostSlope = 1.3, kLeastSlope = 0.25;
constexpr float kMostWeight = 24.0F;

double log2_ratio(double m, double u, double all_m, double all_u) {
    return std::log2((m + kLeastCount) / (all_m + kLeastCount)) - std::log2((u + kLeastCount) / (all_u + kLeastCount));
}

}  // namespace

PairModel::PairModel(const Evidence& evidence, double prior_bits, bool relatives)
    : texts_(evidence.texts.size()), fields_(evidence.fields()), prior_(prior_bits), relatives_(relatives) {
    for (std::size_t f = 0; f < texts_; ++f) {
        start_text(f, evidence.texts[f].kind);
        place_[f] = evidence.texts[f].kind == FieldKind::address;
        name_[f] = evidence.texts[f].kind == FieldKind::name;
    }
    persons_ = evidence.persons;
    for (std::size_t v = 0; v < evidence.values.size(); ++v) {
        const auto& field = evidence.values[v];
        start_values(texts_ + v, field.column);
        number_[texts_ + v] = field.column.kind == FieldKind::identifier;
        contact_[texts_ + v] = field.column.kind == FieldKind::identifier || field.column.kind == FieldKind::phone;
        single_[texts_ + v] = field.column.kind == FieldKind::identifier || field.column.kind == FieldKind::date;
        generation_[texts_ + v] = field.label == kGeneration;
        house_[texts_ + v] = field.column.houses;
        place_[texts_ + v] = field.column.kind == FieldKind::place ||
                             (field.column.kind == FieldKind::category && field.label != kLegalForm && field.label != kGeneration);
    }
    alone_ = texts_ == 1 && name_[0] && !evidence.texts[0].column.companies;
    for (std::size_t f = texts_; f < fields_; ++f) alone_ = alone_ && generation_[f];
    // Names alone tell of no household.
    for (std::size_t f = 0; f < fields_; ++f) household_ = persons_ && (place_[f] || contact_[f] || single_[f]) ? kHousehold : household_;
}

void PairModel::start_text(std::size_t field, FieldKind kind) {
    const auto scale = kind == FieldKind::name ? kTextScale : kOtherTextScale;
    most_[field] = kind == FieldKind::name ? kMostWeight : kMostOther;
    for (std::size_t level = 1; level < kLevels; ++level) weights_[0][field][level] = std::min(scale * bits_of_level(level), most_[field]);
    copy_weights(field);
}

void PairModel::copy_weights(std::size_t field) {
    for (std::size_t meeting = 1; meeting < kMeetings; ++meeting) weights_[meeting][field] = weights_[0][field];
}

template <typename LevelOf>
std::size_t PairModel::meeting_of(LevelOf level) const {
    for (std::size_t f = texts_; f < fields_; ++f) {
        if ((contact_[f] || house_[f]) && level(f) >= static_cast<std::uint8_t>(ValueLevel::equal_common)) return 1;
    }
    return 0;
}

void PairModel::start_values(std::size_t field, const ValueColumn& column) {
    const auto chance = column.chance_of_equal();
    const bool near = column.kind != FieldKind::category || column.houses;
    std::array<double, kValueLevels> m{}, u = chance;
    double equal = 0, all = 0;
    for (const double part : chance) equal += part;
    // Matches that agree do so in proportion to how common the value is; chance agreements in proportion to its square.
    for (const double part : chance) all += std::sqrt(part);
    for (std::size_t level = 0; level < kValueLevels; ++level) m[level] = all > 0 ? kFirstEqual * std::sqrt(chance[level]) / all : 0;
    const auto alike = static_cast<std::size_t>(ValueLevel::alike), different = static_cast<std::size_t>(ValueLevel::different);
    m[alike] = near ? kFirstAlike : 0.001;
    // People move and districts stand for cities: a place that differs says less than a number that differs.
    if (column.kind == FieldKind::place) m[alike] = kFirstAlikePlace;
    u[alike] = near ? kChanceAlike * (1 - equal) : 0.001;
    if (column.kind == FieldKind::place || column.kind == FieldKind::category) {
        for (auto& part : m) part *= kFirstEqualPlace / kFirstEqual;
    }
    if (column.kind == FieldKind::identifier) {
        for (auto& part : m) part *= kFirstEqualNumber / kFirstEqual;
        m[alike] = kFirstAlikeNumber;
    }
    double stated = 0;
    for (std::size_t level = 2; level < kValueLevels; ++level) stated += m[level];
    m[different] = 1 - stated;
    u[different] = std::max(1 - equal - u[alike], 0.001);
    first_m_[field] = m;
    first_u_[field] = u;
    for (std::size_t level = 1; level < kValueLevels; ++level)
        weights_[0][field][level] = static_cast<float>(std::log2((m[level] + 1e-6) / (u[level] + 1e-6)));
    copy_weights(field);
}

// Of names, chance by how strangers meet; where few met in a way, the others' names are counted too.
void PairModel::fit_names(std::size_t field, const LevelCounts& m, const LevelCounts& u, const LevelCounts& met) {
    const auto stated = [](const LevelCounts& counts) { return std::accumulate(counts.begin() + 1, counts.end(), 0.0); };
    const std::array<const LevelCounts*, kMeetings> own = {&u, &met_names_[field]}, others = {&met, &u};
    for (std::size_t meeting = 0; meeting < kMeetings; ++meeting) {
        auto drawn = *own[meeting];
        const double all = stated(*others[meeting]);
        const double lent = all > 0 ? std::clamp((kMetPairs - stated(drawn)) / all, 0.0, 1.0) : 0.0;
        for (std::size_t level = 1; level < kLevels; ++level) drawn[level] += lent * (*others[meeting])[level];
        fit_text(field, m, drawn, weights_[meeting][field]);
    }
}

void PairModel::fit_text(std::size_t field, const LevelCounts& m, const LevelCounts& u, std::array<float, kLevels>& weights) const {
    double all_m = 0, all_u = 0;
    for (std::size_t level = 1; level < kLevels; ++level) {
        all_m += m[level];
        all_u += u[level];
    }
    if (all_m < 1 || all_u < 1) return;
    std::array<double, kLevels> raw{}, count{};
    double s = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (std::size_t level = 1; level < kLevels; ++level) {
        raw[level] = log2_ratio(m[level], u[level], all_m, all_u);
        count[level] = m[level] * u[level] / (m[level] + u[level] + 1e-9);
        const double x = bits_of_level(level), w = count[level];
        s += w;
        sx += w * x;
        sy += w * raw[level];
        sxx += w * x * x;
        sxy += w * x * raw[level];
    }
    const double spread = s * sxx - sx * sx;
    if (s <= 0) return;
    const double slope = spread > 1e-6 ? std::clamp((s * sxy - sx * sy) / spread, kLeastSlope, kMostSlope) : double{kTextScale};
    const double offset = (sy - slope * sx) / s;
    std::array<double, kLevels> fitted{}, weight{};
    for (std::size_t level = 1; level < kLevels; ++level) {
        const double line = offset + slope * static_cast<double>(bits_of_level(level));
        fitted[level] = (count[level] * raw[level] + kLinePairs * line) / (count[level] + kLinePairs);
        weight[level] = count[level] + kLinePairs;
    }
    make_rising(std::span(fitted).subspan(1), std::span<const double>(weight).subspan(1));
    for (std::size_t level = 1; level < kLevels; ++level)
        weights[level] = std::clamp(static_cast<float>(fitted[level]), -kMostWeight, most_[field]);
}

void PairModel::fit_values(std::size_t field, const LevelCounts& m, const LevelCounts& u, bool rivals) {
    double all_m = 0, all_u = 0;
    for (std::size_t level = 1; level < kValueLevels; ++level) {
        all_m += m[level];
        all_u += u[level];
    }
    for (std::size_t level = 1; level < kValueLevels; ++level) {
        const double part_m = (m[level] + kFirstPairs * first_m_[field][level]) / (all_m + kFirstPairs);
        const double part_u = rivals ? first_u_[field][level] : (u[level] + kFirstPairs * first_u_[field][level]) / (all_u + kFirstPairs);
        weights_[0][field][level] = std::clamp(static_cast<float>(std::log2((part_m + 1e-6) / (part_u + 1e-6))), -kMostWeight, kMostWeight);
    }
    // What differs is never better evidence than what agrees, and a place alone makes no match.
    auto& w = weights_[0][field];
    for (auto& weight : w) weight = place_[field] ? std::min(weight, kMostOther) : weight;
    w[1] = std::min(w[1], std::max({w[2], w[3], w[4], w[5]}));
    w[2] = std::max(w[2], w[1]);
    for (std::size_t level = 3; level < kValueLevels; ++level) w[level] = std::max(w[level], w[1]);
    copy_weights(field);
}

void PairModel::find_matches(std::span<const Pattern> patterns, int threads, std::vector<double>& matches) const {
    matches.resize(patterns.size());
    for_ranges(patterns.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) matches[i] = patterns[i].pairs * probability_of(weigh(patterns[i]));
    });
}

void PairModel::settle_prior(std::span<const Pattern> patterns, double all_pairs, int rounds, int threads) {
    const double least = prior_;
    const double expected = kSettlePairs * probability_of(prior_);
    std::vector<double> found;
    for (int round = 0; round < rounds; ++round) {
        find_matches(patterns, threads, found);
        const double matches = std::accumulate(found.begin(), found.end(), 0.0);  // in order
        prior_ = std::max(least, std::log2((matches + expected) / (all_pairs - matches + kSettlePairs)));
    }
}

void PairModel::learn(std::span<const Pattern> patterns, int rounds, int threads) {
    std::vector<double> matches;
    for (int round = 0; round < rounds; ++round) {
        find_matches(patterns, threads, matches);
        maximise(patterns, matches, threads);
    }
}

void PairModel::maximise(std::span<const Pattern> patterns, std::span<const double> matches, int threads, std::array<double, 2> lists) {
    const bool rivals = lists[0] > 0;
    std::array<LevelCounts, kMostFields> m{}, u{}, met_u{};  // of names, `u` of those who met by them
    std::vector<double> strangers(patterns.size());
    for_ranges(patterns.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) {
            const auto odds = odds_of(patterns[i]);
            const double others = patterns[i].pairs - matches[i];
            strangers[i] = odds.relatives == kNoRelatives ? others : others * probability_of(odds.relatives - odds.strangers);
        }
    });
    // Sums in order, so that they are the same for any number of threads.
    double pairs = 0;  // of strangers
    matches_ = 0;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        matches_ += matches[i];
        pairs += strangers[i];
        const bool met = meeting_of([&](std::size_t f) { return patterns[i].levels[f]; }) != 0;
        for (std::size_t f = 0; f < fields_; ++f) {
            const auto level = patterns[i].levels[f];
            m[f][level] += matches[i];
            (met && name_[f] ? met_u : u)[f][level] += strangers[i];
        }
    }
    if (!std::exchange(met_known_, true)) met_names_ = met_u;
    if (pairs <= 0) return;
    for (std::size_t f = 0; f < fields_; ++f) {
        if (f >= texts_) fit_values(f, m[f], u[f], rivals);
        if (f >= texts_ || rivals) continue;
        if (name_[f]) {
            fit_names(f, m[f], u[f], met_u[f]);
        } else {
            fit_text(f, m[f], u[f], weights_[0][f]);
            copy_weights(f);
        }
    }
    if (alone_) fit_contained(patterns, matches, strangers);
    prior_ = std::log2((matches_ + 0.5) / (pairs + 0.5));
    if (!rivals) return;
    const auto none = [&](double size) { return std::max(1 - matches_ / size, kLeastUnmatched); };
    prior_ = std::log2((matches_ + 0.5) / (lists[0] * lists[1] * none(lists[0]) * none(lists[1])));
}

// Nothing else tells of a list of names alone how far its words can be believed: who is called so in short, or at length, has every word of
// the one name in the other.
void PairModel::fit_contained(std::span<const Pattern> patterns, std::span<const double> matches, std::span<const double> strangers) {
    std::array<double, 2> m{}, u{};
    for (std::size_t i = 0; i < patterns.size(); ++i) {
        const auto lacking = patterns[i].levels[kOtherName];
        if (patterns[i].levels[0] == 0 || lacking == 0) continue;
        const auto other = lacking == kLacksBoth ? 1U : 0U;
        m[other] += matches[i];
        u[other] += strangers[i];
    }
    for (std::size_t other = 0; other < 2; ++other) {
        const auto bits = static_cast<float>(log2_ratio(m[other], u[other], m[0] + m[1], u[0] + u[1]));
        contained_[other] = std::clamp(bits, -kMostContained, kMostContained);
    }
}

void PairModel::draw_towards(const PairModel& start) {
    const auto own = static_cast<float>(matches_ / (matches_ + kStartMatches));
    for (std::size_t meeting = 0; meeting < kMeetings; ++meeting) {
        for (std::size_t f = 0; f < fields_; ++f) {
            auto& weights = weights_[meeting][f];
            for (std::size_t level = 1; level < kLevels; ++level)
                weights[level] = own * weights[level] + (1 - own) * start.weights_[meeting][f][level];
        }
    }
    for (auto& bits : contained_) bits *= own;
    prior_ = static_cast<double>(own) * prior_ + static_cast<double>(1 - own) * start.prior_;
}

float PairModel::weight_of(std::size_t field, const Comparison& comparison) const {
    const auto level = comparison.levels[field];
    const auto meeting = name_[field] ? meeting_of([&](std::size_t f) { return comparison.levels[f]; }) : 0;
    const auto& w = weights_[meeting][field];
    if (level == 0 || field >= texts_) return w[level];
    // Between the middles of two levels the weight is drawn straight, so that bits decide between pairs of one level.
    const float at = (comparison.bits[field] - kLowestBits) / kBinBits + 0.5F;
    const auto low = static_cast<std::size_t>(std::clamp(at, 1.0F, static_cast<float>(kLevels - 2)));  // cut off: rounded down
    const float part = std::clamp(at - static_cast<float>(low), 0.0F, 1.0F);
    return w[low] + part * (w[low + 1] - w[low]);
}

double PairModel::Odds::against_both() const {
    const double low = std::min(strangers, relatives), apart = std::fabs(strangers - relatives);
    return apart > kMostWeight ? low : low - std::log2(1 + std::exp2(-apart));
}

// The part of a field's weight that counts against relatives, who share what several use.
double PairModel::relative_part(std::size_t field, ValueLevel level, double weight) const {
    if (field < texts_) return std::min(weight, 0.0);
    if (contact_[field] && level == ValueLevel::equal_common) return std::min(weight, persons_ ? 0.0 : kMostContact);
    if (contact_[field]) return level == ValueLevel::equal ? std::min(weight, kMostContact) : weight;
    return persons_ && single_[field] ? std::min(weight, kMostTwins) : weight;
}

template <typename WeightOf, typename LevelOf>
PairModel::Odds PairModel::odds_of(WeightOf weight, LevelOf level, double beyond, std::uint8_t lacking, bool other_day) const {
    const bool other_name = lacking == kLacksBoth;
    double sum = 0, agrees = 0, differs = 0, name_agrees = 0, name_differs = 0, texts = 0, relatives = beyond;
    double contact = 0;
    bool other_number = false, other_single = false, other_generation = false, unnamed = true;
    for (std::size_t f = 0; f < fields_; ++f) {
        const auto w = static_cast<double>(weight(f));
        if (place_[f]) {
            agrees = std::max(agrees, w);
            differs = std::min(differs, w);
        } else if (name_[f]) {
            name_agrees = std::max(name_agrees, w);
            name_differs = std::min(name_differs, w);
            unnamed = unnamed && level(f) == 0;
        } else {
            const auto own = static_cast<ValueLevel>(level(f));
            const bool other = f >= texts_ && own == ValueLevel::different;
            (f < texts_ ? texts : sum) += w;
            const double part = relative_part(f, own, w);
            // One office has one telephone and one mailbox: of several the strongest counts.
            if (persons_ && contact_[f] && part > 0) {
                contact = std::max(contact, part);
            } else {
                relatives += part;
            }
            other_number = other_number || (other && number_[f]);
            other_single = other_single || (other && single_[f]);
            other_generation = other_generation || (other && generation_[f]);
        }
    }
    // Neighbours in one house, or under one telephone, whose names have no word in common.
    const bool neighbours = !persons_ && other_name && meeting_of(level) != 0;
    const bool may_be_relatives = relatives_ && (other_single || neighbours || (persons_ && (other_name || unnamed)));
    relatives = may_be_relatives ? relatives + contact + differs - household_ : kNoRelatives;
    const double contained = alone_ && lacking != 0 ? static_cast<double>(contained_[other_name ? 1 : 0]) : 0;
    const double names = prior_ + texts + name_agrees + name_differs + contained;
    // Father and son, or namesakes: another day of birth altogether, and no number says that they are one.
    if (persons_ && other_day && contact <= kMostContact) return {std::min(names + sum + agrees + differs, kNamesakes), relatives};
    // A person's name alone does not outweigh another address: people bear names of others.
    const bool name_alone = persons_ && differs < kPlaceDiffers && agrees < kPlaceAgrees && sum <= 0 && texts <= 0;
    if (name_alone) return {std::min(names + sum + agrees + differs, 0.0), relatives};
    if (other_generation) return {std::min(names + sum + agrees + differs, kNamesakes), relatives};
    if (!other_number || differs >= kPlaceDiffers) return {names + sum + agrees + differs, relatives};
    const double bounded = std::min(names, kMostNamesakeBits) + sum + differs;
    return {agrees < kPlaceAgrees ? std::min(bounded, kNamesakes) : bounded, relatives};
}

PairModel::Odds PairModel::odds_of(const Comparison& comparison) const {
    return odds_of([&](std::size_t f) { return weight_of(f, comparison); }, [&](std::size_t f) { return comparison.levels[f]; },
                   static_cast<double>(comparison.beyond), comparison.levels[kOtherName], comparison.levels[kOtherDay] != 0);
}

PairModel::Odds PairModel::odds_of(const Pattern& pattern) const {
    const auto beyond = pattern.levels[kBeyond] == 0 ? 0.0 : static_cast<double>(bits_of_level(pattern.levels[kBeyond]));
    const auto& weights = weights_[meeting_of([&](std::size_t f) { return pattern.levels[f]; })];
    return odds_of([&](std::size_t f) { return weights[f][pattern.levels[f]]; }, [&](std::size_t f) { return pattern.levels[f]; }, beyond,
                   pattern.levels[kOtherName], pattern.levels[kOtherDay] != 0);
}

std::array<bool, kMostFields> PairModel::counted(const Comparison& comparison) const {
    std::array<bool, kMostFields> counted{};
    std::size_t agrees = kMostFields, differs = kMostFields;
    for (std::size_t f = 0; f < fields_; ++f) {
        counted[f] = !place_[f];
        if (!place_[f]) continue;
        const float w = weight_of(f, comparison);
        if (w > 0 && (agrees == kMostFields || w > weight_of(agrees, comparison))) agrees = f;
        if (w < 0 && (differs == kMostFields || w < weight_of(differs, comparison))) differs = f;
    }
    if (agrees < kMostFields) counted[agrees] = true;
    if (differs < kMostFields) counted[differs] = true;
    return counted;
}

bool PairModel::related(const Comparison& comparison) const {
    constexpr double kMatters = 0.5;
    const auto odds = odds_of(comparison);
    return odds.strangers - odds.against_both() > kMatters;
}

bool PairModel::limited(const Comparison& comparison) const {
    bool number = false, place = false;
    for (std::size_t f = 0; f < fields_; ++f) {
        number = number || (number_[f] && comparison.levels[f] == static_cast<std::uint8_t>(ValueLevel::different));
        place = place || (place_[f] && static_cast<double>(weight_of(f, comparison)) < kPlaceDiffers);
    }
    return number && place;
}

bool PairModel::namesakes(const Comparison& comparison) const {
    if (!limited(comparison)) return false;
    for (std::size_t f = 0; f < fields_; ++f) {
        if (place_[f] && static_cast<double>(weight_of(f, comparison)) >= kPlaceAgrees) return false;
    }
    return true;
}

float PairModel::weigh(const Comparison& comparison) const { return static_cast<float>(odds_of(comparison).against_both()); }

double PairModel::weigh(const Pattern& pattern) const { return odds_of(pattern).against_both(); }

}  // namespace wb
