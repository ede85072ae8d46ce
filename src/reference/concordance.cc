#include "reference/concordance.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/embedded.h"

namespace wb {

namespace {

std::string_view next_cell(std::string_view& line) {
    const auto tab = std::min(line.find('\t'), line.size());
    const auto cell = line.substr(0, tab);
    line.remove_prefix(std::min(tab + 1, line.size()));
    return cell;
}

int to_edition(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

int width(std::string_view relation) { return relation == "n:n" ? 3 : relation == "1:1" ? 0 : relation == "n:1" ? 1 : 2; }

// n:1 then 1:n is n:n.
std::string wider(const std::string& a, const std::string& b) {
    if (width(a) + width(b) == 3) return "n:n";
    return width(a) >= width(b) ? a : b;
}

using Links = std::map<std::string, std::string>;

Links follow(const Links& from, const std::unordered_map<std::string, std::vector<HsLink>>& table) {
    Links to;
    for (const auto& [code, relation] : from) {
        const auto found = table.find(code);
        const std::vector<HsLink> unchanged = {{code, "1:1"}};
        for (const auto& link : found == table.end() ? unchanged : found->second) {
            const auto all = wider(relation, link.relation);
            auto& known = to.emplace(link.code, all).first->second;
            known = wider(known, all);
        }
    }
    return to;
}

std::vector<HsLink> listed(const Links& links) {
    std::vector<HsLink> out;
    for (const auto& [code, relation] : links) out.push_back({code, relation});
    return out;
}

}  // namespace

const Concordance& Concordance::built_in() {
    static const Concordance kConcordance = [] {
        Concordance made;
        auto bytes = embedded_file("hs/concordance.tsv");
        while (!bytes.empty()) {
            const auto end = std::min(bytes.find('\n'), bytes.size());
            auto line = bytes.substr(0, end);
            bytes.remove_prefix(std::min(end + 1, bytes.size()));
            if (line.starts_with('#') || line.empty()) continue;
            const int edition = to_edition(next_cell(line));
            const std::string code(next_cell(line));
            const int before = to_edition(next_cell(line));
            const std::string earlier(next_cell(line));
            const std::string relation(next_cell(line));
            auto step = std::find_if(made.steps_.begin(), made.steps_.end(), [&](const Step& s) { return s.edition == edition; });
            if (step == made.steps_.end()) step = made.steps_.insert(made.steps_.end(), {edition, before, {}, {}});
            step->back[code].push_back({earlier, relation});
            step->forth[earlier].push_back({code, relation});
        }
        std::sort(made.steps_.begin(), made.steps_.end(), [](const Step& a, const Step& b) { return a.edition > b.edition; });
        return made;
    }();
    return kConcordance;
}

std::vector<HsLink> Concordance::earlier(std::string_view code_2022, int edition) const {
    Links links = {{std::string(code_2022), "1:1"}};
    for (const auto& step : steps_) {
        if (step.before >= edition) links = follow(links, step.back);
    }
    return listed(links);
}

std::vector<HsLink> Concordance::later(std::string_view code, int edition) const {
    Links links = {{std::string(code), "1:1"}};
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
        if (step->before >= edition) links = follow(links, step->forth);
    }
    return listed(links);
}

HsSeries Concordance::series(const std::vector<std::string>& codes_2022, int edition) const {
    const std::set<std::string> wanted(codes_2022.begin(), codes_2022.end());
    std::set<std::string> before;
    for (const auto& code : codes_2022) {
        for (const auto& link : earlier(code, edition)) before.insert(link.code);
    }
    HsSeries series;
    series.edition = edition;
    for (const auto& code : before) {
        const auto now = later(code, edition);
        const bool whole = std::all_of(now.begin(), now.end(), [&](const HsLink& link) { return wanted.contains(link.code); });
        series.members.push_back({code, whole});
    }
    return series;
}

}  // namespace wb
