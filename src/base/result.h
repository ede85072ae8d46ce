// Failed operations: a value, or an Error that says what happened, where, and what to do.
//
// Result<T> holds exactly one of the two. Functions that can fail because of their input or surroundings return it; dirty cells do
// not fail anything (they become notes and rejects), and bugs throw (check.h). WB_TRY(auto x, f()) declares x or returns the error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/check.h"

namespace wb {

// Where an operation failed, as far as known. `row` counts as a spreadsheet shows it (first row of the file is 1).
struct Where {
    std::string file;
    std::optional<std::int64_t> row;
    std::optional<std::int64_t> byte_offset;
    std::string column;
    bool operator==(const Where&) const = default;
};

// A failed operation. `code` is a dotted name with a section in docs/errors.md; `message` says what happened with the values at
// its end; `hint` says what to do next.
struct Error {
    std::string code;
    std::string message;
    Where where{};
    std::string hint{};
    bool operator==(const Error&) const = default;
};

// "code: message (file, row 3, column X). hint" on one line.
std::string to_string(const Error& error);

template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const T& value() const& {
        require();
        return std::get<0>(state_);
    }
    [[nodiscard]] T& value() & {
        require();
        return std::get<0>(state_);
    }
    [[nodiscard]] T&& value() && {
        require();
        return std::get<0>(std::move(state_));
    }
    const T& operator*() const { return value(); }
    T& operator*() { return value(); }
    const T* operator->() const { return &value(); }
    T* operator->() { return &value(); }
    [[nodiscard]] const Error& error() const {
        WB_CHECK(!ok(), "error() of a successful result");
        return std::get<1>(state_);
    }

private:
    void require() const { WB_CHECK(ok(), "value() of a failed result: " + to_string(std::get<1>(state_))); }
    std::variant<T, Error> state_;
};

// The result of an operation that returns nothing.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
    [[nodiscard]] bool ok() const { return !error_.has_value(); }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const {
        WB_CHECK(error_.has_value(), "error() of a successful result");
        return *error_;
    }

private:
    std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace wb

#define WB_JOIN_(a, b) a##b
#define WB_JOIN(a, b) WB_JOIN_(a, b)
#define WB_TRY_(result, declaration, ...)    \
    auto result = (__VA_ARGS__);             \
    if (!result.ok()) return result.error(); \
    declaration = std::move(result).value()
// WB_TRY(auto table, read(path)); declares `table`, or returns the error of read() from the enclosing function.
#define WB_TRY(declaration, ...) WB_TRY_(WB_JOIN(wb_result_, __LINE__), declaration, __VA_ARGS__)
// WB_TRY_VOID(write(path)); returns the error of an operation that has no value.
#define WB_TRY_VOID(...)                                       \
    do {                                                       \
        if (auto wb_status = (__VA_ARGS__); !wb_status.ok()) { \
            return wb_status.error();                          \
        }                                                      \
    } while (false)
