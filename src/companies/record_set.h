// Records to be resolved, as columns of text with a meaning each: what resolving needs to know of any list.
//
// A record is a row of a plain list or a party of a case. Text views must outlive the set's use. A missing cell is "".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

enum class FieldKind : std::uint8_t {
    name,        // of a company, person, paper, product: compared token by token
    address,     // compared token by token and, where it can be read, part by part
    text,        // any longer text
    place,       // a city, district or venue: equal, alike or different
    category,    // a country, state, kind: equal or different
    identifier,  // a number that is meant to be unique
    date,
    phone,
    number,  // a quantity: near or far
};

struct RecordField {
    FieldKind kind = FieldKind::text;
    std::string label;                     // for explanations
    std::vector<std::string_view> values;  // one per record
};

struct RecordSet {
    std::vector<RecordField> fields;
    bool of_companies = false;        // known to name companies and not persons, however few legal forms they write
    std::vector<std::uint8_t> lists;  // which of two lists each record is of; empty when there is one

    [[nodiscard]] std::size_t records() const { return fields.empty() ? 0 : fields.front().values.size(); }
};

}  // namespace wb
