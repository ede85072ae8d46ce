// Writes a synthetic case: records of several providers in their layouts, with the dirt of real ones, and the truth beside them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "reference/catalogue.h"

namespace wb {

struct SimulationOptions {
    std::uint64_t seed = 1;
    std::int64_t rows = 40000;  // deals, about the rows of the first provider
    bool story = false;         // shaped like the published story
    bool truth = true;
    bool linked = false;  // also master and house bills, lots in several declarations, and imports as the sellers' customs saw them
    // Layouts of the first and the second provider (data/simulation/layouts.toml); "" lets the seed choose, or takes the plainest ones when
    // there are too many rows for a workbook; a layout that is named comes in its first encoding and delimiter. Errors:
    // simulate.unknown_layout.
    std::string main_layout, overlap_layout;
};

// A file being written; close() must succeed for it to count.
class OutputFile {
public:
    virtual ~OutputFile() = default;
    virtual Status write(std::string_view bytes) = 0;
    virtual Status close() = 0;
};
using OpenOutput = std::function<Result<std::unique_ptr<OutputFile>>(const std::string& path)>;

// Files: case.toml, README.txt, rates.csv, companies/ownership.ftm.jsonl, controls/planted.toml, an invented watch list, records/*,
// truth/*.csv and truth/figures.json. Streams: memory does not depend on rows. Same bytes for the same options.
Status simulate(const SimulationOptions& options, const Catalogue& catalogue, const OpenOutput& open);

}  // namespace wb
