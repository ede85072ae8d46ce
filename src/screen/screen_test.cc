// Hits, ownership tests and findings: dated answers, and the law that a later entry never changes what was true on an earlier day.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>

#include "screen/findings.h"
#include "screen/order.h"

using namespace wb;

namespace {

const Controls& built_in() {
    static const auto kControls = [] {
        auto loaded = load_controls_with({});
        REQUIRE_MESSAGE(loaded.ok(), to_string(loaded.error()));
        return std::move(loaded).value();
    }();
    return kControls;
}

const Catalogue& catalogue() {
    static const auto kCatalogue = [] {
        auto loaded = load_catalogue_with({});
        REQUIRE(loaded.ok());
        return std::move(loaded).value();
    }();
    return kCatalogue;
}

Day day(int year, int month, int number) { return *make_day(year, month, number); }

const EntityId kBuyer{11}, kSeller{12}, kOwner{13}, kMiddle{14};

std::string entry(const std::string& name, const std::string& from, const std::string& number = "",
                  const std::string& list = "Entity List (EL)", const std::string& until = "") {
    return name + ";RU;" + number + ";" + list + ";" + from + ";" + until + "\n";
}

// One item from China to Russia on a day, screened against a list of entries.
struct World {
    std::string rows;
    std::vector<ScopeGood> goods;
    std::vector<Ownership> ownership;
    std::optional<Day> known_on;
    std::map<EntityId, std::string> captions = {
        {kBuyer, "ООО Ромашка Импэкс"}, {kSeller, "SZ DJI Technology Co., Ltd."}, {kOwner, "Northern Lights Holding"}};
    std::string buyer_number = "7704730655";

    [[nodiscard]] Lists lists() const {
        const auto text = "name;country;identifier;list;from;until\n" + rows;
        const std::array files = {ListFile{"list.csv", text}};
        return known_lists(read_lists(files, built_in()), known_on);
    }
    [[nodiscard]] std::vector<ScreenedEntity> entities() const {
        std::vector<ScreenedEntity> all;
        for (const auto& [id, caption] : captions) {
            ScreenedEntity entity{id, caption, {{caption}, {Country{id == kSeller ? "CN" : "RU"}}, {}, "company"}};
            if (id == kBuyer && !buyer_number.empty()) entity.query.numbers.push_back({"inn", buyer_number});
            all.push_back(entity);
        }
        return all;
    }
    [[nodiscard]] std::vector<Hit> hits(bool near = false) const {
        const auto read = lists();
        const NameIndex index(read.parties, {});
        return find_hits(index, read.parties, entities(), built_in(), {near});
    }
    [[nodiscard]] std::vector<Finding> findings() const {
        const auto read = lists();
        const auto found = hits();
        const OwnershipGraph graph(ownership, found, read.parties, built_in(), known_on);
        std::vector<Finding> all;
        find_findings({&goods, &catalogue(), &built_in(), read.parties, found, &captions, &graph, known_on},
                      [&](Finding&& finding) { all.push_back(std::move(finding)); });
        return all;
    }
    void ship(std::optional<Day> on, const std::string& hs6 = "880622", const std::string& goods_class = "uav",
              const std::string& model = "") {
        ScopeGood good;
        good.item_id = ItemId{static_cast<std::int64_t>(goods.size()) + 1};
        if (on) good.declaration_date = *on;
        good.hs6 = hs6;
        good.goods_class = goods_class;
        good.brand = model.empty() ? "" : "dji";
        good.model = model;
        good.model_probability = 1;
        good.consignee = {kBuyer, Country{"RU"}, {}};
        good.exporter = good.seller = {kSeller, Country{"CN"}, {}};
        good.origin_country = good.dispatch_country = Country{"CN"};
        good.destination_country = Country{"RU"};
        goods.push_back(good);
    }
    void owns(EntityId owner, EntityId owned, Maybe<double> low, Maybe<double> high, std::optional<Day> from = {}) {
        Ownership row;
        row.owner_id = owner;
        row.owned_id = owned;
        row.owner_name = "owner " + std::to_string(owner.value);
        row.owned_name = "owned " + std::to_string(owned.value);
        row.share_low = low;
        row.share_high = high;
        if (from) row.from_day = *from;
        ownership.push_back(row);
    }
};

const Finding* find(const std::vector<Finding>& all, std::string_view rule, std::int64_t item = 1) {
    const auto found = std::ranges::find_if(all, [&](const Finding& finding) {
        return finding.rule == rule && (finding.subject_id == item || finding.subject_kind == "case");
    });
    return found == all.end() ? nullptr : &*found;
}

std::string answer(const std::vector<Finding>& all, std::string_view rule, std::int64_t item = 1) {
    const auto* finding = find(all, rule, item);
    return finding == nullptr ? "none" : finding->answer;
}

std::string missing(const std::vector<Finding>& all, std::string_view rule) {
    const auto* finding = find(all, rule);
    return finding == nullptr ? "" : finding->missing;
}

}  // namespace

TEST_CASE("hits: a number that both state is nearly certain, a name alone never is, another number speaks against") {
    World world;
    world.rows = entry("Совсем другое имя", "2020-01-01", "7704730655") + entry("Ромашка Импэкс", "2020-01-01");
    auto hits = world.hits();
    REQUIRE(hits.size() == 2);
    for (const auto& hit : hits) {
        CHECK(hit.probability >= (hit.basis == "identifier" ? 0.9 : kLeastHit));
        CHECK(hit.probability < (hit.basis == "identifier" ? 1.0 : 0.95));
        CHECK(hit.reasons.find("innocent_explanation") != std::string::npos);
    }
    world.rows = entry("Ромашка Импэкс", "2020-01-01", "7722476458");
    CHECK(world.hits().empty());
}

TEST_CASE("hits: script, legal form, word order, a slip of the pen; rarer names say more") {
    World world;
    world.captions = {{kBuyer, "ООО \"Северный Кристаллоград\""}};
    world.buyer_number = "";
    for (const auto* name : {"Severnyy Kristallograd LLC", "KRISTALLOGRAD, SEVERNYY", "Северный Кристаллоград"}) {
        world.rows = entry(name, "2020-01-01");
        const auto hits = world.hits();
        REQUIRE_MESSAGE(hits.size() == 1, name);
        CHECK(hits[0].probability > 0.5);
    }
    world.rows = entry("Severnyy Kristalograd", "2020-01-01") + entry("Severnyy Kristallograt", "2020-01-01");
    CHECK(world.hits(true).size() == 2);
    // The same words in many listed names are no evidence.
    world.rows = entry("Северный Кристаллоград", "2020-01-01");
    const auto rare = world.hits()[0].probability;
    for (int i = 0; i < 400; ++i) world.rows += entry("Северный Кристаллоград " + std::to_string(i), "2020-01-01");
    const auto common = world.hits();
    CHECK((common.empty() || common[0].probability < rare));
}

TEST_CASE("hits: companies that share a name share its probability") {
    World world;
    world.captions = {{kBuyer, "Северный Кристаллоград"}, {kOwner, "СЕВЕРНЫЙ КРИСТАЛЛОГРАД"}};
    world.buyer_number = "";
    world.rows = entry("Северный Кристаллоград", "2020-01-01");
    const auto hits = world.hits();
    REQUIRE(hits.size() == 2);
    CHECK(hits[0].probability + hits[1].probability < 1);
}

TEST_CASE("delivery to a listed party: by day, and a missing day is not innocence") {
    World world;
    world.ship(day(2022, 5, 31));
    world.ship(day(2022, 6, 1));
    world.ship(std::nullopt);
    world.rows = entry("Ромашка Импэкс", "2022-06-01", "7704730655");
    auto all = world.findings();
    CHECK(answer(all, "RF20", 1) == "clear");
    CHECK(answer(all, "RF20", 2) == "fired");
    CHECK(find(all, "RF20", 2)->jurisdiction == "US");
    CHECK(answer(all, "RF20", 3) == "cannot_tell");
    world.rows = entry("Ромашка Импэкс", "", "7704730655");
    all = world.findings();
    CHECK(answer(all, "RF20", 1) == "cannot_tell");
    CHECK(missing(all, "RF20") == "day of listing");
    world.rows = entry("Ромашка Импэкс", "2020-01-01", "7704730655", "Entity List (EL)", "2022-06-01");
    all = world.findings();
    CHECK(answer(all, "RF20", 1) == "fired");
    CHECK(answer(all, "RF20", 2) == "clear");
}

TEST_CASE("delivery: a list that binds sellers of its countries only, and the goods that leave them") {
    World world;
    world.ship(day(2023, 1, 1));
    world.rows = entry("Ромашка Импэкс", "2020-01-01", "7704730655", "Export control");
    auto all = world.findings();
    CHECK(answer(all, "RF20") == "clear");  // from China, by a Chinese seller
    CHECK(find(all, "RF20")->jurisdiction == "EU");
    CHECK(find(all, "RF20")->reasons.find("binds neither this seller") != std::string::npos);
    world.goods[0].dispatch_country = Country{"DE"};
    CHECK(answer(world.findings(), "RF20") == "fired");
    world.goods[0].dispatch_country = Country{"CN"};
    world.goods[0].seller.country = Country{"NL"};
    CHECK(answer(world.findings(), "RF20") == "fired");
    world.goods[0].seller.country = Country{"CN"};
    world.goods[0].dispatch_country = Country{};
    CHECK(answer(world.findings(), "RF20") == "cannot_tell");
    CHECK(missing(world.findings(), "RF20").starts_with("country of the seller"));
    // Of the day: the United Kingdom until the end of its transition.
    world.goods[0].dispatch_country = Country{"GB"};
    CHECK(answer(world.findings(), "RF20") == "clear");
    world.goods[0].declaration_date = day(2020, 12, 31);
    CHECK(answer(world.findings(), "RF20") == "fired");
}

TEST_CASE("delivery: a list that restricts no supply is clear and says so; no lists at all is cannot_tell") {
    World world;
    world.ship(day(2023, 1, 1));
    world.rows = entry("Ромашка Импэкс", "2020-01-01", "7704730655", "us_dod_1260h");
    auto all = world.findings();
    CHECK(answer(all, "RF20") == "clear");
    CHECK(find(all, "RF20")->reasons.find("procurement") != std::string::npos);
    world.rows = entry("Ромашка Импэкс", "2020-01-01", "7704730655", "Some private list");
    CHECK(missing(world.findings(), "RF20") == "what the list restricts");
    world.rows = "";
    all = world.findings();
    CHECK(find(all, "RF20")->subject_kind == "case");
    CHECK(missing(all, "RF20") == "watch lists");
}

TEST_CASE("DJI is listed: its drones move freely, supply to it does not") {
    World world;
    world.ship(day(2023, 3, 1), "880622", "uav", "dji_mavic_3");
    world.rows = entry("SZ DJI Technology Co., Ltd.", "2020-12-18", "", "Entity List (EL)");
    auto all = world.findings();
    CHECK(answer(all, "RF20") == "clear");
    CHECK(answer(all, "us_entity_list_dji") == "clear");
    CHECK(find(all, "us_entity_list_dji")->reasons.find("forbids nobody") != std::string::npos);
    std::swap(world.captions[kBuyer], world.captions[kSeller]);
    CHECK(answer(world.findings(), "us_entity_list_dji") == "fired");
    // A listing of a later day is not seen from an earlier one.
    world.goods[0].brand = "autel";
    CHECK(answer(world.findings(), "us_entity_list_autel") == "none");
}

TEST_CASE("China's announcement 28: weight by model, else by code; what no declaration states is missing") {
    World world;
    world.rows = entry("Nobody", "2020-01-01");
    for (const auto& [on, hs, model] :
         {std::tuple(day(2023, 8, 31), "880624", "dji_agras_t40"), std::tuple(day(2023, 9, 1), "880624", "dji_agras_t40"),
          std::tuple(day(2023, 9, 1), "880622", "dji_mavic_3"), std::tuple(day(2023, 9, 1), "880622", ""),
          std::tuple(day(2024, 9, 1), "880624", "dji_agras_t40"), std::tuple(day(2023, 9, 1), "880621", "")}) {
        world.ship(on, hs, "uav", model);
    }
    const auto all = world.findings();
    CHECK(answer(all, "cn_mofcom_28_2023", 1) == "clear");
    CHECK(answer(all, "cn_mofcom_28_2023", 2) == "cannot_tell");
    CHECK(find(all, "cn_mofcom_28_2023", 2)->missing.starts_with("endurance"));
    CHECK(answer(all, "cn_mofcom_28_2023", 3) == "clear");
    CHECK(find(all, "cn_mofcom_28_2023", 4)->missing.starts_with("empty weight"));
    CHECK(answer(all, "cn_mofcom_28_2023", 5) == "clear");
    CHECK(answer(all, "cn_mofcom_28_2023", 6) == "clear");
}

TEST_CASE("high priority codes by the edition of the day") {
    World world;
    world.rows = entry("Nobody", "2020-01-01");
    for (const auto& [on, hs] :
         {std::pair(day(2023, 5, 18), "854231"), std::pair(day(2023, 5, 19), "854231"), std::pair(day(2023, 7, 1), "847150"),
          std::pair(day(2023, 10, 1), "845710"), std::pair(day(2024, 2, 23), "845710"), std::pair(day(2024, 3, 1), "")}) {
        world.ship(on, hs, "chpl");
    }
    const auto all = world.findings();
    const std::vector<std::string> expected = {"clear", "fired", "cannot_tell", "clear", "fired", "cannot_tell"};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(answer(all, "RF05", static_cast<std::int64_t>(i) + 1) == expected[i]);
    }
}

TEST_CASE("transshipment lists by day and by what was known: the British list went from 14 to 12 in August 2025") {
    World world;
    world.rows = entry("Nobody", "2020-01-01");
    const auto by_mongolia = [&](Day on) {
        world.ship(on);
        world.goods.back().dispatch_country = Country{"MN"};
    };
    by_mongolia(day(2025, 1, 6));
    by_mongolia(day(2025, 3, 1));
    by_mongolia(day(2025, 9, 1));
    auto all = world.findings();
    CHECK(answer(all, "RF12", 1) == "clear");
    CHECK(answer(all, "RF12", 2) == "fired");
    CHECK(find(all, "RF12", 2)->jurisdiction == "GB");
    CHECK(find(all, "RF12", 2)->reasons.find("uk_otsi_2025_01") != std::string::npos);
    CHECK(find(all, "RF12", 3)->reasons.find("uk_otsi_2025_01") == std::string::npos);
    // Known in January 2025: the first edition is not known yet, so nothing fires for a day before it was published.
    world.known_on = day(2025, 1, 6);
    all = world.findings();
    CHECK(answer(all, "RF12", 1) == "clear");
    CHECK(answer(all, "RF12", 2) == "none");
}

TEST_CASE("ownership tests: at or above the threshold, by regime and day") {
    World world;
    const auto sdn = "Specially Designated Nationals (SDN)", freeze = "Asset freeze", entity_list = "Entity List (EL)";
    const auto owned = [&](const char* list, double share, Day on) {
        world.rows = entry("Northern Lights Holding", "2014-01-01", "", list);
        world.captions[kOwner] = "Northern Lights Holding";
        world.ownership.clear();
        world.owns(kOwner, kBuyer, share, share);
        world.goods.clear();
        world.ship(on);
        return answer(world.findings(), "RF21");
    };
    CHECK(owned(sdn, 0.50, day(2023, 1, 1)) == "fired");
    CHECK(owned(sdn, 0.49, day(2023, 1, 1)) == "clear");
    CHECK(owned(freeze, 0.50, day(2024, 7, 2)) == "cannot_tell");  // not more than half, and control is not known
    CHECK(owned(freeze, 0.50, day(2024, 7, 3)) == "fired");
    CHECK(owned(freeze, 0.51, day(2024, 7, 2)) == "fired");
    CHECK(owned(entity_list, 0.80, day(2025, 9, 28)) == "clear");
    CHECK(owned(entity_list, 0.80, day(2025, 9, 29)) == "fired");
    CHECK(owned(entity_list, 0.80, day(2025, 11, 9)) == "fired");
    CHECK(owned(entity_list, 0.80, day(2025, 11, 10)) == "clear");
    CHECK(owned(entity_list, 0.80, day(2026, 11, 9)) == "clear");
    CHECK(owned(entity_list, 0.80, day(2026, 11, 10)) == "fired");
}

TEST_CASE("ownership tests: layers, aggregates, unknown shares, circles") {
    World world;
    world.rows = entry("Northern Lights Holding", "2014-01-01", "", "Specially Designated Nationals (SDN)") +
                 entry("Western Lights Holding", "2014-01-01", "", "Specially Designated Nationals (SDN)");
    world.captions[EntityId{15}] = "Western Lights Holding";
    world.ship(day(2023, 1, 1));
    // Half of half is a quarter, but the company in the middle counts as listed itself.
    world.owns(kOwner, kMiddle, 0.5, 0.5);
    world.owns(kMiddle, kBuyer, 0.5, 0.5);
    CHECK(answer(world.findings(), "RF21") == "fired");
    world.ownership.clear();
    world.owns(kOwner, kBuyer, 0.3, 0.3);
    CHECK(answer(world.findings(), "RF21") == "clear");
    // A second source about the same holding adds nothing to it; another owner's does.
    world.owns(kOwner, kBuyer, 0.3, 0.3);
    CHECK(answer(world.findings(), "RF21") == "clear");
    world.owns(EntityId{15}, kBuyer, 0.2, 0.2);
    CHECK(answer(world.findings(), "RF21") == "fired");
    world.ownership.clear();
    world.owns(kOwner, kBuyer, Missing::not_stated, Missing::not_stated);
    CHECK(answer(world.findings(), "RF21") == "cannot_tell");
    CHECK(missing(world.findings(), "RF21").starts_with("share of"));
    // Others hold so much that the unknown rest cannot reach the threshold.
    world.owns(EntityId{16}, kBuyer, 0.6, 0.6);
    CHECK(answer(world.findings(), "RF21") == "clear");
    world.ownership.clear();
    CHECK(missing(world.findings(), "RF21") == "owners of the consignee");
    world.owns(kMiddle, kBuyer, 1.0, 1.0);
    world.owns(kBuyer, kMiddle, 1.0, 1.0);
    CHECK(answer(world.findings(), "RF21") == "clear");
}

TEST_CASE("owned hits: the spans of days on which a test reached the company") {
    World world;
    world.rows = entry("Northern Lights Holding", "2025-01-01", "", "Entity List (EL)");
    world.owns(kOwner, kBuyer, 0.8, 0.8);
    const auto read = world.lists();
    const auto hits = world.hits();
    const OwnershipGraph graph(world.ownership, hits, read.parties, built_in(), {});
    const auto owned = owned_hits(graph);
    REQUIRE(owned.size() == 2);
    CHECK(owned[0].basis == "owned");
    CHECK(to_string(*owned[0].from_day) == "2025-09-29");
    CHECK(to_string(*owned[0].until_day) == "2025-11-10");
    CHECK(to_string(*owned[1].from_day) == "2026-11-10");
    CHECK_FALSE(owned[1].until_day.present());
}

TEST_CASE("law: a listing of a later day never changes what is said about an earlier one") {
    const std::array names = {"Ромашка Импэкс", "Northern Lights Holding", "SZ DJI Technology Co., Ltd.", "Romashka", "Impeks"};
    const std::array lists = {"Entity List (EL)", "Specially Designated Nationals (SDN)", "Asset freeze", "us_dod_1260h"};
    World world;
    world.ship(day(2022, 3, 1));
    world.ship(day(2023, 3, 1), "854231", "chpl");
    world.owns(kOwner, kBuyer, 0.5, 0.5);
    world.rows = entry("Ромашка Импэкс", "2021-01-01") + entry("Northern Lights Holding", "", "");
    const auto before = world.findings();
    for (const auto* name : names) {
        for (const auto* list : lists) {
            for (const auto* number : {"", "7704730655"}) {
                auto later = world;
                for (int copies = 0; copies < 5; ++copies)
                    later.rows += entry(name, "2023-03-0" + std::to_string(copies + 2), number, list);
                const auto after = later.findings();
                REQUIRE(after.size() == before.size());
                for (std::size_t i = 0; i < before.size(); ++i) {
                    CHECK(after[i].finding_id == before[i].finding_id);
                    CHECK(after[i].answer == before[i].answer);
                    CHECK(after[i].reasons == before[i].reasons);
                }
            }
        }
    }
}

TEST_CASE("law: what was not known is not used") {
    World world;
    world.ship(day(2022, 7, 1));
    world.rows = entry("Ромашка Импэкс", "2022-06-01", "7704730655");
    world.known_on = day(2022, 5, 1);
    CHECK(world.findings().front().subject_kind == "case");
    world.goods[0].declaration_date = day(2022, 4, 1);
    world.rows += entry("Nobody", "2020-01-01");
    CHECK(answer(world.findings(), "RF20") == "clear");
}

TEST_CASE("an item of several goods gets the gravest answer, a double none") {
    World world;
    world.rows = entry("Nobody", "2020-01-01");
    world.ship(day(2024, 3, 1), "880622", "uav", "dji_mavic_3");
    world.ship(day(2024, 3, 1), "854231", "chpl");
    world.goods[1].item_id = world.goods[0].item_id;
    world.goods[1].position = 2;
    CHECK(answer(world.findings(), "RF05") == "fired");
    for (auto& good : world.goods) good.same_as = ItemId{99};
    CHECK(world.findings().empty());
}

TEST_CASE("orders: TOML, JSON and CSV say the same, faults name the place") {
    const std::string toml =
        "[order]\nday = 2023-10-05\ndestination_country = \"RU\"\n[[party]]\nrole = \"consignee\"\nname = \"X\"\n[[goods]]\nhs_code = "
        "\"8806220000\"\n";
    const std::string json =
        R"({"order":{"day":"2023-10-05","destination_country":"Russia"},"party":[{"role":"consignee","name":"X"}],"goods":[{"hs_code":"8806220000"}]})";
    const std::string csv = "day,destination_country,role,name,hs_code\n2023-10-05,RU,consignee,X,\n,,,,8806220000\n";
    for (const auto& text : {toml, json, csv}) {
        const auto order = read_order(text, "order");
        REQUIRE_MESSAGE(order.ok(), text);
        CHECK(order->day == day(2023, 10, 5));
        CHECK(order->destination_country == Country{"RU"});
        REQUIRE(order->parties.size() == 1);
        CHECK(order->parties[0].role == "consignee");
        REQUIRE(order->goods.size() == 1);
        CHECK(order->goods[0].hs_code == "8806220000");
    }
    CHECK(read_order("[[party]]\nname = \"X\"\nrole = \"friend\"\n", "o").error().where.column == "role");
    CHECK(read_order("[[party]]\nnmae = \"X\"\n", "o").error().code == "order.bad_entry");
    CHECK(read_order("", "o").error().code == "order.empty");
    CHECK(read_order("{", "o").error().code == "data.syntax");
}
