#include "ingest/profile_choice.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ingest/header_match.h"
#include "reference/countries.h"

namespace wb {

namespace {

struct Candidate {
    const Profile* profile = nullptr;
    double share = 0;  // of the file's names that the layout knows
    std::size_t mapped = 0;
};

Candidate weigh(const Profile& profile, const std::set<std::string>& headers) {
    Candidate candidate{&profile, 0, 0};
    std::size_t ignored = 0;
    for (const auto& [field, names] : profile.columns)
        for (const auto& name : names) candidate.mapped += headers.contains(name) ? 1U : 0U;
    const std::set<std::string> unused(profile.ignored.begin(), profile.ignored.end());
    for (const auto& name : unused) ignored += headers.contains(name) ? 1U : 0U;
    candidate.share = headers.empty() ? 0 : static_cast<double>(candidate.mapped + ignored) / static_cast<double>(headers.size());
    return candidate;
}

bool better(const Candidate& a, const Candidate& b) { return a.share != b.share ? a.share > b.share : a.mapped > b.mapped; }

}  // namespace

std::string_view file_name_of(std::string_view path) {
    const auto slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Country country_in_name(std::string_view path) {
    constexpr std::size_t kShortest = 4;  // letters: shorter names and codes are words of other kinds too often
    constexpr std::size_t kMostWords = 3;
    static constexpr std::array<std::string_view, 6> kShortNames = {"us", "usa", "uk", "uae", "prc", "drc"};
    const auto words = words_of(file_name_of(path));
    for (std::size_t start = 0; start < words.size(); ++start) {
        for (std::size_t count = std::min(kMostWords, words.size() - start); count > 0; --count) {
            std::string name = words[start];
            for (std::size_t i = 1; i < count; ++i) name += " " + words[start + i];
            const bool short_name = std::find(kShortNames.begin(), kShortNames.end(), name) != kShortNames.end();
            if (name.size() < kShortest && !short_name) continue;
            if (const auto country = country_of(name); country.present()) return country;
        }
    }
    // "ru_import_2023.csv": a code is one where it begins the name and a direction follows.
    static constexpr std::array<std::string_view, 6> kDirections = {"import", "imports", "export", "exports", "импорт", "экспорт"};
    const bool directed = words.size() > 1 && std::find(kDirections.begin(), kDirections.end(), words[1]) != kDirections.end();
    return directed && words[0].size() == 2 ? country_of(words[0]) : Country{};
}

const Profile* recognise_profile(const std::set<std::string>& folded_headers, std::string_view path) {
    std::vector<Candidate> candidates;
    for (const auto& profile : built_in_profiles()) {
        const auto candidate = weigh(profile, folded_headers);
        if (candidate.share >= kLeastKnown && candidate.mapped >= kLeastNames) candidates.push_back(candidate);
    }
    if (candidates.empty()) return nullptr;
    std::stable_sort(candidates.begin(), candidates.end(), better);
    std::erase_if(candidates, [best = candidates[0].share](const Candidate& c) { return c.share < best - kSameShare; });
    const auto named = country_in_name(path);
    const auto of_country = [&](std::string_view country) {
        const auto found =
            std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& c) { return c.profile->country == country; });
        return found == candidates.end() ? nullptr : found->profile;
    };
    if (named.present()) {
        if (const auto* profile = of_country(named.text()); profile != nullptr) return profile;
    }
    const auto& first = candidates[0].profile->country;
    const bool one_country =
        std::all_of(candidates.begin(), candidates.end(), [&](const Candidate& c) { return c.profile->country == first; });
    return one_country ? candidates[0].profile : of_country("");
}

}  // namespace wb
