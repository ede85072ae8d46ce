#include "names/address_words.h"

#include <array>
#include <map>
#include <string>

#include "base/check.h"
#include "base/embedded.h"
#include "names/sound_key.h"
#include "reference/toml_data.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::array<std::pair<std::string_view, AddressMark>, 12> kMarks = {{{"street", AddressMark::street},
                                                                              {"house", AddressMark::house},
                                                                              {"building", AddressMark::building},
                                                                              {"floor", AddressMark::floor},
                                                                              {"room", AddressMark::room},
                                                                              {"box", AddressMark::box},
                                                                              {"district", AddressMark::district},
                                                                              {"premises", AddressMark::premises},
                                                                              {"city", AddressMark::city},
                                                                              {"region", AddressMark::region},
                                                                              {"phone", AddressMark::phone},
                                                                              {"postcode", AddressMark::postcode}}};

std::vector<std::uint64_t> codes_of_words(std::string_view text) {
    std::vector<std::uint64_t> codes;
    const auto latin = romanised(text);
    for (std::size_t at = 0; at < latin.size();) {
        const auto end = std::min(latin.find(' ', at), latin.size());
        const auto word = std::string_view(latin).substr(at, end - at);
        std::string key;
        append_sound_key(word, key);
        codes.push_back(word_code(word, key));
        at = end + 1;
    }
    return codes;
}

}  // namespace

struct AddressWordsLoader {
    AddressWords words;
    // What was listed first keeps its mark; the same mark on the other side is added.
    std::map<std::vector<std::uint64_t>, Sense> plain, han;

    static void add(std::map<std::vector<std::uint64_t>, Sense>& marks, std::vector<std::uint64_t> codes, AddressMark mark, bool before,
                    bool after) {
        if (codes.empty()) return;
        auto& sense = marks[std::move(codes)];
        if (sense.mark == AddressMark::none) sense.mark = mark;
        if (sense.mark != mark) {
            if (before && !sense.before) sense.other_mark = mark;
            return;
        }
        sense.before = sense.before || before;
        sense.after = sense.after || after;
    }
    static std::vector<std::uint64_t> codes_of_han(std::string_view text) {
        std::vector<std::uint64_t> codes;
        for (std::size_t at = 0; at < text.size();) codes.push_back(han_code(NameLexicon::built_in().simplified(next_code(text, at))));
        return codes;
    }
    void load() {
        const auto table = parse_toml(embedded_file("terms/address_words.toml"), "terms/address_words.toml");
        WB_CHECK(table.ok(), to_string(table.error()));
        for (const auto& [name, mark] : kMarks) {
            const auto* entry = (*table)[name].as_table();
            WB_CHECK(entry != nullptr, "terms/address_words.toml has " + std::string(name));
            for (const auto& text : toml_texts(*entry, "before")) add(plain, codes_of_words(text), mark, true, false);
            for (const auto& text : toml_texts(*entry, "after")) add(plain, codes_of_words(text), mark, false, true);
            for (const auto& text : toml_texts(*entry, "either")) add(plain, codes_of_words(text), mark, true, true);
            for (const auto& text : toml_texts(*entry, "han")) add(han, codes_of_han(text), mark, false, true);
        }
        for (const auto& [codes, sense] : plain) words.words.add(codes, &words.senses.emplace_back(sense));
        for (const auto& [codes, sense] : han) words.han.add(codes, &words.senses.emplace_back(sense));
    }
};

const AddressWords& AddressWords::built_in() {
    static const AddressWords kWords = [] {
        AddressWordsLoader loader;
        loader.load();
        return std::move(loader.words);
    }();
    return kWords;
}

}  // namespace wb
