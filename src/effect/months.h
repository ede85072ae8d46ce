// Rows by route and month.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "doubt/account.h"
#include "effect/effect.h"

namespace wb {

enum class Route : unsigned char { direct, third };

// The months on either side of a control. Half open, months since 1970-01.
struct Span {
    int before_from = 0, before_until = 0, after_from = 0, after_until = 0;
    [[nodiscard]] int before() const { return before_until - before_from; }
    [[nodiscard]] int after() const { return after_until - after_from; }
    std::string missing;  // why there is no answer; empty when there is one
};

struct FlowRow {
    const ScopeGood* good = nullptr;
    Route route = Route::direct;
    int month = 0;
    Worlds::Row cell = 0;
    std::int64_t cents = 0, expected_cents = 0;
};

// Rows of the goods that go to the destinations by either route, whatever the control, in order.
class Flows {
public:
    explicit Flows(const EffectInput& input);
    [[nodiscard]] const std::vector<FlowRow>& rows() const { return rows_; }
    [[nodiscard]] const Worlds& worlds() const { return *worlds_; }
    // Complete months around the day that the records cover.
    [[nodiscard]] Span span_of(const DatedControl& control, const EffectOptions& options) const;

private:
    std::vector<FlowRow> rows_;
    std::unique_ptr<Worlds> worlds_;
    bool any_day_ = false;
    Day first_, last_;
};

}  // namespace wb
