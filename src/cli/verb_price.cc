#include <algorithm>
#include <cstdio>

#include "base/json.h"
#include "cli/plain_list.h"
#include "cli/verbs.h"
#include "ingest/item_builder.h"
#include "pipeline/case_files.h"
#include "reference/value_thresholds.h"
#include "text/date.h"
#include "text/fold.h"
#include "text/number.h"
#include "values/listed_prices.h"

namespace wb::cli {

namespace {

const std::vector<std::string> kColumns = {"value_usd", "quantity", "net_mass_kg",      "hs_code",        "origin_country", "supplier",
                                           "consignee", "product",  "declaration_date", "delivery_terms", "direction"};

Maybe<double> amount(std::string_view cell) {
    const auto number = positive_amount<Quantity>(cell);
    if (!number) return Missing::not_stated;
    return number->to_double();
}

ListedPrice listed(std::int64_t row_number, const std::map<std::string, std::string_view>& cells) {
    ListedPrice row;
    row.row_number = row_number;
    row.hs_code = clean_hs_code(cells.at("hs_code"));
    row.origin_country = cells.at("origin_country");
    row.supplier = cells.at("supplier");
    row.consignee = cells.at("consignee");
    row.product = cells.at("product");
    row.value_usd = positive_amount<Usd>(cells.at("value_usd"));
    row.quantity = amount(cells.at("quantity"));
    row.net_mass_kg = amount(cells.at("net_mass_kg"));
    row.delivery_terms = cells.at("delivery_terms");
    const std::string direction = fold_words(cells.at("direction"));
    for (const char* known : {"import", "export"}) row.direction = direction.starts_with(known) ? known : row.direction;
    return row;
}

// Whether 03/04/2023 is in April is a property of the column.
void read_days(const std::vector<std::string>& cells, std::vector<ListedPrice>& rows) {
    const std::vector<std::string_view> views(cells.begin(), cells.end());
    const auto format = learn_date_format(views);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (const auto day = parse_day(views[i], format).day) rows[i].declaration_date = *day;
    }
}

std::string csv_of(const std::vector<Price>& prices) {
    std::string csv =
        "row_number,per,level,peers,unit_price_usd,fair_low_usd,fair_usd,fair_high_usd,undervalued_probability,overvalued_probability,"
        "missing_value_usd,missing,peer_group,time_factor,freight_factor\n";
    for (const auto& price : prices) {
        csv += std::to_string(price.item_id.value) + "," + price.per + "," + price.level + ",";
        if (!price.level.empty()) csv += std::to_string(price.peers);
        for (const auto* number : {&price.unit_price_usd, &price.fair_low_usd, &price.fair_usd, &price.fair_high_usd,
                                   &price.undervalued_probability, &price.overvalued_probability}) {
            csv += "," + number_text(*number);
        }
        csv += "," + (price.missing_value_usd ? to_string(*price.missing_value_usd) : std::string()) + "," + csv_cell(price.missing) + "," +
               csv_cell(price.peer_group) + "," + number_text(price.time_factor) + "," + number_text(price.freight_factor) + "\n";
    }
    return csv;
}

std::string json_of(const ListedPrices& listed, std::int64_t fired) {
    JsonWriter json;
    json.object().key("rows").number(static_cast<std::int64_t>(listed.prices.size())).key("too_low").number(fired);
    json.key("planted").number(listed.calibration.planted).key("prices").array();
    for (const auto& price : listed.prices) {
        json.object().key("row_number").number(price.item_id.value).key("level").string(price.level).key("peers").number(price.peers);
        for (const auto& [name, number] :
             {std::pair{"unit_price_usd", &price.unit_price_usd}, std::pair{"fair_low_usd", &price.fair_low_usd},
              std::pair{"fair_usd", &price.fair_usd}, std::pair{"fair_high_usd", &price.fair_high_usd},
              std::pair{"undervalued_probability", &price.undervalued_probability},
              std::pair{"overvalued_probability", &price.overvalued_probability}, std::pair{"time_factor", &price.time_factor},
              std::pair{"freight_factor", &price.freight_factor}}) {
            json.key(name);
            *number ? json.number(**number) : json.null();
        }
        json.key("missing").string(price.missing).end();
    }
    return json.end().end().take();
}

Result<int> run_price(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto columns, parse_columns(arguments.text("--columns").value_or(""), kColumns));
    WB_TRY(const auto threads, arguments.whole("--threads", 1));
    std::vector<ListedPrice> rows;
    std::vector<std::string> days;
    WB_TRY_VOID(read_list(arguments.positional[0], columns, kColumns, [&](std::int64_t number, const auto& cells) -> Status {
        rows.push_back(listed(number, cells));
        days.emplace_back(cells.at("declaration_date"));
        return {};
    }));
    read_days(days, rows);
    ListOptions options;
    options.most_freight = ValueThresholds::built_in().freight_high;
    options.threads = static_cast<int>(std::min<std::int64_t>(threads.value_or(2), 256));
    const auto priced = price_list(rows, options);
    std::int64_t fired = 0;
    for (const auto& price : priced.prices) fired += price.missing_value_usd ? 1 : 0;
    if (const auto out = arguments.text("--out")) {
        WB_TRY_VOID(write_file(*out, csv_of(priced.prices)));
        terminal.say(std::to_string(rows.size()) + " prices read, " + std::to_string(fired) +
                     " more likely than not declared too low; written to " + *out);
    } else if (!terminal.json) {
        terminal.raw(csv_of(priced.prices));
    }
    if (terminal.json) terminal.document(json_of(priced, fired));
    return kDone;
}

}  // namespace

Command price_command() {
    Command command;
    command.name = "price";
    command.positionals = "FILE";
    command.summary = "fair prices of a plain list, and which were declared too low";
    command.description =
        "Compares each unit price with its peers: same code, origin, product, supplier, consignee, as far as the list has these columns; "
        "what "
        "moves all prices alike, the quarter and freight in the value (by terms of delivery, else by direction), is taken off first. "
        "Writes one row per row: row_number, level and number of peers, unit price, fair price with its 90 % range, probabilities of a "
        "price "
        "declared too low or too high, and the value missing. A low price alone proves nothing: used goods, samples and discounts are "
        "cheap too.";
    command.options = {{"--columns", "PAIRS",
                        "value_usd=HEADER and so on, joined by commas: value_usd, quantity, net_mass_kg, hs_code, origin_country, "
                        "supplier, consignee, product, declaration_date, delivery_terms, direction (import, export)"},
                       {"--threads", "N", "threads; 2 when not given"},
                       {"--out", "FILE", "writes CSV there"}};
    command.examples = {{"waybill price imports.csv --columns value_usd=Total,quantity=Qty,hs_code=HS,supplier=Seller --out prices.csv",
                         "which rows of a list are priced below their like"}};
    command.least = command.most = 1;
    command.run = run_price;
    return command;
}

}  // namespace wb::cli
