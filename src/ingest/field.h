// What a provider's column can mean.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace wb {

enum class Field : unsigned char {
    declaration_number,
    item_number,
    declaration_date,
    direction,
    procedure,
    exporter_name,
    exporter_address,
    exporter_country,
    exporter_identifier,
    consignee_name,
    consignee_address,
    consignee_country,
    consignee_identifier,
    seller_name,
    seller_address,
    seller_country,
    seller_identifier,
    declarant_name,
    declarant_address,
    declarant_identifier,
    manufacturer_name,
    trademark,
    model,
    article,
    origin_country,
    dispatch_country,
    trading_country,
    destination_country,
    hs_code,
    description,
    description_translated,
    quantity,
    quantity_unit,
    quantity_2,
    quantity_unit_2,
    net_mass_kg,
    gross_mass_kg,
    value_usd,
    value_unlabelled,
    customs_value,
    invoice_value,
    invoice_currency,
    exchange_rate,
    usd_rate,
    unit_price_usd,
    usd_per_kg,
    record_key,
    master_bill,
    house_bill,
    delivery_terms,
};

inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::delivery_terms) + 1;

// What the cells of a column must look like for the field to be possible.
enum class ContentKind : unsigned char {
    declaration,
    count,
    date,
    direction,
    code,
    party,
    address,
    country,
    identifier,
    maker,
    mark,
    hs,
    text,
    number,
    unit,
    currency,
    key
};

// The field's name as it is written in profiles, notes and reports.
std::string_view field_name(Field field);
std::optional<Field> field_from_name(std::string_view name);

}  // namespace wb
