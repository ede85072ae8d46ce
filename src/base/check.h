// Bugs, as opposed to dirty data and failed operations.
//
// WB_CHECK(condition, "what should have held") throws Bug when the program itself is wrong. It is never used on what a user or
// a file supplied. Bug is caught at the edges only (command line, Python), which report it and leave the case as it was.
#pragma once

#include <stdexcept>
#include <string>

namespace wb {

// An invariant of the program that did not hold. what() says which, with file and line.
class Bug : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] inline void throw_bug(const char* file, int line, const char* condition, const std::string& what) {
    throw Bug(std::string(file) + ":" + std::to_string(line) + ": " + what + " (" + condition + ")");
}

}  // namespace wb

#define WB_CHECK(condition, what)                                    \
    do {                                                             \
        if (!(condition)) {                                          \
            ::wb::throw_bug(__FILE__, __LINE__, #condition, (what)); \
        }                                                            \
    } while (false)
