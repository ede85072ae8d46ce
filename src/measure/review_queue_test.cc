#include "measure/review_queue.h"

#include <doctest/doctest.h>

using namespace wb;

namespace {

Figure count_figure(double low, double high) {
    Figure figure;
    figure.figure_id = "exporters.count";
    figure.low = *Measure::from_double(low);
    figure.high = *Measure::from_double(high);
    figure.level = 0.9;
    return figure;
}

// Parties 1 and 2 are one company with probability p; party 3 is apart.
std::vector<ClusteringRow> pair_in_doubt(std::int64_t component, std::int64_t first, double p) {
    const auto party = [&](std::int64_t k) { return PartyId{first + k}; };
    const auto entity = [&](std::int64_t k) { return EntityId{first + k}; };
    return {{component, 0, p, party(0), entity(0)},     {component, 0, p, party(1), entity(0)},
            {component, 0, p, party(2), entity(2)},     {component, 1, 1 - p, party(0), entity(0)},
            {component, 1, 1 - p, party(1), entity(1)}, {component, 1, 1 - p, party(2), entity(2)}};
}

}  // namespace

TEST_CASE("review: the answer removes all of a component's variance when it decides the component") {
    const auto rows = pair_in_doubt(7, 1, 0.4);
    ReviewInput input;
    input.clusterings = rows;
    for (int k = 1; k <= 3; ++k) input.stakes[PartyId{k}] = {1, 100};
    input.figures = {count_figure(2, 3)};
    const auto queue = review_queue(input);
    REQUIRE(queue.size() == 1);
    CHECK(queue[0].party_a == PartyId{1});
    CHECK(queue[0].party_b == PartyId{2});
    CHECK(queue[0].probability == doctest::Approx(0.4));
    // All variance is this doubt's: p (1 - p) = .24, more than the interval shows (width 1: .092).
    CHECK(queue[0].share == doctest::Approx(1));
    CHECK(queue[0].if_same - queue[0].if_different == doctest::Approx(-1));
    input.decided = {{PartyId{1}, PartyId{2}}};
    CHECK(review_queue(input).empty());
}

TEST_CASE("review: the larger doubt comes first, and what touches no figure is not asked") {
    auto rows = pair_in_doubt(7, 1, 0.95);
    for (const auto& row : pair_in_doubt(8, 11, 0.5)) rows.push_back(row);
    for (const auto& row : pair_in_doubt(9, 21, 0.5)) rows.push_back(row);
    ReviewInput input;
    input.clusterings = rows;
    for (const int k : {1, 2, 11, 12, 21}) input.stakes[PartyId{k}] = {1, 100};  // 22 sent nothing in scope
    input.figures = {count_figure(3, 6)};
    const auto queue = review_queue(input);
    REQUIRE(queue.size() == 2);
    CHECK(queue[0].party_a == PartyId{11});
    CHECK(queue[1].party_a == PartyId{1});
}

TEST_CASE("review: the value of an exporter is at stake too") {
    const auto rows = pair_in_doubt(7, 1, 0.5);
    ReviewInput input;
    input.clusterings = rows;
    input.stakes[PartyId{1}] = {1, 1000};
    input.stakes[PartyId{2}] = {1, 9000};
    Figure figure;
    figure.figure_id = "exporter.1.value";
    input.figures = {figure};
    const auto queue = review_queue(input);
    REQUIRE(queue.size() == 1);
    CHECK(queue[0].figure_id == "exporter.1.value");
    CHECK(queue[0].if_same == doctest::Approx(4500));
    CHECK(queue[0].if_different == doctest::Approx(-4500));
}
