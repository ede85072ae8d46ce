// An order judged: each party against the lists, each good against rules and controls, with three answers.
#pragma once

#include <optional>
#include <string>

#include "cli/terminal.h"
#include "reference/controls.h"
#include "screen/lists.h"

namespace wb::cli {

struct OrderOptions {
    std::optional<Day> on, known_on;  // `on` replaces the order's own day
    std::optional<double> fail_on;
};

// Returns true when --fail-on is met: a hit of that probability that stands on the day, or cannot be told not to, or a finding that fires.
Result<bool> screen_order(const std::string& path, const Lists& lists, const Controls& controls, const OrderOptions& options,
                          Terminal& terminal);

}  // namespace wb::cli
