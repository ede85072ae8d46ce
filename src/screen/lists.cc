#include "screen/lists.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/hash.h"
#include "base/json.h"
#include "screen/list_builder.h"
#include "text/date.h"
#include "text/identifiers.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::uint64_t kListingSeed = 0x6C697374;  // "list"
constexpr std::size_t kRawBytes = 400;              // of a note's raw text
const char* const kUnnamedList = "unnamed list";
constexpr std::size_t kShortestNumber = 6, kLongestNumber = 20, kFewestDigits = 5;

// In the order in which they are asked; the last one takes any table with a column of names.
constexpr std::array kParsers = {
    ListParser{"us_csl_csv", is_us_csl_csv, read_us_csl_csv},
    ListParser{"us_csl_json", is_us_csl_json, read_us_csl_json},
    ListParser{"eu_act", is_eu_act, read_eu_act},
    ListParser{"un_xml", is_un, read_un},
    ListParser{"bis_denied", is_bis_denied, read_bis_denied},
    ListParser{"name_table", is_name_table, read_name_table},
    ListParser{"ofac", is_ofac, read_ofac},
};

const ListParser* parser_of(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const auto head = bytes.substr(0, kListHeadBytes);
    const auto found = std::ranges::find_if(kParsers, [&](const ListParser& parser) { return parser.recognises(head); });
    return found == kParsers.end() ? nullptr : &*found;
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Runs of letters and digits long enough to be a number of registration.
void find_numbers(std::string_view text, std::string_view country, std::vector<ListedNumber>& numbers) {
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at, digits = 0;
        for (; end < text.size() && is_alphanumeric(text[end]); ++end) digits += text[end] <= '9' ? 1U : 0U;
        const auto size = end - at;
        if (size >= kShortestNumber && size <= kLongestNumber && digits >= kFewestDigits) {
            auto identifier = classify_identifier(text.substr(at, size), country);
            if (!identifier.value.empty()) numbers.push_back({std::move(identifier.kind), std::move(identifier.value)});
        }
        at = std::max(end, at + 1);
    }
}

template <typename T>
void sort_unique(std::vector<T>& values) {
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

// The principal name stays first; the others are sorted, so that the order of files means nothing.
void add_names(ListedParty& party, const std::vector<std::string>& names) {
    for (const auto& name : names) {
        const auto clean = trim(name);
        if (!clean.empty() && clean != party.row.name) party.names.emplace_back(clean);
    }
}

std::string json_list(const std::vector<std::string>& texts) {
    JsonWriter json;
    json.array();
    for (const auto& text : texts) json.string(text);
    return json.end().take();
}

ListedParty party_of(const RawEntry& entry, const Controls& controls) {
    ListedParty party;
    auto& row = party.row;
    const auto* list = controls.watch_list_named(entry.list_name);
    row.list = list != nullptr ? list->id : entry.list_name.empty() ? kUnnamedList : entry.list_name;
    row.authority = list != nullptr ? list->authority : "";
    row.jurisdiction = list != nullptr ? list->jurisdiction : entry.jurisdiction;
    row.name = trim(entry.name);
    row.kind = entry.kind.empty() ? "unknown" : entry.kind;
    row.from_day = entry.from_day;
    row.until_day = entry.until_day;
    row.programme = entry.programme;
    row.reference = entry.reference;
    row.listing_id = KeyHasher(kListingSeed).add(row.list).add(entry.number.empty() ? row.name : entry.number).id<ListingId>();
    add_names(party, entry.aliases);
    party.addresses = entry.addresses;
    party.countries = entry.countries;
    const auto country = entry.countries.empty() ? std::string_view() : entry.countries.front().text();
    for (const auto& text : entry.number_texts) find_numbers(text, country, party.numbers);
    return party;
}

// Editions of one listing: what any of them states holds, the latest end of several.
void merge(ListedParty& into, ListedParty other) {
    if (other.row.name < into.row.name) std::swap(into.row.name, other.row.name);
    add_names(into, {other.row.name});
    add_names(into, other.names);
    if (!into.row.from_day) into.row.from_day = other.row.from_day;
    if (!into.row.until_day) into.row.until_day = other.row.until_day;
    if (into.row.until_day && other.row.until_day && *into.row.until_day < *other.row.until_day) into.row.until_day = other.row.until_day;
    if (into.row.kind == "unknown") into.row.kind = other.row.kind;
    for (auto [mine, theirs] :
         {std::pair(&into.row.programme, &other.row.programme), std::pair(&into.row.reference, &other.row.reference)}) {
        if (mine->empty() || (!theirs->empty() && *theirs < *mine)) *mine = *theirs;
    }
    into.numbers.insert(into.numbers.end(), other.numbers.begin(), other.numbers.end());
    into.countries.insert(into.countries.end(), other.countries.begin(), other.countries.end());
    into.addresses.insert(into.addresses.end(), other.addresses.begin(), other.addresses.end());
}

// Entries of one key. Those without a day are editions of the earliest listing; another day is a listing of its own, so that what is listed
// later never changes what an earlier listing says.
void merge_editions(std::vector<ListedParty> editions, std::map<ListingId, ListedParty>& parties) {
    Maybe<Day> first;
    for (const auto& party : editions) {
        const auto& day = party.row.from_day;
        if (day && (!first || *day < *first)) first = day;
    }
    for (auto& party : editions) {
        const auto& day = party.row.from_day;
        if (day && *day != *first)
            party.row.listing_id = KeyHasher(kListingSeed).add(party.row.listing_id.value).add(to_string(*day)).id<ListingId>();
        const auto at = parties.find(party.row.listing_id);
        if (at == parties.end()) {
            parties.emplace(party.row.listing_id, std::move(party));
        } else {
            merge(at->second, std::move(party));
        }
    }
}

void finish(ListedParty& party) {
    sort_unique(party.names);
    std::erase(party.names, party.row.name);
    party.row.aliases = json_list(party.names);
    party.names.insert(party.names.begin(), party.row.name);
    sort_unique(party.numbers);
    std::vector<std::string> numbers;
    for (const auto& number : party.numbers) numbers.push_back(number.value);
    party.row.identifiers = json_list(numbers);
    sort_unique(party.addresses);
    party.row.addresses = json_list(party.addresses);
    sort_unique(party.countries);
    if (!party.countries.empty()) party.row.country = party.countries.front();
}

void join_parts(ListBuilder& builder) {
    for (auto& entry : builder.entries) {
        const auto part = entry.part_key.empty() ? builder.parts.end() : builder.parts.find(entry.part_key);
        if (part == builder.parts.end()) continue;
        const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
        append(entry.aliases, part->second.aliases);
        append(entry.addresses, part->second.addresses);
        append(entry.countries, part->second.countries);
    }
}

}  // namespace

void ListBuilder::add(RawEntry entry, std::int64_t row_number) {
    if (trim(entry.name).empty()) return note(row_number, "name", "list.no_name", entry.reference, "entry not used");
    entries.push_back(std::move(entry));
}

void ListBuilder::note(std::int64_t row_number, std::string_view field, std::string_view code, std::string_view raw,
                       std::string_view action) {
    notes.push_back({"", row_number, std::string(field), std::string(code), std::string(raw.substr(0, kRawBytes)), std::string(action)});
}

Maybe<Day> ListBuilder::day(std::string_view text, std::int64_t row_number, std::string_view field, bool month_first) {
    text = trim(text);
    if (text.empty()) return Missing::not_stated;
    if (const auto iso = parse_iso_day(text)) return *iso;
    DateFormat format;
    format.month_first = month_first;
    const auto parsed = parse_day(text, format);
    if (parsed.day && !parsed.month_only) return *parsed.day;
    note(row_number, field, parsed.month_only ? "list.partial_day" : "list.unreadable_day", text, "left empty: on a day it cannot be told");
    return Missing::unreadable;
}

std::vector<std::string> split_values(std::string_view cell, char separator) {
    std::vector<std::string> values;
    std::string value;
    bool quoted = false;
    const auto end_value = [&] {
        const auto clean = trim(value);
        if (!clean.empty()) values.emplace_back(clean);
        value.clear();
    };
    for (const char c : cell) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == separator && !quoted) {
            end_value();
        } else {
            value += c;
        }
    }
    end_value();
    return values;
}

Lists read_lists(std::span<const ListFile> files, const Controls& controls) {
    Lists lists;
    ListBuilder all;
    for (const auto& file : files) {
        const auto* parser = parser_of(file.bytes);
        ListFileRead read{file.path, parser == nullptr ? "" : std::string(parser->format), 0, 0};
        if (parser != nullptr) {
            const auto entries = all.entries.size();
            const auto notes = all.notes.size();
            parser->read(file.bytes, all);
            read.entries = static_cast<std::int64_t>(all.entries.size() - entries);
            read.notes = static_cast<std::int64_t>(all.notes.size() - notes);
            for (std::size_t i = notes; i < all.notes.size(); ++i) all.notes[i].path = file.path;
        }
        lists.files.push_back(std::move(read));
    }
    join_parts(all);
    std::map<ListingId, std::vector<ListedParty>> same_key;
    for (const auto& entry : all.entries) {
        auto party = party_of(entry, controls);
        same_key[party.row.listing_id].push_back(std::move(party));
    }
    std::map<ListingId, ListedParty> parties;
    for (auto& [id, editions] : same_key) merge_editions(std::move(editions), parties);
    for (auto& [id, party] : parties) {
        finish(party);
        lists.parties.push_back(std::move(party));
    }
    lists.notes = std::move(all.notes);
    return lists;
}

}  // namespace wb
