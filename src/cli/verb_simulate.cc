#include <cstdio>
#include <filesystem>

#include "base/json.h"
#include "cli/simulate_case.h"
#include "cli/verbs.h"
#include "pipeline/case_files.h"

namespace wb::cli {

namespace {

constexpr std::int64_t kUsualRows = 40000;

class DiskFile : public OutputFile {
public:
    DiskFile(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) { buffer_.reserve(kBuffer); }
    ~DiskFile() override {
        if (file_ != nullptr) std::fclose(file_);
    }
    DiskFile(const DiskFile&) = delete;
    DiskFile& operator=(const DiskFile&) = delete;
    Status write(std::string_view bytes) override {
        buffer_ += bytes;
        return buffer_.size() < kBuffer ? Status{} : flush();
    }
    Status close() override {
        WB_TRY_VOID(flush());
        const bool closed = std::fclose(file_) == 0;
        file_ = nullptr;
        return closed ? Status{} : failure();
    }

private:
    static constexpr std::size_t kBuffer = std::size_t{1} << 20;
    Status flush() {
        const bool written = std::fwrite(buffer_.data(), 1, buffer_.size(), file_) == buffer_.size();
        buffer_.clear();
        return written ? Status{} : failure();
    }
    [[nodiscard]] Error failure() const {
        return {"case.cannot_write", "cannot be written", {path_, {}, {}, ""}, "free space or check the permissions"};
    }
    std::FILE* file_;
    std::string path_, buffer_;
};

Result<int> run_simulate(const Arguments& arguments, Terminal& terminal) {
    SimulationOptions options;
    WB_TRY(const auto seed, arguments.whole("--seed", 0));
    WB_TRY(const auto rows, arguments.whole("--rows", 1));
    options.seed = static_cast<std::uint64_t>(seed.value_or(1));
    options.rows = rows.value_or(kUsualRows);
    options.story = arguments.has("--story");
    options.truth = !arguments.has("--no-truth");
    options.linked = arguments.has("--linked");
    options.main_layout = arguments.text("--layout").value_or("");
    options.overlap_layout = arguments.text("--second-layout").value_or("");
    const auto directory = arguments.positional[0];
    WB_TRY_VOID(simulate_case(directory, options));
    terminal.line("synthetic case in " + directory + " (seed " + std::to_string(options.seed) + ", " + std::to_string(options.rows) +
                  " rows); every company in it is invented");
    terminal.say("next: waybill run " + directory + " && waybill score " + directory + " --truth " + directory + "/truth");
    terminal.document(JsonWriter()
                          .object()
                          .key("directory")
                          .string(directory)
                          .key("seed")
                          .number(static_cast<std::int64_t>(options.seed))
                          .key("rows")
                          .number(options.rows)
                          .end()
                          .take());
    return kDone;
}

}  // namespace

Status simulate_case(const std::string& directory, const SimulationOptions& options) {
    WB_TRY(const auto catalogue, load_catalogue_with({}));
    const auto open = [&](const std::string& path) -> Result<std::unique_ptr<OutputFile>> {
        const auto full = directory + "/" + path;
        std::error_code ignored;
        std::filesystem::create_directories(std::filesystem::path(full).parent_path(), ignored);
        std::FILE* file = std::fopen(full.c_str(), "wb");
        if (file == nullptr) return Error{"case.cannot_write", "cannot be written", {full, {}, {}, ""}, "check the permissions"};
        return std::unique_ptr<OutputFile>(std::make_unique<DiskFile>(file, full));
    };
    return simulate(options, catalogue, open);
}

Command simulate_command() {
    Command command;
    command.name = "simulate";
    command.positionals = "DIR";
    command.summary = "a synthetic world with planted truth, as a case";
    command.description =
        "Files of up to seven providers in their layouts, with the dirt of real ones, and the truth in DIR/truth. The same seed gives the "
        "same bytes. Layouts: ru_a, ru_b, ru_c, ru_d, ru_full; of the second provider also atlas and canonical.";
    command.options = {{"--seed", "N", "seed of the world (default 1)"},
                       {"--rows", "N", "deals, about the rows of the first provider (default 40000)"},
                       {"--story", "", "shaped like the published story: the demonstration case"},
                       {"--linked", "", "also master and house bills, lots in parts, and imports as the sellers' customs saw them"},
                       {"--layout", "ID", "layout of the first provider (default: the seed's; ru_a beyond 200,000 rows)"},
                       {"--second-layout", "ID", "layout of the second provider"},
                       {"--no-truth", "", "without the truth files, for large worlds"}};
    command.examples = {{"waybill simulate world-7 --seed 7 --rows 100000", "a world of a hundred thousand rows"}};
    command.least = command.most = 1;
    command.run = run_simulate;
    return command;
}

}  // namespace wb::cli
