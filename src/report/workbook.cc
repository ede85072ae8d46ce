#include "report/workbook.h"

#include <xlsxwriter.h>

#include "base/check.h"

namespace wb {

namespace {

// 1980-01-01, the first day that a zip archive can hold.
constexpr std::int64_t kFixedTime = 315532800;
constexpr std::size_t kLongestCell = 32000;  // below Excel's 32,767 characters, counted in bytes
constexpr double kColumnWidth = 18;

std::string cut(const std::string& text) {
    if (text.size() <= kLongestCell) return text;
    std::size_t end = kLongestCell;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + " … (cut)";
}

Status status_of(lxw_error error) {
    if (error == LXW_NO_ERROR) return {};
    return Error{"report.workbook",
                 std::string("the workbook cannot be written: ") + lxw_strerror(error),
                 {},
                 "free space or check the permissions"};
}

}  // namespace

struct Workbook::State {
    std::string path, temporary_folder;
    lxw_workbook* workbook = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_format* heading = nullptr;
    lxw_row_t next_row = 0;
};

Workbook::Workbook() : state_(std::make_unique<State>()) {}

Workbook::~Workbook() {
    if (state_->workbook != nullptr) workbook_close(state_->workbook);
}

Result<std::unique_ptr<Workbook>> Workbook::create(const std::string& path, const std::string& temporary_folder) {
    std::unique_ptr<Workbook> made(new Workbook());
    auto& state = *made->state_;
    state.path = path;
    state.temporary_folder = temporary_folder;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = state.temporary_folder.data();
    state.workbook = workbook_new_opt(state.path.c_str(), &options);
    if (state.workbook == nullptr)
        return Error{"report.workbook", "the workbook cannot be made", {path, {}, {}, ""}, "free space or check the permissions"};
    lxw_doc_properties properties{};
    properties.created = kFixedTime;
    WB_TRY_VOID(status_of(workbook_set_properties(state.workbook, &properties)));
    state.heading = workbook_add_format(state.workbook);
    format_set_bold(state.heading);
    format_set_bottom(state.heading, LXW_BORDER_THIN);
    return made;
}

Status Workbook::sheet(const std::string& name, const std::vector<std::string>& headings) {
    auto& state = *state_;
    state.sheet = workbook_add_worksheet(state.workbook, name.c_str());
    if (state.sheet == nullptr) return Error{"report.workbook", "the worksheet cannot be made: " + name, {}, ""};
    const auto last = static_cast<lxw_col_t>(headings.empty() ? 0 : headings.size() - 1);
    WB_TRY_VOID(status_of(worksheet_set_column(state.sheet, 0, last, kColumnWidth, nullptr)));
    worksheet_freeze_panes(state.sheet, 1, 0);
    for (std::size_t column = 0; column < headings.size(); ++column) {
        WB_TRY_VOID(
            status_of(worksheet_write_string(state.sheet, 0, static_cast<lxw_col_t>(column), headings[column].c_str(), state.heading)));
    }
    state.next_row = 1;
    return {};
}

Status Workbook::row(const std::vector<SheetCell>& cells) {
    auto& state = *state_;
    WB_CHECK(state.sheet != nullptr, "a sheet before its rows");
    for (std::size_t column = 0; column < cells.size(); ++column) {
        const auto& cell = cells[column];
        const auto at = static_cast<lxw_col_t>(column);
        if (cell.is_number) {
            WB_TRY_VOID(status_of(worksheet_write_number(state.sheet, state.next_row, at, cell.number, nullptr)));
        } else if (!cell.text.empty()) {
            WB_TRY_VOID(status_of(worksheet_write_string(state.sheet, state.next_row, at, cut(cell.text).c_str(), nullptr)));
        }
    }
    ++state.next_row;
    return {};
}

Status Workbook::close() {
    auto* workbook = state_->workbook;
    state_->workbook = nullptr;
    return status_of(workbook_close(workbook));
}

}  // namespace wb
