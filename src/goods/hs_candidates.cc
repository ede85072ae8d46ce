#include "goods/hs_candidates.h"

#include <algorithm>
#include <array>
#include <map>

#include "goods/part_numbers.h"

namespace wb {

namespace {

constexpr double kModelCode =
    0.9;  // the catalogue's code of a model, given the model: makers' and customs' views differ at the weight steps
constexpr int kEdition = 2022;

using Mixture = std::map<std::string, double>;

// Adds what a good says; gives the probability that it took.
double add_good(const Catalogue& catalogue, const Good& good, Mixture& mixture) {
    const auto* model = catalogue.find_model(good.model);
    if (model != nullptr && !model->hs_code.empty() && model->goods_class == good.goods_class) {
        mixture[model->hs_code] += kModelCode * good.probability;
        return kModelCode * good.probability;
    }
    const auto* goods_class = catalogue.find_class(good.goods_class);
    if (goods_class == nullptr) return 0;
    for (const auto& form : goods_class->hs) {
        if (form.edition != kEdition || form.codes.empty()) continue;
        for (const auto& code : form.codes) mixture[code] += good.probability / static_cast<double>(form.codes.size());
        return good.probability;
    }
    return 0;
}

double add_part_number(const Item& item, Mixture& mixture) {
    const auto part = part_code(item);
    if (!part) return 0;
    mixture[part->hs6] += part->probability;
    return part->probability;
}

}  // namespace

std::optional<HsCandidate> part_code(const Item& item) {
    const std::array<std::string_view, 2> stated = {item.article, item.model};
    const auto maker = item.manufacturer.empty() ? std::string_view(item.trademark) : std::string_view(item.manufacturer);
    const auto part = find_part_number(stated, item.description, maker);
    if (!part) return std::nullopt;
    const auto& series = PartSeries::built_in();
    return HsCandidate{series.kinds()[part->kind].hs6, series.rate(part->kind, part->length)};
}

std::vector<HsCandidate> hs6_candidates(const Catalogue& catalogue, const HsModel& model, const Item& item, const Good* good) {
    Mixture mixture;
    double taken = good == nullptr ? 0 : add_good(catalogue, *good, mixture);
    if (taken == 0) taken = add_part_number(item, mixture);
    for (const auto& candidate : model.predict(item.description, kMostCandidates))
        mixture[candidate.hs6] += (1 - taken) * candidate.probability;
    std::vector<HsCandidate> candidates;
    for (const auto& [code, probability] : mixture) candidates.push_back({code, probability});
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const HsCandidate& a, const HsCandidate& b) { return a.probability > b.probability; });
    candidates.resize(std::min(candidates.size(), kMostCandidates));
    return candidates;
}

}  // namespace wb
