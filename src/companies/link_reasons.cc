#include "companies/link_reasons.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/day.h"
#include "base/json.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::array<std::string_view, kTokenMeetings> kMeetings = {
    "same", "close", "alike", "shortened", "initial", "joined", "acronym", "replaced", "missing", "other word", "other syllable"};
constexpr std::array<std::string_view, kValueLevels> kOutcomes = {"missing", "different", "alike", "equal, common", "equal", "equal, rare"};

constexpr std::string_view kShipments = "shipments";

double tenths(double bits) { return std::round(bits * 10) / 10; }

void write_words(const TextField& field, std::uint32_t a, std::uint32_t b, JsonWriter& json) {
    std::vector<TokenMet> outcomes;
    compare_texts(field.column, field.model, a, b, field.kind != FieldKind::text, &outcomes);
    json.key("words").array();
    for (const auto& outcome : outcomes) {
        json.object().key("outcome").string(kMeetings[static_cast<std::size_t>(outcome.meeting)]);
        if (outcome.a != kNone) json.key("a").string(field.column.words[outcome.a].text);
        if (outcome.b != kNone) json.key("b").string(field.column.words[outcome.b].text);
        json.key("bits").number(tenths(static_cast<double>(outcome.bits))).end();
    }
    json.end();
}

std::string of_example(const ContextReason& reason, bool dated) {
    const auto& deal = reason.finding.comparison.example;
    std::string text;
    if (deal.goods != 0) {
        const auto goods = std::to_string(deal.goods);
        text += " " + std::string(6 - std::min<std::size_t>(6, goods.size()), '0') + goods;
    }
    if (dated && deal.day != Deal::kNoDay) text += " on " + to_string(Day(deal.day));
    if (!reason.counterparty.empty()) text += (deal.role == 0 ? " to " : " from ") + std::string(reason.counterparty);
    return text;
}

std::string times_chance(double lift) {
    constexpr double kMost = 100;
    if (lift >= kMost) return "over 100 times what chance gives";
    return std::to_string(std::lround(lift)) + " times what chance gives";
}

std::string deals_words(const std::array<double, kDealRoles>& deals) {
    std::string text;
    const auto add = [&](double count, std::string_view what) {
        if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(std::lround(count)) + " items " + std::string(what);
    };
    add(deals[0], "sent");
    add(deals[1], "received");
    return text;
}

void write_context(const ContextReason& reason, JsonWriter& json) {
    json.object().key("field").string(kShipments).key("weight").number(tenths(static_cast<double>(reason.finding.weight)));
    json.key("outcome").string(context_words(reason));
    json.key("a").string(deals_words(reason.finding.deals[0])).key("b").string(deals_words(reason.finding.deals[1])).end();
}

}  // namespace

std::string context_words(const ContextReason& reason) {
    const auto& common = reason.finding.comparison;
    const auto count = std::to_string(common.shared);
    switch (common.level) {
        case ContextLevel::shipment:
            return "shipments told under both: " + count + ", such as" + of_example(reason, true);
        case ContextLevel::deal:
            return "the same goods with the same company in days that interlock, " + times_chance(common.lift) + ":" +
                   of_example(reason, false);
        case ContextLevel::counterparty:
            return "companies dealt with under both: " + count + ", " + times_chance(common.lift) + ", such as" + of_example(reason, false);
        case ContextLevel::goods:
            return "goods or routes in common: " + count + ", " + times_chance(common.lift);
        default:
            return "no more in common than chance gives";
    }
}

std::string link_reasons(const Resolution& resolution, const RecordSet& set, const WeightedPair& pair,
                         const std::optional<ContextReason>& context) {
    const auto& evidence = *resolution.evidence;
    const auto& model = *resolution.model;
    const auto comparison = evidence.compare(pair.a, pair.b);
    const auto counted = model.counted(comparison);
    const auto ra = evidence.first_record[pair.a], rb = evidence.first_record[pair.b];
    JsonWriter json;
    json.object().key("decision").string(resolution.node_cluster[pair.a] == resolution.node_cluster[pair.b] ? "same" : "different");
    json.key("prior")
        .number(tenths(model.prior()))
        .key("limited")
        .boolean(model.limited(comparison))
        .key("related")
        .boolean(model.related(comparison));
    json.key("comparisons").array();
    std::size_t f = 0;
    const auto open = [&](std::string_view label) {
        json.object().key("field").string(label).key("weight").number(tenths(static_cast<double>(model.weight_of(f, comparison))));
        if (!counted[f]) json.key("counted").boolean(false);
    };
    for (const auto& field : evidence.texts) {
        const auto a = field.column.value_of[pair.a], b = field.column.value_of[pair.b];
        if (a != kNone && b != kNone && field.comparable(a, b)) {
            open(field.label);
            for (const auto& column : set.fields) {
                if (column.label == field.label) json.key("a").string(trim(column.values[ra])).key("b").string(trim(column.values[rb]));
            }
            write_words(field, a, b, json);
            json.end();
        }
        ++f;
    }
    for (const auto& field : evidence.values) {
        if (comparison.levels[f] != 0) {
            open(field.label);
            json.key("outcome").string(kOutcomes[comparison.levels[f]]);
            bool written = false;
            for (const auto& column : set.fields) {
                if (column.label != field.label) continue;
                json.key("a").string(column.values[ra]).key("b").string(column.values[rb]);
                written = true;
            }
            // What was read of another cell.
            const auto a = field.column.value_of[pair.a], b = field.column.value_of[pair.b];
            if (!written && !field.column.values[a].empty())
                json.key("a").string(field.column.values[a]).key("b").string(field.column.values[b]);
            json.end();
        }
        ++f;
    }
    if (context) write_context(*context, json);
    return json.end().end().take();
}

}  // namespace wb
