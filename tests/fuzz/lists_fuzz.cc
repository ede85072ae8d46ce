// Any bytes as a watch list, and as an order: never a crash, every entry named and keyed.
#include <array>
#include <cstdint>
#include <cstdlib>

#include "screen/lists.h"
#include "screen/name_index.h"
#include "screen/order.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto kControls = wb::load_controls_with({});
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::array files = {wb::ListFile{"fuzz", bytes}};
    const auto lists = wb::read_lists(files, *kControls);
    for (const auto& party : lists.parties) {
        if (!party.row.listing_id.present() || party.names.empty() || party.names.front() != party.row.name) std::abort();
    }
    const wb::NameIndex index(lists.parties, {});
    for (const auto& party : lists.parties) {
        for (const auto& match : index.ask({party.names, party.countries, party.numbers, "unknown"}, {})) {
            if (!(match.probability >= 0 && match.probability <= 1) || match.party >= lists.parties.size()) std::abort();
        }
        break;
    }
    (void)wb::read_order(bytes, "fuzz");
    return 0;
}
