// An XLSX workbook written row by row, in memory that does not grow with the rows.
//
// Texts are written as texts, so a cell that begins with = is no formula. A text longer than a cell may hold is cut at a character and ends
// in " … (cut)". The same rows give the same bytes: no clock is read. Not thread safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace wb {

// A cell: a text, or a number when `is_number`, or nothing when the text is empty.
struct SheetCell {
    std::string text;
    double number = 0;
    bool is_number = false;
};

// A worksheet of Excel has 1,048,576 rows; people read far fewer.
inline constexpr std::int64_t kMostSheetRows = 100000;

class Workbook {
public:
    // `temporary_folder`: where the rows wait until close(). Errors: report.workbook.
    static Result<std::unique_ptr<Workbook>> create(const std::string& path, const std::string& temporary_folder);
    ~Workbook();
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    // A worksheet with its headings; later rows go to it.
    Status sheet(const std::string& name, const std::vector<std::string>& headings);
    Status row(const std::vector<SheetCell>& cells);
    Status close();

private:
    Workbook();
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wb
