#include "ingest/reader.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

using namespace wb;

namespace {

std::string refusal(std::string_view bytes) {
    const auto source = open_memory(bytes, "some.csv", {});
    if (source.ok()) return "";
    CHECK(source.error().where.file == "some.csv");
    return source.error().code;
}

std::string compound_file(std::string_view directory_entry) {
    std::string bytes("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    bytes.resize(2048, '\0');
    for (const char c : directory_entry) bytes += std::string(1, c) + std::string(1, '\0');
    return bytes + std::string(512, '\0');
}

}  // namespace

TEST_CASE("open: what is no table is refused by what it is, never by its name") {
    CHECK(refusal("") == "read.empty");
    CHECK(refusal("%PDF-1.7\n1 0 obj\n") == "read.not_a_table");
    CHECK(refusal("\x89PNG\r\n\x1A\n") == "read.not_a_table");
    CHECK(refusal("\n <!DOCTYPE html><html></html>") == "read.not_a_table");
    CHECK(refusal("\xEF\xBB\xBF<?xml version=\"1.0\"?><a/>") == "read.not_a_table");
    CHECK(refusal("PAR1\x15\x04") == "read.parquet");
    CHECK(refusal(compound_file("EncryptedPackage")) == "read.password_protected");
    CHECK(refusal(compound_file("Workbook")) == "read.old_workbook");
    CHECK(refusal(compound_file("WordDocument")) == "read.not_a_table");
    CHECK(refusal("PK\x03\x04 and nothing of a zip archive") == "read.corrupt");
    std::string noise;
    for (unsigned i = 0; i < 4000; ++i) noise += static_cast<char>(i * 2654435761U >> 24U);
    CHECK(refusal(noise) == "read.not_a_table");
    CHECK(refusal("\x1F\x8B\x08 no gzip after all") == "read.corrupt");
    CHECK(refusal("\x1F\x8B") == "read.truncated");
}

TEST_CASE("open: files that cannot be opened say why") {
    const auto folder = std::filesystem::temp_directory_path();
    const auto missing = open_source((folder / "waybill-no-such-file.csv").string(), {});
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().code == "read.cannot_open");
    const auto directory = open_source(folder.string(), {});
    REQUIRE_FALSE(directory.ok());
    CHECK(directory.error().code == "read.is_a_directory");
}

TEST_CASE("open: a file on disk reads as the same bytes in memory") {
    const auto path =
        (std::filesystem::temp_directory_path() / ("waybill-reader-" + std::to_string(reinterpret_cast<std::uintptr_t>(&refusal)) + ".txt"))
            .string();
    std::ofstream(path) << "a;b\n1;2\n";
    const auto source = open_source(path, {});
    REQUIRE(source.ok());
    CHECK(source.value()->info().delimiter == ";");
    RowBlock block;
    REQUIRE(source.value()->next(block).ok());
    RowBatch batch;
    source.value()->split(block, batch);
    CHECK(batch.rows() == 2);
    CHECK(batch.cell(1, 1) == "2");
    CHECK(batch.cell(1, 9).empty());
    std::filesystem::remove(path);
}
