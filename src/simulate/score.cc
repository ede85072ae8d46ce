#include "simulate/score.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "base/json.h"

namespace wb {

namespace {

RowPlace root_of(const Truth& truth, RowPlace at) {
    for (auto next = truth.doubles.find(at); next != truth.doubles.end(); next = truth.doubles.find(at)) at = next->second;
    return at;
}

// Equal declarations of one lot: which of them another source's row repeats nobody can tell, and no sum depends on it.
bool of_one_lot(const Truth& truth, const RowPlace& one, const RowPlace& other) {
    const auto a = truth.lots.find(one);
    const auto b = truth.lots.find(other);
    return a != truth.lots.end() && b != truth.lots.end() && a->second == b->second;
}

// The kind of a found pair: the truth's, else what its rows look like: parts of one lot, a revision, a row of a file that holds such
// doubles.
std::string kind_of(const Truth& truth, const std::map<std::string, std::string>& kind_of_file, const FoundDouble& pair) {
    if (const auto known = truth.kinds.find(pair.row); known != truth.kinds.end()) return known->second;
    if (pair.row.path == pair.kept.path && of_one_lot(truth, pair.row, pair.kept)) return "part";
    for (const auto* place : {&pair.row, &pair.kept}) {
        const auto file = kind_of_file.find(place->path);
        if (file != kind_of_file.end()) return file->second;
    }
    return pair.row.path == pair.kept.path ? "revision" : "provider";
}

void score_doubles(const Truth& truth, const RunResults& run, Score& score) {
    // Doubles as sets: two rows are right when the truth puts them into one set.
    std::map<std::string, std::string> kind_of_file;
    for (const auto& [place, kind] : truth.kinds) {
        ++score.links[kind].planted;
        if (kind == "mirror" || kind == "master_bill") kind_of_file.emplace(place.path, kind);
    }
    // No more rows of a lot are right than repeat one of its declarations: the rest takes different ones for one.
    std::map<std::string, std::int64_t> repeated;
    for (const auto& [row, kept] : truth.doubles) {
        const auto lot = truth.lots.find(root_of(truth, kept));
        if (lot != truth.lots.end()) ++repeated[lot->second];
    }
    double right = 0;
    for (const auto& pair : run.doubles) {
        const auto row = root_of(truth, pair.row);
        const auto kept = root_of(truth, pair.kept);
        bool exchanged = row != kept && pair.row.path != pair.kept.path && of_one_lot(truth, row, kept);
        bool same = row == kept || exchanged;
        if (const auto lot = truth.lots.find(row); same && lot != truth.lots.end()) same = repeated[lot->second]-- > 0;
        exchanged = exchanged && same;
        auto& link = score.links[kind_of(truth, kind_of_file, pair)];
        ++link.found;
        link.right += same ? 1 : 0;
        link.exchanged += exchanged ? 1 : 0;
        right += same ? 1 : 0;
    }
    if (!run.doubles.empty()) score.doubles_precision = right / static_cast<double>(run.doubles.size());
    if (!truth.doubles.empty()) score.doubles_recall = right / static_cast<double>(truth.doubles.size());
}

char provider_of(const RowPlace& place) {
    const auto folder = place.path.rfind('/');
    return static_cast<char>(std::toupper(static_cast<unsigned char>(place.path[folder == std::string::npos ? 0 : folder + 1])));
}

// Agreement is told by direction, so items that one side's customs recorded as sent are in no pair.
void score_agreement(const Truth& truth, const RunResults& run, Score& score) {
    for (const auto& each : run.agreements) score.both_said += each.both;
    std::map<RowPlace, std::set<char>> providers;
    for (const auto& [row, kept] : truth.doubles) {
        const auto kind = truth.kinds.find(row);
        if (kind != truth.kinds.end() && (kind->second == "mirror" || kind->second == "master_bill")) continue;
        auto& set = providers[root_of(truth, kept)];
        set.insert(provider_of(row));
        set.insert(provider_of(kept));
    }
    for (const auto& [kept, set] : providers) score.both_planted += static_cast<std::int64_t>(set.size() * (set.size() - 1) / 2);
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
    json.key("found_named").number(goods.found_named).key("found_vague").number(goods.found_vague);
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
    score_agreement(truth, run, score);
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
    json.key("doubles").object().key("precision").number(score.doubles_precision).key("recall").number(score.doubles_recall);
    json.key("kinds").array();
    for (const auto& [kind, each] : score.links) {
        json.object().key("kind").string(kind).key("planted").number(each.planted).key("found").number(each.found);
        json.key("right").number(each.right).key("exchanged").number(each.exchanged).end();
    }
    json.end().key("both_said").number(score.both_said).key("both_planted").number(score.both_planted).end();
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
