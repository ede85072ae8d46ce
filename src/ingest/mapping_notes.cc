#include "ingest/mapping_notes.h"

#include <algorithm>
#include <array>

#include "ingest/header_match.h"

namespace wb {

namespace {

void add(Mapping& mapping, Field field, std::string code, std::string text) {
    mapping.notes.push_back({std::string(field_name(field)), std::move(code), std::move(text)});
}

void note_dates(Mapping& mapping) {
    for (const auto column : mapping.of(Field::declaration_date)) {
        const auto& format = mapping.date_format[column];
        const auto& name = mapping.header[column];
        if (format.order_assumed)
            add(mapping, Field::declaration_date, "date.order_assumed",
                name + ": no cell tells day and month apart; the day is taken to come first");
        if (format.month_only && column == mapping.of(Field::declaration_date)[0])
            add(mapping, Field::declaration_date, "date.month_only", name + " names months: the first day of each stands for it");
        if (format.two_digit_year)
            add(mapping, Field::declaration_date, "date.two_digit_year", name + " has years of two digits: taken as 20xx");
        if (format.shift_minutes != 0)
            add(mapping, Field::declaration_date, "date.shifted",
                name + " stands at one odd hour, which is midnight where it was made: " + std::to_string(format.shift_minutes) +
                    " minutes are added");
    }
}

void note_decimals(Mapping& mapping, const std::vector<ColumnEvidence>& evidence) {
    static constexpr std::array kAmounts = {Field::quantity,      Field::net_mass_kg,      Field::gross_mass_kg,
                                            Field::value_usd,     Field::value_unlabelled, Field::customs_value,
                                            Field::invoice_value, Field::unit_price_usd,   Field::usd_per_kg};
    for (const auto field : kAmounts) {
        for (const auto column : mapping.of(field)) {
            if (!evidence[column].decimal_assumed) continue;
            add(mapping, field, "number.decimal_assumed",
                mapping.header[column] + ": nothing tells thousands from decimals; the decimal sign is taken to be '" +
                    std::string(1, mapping.number_format[column].decimal) + "'");
        }
    }
}

void note_cuts(Mapping& mapping, const std::vector<ColumnEvidence>& evidence) {
    for (const auto column : mapping.of(Field::description)) {
        const auto width = mapping.cut_width[column];
        if (width == 0) continue;
        add(mapping, Field::description, "text.cut",
            mapping.header[column] + " is cut at " + std::to_string(width) + " characters in " +
                std::to_string(evidence[column].at_longest) + " of the first " + std::to_string(evidence[column].filled) +
                " rows: what is not in such a text is not stated");
    }
}

void note_mass(Mapping& mapping) {
    static constexpr std::array kKinds = {std::string_view("net"),     std::string_view("n"),     std::string_view("neto"),
                                          std::string_view("нетто"),   std::string_view("净重"),  std::string_view("liquido"),
                                          std::string_view("líquido"), std::string_view("netto"), std::string_view("g38")};
    if (mapping.profile != "auto" || !mapping.has(Field::net_mass_kg) || mapping.has(Field::gross_mass_kg)) return;
    const auto& name = mapping.header[mapping.of(Field::net_mass_kg)[0]];
    const auto words = words_of(name);
    const bool said = std::any_of(kKinds.begin(), kKinds.end(), [&](std::string_view kind) {
        return std::any_of(words.begin(), words.end(),
                           [&](const std::string& word) { return kind.size() == 1 ? word == kind : word.starts_with(kind); });
    });
    if (!said) add(mapping, Field::net_mass_kg, "mass.kind_unstated", name + " does not say whether it is net or gross: taken as net");
}

void note_currency(Mapping& mapping) {
    if (mapping.has(Field::value_usd)) return;
    if (mapping.value_currency_assumed) {
        add(mapping, Field::value_usd, "value.currency_unstated",
            "no column names the currency of " + mapping.header[mapping.of(Field::value_unlabelled)[0]] +
                "; taken as United States dollars");
        return;
    }
    const bool invoice = mapping.has(Field::invoice_value);
    if (invoice && mapping.invoice_currency.empty() && !mapping.has(Field::invoice_currency)) {
        add(mapping, Field::value_usd, "value.currency_unstated",
            "no column names the currency of " + mapping.header[mapping.of(Field::invoice_value)[0]] +
                ", which is not the dollar: no value in dollars");
        return;
    }
    if (!invoice && mapping.has(Field::customs_value) && !mapping.has(Field::usd_rate)) {
        const auto& name = mapping.header[mapping.of(Field::customs_value)[0]];
        add(mapping, Field::value_usd, "value.not_in_dollars",
            name + (mapping.customs_currency.empty() ? " is in money that nothing names" : " is in " + mapping.customs_currency) +
                ": values in dollars need rates (case.toml, rates)");
    }
}

}  // namespace

void note_columns(Mapping& mapping, const std::vector<ColumnEvidence>& evidence) {
    note_dates(mapping);
    note_decimals(mapping, evidence);
    note_cuts(mapping, evidence);
    note_mass(mapping);
    note_currency(mapping);
}

}  // namespace wb
