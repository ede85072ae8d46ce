// How a row type tells its columns, once, to everything that stores, exports or documents it.
//
// A row type is a plain struct with
//   static constexpr std::string_view kTable, kRowIs;
//   template <class Row, class Visitor> static void columns(Row& row, Visitor& visit)   // visit("name", row.member, "what it is, unit")
// Member types that a column may have: Id<…>, std::int64_t, std::int32_t, double, bool, Text (std::string_view into the batch's arena),
// std::string, Day, Fixed<…>, Country, and Maybe<…> of those. Stores map them to BIGINT, INTEGER, DOUBLE, BOOLEAN, VARCHAR, DATE,
// DECIMAL(18, s); a Maybe without value and an Id that is not present() become NULL.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace wb {

using Text = std::string_view;

// ISO 3166-1 alpha-2 code in capitals; empty when not known.
struct Country {
    std::array<char, 2> code{};
    constexpr Country() = default;
    constexpr explicit Country(std::string_view iso2) {
        if (iso2.size() == 2) code = {iso2[0], iso2[1]};
    }
    [[nodiscard]] constexpr bool present() const { return code[0] != 0; }
    [[nodiscard]] constexpr std::string_view text() const { return present() ? std::string_view(code.data(), 2) : std::string_view(); }
    auto operator<=>(const Country&) const = default;
};

}  // namespace wb
