#include "combine/good_judgements.h"

#include <doctest/doctest.h>

namespace wb {

namespace {

GoodJudgement judgement_of(const char* decision, std::int64_t item, const char* goods_class, const char* day = "2026-11-25T20:00:00Z") {
    GoodJudgement judgement;
    judgement.decision = decision;
    judgement.author = "anna";
    judgement.decided_at = day;
    judgement.item_id = ItemId{item};
    judgement.goods_class = goods_class;
    judgement.description = "КВАДРОКОПТЕР \"МАВИК\"\nИГРУШКА";
    finish_judgement(judgement);
    return judgement;
}

DecidedItem item_with(const char* goods_class) {
    DecidedItem item;
    item.known = item.has_good = true;
    item.goods = 1;
    item.good.goods_class = goods_class;
    item.good.probability = 0.4;
    item.good.evidence = "vague.p4";
    item.good.reasons = "{}";
    item.good.brand = "dji";
    return item;
}

}  // namespace

TEST_CASE("a decision about a good reads as it was written, and lines about companies are left to their reader") {
    auto judgement = judgement_of("is_not", 12, "uav");
    judgement.position = 3;
    judgement.note = "toy";
    finish_judgement(judgement);
    const auto text = std::string("{\"decision\":\"same\",\"party_a\":\"1\",\"party_b\":\"2\"}\nno object\n") + judgement_line(judgement);
    const auto read = read_good_judgements(text, "f");
    CHECK(read.unreadable.empty());
    REQUIRE(read.judgements.size() == 1);
    const auto& again = read.judgements[0];
    CHECK(again.judgement_id == judgement.judgement_id);
    CHECK(again.item_id == judgement.item_id);
    CHECK(again.position == 3);
    CHECK(again.goods_class == "uav");
    CHECK(again.description == judgement.description);
    CHECK(again.note == "toy");
    CHECK(again.line == 3);
}

TEST_CASE("lines about goods that are no decision are told, with their number") {
    const auto read = read_good_judgements(
        "{\"item_id\":\"1\",\"decision\":\"same\",\"class\":\"uav\"}\n{\"item_id\":\"x\",\"decision\":\"is\",\"class\":\"uav\"}\n"
        "{\"item_id\":\"1\",\"decision\":\"is\"}\n{\"item_id\":\"1\",\"decision\":\"is\",\"class\":\"uav\",\"position\":0}\n",
        "f");
    CHECK(read.judgements.empty());
    REQUIRE(read.unreadable.size() == 4);
    CHECK(read.unreadable[3].where.row == 4);
}

TEST_CASE("the last decision about a good counts, and unsure binds nothing") {
    std::vector<GoodJudgement> all = {judgement_of("is", 1, "uav"), judgement_of("is_not", 1, "uav", "2026-11-26T00:00:00Z"),
                                      judgement_of("unsure", 2, "uav"), judgement_of("is", 3, "uav")};
    DecidedItem gone;
    mark_superseded(all, {item_with("uav"), item_with("uav"), item_with("uav"), gone});
    CHECK(all[0].state == "superseded");
    CHECK(all[0].superseded_by == all[1].judgement_id);
    CHECK(all[1].state == "binding");
    CHECK(all[2].state == "unsure");
    CHECK(all[3].state == "waiting");
    CHECK_FALSE(decide(all[0], item_with("uav")).changed);
    CHECK_FALSE(decide(all[2], item_with("uav")).changed);
    CHECK_FALSE(decide(all[3], gone).changed);
}

TEST_CASE("a decision makes a good certain, takes it out of its class, or makes one, and keeps what it was") {
    auto is = judgement_of("is", 1, "uav");
    is.state = "binding";
    const auto certain = decide(is, item_with("uav"));
    CHECK(certain.changed);
    CHECK_FALSE(certain.added);
    CHECK(certain.good.probability == 1);
    CHECK(certain.good.goods_class == "uav");
    CHECK(certain.good.brand == "dji");
    CHECK(certain.good.evidence == kDecisionEvidence);
    CHECK(certain.good.reasons.find("\"evidence\":\"vague.p4\"") != std::string::npos);

    auto finer = judgement_of("is", 1, "uav_part");
    finer.state = "binding";
    CHECK(decide(finer, item_with("uav_part.battery")).good.goods_class == "uav_part.battery");
    CHECK(decide(finer, item_with("uav")).good.goods_class == "uav_part");

    auto is_not = judgement_of("is_not", 1, "uav_part");
    is_not.state = "binding";
    const auto out = decide(is_not, item_with("uav_part.battery"));
    CHECK(out.good.goods_class.empty());
    CHECK(out.good.probability == 0);
    CHECK_FALSE(decide(is_not, item_with("uav")).changed);

    auto made = judgement_of("is", 1, "uav");
    made.state = "binding";
    DecidedItem empty;
    empty.known = true;
    empty.description = "ПРОЧЕЕ";
    empty.value_usd = *Usd::from_double(120.5);
    empty.pieces = 2.0;
    const auto added = decide(made, empty);
    CHECK(added.added);
    CHECK(added.good.value_usd == empty.value_usd);
    CHECK(added.good.units == empty.pieces);
    CHECK(added.good.span_end == 12);
}

}  // namespace wb
