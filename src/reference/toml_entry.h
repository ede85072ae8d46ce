// Reads the keys of one TOML table strictly: wrong types, missing keys and keys that nobody asked for become one error with file, row and
// key.
//
// Usage: EntryReader entry(table, file, "model dji_mavic_3"); auto name = entry.text("name"); … ; WB_TRY_VOID(entry.finish());
// After the first error all further reads give empty values. Only .cc files of this module include it: toml++ is heavy to compile.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "reference/toml_data.h"
#include "tables/column.h"

namespace wb {

class EntryReader {
public:
    EntryReader(const toml::table& table, std::string file) : table_(table), file_(std::move(file)) {}

    // Required and not empty.
    std::string text(std::string_view key);
    std::string optional_text(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    bool flag(std::string_view key, bool usual);
    std::optional<double> number(std::string_view key);
    std::optional<int> integer(std::string_view key, int least, int most);
    std::optional<Day> day(std::string_view key);
    Period period(std::string_view from, std::string_view until);
    std::vector<Period> periods(std::string_view key);
    std::vector<Country> countries(std::string_view key);
    // Six digits each.
    std::vector<std::string> hs_codes(std::string_view key);
    const toml::table* table(std::string_view key);
    std::vector<const toml::table*> tables(std::string_view key);

    void fail(std::string_view key, std::string message, std::string hint);
    [[nodiscard]] Where where(std::string_view key = {}) const;
    // The first error, or one that names a key that was never asked for.
    Status finish();

private:
    const toml::node* find(std::string_view key);
    void wrong_type(std::string_view key, std::string_view wanted);

    const toml::table& table_;
    std::string file_;
    std::set<std::string, std::less<>> known_;
    std::optional<Error> error_;
};

}  // namespace wb
