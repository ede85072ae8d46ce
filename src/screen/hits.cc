#include "screen/hits.h"

#include <algorithm>
#include <map>

#include "base/json.h"

namespace wb {

namespace {

const char* country_text(CountryEvidence evidence) {
    if (evidence == CountryEvidence::agree) return "agree";
    return evidence == CountryEvidence::differ ? "differ" : "unknown";
}

std::string says(const NameMatch& match) {
    if (match.by_number) return "both state the number " + match.listed;
    if (match.likeness < 1) return "the names are alike";
    return "the names fold to the same key";
}

}  // namespace

std::string match_reasons(const NameMatch& match, const ListedParty& party, const Controls& controls, std::int64_t sharing) {
    const auto* list = controls.find_watch_list(party.row.list);
    JsonWriter json;
    json.object().key("says").string(says(match)).key("asked").string(match.asked).key("listed").string(match.listed);
    json.key("likeness").number(match.likeness).key("countries").string(country_text(match.country));
    if (!match.by_number) json.key("expected_namesakes").number(match.namesakes).key("companies_of_the_case_with_the_name").number(sharing);
    if (match.numbers_differ) json.key("numbers").string("both state a number of one kind, and not the same");
    if (!party.row.from_day) json.key("day").string("the list's file states no day of listing");
    json.key("effect").string(list != nullptr ? list->effect : "what the list restricts is not known");
    json.key("innocent_explanation").string(list != nullptr ? list->innocent : "A namesake.");
    return json.end().take();
}

namespace {

// How many companies of the case meet a listing by a name of likeness 1: it is one of them at most.
std::map<std::size_t, std::int64_t> sharing_counts(const std::vector<std::vector<NameMatch>>& matches) {
    std::map<std::size_t, std::int64_t> counts;
    for (const auto& of_entity : matches) {
        for (const auto& match : of_entity) {
            if (!match.by_number && match.likeness >= 1 && match.country != CountryEvidence::differ) ++counts[match.party];
        }
    }
    return counts;
}

}  // namespace

std::optional<bool> listed_on(const Maybe<Day>& from_day, const Maybe<Day>& until_day, Day day) {
    if (until_day && *until_day <= day) return false;
    if (!from_day) return std::nullopt;
    return *from_day <= day;
}

Lists known_lists(Lists lists, std::optional<Day> known_on) {
    if (!known_on) return lists;
    std::erase_if(lists.parties, [&](const ListedParty& party) { return party.row.from_day && *known_on < *party.row.from_day; });
    for (auto& party : lists.parties) {
        // The publisher's planned end (a denial order's expiry) is known with the listing; a removal is known when it happens. Files do not
        // tell the two apart, and an end that lies ahead changes no day up to known_on.
        if (party.row.until_day && *known_on < *party.row.until_day) party.row.until_day = {};
    }
    return lists;
}

std::vector<Hit> find_hits(const NameIndex& index, std::span<const ListedParty> parties, std::span<const ScreenedEntity> entities,
                           const Controls& controls, const NameIndexOptions& options) {
    std::vector<std::vector<NameMatch>> matches;
    for (const auto& entity : entities) {
        matches.push_back(index.ask(entity.query, options));
        std::erase_if(matches.back(), [](const NameMatch& match) { return match.probability < kLeastHit; });
    }
    const auto sharing = sharing_counts(matches);
    std::vector<Hit> hits;
    for (std::size_t i = 0; i < entities.size(); ++i) {
        for (const auto& match : matches[i]) {
            const auto& party = parties[match.party];
            const auto counted = sharing.find(match.party);
            const auto companies = counted == sharing.end() ? 1 : counted->second;
            Hit hit;
            hit.entity_id = entities[i].entity_id;
            hit.listing_id = party.row.listing_id;
            hit.basis = match.by_number ? "identifier" : "name";
            hit.probability = match.by_number || companies < 2 ? match.probability : match.probability / static_cast<double>(companies);
            hit.from_day = party.row.from_day;
            hit.until_day = party.row.until_day;
            hit.reasons = match_reasons(match, party, controls, companies);
            if (hit.probability >= kLeastHit) hits.push_back(std::move(hit));
        }
    }
    std::ranges::sort(hits, [](const Hit& a, const Hit& b) {
        return std::tie(a.entity_id, a.listing_id, a.basis) < std::tie(b.entity_id, b.listing_id, b.basis);
    });
    return hits;
}

}  // namespace wb
