#include "simulate/score.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/json.h"

namespace wb {

namespace {

constexpr double kTaken = 0.5;  // a good counts as found from this probability on

std::vector<std::string_view> split(std::string_view line, char delimiter) {
    std::vector<std::string_view> cells;
    for (std::size_t start = 0; start <= line.size();) {
        const auto end = std::min(line.find(delimiter, start), line.size());
        cells.push_back(line.substr(start, end - start));
        start = end + 1;
    }
    return cells;
}

double real(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::int64_t whole(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

template <typename Each>
Status for_lines(std::string_view csv, const std::string& file, std::size_t width, Each each) {
    std::int64_t number = 0;
    while (!csv.empty()) {
        const auto end = csv.find('\n');
        const auto line = csv.substr(0, end);
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        if (++number == 1 || line.empty()) continue;
        const auto cells = split(line, ',');
        if (cells.size() != width)
            return Error{"truth.bad_row",
                         "expected " + std::to_string(width) + " cells",
                         {file, number, {}, ""},
                         "make the world again with waybill simulate"};
        each(cells);
    }
    return {};
}

// {"id":number,…}: what simulate writes.
std::map<std::string, double> read_figures(std::string_view json) {
    std::map<std::string, double> figures;
    for (std::size_t at = json.find('"'); at != std::string_view::npos;) {
        const auto close = json.find('"', at + 1);
        const auto colon = json.find(':', close);
        if (close == std::string_view::npos || colon == std::string_view::npos) break;
        figures[std::string(json.substr(at + 1, close - at - 1))] = real(json.substr(colon + 1));
        at = json.find('"', colon);
    }
    return figures;
}

double share(std::int64_t part, std::int64_t all) { return all == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(all); }

bool same_class(std::string_view found, std::string_view truth) {
    return found == truth || (truth.starts_with(found) && truth.size() > found.size() && truth[found.size()] == '.');
}

}  // namespace

Result<Truth> parse_truth(std::string_view goods_csv, std::string_view doubles_csv, std::string_view figures_json) {
    Truth truth;
    WB_TRY_VOID(for_lines(goods_csv, "goods.csv", 14, [&](const auto& cells) {
        TrueGood good{std::string(cells[3]), std::string(cells[4]), std::string(cells[5]), real(cells[6]),
                      cells[9] == "1",       cells[10] == "1",      cells[12] == "1"};
        truth.goods[{std::string(cells[0]), whole(cells[1])}].push_back(std::move(good));
    }));
    WB_TRY_VOID(for_lines(doubles_csv, "doubles.csv", 4, [&](const auto& cells) {
        truth.doubles[{std::string(cells[0]), whole(cells[1])}] = {std::string(cells[2]), whole(cells[3])};
    }));
    truth.figures = read_figures(figures_json);
    return truth;
}

Score score_run(const Truth& truth, const RunResults& run) {
    Score score;
    std::map<RowPlace, std::vector<const FoundGood*>> found;
    for (const auto& good : run.goods) found[good.place].push_back(&good);
    std::int64_t claimed = 0, claimed_right = 0, stated = 0, stated_found = 0, branded = 0, branded_right = 0;
    double units_true = 0, units_found = 0;
    for (const auto& [place, goods] : found) {
        const auto known = truth.goods.find(place);
        for (const auto* good : goods) {
            const bool drone = std::string_view(good->goods_class).starts_with("uav");
            if (!drone) continue;
            const TrueGood* true_good = nullptr;
            if (known != truth.goods.end()) {
                for (const auto& candidate : known->second) {
                    if (same_class(good->goods_class, candidate.goods_class) || true_good == nullptr) true_good = &candidate;
                    if (same_class(good->goods_class, candidate.goods_class)) break;
                }
            }
            // A pattern is right when the good is a drone or a part of one: what scope asks.
            auto& pattern = score.patterns[good->evidence];
            ++pattern.goods;
            pattern.probability += good->probability;
            pattern.right += true_good != nullptr && !true_good->goods_class.empty() ? 1 : 0;
            const bool vague = true_good != nullptr && true_good->vague;
            if (good->probability < kTaken || vague) continue;
            ++claimed;
            claimed_right += true_good != nullptr && same_class(good->goods_class, true_good->goods_class) ? 1 : 0;
        }
    }
    for (const auto& [place, goods] : truth.goods) {
        const auto at = found.find(place);
        for (const auto& good : goods) {
            if (!good.states_class || good.goods_class.empty()) continue;
            ++stated;
            const FoundGood* match = nullptr;
            if (at != found.end()) {
                for (const auto* candidate : at->second) {
                    if (same_class(candidate->goods_class, good.goods_class) && (match == nullptr || candidate->brand == good.brand))
                        match = candidate;
                }
            }
            if (match == nullptr || match->probability < kTaken) continue;
            ++stated_found;
            units_true += good.units;
            units_found += match->units;
            if (!good.states_brand) continue;
            ++branded;
            branded_right += match->brand == good.brand ? 1 : 0;
        }
    }
    score.class_precision = share(claimed_right, claimed);
    score.class_recall = share(stated_found, stated);
    score.brand_accuracy = share(branded_right, branded);
    score.units_error = units_true > 0 ? std::fabs(units_found / units_true - 1) : 0;
    // Doubles as sets: two rows are right when the truth puts them into one set.
    std::map<RowPlace, RowPlace> root;
    const auto root_of = [&](const RowPlace& place) {
        auto at = place;
        for (auto next = truth.doubles.find(at); next != truth.doubles.end(); next = truth.doubles.find(at)) at = next->second;
        return at;
    };
    std::int64_t right = 0;
    for (const auto& pair : run.doubles) right += root_of(pair.row) == root_of(pair.kept) ? 1 : 0;
    score.doubles_precision = share(right, static_cast<std::int64_t>(run.doubles.size()));
    score.doubles_recall = share(right, static_cast<std::int64_t>(truth.doubles.size()));
    for (const auto& [id, value] : truth.figures) {
        const auto figure = run.figures.find(id);
        if (figure == run.figures.end()) continue;
        const double slack = 1e-6 * std::max(1.0, std::fabs(value));
        score.figures[id] = {value, figure->second.low - slack <= value && value <= figure->second.high + slack};
    }
    return score;
}

std::string score_json(const Score& score) {
    JsonWriter json;
    json.object()
        .key("class_precision")
        .number(score.class_precision)
        .key("class_recall")
        .number(score.class_recall)
        .key("brand_accuracy")
        .number(score.brand_accuracy);
    json.key("units_error")
        .number(score.units_error)
        .key("doubles_precision")
        .number(score.doubles_precision)
        .key("doubles_recall")
        .number(score.doubles_recall);
    json.key("patterns").array();
    for (const auto& [pattern, count] : score.patterns) {
        json.object().key("pattern").string(pattern).key("goods").number(count.goods).key("right").number(count.right);
        json.key("mean_probability").number(count.probability / static_cast<double>(std::max<std::int64_t>(count.goods, 1))).end();
    }
    json.end().key("figures").array();
    for (const auto& [id, outcome] : score.figures)
        json.object().key("figure_id").string(id).key("truth").number(outcome.first).key("covered").boolean(outcome.second).end();
    return json.end().end().take();
}

}  // namespace wb
