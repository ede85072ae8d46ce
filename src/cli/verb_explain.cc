#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/explain_text.h"
#include "cli/figure_text.h"
#include "cli/verbs.h"
#include "pipeline/explain_case.h"
#include "pipeline/pipeline.h"
#include "report/figure_words.h"

namespace wb::cli {

namespace {

constexpr double kBitsPerBar = 1.0;
constexpr int kLongestBar = 24;

std::string bits_text(double bits) {
    char text[32];
    std::snprintf(text, sizeof text, "%+.1f", bits);
    return text;
}

std::string probability_text(double probability) {
    char text[32];
    std::snprintf(text, sizeof text, probability > 0.0001 && probability < 0.9999 ? "%.2f %%" : "%.5g %%", probability * 100);
    return text;
}

// One sign a bit: + for, - against.
std::string bar(double bits) {
    const int length = std::min(kLongestBar, static_cast<int>(std::lround(std::abs(bits) / kBitsPerBar)));
    return std::string(static_cast<std::size_t>(length), bits >= 0 ? '+' : '-');
}

std::string spelling_text(const Spelling& spelling) {
    const auto& party = spelling.party;
    std::string text = party.name;
    if (!party.address.empty()) text += ", " + party.address;
    if (party.country.present()) text += ", " + std::string(party.country.text());
    if (!party.identifier.empty()) text += ", " + party.identifier_kind + " " + party.identifier;
    return text;
}

// What the sum of the steps does not say.
std::vector<std::string> bound_row(const Waterfall& waterfall, double bits) {
    if (waterfall.limited) return {bits_text(bits), "bounded", bar(bits), "number and place differ: the name alone does not outweigh that"};
    if (waterfall.related)
        return {bits_text(bits), "bounded", bar(bits), "a number or date differs: relatives share such a place or name too"};
    return {bits_text(bits), "not counted twice", bar(bits), "places say one thing together"};
}

void print_waterfall(const ExplainedLink& pair, Terminal& terminal) {
    const auto& waterfall = *pair.waterfall;
    std::vector<std::vector<std::string>> rows = {{"bits", "what", "", "compared"}};
    rows.push_back({bits_text(waterfall.prior), "before looking", bar(waterfall.prior),
                    "how likely candidates are one company before they are compared"});
    double sum = waterfall.prior;
    for (const auto& step : waterfall.steps) {
        const auto values = step.a == step.b ? step.a : step.a + "  |  " + step.b;
        const auto words = words_of(step);
        rows.push_back({step.counted ? bits_text(step.weight) : "(" + bits_text(step.weight) + ")", step.field,
                        step.counted ? bar(step.weight) : "", values.empty() ? words : values});
        if (!values.empty() && !words.empty()) rows.push_back({"", "", "", words});
        if (step.counted) sum += step.weight;
    }
    const double weight = pair.link->weight;
    constexpr double kRounding = 0.5;
    if (std::abs(weight - sum) > kRounding) rows.push_back(bound_row(waterfall, weight - sum));
    rows.push_back({bits_text(weight), "sum", bar(weight), odds_words(weight) + " = " + probability_text(pair.link->probability)});
    for (const auto& line : align_columns(rows, {true, false, false, false})) terminal.line(line);
    for (const auto& step : waterfall.steps) {
        if (!step.counted) {
            terminal.line("in brackets: not counted, another place says the same more strongly");
            break;
        }
    }
}

std::string judgement_text(const PartyJudgement& each) {
    return each.decision + ": " + each.name_a + " / " + each.name_b + ", by " + each.author + ", " + each.decided_at +
           (each.note.empty() ? "" : ", " + each.note) + " [" + each.state + ", line " + std::to_string(each.line) + "]";
}

void print_losing(const std::vector<ExplainedLink>& losing, Terminal& terminal) {
    if (losing.empty()) return;
    terminal.line("");
    terminal.line("nearest of other companies, not merged");
    for (const auto& each : losing) {
        std::string against;
        double least = 0;
        if (each.waterfall) {
            for (const auto& step : each.waterfall->steps) {
                if (!step.counted || step.weight >= least) continue;
                least = step.weight;
                against = step.field + " " + bits_text(step.weight);
            }
        }
        terminal.line("  " + probability_text(each.link->probability) + "  " + std::to_string(each.b.party.party_id.value) + "  " +
                      spelling_text(each.b) + (against.empty() ? "" : "; most against: " + against));
    }
}

std::string verdict(const ExplainedPair& out) {
    const auto binding = std::ranges::find(out.judgements, "binding", &PartyJudgement::state);
    std::string text =
        out.one_company ? "one company: " + out.pair.a.caption : "two companies: " + out.pair.a.caption + " / " + out.pair.b.caption;
    if (binding != out.judgements.end()) return text + "; a person decided so (" + binding->decision + ")";
    if (!out.deciding.empty()) text += "; people decided about their other spellings";
    if (out.in_one_clustering > 0 && out.in_one_clustering < 1)
        text += "; over the possible clusterings one company with " + probability_text(out.in_one_clustering);
    return text;
}

void print_pair(const ExplainedPair& out, Terminal& terminal) {
    terminal.line(std::to_string(out.pair.a.party.party_id.value) + "  " + spelling_text(out.pair.a));
    terminal.line(std::to_string(out.pair.b.party.party_id.value) + "  " + spelling_text(out.pair.b));
    terminal.line(verdict(out));
    terminal.line("");
    if (out.pair.waterfall) {
        print_waterfall(out.pair, terminal);
        const bool evidence_same = out.pair.link->weight > 0;
        if (evidence_same != out.one_company && out.judgements.empty())
            terminal.line(out.one_company
                              ? "this pair alone speaks against; other spellings hold both together"
                              : "this pair alone speaks for it; other spellings, or several companies that fit alike, keep them apart");
    } else if (out.pair.a.party.party_id != out.pair.b.party.party_id) {
        terminal.line(
            "never compared: they share no number, rare word, piece of a name or address, so they were no candidates of each other");
    }
    for (const auto& each : out.judgements) terminal.line("decision  " + judgement_text(each));
    for (const auto& each : out.deciding) terminal.line("decision  " + judgement_text(each));
    print_losing(out.losing, terminal);
}

void write_spelling(const Spelling& spelling, JsonWriter& json) {
    const auto& party = spelling.party;
    json.object().key("party_id").string(std::to_string(party.party_id.value)).key("name").string(party.name);
    json.key("address").string(party.address).key("country").string(party.country.text()).key("identifier").string(party.identifier);
    json.key("identifier_kind").string(party.identifier_kind).key("items").number(party.items);
    json.key("entity_id").string(std::to_string(spelling.entity.value)).key("caption").string(spelling.caption);
    json.key("membership").number(spelling.membership).end();
}

void write_link(const ExplainedLink& each, JsonWriter& json) {
    json.object().key("a");
    write_spelling(each.a, json);
    json.key("b");
    write_spelling(each.b, json);
    json.key("compared").boolean(each.link.has_value());
    if (each.link) {
        json.key("probability").number(each.link->probability).key("weight").number(each.link->weight);
        json.key("evidence").raw(each.link->reasons);
        json.key("odds").string(odds_words(each.link->weight));
        json.key("in_words").array();
        for (const auto& step : each.waterfall ? each.waterfall->steps : std::vector<WaterfallStep>{})
            json.string(step.field + " " + bits_text(step.weight) + (step.counted ? "" : " (not counted)") + ": " + words_of(step));
        json.end();
    }
    json.end();
}

void write_links(const char* name, const std::vector<ExplainedLink>& links, JsonWriter& json) {
    json.key(name).array();
    for (const auto& each : links) write_link(each, json);
    json.end();
}

void write_judgements(const std::vector<PartyJudgement>& judgements, JsonWriter& json) {
    json.key("judgements").array();
    for (const auto& each : judgements) {
        json.object().key("judgement_id").string(std::to_string(each.judgement_id.value)).key("decision").string(each.decision);
        json.key("author").string(each.author).key("decided_at").string(each.decided_at).key("state").string(each.state);
        json.key("note").string(each.note).key("name_a").string(each.name_a).key("name_b").string(each.name_b).end();
    }
    json.end();
}

void write_pair(const ExplainedPair& out, Terminal& terminal) {
    JsonWriter json;
    json.object().key("kind").string("pair").key("one_company").boolean(out.one_company).key("verdict").string(verdict(out));
    json.key("one_company_probability").number(out.in_one_clustering).key("link");
    write_link(out.pair, json);
    auto judgements = out.judgements;
    judgements.insert(judgements.end(), out.deciding.begin(), out.deciding.end());
    write_judgements(judgements, json);
    write_links("losing", out.losing, json);
    terminal.document(json.end().take());
}

std::string days_text(const UltimateOwner& owner) {
    if (!owner.from_day && !owner.until_day) return "always";
    return (owner.from_day ? "from " + to_string(*owner.from_day) : "") + (owner.from_day && owner.until_day ? " " : "") +
           (owner.until_day ? "until " + to_string(*owner.until_day) : "");
}

std::string owner_text(const ExplainedEntity& out, std::size_t i) {
    const auto& owner = out.owners[i];
    if (owner.owner_id == out.entity.entity_id) return days_text(owner) + ": nobody known owns half of it";
    return days_text(owner) + ": " + out.owner_names[i] + ", through all layers " + share_words(owner.share_low) +
           (owner.share_high > owner.share_low ? " to " + share_words(owner.share_high) : "") + ", " + std::to_string(owner.layers) +
           (owner.layers == 1 ? " layer" : " layers") + (owner.missing.empty() ? "" : "; cannot tell, missing: " + owner.missing);
}

void print_entity(const ExplainedEntity& out, const std::vector<ExplainedRecord>& listed, Terminal& terminal) {
    terminal.line(std::to_string(out.entity.entity_id.value) + "  " + out.entity.caption + ", " + out.entity.kind + ", " +
                  std::string(out.entity.country.text()) + ", " + grouped(out.entity.items) + " items" +
                  (out.entity.family.empty() ? "" : ", family " + out.entity.family));
    for (const auto& each : out.spellings) {
        terminal.line("  " + std::to_string(each.a.party.party_id.value) + "  " + spelling_text(each.a));
        terminal.line("      member with " + probability_text(each.a.membership) +
                      (each.link ? "; held by " + each.b.party.name + ", " + odds_words(each.link->weight) : ""));
    }
    for (std::size_t i = 0; i < out.owners.size(); ++i) terminal.line("owner     " + owner_text(out, i));
    for (const auto& each : out.holdings)
        terminal.line(
            "holding   " + each.owner_name + " owns " + (each.share_low ? share_words(*each.share_low) : "an unknown share") +
            (each.share_high && each.share_low && *each.share_high > *each.share_low ? " to " + share_words(*each.share_high) : "") +
            " of " + each.owned_name + " (" + each.source + ")");
    for (const auto& each : out.facts)
        terminal.line("register  " + each.kind + " " + (each.value.empty() && each.from_day ? to_string(*each.from_day) : each.value) +
                      " (" + each.source + ")");
    for (const auto& each : out.judgements) terminal.line("decision  " + judgement_text(each));
    for (const auto& each : out.changes)
        terminal.line("change    " + std::to_string(each.change_number) + ": " + each.kind + " " + std::to_string(each.entity_id.value) +
                      (each.became_id.present() ? " → " + std::to_string(each.became_id.value) : "") + ", " + grouped(each.parties) +
                      " spellings, by " + each.cause);
    print_losing(out.losing, terminal);
    print_records(listed, terminal);
    terminal.say("why two of them are one or are not: waybill explain DIR A B");
}

void write_entity(const ExplainedEntity& out, const std::vector<ExplainedRecord>& listed, Terminal& terminal) {
    JsonWriter json;
    json.object().key("kind").string("company").key("entity_id").string(std::to_string(out.entity.entity_id.value));
    json.key("caption").string(out.entity.caption).key("family").string(out.entity.family);
    write_links("spellings", out.spellings, json);
    json.key("owners").array();
    for (std::size_t i = 0; i < out.owners.size(); ++i) {
        const auto& owner = out.owners[i];
        json.object().key("owner_id").string(std::to_string(owner.owner_id.value)).key("name").string(out.owner_names[i]);
        json.key("answer").string(owner.answer).key("share_low").number(owner.share_low).key("share_high").number(owner.share_high);
        json.key("from_day").string(owner.from_day ? to_string(*owner.from_day) : "");
        json.key("until_day").string(owner.until_day ? to_string(*owner.until_day) : "");
        json.key("layers").number(static_cast<std::int64_t>(owner.layers)).key("missing").string(owner.missing).end();
    }
    json.end();
    write_judgements(out.judgements, json);
    json.key("changes").array();
    for (const auto& each : out.changes) {
        json.object().key("kind").string(each.kind).key("entity_id").string(std::to_string(each.entity_id.value));
        json.key("became_id")
            .string(each.became_id.present() ? std::to_string(each.became_id.value) : "")
            .key("cause")
            .string(each.cause)
            .end();
    }
    json.end();
    write_records(listed, json);
    write_links("losing", out.losing, json);
    terminal.document(json.end().take());
}

Result<int> run_explain(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(auto results, open_results(opened));
    auto& connection = *results.connection;
    if (arguments.positional.size() == 2) {
        WB_TRY(const auto item, explain_item(connection, arguments.positional[1]));
        if (item.found) {
            print_item(item, terminal);
            write_item(item, terminal);
            return kDone;
        }
    }
    WB_TRY(const auto a, find_party(connection, opened.directory, arguments.positional[1]));
    if (arguments.positional.size() == 2) {
        WB_TRY(const auto entity, explain_entity(connection, a.entity));
        WB_TRY(const auto listed, explain_listed(connection, a.entity));
        print_entity(entity, listed, terminal);
        write_entity(entity, listed, terminal);
        return kDone;
    }
    WB_TRY(const auto b, find_party(connection, opened.directory, arguments.positional[2]));
    if (!a.party.present() || !b.party.present())
        return Error{"explain.no_spelling",
                     "no record names this company, so there is nothing to compare",
                     {opened.directory, {}, {}, ""},
                     "waybill explain DIR ID shows what registers say of it"};
    WB_TRY(const auto pair, explain_pair(connection, a, b));
    print_pair(pair, terminal);
    write_pair(pair, terminal);
    return kDone;
}

}  // namespace

Command explain_command() {
    Command command;
    command.name = "explain";
    command.positionals = "DIR A [B]";
    command.summary =
        "why two spellings are one company or are not; of one company: its spellings, owners, decisions, and who was not merged";
    command.description =
        "An ID is a party_id, an entity_id (also one that a merge left behind), a name as written, or, alone, an item_id. The evidence "
        "about two "
        "is a waterfall of bits: each says how many times likelier it is among writings of one company, one bit twice, than among other "
        "pairs; "
        "of two companies the spellings are compared that link them best.";
    command.examples = {{"waybill explain demo-case \"ООО АЭРОТРЕЙД\" \"AEROTREYD LLC\"", "the evidence for and against"},
                        {"waybill explain demo-case 1581401791915400568", "what is known of a company, or why a row is that good"}};
    command.least = 2;
    command.most = 3;
    command.run = run_explain;
    return command;
}

}  // namespace wb::cli
