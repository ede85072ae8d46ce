#include "simulate/score.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"

namespace wb {

namespace {

void score_doubles(const Truth& truth, const RunResults& run, Score& score) {
    // Doubles as sets: two rows are right when the truth puts them into one set.
    const auto root_of = [&](const RowPlace& place) {
        auto at = place;
        for (auto next = truth.doubles.find(at); next != truth.doubles.end(); next = truth.doubles.find(at)) at = next->second;
        return at;
    };
    double right = 0;
    for (const auto& pair : run.doubles) right += root_of(pair.row) == root_of(pair.kept) ? 1 : 0;
    if (!run.doubles.empty()) score.doubles_precision = right / static_cast<double>(run.doubles.size());
    if (!truth.doubles.empty()) score.doubles_recall = right / static_cast<double>(truth.doubles.size());
}

// The id that the run gives to a figure of the truth: companies go by their entities. "" when no entity is known.
std::string id_in_run(const std::string& id, const Identities& identities) {
    const auto mark = id.find(".@");
    if (mark == std::string::npos) return id;
    const auto end = id.find('.', mark + 2);
    const auto found = identities.entity_of.find({id.substr(0, mark), id.substr(mark + 2, end - mark - 2)});
    return found == identities.entity_of.end() ? "" : id.substr(0, mark + 1) + std::to_string(found->second) + id.substr(end);
}

void score_figures(const Truth& truth, const RunResults& run, Score& score) {
    const auto identities = identities_of(truth, run);
    for (const auto& [id, value] : truth.figures) {
        const auto figure = run.figures.find(id_in_run(id, identities));
        if (figure == run.figures.end()) continue;
        const auto& said = figure->second;
        // Truth is in exact cents and shares are rounded to six decimals.
        const double slack = 2e-6 * std::max(1.0, std::fabs(value));
        score.figures[id] = {value, said, said.low - slack <= value && value <= said.high + slack};
    }
}

void write_goods(const GoodsScore& goods, JsonWriter& json) {
    json.key("goods").object();
    json.key("class_precision").number(goods.class_precision).key("class_recall").number(goods.class_recall);
    json.key("brand_accuracy").number(goods.brand_accuracy).key("model_accuracy").number(goods.model_accuracy);
    json.key("units_error").number(goods.units_error).key("found").number(goods.found);
    json.key("counted_twice").number(goods.counted_twice);
    const auto count = [&](const PatternCount& each) {
        json.key("goods").number(each.goods).key("right").number(each.right).key("blocks").number(each.blocks);
        json.key("blocks_right").number(each.blocks_right);
        json.key("value").number(each.value).key("value_right").number(each.value_right).key("value_said").number(each.value_said);
        json.key("mean_probability").number(each.probability / static_cast<double>(std::max<std::int64_t>(each.goods, 1))).end();
    };
    const auto patterns = [&](const char* name, const std::map<std::string, PatternCount>& counts) {
        json.key(name).array();
        for (const auto& [pattern, each] : counts) {
            json.object().key("pattern").string(pattern);
            count(each);
        }
        json.end();
    };
    const auto tenths = [&](const char* name, const std::array<PatternCount, 10>& counts) {
        json.key(name).array();
        for (const auto& each : counts) {
            json.object();
            count(each);
        }
        json.end();
    };
    patterns("patterns", goods.patterns);
    patterns("brands", goods.brands);
    tenths("reliability", goods.reliability);
    tenths("brand_reliability", goods.brand_reliability);
    json.end();
}

void write_figures(const Score& score, JsonWriter& json) {
    json.key("figures").array();
    for (const auto& [id, figure] : score.figures) {
        json.object().key("figure_id").string(id).key("kind").string(figure_kind(id)).key("truth").number(figure.truth);
        json.key("value").number(figure.said.value).key("low").number(figure.said.low).key("high").number(figure.said.high);
        json.key("covered").boolean(figure.covered).end();
    }
    json.end().key("coverage").array();
    for (const auto& [kind, each] : coverage_by_kind(score)) {
        json.object().key("kind").string(kind).key("figures").number(each.figures).key("covered").number(each.covered);
        json.key("below").number(each.below).key("above").number(each.above).end();
    }
    json.end();
}

}  // namespace

Score score_run(const Truth& truth, const RunResults& run) {
    Score score;
    score.goods = score_goods(truth, run);
    score_doubles(truth, run, score);
    score.companies = score_companies(truth, run);
    score.ways = score_ways(truth, run);
    score_figures(truth, run, score);
    return score;
}

std::string figure_kind(const std::string& id) {
    const auto first = id.find('.');
    const auto last = id.rfind('.');
    return first == last ? id : id.substr(0, first) + id.substr(last);
}

std::map<std::string, Coverage> coverage_by_kind(const Score& score) {
    std::map<std::string, Coverage> kinds;
    for (const auto& [id, figure] : score.figures) {
        auto& kind = kinds[figure_kind(id)];
        ++kind.figures;
        kind.covered += figure.covered ? 1 : 0;
        if (figure.covered) continue;
        kind.below += figure.truth < figure.said.low ? 1 : 0;
        kind.above += figure.truth > figure.said.high ? 1 : 0;
    }
    return kinds;
}

std::string score_json(const Score& score) {
    JsonWriter json;
    json.object();
    write_goods(score.goods, json);
    json.key("doubles").object().key("precision").number(score.doubles_precision).key("recall").number(score.doubles_recall).end();
    const auto& companies = score.companies;
    json.key("companies").object().key("writings").number(companies.writings).key("true_companies").number(companies.true_companies);
    json.key("entities").number(companies.entities).key("pair_precision").number(companies.pair_precision);
    json.key("pair_recall").number(companies.pair_recall).key("b3_precision").number(companies.b3_precision);
    json.key("b3_recall").number(companies.b3_recall).key("counted_apart").number(companies.counted_apart).end();
    const auto& ways = score.ways;
    json.key("ways").object().key("true_units").number(ways.true_units).key("found_units").number(ways.found_units);
    json.key("recall").number(ways.recall).key("precision").number(ways.precision);
    json.key("ways").number(ways.ways).key("within").number(ways.within).end();
    write_figures(score, json);
    return json.end().take();
}

}  // namespace wb
