#include "combine/combine.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/json.h"

namespace wb {

namespace {

// Rows under another code that score less are not written: innocent rows should not stand in a case.
constexpr double kLeastScore = 0.03;
// Probabilities are stated in steps of this size, and never nearer to 0 or 1: the doubt that invented worlds leave about real records.
constexpr double kStatedStep = 1.0 / 2000;

bool same_item(const CaseGood& a, const CaseGood& b) { return a.good.item_id == b.good.item_id; }

double usual_price(const void* catalogue, const std::string& model) {
    const auto* found = static_cast<const Catalogue*>(catalogue)->find_model(model);
    return found == nullptr ? 0 : found->usual_price_usd.value_or(0);
}

// Rows that name one good teach prices.
std::vector<PricedGood> priced_goods(const std::vector<CaseGood>& goods) {
    std::vector<PricedGood> priced;
    for (std::size_t i = 0; i < goods.size(); ++i) {
        const auto& each = goods[i];
        const bool alone = (i == 0 || !same_item(goods[i - 1], each)) && (i + 1 == goods.size() || !same_item(goods[i + 1], each));
        const Good& good = each.good;
        if (!alone || each.repeated || says_nothing(good) || !good.units || !good.value_usd || each.item.cut) continue;
        priced.push_back({good.goods_class, good.brand, good.model, good.value_usd->to_double(), *good.units});
    }
    return priced;
}

void share_items(const CombineInput& input, Combined& out, std::vector<CaseGood>& goods) {
    const UnitPrices prices(priced_goods(goods));
    const PriceSource source{&prices, input.catalogue, usual_price};
    for (std::size_t begin = 0; begin < goods.size();) {
        std::size_t end = begin + 1;
        while (end < goods.size() && same_item(goods[begin], goods[end])) ++end;
        std::vector<Good> item;
        for (std::size_t i = begin; i < end; ++i) item.push_back(goods[i].good);
        const bool nothing = std::any_of(item.begin(), item.end(), says_nothing);
        if (!nothing && share_item(goods[begin].item, source, item)) {
            for (std::size_t i = begin; i < end; ++i) goods[i].good = item[i - begin];
            out.changed.insert(out.changed.end(), item.begin(), item.begin() + static_cast<std::ptrdiff_t>(end - begin));
            if (item.size() > end - begin) {
                item.back().probability = input.calibration->lookup(kRestEvidence).mean();
                out.added.push_back(item.back());
            }
        }
        begin = end;
    }
}

double stated(double score) { return std::clamp(std::round(score / kStatedStep) * kStatedStep, kStatedStep, 1 - kStatedStep); }

VagueRow vague_row(std::int64_t text, std::int64_t sender, const Maybe<Usd>& value, const Maybe<Kilogram>& mass,
                   const Maybe<double>& pieces) {
    VagueRow row{text, sender, Missing::not_stated, Missing::not_stated, pieces};
    if (value) row.dollars = value->to_double();
    if (mass) row.kilograms = mass->to_double();
    return row;
}

struct Grouped {
    VagueRow row;
    std::size_t index = 0;  // of the good or the candidate
    bool candidate = false;
};

std::vector<Grouped> grouped_rows(const CombineInput& input) {
    std::vector<Grouped> rows;
    for (std::size_t i = 0; i < input.goods.size(); ++i) {
        const auto& each = input.goods[i];
        if (!says_nothing(each.good)) continue;
        rows.push_back({vague_row(each.good.block, each.sender, each.good.value_usd, each.net_mass_kg, each.item.pieces), i, false});
    }
    for (std::size_t i = 0; i < input.candidates.size(); ++i) {
        const auto& each = input.candidates[i];
        rows.push_back({vague_row(each.text, each.sender, each.value_usd, each.net_mass_kg, each.pieces), i, true});
    }
    const auto id = [&](const Grouped& each) {
        return each.candidate ? input.candidates[each.index].item_id : input.goods[each.index].good.item_id;
    };
    std::sort(rows.begin(), rows.end(), [&](const Grouped& a, const Grouped& b) {
        return std::tuple(a.row.sender, a.row.text, id(a).value) < std::tuple(b.row.sender, b.row.text, id(b).value);
    });
    return rows;
}

std::string reasons_of(const Features& features, double score, const std::string& pattern, std::size_t rows) {
    JsonWriter json;
    json.object().key("pattern").string(pattern).key("words").array().end().key("against").array().end();
    json.key("score").number(score).key("rows").number(static_cast<std::int64_t>(rows));
    for (std::size_t i = 0; i < kFeatures; ++i) json.key(kFeatureNames[i]).number(features[i]);
    json.key("innocent")
        .string("the text says nothing about the goods: value, mass, pieces and the sender's other rows may fit other goods too");
    return json.end().take();
}

class VagueStage {
public:
    VagueStage(const CombineInput& input, Combined& out) : input_(input), out_(out) {
        std::vector<Lot> lots;
        for (const auto& each : input.goods) {
            if (each.repeated) continue;
            if (says_nothing(each.good) || each.good.probability < 0.5) {
                vague_of_[each.sender] += 1;
            } else if (each.good.position == 1) {
                named_of_[each.sender] += 1;
                const auto row = vague_row(0, 0, each.item.value_usd, each.net_mass_kg, each.item.pieces);
                lots.push_back(lot_of(row.dollars, row.kilograms, row.pieces));
            }
        }
        references_ = references_of(std::move(lots), input.others);
    }

    void run() {
        const auto rows = grouped_rows(input_);
        for (std::size_t begin = 0; begin < rows.size();) {
            std::size_t end = begin + 1;
            const auto together = [&](const Grouped& each) {
                return each.row.sender == rows[begin].row.sender && each.row.text == rows[begin].row.text;
            };
            while (end < rows.size() && together(rows[end])) ++end;
            weigh({rows.data() + begin, end - begin});
            begin = end;
        }
    }

private:
    [[nodiscard]] Habit habit_of(std::int64_t sender, std::size_t own_rows) const {
        const auto of = [&](const std::map<std::int64_t, double>& counts) {
            const auto found = counts.find(sender);
            return found == counts.end() ? 0.0 : found->second;
        };
        if (sender == 0) return {};
        const double named = of(named_of_);
        return {named, std::max(0.0, of(input_.items_of_sender) - named - std::max(of(vague_of_), static_cast<double>(own_rows)))};
    }

    void weigh(std::span<const Grouped> group) {
        std::vector<VagueRow> rows;
        for (const auto& each : group) rows.push_back(each.row);
        const auto features = features_of(rows, habit_of(rows.front().sender, rows.size()), references_);
        const double score = CombinationModel::built_in().score(features);
        for (const auto& each : group) {
            if (each.candidate && score < kLeastScore) continue;
            const auto pattern = pattern_of(score, each.candidate);
            const double probability = stated(score);
            const auto reasons = reasons_of(features, score, pattern, rows.size());
            Good good = each.candidate ? hidden_good(input_.candidates[each.index]) : input_.goods[each.index].good;
            good.evidence = pattern;
            good.probability = probability;
            good.reasons = reasons;
            (each.candidate ? out_.added : out_.changed).push_back(std::move(good));
        }
    }

    static Good hidden_good(const HiddenCandidate& candidate) {
        Good good;
        good.item_id = candidate.item_id;
        good.goods_class = candidate.goods_class;
        good.block = candidate.text;
        good.value_usd = candidate.value_usd;
        good.span_end = candidate.text_bytes;
        if (candidate.pieces) {
            good.units_low = *candidate.pieces;
            good.units = *candidate.pieces;
            good.units_high = *candidate.pieces;
        }
        return good;
    }

    const CombineInput& input_;
    Combined& out_;
    std::map<std::int64_t, double> named_of_, vague_of_;
    References references_;
};

void sort_goods(std::vector<Good>& goods) {
    std::sort(goods.begin(), goods.end(),
              [](const Good& a, const Good& b) { return std::tie(a.item_id.value, a.position) < std::tie(b.item_id.value, b.position); });
}

}  // namespace

bool says_nothing(const Good& good) { return good.evidence.starts_with("vague"); }

Combined combine(CombineInput input) {
    std::sort(input.goods.begin(), input.goods.end(), [](const CaseGood& a, const CaseGood& b) {
        return std::tie(a.good.item_id.value, a.good.position) < std::tie(b.good.item_id.value, b.good.position);
    });
    Combined out;
    share_items(input, out, input.goods);
    VagueStage(input, out).run();
    sort_goods(out.changed);
    sort_goods(out.added);
    return out;
}

}  // namespace wb
