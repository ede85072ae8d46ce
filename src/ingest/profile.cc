#include "ingest/profile.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <span>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/fold.h"

namespace wb {

namespace {

constexpr std::string_view kHeaderWordsFile = "profiles/header_words.toml";
constexpr double kLeastPreference = 0.5;  // of the last phrase of a long list

ContentKind kind_from_name(std::string_view name) {
    static constexpr std::array<std::string_view, 17> kKinds = {"declaration", "count",   "date",       "direction", "code", "party",
                                                                "address",     "country", "identifier", "maker",     "mark", "hs",
                                                                "text",        "number",  "unit",       "currency",  "key"};
    const auto* found = std::find(kKinds.begin(), kKinds.end(), name);
    WB_CHECK(found != kKinds.end(), "unknown kind of content in header_words.toml: " + std::string(name));
    return static_cast<ContentKind>(found - kKinds.begin());
}

// "31 11*" -> {"31", "11*"}
std::vector<std::string> phrase_words(std::string_view phrase) {
    std::vector<std::string> words;
    std::string word;
    const auto flush = [&](bool star) {
        auto folded = fold_words(without_accents(word));
        if (!folded.empty() || star) words.push_back(folded + (star ? "*" : ""));
        word.clear();
    };
    for (const char c : phrase) {
        if (c == ' ') {
            if (!word.empty()) flush(false);
        } else if (c == '*') {
            flush(true);
        } else {
            word += c;
        }
    }
    if (!word.empty()) flush(false);
    return words;
}

std::array<HeaderWords, kFields> load_header_words() {
    const auto table = parse_toml(embedded_file(kHeaderWordsFile), std::string(kHeaderWordsFile));
    WB_CHECK(table.ok(), to_string(table.error()));
    std::array<HeaderWords, kFields> all;
    for (const auto& [key, node] : *table) {
        const auto field = field_from_name(key.str());
        WB_CHECK(field.has_value() && node.is_table(), "header_words.toml: unknown field " + std::string(key.str()));
        auto& words = all[static_cast<std::size_t>(*field)];
        words.kind = kind_from_name(toml_text(*node.as_table(), "kind"));
        const auto phrases = toml_texts(*node.as_table(), "phrases");
        for (std::size_t i = 0; i < phrases.size(); ++i) {
            const double place = static_cast<double>(i) / static_cast<double>(phrases.size());
            HeaderPhrase phrase{phrase_words(phrases[i]), {}, 1.0 - (1.0 - kLeastPreference) * place};
            phrase.core = core_words(phrase.words);
            words.phrases.push_back(std::move(phrase));
        }
    }
    all[static_cast<std::size_t>(Field::quantity_2)].kind = ContentKind::number;
    all[static_cast<std::size_t>(Field::quantity_unit_2)].kind = ContentKind::unit;
    return all;
}

std::vector<Profile> load_profiles() {
    std::vector<Profile> profiles;
    for (const auto& file : embedded_below("profiles/")) {
        if (file.path == kHeaderWordsFile || !file.path.ends_with(".toml")) continue;
        auto profile = parse_profile(file.bytes, std::string(file.path));
        WB_CHECK(profile.ok(), to_string(profile.error()));
        profiles.push_back(std::move(profile).value());
    }
    return profiles;
}

}  // namespace

std::vector<std::string> core_words(const std::vector<std::string>& words) {
    static const std::set<std::string, std::less<>> kIdle = {
        "of",  "the", "de",      "del",      "la",       "el",           "los",      "las",    "do",      "da",    "dos",
        "das", "in",  "for",     "to",       "and",      "en",           "e",        "y",      "в",       "и",     "по",
        "для", "на",  "с",       "name",     "names",    "наименование", "название", "nombre", "nome",    "名称",  "名",
        "adi", "adı", "company", "компании", "компания", "empresa",      "full",     "полное", "товара*", "goods", "товара"};
    std::vector<std::string> core;
    for (const auto& word : words) {
        if (!kIdle.contains(word)) core.push_back(word);
    }
    if (core.empty()) core = words;
    std::sort(core.begin(), core.end());
    return core;
}

// A misspelt key would silently change nothing: every key must be known.
Result<void> refuse_unknown_keys(const toml::table& table, const std::string& file, std::string_view section,
                                 std::span<const std::string_view> known) {
    for (const auto& [key, node] : table) {
        if (std::find(known.begin(), known.end(), key.str()) == known.end())
            return toml_error(node, file, "there is no key named " + std::string(key.str()) + " in " + std::string(section),
                              "the keys of a profile are listed in docs/profiles.md");
    }
    return {};
}

Result<void> refuse_unknown_keys(const toml::table& root, const std::string& file) {
    static constexpr std::array<std::string_view, 3> kSections = {"profile", "columns", "ignored"};
    static constexpr std::array<std::string_view, 8> kHead = {
        "id", "title", "country", "direction", "customs_currency", "value_currency", "timezone_offset_minutes", "date_order"};
    static constexpr std::array<std::string_view, 1> kIgnored = {"columns"};
    WB_TRY_VOID(refuse_unknown_keys(root, file, "the profile", kSections));
    if (const auto* head = root["profile"].as_table()) WB_TRY_VOID(refuse_unknown_keys(*head, file, "[profile]", kHead));
    if (const auto* ignored = root["ignored"].as_table()) WB_TRY_VOID(refuse_unknown_keys(*ignored, file, "[ignored]", kIgnored));
    return {};
}

Result<Profile> parse_profile(std::string_view toml, const std::string& file) {
    WB_TRY(const auto root, parse_toml(toml, file));
    WB_TRY_VOID(refuse_unknown_keys(root, file));
    Profile profile;
    if (const auto* head = root["profile"].as_table()) {
        profile.id = toml_text(*head, "id");
        profile.title = toml_text(*head, "title");
        profile.country = toml_text(*head, "country");
        profile.direction = toml_text(*head, "direction");
        profile.customs_currency = toml_text(*head, "customs_currency");
        profile.value_currency = toml_text(*head, "value_currency");
        profile.shift_minutes = (*head)["timezone_offset_minutes"].value_or(0);
        profile.date_order = toml_text(*head, "date_order");
        if (!profile.date_order.empty() && profile.date_order != "dmy" && profile.date_order != "mdy")
            return toml_error(*head->get("date_order"), file, "there is no date order " + profile.date_order, "write \"dmy\" or \"mdy\"");
    }
    if (profile.id.empty()) return Error{"profile.no_id", "the profile has no id", {file, {}, {}, ""}, "write id = \"…\" below [profile]"};
    if (const auto* columns = root["columns"].as_table()) {
        for (const auto& [key, node] : *columns) {
            const auto field = field_from_name(key.str());
            if (!field)
                return toml_error(node, file, "there is no field named " + std::string(key.str()),
                                  "the fields are listed in docs/profiles.md");
            auto& headers = profile.columns[*field];
            for (const auto& header : toml_texts(*columns, key.str())) headers.push_back(fold_words(header));
            if (const auto single = node.value<std::string>(); node.is_string()) headers.push_back(fold_words(*single));
        }
    }
    if (const auto* ignored = root["ignored"].as_table()) {
        for (const auto& header : toml_texts(*ignored, "columns")) profile.ignored.push_back(fold_words(header));
    }
    return profile;
}

const std::vector<Profile>& built_in_profiles() {
    static const std::vector<Profile> kProfiles = load_profiles();
    return kProfiles;
}

const std::array<HeaderWords, kFields>& built_in_header_words() {
    static const auto kWords = load_header_words();
    return kWords;
}

}  // namespace wb
