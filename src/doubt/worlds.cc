#include "doubt/worlds.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <tuple>

#include "base/check.h"
#include "base/distribution.h"
#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kRateSalt = 0x7261746573;      // "rates": keeps a pattern's uniform apart from a block's
constexpr std::uint64_t kCommonSalt = 0x636F6D6D6F;    // "commo": the score that all patterns share
constexpr std::uint64_t kFoundSalt = 0x666F756E64;     // "found"
constexpr std::uint64_t kNamedSalt = 0x6E616D6564;     // "named"
constexpr std::uint64_t kTwiceSalt = 0x7477696365;     // "twice"
constexpr std::uint64_t kBesideSalt = 0x626573696465;  // "beside"
constexpr std::uint64_t kDrawnSalt = 0x647261776E;     // "drawn"
// A case of which less than a tenth is named is no case to extrapolate from.
constexpr double kLeastFound = 0.1;
// Probabilities of one pattern are told apart in steps of this size, which bounds the number of rates drawn.
constexpr double kProbabilityStep = 5e-4;

// Goods not found, over those of their kind that the rows show, in one world.
double missing_share(PatternRate found, std::uint64_t seed, std::uint64_t salt, std::uint64_t draw) {
    if (!found.known()) return 0;
    const double share = beta_quantile(uniform_draw(seed, salt, draw), found.alpha, found.beta);
    return 1 / std::max(share, kLeastFound) - 1;
}

// What the rows show and do not repeat unseen, over all that they show, in one world.
double once_share(const DoubtModel& model, std::uint64_t seed, std::uint64_t draw) {
    if (!model.counted_twice.known()) return 1;
    return 1 - beta_quantile(uniform_draw(seed, kTwiceSalt, draw), model.counted_twice.alpha, model.counted_twice.beta);
}

// Patterns that begin alike are kinds of one evidence: a world in which goods without words are drones more often than usual is so for all
// their tenths, under whatever code.
std::string_view family_of(std::string_view pattern) {
    const auto stem = pattern.substr(0, pattern.find('.'));
    return stem == "hidden" ? std::string_view("vague") : stem;
}

double logit(double p) { return std::log(p) - std::log1p(-p); }

double logistic(double score) { return 1 / (1 + std::exp(-score)); }

double odds_shifted(double rate, double from_mean, double to_mean) { return logistic(logit(rate) + logit(to_mean) - logit(from_mean)); }

// Log odds at the middle of a logistic normal distribution with this mean (Zeger, Liang & Albert 1988, their constant).
double middle_log_odds(double mean, double spread) {
    constexpr double kConstant = 16 * 1.7320508075688772 / (15 * 3.14159265358979323846);
    return logit(mean) * std::sqrt(1 + kConstant * kConstant * spread * spread);
}

}  // namespace

std::uint64_t block_of(const ScopeGood& good) {
    if (good.block != 0) return static_cast<std::uint64_t>(good.block);
    return combine64(static_cast<std::uint64_t>(good.item_id.value), static_cast<std::uint64_t>(good.position));
}

Worlds::Worlds(std::span<const ScopeGood* const> goods, const RateLookup& rates, const IntervalOptions& options, DoubtModel model)
    : draws_(options.draws), seed_(options.seed), words_per_row_(static_cast<std::size_t>((options.draws + 63) / 64)), model_(model) {
    WB_CHECK(options.draws >= 2, "at least two worlds");
    if (model.found_named.known() || model.found_vague.known() || model.counted_twice.known()) {
        for (std::uint64_t d = 0; d < static_cast<std::uint64_t>(draws_); ++d)
            unfound_factors_.push_back((1 + missing_share(model.found_named, seed_, kNamedSalt, d)) * once_share(model, seed_, d));
    }
    std::vector<std::uint32_t> order(goods.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto key = [&](std::uint32_t i) {
        return std::make_tuple(block_of(*goods[i]), std::string_view(goods[i]->evidence), goods[i]->probability);
    };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    cell_of_good_.resize(goods.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && key(order[i]) == key(order[i - 1])) {
            cell_of_good_[order[i]] = cell_of_good_[order[i - 1]];
            continue;
        }
        const ScopeGood& good = *goods[order[i]];
        const Row cell = add_row({block_of(good), std::clamp(good.probability, 0.0, 1.0), rate(good, rates, model), false});
        fill(cell, block_of(good));
        cell_of_good_[order[i]] = cell;
    }
}

Worlds::Row Worlds::rate(const ScopeGood& good, const RateLookup& rates, const DoubtModel& model) {
    // Certain either way (a person's judgement): no rate to be in doubt about.
    if (good.probability <= 0 || good.probability >= 1) return kNoRow;
    const auto step = static_cast<std::int64_t>(std::llround(good.probability / kProbabilityStep));
    const auto [at, fresh] = rate_numbers_.try_emplace(RateKey{good.evidence, step}, static_cast<Row>(rate_draws_.size()));
    if (fresh) rate_draws_.push_back(draw_rate(good.evidence, good.probability, rates ? rates(good.evidence) : PatternRate{}, model));
    return at->second;
}

std::vector<double> Worlds::draw_rate(const std::string& pattern, double probability, PatternRate beta, const DoubtModel& model) const {
    if (!beta.known()) {
        beta = {probability * model.unknown_pattern_trials, (1 - probability) * model.unknown_pattern_trials};
    }
    const double mean = beta.alpha / (beta.alpha + beta.beta);
    const bool shifted = std::fabs(mean - probability) > kProbabilityStep;
    const double own = std::sqrt(1 - model.pattern_correlation);
    const double common = std::sqrt(model.pattern_correlation);
    std::vector<double> drawn(static_cast<std::size_t>(draws_));
    for (std::size_t d = 0; d < drawn.size(); ++d) {
        double u = uniform_draw(combine64(seed_, kRateSalt), hash64(family_of(pattern)), d);
        if (model.pattern_correlation > 0) {
            const double shared = normal_quantile(uniform_draw(seed_, kCommonSalt, d));
            u = normal_cdf(own * normal_quantile(u) + common * shared);
        }
        if (beta.log_odds_spread > 0) {
            drawn[d] = logistic(middle_log_odds(probability, beta.log_odds_spread) + beta.log_odds_spread * normal_quantile(u));
            continue;
        }
        const double rate = beta_quantile(u, beta.alpha, beta.beta);
        drawn[d] = shifted && rate > 0 && rate < 1 ? odds_shifted(rate, mean, probability) : rate;
    }
    return drawn;
}

Worlds::Row Worlds::add_row(RowFacts facts) {
    const auto row = static_cast<Row>(rows_.size());
    WB_CHECK(row != kNoRow, "fewer than 2^32 - 1 cells");
    rows_.push_back(facts);
    bits_.resize(bits_.size() + words_per_row_);
    return row;
}

void Worlds::fill(Row row, std::uint64_t block_key) {
    const RowFacts& facts = rows_[row];
    const double* rates = facts.rate == kNoRow ? nullptr : rate_draws_[facts.rate].data();
    std::uint64_t* words = bits_.data() + row * words_per_row_;
    for (std::int64_t d = 0; d < draws_; ++d) {
        const double rate = rates != nullptr ? rates[d] : facts.probability;
        const bool in = uniform_draw(seed_, block_key, static_cast<std::uint64_t>(d)) < rate;
        words[d >> 6] |= static_cast<std::uint64_t>(in) << (d & 63);
    }
}

Worlds::Row Worlds::gate(std::uint64_t block, Gate kind, double probability, double log_odds_spread) {
    if (probability >= 1) return kNoRow;
    const std::uint64_t salted = combine64(block, 0x67617465ULL + static_cast<std::uint64_t>(kind));
    const double known = std::max(probability, 0.0);
    const auto [at, fresh] = gates_.try_emplace(combine64(salted, std::bit_cast<std::uint64_t>(known)), kNoRow);
    if (fresh) {
        const bool shared = log_odds_spread > 0 && known > 0;
        at->second = add_row({block, known, shared ? gate_rate(kind, known, log_odds_spread) : kNoRow, false});
        fill(at->second, salted);
        rows_[at->second].rate = kNoRow;  // a second doubt is no calibration of a pattern
    }
    return at->second;
}

Worlds::Row Worlds::gate_rate(Gate kind, double probability, double log_odds_spread) {
    const auto step = static_cast<std::int64_t>(std::llround(probability / kProbabilityStep));
    // Rates of one kind take the same quantile in a world, whatever their spread.
    const std::string name = "gate " + std::to_string(static_cast<int>(kind));
    const auto key = RateKey{name + " " + std::to_string(std::llround(log_odds_spread / kProbabilityStep)), step};
    const auto [at, fresh] = rate_numbers_.try_emplace(key, static_cast<Row>(rate_draws_.size()));
    if (fresh) rate_draws_.push_back(draw_rate(name, probability, {probability, 1 - probability, log_odds_spread}, model_));
    return at->second;
}

Worlds::Row Worlds::drawn_gate(std::uint64_t key, std::uint64_t block, double probability, std::span<const std::uint64_t> words) {
    const auto [at, fresh] = gates_.try_emplace(combine64(kDrawnSalt, key), kNoRow);
    if (fresh) {
        at->second = add_row({block, std::clamp(probability, 0.0, 1.0), kNoRow, true});
        std::copy(words.begin(), words.end(), bits_.begin() + static_cast<std::ptrdiff_t>(at->second * words_per_row_));
    }
    return at->second;
}

Worlds::Row Worlds::narrowed(Row cell, Row gate) {
    if (gate == kNoRow) return cell;
    if (cell == kNoRow) return gate;
    const auto [at, fresh] = narrowed_.try_emplace({cell, gate}, kNoRow);
    if (fresh) {
        RowFacts facts{rows_[cell].block, rows_[cell].probability * rows_[gate].probability};
        facts.wide = cell;
        facts.narrowing = gate;
        at->second = add_row(facts);
        std::uint64_t* both = bits_.data() + at->second * words_per_row_;
        for (std::size_t w = 0; w < words_per_row_; ++w) both[w] = words(cell)[w] & words(gate)[w];
    }
    return at->second;
}

void Worlds::place_unseen(Shown shown, Shown beside) {
    if (unfound_factors_.empty()) return;
    for (Shown* part : {&shown, &beside}) {
        if (part->blocks.empty()) continue;
        UnseenSums sums;
        for (std::size_t d = 0; d < unfound_factors_.size(); ++d) {
            const double vague = part->vague[d] * missing_share(model_.found_vague, seed_, kFoundSalt, d);
            const double named = (part->all[d] - part->vague[d]) * missing_share(model_.found_named, seed_, kNamedSalt, d);
            const double once = once_share(model_, seed_, d);
            sums.vague.push_back(vague);
            sums.named.push_back(named);
            sums.twice.push_back(part->all[d] * (1 - once));
            if (part != &shown) continue;
            const double missing = part->all[d] > 0 ? (vague + named) / part->all[d] : 0;
            unfound_factors_[d] = (1 + missing) * once;
            vague_of_unseen_.push_back(vague + named > 0 ? vague / (vague + named) : 0);
        }
        const auto lots = wb::place_unseen(std::move(part->blocks), sums, part == &shown ? seed_ : combine64(seed_, kBesideSalt));
        lots_.insert(lots_.end(), lots.begin(), lots.end());
    }
    std::stable_sort(lots_.begin(), lots_.end(), [](const UnseenLot& a, const UnseenLot& b) { return a.block < b.block; });
    std::unordered_map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> by_block;
    for (std::uint32_t i = 0; i < lots_.size(); ++i) by_block.try_emplace(lots_[i].block, i, i).first->second.second = i + 1;
    for (auto& row : rows_) {
        const auto found = by_block.find(row.block);
        if (found != by_block.end()) std::tie(row.first_lot, row.end_lot) = found->second;
    }
}

std::span<const UnseenLot> Worlds::unseen_lots(Row row) const {
    if (row == kNoRow || lots_.empty()) return {};
    const RowFacts& facts = rows_[wide_cell(row)];
    return std::span(lots_).subspan(facts.first_lot, facts.end_lot - facts.first_lot);
}

double Worlds::apart_rate(std::int64_t draw) const {
    const auto& rate = model_.counted_apart;
    return rate.known() ? beta_quantile(uniform(0, "apart rate", draw), rate.alpha, rate.beta) : 0;
}

double Worlds::uniform(std::uint64_t block, std::string_view salt, std::int64_t draw) const {
    return uniform_draw(combine64(seed_, hash64(salt)), block, static_cast<std::uint64_t>(draw));
}

}  // namespace wb
