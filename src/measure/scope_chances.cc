#include "measure/scope_chances.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/hash.h"
#include "doubt/worlds.h"
#include "text/romanise.h"

namespace wb {

namespace {

// Trials that the coarser level's mean counts as.
constexpr double kPriorTrials = 2;
// Below this many trials nothing is known.
constexpr double kFewestTrials = 5;
// That goods without the fact are not quite like those that state it: standard deviation on the scale of log odds.
constexpr double kUnlikeness = 0.7;
constexpr double kWidestSpread = 2;
constexpr double kSpreadStep = 0.25;  // bounds the number of rates drawn

enum class Level : unsigned char { all, brand, word, source, own };

std::size_t at(ScopeFact fact) { return static_cast<std::size_t>(fact); }

std::uint64_t key_of(ScopeFact fact, Level level, std::uint64_t what) {
    return combine64(0x73636F7065ULL + 16 * static_cast<std::uint64_t>(fact) + static_cast<std::uint64_t>(level), what);
}

// The company whose country the fact is.
EntityId company_of(const ScopeGood& good, ScopeFact fact) {
    return fact == ScopeFact::seller ? sender(good).entity : fact == ScopeFact::destination ? good.consignee.entity : EntityId{};
}

// What is in scope together, and counts as one trial.
std::uint64_t unit_of(const ScopeGood& good, ScopeFact fact) {
    const EntityId company = company_of(good, fact);
    return company.present() ? static_cast<std::uint64_t>(company.value) : block_of(good);
}

double logit(double p) { return std::log(p) - std::log1p(-p); }

double logistic(double score) { return 1 / (1 + std::exp(-score)); }

// A Beta of a share.
struct Posterior {
    double yes, no;
    [[nodiscard]] double trials() const { return yes + no; }
    [[nodiscard]] double mean() const { return yes / trials(); }
    // Of its log odds, about.
    [[nodiscard]] double variance() const { return 1 / yes + 1 / no; }
};

// Under a prior worth kPriorTrials.
Posterior refined(ScopeShare own, double prior) {
    return {own.yes + kPriorTrials * prior, own.trials - own.yes + kPriorTrials * (1 - prior)};
}

}  // namespace

ScopeChances::ScopeChances(std::span<const ScopeGood* const> goods, const Question& question,
                           const std::map<EntityId, std::string>& captions)
    : captions_(captions) {
    alone_[at(ScopeFact::seller)].sellers = question.sellers;
    alone_[at(ScopeFact::destination)].destinations = question.destinations;
    alone_[at(ScopeFact::day)].period = question.period;
    alone_[at(ScopeFact::day)].known_on = question.known_on;
    for (auto& other : others_) other = question;
    others_[at(ScopeFact::seller)].sellers.clear();
    others_[at(ScopeFact::destination)].destinations.clear();
    others_[at(ScopeFact::day)].period = {};
    others_[at(ScopeFact::day)].known_on.reset();
    for (const ScopeFact fact : kScopeFacts) {
        bool any = false;
        for (const ScopeGood* good : goods) {
            if (!lacks(*good, fact) || scope_of(*good, question) != Scope::cannot_tell) continue;
            want(*good, fact);
            any = true;
        }
        if (any) count(goods, fact);
    }
}

bool ScopeChances::lacks(const ScopeGood& good, ScopeFact fact) const { return scope_of(good, alone_[at(fact)]) == Scope::cannot_tell; }

const std::vector<ScopeChances::Key>& ScopeChances::words_of(EntityId company) const {
    const auto [found, fresh] = words_.try_emplace(company);
    if (!fresh) return found->second;
    const auto caption = captions_.find(company);
    if (!company.present() || caption == captions_.end()) return found->second;
    const std::string text = romanised(caption->second);
    std::set<Key> words;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        if (end > begin) words.insert(hash64(std::string_view(text).substr(begin, end - begin)));
        begin = end + 1;
    }
    found->second.assign(words.begin(), words.end());
    return found->second;
}

ScopeChances::Levels ScopeChances::levels_of(const ScopeGood& good, ScopeFact fact) const {
    Levels levels;
    levels.all = key_of(fact, Level::all, 0);
    levels.brand = key_of(fact, Level::brand, hash64(good.brand));
    levels.source = key_of(fact, Level::source, static_cast<std::uint64_t>(good.source));
    levels.own = key_of(fact, Level::own, unit_of(good, fact));
    for (const Key word : words_of(company_of(good, fact))) levels.words.push_back(key_of(fact, Level::word, word));
    return levels;
}

void ScopeChances::want(const ScopeGood& good, ScopeFact fact) {
    const Levels levels = levels_of(good, fact);
    for (const Key key : {levels.all, levels.brand, levels.source, levels.own}) shares_.try_emplace(key);
    for (const Key key : levels.words) shares_.try_emplace(key);
}

void ScopeChances::count(std::span<const ScopeGood* const> goods, ScopeFact fact) {
    struct Answers {
        double yes = 0, rows = 0;
    };
    std::map<std::pair<Key, std::uint64_t>, Answers> answers;
    for (const ScopeGood* good : goods) {
        if (is_double(*good) || scope_of(*good, others_[at(fact)]) != Scope::inside) continue;
        const Scope own = scope_of(*good, alone_[at(fact)]);
        if (own == Scope::cannot_tell) continue;
        const auto add = [&](Key key) {
            if (!shares_.contains(key)) return;
            Answers& each = answers[{key, unit_of(*good, fact)}];
            each.rows += 1;
            each.yes += own == Scope::inside ? 1 : 0;
        };
        const Levels levels = levels_of(*good, fact);
        for (const Key key : {levels.all, levels.brand, levels.source, levels.own}) add(key);
        for (const Key key : levels.words) add(key);
    }
    for (const auto& [key, each] : answers) {
        ScopeShare& share = shares_[key.first];
        share.yes += each.yes / each.rows;
        share.trials += 1;
    }
}

ScopeShare ScopeChances::share(Key key) const {
    const auto found = shares_.find(key);
    return found == shares_.end() ? ScopeShare{} : found->second;
}

ScopeChances::Key ScopeChances::most_telling(const std::vector<Key>& words, double usual) const {
    Key most = 0;
    double distance = 0;
    for (const Key word : words) {
        const double own = std::fabs(logit(refined(share(word), usual).mean()) - logit(usual));
        if (own > distance) most = word;
        distance = std::max(distance, own);
    }
    return most;
}

std::optional<ScopeChance> ScopeChances::of(const ScopeGood& good, ScopeFact fact) const {
    const Levels levels = levels_of(good, fact);
    const ScopeShare all = share(levels.all);
    if (all.trials < kFewestTrials) return std::nullopt;
    const Posterior common{all.yes + 0.5, all.trials - all.yes + 0.5};
    const double usual = logit(common.mean());
    double variance = kUnlikeness * kUnlikeness + common.variance();
    double score = usual;
    // What a level tells beside all goods: log odds of independent evidence add up.
    const auto add = [&](Key key) {
        const Posterior own = refined(share(key), common.mean());
        score += logit(own.mean()) - usual;
        if (own.trials() > kPriorTrials) variance += own.variance() - common.variance();
    };
    if (!good.brand.empty()) add(levels.brand);
    if (const Key word = most_telling(levels.words, common.mean()); word != 0) add(word);
    add(levels.source);
    const Posterior posterior = refined(share(levels.own), logistic(score));
    if (posterior.trials() > kPriorTrials) variance = kUnlikeness * kUnlikeness + posterior.variance();
    const double spread = std::min(kWidestSpread, std::sqrt(std::max(variance, kUnlikeness * kUnlikeness)));
    return ScopeChance{posterior.mean(), std::ceil(spread / kSpreadStep) * kSpreadStep,
                       combine64(key_of(fact, Level::own, 1), unit_of(good, fact))};
}

}  // namespace wb
