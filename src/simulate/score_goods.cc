#include <algorithm>
#include <cmath>

#include "simulate/score.h"

namespace wb {

namespace {

constexpr double kTaken = 0.5;  // a good counts as found from this probability on

double share(double part, double all) { return all == 0 ? 1.0 : part / all; }

bool same_class(std::string_view found, std::string_view truth) {
    return found == truth || (truth.starts_with(found) && truth.size() > found.size() && truth[found.size()] == '.');
}

using FoundRows = std::map<RowPlace, std::vector<const FoundGood*>>;

// The true good of the row that a found one is most likely about.
const TrueGood* counterpart(const std::vector<TrueGood>& goods, const FoundGood& found) {
    const TrueGood* best = goods.empty() ? nullptr : &goods.front();
    int best_points = -1;
    for (const auto& good : goods) {
        const int points =
            (same_class(found.goods_class, good.goods_class) ? 2 : 0) + (!found.model.empty() && found.model == good.model ? 1 : 0);
        if (points > best_points) best = &good;
        best_points = std::max(best_points, points);
    }
    return best;
}

const FoundGood* match_of(const TrueGood& good, const std::vector<const FoundGood*>& found) {
    const FoundGood* best = nullptr;
    int best_points = -1;
    for (const auto* candidate : found) {
        if (!same_class(candidate->goods_class, good.goods_class)) continue;
        const int points = (candidate->brand == good.brand ? 1 : 0) + (candidate->model == good.model ? 1 : 0);
        if (points > best_points) best = candidate;
        best_points = std::max(best_points, points);
    }
    return best;
}

struct Block {
    double goods = 0, right = 0;
};

// Goods found by code, price and sender alone.
bool without_words(const FoundGood& good) { return good.evidence.starts_with("vague") || good.evidence.starts_with("hidden"); }

std::size_t tenth(double probability) { return std::min<std::size_t>(9, static_cast<std::size_t>(probability * 10)); }

void count(PatternCount& pattern, bool right, double probability, double value) {
    ++pattern.goods;
    pattern.right += right ? 1 : 0;
    pattern.probability += probability;
    pattern.value += value;
    pattern.value_right += right ? value : 0;
    pattern.value_said += value * probability;
}

// "names_brand.model_brand" …: the calibration's key of how the brand was named; "names_brand.stated" for one that no catalogue knows.
std::string brand_pattern(const FoundGood& good, const std::vector<TrueGood>& row) {
    const bool known = std::any_of(row.begin(), row.end(), [&](const TrueGood& each) { return each.brand == good.brand; });
    const auto words = good.evidence.substr(0, good.evidence.find('.'));
    return "names_brand." + (words.starts_with("class") && !known ? std::string("stated") : words);
}

using Blocks = std::map<std::pair<std::string, std::int64_t>, Block>;

void add_to_block(Blocks& blocks, const std::string& pattern, std::int64_t block, bool right) {
    auto& counted = blocks[{pattern, block}];
    counted.goods += 1;
    counted.right += right ? 1 : 0;
}

void close_blocks(const Blocks& blocks, std::map<std::string, PatternCount>& patterns) {
    for (const auto& [key, block] : blocks) {
        auto& pattern = patterns[key.first];
        ++pattern.blocks;
        pattern.blocks_right += block.right / block.goods;
    }
}

void count_brand(const std::vector<TrueGood>& row, const FoundGood& good, Blocks& blocks, GoodsScore& score) {
    const bool right = std::any_of(row.begin(), row.end(), [&](const TrueGood& each) { return each.brand == good.brand; });
    const auto pattern = brand_pattern(good, row);
    add_to_block(blocks, pattern, good.block, right);
    count(score.brands[pattern], right, good.brand_probability, good.value);
    count(score.brand_reliability[tenth(good.brand_probability)], right, good.brand_probability, good.value);
}

void count_found(const Truth& truth, const FoundRows& found, GoodsScore& score) {
    double claimed = 0;
    double claimed_right = 0;
    Blocks blocks;
    Blocks brand_blocks;
    for (const auto& [place, goods] : found) {
        const auto known = truth.goods.find(place);
        for (const auto* good : goods) {
            if (!good->goods_class.starts_with("uav")) continue;
            const auto* truly = known == truth.goods.end() ? nullptr : counterpart(known->second, *good);
            const bool right = truly != nullptr && !truly->goods_class.empty();
            if (!good->repeated) {
                add_to_block(blocks, good->evidence, good->block, right);
                count(score.patterns[good->evidence], right, good->probability, good->value);
                count(score.reliability[tenth(good->probability)], right, good->probability, good->value);
                if (right && !good->brand.empty()) count_brand(known->second, *good, brand_blocks, score);
            }
            if (good->probability < kTaken || good->evidence == "rest" || (truly != nullptr ? truly->vague : without_words(*good)))
                continue;
            claimed += 1;
            claimed_right += truly != nullptr && same_class(good->goods_class, truly->goods_class) ? 1 : 0;
        }
    }
    close_blocks(blocks, score.patterns);
    close_blocks(brand_blocks, score.brands);
    score.class_precision = share(claimed_right, claimed);
}

struct Recalled {
    double stated = 0, found = 0, branded = 0, branded_right = 0, modelled = 0, modelled_right = 0;
    double units_true = 0, units_found = 0;
};

struct ValueFound {
    double all = 0, found = 0;
    void add(double value, bool in_a_good) {
        all += value;
        found += in_a_good ? value : 0;
    }
};

void recall(const TrueGood& good, const FoundGood* match, Recalled& sums) {
    sums.stated += 1;
    if (match == nullptr || match->probability < kTaken) return;
    sums.found += 1;
    sums.units_true += good.units;
    sums.units_found += match->units;
    if (!good.states_brand) return;
    sums.branded += 1;
    sums.branded_right += match->brand == good.brand ? 1 : 0;
    sums.modelled += 1;
    sums.modelled_right += match->model == good.model ? 1 : 0;
}

RowPlace root_of(const Truth& truth, RowPlace place) {
    for (auto next = truth.doubles.find(place); next != truth.doubles.end(); next = truth.doubles.find(place)) place = next->second;
    return place;
}

// Value of true goods in scope of which more than one row is counted, over all.
double counted_twice(const Truth& truth, const FoundRows& found) {
    std::map<RowPlace, int> counted;
    for (const auto& [place, goods] : found) {
        if (truth.goods.contains(place) && !goods.front()->repeated) ++counted[root_of(truth, place)];
    }
    double once = 0;
    double more = 0;
    for (const auto& [place, rows] : counted) {
        const auto goods = truth.goods.find(place);
        if (goods == truth.goods.end()) continue;
        for (const auto& good : goods->second) {
            if (!good.in_scope) continue;
            once += good.declared_value;
            more += good.declared_value * (rows - 1);
        }
    }
    return once > 0 ? more / (once + more) : 0;
}

}  // namespace

GoodsScore score_goods(const Truth& truth, const RunResults& run) {
    GoodsScore score;
    FoundRows found;
    for (const auto& good : run.goods) found[good.place].push_back(&good);
    count_found(truth, found, score);
    Recalled sums;
    ValueFound named;
    ValueFound vague;
    static const std::vector<const FoundGood*> kNone;
    for (const auto& [place, goods] : truth.goods) {
        const auto at = found.find(place);
        const auto& here = at == found.end() ? kNone : at->second;
        for (const auto& good : goods) {
            if (good.in_scope) (good.vague ? vague : named).add(good.declared_value, !here.empty());
            if (good.states_class && !good.goods_class.empty()) recall(good, match_of(good, here), sums);
        }
    }
    score.class_recall = share(sums.found, sums.stated);
    score.brand_accuracy = share(sums.branded_right, sums.branded);
    score.model_accuracy = share(sums.modelled_right, sums.modelled);
    score.units_error = sums.units_true > 0 ? std::fabs(sums.units_found / sums.units_true - 1) : 0;
    score.found = share(named.found + vague.found, named.all + vague.all);
    score.found_named = share(named.found, named.all);
    score.found_vague = share(vague.found, vague.all);
    score.counted_twice = counted_twice(truth, found);
    return score;
}

}  // namespace wb
