// Writes a synthetic case: records of three providers in their layouts, with the dirt of real ones, and the truth beside them.
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
    std::int64_t rows = 40000;  // of the first provider, about
    bool story = false;         // shaped like the published story
    bool truth = true;
};

// A file being written; close() must succeed for it to count.
class OutputFile {
public:
    virtual ~OutputFile() = default;
    virtual Status write(std::string_view bytes) = 0;
    virtual Status close() = 0;
};
using OpenOutput = std::function<Result<std::unique_ptr<OutputFile>>(const std::string& path)>;

// Files: case.toml, README.txt, rates.csv, companies/ownership.ftm.jsonl, records/*, truth/*.csv and truth/figures.json.
// Streams: memory does not depend on rows.
Status simulate(const SimulationOptions& options, const Catalogue& catalogue, const OpenOutput& open);

}  // namespace wb
