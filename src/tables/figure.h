// How much: chains, figures and the rows behind them, and how every table came to be.
#pragma once

#include <cstdint>
#include <string>

#include "base/day.h"
#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"
#include "tables/column.h"

namespace wb {

struct Chain {
    static constexpr std::string_view kTable = "chain";
    static constexpr std::string_view kRowIs = "a route through companies";
    ChainId chain_id;
    EntityId from_entity, to_entity;
    std::int32_t hops = 0;
    Maybe<Day> first_day, last_day;
    double units_low = 0, units = 0, units_high = 0, probability = 0;
    Maybe<Usd> value_usd;
    std::string goods_group;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("chain_id", row.chain_id, "key: hash of its companies and goods group");
        visit("from_entity", row.from_entity, "first seller");
        visit("to_entity", row.to_entity, "last buyer");
        visit("hops", row.hops, "shipments in a row");
        visit("first_day", row.first_day, "day of the first shipment");
        visit("last_day", row.last_day, "day of the last shipment");
        visit("units_low", row.units_low, "pieces attributed, lower end");
        visit("units", row.units, "pieces attributed");
        visit("units_high", row.units_high, "pieces attributed, upper end");
        visit("probability", row.probability, "share of the buyer's goods that the chain explains");
        visit("value_usd", row.value_usd, "declared value on the last hop attributed to it");
        visit("goods_group", row.goods_group, "goods group followed: class, brand");
    }
};

struct Hop {
    static constexpr std::string_view kTable = "hop";
    static constexpr std::string_view kRowIs = "one shipment of a chain";
    ChainId chain_id;
    std::int32_t hop = 0;
    ItemId item_id;
    EntityId seller_entity, buyer_entity;
    double units = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("chain_id", row.chain_id, "chain");
        visit("hop", row.hop, "1 for the first shipment");
        visit("item_id", row.item_id, "item that is the shipment");
        visit("seller_entity", row.seller_entity, "who sold");
        visit("buyer_entity", row.buyer_entity, "who bought");
        visit("units", row.units, "pieces of the shipment attributed to the chain");
    }
};

// `method` begins with the law that `value` obeys over the figure's rows, which `waybill check` recomputes:
//   sum        value = Σ contribution
//   ratio      value = Σ contribution / Σ weight, rounded to six decimals
//   count      value = Σ contribution, one contributing row per thing counted
//   last_day   value = largest contribution, days since 1970-01-01; value_text is the day
struct Figure {
    static constexpr std::string_view kTable = "figure";
    static constexpr std::string_view kRowIs = "a number";
    std::string figure_id, title, unit, grade;
    Maybe<Measure> value, low, high;
    double level = 0.9;
    std::int64_t rows = 0;
    Maybe<double> untraced;
    std::string method, parts, digest, value_text, definition, missing;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("figure_id", row.figure_id, "key: value.total, brand.dji.share …");
        visit("title", row.title, "what it is, in words");
        visit("unit", row.unit, "usd, pieces, companies, brands, share, day, rate");
        visit("grade", row.grade, "declared (the rows say so), resolved (needs a merge of names), inferred (needs a link between rows)");
        visit("value", row.value, "the figure; money in whole cents; null when it cannot be told");
        visit("low", row.low, "lower end of the interval");
        visit("high", row.high, "upper end of the interval");
        visit("level", row.level, "nominal coverage of the interval");
        visit("rows", row.rows, "rows behind it in figure_item");
        visit("untraced", row.untraced, "share not covered, where that applies");
        visit("method", row.method, "law over figure_item (sum, ratio, count, last_day) and how the interval was made");
        visit("parts", row.parts, "JSON: what the width is made of");
        visit("digest", row.digest, "SHA-256 of the sorted item_ids, one a line");
        visit("value_text", row.value_text, "the value as a person reads it");
        visit("definition", row.definition, "definition in words, with the case's own sellers, destinations, goods and days");
        visit("missing", row.missing, "the fact that is missing when value is null");
    }
};

struct FigureItem {
    static constexpr std::string_view kTable = "figure_item";
    static constexpr std::string_view kRowIs = "a row behind a number";
    std::string figure_id;
    ItemId item_id;
    Measure weight, contribution;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("figure_id", row.figure_id, "figure");
        visit("item_id", row.item_id, "item");
        visit("weight", row.weight, "denominator part of the row in a ratio; probability that the row belongs, in a sum");
        visit("contribution", row.contribution, "what the row adds, in the figure's unit");
    }
};

struct Origin {
    static constexpr std::string_view kTable = "origin";
    static constexpr std::string_view kRowIs = "how a table came to be";
    std::string table_name, stage, version, inputs_hash, options;
    std::int64_t rows = 0;
    double seconds = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("table_name", row.table_name, "table");
        visit("stage", row.stage, "stage that wrote it");
        visit("version", row.version, "version of the stage");
        visit("inputs_hash", row.inputs_hash, "hash of everything it was made from");
        visit("options", row.options, "JSON: options that mattered");
        visit("rows", row.rows, "rows written");
        visit("seconds", row.seconds, "time it took; the only column that differs between runs");
    }
};

}  // namespace wb
