#include "names/lexicon_loader.h"

#include <unicode/locid.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"
#include "base/embedded.h"
#include "names/han_text.h"
#include "names/sound_key.h"
#include "names/syllables.h"
#include "reference/toml_data.h"
#include "text/fold.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

// Smallest city, in thousands of inhabitants, that a name can be expected to mean; smaller ones are more often somebody's own name.
constexpr int kSmallestNamed = 100;
constexpr int kSmallestNamedAbroad = 400;
constexpr std::size_t kShortestNamed = 4;  // letters of a place in a name
constexpr std::size_t kShortestLoan = 3;   // letters of an English word within a compound
constexpr int kLarge = 3000;               // thousands of inhabitants
constexpr std::array<std::string_view, 6> kCities = {"dubai", "дубай", "dubay", "дубаи", "abu dhabi", "sharjah"};
constexpr std::array kNearCountries = {"RU", "KZ", "BY", "UA", "UZ", "KG", "AM", "AZ", "GE", "CN", "HK", "TW", "AE"};
constexpr std::array kLanguages = {"en", "ru", "zh", "tr", "kk", "uk", "de", "es"};

toml::table built_in_table(const std::string& path) {
    auto table = parse_toml(embedded_file(path), path);
    WB_CHECK(table.ok(), to_string(table.error()));
    return std::move(table).value();
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(separator, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

template <typename Use>
void each_line(std::string_view path, Use use) {
    std::string_view text = embedded_file(path);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.empty() && line[0] != '#') use(line);
    }
}

bool has_han(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (is_han(next_code(text, at))) return true;
    }
    return false;
}

}  // namespace

struct LexiconLoader {
    NameLexicon lexicon;

    std::string_view keep(std::string text) { return lexicon.texts_.emplace_back(std::move(text)); }
    const Sense* keep(const Sense& sense) { return &lexicon.senses_.emplace_back(sense); }

    // The words of a spelling as the reader of names will see them.
    static std::vector<std::string> words_of(std::string_view spelling) {
        std::vector<std::string> words;
        const auto latin = romanised(spelling);
        for (const auto word : split(latin, ' ')) {
            if (!word.empty()) words.emplace_back(word);
        }
        return words;
    }
    static std::string key_of(const std::vector<std::string>& words) {
        std::string key;
        for (const auto& word : words) {
            std::string pinyin;
            if (romanised_palladius_to_pinyin(word, pinyin) != PalladiusSign::none || is_pinyin(word)) {
                append_pinyin_key(pinyin.empty() ? word : pinyin, key);
            } else {
                append_sound_key(word, key);
            }
        }
        return key;
    }
    // Under its sound, and where it is pinyin also under its letters; Chinese places and what Han words sound like under these alone: by
    // sound YANGQIAN were 健康 (jiankang) and JINGJING 经营.
    bool add_words(const std::vector<std::string>& words, const Sense* sense, bool of_han = false) {
        std::vector<std::uint64_t> sounds;
        std::vector<std::uint64_t> codes;
        bool pinyin_words = false;
        for (const auto& word : words) {
            std::string pinyin;
            const bool palladius = romanised_palladius_to_pinyin(word, pinyin) != PalladiusSign::none;
            const std::string& latin = palladius ? pinyin : word;
            std::string key;
            append_sound_key(latin, key);
            sounds.push_back(word_code(latin, key));
            const bool is_one = is_pinyin(latin);
            codes.push_back(is_one ? pinyin_code(latin) : sounds.back());
            pinyin_words = pinyin_words || is_one;
        }
        if (codes.empty()) return false;
        const bool chinese_place = pinyin_words && sense->kind == SenseKind::place && sense->country == "CN";
        const bool added = lexicon.words_.add(codes, sense);
        if (pinyin_words && !chinese_place && !of_han) lexicon.words_.add(sounds, sense);
        return added;
    }
    bool add_han(std::string_view text, const Sense* sense) {
        std::vector<std::uint64_t> codes;
        for (std::size_t at = 0; at < text.size();) codes.push_back(han_code(lexicon.simplified(next_code(text, at))));
        return lexicon.han_.add(codes, sense);
    }
    // "a|b|c": spellings of one word; the first gives the key.
    void add_spellings(std::string_view line, Sense sense) {
        const auto spellings = split(line, '|');
        sense.key = keep(key_of(words_of(spellings[0])));
        const auto* kept = keep(sense);
        for (const auto spelling : spellings) add_words(words_of(spelling), kept);
    }
    // A Han word, and its pinyin both joined and by syllables; the pinyin of single characters says too little.
    void add_han_word(std::string_view word, Sense sense, bool with_pinyin) {
        std::string joined;
        std::vector<std::string> syllables;
        read_han(word, syllables);
        for (const auto& syllable : syllables) joined += syllable;
        std::string key;
        append_pinyin_key(joined, key);
        sense.key = keep(std::move(key));
        const auto* kept = keep(sense);
        add_han(word, kept);
        if (!with_pinyin || syllables.size() < 2) return;
        add_words({joined}, kept, true);
        add_words(syllables, kept, true);
    }

    void load_simplified() {
        constexpr char32_t kFirst = 0x4E00;
        constexpr char32_t kLast = 0x9FFF;
        for (char32_t c = kFirst; c <= kLast; ++c) lexicon.simplified_.push_back(static_cast<char16_t>(c));
        each_line("terms/simplified.txt", [&](std::string_view line) {
            std::size_t at = 0;
            const auto from = next_code(line, at);
            const auto to = next_code(line, at);
            if (from >= kFirst && from <= kLast && to <= kLast) lexicon.simplified_[from - kFirst] = static_cast<char16_t>(to);
        });
    }
    void load_forms() {
        const auto table = built_in_table("terms/legal_forms.toml");
        for (const auto* form : toml_tables(table, "form")) {
            Sense sense;
            sense.kind = SenseKind::form;
            sense.id = keep(toml_text(*form, "id"));
            for (const auto& [name, position] :
                 {std::pair("words", FormPosition::anywhere), std::pair("ends", FormPosition::ends), std::pair("end", FormPosition::end)}) {
                sense.position = position;
                for (const auto& line : toml_texts(*form, name)) add_spellings(line, sense);
            }
            sense.position = FormPosition::anywhere;
            // Their pinyin is listed among the words where it is used: that of 协会 and 商会 is more often a name.
            for (const auto& word : toml_texts(*form, "han")) add_han_word(word, sense, false);
        }
    }
    void load_activities() {
        const auto table = built_in_table("terms/activities.toml");
        for (const auto* activity : toml_tables(table, "activity")) {
            Sense sense;
            sense.kind = toml_text(*activity, "kind") == "generic" ? SenseKind::generic : SenseKind::activity;
            if (sense.kind == SenseKind::activity) sense.id = keep(toml_text(*activity, "id"));
            for (const auto& line : toml_texts(*activity, "words")) add_spellings(line, sense);
            for (const auto& word : toml_texts(*activity, "han")) {
                if (!is_composed(word)) add_han_word(word, sense, true);
            }
            for (const auto& ending : toml_texts(*activity, "endings")) add_ending(ending, sense);
        }
        auto& sizes = lexicon.ending_sizes_;
        std::sort(sizes.rbegin(), sizes.rend());
        sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    }
    // 电子科技 is 电子 and 科技: two concepts, as ELECTRONICS TECHNOLOGY.
    static bool is_composed(std::string_view word) {
        static constexpr std::array<std::string_view, 16> kTails = {"科技", "技术", "贸易", "管理", "发展", "服务", "设备", "开发",
                                                                    "咨询", "销售", "配件", "工程", "集团", "物流", "实业", "投资"};
        static constexpr std::string_view kInternational = "国际";
        if (word.size() > kInternational.size() && word.starts_with(kInternational)) return true;
        return std::any_of(kTails.begin(), kTails.end(), [&](auto tail) { return word.size() >= tail.size() + 6 && word.ends_with(tail); });
    }
    // Has the key of the word that it is when it stands alone.
    void add_ending(const std::string& ending, Sense sense) {
        const auto words = words_of(ending);
        WB_CHECK(words.size() == 1, "an ending is one word: " + ending);
        std::string key;
        append_sound_key(words[0], key);
        auto state = PathTable::kRoot;
        const auto* alone = lexicon.words_.step(state, word_code(words[0], key)).sense;
        sense.key = alone != nullptr ? alone->key : keep(key);
        const std::uint64_t code = bytes_code(words[0]);
        lexicon.endings_.add({&code, 1}, keep(sense));
        lexicon.ending_sizes_.push_back(static_cast<std::uint8_t>(words[0].size()));
    }
    void load_name_words() {
        const auto table = built_in_table("terms/name_words.toml");
        Sense aside;
        aside.kind = SenseKind::aside;
        for (const auto& word : toml_texts(table, "aside")) has_han(word) ? add_han_word(word, aside, false) : add_spellings(word, aside);
        const auto* labels = table["labels"].as_table();
        const auto* places = table["places"].as_table();
        WB_CHECK(labels != nullptr && places != nullptr, "terms/name_words.toml has labels and places");
        for (const auto& [kind, words] : *labels) {
            Sense label;
            label.kind = SenseKind::label;
            label.id = keep(std::string(kind.str()));
            for (const auto& word : toml_texts(*labels, kind.str()))
                has_han(word) ? add_han_word(word, label, false) : add_spellings(word, label);
        }
        for (const auto& [id, words] : *places) {
            for (const auto& word : toml_texts(*places, id.str())) add_place(std::string(id.str()), id.str().substr(8), "", {word}, true);
        }
        const auto* exonyms = table["chinese_cities"].as_table();
        WB_CHECK(exonyms != nullptr, "terms/name_words.toml has chinese_cities");
        for (const auto& [id, words] : *exonyms) {
            for (const auto& word : toml_texts(*exonyms, id.str())) add_place(std::string(id.str()), "CN", "", {word}, true, true);
        }
    }

    // All names of one place share the key of its first name in Latin letters, and its id.
    void add_place(std::string id, std::string_view country, std::string_view holder, const std::vector<std::string_view>& names,
                   bool in_names, bool large = false) {
        Sense sense;
        sense.kind = SenseKind::place;
        sense.country = keep(std::string(country));
        sense.holder = holder;
        sense.in_names = in_names;
        sense.large = large;
        const auto colon = id.find(':');
        sense.key = keep(key_of(words_of(std::string_view(id).substr(colon + 1))));
        sense.id = keep(std::move(id));
        const auto* kept = keep(sense);
        const std::uint64_t code = bytes_code(kept->id);
        lexicon.places_.add({&code, 1}, kept);
        auto whole = sense;
        whole.whole_place = true;
        const Sense* kept_whole = nullptr;
        auto small = sense;
        small.in_names = false;
        const Sense* kept_small = nullptr;
        for (const auto name : names) {
            if (!has_han(name)) {
                // "NT" is the New Territories in an address only.
                const bool by_letters = in_names && code_points(name) < kShortestNamed && !sense.id.starts_with("country");
                if (by_letters && kept_small == nullptr) kept_small = keep(small);
                add_words(words_of(name), by_letters ? kept_small : kept);
                add_joined(words_of(name), by_letters ? kept_small : kept);
                continue;
            }
            if (!ends_as_place(name)) {
                add_han(name, kept);
                continue;
            }
            if (kept_whole == nullptr) kept_whole = keep(whole);
            add_han(name, kept_whole);
        }
    }
    // "hong kong" is also "hongkong", "нижний новгород" also "нижнийновгород".
    void add_joined(const std::vector<std::string>& words, const Sense* sense) {
        if (words.size() != 2) return;
        add_words({words[0] + words[1]}, sense);
    }
    static bool ends_as_place(std::string_view name) {
        static constexpr std::array<std::string_view, 7> kSuffixes = {"省", "市", "区", "县", "旗", "州", "盟"};
        return code_points(name) > 2 &&
               std::any_of(kSuffixes.begin(), kSuffixes.end(), [&](auto suffix) { return name.ends_with(suffix); });
    }
    void load_countries() {
        for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
            std::vector<std::string> names;
            for (const char* language : kLanguages) {
                icu::UnicodeString name;
                icu::Locale("", *code).getDisplayCountry(icu::Locale(language), name);
                std::string text;
                name.toUTF8String(text);
                if (text != *code) names.push_back(std::move(text));
            }
            add_place(std::string("country:") + *code, *code, "", {names.begin(), names.end()}, true);
        }
        const auto aliases = built_in_table("terms/countries.toml");
        const auto* table = aliases["aliases"].as_table();
        WB_CHECK(table != nullptr, "terms/countries.toml has aliases");
        for (const auto& [code, node] : *table) {
            auto names = toml_texts(*table, code.str());
            // A cell of countries that says DUBAI means the Emirates; a name or an address means the city.
            std::erase_if(names, [](const std::string& name) { return std::find(kCities.begin(), kCities.end(), name) != kCities.end(); });
            add_place("country:" + std::string(code.str()), code.str(), "", {names.begin(), names.end()}, true);
        }
    }
    // New York is a city before it is a state, so the states come last.
    void load_regions(bool states) {
        const auto table = built_in_table("terms/regions.toml");
        for (const auto& [country, node] : table) {
            const auto* regions = node.as_table();
            if (regions == nullptr || (country.str() == "US") != states) continue;
            for (const auto& [id, names] : *regions) {
                const auto text = names.value_or(std::string());
                add_place("region:" + std::string(id.str()), country.str(), "", split(text, '|'), country.str() != "US");
            }
        }
    }
    // Larger places first, districts last: the first holder of a name keeps it.
    void load_places() {
        struct Row {
            bool district;
            int thousands;
            std::vector<std::string_view> cells;
        };
        std::vector<Row> rows;
        each_line("terms/places.tsv", [&](std::string_view line) {
            Row row{line.starts_with("district"), 0, split(line, '\t')};
            WB_CHECK(row.cells.size() == 5, "terms/places.tsv has five cells a line");
            std::from_chars(row.cells[3].data(), row.cells[3].data() + row.cells[3].size(), row.thousands);
            rows.push_back(std::move(row));
        });
        std::stable_sort(rows.begin(), rows.end(),
                         [](const Row& a, const Row& b) { return a.district != b.district ? b.district : a.thousands > b.thousands; });
        for (const auto& [district, thousands, cells] : rows) {
            const bool near = std::find(kNearCountries.begin(), kNearCountries.end(), cells[1]) != kNearCountries.end();
            const bool known = !district && thousands >= (near ? kSmallestNamed : kSmallestNamedAbroad);
            add_place(std::string(cells[0]), cells[1], keep(std::string(cells[2])), split(cells[4], '|'), known,
                      known && thousands >= kLarge);
        }
    }
    void load_loan_words() {
        const auto table = built_in_table("terms/loan_words.toml");
        for (const auto& line : toml_texts(table, "words")) {
            const auto spellings = split(line, '|');
            Sense sense;
            sense.kind = SenseKind::loan;
            sense.key = keep(key_of(words_of(spellings[0])));
            const auto* kept = keep(sense);
            for (const auto spelling : spellings) {
                // сан is "sun", but SAN is far more often Chinese.
                const auto words = words_of(spelling);
                if (spelling != spellings[0] && is_pinyin(words[0])) continue;
                add_words(words, kept);
                std::vector<std::uint64_t> letters;
                for (const char c : words[0]) letters.push_back(static_cast<unsigned char>(c));
                if (letters.size() >= kShortestLoan) lexicon.loan_letters_.add(letters, kept);
            }
        }
    }
    void load_elf() {
        each_line("terms/legal_forms_elf.tsv", [&](std::string_view line) {
            const auto cells = split(line, '\t');
            WB_CHECK(cells.size() == 4, "terms/legal_forms_elf.tsv has four cells a line");
            Sense sense;
            sense.kind = SenseKind::form;
            sense.id = keep(std::string(cells[0]));
            if (has_han(cells[3])) {
                add_han_word(cells[3], sense, false);
                return;
            }
            const auto words = words_of(cells[3]);
            std::size_t letters = 0;
            for (const auto& word : words) letters += word.size();
            constexpr std::size_t kShortest = 3;  // shorter abbreviations name too much else; legal_forms.toml holds those that are used
            constexpr std::size_t kUnmistakable = 5;  // letters of an abbreviation that can stand anywhere
            const bool whole_name = cells[2] == "long";
            if (letters < kShortest || (whole_name && words.size() < 2)) return;
            sense.position = whole_name || letters >= kUnmistakable ? FormPosition::anywhere : FormPosition::end;
            add_spellings(cells[3], sense);
        });
    }
};

NameLexicon load_lexicon() {
    LexiconLoader loader;
    loader.load_simplified();
    loader.load_forms();
    loader.load_name_words();
    loader.load_activities();
    loader.load_countries();
    loader.load_regions(false);
    loader.load_places();
    loader.load_regions(true);
    loader.load_loan_words();
    loader.load_elf();
    return std::move(loader.lexicon);
}

}  // namespace wb
