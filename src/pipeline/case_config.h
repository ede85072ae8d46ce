// case.toml: what is asked and of what.
//
// Relative paths are inside the case's directory. Unknown keys are errors with the key's line, since a misspelt key would change the
// question in silence. Everything here is part of the inputs' hash of the stages that use it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/result.h"

namespace wb {

// One [[records]] entry: a path or glob, how to read it, and under which name it is shown.
struct RecordsEntry {
    std::string path;
    std::string profile = "auto";
    std::string provider;
    std::string encoding, delimiter, sheet;
    bool redact = false;
};

struct CaseConfig {
    std::string name, title;
    std::optional<Day> known_on;  // records, listings and filings later than this day are not used
    Period period;                // half open
    std::vector<std::string> sellers, destinations, goods;
    double level = 0.90;
    std::int64_t draws = 400;
    std::uint64_t seed = 1;
    std::vector<RecordsEntry> records;
    std::string rates = "rates.csv";
    bool synthetic = false;  // shown on every page when true
};

// Errors: config.syntax, config.unknown_key, config.bad_value, each with line and column of `text`.
Result<CaseConfig> parse_case_config(std::string_view text, const std::string& path);

// The commented case.toml that `waybill new` writes.
std::string case_template(std::string_view name);

}  // namespace wb
