#include "cli/terminal.h"

#include <chrono>
#include <csignal>
#include <cstdio>

#include "base/json.h"

namespace wb::cli {

namespace {

constexpr double kProgressSeconds = 0.2;  // a person reads no faster
constexpr std::size_t kNameWidth = 12;

// The flag is all that a signal handler may touch.
std::atomic<bool> interrupted_flag{false};

void on_signal(int) { interrupted_flag.store(true, std::memory_order_relaxed); }

double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

void write_line(std::FILE* out, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), out);
    std::fputc('\n', out);
}

bool is_wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x20000 && c <= 0x3FFFD);
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t c = lead < 0x80 ? lead : lead & (0x7FU >> size);
        for (std::size_t k = 1; k < size && i + k < text.size(); ++k) c = (c << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
        width += is_wide(c) ? 2U : 1U;
        i += size;
    }
    return width;
}

std::string duration_text(double seconds) {
    char text[32];
    if (seconds < 90) {
        std::snprintf(text, sizeof text, "%.0f s", seconds);
    } else {
        std::snprintf(text, sizeof text, "%.0f min", seconds / 60);
    }
    return text;
}

}  // namespace

void Terminal::line(std::string_view text) {
    if (json) return;
    end_progress();
    write_line(stdout, text);
}

void Terminal::say(std::string_view text) {
    if (quiet || json) return;
    end_progress();
    write_line(stderr, text);
}

void Terminal::document(std::string_view json_text) {
    if (json) write_line(stdout, json_text);
}

void Terminal::raw(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Terminal::error(const Error& error) {
    end_progress();
    if (json) {
        write_line(stdout, problem_json(error));
        return;
    }
    write_line(stderr, (color ? "\033[31merror\033[0m " : "error ") + to_string(error));
}

void Terminal::bug(std::string_view what) {
    end_progress();
    write_line(stderr, "internal error (waybill " WAYBILL_VERSION "): " + std::string(what));
    write_line(stderr, "the case is as it was before this command; please report this line with what you ran");
}

std::string Terminal::strong(std::string_view text) const { return color ? "\033[1m" + std::string(text) + "\033[0m" : std::string(text); }
std::string Terminal::faint(std::string_view text) const { return color ? "\033[2m" + std::string(text) + "\033[0m" : std::string(text); }

Progress Terminal::progress() {
    Progress progress;
    progress.interrupted = &interrupt_flag();
    if (progress_line && !quiet && !json) {
        progress.report = [this](std::string_view stage, std::int64_t done, std::int64_t all) { show_progress(stage, done, all); };
    }
    return progress;
}

void Terminal::show_progress(std::string_view stage, std::int64_t done, std::int64_t all) {
    const auto now = seconds_now();
    if (stage_ != stage) {
        stage_ = stage;
        stage_start_ = now;
    }
    if (now - last_shown_ < kProgressSeconds) return;
    last_shown_ = now;
    const auto elapsed = now - stage_start_;
    const double rate = elapsed > 0 ? static_cast<double>(done) / elapsed : 0;
    std::string left;
    if (all > done && rate > 0) left = ", about " + duration_text(static_cast<double>(all - done) / rate) + " left";
    std::fprintf(stderr, "\r\033[K%-*.*s %lld rows, %.0f/s%s", static_cast<int>(kNameWidth), static_cast<int>(stage.size()), stage.data(),
                 static_cast<long long>(done), rate, left.c_str());
    std::fflush(stderr);
    line_open_ = true;
}

void Terminal::end_progress() {
    if (!line_open_) return;
    std::fputs("\r\033[K", stderr);
    line_open_ = false;
}

std::vector<std::string> align_columns(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& right) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
    }
    std::vector<std::string> lines;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string pad(widths[i] - display_width(row[i]), ' ');
            const bool to_right = i < right.size() && right[i];
            line += (i == 0 ? "" : "  ") + (to_right ? pad + row[i] : row[i] + pad);
        }
        while (!line.empty() && line.back() == ' ') line.pop_back();
        lines.push_back(std::move(line));
    }
    return lines;
}

std::string problem_json(const Error& error) {
    JsonWriter json;
    json.object()
        .key("type")
        .string("docs/errors.md#" + error.code)
        .key("title")
        .string(error.message)
        .key("status")
        .number(std::int64_t{500});
    json.key("code").string(error.code).key("message").string(error.message).key("where").object();
    json.key("file").string(error.where.file);
    if (error.where.row) json.key("row").number(*error.where.row);
    if (error.where.byte_offset) json.key("byte_offset").number(*error.where.byte_offset);
    if (!error.where.column.empty()) json.key("column").string(error.where.column);
    return json.end().key("hint").string(error.hint).end().take();
}

void watch_interrupts() {
    std::signal(SIGINT, on_signal);
    std::signal(SIGTERM, on_signal);
}

const std::atomic<bool>& interrupt_flag() { return interrupted_flag; }

}  // namespace wb::cli
