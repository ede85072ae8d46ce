#include "reference/part_family.h"

#include <algorithm>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/fold.h"

namespace wb {

namespace {

constexpr std::size_t kLongestNumber = 60;  // bytes; as part_numbers.h
constexpr std::size_t kShortestFamily = 3, kLongestFamily = 12;

bool is_figure(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

// Capitals and digits of the number as written.
std::string letters_of(std::string_view number) {
    std::string letters;
    for (const char c : number.substr(0, kLongestNumber)) {
        const bool small = c >= 'a' && c <= 'z';
        const char capital = small ? static_cast<char>(c - 'a' + 'A') : c;
        if (is_capital(capital) || is_figure(capital)) letters += capital;
    }
    return letters;
}

bool fits(std::string_view beginning, std::string_view letters) {
    if (beginning.size() > letters.size()) return false;
    for (std::size_t i = 0; i < beginning.size(); ++i) {
        const bool same = beginning[i] == '#'   ? is_figure(letters[i])
                          : beginning[i] == '@' ? is_capital(letters[i])
                                                : beginning[i] == letters[i];
        if (!same) return false;
    }
    return true;
}

// Letters and the run of digits behind them; a number that begins with digits has them first (74HC595, 1N4148).
std::string_view plain_family(std::string_view letters) {
    std::size_t at = 0;
    while (at < letters.size() && is_figure(letters[at])) ++at;
    const auto word = at;
    while (at < letters.size() && is_capital(letters[at])) ++at;
    if (at == word) return {};
    const auto digits = at;
    while (at < letters.size() && is_figure(letters[at])) ++at;
    if (at == digits || at < kShortestFamily || at > kLongestFamily) return {};
    return letters.substr(0, at);
}

}  // namespace

const PartFamilies& PartFamilies::built_in() {
    static const PartFamilies kFamilies = [] {
        const std::string path = "parts/families.toml";
        auto parsed = parse(embedded_file(path), path);
        WB_CHECK(parsed.ok(), to_string(parsed.error()));
        return std::move(parsed).value();
    }();
    return kFamilies;
}

Result<PartFamilies> PartFamilies::parse(std::string_view toml, const std::string& file) {
    WB_TRY(const auto root, parse_toml(toml, file));
    PartFamilies families;
    for (const auto* entry : toml_tables(root, "family")) {
        const auto keep = (*entry)["keep"].value_or(std::int64_t{0});
        const auto beginnings = toml_texts(*entry, "beginnings");
        if (beginnings.empty() || keep < 2 || keep > static_cast<std::int64_t>(kLongestFamily))
            return toml_error(*entry, file, "a family needs beginnings and keep between 2 and 12", "write both");
        for (const auto& beginning : beginnings) {
            families.rules_[beginning.front()].push_back(
                {beginning, toml_text(*entry, "maker"), static_cast<std::size_t>(keep), toml_texts(*entry, "makers")});
        }
    }
    for (auto& [first, rules] : families.rules_)
        std::stable_sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.beginning.size() > b.beginning.size(); });
    return families;
}

PartFamily PartFamilies::family_of(std::string_view number, std::string_view maker) const {
    const auto letters = letters_of(number);
    if (letters.empty()) return {};
    const auto rules = rules_.find(letters.front());
    for (std::size_t i = 0; rules != rules_.end() && i < rules->second.size(); ++i) {
        const auto& rule = rules->second[i];
        if (!fits(rule.beginning, letters)) continue;
        const auto folded = rule.makers.empty() || maker.empty() ? std::string() : fold_words(maker);
        const bool other = !folded.empty() && std::none_of(rule.makers.begin(), rule.makers.end(),
                                                           [&](const auto& word) { return folded.find(word) != std::string::npos; });
        if (!other) return {letters.substr(0, std::min(rule.keep, letters.size())), rule.maker};
    }
    return {std::string(plain_family(letters)), {}};
}

}  // namespace wb
