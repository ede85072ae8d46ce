#include "companies/shipment_context.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "base/hash.h"
#include "companies/invented_word.h"
#include "companies/party_links.h"

using namespace wb;

namespace {

constexpr std::uint32_t kDrones = 880622, kToys = 950300;

Deal deal(std::uint32_t node, std::uint32_t counterparty, std::uint32_t goods, std::uint64_t shipment, std::int32_t day = 100) {
    Deal made;
    made.node = node;
    made.counterparty = counterparty;
    made.goods = goods;
    made.shipment = shipment;
    made.day = day;
    return made;
}

// Fifty companies, each with buyers of its own, all selling to the buyer 1 as well.
std::vector<TradeProfile> market() {
    std::vector<TradeProfile> profiles;
    for (std::uint32_t i = 0; i < 50; ++i) {
        const std::vector<Deal> deals = {deal(i, 1, kDrones, 1000 + i), deal(i, 100 + i, kToys, 2000 + i)};
        profiles.push_back(profile_of(deals));
    }
    return profiles;
}

struct Market {
    std::vector<Party> parties;
    std::vector<Trade> trades;

    PartyId add(const std::string& name, const std::string& address, const std::string& number = {}) {
        Party party;
        party.party_id = PartyId{static_cast<std::int64_t>(mix64(parties.size() + 77) >> 1U)};
        party.name = name;
        party.address = address;
        party.country = Country{"CN"};
        party.identifier = number;
        party.items = 1;
        parties.push_back(party);
        return party.party_id;
    }
    void ship(PartyId from, PartyId to, std::uint64_t shipment, std::uint32_t goods = kDrones) {
        trades.push_back({from, to, shipment, goods, 7, Day(100)});
    }
    [[nodiscard]] TradeScan scan() const {
        return [this](std::span<const PartyId> asked, const std::function<void(const Trade&)>& each) {
            const std::set<PartyId> wanted(asked.begin(), asked.end());
            for (const auto& trade : trades) {
                if (wanted.contains(trade.sender) || wanted.contains(trade.receiver)) each(trade);
            }
        };
    }
};

// Companies with two spellings at their address, which tell of shipments to a buyer each; and of every core word two companies in two
// cities, with one spelling of both that has no address: only its shipment tells which of them it is.
struct Doubtful {
    Market market;
    std::vector<std::array<PartyId, 3>> cases;  // the nameless spelling, whose it is, whose it is not
};

Doubtful doubtful(std::size_t pairs) {
    Doubtful made;
    auto& market = made.market;
    std::uint64_t shipment = 1;
    for (std::size_t i = 0; i < pairs; ++i) {
        const auto name = invented_word(i) + " Trading Ltd";
        std::array<PartyId, 2> known;
        std::array<PartyId, 2> buyers;
        for (std::size_t k = 0; k < 2; ++k) {
            const auto street =
                invented_word(i + 7000 + k * 500) + " street " + std::to_string(3 + i) + (k == 0 ? ", Hamburg" : ", Lisbon");
            const auto number = std::to_string(10000000 + i * 7919 + k * 300000007);
            known[k] = market.add(name, street, number);
            const auto second = market.add("\"" + name + "\"", street + ", room 5", number);
            buyers[k] = market.add(invented_word(i + 90000 + k * 500) + " Import GmbH", invented_word(i + 4000) + " road 1, Prague");
            market.ship(known[k], buyers[k], shipment);
            market.ship(second, buyers[k], shipment);  // another provider tells of it under the other spelling
            market.ship(known[k], buyers[k], shipment + 1);
            shipment += 2;
        }
        const auto nameless = market.add(name, "");
        market.ship(nameless, buyers[0], shipment - 3);
        made.cases.push_back({nameless, known[0], known[1]});
    }
    return made;
}

std::map<PartyId, PartyId> clusters_of(const PartyLinks& links) {
    std::map<PartyId, PartyId> clusters;
    for (const auto& row : links.parties) clusters[row.party_id] = row.cluster;
    return clusters;
}

}  // namespace

TEST_CASE("shipments: a buyer of everybody is chance, one of few is not, and one shipment is the strongest") {
    const auto profiles = market();
    const FeatureShares shares(profiles);
    const auto level = [&](const std::vector<Deal>& deals) { return compare_profiles(profiles[3], profile_of(deals), shares).level; };
    CHECK(level({deal(99, 1, kDrones, 9)}) == ContextLevel::nothing);
    CHECK(level({deal(99, 103, kDrones, 9)}) == ContextLevel::counterparty);
    CHECK(level({deal(99, 103, kToys, 9)}) == ContextLevel::deal);
    CHECK(level({deal(99, 103, kToys, 9, 5000)}) == ContextLevel::counterparty);  // years apart
    CHECK(level({deal(99, 777, 1, 1003)}) == ContextLevel::shipment);
    CHECK(level({}) == ContextLevel::missing);
    auto received = deal(99, 103, kToys, 9);
    received.role = 1;
    CHECK(level({received}) == ContextLevel::missing);
    // Who deals with half the market has any one of its buyers by chance.
    std::vector<Deal> many;
    for (std::uint32_t i = 0; i < 50; ++i) many.push_back(deal(99, 100 + i, kToys, 5000 + i));
    CHECK(level(many) == ContextLevel::nothing);
}

TEST_CASE("shipments: chance is that of drawing deals at random") {
    // Against the exact 1 - (1 - s)^n: the rational form is never more than it and at least two thirds of it where that is below a half.
    for (double share = 0.001; share < 0.5; share *= 1.7) {
        for (double deals = 1; deals < 400; deals *= 2) {
            const double exact = 1 - std::pow(1 - share, deals), met = share * deals / (1 + share * deals);
            CHECK(met <= exact + 1e-12);
            if (exact < 0.5) CHECK(met >= exact * 2 / 3);
        }
    }
}

TEST_CASE("shipments: profiles do not depend on the order of deals, and leaving a spelling out leaves its deals out") {
    std::vector<Deal> deals;
    for (std::uint32_t i = 0; i < 40; ++i)
        deals.push_back(deal(i % 4, static_cast<std::uint32_t>(mix64(i) % 5), kDrones + i % 3, i / 2, static_cast<std::int32_t>(i)));
    const auto one = profile_of(deals, 2);
    std::vector<Deal> rest;
    for (const auto& each : deals) {
        if (each.node != 2) rest.push_back(each);
    }
    std::reverse(rest.begin(), rest.end());
    const auto two = profile_of(rest);
    REQUIRE(one.features.size() == two.features.size());
    CHECK(one.deals == two.deals);
    for (std::size_t i = 0; i < one.features.size(); ++i) {
        CHECK(one.features[i].key == two.features[i].key);
        CHECK(one.features[i].first_day == two.features[i].first_day);
        CHECK(one.features[i].last_day == two.features[i].last_day);
        CHECK(one.features[i].example == two.features[i].example);
    }
}

TEST_CASE("shipments: weights are learned from the odds alone, rise, and stay within their bounds") {
    // Matches have a deal in common three times in ten, strangers one time in fifty.
    std::vector<ContextUnit> units;
    for (std::uint64_t i = 0; i < 20000; ++i) {
        const bool match = mix64(i) % 4 == 0;
        const auto draw = mix64(i + 1000000) % 100;
        const bool common = match ? draw < 30 : draw < 2;
        // Names say which it is, 19 times in 20, beside a prior of one match in four.
        const bool named = mix64(i + 2000000) % 100 < 95;
        units.push_back({common ? ContextLevel::deal : ContextLevel::nothing, match == named ? 2.66 : -5.83});
    }
    const auto learned = learn_context(units);
    CHECK(learned.weights[4] == doctest::Approx(std::log2(0.30 / 0.02)).epsilon(0.12));
    CHECK(learned.weights[1] == doctest::Approx(std::log2(0.70 / 0.98)).epsilon(0.2));
    // Where competitors have as much in common as matches, it says nothing.
    for (auto& unit : units)
        unit.level = mix64(static_cast<std::uint64_t>(&unit - units.data())) % 3 == 0 ? ContextLevel::deal : ContextLevel::nothing;
    CHECK(std::abs(learn_context(units).weights[4]) < 0.2F);
    // One shipment with every match and no stranger: bounded all the same.
    for (auto& unit : units) unit.level = unit.odds > 0 ? ContextLevel::shipment : ContextLevel::nothing;
    const auto bounded_weights = learn_context(units).weights;
    CHECK(bounded_weights[5] == 7);
    CHECK(bounded_weights[1] == -1);
    for (std::size_t level = 2; level < kContextLevels; ++level) CHECK(bounded_weights[level] >= bounded_weights[level - 1]);
    CHECK(learn_context({}).weights[0] == 0);
}

TEST_CASE("shipments: of two namesakes the one whose shipment is told is the company, and the reasons say so") {
    const auto made = doubtful(60);
    const auto plain = clusters_of(link_parties(made.market.parties, 1));
    const auto links = link_parties(made.market.parties, 1, made.market.scan());
    const auto seen = clusters_of(links);
    std::size_t before = 0, right = 0, wrong = 0;
    for (const auto& [nameless, own, other] : made.cases) {
        before += plain.at(nameless) == plain.at(own) ? 1U : 0U;
        right += seen.at(nameless) == seen.at(own) ? 1U : 0U;
        wrong += seen.at(nameless) == seen.at(other) ? 1U : 0U;
    }
    CHECK(before < 5);  // ambiguous between two
    CHECK(right >= 57);
    CHECK(wrong == 0);
    std::size_t told = 0;
    for (const auto& link : links.links) told += link.reasons.find("shipments told under both") != std::string::npos ? 1U : 0U;
    CHECK(told >= 57);
}

TEST_CASE("shipments: any order of parties and of shipments and any number of threads give the same") {
    auto made = doubtful(40);
    const auto one = link_parties(made.market.parties, 1, made.market.scan());
    std::reverse(made.market.parties.begin(), made.market.parties.end());
    std::reverse(made.market.trades.begin(), made.market.trades.end());
    const auto two = link_parties(made.market.parties, 4, made.market.scan());
    REQUIRE(one.links.size() == two.links.size());
    for (std::size_t i = 0; i < one.links.size(); ++i) {
        CHECK(one.links[i].weight == two.links[i].weight);
        CHECK(one.links[i].reasons == two.links[i].reasons);
    }
    CHECK(clusters_of(one) == clusters_of(two));
}

TEST_CASE("shipments: two numbers are two companies, whatever buyer both serve") {
    Market market;
    std::uint64_t shipment = 1;
    const auto buyer = market.add("Praha Import GmbH", "road 1, Prague");
    std::vector<std::array<PartyId, 2>> branches;
    for (std::size_t i = 0; i < 30; ++i) {
        const auto name = invented_word(i) + " Trading Ltd";
        const auto one = market.add(name, invented_word(i + 7000) + " street 3, Hamburg", std::to_string(10000000 + i * 7919));
        const auto two = market.add(name, invented_word(i + 8000) + " street 9, Lisbon", std::to_string(20000000 + i * 7919));
        for (const auto party : {one, two}) market.ship(party, buyer, shipment);  // as if one shipment were told under both
        ++shipment;
        branches.push_back({one, two});
    }
    const auto seen = clusters_of(link_parties(market.parties, 1, market.scan()));
    for (const auto& [one, two] : branches) CHECK(seen.at(one) != seen.at(two));
}
