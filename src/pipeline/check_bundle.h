// Recomputes what a dossier claims from nothing but the dossier: another program than the one that wrote it could do the same.
//
// Checked: every file against the manifest; in the CSV and in the Parquet tables, every figure against its rows by its law
// (tables/figure.h), its count and digest of rows, the order low ≤ value ≤ high, and that its rows stand in `item`; every number on the
// page against its figure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace wb {

struct CheckFailure {
    std::string what;  // a figure id, or a file of the bundle
    std::string why;   // with both values
};

struct CheckReport {
    std::int64_t files = 0, figures = 0, rows = 0, page_numbers = 0;
    std::vector<CheckFailure> failures;
};

// `path`: a bundle, or a dossier's folder. Errors: bundle.unreadable, bundle.manifest.
Result<CheckReport> check_bundle(const std::string& path);

}  // namespace wb
