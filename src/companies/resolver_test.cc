#include "companies/resolver.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <numeric>
#include <string>

#include "base/hash.h"
#include "companies/invented_word.h"

using namespace wb;

namespace {

struct Row {
    std::string name, address, country, number;
};

struct List {
    std::deque<Row> rows;
    [[nodiscard]] RecordSet set(const std::vector<std::size_t>& order) const {
        RecordSet set;
        set.fields = {{FieldKind::name, "name", {}},
                      {FieldKind::address, "address", {}},
                      {FieldKind::category, "country", {}},
                      {FieldKind::identifier, "number", {}}};
        for (const auto i : order) {
            set.fields[0].values.push_back(rows[i].name);
            set.fields[1].values.push_back(rows[i].address);
            set.fields[2].values.push_back(rows[i].country);
            set.fields[3].values.push_back(rows[i].number);
        }
        return set;
    }
    [[nodiscard]] RecordSet set() const {
        std::vector<std::size_t> order(rows.size());
        std::iota(order.begin(), order.end(), 0U);
        return set(order);
    }
};

// Companies with three spellings each, a third of the addresses missing.
List world(std::size_t companies) {
    List list;
    for (std::size_t i = 0; i < companies; ++i) {
        const auto core = invented_word(i);
        const auto street = invented_word(i + 7000) + " street " + std::to_string(1 + i % 90) + ", Hamburg";
        list.rows.push_back({core + " Trading Ltd", street, "DE", std::to_string(10000000 + i * 7919)});
        list.rows.push_back({core + " Trading Limited", i % 3 == 0 ? "" : street, "DE", ""});
        list.rows.push_back(
            {core.substr(0, core.size() - 1) + " Trading", street, "DE", i % 2 == 0 ? std::to_string(10000000 + i * 7919) : ""});
    }
    return list;
}

}  // namespace

TEST_CASE("resolver: relatives share a house and a surname, but not a day of birth, a number or a generation") {
    RecordSet set;
    set.fields = {{FieldKind::name, "name", {}}, {FieldKind::address, "address", {}}, {FieldKind::date, "born", {}}};
    std::deque<std::string> texts;
    const auto add = [&](std::string name, std::string address, std::string born) {
        for (auto* cell : {&name, &address, &born})
            set.fields[static_cast<std::size_t>(cell == &name      ? 0
                                                : cell == &address ? 1
                                                                   : 2)]
                .values.push_back(texts.emplace_back(std::move(*cell)));
    };
    for (std::size_t i = 0; i < 60; ++i) {
        const auto surname = invented_word(i);
        const auto house = std::to_string(10 + i) + " " + invented_word(i + 900) + " street, Springfield";
        const auto born = std::to_string(1950 + i % 40) + "-0" + std::to_string(1 + i % 9) + "-1" + std::to_string(i % 8);
        add("Edward " + surname, house, born);
        add("Edward " + surname, house, born);
        add("Marsha " + surname, house, std::to_string(1995 + i % 9) + "-1" + std::to_string(i % 3) + "-2" + std::to_string(i % 8));
    }
    add("David Dobbins Jr", "1450 City Road, Arlington", "");
    add("David Dobbins Senior", "1450 City Road, Arlington", "");
    const auto found = resolve_records(set, {});
    for (std::size_t i = 0; i < 60; ++i) {
        CAPTURE(i);
        CHECK(found.cluster_of[3 * i] == found.cluster_of[3 * i + 1]);
        CHECK(found.cluster_of[3 * i] != found.cluster_of[3 * i + 2]);
    }
    CHECK(found.cluster_of[180] != found.cluster_of[181]);
}

TEST_CASE("resolver: who shares a house, a mailbox and even a day of birth is another person all the same when the name is") {
    RecordSet set;
    set.fields = {{FieldKind::name, "name", {}},
                  {FieldKind::address, "address", {}},
                  {FieldKind::date, "born", {}},
                  {FieldKind::identifier, "mailbox", {}},
                  {FieldKind::identifier, "passport", {}}};
    std::deque<std::string> texts;
    const auto add = [&](const std::array<std::string, 5>& cells) {
        for (std::size_t f = 0; f < cells.size(); ++f) set.fields[f].values.push_back(texts.emplace_back(cells[f]));
        return set.records() - 1;
    };
    for (std::size_t i = 0; i < 60; ++i) {
        const auto surname = invented_word(i), house = std::to_string(10 + i) + " " + invented_word(i + 900) + " street, Springfield";
        const auto born = std::to_string(1950 + i % 40) + "-0" + std::to_string(1 + i % 9) + "-1" + std::to_string(i % 8);
        const auto mailbox = surname + std::to_string(i) + "@example.org", passport = std::to_string(4410000 + 7919 * i);
        for (int copy = 0; copy < 2; ++copy) add({"Edward " + surname, copy == 0 ? house : "", born, mailbox, copy == 0 ? "" : passport});
    }
    const std::string house = "1304 Poppy street, Blacklick", mailbox = "dobbins@example.org";
    const auto mother = add({"Lydia Dobbins", house, "10/27/61", mailbox, "5510001"});
    const auto mark = add({"Mark Dobbins", house, "9/28/97", mailbox, ""});
    const auto marsha = add({"Marsha Dobbins", house, "1997-09-28", mailbox, "5517719"});
    const auto nameless = add({"", house, "", mailbox, "5517719"});
    const auto father = add({"Walter Tollen", "12 Elm street, Springfield", "1950-10-10", "", ""});
    const auto son = add({"Walter Tollen", "12 Elm street, Springfield", "1985-03-15", "", ""});
    const auto either = add({"Walter Tollen", "12 Elm street, Springfield", "", "", ""});
    std::vector<std::size_t> office;
    for (const auto* name : {"Gaston Gray", "Millie Miller", "Nelson Nice", "Julia Jackson"})
        office.push_back(add({name, "319 Cody road, Elmwood", "", "info@office.example", ""}));
    const auto found = resolve_records(set, {}).cluster_of;
    CHECK(found[mother] != found[mark]);
    CHECK(found[mark] != found[marsha]);
    CHECK(found[marsha] == found[nameless]);
    CHECK(found[father] != found[son]);
    CHECK(found[either] != found[father]);
    CHECK(found[either] != found[son]);
    for (std::size_t i = 1; i < office.size(); ++i) CHECK(found[office[0]] != found[office[i]]);
    for (std::size_t i = 0; i < 60; ++i) CHECK(found[2 * i] == found[2 * i + 1]);
}

TEST_CASE("resolver: the same companies for any order of rows and any number of threads") {
    const auto list = world(1600);  // more than one range of work
    std::vector<std::size_t> order(list.rows.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto one = resolve_records(list.set(order), {.threads = 1});
    std::sort(order.begin(), order.end(), [](std::size_t a, std::size_t b) { return mix64(a) < mix64(b); });
    const auto two = resolve_records(list.set(order), {.threads = 3});
    REQUIRE(one.clusters == two.clusters);
    std::size_t different = 0;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const auto node_one = one.evidence->node_of[order[place]], node_two = two.evidence->node_of[place];
        different += one.evidence->key_of[node_one] != two.evidence->key_of[node_two] ? 1U : 0U;
        different += one.node_cluster[node_one] != two.node_cluster[node_two] ? 1U : 0U;
        different += one.probability[node_one] != two.probability[node_two] ? 1U : 0U;
    }
    CHECK(different == 0);
    std::size_t right = 0;
    for (std::size_t i = 0; i < 1600; ++i)
        right += one.cluster_of[3 * i] == one.cluster_of[3 * i + 1] && one.cluster_of[3 * i] == one.cluster_of[3 * i + 2] ? 1U : 0U;
    CHECK(right > 1500);
}

TEST_CASE("resolver: the index misses nothing that comparing all pairs finds") {
    const auto list = world(60);
    const auto resolution = resolve_records(list.set(), {.threads = 1});
    const auto nodes = static_cast<std::uint32_t>(resolution.evidence->nodes());
    std::size_t likely = 0, missed = 0;
    for (std::uint32_t a = 0; a < nodes; ++a) {
        for (std::uint32_t b = a + 1; b < nodes; ++b) {
            const auto bits = resolution.model->weigh(resolution.evidence->compare(a, b));
            if (bits < 0) continue;
            ++likely;
            missed += std::none_of(resolution.pairs.begin(), resolution.pairs.end(),
                                   [&](const WeightedPair& pair) { return pair.a == a && pair.b == b; })
                          ? 1U
                          : 0U;
        }
    }
    CHECK(likely >= 150);
    CHECK(missed == 0);
}

TEST_CASE("resolver: namesakes in different cities with different numbers are never merged") {
    auto list = world(300);
    const auto first = list.rows.size();
    list.rows.push_back({"Sunrise Logistics Ltd", "Kirova 12, Kazan", "RU", "7722476458"});
    list.rows.push_back({"SUNRISE LOGISTICS LIMITED", "Kazan, Kirova 12", "RU", "7722476458"});
    list.rows.push_back({"Sunrise Logistics Ltd", "Lesnaya 90, Omsk", "RU", "3905601620"});
    list.rows.push_back({"SUNRISE LOGISTICS LIMITED", "Omsk, Lesnaya 90", "RU", "3905601620"});
    const auto found = resolve_records(list.set(), {.threads = 1}).cluster_of;
    CHECK(found[first] == found[first + 1]);
    CHECK(found[first + 2] == found[first + 3]);
    CHECK(found[first] != found[first + 2]);
}

TEST_CASE("resolver: one wrong number does not split a company that everything else holds together") {
    auto list = world(300);
    const auto first = list.rows.size();
    for (const auto* name : {"Sunrise Logistics Ltd", "SUNRISE LOGISTICS LIMITED", "Sunrise Logistics", "SUNRISE LOGISTICS LTD."})
        list.rows.push_back({name, "Kirova 12, Kazan", "RU", "7722476458"});
    list.rows.push_back({"Sunrise Logistics Ltd", "Kirova 12, Kazan", "RU", "3905601620"});
    const auto found = resolve_records(list.set(), {.threads = 1}).cluster_of;
    for (std::size_t i = 1; i < 5; ++i) CHECK(found[first] == found[first + i]);
}

TEST_CASE("resolver: generated namesakes in different cities with different numbers stay apart, generated wrong numbers split nobody") {
    constexpr std::array kCities = {"Kazan", "Omsk", "Samara", "Ufa", "Novosibirsk"};
    constexpr std::array kDeeds = {"Logistics", "Trading", "Electronics", "Textile"};
    auto list = world(400);
    const auto number = [](std::uint64_t seed) { return std::to_string(7700000000 + mix64(seed) % 99999999); };
    const auto street = [](std::uint64_t seed) { return invented_word(seed) + " street " + std::to_string(1 + seed % 90); };
    struct Expected {
        std::size_t first, second;
        bool same;
    };
    std::vector<Expected> expected;
    for (std::uint64_t i = 0; i < 40; ++i) {
        const auto name = invented_word(90000 + i) + " " + kDeeds[i % kDeeds.size()];
        const auto first = list.rows.size();
        for (std::uint64_t city = 0; city < 2; ++city) {
            const auto where = street(100 * i + city) + ", " + kCities[(i + city) % kCities.size()];
            for (const auto* form : {" Ltd", " LIMITED"}) list.rows.push_back({name + form, where, "RU", number(2 * i + city)});
        }
        expected.push_back({first, first + 1, true});
        expected.push_back({first + 2, first + 3, true});
        for (std::size_t a = 0; a < 2; ++a) {
            for (std::size_t b = 2; b < 4; ++b) expected.push_back({first + a, first + b, false});
        }
    }
    for (std::uint64_t i = 0; i < 40; ++i) {
        const auto name = invented_word(95000 + i) + " " + kDeeds[i % kDeeds.size()];
        const auto where = street(7 * i) + ", " + kCities[i % kCities.size()];
        const auto first = list.rows.size();
        for (const auto* form : {" Ltd", " LIMITED", "", " Ltd."}) list.rows.push_back({name + form, where, "RU", number(5000 + i)});
        list.rows.push_back({name + " Ltd", where, "RU", number(6000 + i)});
        for (std::size_t k = 1; k < 5; ++k) expected.push_back({first, first + k, true});
    }
    const auto found = resolve_records(list.set(), {.threads = 2}).cluster_of;
    for (const auto& pair : expected) {
        CAPTURE(list.rows[pair.first].name);
        CAPTURE(list.rows[pair.second].name);
        CHECK((found[pair.first] == found[pair.second]) == pair.same);
    }
}

TEST_CASE("resolver: empty lists and empty cells") {
    CHECK(resolve_records(RecordSet{}, {.threads = 1}).clusters == 0);
    List list;
    list.rows.push_back({"", "", "", ""});
    list.rows.push_back({"", "", "", ""});
    list.rows.push_back({"\xFF\xFE", "…", "", "0000"});
    const auto found = resolve_records(list.set(), {.threads = 1}).cluster_of;
    REQUIRE(found.size() == 3);
    CHECK(found[0] != found[1]);
}

TEST_CASE("two firms of one house whose names have no word in common are neighbours") {
    auto list = world(150);
    const auto first = list.rows.size();
    for (std::size_t i = 0; i < 20; ++i) {
        const auto house = invented_word(i + 50000) + " street " + std::to_string(3 + i) + ", Hamburg";
        for (const auto seed : {600 + i, 700 + i}) {
            list.rows.push_back({invented_word(seed) + " Trading Ltd", house, "DE", ""});
            list.rows.push_back({invented_word(seed) + " Trading Limited", house, "DE", ""});
        }
    }
    ResolverOptions options;
    const auto resolution = resolve_records(list.set(), options);
    const auto& cluster = resolution.cluster_of;
    for (auto i = first; i < list.rows.size(); i += 4) {
        CHECK(cluster[i] == cluster[i + 1]);
        CHECK(cluster[i + 2] == cluster[i + 3]);
        CHECK(cluster[i] != cluster[i + 2]);
    }
}
