#include "ingest/item_value.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "ingest/mapping_checks.h"
#include "reference/delivery_terms.h"

namespace wb {

namespace {

void take(Item& item, double dollars, std::string_view basis) {
    const auto value = Usd::from_double(dollars);
    if (!value || value->units <= 0) return;
    item.value_usd = *value;
    item.value_basis = basis;
}

void read_currency(RowCells& cells, Item& item, Arena& text) {
    if (!cells.mapping().invoice_currency.empty()) {
        item.invoice_currency = text.keep(cells.mapping().invoice_currency);
        return;
    }
    const auto cell = cells.text(Field::invoice_currency);
    if (cell.empty()) return;
    const auto& code = cells.memo().currencies.get(cell, [](std::string_view t) { return std::string(currency_of(t)); });
    item.invoice_currency = text.keep(code);
    if (code.empty()) cells.note("invoice_currency", "currency.unknown", cell, "left empty");
}

void convert_invoice(RowCells& cells, const Rates& rates, Item& item) {
    if (!item.invoice_value || item.invoice_currency.empty()) return;
    const auto usd_rate = cells.real(Field::usd_rate);
    const auto rate = cells.real(Field::exchange_rate);
    if (usd_rate && rate && *usd_rate > 0 && *rate > 0) {
        take(item, item.invoice_value->to_double() * *rate / *usd_rate, "converted");
        return;
    }
    if (!item.declaration_date) return;
    const auto dollars = rates.usd_per_unit(item.invoice_currency, *item.declaration_date);
    if (dollars) {
        take(item, item.invoice_value->to_double() * *dollars, "converted");
    } else {
        item.value_usd = Missing::no_rate;
    }
}

void convert_customs_value(RowCells& cells, const Rates& rates, Item& item) {
    const auto value = cells.real(Field::customs_value);
    if (!value || *value <= 0) return;
    if (const auto usd_rate = cells.real(Field::usd_rate); usd_rate && *usd_rate > 0) {
        take(item, *value / *usd_rate, "converted_customs_value");
        return;
    }
    const auto& currency = cells.mapping().customs_currency;
    if (currency.empty() || !item.declaration_date) return;
    const auto dollars = rates.usd_per_unit(currency, *item.declaration_date);
    if (dollars) {
        take(item, *value * *dollars, "converted_customs_value");
    } else {
        item.value_usd = Missing::no_rate;
    }
}

void from_prices(RowCells& cells, Item& item) {
    const auto price = cells.real(Field::unit_price_usd);
    if (price && item.quantity) {
        take(item, *price * item.quantity->to_double(), "price_times_quantity");
        return;
    }
    const auto per_kg = cells.real(Field::usd_per_kg);
    if (per_kg && item.net_mass_kg) take(item, *per_kg * item.net_mass_kg->to_double(), "mass_times_price");
}

void declare(Item& item, Maybe<Usd> value, std::string_view basis) {
    item.value_usd = value;
    if (value) item.value_basis = basis;
}

}  // namespace

void read_value(RowCells& cells, const Rates& rates, Item& item, Arena& text) {
    item.invoice_value = cells.number<Amount>(Field::invoice_value, "invoice_value");
    read_currency(cells, item, text);
    declare(item, cells.number<Usd>(Field::value_usd, "value_usd"), "declared");
    if (item.value_usd) return;
    const auto why = item.value_usd.why();
    if (item.invoice_value && item.invoice_currency == "USD") declare(item, Usd::from_units(item.invoice_value->units), "declared");
    if (!item.value_usd) convert_invoice(cells, rates, item);
    if (!item.value_usd) convert_customs_value(cells, rates, item);
    if (!item.value_usd) from_prices(cells, item);
    if (!item.value_usd && cells.mapping().value_currency_assumed) {
        const auto assumed = cells.number<Usd>(Field::value_unlabelled, "value_usd");
        if (assumed) declare(item, assumed, "assumed_usd");
    }
    if (!item.value_usd && why != Missing::not_stated) item.value_usd = why;
}

namespace {

constexpr double kContradicts = 0.05;  // rounding of prices to two decimals and of masses to kilograms stays below, in all sample workbooks

std::string shown(double value) {
    char text[48];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

void note_value(RowCells& cells, double value, double expected, std::string_view how) {
    if (expected <= 0 || std::fabs(value - expected) <= kContradicts * std::max(value, expected)) return;
    cells.note("value_usd", "value.contradicted", shown(value), std::string(how) + " gives " + shown(expected) + "; kept as declared");
}

void note_identity(RowCells& cells, const Item& item, double value, Field identity) {
    const auto factor = cells.real(identity);
    if (!factor || *factor <= 0) return;
    if (identity == Field::unit_price_usd && item.quantity)
        note_value(cells, value, *factor * item.quantity->to_double(), "quantity × unit price");
    if (identity == Field::usd_per_kg && item.net_mass_kg)
        note_value(cells, value, *factor * item.net_mass_kg->to_double(), "net mass × price per kg");
    if (identity != Field::usd_rate) return;
    const auto customs = cells.real(Field::customs_value);
    if (customs) note_value(cells, value, *customs / *factor, "customs value by the row's rate");
}

// Customs record imports with freight and exports without; an invoice in their place may be otherwise.
void note_terms(RowCells& cells, const Item& item) {
    if (item.value_basis != "converted" || item.delivery_terms.empty()) return;
    const auto& terms = DeliveryTerms::built_in().terms();
    const auto term = terms.find(item.delivery_terms);
    if (term == terms.end() || (item.direction != "import" && item.direction != "export")) return;
    const bool freight = term->second.freight;
    if (freight == (item.direction == "import")) return;
    cells.note(
        "value_usd", "value.terms", item.delivery_terms,
        freight ? "the invoice holds freight that a value on export does not" : "the invoice lacks freight that a value on import holds");
}

void note_masses(RowCells& cells, const Item& item) {
    constexpr double kRounded = 1.001;  // providers round net and gross apart
    if (!item.net_mass_kg || !item.gross_mass_kg) return;
    const auto net = item.net_mass_kg->to_double();
    const auto gross = item.gross_mass_kg->to_double();
    if (net <= gross * kRounded) return;
    cells.note("gross_mass_kg", "mass.net_above_gross", shown(gross), "net mass is " + shown(net) + "; both kept as declared");
}

void note_day(RowCells& cells, const Item& item) {
    if (!item.declaration_date || !cells.mapping().number_holds_day) return;
    const auto inside = day_inside(item.declaration_number);
    if (!inside || *inside == *item.declaration_date) return;
    cells.note("declaration_date", "date.contradicts_number", to_string(*item.declaration_date),
               "the declaration's number says " + to_string(*inside) + "; kept as stated");
}

}  // namespace

void note_contradictions(RowCells& cells, const Item& item) {
    if (item.value_usd && item.value_basis == "declared") {
        for (const auto identity : cells.mapping().identities) note_identity(cells, item, item.value_usd->to_double(), identity);
    }
    note_terms(cells, item);
    note_masses(cells, item);
    note_day(cells, item);
}

}  // namespace wb
