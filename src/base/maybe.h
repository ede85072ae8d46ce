// A value, or the reason why there is none. Never NaN, never 0 for "not known".
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace wb {

enum class Missing : unsigned char {
    not_stated,    // the source has no such column, or the cell is empty
    null_word,     // the cell says so: NULL, N/A, ОТСУТСТВУЕТ
    unreadable,    // the cell holds something that could not be read; a note keeps it
    too_large,     // a number beyond what the column can hold
    cut,           // the text was cut at the field's width before the value
    inconsistent,  // contradicted by other cells of the row; a note says which
    no_rate,       // no exchange rate on that day
};

std::string_view missing_text(Missing reason);

template <typename T>
class Maybe {
public:
    Maybe() = default;
    Maybe(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)
    Maybe(Missing reason) : reason_(reason) {}    // NOLINT(google-explicit-constructor)
    [[nodiscard]] bool present() const { return value_.has_value(); }
    explicit operator bool() const { return present(); }
    [[nodiscard]] const T& value() const {
        WB_CHECK(value_.has_value(), "value() of a missing value");
        return *value_;
    }
    const T& operator*() const { return value(); }
    const T* operator->() const { return &value(); }
    [[nodiscard]] T value_or(T other) const { return value_ ? *value_ : std::move(other); }
    // Meaningful only when not present().
    [[nodiscard]] Missing why() const { return reason_; }
    bool operator==(const Maybe& other) const { return value_ == other.value_ && (present() || reason_ == other.reason_); }

private:
    std::optional<T> value_;
    Missing reason_ = Missing::not_stated;
};

}  // namespace wb
