// What the readers of judgements.jsonl share: each reads the lines about its own subject, companies or goods.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "text/utf8.h"

namespace wb {

// An id as its decimal digits; absent when the text is anything else.
template <typename IdType>
IdType id_of_text(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() && !text.empty() ? IdType{number} : IdType{};
}

// Judgements of the lines that are not blank, in order, each with its line number and key. `read_line(line, judgement)` returns what is
// wrong with a line, which is then told as judge.bad_line, or leaves the judgement without a decision where the line is about something
// else.
template <typename Judgement, typename ReadLine>
void read_decisions(std::string_view jsonl, const std::string& file, ReadLine read_line, std::vector<Judgement>& judgements,
                    std::vector<Error>& unreadable) {
    for (std::int64_t number = 1; !jsonl.empty(); ++number) {
        const auto end = jsonl.find('\n');
        const auto line = trim(jsonl.substr(0, end));
        jsonl.remove_prefix(end == std::string_view::npos ? jsonl.size() : end + 1);
        if (line.empty()) continue;
        Judgement judgement;
        judgement.line = number;
        const std::string wrong = read_line(line, judgement);
        if (!wrong.empty()) {
            unreadable.push_back(
                Error{"judge.bad_line", wrong, {file, number, {}, ""}, "correct or drop the line; the other decisions are used"});
            continue;
        }
        if (judgement.decision.empty()) continue;
        finish_judgement(judgement);
        judgements.push_back(std::move(judgement));
    }
}

}  // namespace wb
