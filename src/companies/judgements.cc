#include "companies/judgements.h"

#include <simdjson.h>

#include <algorithm>
#include <map>
#include <queue>
#include <unordered_map>

#include "base/hash.h"
#include "base/json.h"
#include "text/decision_lines.h"

namespace wb {

namespace {

constexpr std::uint64_t kJudgementSeed = 0x6A756467;

std::string text_of(const simdjson::dom::element& object, const char* key) {
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

PartyId party_of(const simdjson::dom::element& object, const char* key) { return id_of_text<PartyId>(text_of(object, key)); }

// Decisions about goods stand in the same file; the stage that weighs goods reads them.
bool is_about_goods(const simdjson::dom::element& object) { return object["item_id"].error() == simdjson::SUCCESS; }

// What is wrong with a line; empty when nothing is. A line about goods leaves the judgement without a decision.
std::string read_line(simdjson::dom::parser& parser, std::string_view line, PartyJudgement& judgement) {
    simdjson::dom::element object;
    const simdjson::padded_string padded(line);
    if (parser.parse(padded).get(object) != simdjson::SUCCESS || !object.is_object()) return "the line is not a JSON object";
    if (is_about_goods(object)) return "";
    judgement.decided_at = text_of(object, "decided_at");
    judgement.author = text_of(object, "author");
    judgement.decision = text_of(object, "decision");
    judgement.party_a = party_of(object, "party_a");
    judgement.party_b = party_of(object, "party_b");
    judgement.name_a = text_of(object, "name_a");
    judgement.name_b = text_of(object, "name_b");
    judgement.note = text_of(object, "note");
    if (!is_decision(judgement.decision)) return "decision is not same, different or unsure: " + judgement.decision;
    if (!judgement.party_a.present() || !judgement.party_b.present()) return "party_a or party_b is no party_id";
    if (judgement.party_a == judgement.party_b) return "party_a and party_b are the same spelling";
    return "";
}

// Decisions that bind, as a graph of "same" whose vertices are parties (those written alike are joined without a decision).
class SameGraph {
public:
    SameGraph(std::span<const PartyJudgement> judgements, std::span<const EvidenceParty> known) {
        std::unordered_map<std::int64_t, PartyId> first_of;
        for (const auto& party : known) {
            const auto [at, fresh] = first_of.try_emplace(party.node, party.party_id);
            if (!fresh) join(at->second, party.party_id, nullptr);
        }
        for (const auto& judgement : judgements) {
            names_.try_emplace(judgement.party_a, judgement.name_a);
            names_.try_emplace(judgement.party_b, judgement.name_b);
            if (judgement.state == "binding" && judgement.decision == "same") join(judgement.party_a, judgement.party_b, &judgement);
        }
    }
    [[nodiscard]] bool joined(PartyId a, PartyId b) { return root(a) == root(b); }

    // The shortest way of decisions from a to b, one line each.
    [[nodiscard]] std::string way(PartyId a, PartyId b) const {
        std::unordered_map<PartyId, const Edge*> came_by;
        std::queue<PartyId> open;
        open.push(a);
        came_by[a] = nullptr;
        while (!open.empty() && !came_by.contains(b)) {
            const auto at = open.front();
            open.pop();
            const auto edges = edges_.find(at);
            if (edges == edges_.end()) continue;
            for (const auto& edge : edges->second) {
                if (came_by.try_emplace(edge.to, &edge).second) open.push(edge.to);
            }
        }
        std::vector<std::string> steps;
        for (auto at = b; at != a;) {
            const auto* edge = came_by.at(at);
            steps.push_back(step(*edge));
            at = edge->from;
        }
        std::string text;
        for (auto step = steps.rbegin(); step != steps.rend(); ++step) text += (text.empty() ? "" : "; ") + *step;
        return text;
    }
    [[nodiscard]] std::string name(PartyId party) const {
        const auto found = names_.find(party);
        const auto id = std::to_string(party.value);
        return found == names_.end() || found->second.empty() ? id : found->second + " (" + id + ")";
    }
    static std::string who(const PartyJudgement& judgement) {
        return "line " + std::to_string(judgement.line) + ", " + judgement.author + ", " + judgement.decided_at;
    }

private:
    struct Edge {
        PartyId from, to;
        const PartyJudgement* judgement = nullptr;  // nullptr: written alike
    };
    PartyId root(PartyId party) {
        auto at = parent_.try_emplace(party, party).first;
        while (at->second != at->first) {
            const auto up = parent_.find(at->second);
            at->second = up->second;
            at = up;
        }
        return at->first;
    }
    void join(PartyId a, PartyId b, const PartyJudgement* judgement) {
        edges_[a].push_back({a, b, judgement});
        edges_[b].push_back({b, a, judgement});
        const auto x = root(a), y = root(b);
        parent_[std::max(x, y)] = std::min(x, y);
    }
    [[nodiscard]] std::string step(const Edge& edge) const {
        const auto pair = name(edge.from) + " = " + name(edge.to);
        return pair + (edge.judgement == nullptr ? " [written alike]" : " [" + who(*edge.judgement) + "]");
    }
    std::unordered_map<PartyId, PartyId> parent_;
    std::unordered_map<PartyId, std::vector<Edge>> edges_;
    std::unordered_map<PartyId, std::string> names_;
};

}  // namespace

bool is_decision(std::string_view word) { return word == "same" || word == "different" || word == "unsure"; }

JudgementsRead read_judgements(std::string_view jsonl, const std::string& file) {
    JudgementsRead read;
    simdjson::dom::parser parser;
    const auto read_one = [&](std::string_view line, PartyJudgement& judgement) { return read_line(parser, line, judgement); };
    read_decisions(jsonl, file, read_one, read.judgements, read.unreadable);
    return read;
}

std::string judgement_line(const PartyJudgement& judgement) {
    JsonWriter json;
    json.object().key("decided_at").string(judgement.decided_at).key("author").string(judgement.author);
    json.key("decision").string(judgement.decision);
    json.key("party_a").string(std::to_string(judgement.party_a.value)).key("party_b").string(std::to_string(judgement.party_b.value));
    json.key("name_a").string(judgement.name_a).key("name_b").string(judgement.name_b);
    if (!judgement.note.empty()) json.key("note").string(judgement.note);
    return json.end().take() + "\n";
}

void finish_judgement(PartyJudgement& judgement) {
    if (judgement.party_b < judgement.party_a) {
        std::swap(judgement.party_a, judgement.party_b);
        std::swap(judgement.name_a, judgement.name_b);
    }
    judgement.judgement_id = KeyHasher(kJudgementSeed)
                                 .add(judgement.decided_at)
                                 .add(judgement.author)
                                 .add(judgement.decision)
                                 .add(judgement.party_a.value)
                                 .add(judgement.party_b.value)
                                 .id<JudgementId>();
}

void mark_superseded(std::vector<PartyJudgement>& judgements, std::span<const EvidenceParty> known) {
    std::map<std::pair<PartyId, PartyId>, PartyJudgement*> last;
    for (auto& judgement : judgements) {
        auto& slot = last[{judgement.party_a, judgement.party_b}];
        if (slot != nullptr) {
            slot->state = "superseded";
            slot->superseded_by = judgement.judgement_id;
        }
        slot = &judgement;
    }
    const auto is_known = [&](PartyId party) {
        return std::ranges::binary_search(known, party, {}, [](const EvidenceParty& row) { return row.party_id; });
    };
    for (auto& [pair, judgement] : last) {
        const bool here = is_known(pair.first) && is_known(pair.second);
        judgement->state = judgement->decision == "unsure" ? "unsure" : here ? "binding" : "waiting";
        judgement->superseded_by = {};
    }
}

Status check_consistency(std::span<const PartyJudgement> judgements, std::span<const EvidenceParty> known) {
    SameGraph graph(judgements, known);
    for (const auto& judgement : judgements) {
        if (judgement.state != "binding" || judgement.decision != "different") continue;
        if (!graph.joined(judgement.party_a, judgement.party_b)) continue;
        return Error{"judge.contradiction",
                     "these decisions cannot all be true: " + graph.way(judgement.party_a, judgement.party_b) + "; but " +
                         graph.name(judgement.party_a) + " ≠ " + graph.name(judgement.party_b) + " [" + SameGraph::who(judgement) + "]",
                     {},
                     "decide one of these pairs anew: the last decision about a pair counts"};
    }
    return {};
}

}  // namespace wb
