// A dossier as one file that can be sent and checked: a zip archive with a SHA-256 manifest that `sha256sum -c` reads too.
//
// The same files give the same bytes: fixed times, names in order, no owner. Thread safe on different paths.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace wb {

inline constexpr std::string_view kManifest = "MANIFEST.sha256";

struct ManifestEntry {
    std::string name, sha256;
};

// "<sha256>  <name>" a line, in order of name.
std::string manifest_text(std::vector<ManifestEntry> entries);
// Lines that are not of that form, and names that leave the folder, are Error bundle.manifest.
Result<std::vector<ManifestEntry>> parse_manifest(std::string_view text);

// Packs the files `names` (inside `folder`) into a zip archive at `path`, beside first. Errors: report.bundle.
Status pack(const std::string& folder, std::vector<std::string> names, const std::string& path);
// Unpacks an archive into an existing empty folder. Names that leave it are an error. Errors: bundle.unreadable.
Status unpack(const std::string& path, const std::string& folder);

}  // namespace wb
