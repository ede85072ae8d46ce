#include "names/company_name.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "reference/terms.h"
#include "text/romanise.h"

namespace wb {

namespace {

struct FormTable {
    std::unordered_map<std::string, std::string> by_words;
    std::size_t longest = 1;  // words
};

const FormTable& form_table() {
    static const FormTable kTable = [] {
        FormTable table;
        for (const auto& [words, id] : Terms::built_in().legal_forms()) {
            table.by_words.emplace(words, id);
            table.longest = std::max(table.longest, static_cast<std::size_t>(1 + std::count(words.begin(), words.end(), ' ')));
        }
        return table;
    }();
    return kTable;
}

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find(' ', start), text.size());
        words.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return words;
}

std::string join(const std::vector<std::string_view>& words, std::size_t from, std::size_t count) {
    std::string text;
    for (std::size_t i = from; i < from + count; ++i) text += (text.empty() ? "" : " ") + std::string(words[i]);
    return text;
}

// Takes a legal form off one end; returns its id or "".
std::string take_form(std::vector<std::string_view>& words, bool from_front) {
    const auto& table = form_table();
    for (std::size_t count = std::min(table.longest, words.size() - 1); count > 0; --count) {
        const auto at = from_front ? 0 : words.size() - count;
        const auto found = table.by_words.find(join(words, at, count));
        if (found == table.by_words.end()) continue;
        words.erase(words.begin() + static_cast<std::ptrdiff_t>(at), words.begin() + static_cast<std::ptrdiff_t>(at + count));
        return found->second;
    }
    return "";
}

}  // namespace

CompanyName read_company_name(std::string_view name) {
    CompanyName result;
    const auto latin = romanised(name);
    auto words = split_words(latin);
    // Forms stand at either end, sometimes twice: "OOO ROMASHKA LLC", "ROMASHKA CO., LTD. LIMITED".
    for (bool found = true; found && words.size() > 1;) {
        found = false;
        for (const bool front : {true, false}) {
            if (words.size() < 2) break;
            const auto form = take_form(words, front);
            if (form.empty()) continue;
            found = true;
            if (result.legal_form.empty()) result.legal_form = form;
        }
    }
    for (const auto word : words) {
        result.latin += (result.latin.empty() ? "" : " ") + std::string(word);
        result.key += phonetic_key(word);
    }
    return result;
}

}  // namespace wb
