// The denied persons list of the Bureau of Industry and Security: quoted cells separated by tabs, American dates, one row per address.
#include "screen/list_table.h"

namespace wb {

namespace {

RawEntry entry_of(const HeaderRow& header, const std::vector<std::string>& cells, std::int64_t row, ListBuilder& out) {
    constexpr bool kMonthFirst = true;
    RawEntry entry;
    entry.list_name = "Denied Persons List (DPL)";
    entry.name = header.cell(cells, {"name"});
    entry.reference = header.cell(cells, {"frcitation"});
    entry.from_day = out.day(header.cell(cells, {"effectivedate"}), row, "Effective_Date", kMonthFirst);
    entry.until_day = out.day(header.cell(cells, {"expirationdate"}), row, "Expiration_Date", kMonthFirst);
    std::string address;
    for (const auto* column : {"streetaddress", "city", "state", "postalcode", "country"}) {
        const auto part = header.cell(cells, {column});
        if (!part.empty()) address += (address.empty() ? "" : ", ") + std::string(part);
    }
    entry.addresses.push_back(std::move(address));
    if (const auto code = header.cell(cells, {"country"}); code.size() == 2) entry.countries.emplace_back(code);
    return entry;
}

}  // namespace

bool is_bis_denied(std::string_view head) {
    const auto line = head.substr(0, head.find('\n'));
    return line.find("Standard_Order") != std::string_view::npos && line.find("FR_Citation") != std::string_view::npos &&
           line.find('\t') != std::string_view::npos;
}

void read_bis_denied(std::string_view bytes, ListBuilder& out) { read_list_table(bytes, '\t', RaggedRows::refused, entry_of, out); }

}  // namespace wb
