// Who decides and what stays: companies as the evidence alone has them, decisions by people, how ids moved, who stands behind whom when.
#pragma once

#include <cstdint>
#include <string>

#include "base/day.h"
#include "base/id.h"
#include "base/maybe.h"
#include "tables/column.h"

namespace wb {

using JudgementId = Id<struct JudgementTag>;

// The result of the evidence alone, before decisions by people: what these are applied to, each time anew.
struct EvidenceParty {
    static constexpr std::string_view kTable = "evidence_party";
    static constexpr std::string_view kRowIs = "a spelling's company by the evidence alone, before decisions by people";
    PartyId party_id;
    std::int64_t node = 0;
    PartyId cluster;
    double probability = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("party_id", row.party_id, "party");
        visit("node", row.node, "hash of its cells; parties that share it are written alike");
        visit("cluster", row.cluster, "smallest party_id of the company that the evidence gives");
        visit("probability", row.probability, "probability of the membership");
    }
};

// A weighed pair as clustering takes it, without the words of `link`.
struct EvidencePair {
    static constexpr std::string_view kTable = "evidence_pair";
    static constexpr std::string_view kRowIs = "a weighed pair of spellings as clustering takes it";
    PartyId party_a, party_b;
    double weight = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("party_a", row.party_a, "party, the smaller id; the smallest of those written alike");
        visit("party_b", row.party_b, "party, the larger id");
        visit("weight", row.weight, "evidence, log2 odds");
    }
};

struct EvidenceClustering {
    static constexpr std::string_view kTable = "evidence_clustering";
    static constexpr std::string_view kRowIs = "where a party belongs in one possible clustering, by the evidence alone";
    std::int64_t component_id = 0;
    std::int32_t clustering = 0;
    double probability = 0;
    PartyId party_id;
    std::int32_t cluster = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("component_id", row.component_id, "parties whose clustering is in doubt together");
        visit("clustering", row.clustering, "number of the clustering, 0 the likeliest");
        visit("probability", row.probability, "probability of this clustering");
        visit("party_id", row.party_id, "party");
        visit("cluster", row.cluster, "number of its cluster in this clustering");
    }
};

// A decision by a person about two spellings, as judgements.jsonl holds it. Never erased: a later one about the same two supersedes it.
struct PartyJudgement {
    static constexpr std::string_view kTable = "judgement";
    static constexpr std::string_view kRowIs = "a decision by a person about two spellings";
    JudgementId judgement_id;
    std::string decided_at, author, decision;
    PartyId party_a, party_b;
    std::string name_a, name_b, note, state;
    JudgementId superseded_by;
    std::int64_t line = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("judgement_id", row.judgement_id, "key: hash of time, author, decision and parties");
        visit("decided_at", row.decided_at, "when, UTC, 2026-11-25T21:00:00Z");
        visit("author", row.author, "who decided");
        visit("decision", row.decision, "same, different or unsure");
        visit("party_a", row.party_a, "party, the smaller id");
        visit("party_b", row.party_b, "party, the larger id");
        visit("name_a", row.name_a, "name of party_a when it was decided");
        visit("name_b", row.name_b, "name of party_b when it was decided");
        visit("note", row.note, "the author's reason");
        visit("state", row.state, "binding, unsure (binds nothing), superseded, waiting (a party is not in the records)");
        visit("superseded_by", row.superseded_by, "the later decision about the same two");
        visit("line", row.line, "line of judgements.jsonl");
    }
};

// A decision by a person about a good, as judgements.jsonl holds it: that a row is of a class or not. Never erased: a later one about the
// same good supersedes it.
struct GoodJudgement {
    static constexpr std::string_view kTable = "good_judgement";
    static constexpr std::string_view kRowIs = "a decision by a person whether a row is of a class of goods";
    JudgementId judgement_id;
    std::string decided_at, author, decision;
    ItemId item_id;
    std::int32_t position = 1;
    std::string goods_class, description, note, state;
    JudgementId superseded_by;
    std::int64_t line = 0;
    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("judgement_id", row.judgement_id, "key: hash of time, author, decision, item, position and class");
        visit("decided_at", row.decided_at, "when, UTC, 2026-11-25T21:00:00Z");
        visit("author", row.author, "who decided");
        visit("decision", row.decision, "is, is_not or unsure");
        visit("item_id", row.item_id, "item");
        visit("position", row.position, "position of the good in the item");
        visit("class", row.goods_class, "class of the catalogue that the good is, or is not");
        visit("description", row.description, "text of the item when it was decided");
        visit("note", row.note, "the author's reason");
        visit("state", row.state,
              "binding, unsure (binds nothing), superseded, waiting (the item is not in the records, or has no good at this position)");
        visit("superseded_by", row.superseded_by, "the later decision about the same good");
        visit("line", row.line, "line of judgements.jsonl");
    }
};

// One row when a company's id went over into another. Kept from run to run, appended to.
struct EntityChange {
    static constexpr std::string_view kTable = "entity_change";
    static constexpr std::string_view kRowIs = "spellings that went from one entity_id to another between two runs, or are gone";
    std::int64_t change_number = 0;
    EntityId entity_id, became_id;
    std::string kind;
    std::int64_t parties = 0;
    std::string caption, cause;
    JudgementId judgement_id;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("change_number", row.change_number, "1 for the first run that changed a company, then 2 …");
        visit("entity_id", row.entity_id, "entity before");
        visit("became_id", row.became_id, "entity after; null when it vanished");
        visit("kind", row.kind,
              "merged (entity_id is gone), split (became_id is new), moved (both stay), vanished (no record names it any more)");
        visit("parties", row.parties, "spellings that went over, or are gone");
        visit("caption", row.caption, "the spelling shown of became_id; of a company that vanished the one it had");
        visit("cause", row.cause, "records or judgement");
        visit("judgement_id", row.judgement_id, "the latest decision about these companies, where people decided");
    }
};

// What a register says of a company beside its owners: what companies may share.
struct RegisterFact {
    static constexpr std::string_view kTable = "register_fact";
    static constexpr std::string_view kRowIs = "something that a register says of a company";
    EntityId entity_id;
    std::string company, kind, value;
    Maybe<Day> from_day, until_day;
    std::string source;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "entity that it is about; null when no record names the company");
        visit("company", row.company, "name of the company as the register writes it");
        visit("kind", row.kind, "address, phone, email, director, number, incorporated or dissolved");
        visit("value", row.value, "as the register writes it; empty for days");
        visit("from_day", row.from_day, "first day of a director; the day for incorporated and dissolved");
        visit("until_day", row.until_day, "first day on which the director was none any more");
        visit("source", row.source, "file and line");
    }
};

// Who stands behind a company on a span of days: by majorities, layer by layer, with the share that its holdings come to.
struct UltimateOwner {
    static constexpr std::string_view kTable = "ultimate_owner";
    static constexpr std::string_view kRowIs = "who stands behind a company on a span of days";
    EntityId entity_id, owner_id;
    Maybe<Day> from_day, until_day;
    std::string answer;
    double share_low = 0, share_high = 1;
    std::int32_t layers = 0;
    std::string missing;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("entity_id", row.entity_id, "entity that is owned");
        visit("owner_id", row.owner_id, "the last owner: nobody known owns half of it");
        visit("from_day", row.from_day, "first day; null: ever since");
        visit("until_day", row.until_day, "first day on which it no longer held; null: until now");
        visit("answer", row.answer, "fired (half or more in every layer), cannot_tell (a share that decides it is not known)");
        visit("share_low", row.share_low, "lowest share through all layers, 0 to 1");
        visit("share_high", row.share_high, "highest share through all layers, 0 to 1");
        visit("layers", row.layers, "owners in a row up to it, the shortest way");
        visit("missing", row.missing, "the share that is missing when the answer is cannot_tell");
    }
};

}  // namespace wb
