#include "measure/direct_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace wb {

namespace {

// A company, or several together, with its expected value (cents × part).
struct Seller {
    std::string key, name;
    std::vector<EntityId> companies;
    double expected = 0;
};

EntityId selling_company(const ScopeGood& good, const BrandWorlds& brands) {
    for (const auto family : brands.families) {
        if (family.present() && good.seller.family == family) return good.seller.entity;
    }
    return good.exporter.entity;
}

std::string caption_of(const MeasureInput& input, EntityId company) {
    const auto found = input.captions.find(company);
    return found == input.captions.end() || found->second.empty() ? std::to_string(company.value) : found->second;
}

// The company of each row that a family sold, absent for other rows.
std::vector<EntityId> companies_of(const Frame& frame, const BrandWorlds& brands, const DirectShare& direct) {
    std::vector<EntityId> companies(frame.rows().size());
    for (std::size_t i = 0; i < companies.size(); ++i) {
        if (brands.open_of_row[i] >= 0 && direct.row_parts[i] > 0) companies[i] = selling_company(*frame.rows()[i].good, brands);
    }
    return companies;
}

std::vector<Seller> sellers_of(const Frame& frame, const MeasureInput& input, const std::vector<EntityId>& companies,
                               const DirectShare& direct) {
    std::map<EntityId, double> expected;
    for (std::size_t i = 0; i < companies.size(); ++i) {
        if (companies[i].present()) expected[companies[i]] += direct.row_parts[i] * static_cast<double>(frame.rows()[i].expected_cents);
    }
    std::vector<std::pair<EntityId, double>> order(expected.begin(), expected.end());
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<Seller> sellers;
    for (const auto& [company, value] : order) {
        if (sellers.size() < kMostDirectCompanies) {
            sellers.push_back({std::to_string(company.value), caption_of(input, company), {company}, value});
            continue;
        }
        if (sellers.size() == kMostDirectCompanies) sellers.push_back({"other", "other companies of makers' families", {}, 0});
        sellers.back().companies.push_back(company);
        sellers.back().expected += value;
    }
    return sellers;
}

// What each seller sold in every world, brands taken as expected.
std::vector<WorldSums> sums_of(const Frame& frame, const std::vector<std::size_t>& seller_of_row, std::size_t sellers,
                               const DirectShare& direct) {
    const Worlds& worlds = frame.worlds();
    std::vector<WorldSums> sums(sellers, WorldSums(static_cast<std::size_t>(worlds.draws()), 0));
    for (std::size_t i = 0; i < seller_of_row.size(); ++i) {
        if (seller_of_row[i] >= sellers) continue;
        const FrameRow& row = frame.rows()[i];
        const auto cents = std::llround(direct.row_parts[i] * static_cast<double>(row.cents));
        const Entry entry{row.cell, Worlds::kNoRow, false, cents};
        add_entries(worlds, {&entry, 1}, sums[seller_of_row[i]]);
    }
    return sums;
}

// Its part of what the families sold, per world; in a world in which they sold nothing, as expected.
std::vector<double> fractions_of(const std::vector<WorldSums>& sums, std::size_t seller, double expected) {
    std::vector<double> fractions(sums[seller].size(), expected);
    for (std::size_t d = 0; d < fractions.size(); ++d) {
        std::int64_t all = 0;
        for (const auto& each : sums) all += each[d];
        if (all > 0) fractions[d] = static_cast<double>(sums[seller][d]) / static_cast<double>(all);
    }
    return fractions;
}

Spread part_spread(const Spread& direct, const std::vector<double>& fractions) {
    Spread spread;
    for (std::size_t d = 0; d < fractions.size(); ++d) {
        spread.draws.push_back(direct.draws[d] * fractions[d]);
        if (!direct.lower.empty()) spread.lower.push_back(direct.lower[d] * fractions[d]);
        if (!direct.upper.empty()) spread.upper.push_back(spread.draws[d] + std::max(0.0, direct.upper[d] - direct.draws[d]));
    }
    spread.parts = direct.parts;
    return spread;
}

FigureDraft draft_of(const Frame& frame, const Seller& seller, const DirectShare& direct) {
    FigureDraft draft;
    draft.id = "direct." + seller.key + ".share";
    draft.title = "Share sold by the maker's own family: " + seller.name;
    draft.unit = "share";
    draft.law = Law::ratio;
    draft.grade = direct.draft.grade;
    draft.how = direct.draft.how;
    draft.untraced = direct.draft.untraced;
    draft.definition = frame.scope_text() + "; value that " + seller.name +
                       " sold as of the family of the brand's maker, over all value in scope; a part of direct.share";
    return draft;
}

}  // namespace

void measure_direct_parts(const Frame& frame, const MeasureInput& input, const BrandWorlds& brands, const DirectShare& direct,
                          const FigureSink& sink) {
    const auto companies = companies_of(frame, brands, direct);
    const auto sellers = sellers_of(frame, input, companies, direct);
    std::map<EntityId, std::size_t> place;
    double all = 0;
    for (std::size_t s = 0; s < sellers.size(); ++s) {
        for (const auto company : sellers[s].companies) place[company] = s;
        all += sellers[s].expected;
    }
    std::vector<std::size_t> seller_of_row(companies.size(), sellers.size());
    for (std::size_t i = 0; i < companies.size(); ++i) {
        if (companies[i].present()) seller_of_row[i] = place.at(companies[i]);
    }
    const auto sums = sums_of(frame, seller_of_row, sellers.size(), direct);
    for (std::size_t s = 0; s < sellers.size(); ++s) {
        FigureDraft draft = draft_of(frame, sellers[s], direct);
        for (std::size_t i = 0; i < companies.size(); ++i) {
            if (brands.open_of_row[i] < 0) continue;
            const FrameRow& row = frame.rows()[i];
            const double dollars = seller_of_row[i] == s ? direct.row_parts[i] * static_cast<double>(row.expected_cents) / 100 : 0;
            draft.items.push_back({{}, row.good->item_id, measure_of_cents(row.expected_cents), *Measure::from_double(dollars)});
        }
        const auto fractions = fractions_of(sums, s, all > 0 ? sellers[s].expected / all : 0);
        auto finished = finish(std::move(draft), part_spread(direct.spread, fractions), frame.options().level, {0, 1});
        sink(std::move(finished.figure), std::move(finished.items));
    }
}

}  // namespace wb
