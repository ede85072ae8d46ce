// The consolidated screening list of the United States as JSON: the publisher's own ("results", an object an entry), and the compact
// snapshot ("entries" with one-letter keys and look-up tables), which states no days of listing.
#include <simdjson.h>

#include "screen/list_builder.h"
#include "text/utf8.h"

namespace wb {

namespace {

using Element = simdjson::dom::element;

std::string text_of(const Element& object, std::string_view key) {
    std::string_view text;
    return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::vector<std::string> texts_of(const Element& object, std::string_view key) {
    std::vector<std::string> texts;
    simdjson::dom::array list;
    if (object[key].get(list) != simdjson::SUCCESS) return texts;
    for (const auto value : list) {
        std::string_view text;
        if (value.get(text) == simdjson::SUCCESS) texts.emplace_back(text);
    }
    return texts;
}

// A text that stands in a table under the index that the entry gives.
std::string table_text(const Element& entry, std::string_view key, const Element& root, std::string_view table) {
    std::int64_t index = 0;
    simdjson::dom::array list;
    if (entry[key].get(index) != simdjson::SUCCESS || root["tables"][table].get(list) != simdjson::SUCCESS) return "";
    std::string_view text;
    if (index < 0 || list.at(static_cast<std::size_t>(index)).get(text) != simdjson::SUCCESS) return "";
    return std::string(text);
}

std::string kind_of(std::string_view type) {
    if (type == "Individual") return "person";
    if (type == "Entity") return "company";
    if (type == "Vessel") return "vessel";
    return type == "Aircraft" ? "aircraft" : "";
}

RawEntry snapshot_entry(const Element& object, const Element& root) {
    RawEntry entry;
    entry.name = text_of(object, "n");
    entry.aliases = texts_of(object, "a");
    entry.list_name = table_text(object, "s", root, "sources");
    entry.kind = kind_of(text_of(object, "t"));
    entry.number = text_of(object, "e");
    entry.programme = table_text(object, "pg", root, "programmes");
    entry.reference = text_of(object, "fr");
    for (const auto& code : texts_of(object, "c")) entry.countries.emplace_back(code);
    return entry;
}

RawEntry published_entry(const Element& object, std::int64_t number, ListBuilder& out) {
    RawEntry entry;
    entry.name = text_of(object, "name");
    entry.aliases = texts_of(object, "alt_names");
    entry.list_name = text_of(object, "source");
    entry.kind = kind_of(text_of(object, "type"));
    entry.number = text_of(object, "entity_number");
    std::int64_t whole = 0;
    if (object["entity_number"].get(whole) == simdjson::SUCCESS) entry.number = std::to_string(whole);
    for (const auto& programme : texts_of(object, "programs")) entry.programme += (entry.programme.empty() ? "" : "; ") + programme;
    entry.reference = text_of(object, "federal_register_notice");
    entry.from_day = out.day(text_of(object, "start_date"), number, "start_date");
    entry.until_day = out.day(text_of(object, "end_date"), number, "end_date");
    simdjson::dom::array list;
    if (object["addresses"].get(list) == simdjson::SUCCESS) {
        for (const auto value : list) {
            std::string address;
            for (const auto* key : {"address", "city", "state", "postal_code", "country"}) {
                const auto part = text_of(value, key);
                if (!part.empty()) address += (address.empty() ? "" : ", ") + part;
            }
            entry.addresses.push_back(std::move(address));
            entry.countries.emplace_back(text_of(value, "country"));
        }
    }
    if (object["ids"].get(list) == simdjson::SUCCESS) {
        for (const auto value : list) entry.number_texts.push_back(text_of(value, "number"));
    }
    std::erase_if(entry.countries, [](Country country) { return !country.present(); });
    return entry;
}

}  // namespace

bool is_us_csl_json(std::string_view head) {
    if (!trim(head).starts_with('{')) return false;
    const bool snapshot = head.find("Consolidated Screening List") != std::string_view::npos;
    const bool published = head.find("\"results\"") != std::string_view::npos && head.find("\"source\"") != std::string_view::npos;
    return snapshot || published;
}

void read_us_csl_json(std::string_view bytes, ListBuilder& out) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    simdjson::dom::parser parser;
    Element root;
    if (const auto error = parser.parse(simdjson::padded_string(bytes)).get(root); error != simdjson::SUCCESS)
        return out.note(0, "", "list.not_json", simdjson::error_message(error), "file not used");
    simdjson::dom::array list;
    const bool published = root["results"].get(list) == simdjson::SUCCESS;
    if (!published && root["entries"].get(list) != simdjson::SUCCESS) return out.note(0, "entries", "list.no_entries", "", "file not used");
    std::int64_t number = 0;
    for (const auto object : list) {
        ++number;
        if (!object.is_object()) {
            out.note(number, "", "list.ragged", "", "entry is no object, entry not used");
            continue;
        }
        out.add(published ? published_entry(object, number, out) : snapshot_entry(object, root), number);
    }
    if (!published && number > 0)
        out.note(0, "from_day", "list.no_days", "", "the file states no days of listing: on a day it cannot be told");
}

}  // namespace wb
