#include "text/delimited.h"

#include <algorithm>

#include "text/utf8.h"

namespace wb {

namespace {

std::string plain_name(std::string_view name) {
    std::string plain;
    for (const char c : trim(name)) {
        if (c == ' ' || c == '_' || c == '-' || c == '"') continue;
        plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return plain;
}

}  // namespace

DelimitedReader::DelimitedReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
}

void DelimitedReader::read_quoted(std::string& cell) {
    for (++at_; at_ < text_.size(); ++at_) {
        if (text_[at_] == '\n') ++line_;
        if (text_[at_] != '"') {
            cell += text_[at_];
        } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
            cell += text_[at_++];
        } else {
            ++at_;
            return;
        }
    }
    cut_ = true;
}

void DelimitedReader::read_cell(std::string& cell) {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (at_ < text_.size() && text_[at_] == '"') read_quoted(cell);
    // What follows a closing quote belongs to the cell too: "a"b reads as ab.
    for (; at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n'; ++at_) {
        if (text_[at_] != '\r') cell += text_[at_];
    }
}

bool DelimitedReader::next(std::vector<std::string>& cells) {
    cells.clear();
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) line_ += text_[at_++] == '\n' ? 1 : 0;
    if (at_ >= text_.size()) return false;
    row_line_ = line_;
    for (;;) {
        cells.emplace_back();
        read_cell(cells.back());
        if (at_ >= text_.size()) return true;
        if (text_[at_++] == '\n') {
            ++line_;
            return true;
        }
    }
}

HeaderRow::HeaderRow(std::vector<std::string> names) : names_(std::move(names)) {
    for (auto& name : names_) name = plain_name(name);
}

std::size_t HeaderRow::find(std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    return found == names_.end() ? kNone : static_cast<std::size_t>(found - names_.begin());
}

std::string_view HeaderRow::cell(const std::vector<std::string>& cells, std::span<const std::string_view> names) const {
    for (const auto name : names) {
        const auto at = find(name);
        if (at != kNone) return at < cells.size() ? trim(cells[at]) : std::string_view();
    }
    return {};
}

bool HeaderRow::repeats(const std::vector<std::string>& cells) const {
    if (cells.size() != names_.size()) return false;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (plain_name(cells[i]) != names_[i]) return false;
    }
    return true;
}

}  // namespace wb
