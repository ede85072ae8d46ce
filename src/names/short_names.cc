#include "names/short_names.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"

namespace wb {

namespace {

// Pairs of names, both ways round, ascending.
class ShortNames {
public:
    ShortNames() {
        const std::string path = "terms/short_names.toml";
        const auto table = parse_toml(embedded_file(path), path);
        WB_CHECK(table.ok(), to_string(table.error()));
        for (const auto& names : toml_texts(table.value(), "names")) add(names);
        std::sort(pairs_.begin(), pairs_.end());
    }
    [[nodiscard]] bool has(std::string_view a, std::string_view b) const {
        const auto at = std::lower_bound(pairs_.begin(), pairs_.end(), std::pair(a, b),
                                         [](const auto& x, const auto& y) { return std::pair<std::string_view, std::string_view>(x) < y; });
        return at != pairs_.end() && at->first == a && at->second == b;
    }

private:
    // "robert|bob|rob": the full name first.
    void add(const std::string& names) {
        const auto full = names.substr(0, names.find('|'));
        for (auto at = full.size() + 1; at <= names.size();) {
            const auto end = std::min(names.find('|', at), names.size());
            pairs_.emplace_back(full, names.substr(at, end - at));
            pairs_.emplace_back(names.substr(at, end - at), full);
            at = end + 1;
        }
    }
    std::vector<std::pair<std::string, std::string>> pairs_;
};

}  // namespace

bool short_form(std::string_view a, std::string_view b) {
    static const ShortNames names;
    return names.has(a, b);
}

}  // namespace wb
