// Bytes as a workbook, and as the parts inside one: a zip's checksums would keep most changed bytes from the readers of the parts.
#include <zip.h>

#include <array>

#include "reading.h"

namespace {

constexpr std::string_view kRelations = R"(<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>)";
constexpr std::string_view kWorkbook = R"(<workbook><sheets><sheet name="S" sheetId="1" r:id="r1" xmlns:r="r"/></sheets></workbook>)";

// The text up to the next "\x1e", which is taken away.
std::string_view next_part(std::string_view& bytes) {
    const auto end = std::min(bytes.find('\x1e'), bytes.size());
    const auto part = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    return part;
}

std::string zipped(const std::vector<std::pair<const char*, std::string_view>>& parts) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_t* archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
    WB_CHECK(archive != nullptr, "an archive in memory opens");
    zip_source_keep(memory);
    for (const auto& [name, bytes] : parts) {
        const auto at = zip_file_add(archive, name, zip_source_buffer(archive, bytes.data(), bytes.size(), 0), ZIP_FL_OVERWRITE);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0);
    }
    WB_CHECK(zip_close(archive) == 0, "an archive in memory is written");
    zip_stat_t stat;
    zip_source_stat(memory, &stat);
    std::string out(stat.size, '\0');
    zip_source_open(memory);
    zip_source_read(memory, out.data(), out.size());
    zip_source_close(memory);
    zip_source_free(memory);
    zip_error_fini(&error);
    return out;
}

void read(std::string_view bytes) {
    auto source = wb::open_memory(bytes, "fuzz.xlsx", {});
    if (source.ok()) wb::fuzz::read_all(*source.value());
    if (auto again = wb::open_memory(bytes, "fuzz.xlsx", {}); again.ok()) wb::fuzz::import_all(std::move(again).value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] % 4 == 0) {
        read(bytes);
        return 0;
    }
    const auto sheet = next_part(bytes);
    const auto strings = next_part(bytes);
    const auto styles = next_part(bytes);
    const auto workbook = next_part(bytes);
    read(zipped({{"xl/worksheets/sheet1.xml", sheet},
                 {"xl/sharedStrings.xml", strings},
                 {"xl/styles.xml", styles},
                 {"xl/_rels/workbook.xml.rels", kRelations},
                 {"xl/workbook.xml", workbook.empty() ? kWorkbook : workbook}}));
    return 0;
}
