#include <algorithm>
#include <set>

#include "simulate/score.h"

namespace wb {

namespace {

template <typename Key, typename Value>
const Value* most_frequent(const std::map<Key, std::map<Value, std::int64_t>>& counts, const Key& key) {
    const auto found = counts.find(key);
    if (found == counts.end()) return nullptr;
    return &std::max_element(found->second.begin(), found->second.end(), [](const auto& a, const auto& b) {
                return a.second < b.second;
            })->first;
}

double pairs_of(std::int64_t count) { return static_cast<double>(count) * static_cast<double>(count - 1) / 2; }

struct Writing {
    std::string company;
    std::int64_t entity = 0;
};

// Each distinct writing with the company that most of its rows are truly of.
std::vector<Writing> writings_of(const Truth& truth, const RunResults& run) {
    std::map<std::int64_t, std::map<std::string, std::int64_t>> companies;
    std::map<std::int64_t, std::int64_t> entity;
    for (const auto& party : run.parties) {
        const auto known = truth.parties.find({party.place, party.role});
        if (known == truth.parties.end()) continue;
        ++companies[party.party][known->second];
        entity[party.party] = party.entity;
    }
    std::vector<Writing> writings;
    for (const auto& [party, counts] : companies) writings.push_back({*most_frequent(companies, party), entity[party]});
    return writings;
}

// Of the entities that export goods in scope, by the company that most of their rows are of: the share beyond one a company.
double counted_apart(const Truth& truth, const RunResults& run) {
    std::map<std::int64_t, std::map<std::string, std::int64_t>> companies;
    for (const auto& party : run.parties) {
        const auto known = truth.parties.find({party.place, party.role});
        const auto goods = truth.goods.find(party.place);
        if (party.role != "exporter" || known == truth.parties.end() || goods == truth.goods.end()) continue;
        if (goods->second.front().in_scope) ++companies[party.entity][known->second];
    }
    std::set<std::string> distinct;
    for (const auto& [entity, counts] : companies) distinct.insert(*most_frequent(companies, entity));
    return companies.empty() ? 0 : 1 - static_cast<double>(distinct.size()) / static_cast<double>(companies.size());
}

}  // namespace

CompaniesScore score_companies(const Truth& truth, const RunResults& run) {
    const auto writings = writings_of(truth, run);
    std::map<std::string, std::int64_t> by_company;
    std::map<std::int64_t, std::int64_t> by_entity;
    std::map<std::pair<std::string, std::int64_t>, std::int64_t> by_both;
    for (const auto& writing : writings) {
        ++by_company[writing.company];
        ++by_entity[writing.entity];
        ++by_both[{writing.company, writing.entity}];
    }
    CompaniesScore score;
    score.writings = static_cast<std::int64_t>(writings.size());
    score.true_companies = static_cast<std::int64_t>(by_company.size());
    score.entities = static_cast<std::int64_t>(by_entity.size());
    double together = 0;
    double truly = 0;
    double right = 0;
    for (const auto& [company, count] : by_company) truly += pairs_of(count);
    for (const auto& [entity, count] : by_entity) together += pairs_of(count);
    double precision = 0;
    double recall = 0;
    for (const auto& [both, count] : by_both) {
        right += pairs_of(count);
        const auto square = static_cast<double>(count) * static_cast<double>(count);
        precision += square / static_cast<double>(by_entity[both.second]);
        recall += square / static_cast<double>(by_company[both.first]);
    }
    if (together > 0) score.pair_precision = right / together;
    if (truly > 0) score.pair_recall = right / truly;
    if (!writings.empty()) {
        score.b3_precision = precision / static_cast<double>(writings.size());
        score.b3_recall = recall / static_cast<double>(writings.size());
    }
    score.counted_apart = counted_apart(truth, run);
    return score;
}

Identities identities_of(const Truth& truth, const RunResults& run) {
    std::map<std::int64_t, std::map<std::string, std::int64_t>> companies;
    std::map<std::pair<std::string, std::string>, std::map<std::int64_t, std::int64_t>> entities;
    for (const auto& party : run.parties) {
        const auto known = truth.parties.find({party.place, party.role});
        if (known == truth.parties.end()) continue;
        ++companies[party.entity][known->second];
        // The entity of a company is where its rows in scope are.
        const auto goods = truth.goods.find(party.place);
        const bool counts = goods != truth.goods.end() && goods->second.front().in_scope;
        if (counts) ++entities[{party.role, known->second}][party.entity];
    }
    Identities identities;
    for (const auto& [entity, counts] : companies) identities.company_of[entity] = *most_frequent(companies, entity);
    for (const auto& [company, counts] : entities) identities.entity_of[company] = *most_frequent(entities, company);
    return identities;
}

WaysScore score_ways(const Truth& truth, const RunResults& run) {
    const auto identities = identities_of(truth, run);
    using Ends = std::pair<std::string, std::string>;
    std::map<Ends, double> true_ends;
    std::map<Ends, double> found_ends;
    std::map<std::vector<std::string>, double> true_ways;
    struct Bounds {
        double low = 0, high = 0;
    };
    std::map<std::vector<std::string>, Bounds> found_ways;
    WaysScore score;
    for (const auto& way : truth.ways) {
        if (way.companies.size() < 3 || !way.seen) continue;
        true_ends[{way.companies.front(), way.companies.back()}] += way.units;
        true_ways[way.companies] += way.units;
        score.true_units += way.units;
    }
    for (const auto& chain : run.chains) {
        if (chain.entities.size() < 3) continue;
        std::vector<std::string> companies;
        for (const auto entity : chain.entities) {
            const auto known = identities.company_of.find(entity);
            companies.push_back(known == identities.company_of.end() ? "?" : known->second);
        }
        found_ends[{companies.front(), companies.back()}] += chain.units;
        found_ways[companies].low += chain.units_low;
        found_ways[companies].high += chain.units_high;
        score.found_units += chain.units;
    }
    double right = 0;
    for (const auto& [ends, units] : true_ends) {
        const auto found = found_ends.find(ends);
        if (found != found_ends.end()) right += std::min(units, found->second);
    }
    for (const auto& [way, units] : true_ways) {
        const auto found = found_ways.find(way);
        ++score.ways;
        constexpr double kRounding = 0.5;
        if (found != found_ways.end() && found->second.low <= units + kRounding && units <= found->second.high + kRounding) ++score.within;
    }
    if (score.true_units > 0) score.recall = right / score.true_units;
    if (score.found_units > 0) score.precision = right / score.found_units;
    return score;
}

}  // namespace wb
