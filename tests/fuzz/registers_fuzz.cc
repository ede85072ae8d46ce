// Any bytes as a table of ownership and as FollowTheMoney lines, and as decisions of people: never a crash, shares within the whole, days
// in order, every row used or told, and whoever stands behind a company is found in the end.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>

#include "companies/families.h"
#include "companies/judgements.h"
#include "companies/registers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    constexpr std::array kPaths = {"fuzz.csv", "fuzz.tsv", "fuzz.ftm.jsonl"};
    const wb::RegisterFile file{kPaths[data[0] % kPaths.size()], bytes};
    const auto read = wb::read_registers({&file, 1});
    std::map<std::string, wb::EntityId> ids;
    const auto id = [&](const std::string& name) {
        return ids.try_emplace(name, wb::EntityId{static_cast<std::int64_t>(ids.size()) + 1}).first->second;
    };
    std::vector<wb::Ownership> rows;
    for (const auto& statement : read.ownership) {
        if (statement.share_low &&
            !(*statement.share_low >= 0 && *statement.share_low <= *statement.share_high && *statement.share_high <= 1))
            std::abort();
        if (statement.from_day && statement.until_day && *statement.until_day <= *statement.from_day) std::abort();
        if (statement.owner_name.empty() && statement.owner_identifier.empty() && statement.source.empty()) std::abort();
        wb::Ownership row;
        row.owner_id = id(statement.owner_name);
        row.owned_id = id(statement.owned_name);
        row.share_low = statement.share_low;
        row.share_high = statement.share_high;
        row.from_day = statement.from_day;
        row.until_day = statement.until_day;
        row.source = statement.source;
        if (row.owner_id != row.owned_id && rows.size() < 200) rows.push_back(row);
    }
    const auto families = wb::find_families(rows, {}, {});
    for (const auto& owner : families.owners) {
        if (!(owner.share_low >= -1e-9 && owner.share_low <= owner.share_high && owner.share_high <= 1 + 1e-9)) std::abort();
        if (owner.answer == "cannot_tell" && owner.missing.empty()) std::abort();
    }
    for (const auto& [company, head] : families.head_of) {
        if (company == head || families.head_of.contains(head)) std::abort();
    }
    auto judged = wb::read_judgements(bytes, "fuzz");
    wb::mark_superseded(judged.judgements, {});
    (void)wb::check_consistency(judged.judgements, {});
    return 0;
}
