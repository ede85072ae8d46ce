#include "companies/link_reasons.h"

#include <array>
#include <cmath>
#include <string_view>

#include "base/json.h"

namespace wb {

namespace {

constexpr std::array<std::string_view, kTokenMeetings> kMeetings = {"same",   "close",   "alike",    "shortened", "initial",
                                                                    "joined", "acronym", "replaced", "missing"};
constexpr std::array<std::string_view, kValueLevels> kOutcomes = {"missing", "different", "alike", "equal, common", "equal", "equal, rare"};

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

}  // namespace

std::string link_reasons(const Resolution& resolution, const RecordSet& set, const WeightedPair& pair) {
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
            json.key("a").string(field.column.values[a]).key("b").string(field.column.values[b]);
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
    return json.end().end().take();
}

}  // namespace wb
