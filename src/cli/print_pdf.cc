#include "cli/print_pdf.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <vector>

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace wb::cli {

namespace {

namespace fs = std::filesystem;

std::string on_path(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::string folders = path == nullptr ? "" : path;
    for (std::size_t begin = 0; begin < folders.size();) {
        const auto end = std::min(folders.find(':', begin), folders.size());
        auto candidate = folders.substr(begin, end - begin) + "/" + program;
        if (end > begin && access(candidate.c_str(), X_OK) == 0) return candidate;
        begin = end + 1;
    }
    return {};
}

// Runs a program with its output thrown away; its exit status, -1 when it could not be started.
int run(const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: posix_spawn's old signature
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int started = posix_spawn(&child, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    if (started != 0 || waitpid(child, &status, 0) != child) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::vector<std::string> browser_words(const std::string& browser, const std::string& page, const std::string& pdf) {
    std::vector<std::string> words = {browser, "--headless", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=" + pdf};
    // Chromium refuses to run as root inside its sandbox; the page has no script that could do harm there.
    if (geteuid() == 0) words.emplace_back("--no-sandbox");
    words.push_back("file://" + page);
    return words;
}

}  // namespace

Result<std::string> print_pdf(const std::string& page, const std::string& pdf) {
    std::error_code ignored;
    const auto full_page = fs::absolute(page, ignored).string();
    const auto full_pdf = fs::absolute(pdf, ignored).string();
    static constexpr std::array<const char*, 4> kBrowsers = {"chromium", "chromium-browser", "google-chrome", "chrome"};
    std::string printer = on_path("weasyprint");
    std::vector<std::string> words = {printer, full_page, full_pdf};
    for (const auto* browser : kBrowsers) {
        if (!printer.empty()) break;
        printer = on_path(browser);
        words = browser_words(printer, full_page, full_pdf);
    }
    if (printer.empty()) {
        return Error{"pdf.no_printer",
                     "no program that prints to PDF is on the PATH",
                     {page, {}, {}, ""},
                     "install weasyprint or chromium, or open the page in a browser and print it"};
    }
    fs::remove(full_pdf, ignored);
    const int status = run(words);
    if (status != 0 || !fs::exists(full_pdf, ignored)) {
        return Error{"pdf.failed",
                     printer + " could not print the page, exit status " + std::to_string(status),
                     {page, {}, {}, ""},
                     "open the page in a browser and print it"};
    }
    return printer;
}

}  // namespace wb::cli
