#include "ingest/reader_rows.h"

#include <algorithm>
#include <bit>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace wb {

namespace {

constexpr auto kNowhere = std::string_view::npos;
constexpr std::size_t kWindow = 64;

bool is_line_end(char c) { return c == '\n' || c == '\r'; }

std::size_t find_byte(std::string_view bytes, char byte, std::size_t from) {
    if (from >= bytes.size()) return kNowhere;
    const void* found = std::memchr(bytes.data() + from, byte, bytes.size() - from);
    return found == nullptr ? kNowhere : static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
}

// Whether the byte at `at` is the second byte of a GB18030 character. Bytes below 0x30 are never part of one, so reading begins there.
bool is_trail_byte(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    std::size_t from = at;
    while (from > 0 && byte(from - 1) >= 0x30) --from;
    while (from < at) {
        const bool lead = byte(from) >= 0x81 && byte(from) != 0xFF;
        if (!lead) {
            ++from;
        } else if (byte(from + 1) >= 0x30 && byte(from + 1) <= 0x39) {
            from += 4;
        } else {
            from += 2;
        }
    }
    return from > at;
}

bool is_delimiter(std::string_view bytes, std::size_t at, const TextShape& shape) {
    if (bytes[at] != shape.delimiter) return false;
    return !(shape.two_byte_trails && shape.delimiter == '|' && is_trail_byte(bytes, at));
}

bool opens_cell(std::string_view bytes, std::size_t row, std::size_t at, const TextShape& shape) {
    return at == row || is_delimiter(bytes, at - 1, shape);
}

enum class Follows : unsigned char { end, other, unknown };

// Whether a delimiter, the row's line end or the end of the file stands at `at`.
Follows what_follows(std::string_view bytes, std::size_t at, const TextShape& shape, bool at_end) {
    const auto nothing = at_end ? Follows::end : Follows::unknown;
    if (at == bytes.size()) return nothing;
    if (bytes[at] == shape.delimiter) return Follows::end;
    if (shape.rows_end_with_return) return bytes[at] == '\r' ? Follows::end : Follows::other;
    while (at < bytes.size() && bytes[at] == '\r') ++at;
    if (at == bytes.size()) return nothing;
    return bytes[at] == '\n' ? Follows::end : Follows::other;
}

struct Quotation {
    enum class State : unsigned char { closed, stray, needs_more } state = State::stray;
    std::size_t closing = 0;           // place of the closing mark
    std::size_t undoubled = kNowhere;  // from here on "" is two letters
    bool has_inner_marks = false;
};

// The quotation that opens at `open`. `at_end`: nothing follows the bytes.
Quotation read_quotation(std::string_view bytes, std::size_t open, const TextShape& shape, bool at_end) {
    using State = Quotation::State;
    Quotation found;
    const auto limit = bytes.substr(0, std::min(bytes.size(), open + shape.longest_quoted + 1));
    bool line_passed = false;
    std::size_t scanned = open + 1;
    for (std::size_t at = open + 1;;) {
        const auto quote = find_byte(limit, '"', at);
        if (quote == kNowhere) {
            found.state = at_end || limit.size() < bytes.size() ? State::stray : State::needs_more;
            return found;
        }
        const auto follows = what_follows(bytes, quote + 1, shape, at_end);
        if (follows == Follows::unknown) {
            found.state = State::needs_more;
            return found;
        }
        const bool undoubled = found.undoubled != kNowhere;
        if (!undoubled && quote + 1 < bytes.size() && bytes[quote + 1] == '"') {
            found.has_inner_marks = true;
            at = quote + 2;
            continue;
        }
        if (follows == Follows::end) {
            found.state = State::closed;
            found.closing = quote;
            return found;
        }
        const auto passed = bytes.substr(scanned, quote - scanned);
        line_passed = line_passed || std::any_of(passed.begin(), passed.end(), is_line_end);
        scanned = quote;
        if (line_passed && (is_line_end(bytes[quote - 1]) || is_delimiter(bytes, quote - 1, shape))) return found;
        if (!undoubled) found.undoubled = quote;
        at = quote + 1;
    }
}

// The letters between the marks.
std::string_view quoted_text(std::string_view row, std::size_t open, const Quotation& quotation, Arena& arena) {
    const auto inside = row.substr(open + 1, quotation.closing - open - 1);
    if (!quotation.has_inner_marks) return inside;
    char* const start = arena.allocate(inside.size());
    char* out = start;
    const auto doubled_until = quotation.undoubled == kNowhere ? inside.size() : quotation.undoubled - open - 1;
    for (std::size_t at = 0; at < inside.size();) {
        const auto mark = at < doubled_until ? find_byte(inside.substr(0, doubled_until), '"', at) : kNowhere;
        const auto end = mark == kNowhere ? inside.size() : mark + 1;
        std::memcpy(out, inside.data() + at, end - at);
        out += end - at;
        at = mark == kNowhere ? end : end + 1;
    }
    return {start, static_cast<std::size_t>(out - start)};
}

// Bits of the bytes equal to `wanted` among the 64 at `bytes`.
std::uint64_t equal_bytes(const char* bytes, char wanted) {
    std::uint64_t mask = 0;
#ifdef __SSE2__
    const __m128i pattern = _mm_set1_epi8(wanted);
    for (std::size_t part = 0; part < 4; ++part) {
        const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * part));
        mask |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, pattern)))) << (16 * part);
    }
#else
    for (std::size_t i = 0; i < kWindow; ++i) mask |= static_cast<std::uint64_t>(bytes[i] == wanted) << i;
#endif
    return mask;
}

// At most kLongestCell bytes, not ending inside a character.
std::string_view cut_cell(std::string_view cell) {
    std::size_t size = kLongestCell;
    while (size > 0 && (static_cast<unsigned char>(cell[size]) & 0xC0U) == 0x80U) --size;
    return cell.substr(0, size);
}

}  // namespace

std::size_t RowFinder::find_quote(std::size_t from) {
    if (!quote_known_ || (next_quote_ != kNowhere && next_quote_ < from)) {
        next_quote_ = find_byte(bytes_, '"', from);
        quote_known_ = true;
    }
    return next_quote_;
}

std::size_t RowFinder::line_end(std::size_t from) const { return find_byte(bytes_, shape_.rows_end_with_return ? '\r' : '\n', from); }

std::size_t RowFinder::behind_line_end(std::size_t at) const {
    if (!shape_.rows_end_with_return) return at + 1;
    if (at + 1 == bytes_.size()) return at_end_ ? at + 1 : kNowhere;
    return bytes_[at + 1] == '\n' ? at + 2 : at + 1;
}

std::size_t RowFinder::row_end(std::size_t from, std::vector<std::uint32_t>& stray) {
    if (from >= bytes_.size()) return kNowhere;
    const auto stray_before = stray.size();
    auto end = line_end(from);
    for (std::size_t quote = find_quote(from); quote < end && quote != kNowhere;) {
        std::size_t behind = quote + 1;
        if (opens_cell(bytes_, from, quote, shape_)) {
            const auto quotation = read_quotation(bytes_, quote, shape_, at_end_);
            if (quotation.state == Quotation::State::needs_more) {
                stray.resize(stray_before);
                return kNowhere;
            }
            if (quotation.state == Quotation::State::stray) {
                stray.push_back(static_cast<std::uint32_t>(quote));
            } else {
                behind = quotation.closing + 1;
            }
        }
        if (end != kNowhere && end < behind) end = line_end(behind);
        quote = find_quote(behind);
    }
    if (end != kNowhere) end = behind_line_end(end);
    if (end == kNowhere && at_end_) return bytes_.size();
    if (end == kNowhere) stray.resize(stray_before);
    return end;
}

std::size_t CellSplitter::find_delimiter(std::size_t from) {
    auto window = from - from % kWindow;
    for (auto keep = ~std::uint64_t{0} << (from % kWindow);; keep = ~std::uint64_t{0}) {
        if (window >= text_.size()) return text_.size();
        if (window != window_) {
            char tail[kWindow] = {};
            const char* bytes = text_.data() + window;
            if (window + kWindow > text_.size()) bytes = static_cast<const char*>(std::memcpy(tail, bytes, text_.size() - window));
            mask_ = equal_bytes(bytes, shape_.delimiter);
            window_ = window;
        }
        if (const auto found = mask_ & keep; found != 0)
            return std::min(window + static_cast<std::size_t>(std::countr_zero(found)), text_.size());
        window += kWindow;
    }
}

std::string_view CellSplitter::quoted_cell(std::string_view row, std::size_t& at) {
    const auto quotation = read_quotation(row, at, shape_, true);
    if (quotation.state != Quotation::State::closed) {  // cannot be for rows of RowFinder; any other row is read to its end
        const auto rest = row.substr(at);
        at = row.size();
        return rest;
    }
    const auto text = quoted_text(row, at, quotation, arena_);
    at = quotation.closing + 1;
    return text;
}

bool CellSplitter::split(std::size_t from, std::size_t until, const std::vector<std::size_t>& stray, std::vector<std::string_view>& cells) {
    if (from == until) return false;
    const auto row = text_.substr(from, until - from);
    bool cut = false;
    for (std::size_t at = 0;; ++at) {
        std::string_view cell;
        const bool quoted =
            at < row.size() && row[at] == '"' && (stray.empty() || std::find(stray.begin(), stray.end(), from + at) == stray.end());
        if (quoted) {
            cell = quoted_cell(row, at);
        } else {
            const auto end = std::min(find_delimiter(from + at), until) - from;
            cell = row.substr(at, end - at);
            at = end;
        }
        if (cell.size() > kLongestCell) {
            cell = cut_cell(cell);
            cut = true;
        }
        cells.push_back(cell);
        if (at >= row.size()) return cut;
    }
}

std::string_view without_line_end(std::string_view row) {
    while (!row.empty() && is_line_end(row.back())) row.remove_suffix(1);
    return row;
}

}  // namespace wb
