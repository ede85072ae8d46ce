// Checks of a mapping that need more than one column, and properties of whole columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/mapping.h"

namespace wb {

// What a check of amounts found: a column to drop from a field, or to use instead, and the note about it.
struct AmountCheck {
    Field field = Field::value_usd;
    std::size_t column = 0;
    bool drop = false, use = false;
    std::string code, text;
};
std::vector<AmountCheck> check_amounts(const Mapping& mapping, const Sample& sample, int header,
                                       const std::vector<ColumnEvidence>& evidence);

// Fields that give the value together with another in most sample rows (see Mapping::identities).
std::vector<Field> sound_identities(const Mapping& mapping, const Sample& sample, int header);

// Whether the declaration's number states its day, and most sample rows agree.
bool number_holds_day(const Mapping& mapping, const Sample& sample, int header);

// Whose customs recorded a file that says it nowhere, told by whose tax numbers stand beside one of the two sides: a state knows the
// numbers of its own companies, and the other side seldom has one. Nothing when too few rows have numbers, both sides have, or kinds are
// mixed.
struct CustomsByNumbers {
    Country country;
    std::string direction;  // import when the consignees are at home, export when the exporters are
    std::string text;       // the note
};
std::optional<CustomsByNumbers> customs_by_numbers(const Mapping& mapping, const Sample& sample, int header);

// "10012020/310325/5016594": the middle is the day of registration. Nothing when the number has another form.
std::optional<Day> day_inside(std::string_view declaration_number);

// The width at which a column's texts are cut: exactly 80, 250, 254, 255, 256, 500, 512, 1000, 2000 or 4000 characters, reached at least
// twice.
std::size_t cut_width(const ColumnEvidence& evidence);

// Share of names that carry a legal form of countries outside the former Soviet Union: Co Ltd, GmbH, LLP …
double foreign_share(const std::vector<std::string_view>& names);

// True when the first row's cells are texts unlike the cells below them.
bool looks_like_names(const Sample& sample);

}  // namespace wb
