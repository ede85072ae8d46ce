#include "ingest/field.h"

namespace wb {

namespace {

constexpr std::array<std::string_view, kFields> kNames = {
    "declaration_number",
    "item_number",
    "declaration_date",
    "direction",
    "procedure",
    "exporter_name",
    "exporter_address",
    "exporter_country",
    "exporter_identifier",
    "consignee_name",
    "consignee_address",
    "consignee_country",
    "consignee_identifier",
    "seller_name",
    "seller_address",
    "seller_country",
    "seller_identifier",
    "declarant_name",
    "declarant_address",
    "declarant_identifier",
    "manufacturer_name",
    "trademark",
    "model",
    "article",
    "origin_country",
    "dispatch_country",
    "trading_country",
    "destination_country",
    "hs_code",
    "description",
    "description_translated",
    "quantity",
    "quantity_unit",
    "quantity_2",
    "quantity_unit_2",
    "net_mass_kg",
    "gross_mass_kg",
    "value_usd",
    "value_unlabelled",
    "customs_value",
    "invoice_value",
    "invoice_currency",
    "exchange_rate",
    "usd_rate",
    "unit_price_usd",
    "usd_per_kg",
    "record_key",
    "master_bill",
    "house_bill",
    "delivery_terms",
};

}  // namespace

std::string_view field_name(Field field) { return kNames.at(static_cast<std::size_t>(field)); }

std::optional<Field> field_from_name(std::string_view name) {
    for (std::size_t i = 0; i < kFields; ++i) {
        if (kNames[i] == name) return static_cast<Field>(i);
    }
    return std::nullopt;
}

}  // namespace wb
