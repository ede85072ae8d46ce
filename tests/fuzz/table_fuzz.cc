// Bytes as a file of records, plain or compressed, in any encoding: the same rows whatever the size of the blocks they are read in, and
// every row an item or a reject.
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wb;
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    ReadOptions small;
    small.block_bytes = std::size_t{1} + data[0];
    ReadOptions large;
    auto one = open_memory(bytes, "fuzz", small);
    auto two = open_memory(bytes, "fuzz", large);
    WB_CHECK(one.ok() == two.ok(), "a file opens or does not, whatever the size of blocks");
    if (!one.ok()) return 0;
    WB_CHECK(fuzz::read_all(*one.value()) == fuzz::read_all(*two.value()), "blocks do not change rows");
    if (auto three = open_memory(bytes, "fuzz", large); three.ok()) fuzz::import_all(std::move(three).value());
    return 0;
}
