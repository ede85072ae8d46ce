#include "screen/name_index.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "base/hash.h"
#include "names/company_name.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

// Judgement of the project, checked against labelled pairs in bench/screening.
constexpr double kPriorNames = 50000;  // names that words are rare among before any list is read
constexpr double kPriorCount = 2;      // and how often each word is taken to stand in them
constexpr double kLetterBits = 1.0;    // of every letter beyond kPlainLetters of a word seen once
constexpr double kPlainLetters = 6;
constexpr double kDependence = 0.7;  // words of one name go together: share of their bits that counts
constexpr double kTraders = 3000;    // companies of one country that the records may meet
constexpr double kTradersWorld = 30000;
constexpr double kNameAlone = 0.80, kNameAndCountry = 0.90;  // what names can reach at most
constexpr double kCountriesDiffer = 0.2, kNumbersDiffer = 0.05, kOtherKind = 0.3;
constexpr double kNumber = 0.98, kNumberOtherName = 0.95;
constexpr double kLeastLikeness = 0.72;  // of near names
constexpr double kTypoShare = 0.85;      // what a word that differs by one letter counts
constexpr double kUnmatchedBits = 10;    // of a word of the question that the listed name lacks
constexpr double kMostTypoBits = 20;
constexpr std::size_t kShortestTypo = 5, kMostPostings = 400;
constexpr std::size_t kLeastWords = 1;  // rare words that are looked up at any rate

struct ReadName {
    std::string key;
    std::vector<std::string> words;  // folded, sorted
};

// "Academy of X (AX)" is read with and without what stands in brackets.
std::string without_brackets(std::string_view name) {
    std::string kept;
    int depth = 0;
    for (const char c : name) {
        depth += c == '(' ? 1 : 0;
        if (depth == 0) kept += c;
        depth -= c == ')' && depth > 0 ? 1 : 0;
    }
    return kept;
}

ReadName read_name(std::string_view name) {
    ReadName read;
    const auto company = read_company_name(name);
    read.key = company.key;
    const std::string_view latin = company.latin;
    for (std::size_t start = 0; start < latin.size();) {
        const auto end = std::min(latin.find(' ', start), latin.size());
        if (end > start) read.words.push_back(phonetic_key(latin.substr(start, end - start)));
        start = end + 1;
    }
    std::erase(read.words, "");
    std::ranges::sort(read.words);
    return read;
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) all += word + " ";
    return all;
}

double rounded(double probability) { return std::round(probability * 10000) / 10000; }

}  // namespace

struct NameIndex::State {
    struct Entry {
        std::uint32_t party = 0, name = 0;
        std::vector<std::uint32_t> words;
        std::vector<float> bits;  // of each word when the entry was listed
        double all_bits = 0;
    };

    static constexpr std::uint32_t kUnknownWord = UINT32_MAX;
    std::span<const ListedParty> parties;
    std::vector<Entry> entries;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_key, by_words;
    std::map<ListedNumber, std::vector<std::uint32_t>> by_number;
    std::unordered_map<std::string, std::uint32_t> word_ids;
    std::vector<std::string> words;
    std::vector<std::uint32_t> counts;  // in names no later than the one being added
    std::vector<std::vector<std::uint32_t>> postings;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> typos;  // words by each of their spellings with one letter left out
    double names = 0;

    std::uint32_t word_id(const std::string& word) {
        const auto [at, added] = word_ids.try_emplace(word, static_cast<std::uint32_t>(words.size()));
        if (added) {
            words.push_back(word);
            counts.push_back(0);
            postings.emplace_back();
        }
        return at->second;
    }

    void count(const std::vector<std::string>& folded) {
        for (const auto& word : folded) ++counts[word_id(word)];
        ++names;
    }

    [[nodiscard]] double bits_of(std::uint32_t word) const {
        const double seen = counts[word];
        const double bits = std::log2((names + kPriorNames) / (seen + kPriorCount));
        const double letters = static_cast<double>(words[word].size()) - kPlainLetters;
        return bits + (seen <= 1 && letters > 0 ? kLetterBits * letters : 0);
    }

    void add_entry(std::uint32_t party, std::uint32_t name, const ReadName& read) {
        Entry entry{party, name, {}, {}, 0};
        for (const auto& word : read.words) {
            entry.words.push_back(word_id(word));
            entry.bits.push_back(static_cast<float>(bits_of(entry.words.back())));
            entry.all_bits += static_cast<double>(entry.bits.back());
        }
        const auto id = static_cast<std::uint32_t>(entries.size());
        by_key[read.key].push_back(id);
        by_words[joined(read.words)].push_back(id);
        for (std::size_t i = 0; i < entry.words.size(); ++i) {
            if (i > 0 && entry.words[i] == entry.words[i - 1]) continue;
            postings[entry.words[i]].push_back(id);
        }
        entries.push_back(std::move(entry));
    }

    template <typename Each>
    static void each_typo(const std::string& word, Each each) {
        if (word.size() < kShortestTypo) return;
        each(hash64(word));
        for (std::size_t left_out = 0; left_out < word.size(); ++left_out) {
            each(hash64(word.substr(0, left_out) + word.substr(left_out + 1)));
        }
    }

    void index_typos() {
        for (std::uint32_t word = 0; word < words.size(); ++word) {
            if (postings[word].empty()) continue;
            each_typo(words[word], [&](std::uint64_t hash) { typos[hash].push_back(word); });
        }
    }

    // ---- asking

    [[nodiscard]] CountryEvidence country_evidence(const NameQuery& query, const ListedParty& party) const {
        if (query.countries.empty() || party.countries.empty()) return CountryEvidence::unknown;
        const auto is_china = [](Country country) { return country.text() == "HK" || country.text() == "MO" || country.text() == "CN"; };
        bool near = false;
        for (const auto country : query.countries) {
            if (std::ranges::find(party.countries, country) != party.countries.end()) return CountryEvidence::agree;
            near = near || (is_china(country) && std::ranges::any_of(party.countries, is_china));
        }
        return near ? CountryEvidence::unknown : CountryEvidence::differ;
    }

    [[nodiscard]] static bool numbers_differ(const NameQuery& query, const ListedParty& party) {
        bool differ = false;
        for (const auto& mine : query.numbers) {
            for (const auto& theirs : party.numbers) {
                if (mine.kind == "unverified" || mine.kind != theirs.kind) continue;
                if (mine.value == theirs.value) return false;
                differ = true;
            }
        }
        return differ;
    }

    [[nodiscard]] NameMatch match_by_name(const NameQuery& query, const Entry& entry, const std::string& asked, double likeness) const {
        const auto& party = parties[entry.party];
        NameMatch match;
        match.party = entry.party;
        match.asked = asked;
        match.listed = party.names[entry.name];
        match.likeness = likeness;
        match.country = country_evidence(query, party);
        match.numbers_differ = numbers_differ(query, party);
        const double traders = match.country == CountryEvidence::agree ? kTraders : kTradersWorld;
        match.namesakes = traders * std::exp2(-kDependence * entry.all_bits * likeness);
        const double most = match.country == CountryEvidence::agree ? kNameAndCountry : kNameAlone;
        double probability = most / (1 + match.namesakes);
        if (likeness < 1) probability *= (likeness - kLeastLikeness / 2) / (1 - kLeastLikeness / 2) * likeness;
        if (match.country == CountryEvidence::differ) probability *= kCountriesDiffer;
        if (match.numbers_differ) probability *= kNumbersDiffer;
        const bool other_kind = query.kind == "company" && party.row.kind != "company" && party.row.kind != "unknown";
        if (other_kind) probability *= kOtherKind;
        match.probability = rounded(probability);
        return match;
    }

    // Words of the listed name for each word of the question: the same, else one that differs by a letter. Share of bits that met.
    [[nodiscard]] double likeness(const ReadName& asked, const std::vector<std::uint32_t>& ids, const Entry& entry) const {
        std::uint64_t used = 0;
        const auto size = std::min<std::size_t>(entry.words.size(), 64);
        double met = 0, asked_bits = 0;
        std::size_t left = 0;
        for (std::size_t word = 0; word < ids.size(); ++word) {
            bool found = false;
            for (std::size_t i = 0; i < size && !found; ++i) {
                if ((used >> i & 1U) != 0 || entry.words[i] != ids[word]) continue;
                used |= std::uint64_t{1} << i;
                found = true;
                met += static_cast<double>(entry.bits[i]);
                asked_bits += static_cast<double>(entry.bits[i]);
            }
            left += found ? 0U : 1U;
        }
        // Most candidates share one common word only: those that would need more than kMostTypoBits of each other word are left out.
        const double at_best = met + kMostTypoBits * static_cast<double>(left);
        if (2 * at_best < kLeastLikeness * (asked_bits + entry.all_bits)) return 0;
        for (std::size_t word = 0; word < ids.size(); ++word) {
            if (std::ranges::find(entry.words, ids[word]) != entry.words.end()) continue;
            double bits = kUnmatchedBits;
            for (std::size_t i = 0; i < size; ++i) {
                if ((used >> i & 1U) != 0 || !one_letter_apart(asked.words[word], words[entry.words[i]])) continue;
                used |= std::uint64_t{1} << i;
                bits = static_cast<double>(entry.bits[i]);
                met += kTypoShare * bits;
                break;
            }
            asked_bits += bits;
        }
        const double all = asked_bits + entry.all_bits;
        return all > 0 ? 2 * met / all : 0;
    }

    // One letter changed, added, left out, or two neighbours swapped.
    [[nodiscard]] static bool one_letter_apart(std::string_view a, std::string_view b) {
        if (a.size() < kShortestTypo || b.size() < kShortestTypo) return false;
        if (a.size() < b.size()) std::swap(a, b);
        if (a.size() - b.size() > 1) return false;
        std::size_t front = 0, back = 0;
        while (front < b.size() && a[front] == b[front]) ++front;
        while (back < b.size() - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
        const auto rest_a = a.substr(front, a.size() - front - back);
        const auto rest_b = b.substr(front, b.size() - front - back);
        if (rest_a.size() <= 1 && rest_b.size() <= 1) return true;
        return rest_a.size() == 2 && rest_b.size() == 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0];
    }

    void near_candidates(const ReadName& asked, std::vector<std::uint32_t>& candidates) const {
        std::vector<std::uint32_t> known;
        for (const auto& word : asked.words) {
            if (const auto found = word_ids.find(word); found != word_ids.end() && !postings[found->second].empty()) {
                known.push_back(found->second);
            } else {
                each_typo(word, [&](std::uint64_t hash) {
                    if (const auto at = typos.find(hash); at != typos.end())
                        known.insert(known.end(), at->second.begin(), at->second.end());
                });
            }
        }
        std::ranges::sort(
            known, [&](std::uint32_t a, std::uint32_t b) { return std::pair(postings[a].size(), a) < std::pair(postings[b].size(), b); });
        known.erase(std::unique(known.begin(), known.end()), known.end());
        for (std::size_t i = 0; i < known.size(); ++i) {
            const auto& list = postings[known[i]];
            if (i >= kLeastWords && list.size() > kMostPostings) break;
            candidates.insert(candidates.end(), list.begin(), list.end());
        }
    }

    void ask_name(const NameQuery& query, const std::string& name, bool near, std::map<std::size_t, NameMatch>& best) const {
        const auto read = read_name(name);
        if (read.key.empty()) return;
        const auto offer = [&](std::uint32_t entry, double like) {
            auto match = match_by_name(query, entries[entry], name, like);
            const auto [at, added] = best.try_emplace(match.party, match);
            if (!added && match.probability > at->second.probability) at->second = std::move(match);
        };
        std::vector<std::uint32_t> same;
        if (const auto found = by_key.find(read.key); found != by_key.end()) same = found->second;
        if (const auto found = by_words.find(joined(read.words)); found != by_words.end())
            same.insert(same.end(), found->second.begin(), found->second.end());
        for (const auto entry : same) offer(entry, 1);
        if (!near) return;
        std::vector<std::uint32_t> candidates;
        near_candidates(read, candidates);
        std::vector<std::uint32_t> ids;
        for (const auto& word : read.words) {
            const auto known = word_ids.find(word);
            ids.push_back(known == word_ids.end() ? kUnknownWord : known->second);
        }
        std::ranges::sort(candidates);
        candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
        for (const auto entry : candidates) {
            const double like = likeness(read, ids, entries[entry]);
            if (like >= kLeastLikeness && like < 1) offer(entry, like);
        }
    }

    void ask_numbers(const NameQuery& query, std::map<std::size_t, NameMatch>& best) const {
        for (const auto& number : query.numbers) {
            const auto found = by_number.find(number);
            if (number.kind == "unverified" || found == by_number.end()) continue;
            for (const auto party : found->second) {
                auto& match = best[party];
                const bool name_too = match.probability > 0;
                match.party = party;
                match.by_number = true;
                match.asked = match.listed = number.value;
                match.country = country_evidence(query, parties[party]);
                match.probability = name_too ? kNumber : kNumberOtherName;
                match.likeness = name_too ? match.likeness : 0;
            }
        }
    }
};

NameIndex::NameIndex(std::span<const ListedParty> parties, std::span<const std::string> background) : state_(std::make_unique<State>()) {
    auto& state = *state_;
    state.parties = parties;
    for (const auto& name : background) state.count(read_name(name).words);
    std::vector<std::uint32_t> order(parties.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto first_day = [&](std::uint32_t i) {
        const auto& day = parties[i].row.from_day;
        return day ? static_cast<std::int64_t>(day->number) : INT64_MIN;
    };
    std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) { return std::pair(first_day(a), a) < std::pair(first_day(b), b); });
    for (std::size_t from = 0; from < order.size();) {
        auto until = from;
        std::vector<std::pair<std::pair<std::uint32_t, std::uint32_t>, ReadName>> listed;
        for (; until < order.size() && first_day(order[until]) == first_day(order[from]); ++until) {
            const auto& party = parties[order[until]];
            for (std::uint32_t name = 0; name < party.names.size(); ++name) {
                const auto read = read_name(party.names[name]);
                const auto bare = without_brackets(party.names[name]);
                if (bare.size() != party.names[name].size() && !trim(bare).empty())
                    listed.push_back({{order[until], name}, read_name(bare)});
                if (!read.key.empty()) listed.push_back({{order[until], name}, read});
            }
        }
        for (const auto& [where, read] : listed) state.count(read.words);
        for (const auto& [where, read] : listed) state.add_entry(where.first, where.second, read);
        from = until;
    }
    for (std::uint32_t i = 0; i < parties.size(); ++i) {
        for (const auto& number : parties[i].numbers) state.by_number[number].push_back(i);
    }
    state.index_typos();
}

NameIndex::~NameIndex() = default;
NameIndex::NameIndex(NameIndex&&) noexcept = default;

std::vector<NameMatch> NameIndex::ask(const NameQuery& query, const NameIndexOptions& options) const {
    std::map<std::size_t, NameMatch> best;
    for (const auto& name : query.names) state_->ask_name(query, name, options.near, best);
    state_->ask_numbers(query, best);
    std::vector<NameMatch> matches;
    for (auto& [party, match] : best) matches.push_back(std::move(match));
    std::ranges::stable_sort(matches, [&](const NameMatch& a, const NameMatch& b) {
        if (a.probability != b.probability) return a.probability > b.probability;
        return state_->parties[a.party].row.listing_id < state_->parties[b.party].row.listing_id;
    });
    return matches;
}

}  // namespace wb
