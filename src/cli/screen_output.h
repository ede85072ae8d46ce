// Hits as a table for people, CSV for programs, and JSON.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/terminal.h"
#include "screen/hits.h"

namespace wb::cli {

class ScreenOutput {
public:
    ScreenOutput(const Lists& lists, const Controls& controls, std::optional<Day> on, std::optional<double> fail_on);
    // Candidates of one name; `row` 0 for a name that stands in no file.
    void matches(std::int64_t row, const std::vector<NameMatch>& matches);
    void hits(const std::vector<Hit>& hits, const std::map<EntityId, std::string>& captions);
    // Rows of rule, answer, count.
    void findings(const std::vector<std::vector<std::string>>& rows);
    // Prints, or writes the CSV to `out`. `plain`: CSV also on standard output.
    Status finish(const std::optional<std::string>& out, bool plain, Terminal& terminal);
    // True when a hit of at least --fail-on stands (or cannot be told not to) on the day asked.
    [[nodiscard]] bool failed() const { return failed_; }

private:
    struct Line {
        std::int64_t row = 0;
        EntityId entity;
        std::string caption, basis, reasons;
        const ListedParty* party = nullptr;
        double probability = 0;
        Maybe<Day> from_day, until_day;
    };
    void add(Line line);
    [[nodiscard]] const char* on_day(const Line& line) const;
    [[nodiscard]] std::string csv() const;
    void print(Terminal& terminal) const;
    [[nodiscard]] std::string json() const;

    const Lists& lists_;
    const Controls& controls_;
    std::optional<Day> on_;
    std::optional<double> fail_on_;
    std::map<ListingId, const ListedParty*> parties_;
    std::vector<Line> lines_;
    std::vector<std::vector<std::string>> findings_;
    bool failed_ = false;
};

}  // namespace wb::cli
