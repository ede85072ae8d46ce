#include "routes/routes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/hash.h"

namespace wb {

namespace {

struct Company {
    std::int64_t id;
    const char* country;
};

ScopeGood sale(std::int64_t item, const Company& seller, const Company& buyer, int day, double pieces, double probability = 1) {
    ScopeGood good;
    good.item_id = ItemId{item};
    good.probability = probability;
    good.evidence = "model";
    good.goods_class = "uav";
    good.brand = "dji";
    good.model = "mavic_3";
    good.units = pieces;
    good.value_usd = Usd::from_integer(static_cast<std::int64_t>(2000 * pieces));
    good.declaration_date = Day{19'100 + day};
    good.exporter = {EntityId{seller.id}, Country(seller.country), {}};
    good.consignee = {EntityId{buyer.id}, Country(buyer.country), {}};
    good.destination_country = Country(buyer.country);
    return good;
}

RoutesInput input_of(const std::vector<ScopeGood>& goods) {
    RoutesInput input;
    input.goods = &goods;
    input.question.sellers = {Country("CN")};
    input.question.destinations = {Country("RU")};
    input.question.goods = {"uav"};
    input.rates = [](const std::string&) { return PatternRate{45, 5}; };
    return input;
}

const Company kMaker{1, "CN"}, kTrader{2, "CN"}, kMiddle{3, "KZ"}, kBuyer{4, "RU"}, kOther{5, "RU"};

}  // namespace

TEST_CASE("a chain through a third country, with its hops and ends") {
    const std::vector<ScopeGood> goods = {sale(1, kMaker, kMiddle, 0, 100), sale(2, kTrader, kMiddle, 5, 50),
                                          sale(3, kMiddle, kBuyer, 20, 60), sale(4, kMaker, kBuyer, 30, 40)};
    const Routes routes = find_routes(input_of(goods));
    REQUIRE(routes.chains.size() == 3);
    // 60 of 150 in proportion: 40 from the maker, 20 from the trader; 40 directly.
    const auto chain_from = [&](std::int64_t from, int hops) {
        return *std::find_if(routes.chains.begin(), routes.chains.end(),
                             [&](const Chain& chain) { return chain.from_entity.value == from && chain.hops == hops; });
    };
    const Chain by_way = chain_from(1, 2);
    CHECK(by_way.units == doctest::Approx(40));
    CHECK(by_way.units_low == doctest::Approx(10));  // of 100 + 50 pieces 60 went on: at least 10 were the maker's
    CHECK(by_way.units_high == doctest::Approx(60));
    CHECK(by_way.probability == doctest::Approx(0.4));
    CHECK(by_way.value_usd->to_double() == doctest::Approx(80000));
    CHECK(chain_from(2, 2).units_low == doctest::Approx(0));
    CHECK(chain_from(1, 1).units == doctest::Approx(40));
    CHECK(routes.hops.size() == 5);
    CHECK(routes.delivered == doctest::Approx(100));
    CHECK(routes.untraced == 0);
    REQUIRE(routes.figures.size() == 1);
    CHECK(routes.figures[0].value->to_double() == doctest::Approx(0.6));
    CHECK(*routes.figures[0].untraced == doctest::Approx(0));
}

TEST_CASE("doubles, unknown companies and missing days are not followed in silence") {
    std::vector<ScopeGood> goods = {sale(1, kMaker, kBuyer, 0, 10), sale(2, kMaker, kBuyer, 1, 10), sale(3, kMaker, kBuyer, 2, 10),
                                    sale(4, kMaker, kBuyer, 3, 10)};
    goods[1].same_as = ItemId{1};
    goods[2].consignee.entity = {};
    goods[3].declaration_date = Missing::unreadable;
    const Routes routes = find_routes(input_of(goods));
    CHECK(routes.delivered == doctest::Approx(10));
    CHECK(routes.left_out.no_company == 1);
    CHECK(routes.left_out.no_day == 1);
}

TEST_CASE("pieces not stated follow from the value") {
    std::vector<ScopeGood> goods = {sale(1, kMaker, kBuyer, 0, 10), sale(2, kMaker, kOther, 1, 5)};
    goods[1].units = Missing::not_stated;
    const Routes routes = find_routes(input_of(goods));
    CHECK(routes.delivered == doctest::Approx(15));
}

TEST_CASE("expected pieces and the order of rows") {
    std::vector<ScopeGood> goods;
    for (std::int64_t i = 1; i <= 200; ++i) {
        const auto u = [&](std::uint64_t use) { return uniform_draw(5, static_cast<std::uint64_t>(i), use); };
        const Company companies[] = {kMaker, kTrader, kMiddle, {6, "AE"}, kBuyer, kOther};
        const auto from = static_cast<std::size_t>(u(1) * 4);
        const auto to = 2 + static_cast<std::size_t>(u(2) * 4);
        if (from == to) continue;
        goods.push_back(sale(i, companies[from], companies[to], static_cast<int>(u(3) * 300), 1 + std::floor(30 * u(4)), 0.5 + 0.5 * u(5)));
    }
    const Routes first = find_routes(input_of(goods));
    CHECK(first.chains.size() > 5);
    std::mt19937_64 engine(3);
    std::shuffle(goods.begin(), goods.end(), engine);
    const Routes second = find_routes(input_of(goods));
    REQUIRE(first.chains.size() == second.chains.size());
    double units = 0;
    for (std::size_t i = 0; i < first.chains.size(); ++i) {
        CHECK(first.chains[i].chain_id == second.chains[i].chain_id);
        CHECK(first.chains[i].units == second.chains[i].units);
        CHECK(first.chains[i].units_low <= first.chains[i].units);
        CHECK(first.chains[i].units <= first.chains[i].units_high);
        units += first.chains[i].units;
    }
    // Ways that return to a company are followed and not shown.
    CHECK(units <= first.delivered * (1 + 1e-9));
    CHECK(first.hops.size() == second.hops.size());
    CHECK(first.figures[0].low == second.figures[0].low);
    double last_hops = 0;
    for (const Hop& hop : first.hops) {
        const auto chain =
            std::find_if(first.chains.begin(), first.chains.end(), [&](const Chain& each) { return each.chain_id == hop.chain_id; });
        if (hop.hop == chain->hops) last_hops += hop.units;
    }
    CHECK(last_hops == doctest::Approx(units));
}

TEST_CASE("only the largest chains are written") {
    std::vector<ScopeGood> goods;
    for (int i = 0; i < 20; ++i) goods.push_back(sale(i + 1, {100 + i, "CN"}, kBuyer, i, 10 + i));
    RoutesInput input = input_of(goods);
    input.most_chains = 3;
    const Routes routes = find_routes(input);
    CHECK(routes.chains_found == 20);
    REQUIRE(routes.chains.size() == 3);
    CHECK(routes.chains[0].units == doctest::Approx(29));
    CHECK(routes.hops.size() == 3);
}

// Whatever a company sells first, what truly came each way lies between the ends: pieces are followed one by one, sold in random order.
TEST_CASE("ends of a chain hold the truth of any order of sale") {
    const Company companies[] = {{1, "CN"}, {2, "CN"}, {3, "KZ"}, {6, "AE"}, {4, "RU"}, {5, "RU"}};
    std::mt19937_64 engine(11);
    for (int world = 0; world < 40; ++world) {
        std::vector<ScopeGood> goods;
        std::map<std::int64_t, std::vector<std::vector<std::int64_t>>> stock;
        std::map<std::vector<std::int64_t>, double> truth;
        for (int i = 0; i < 14; ++i) {
            const auto from = static_cast<std::size_t>(engine() % 4);
            const auto to = 2 + static_cast<std::size_t>(engine() % 4);
            if (from == to) continue;
            const int pieces = 1 + static_cast<int>(engine() % 12);
            goods.push_back(sale(i + 1, companies[from], companies[to], i, pieces));
            auto& held = stock[companies[from].id];
            std::shuffle(held.begin(), held.end(), engine);
            for (int piece = 0; piece < pieces; ++piece) {
                std::vector<std::int64_t> way = {companies[from].id};
                if (!held.empty()) {
                    way = held.back();
                    held.pop_back();
                }
                way.push_back(companies[to].id);
                if (to >= 4) truth[way] += 1;
                stock[companies[to].id].push_back(std::move(way));
            }
        }
        RoutesInput input = input_of(goods);
        input.trace.maximal_wait_days = 10'000;
        input.trace.most_parts = 10'000;
        const Routes routes = find_routes(input);
        for (const Chain& chain : routes.chains) {
            std::vector<std::int64_t> way(static_cast<std::size_t>(chain.hops) + 1);
            for (const Hop& hop : routes.hops) {
                if (hop.chain_id != chain.chain_id) continue;
                way[static_cast<std::size_t>(hop.hop) - 1] = hop.seller_entity.value;
                way[static_cast<std::size_t>(hop.hop)] = hop.buyer_entity.value;
            }
            const double came = truth.contains(way) ? truth.at(way) : 0;
            CHECK(chain.units_low <= came + 1e-9);
            CHECK(chain.units_high >= came - 1e-9);
        }
    }
}

}  // namespace wb
