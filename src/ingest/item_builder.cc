#include "ingest/item_builder.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "ingest/item_value.h"
#include "ingest/row_cells.h"
#include "reference/delivery_terms.h"
#include "reference/maker_label.h"
#include "reference/terms.h"
#include "text/fold.h"
#include "text/joined_text.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::uint64_t kItemSeed = 0x6974656D;
constexpr std::uint64_t kPartySeed = 0x70617274;
constexpr std::uint64_t kRepeatSeed = 0x72657074;

std::string raw_row(const RowBatch& batch, std::size_t row) {
    std::string raw;
    for (std::size_t column = 0; column < batch.width(row) && raw.size() < kLongestRaw; ++column) {
        if (column > 0) raw += '\t';
        raw += batch.cell(row, column);
    }
    return keep_utf8(raw, kLongestRaw);
}

bool is_blank(const RowBatch& batch, std::size_t row) {
    for (std::size_t column = 0; column < batch.width(row); ++column) {
        if (!trim(batch.cell(row, column)).empty()) return false;
    }
    return true;
}

bool is_total_word(std::string_view cell) {
    const auto folded = fold_words(cell.substr(0, 40));
    return folded == "total" || folded == "итого" || folded == "всего" || folded == "grand total" || folded == "合计" || folded == "总计" ||
           folded == "totals" || folded == "итог";
}

struct RoleFields {
    Field name, address, country, identifier;
    PartyId Item::*party;
    std::string_view word;
};

constexpr std::array kRoles = {
    RoleFields{Field::exporter_name, Field::exporter_address, Field::exporter_country, Field::exporter_identifier, &Item::exporter_party,
               "exporter"},
    RoleFields{Field::consignee_name, Field::consignee_address, Field::consignee_country, Field::consignee_identifier,
               &Item::consignee_party, "consignee"},
    RoleFields{Field::seller_name, Field::seller_address, Field::seller_country, Field::seller_identifier, &Item::seller_party, "seller"},
    RoleFields{Field::declarant_name, Field::declarant_address, Field::record_key, Field::declarant_identifier, &Item::declarant_party,
               "declarant"},
};

}  // namespace

void BuiltBatch::clear() {
    items.rows.clear();
    items.text.clear();
    parties.clear();
    rejects.clear();
    notes.clear();
    rows_read = 0;
}

struct ItemBuilder::Scratch::State {
    RowMemo memo;
};

ItemBuilder::Scratch::Scratch() : state_(std::make_unique<State>()) {}
ItemBuilder::Scratch::~Scratch() = default;

struct ItemBuilder::State {
    Mapping mapping;
    FileContext file;
    const Rates& rates;
    std::vector<std::size_t> used_columns;  // in order of the file: what the item's id is made of
    std::uint64_t provider_seed = 0;
};

ItemBuilder::ItemBuilder(const Mapping& mapping, FileContext file, const Rates& rates) {
    auto state = std::make_unique<State>(State{mapping, std::move(file), rates, {}, 0});
    for (const auto& columns : mapping.columns) state->used_columns.insert(state->used_columns.end(), columns.begin(), columns.end());
    state->used_columns.insert(state->used_columns.end(), mapping.description_parts.begin(), mapping.description_parts.end());
    std::sort(state->used_columns.begin(), state->used_columns.end());
    state->provider_seed = hash64(state->file.provider, kItemSeed);
    state_ = std::move(state);
}

ItemBuilder::~ItemBuilder() = default;

// Builds one row. Short-lived; holds what the row's cells need in common.
class RowBuilder {
public:
    RowBuilder(const ItemBuilder::State& state, ItemBuilder::Scratch::State& scratch, const RowBatch& batch, BuiltBatch& out)
        : state_(state),
          mapping_(state.mapping),
          memo_(scratch.memo),
          batch_(batch),
          out_(out),
          cells_(state.mapping, state.file.file_id, scratch.memo, batch, out) {}

    void build(std::size_t row) {
        row_ = row;
        if (batch_.row_numbers[row] <= mapping_.header_row && mapping_.header_row > 0) return;
        if (batch_.row_numbers[row] == 0 || is_blank(batch_, row)) return;
        ++out_.rows_read;
        if (const auto code = refusal(); !code.empty()) {
            reject(code);
            return;
        }
        cells_.at(row);
        item_ = Item{};
        first_note_ = out_.notes.size();
        identify();
        read_texts();
        read_places();
        read_parties();
        read_amounts();
        if (!usable()) {
            out_.notes.resize(first_note_);
            reject("row.nothing_usable");
            return;
        }
        note_contradictions(cells_, item_);
        out_.items.rows.push_back(item_);
    }

private:
    void reject(std::string_view code) {
        Reject entry;
        entry.file_id = state_.file.file_id;
        entry.row_number = batch_.row_numbers[row_];
        entry.byte_offset = batch_.byte_offsets[row_];
        entry.raw = raw_row(batch_, row_);
        entry.code = code;
        entry.message = reject_message(code);
        out_.rejects.push_back(std::move(entry));
    }
    static std::string reject_message(std::string_view code) {
        if (code == "row.repeated_header") return "the row repeats the column names";
        if (code == "row.total") return "the row is a total of other rows";
        if (code == "row.not_json") return "the line is not a JSON object";
        if (code == "row.unclosed_quote") return "a quotation mark is never closed, and the row could not be read without it";
        return "the row states no goods, no commodity code, no company and no value";
    }
    std::string_view refusal() {
        if (batch_.problems[row_] == "row.not_json") return "row.not_json";
        std::size_t same = 0;
        std::size_t filled = 0;
        for (std::size_t column = 0; column < std::min(batch_.width(row_), mapping_.header.size()); ++column) {
            const auto text = batch_.cell(row_, column);
            if (text.empty()) continue;
            ++filled;
            same += text == mapping_.header[column] ? 1U : 0U;
        }
        if (filled > 1 && same * 2 > filled) return "row.repeated_header";
        for (std::size_t column = 0; column < std::min<std::size_t>(batch_.width(row_), 3); ++column) {
            const auto text = trim(batch_.cell(row_, column));
            if (!text.empty() && text.size() < 40 && filled * 2 <= mapping_.header.size() && is_total_word(text)) return "row.total";
        }
        return {};
    }

    void identify() {
        std::uint64_t state = state_.provider_seed;
        for (const auto column : state_.used_columns) {
            const auto text = batch_.cell(row_, column);
            state = combine64(state, hash64(text, text.size()));
        }
        const auto key = static_cast<std::int64_t>(state >> 1U);
        item_.item_id = ItemId{key == 0 ? 1 : key};
        item_.file_id = state_.file.file_id;
        item_.row_number = batch_.row_numbers[row_];
        cells_.name_item(item_.item_id);
        const auto problem = batch_.problems[row_];
        if (!problem.empty()) cells_.note("row", problem, "", "read as far as possible");
        if (batch_.width(row_) > mapping_.named_width + 1)
            cells_.note("row", "row.ragged", std::to_string(batch_.width(row_)) + " cells", "cells beyond the header are not used");
    }

    Text keep(std::string_view text) { return out_.items.text.keep(text); }

    void read_texts() {
        item_.declaration_number = keep(cells_.text(Field::declaration_number));
        read_item_number();
        read_day();
        read_direction();
        item_.procedure = keep(cells_.text(Field::procedure));
        read_description();
        item_.trademark = keep(cells_.text(Field::trademark));
        item_.manufacturer = keep(cells_.text(Field::manufacturer_name));
        item_.model = keep(cells_.text(Field::model));
        item_.article = keep(cells_.text(Field::article));
        item_.master_bill = keep(cells_.text(Field::master_bill));
        item_.house_bill = keep(cells_.text(Field::house_bill));
        read_delivery_terms();
        read_hs_code();
    }

    void read_item_number() {
        const auto text = cells_.text(Field::item_number);
        if (text.empty()) return;
        const auto parsed = parse_number(text, mapping_.number_format[cells_.column()], 0);
        if (parsed.problem == NumberProblem::none && parsed.units > 0 && parsed.units < 1'000'000)
            item_.item_number = static_cast<std::int32_t>(parsed.units);
    }

    void read_delivery_terms() {
        const auto text = cells_.text(Field::delivery_terms);
        if (text.empty()) return;
        const auto& code = memo_.delivery_terms.get(text, [](std::string_view t) {
            const auto* term = DeliveryTerms::built_in().find(t);
            return term == nullptr ? std::string() : term->code;
        });
        item_.delivery_terms = keep(code);
        if (code.empty()) cells_.note("delivery_terms", "delivery_terms.unknown", text, "left empty");
    }

    void read_hs_code() {
        const auto text = cells_.text(Field::hs_code);
        if (text.empty()) return;
        const auto& code = memo_.hs_codes.get(text, [](std::string_view t) { return clean_hs_code(t); });
        item_.hs_code = keep(code);
        if (code.empty()) {
            cells_.note("hs_code", "hs_code.unreadable", text, "left empty");
        } else if (code[0] == '0' && text[0] != '0') {
            cells_.note("hs_code", "hs_code.zero_restored", text, "read as " + code);
        }
    }

    void read_day() {
        const auto text = cells_.text(Field::declaration_date);
        if (text.empty()) return;
        const auto& format = mapping_.date_format[cells_.column()];
        const auto parsed = parse_day(text, format);
        if (!parsed.day) {
            item_.declaration_date = Missing::unreadable;
            cells_.note("declaration_date", "date.unreadable", text, "left empty");
            return;
        }
        item_.declaration_date = *parsed.day;
        item_.hs_edition = hs_edition_on(*parsed.day);
        // What holds for the whole column is said once, of the file.
        if (parsed.month_only && !format.month_only)
            cells_.note("declaration_date", "date.month_only", text, "taken as the first day of the month");
        if (parsed.two_digit_year && !format.two_digit_year) cells_.note("declaration_date", "date.two_digit_year", text, "taken as 20xx");
    }

    void read_direction() {
        const auto text = cells_.text(Field::direction);
        const auto& word = memo_.directions.get(text, [](std::string_view t) { return std::string(Terms::built_in().direction(t)); });
        item_.direction = keep(word.empty() ? std::string_view(mapping_.direction) : std::string_view(word));
        if (word.empty() && !text.empty()) cells_.note("direction", "direction.unknown", text, "that of the file is taken");
    }

    void read_description() {
        auto text = cells_.text(Field::description);
        const auto width = text.empty() ? 0 : mapping_.cut_width[cells_.column()];
        item_.description_cut = width > 0 && code_points(text) == width;
        if (text.empty()) text = cells_.text(Field::description_translated);
        if (mapping_.description_parts.empty()) {
            item_.description = keep(text);
            return;
        }
        std::string joined(text);
        for (const auto column : mapping_.description_parts) {
            const auto part = trim(batch_.cell(row_, column));
            if (!part.empty() && !Terms::built_in().is_null_word(part)) joined += "; " + std::string(part);
        }
        item_.description = keep(joined);
    }

    void read_places() {
        item_.origin_country = cells_.country(Field::origin_country, "origin_country");
        item_.dispatch_country = cells_.country(Field::dispatch_country, "dispatch_country");
        item_.trading_country = cells_.country(Field::trading_country, "trading_country");
        item_.destination_country = cells_.country(Field::destination_country, "destination_country");
        const auto customs = mapping_.customs_country;
        if (!customs.present()) return;
        if (item_.direction == "import" && !item_.destination_country.present()) item_.destination_country = customs;
        if (item_.direction == "export" && !item_.dispatch_country.present()) item_.dispatch_country = customs;
    }

    void read_parties() {
        for (const auto& role : kRoles) {
            const auto name = cells_.text(role.name);
            const auto identifier = cells_.text(role.identifier);
            const bool checked = !identifier.empty() && mapping_.identifiers_checked[cells_.column()];
            if (name.empty() && identifier.empty()) continue;
            const auto address = cells_.text(role.address);
            auto where = role.country == Field::record_key ? Country{} : cells_.country(role.country, field_name(role.country));
            if (!where.present()) where = implied_country(role.name);
            const auto& entry = party(name, address, where, identifier);
            item_.*role.party = entry.party;
            if (entry.remarks == nullptr) continue;
            note_text(role.name, name, entry);
            if (checked && entry.remarks->check_failed)
                cells_.note(field_name(role.identifier), "identifier.check_failed", identifier,
                            "kept as written, not used to prove who it is");
            if (entry.remarks->other.present()) {
                item_.intermediary_party = entry.remarks->other;
                item_.intermediary_role = keep(entry.remarks->role);
                item_.intermediary_of = role.word;
            }
        }
        if (!item_.manufacturer.empty()) {
            item_.manufacturer_party = party(item_.manufacturer, {}, {}, {}).party;
        } else {
            read_maker_of_text();
        }
    }

    // Without a column, the description may name the maker behind a label.
    void read_maker_of_text() {
        JoinedText joined;
        joined.assign(item_.description);
        const auto maker = maker_in_text(joined.text);
        const bool cut = maker && maker->ends_text && item_.description_cut;
        if (maker && !cut) item_.manufacturer_party = party(maker->name, {}, {}, {}).party;
    }

    // A bill "to order" belongs to whoever holds it: that is more than a name left out.
    void note_text(Field name, std::string_view raw, const PartyEntry& entry) {
        if (entry.remarks->to_order)
            cells_.note(field_name(name), "party.to_order", raw,
                        entry.party.present() ? "the holder is taken" : "no party: whoever holds the bill");
        if (!entry.remarks->third.empty())
            cells_.note(field_name(name), "party.third_named", entry.remarks->third, "three parties in one text; this one is left out");
    }

    // The side whose customs recorded the row is at home there; nothing is assumed about the other side.
    Country implied_country(Field name) const {
        const bool local =
            (item_.direction == "import" && name == Field::consignee_name) || (item_.direction == "export" && name == Field::exporter_name);
        return local ? mapping_.customs_country : Country{};
    }

    const PartyEntry& party(std::string_view name, std::string_view address, Country where, std::string_view identifier) {
        const auto key = combine64(combine64(hash64(name), hash64(address)), combine64(hash64(identifier), hash64(where.text())));
        return memo_.parties.get_hashed(key, [&] { return read_party(name, address, where, identifier); });
    }

    PartyEntry read_party(std::string_view name, std::string_view address, Country where, std::string_view identifier) {
        const auto text = read_party_text(name);
        const auto stated = choose_identifier(identifier, where, text.identifier);
        PartyEntry entry;
        PartyRemarks remarks;
        remarks.check_failed = !identifier.empty() && stated.kind == "unverified";
        remarks.to_order = text.to_order;
        remarks.third = text.third;
        const bool somebody = !text.name.empty() || (name.empty() && !stated.value.empty());
        if (somebody) entry.party = hand_out(text.name, address, where, stated);
        if (!text.other.empty()) {
            remarks.other = hand_out(text.other, {}, {}, {});
            remarks.role = text.other_role;
        }
        if (remarks.check_failed || remarks.to_order || remarks.other.present() || !remarks.third.empty())
            entry.remarks = std::make_unique<const PartyRemarks>(std::move(remarks));
        return entry;
    }

    static Identifier choose_identifier(std::string_view stated, Country where, const Identifier& inside) {
        auto identifier = classify_identifier(stated, where.text());
        if (identifier.value.empty() || (identifier.kind == "unverified" && !inside.value.empty())) identifier = inside;
        return identifier;
    }

    PartyId hand_out(std::string_view name, std::string_view address, Country where, const Identifier& identifier) {
        const auto id = KeyHasher(kPartySeed).add(name).add(address).add(where.text()).add(identifier.value).id<PartyId>();
        if (memo_.handed_out.add(mix64(static_cast<std::uint64_t>(id.value)))) {
            Party row;
            row.party_id = id;
            row.name = name;
            row.address = address;
            row.country = where;
            row.identifier = identifier.value;
            row.identifier_kind = identifier.kind;
            row.latin_name = romanised(name);
            out_.parties.push_back(std::move(row));
        }
        return id;
    }

    void read_amounts() {
        item_.quantity = cells_.number<Quantity>(Field::quantity, "quantity");
        if (const auto text = cells_.text(Field::quantity_unit); !text.empty()) read_unit(text);
        item_.net_mass_kg = cells_.number<Kilogram>(Field::net_mass_kg, "net_mass_kg");
        item_.gross_mass_kg = cells_.number<Kilogram>(Field::gross_mass_kg, "gross_mass_kg");
        read_value(cells_, state_.rates, item_, out_.items.text);
    }

    void read_unit(std::string_view text) {
        const auto& unit = memo_.units.get(text, [](std::string_view t) {
            const auto* found = Terms::built_in().unit(t);
            return found == nullptr ? UnitTerm{std::string(), 1} : *found;
        });
        item_.quantity_unit = keep(unit.id);
        if (unit.id.empty()) cells_.note("quantity_unit", "unit.unknown", text, "left empty");
        if (unit.factor == 1 || !item_.quantity) return;
        const auto scaled = Quantity::from_double(item_.quantity->to_double() * unit.factor);
        item_.quantity = scaled ? Maybe<Quantity>(*scaled) : Maybe<Quantity>(Missing::too_large);
    }

    [[nodiscard]] bool usable() const {
        return !item_.description.empty() || !item_.hs_code.empty() || item_.exporter_party.present() || item_.consignee_party.present() ||
               item_.value_usd.present();
    }

    const ItemBuilder::State& state_;
    const Mapping& mapping_;
    RowMemo& memo_;
    const RowBatch& batch_;
    BuiltBatch& out_;
    RowCells cells_;
    Item item_;
    std::size_t row_ = 0, first_note_ = 0;
};

void ItemBuilder::build(const RowBatch& batch, Scratch& scratch, BuiltBatch& out) const {
    out.clear();
    RowBuilder builder(*state_, *scratch.state_, batch, out);
    for (std::size_t row = 0; row < batch.rows(); ++row) builder.build(row);
}

std::vector<Note> ItemBuilder::file_notes() const {
    std::vector<Note> notes;
    for (const auto& found : state_->mapping.notes) {
        Note note;
        note.file_id = state_->file.file_id;
        note.field = found.field;
        note.code = found.code;
        note.action = found.text;
        notes.push_back(std::move(note));
    }
    return notes;
}

ItemId repeated_item_id(ItemId first, std::int64_t k) {
    return k == 0 ? first : KeyHasher(kRepeatSeed).add(first.value).add(k).id<ItemId>();
}

std::string clean_hs_code(std::string_view cell) {
    if (!looks_like_hs(cell)) return "";
    std::string digits;
    for (const char c : cell) {
        if (c >= '0' && c <= '9') digits += c;
    }
    // Codes have an even number of digits (11 in Armenia and Argentina); an odd one has lost its leading zero in a spreadsheet.
    if (digits.size() % 2 == 1 && digits.size() != 11) digits.insert(0, "0");
    return digits;
}

std::int32_t hs_edition_on(Day day) {
    const int year = civil(day).year;
    return year >= 2022 ? 2022 : year >= 2017 ? 2017 : year >= 2012 ? 2012 : 2007;
}

}  // namespace wb
