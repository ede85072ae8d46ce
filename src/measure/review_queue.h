// What a person should decide next: pairs of spellings, by how much of a figure's variance a decision about them removes.
//
// A figure T that depends on who is who has, in each possible clustering of a component, one value. Learning whether a pair is one company
// leaves Var(T) - Var(E[T | answer]); what it removes is p (1 - p) (E[T | same] - E[T | different])², with p the probability that it is one
// company (law of total variance). Components are independent, so the rest of the figure adds nothing. Shares are of the figure's whole
// variance, that of goods and values included. Of each component the pair that removes most is given: after it is decided, the others
// change. Pure; order: share descending, then parties. Cost: pairs × clusterings of each component.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tables/company.h"
#include "tables/figure.h"

namespace wb {

// What a spelling adds to figures of exporters.
struct PartyStake {
    double present = 0;    // probability that it sent anything in scope
    double value_usd = 0;  // expected value in scope
};

struct ReviewInput {
    std::span<const ClusteringRow> clusterings;  // any order
    std::map<PartyId, PartyStake> stakes;
    std::vector<Figure> figures;                    // exporters.count and exporter.<id>.value, as far as wanted
    std::set<std::pair<PartyId, PartyId>> decided;  // pairs that people looked at, smaller first: not asked again
};

struct ReviewQuestion {
    PartyId party_a, party_b;  // smaller first
    double probability = 0;    // that they are one company
    std::string figure_id;
    double share = 0;                      // of the figure's variance that the answer removes
    double if_same = 0, if_different = 0;  // what the figure is then expected to change by
};

std::vector<ReviewQuestion> review_queue(const ReviewInput& input);

}  // namespace wb
