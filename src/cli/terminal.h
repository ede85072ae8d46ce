// Where the command line prints: data on standard output, everything else on standard error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"

namespace wb::cli {

class Terminal {
public:
    bool json = false;
    bool quiet = false;
    bool color = false;
    bool progress_line = false;  // standard error is a terminal

    // A line of data for people; nothing with --json.
    void line(std::string_view text);
    // A line beside the data (standard error); nothing with --quiet or --json.
    void say(std::string_view text);
    // The one JSON document of --json.
    void document(std::string_view json_text);
    // Data as it is, with --json too.
    void raw(std::string_view text);
    void error(const Error& error);
    void bug(std::string_view what);
    [[nodiscard]] std::string strong(std::string_view text) const;
    [[nodiscard]] std::string faint(std::string_view text) const;

    // Progress on standard error when it is a terminal: stage, rows, rate, time left. Ended by end_progress().
    [[nodiscard]] Progress progress();
    void end_progress();

private:
    void show_progress(std::string_view stage, std::int64_t done, std::int64_t all);
    std::string stage_;
    double stage_start_ = 0, last_shown_ = 0;
    bool line_open_ = false;
};

// Columns padded to equal width; the first row is the heading. Width counts code points, Han and full-width forms twice.
std::vector<std::string> align_columns(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right);

// RFC 9457 problem document of an error, with code, message, where, hint.
std::string problem_json(const Error& error);

// Set by SIGINT and SIGTERM.
void watch_interrupts();
const std::atomic<bool>& interrupt_flag();

}  // namespace wb::cli
