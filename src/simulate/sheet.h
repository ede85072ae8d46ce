// Files that rows are written to: text with delimiters, JSON lines, workbooks. All stream; memory does not depend on rows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "simulate/layout.h"
#include "simulate/simulate.h"

namespace wb {

class Sheet {
public:
    virtual ~Sheet() = default;
    // Row number as a spreadsheet shows it: the first row of the file is 1.
    [[nodiscard]] virtual Result<std::int64_t> add(const std::vector<std::string>& cells, const std::vector<bool>& numeric) = 0;
    // A row as text of its kind, without meaning: a cut line, a total, a repeated header.
    [[nodiscard]] virtual Status add_rubbish(const std::vector<std::string>& cells) = 0;
    [[nodiscard]] virtual Status close() = 0;
    // Whether a row was added.
    [[nodiscard]] virtual bool has_rows() const { return true; }
};

// `path` with the extension of the provider's kind of file.
std::string sheet_path(const Provider& provider, const std::string& path);

// The file of a provider. It begins (title rows, header) with its first row: without a row there is no file, and rubbish is dropped until
// then. `path` with its extension. The provider and `open` must outlive the sheet.
std::unique_ptr<Sheet> make_sheet(const Provider& provider, const std::string& path, const OpenOutput& open);

// A workbook of one sheet, written as it comes: cells in place (inline strings), the archive compressed on the fly (ECMA-376; APPNOTE 6.3.9
// with data descriptors).
class WorkbookFile {
public:
    explicit WorkbookFile(std::unique_ptr<OutputFile> out);
    ~WorkbookFile();
    [[nodiscard]] Status begin();
    [[nodiscard]] Status add(const std::vector<std::string>& cells, const std::vector<bool>& numeric);
    [[nodiscard]] std::int64_t rows() const;
    [[nodiscard]] Status close();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wb
