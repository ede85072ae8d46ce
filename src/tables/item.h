// What was declared: files read, goods items, parties as written, and what could not be used.
//
// Keys. item_id is the hash of the provider's name and the row's mapped cells; the k-th identical row of a case gets the k-th id of a
// sequence that starts there, so ids do not depend on the order or the splitting of files. party_id is the hash of name, address, country
// and identifier as written. file_id is the hash of the path inside the case.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/arena.h"
#include "base/day.h"
#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"
#include "tables/column.h"

namespace wb {

// One goods item of one declaration. Text members point into the batch's arena.
struct Item {
    static constexpr std::string_view kTable = "item";
    static constexpr std::string_view kRowIs = "one goods item of one declaration";
    ItemId item_id;
    FileId file_id;
    std::int64_t row_number = 0;
    Text declaration_number;
    Maybe<std::int32_t> item_number;
    Maybe<Day> declaration_date;
    Text direction;
    Text procedure;
    PartyId exporter_party, consignee_party, seller_party, declarant_party, manufacturer_party, intermediary_party;
    Text intermediary_role, intermediary_of;
    Country origin_country, dispatch_country, trading_country, destination_country;
    Text hs_code;
    Maybe<std::int32_t> hs_edition;
    Text description;
    bool description_cut = false;
    Text trademark;
    Text manufacturer;
    Text model;
    Text article;
    Maybe<Quantity> quantity;
    Text quantity_unit;
    Maybe<Kilogram> net_mass_kg;
    Maybe<Kilogram> gross_mass_kg;
    Maybe<Amount> invoice_value;
    Text invoice_currency;
    Maybe<Usd> value_usd;
    Text value_basis;
    ItemId same_as;
    Maybe<double> same_as_probability;
    Text master_bill, house_bill;
    Text delivery_terms;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "key: hash of provider and cells");
        visit("file_id", row.file_id, "source_file it was read from");
        visit("row_number", row.row_number, "row as a spreadsheet shows it; the first row of the file is 1");
        visit("declaration_number", row.declaration_number, "number of the declaration as written");
        visit("item_number", row.item_number, "number of the goods item within the declaration");
        visit("declaration_date", row.declaration_date, "day of registration");
        visit("direction", row.direction, "import, export or transit, of the country whose customs recorded it");
        visit("procedure", row.procedure, "customs procedure code as written");
        visit("exporter_party", row.exporter_party, "party that dispatched the goods (consignor)");
        visit("consignee_party", row.consignee_party, "party that received the goods");
        visit("seller_party", row.seller_party, "party of the contract (contract holder)");
        visit("declarant_party", row.declarant_party, "party that declared the goods");
        visit("manufacturer_party", row.manufacturer_party, "maker as stated, in a column or behind a label of the description");
        visit("intermediary_party", row.intermediary_party, "party named inside another party's text (by order of, c/o)");
        visit("intermediary_role", row.intermediary_role, "role that the text gives the intermediary");
        visit("intermediary_of", row.intermediary_of, "whose text names the intermediary: exporter, consignee, seller, declarant");
        visit("origin_country", row.origin_country, "country of origin, ISO 3166-1 alpha-2");
        visit("dispatch_country", row.dispatch_country, "country of dispatch, ISO 3166-1 alpha-2");
        visit("trading_country", row.trading_country, "country of the contract's other side, ISO 3166-1 alpha-2");
        visit("destination_country", row.destination_country, "country of destination, ISO 3166-1 alpha-2");
        visit("hs_code", row.hs_code, "commodity code, digits only, as many as stated, lost leading zeros restored");
        visit("hs_edition", row.hs_edition, "edition of the Harmonized System in force on the day (2012, 2017, 2022)");
        visit("description", row.description, "description of the goods as written, continuation marks kept");
        visit("description_cut", row.description_cut, "true when the text has exactly the width of the provider's field");
        visit("trademark", row.trademark, "trade mark as stated in a column of its own");
        visit("manufacturer", row.manufacturer, "maker as stated in a column of its own");
        visit("model", row.model, "model as stated in a column of its own");
        visit("article", row.article, "article or part number as stated in a column of its own");
        visit("quantity", row.quantity, "quantity in quantity_unit");
        visit("quantity_unit", row.quantity_unit, "unit id of terms/units.toml: pcs, kg, m2 …");
        visit("net_mass_kg", row.net_mass_kg, "net mass, kg");
        visit("gross_mass_kg", row.gross_mass_kg, "gross mass, kg");
        visit("invoice_value", row.invoice_value, "invoiced value of the item in invoice_currency");
        visit("invoice_currency", row.invoice_currency, "ISO 4217 code");
        visit("value_usd", row.value_usd, "value, United States dollars");
        visit("value_basis", row.value_basis,
              "how value_usd was reached: declared, converted, converted_customs_value, price_times_quantity, mass_times_price");
        visit("same_as", row.same_as, "the item that this one repeats, or null");
        visit("same_as_probability", row.same_as_probability, "probability that it repeats it");
        visit("master_bill", row.master_bill,
              "number of the master transport document (bill of lading, air waybill) that the row's bill stands under");
        visit("house_bill", row.house_bill,
              "number of the row's own transport document, where a column beside the declaration's number states it");
        visit("delivery_terms", row.delivery_terms, "code of terms/delivery_terms.toml: EXW, FOB, CIF … (Incoterms)");
    }
};

struct ItemBatch {
    std::vector<Item> rows;
    Arena text;
};

// A distinct way in which a company was written.
struct Party {
    static constexpr std::string_view kTable = "party";
    static constexpr std::string_view kRowIs = "a distinct way a company was written";
    PartyId party_id;
    std::string name, address;
    Country country;
    std::string identifier, identifier_kind, latin_name;
    std::int64_t items = 0;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("party_id", row.party_id, "key: hash of name, address, country and identifier as written");
        visit("name", row.name, "name as written");
        visit("address", row.address, "address as written");
        visit("country", row.country, "country of the party, ISO 3166-1 alpha-2");
        visit("identifier", row.identifier, "tax or registration number as written, digits and letters");
        visit("identifier_kind", row.identifier_kind, "inn, bin, uscc, ogrn, ein, vat …; unverified when its check digits do not hold");
        visit("latin_name", row.latin_name, "name romanised, folded, for reading and searching");
        visit("items", row.items, "items that name it in any role");
    }
};

struct SourceFile {
    static constexpr std::string_view kTable = "source_file";
    static constexpr std::string_view kRowIs = "a file read";
    FileId file_id;
    std::string path, sha256;
    std::int64_t bytes = 0;
    std::string provider, profile, encoding, format, mapping, error;
    std::int64_t header_row = 0, rows_read = 0, rows_kept = 0, rows_rejected = 0;
    bool redact = false;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("file_id", row.file_id, "key: hash of the path inside the case");
        visit("path", row.path, "path inside the case");
        visit("sha256", row.sha256, "SHA-256 of the file's bytes");
        visit("bytes", row.bytes, "size");
        visit("provider", row.provider, "name under which the provider is shown");
        visit("profile", row.profile, "profile that mapped the columns, or auto");
        visit("encoding", row.encoding, "encoding found");
        visit("format", row.format, "csv, xlsx, parquet, jsonl, with .gz or .zst when compressed");
        visit("mapping", row.mapping, "JSON: which column became which field, and why");
        visit("error", row.error, "JSON problem when the file could not be read, else empty");
        visit("header_row", row.header_row, "row of the column names, 0 when there is none");
        visit("rows_read", row.rows_read, "rows below the header, empty lines not counted");
        visit("rows_kept", row.rows_kept, "rows that became items");
        visit("rows_rejected", row.rows_rejected, "rows in reject; rows_read = rows_kept + rows_rejected");
        visit("redact", row.redact, "true when the dossier must not name the provider");
    }
};

struct Reject {
    static constexpr std::string_view kTable = "reject";
    static constexpr std::string_view kRowIs = "a row not used";
    FileId file_id;
    std::int64_t row_number = 0, byte_offset = 0;
    std::string raw, code, message;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("file_id", row.file_id, "source_file");
        visit("row_number", row.row_number, "row as a spreadsheet shows it");
        visit("byte_offset", row.byte_offset, "offset of the row in the (uncompressed) file, -1 where the format has none");
        visit("raw", row.raw, "the row as read, cells separated by tabs, at most 4,000 bytes");
        visit("code", row.code, "reason: row.empty, row.no_value, row.ragged …");
        visit("message", row.message, "the reason in words with the values");
    }
};

struct Note {
    static constexpr std::string_view kTable = "note";
    static constexpr std::string_view kRowIs = "a doubt about a used cell";
    ItemId item_id;
    FileId file_id;
    std::int64_t row_number = 0;
    std::string field, code, raw, action;

    template <class Row, class Visitor>
    static void columns(Row& row, Visitor& visit) {
        visit("item_id", row.item_id, "item, or null for a note about the whole file");
        visit("file_id", row.file_id, "source_file");
        visit("row_number", row.row_number, "row as a spreadsheet shows it");
        visit("field", row.field, "column of item, or field of the profile");
        visit("code", row.code, "reason: date.unreadable, value.currency_doubtful …");
        visit("raw", row.raw, "the cell as read");
        visit("action", row.action, "what was done: left empty, taken as …");
    }
};

}  // namespace wb
