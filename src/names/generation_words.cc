#include "names/generation_words.h"

#include <algorithm>
#include <map>
#include <string>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"

namespace wb {

namespace {

struct GenerationWords {
    std::map<std::string, std::string, std::less<>> ids;
    std::size_t longest = 0;

    GenerationWords() {
        const std::string path = "terms/generation_words.toml";
        const auto table = parse_toml(embedded_file(path), path);
        WB_CHECK(table.ok(), to_string(table.error()));
        for (const auto* generation : toml_tables(table.value(), "generation")) add(*generation);
    }

private:
    void add(const toml::table& generation) {
        const auto id = toml_text(generation, "id");
        const auto words = toml_text(generation, "words");
        for (std::size_t at = 0; at <= words.size();) {
            const auto end = std::min(words.find('|', at), words.size());
            ids.emplace(words.substr(at, end - at), id);
            longest = std::max(longest, end - at);
            at = end + 1;
        }
    }
};

}  // namespace

std::string_view generation_of(std::string_view word) {
    static const GenerationWords words;
    if (word.size() > words.longest) return {};
    const auto found = words.ids.find(word);
    return found == words.ids.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace wb
