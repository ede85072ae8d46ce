// The word lists of names and addresses as two tables: of romanised words (also several in a row) and of Han words.
//
// Romanised words are compared by their phonetic key, so that every romanisation of a listed word is known; words of up to four letters by
// their letters. Han words are compared in simplified characters. Both tables map a path of codes to a sense; a path may go on ("ltd" goes
// on to "ltd sti"). When two lists hold one word, the earlier list wins: forms, activities, countries, regions, cities, loan words, form
// spellings of ISO 20275. Built once, in about 30 ms; immutable, thread safe.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

enum class SenseKind : std::uint8_t { none, form, activity, generic, place, aside, label, loan };
enum class FormPosition : std::uint8_t { anywhere, ends, end };

// What a word of an address announces.
enum class AddressMark : std::uint8_t {
    none,
    street,
    house,
    building,
    floor,
    room,
    box,
    district,
    premises,
    city,
    region,
    phone,
    postcode
};

struct Sense {
    SenseKind kind = SenseKind::none;
    FormPosition position = FormPosition::anywhere;
    bool in_names = true;      // a place that a name can be expected to mean; the others are read in addresses only
    bool large = false;        // a region, or a city of several millions
    bool whole_place = false;  // a Han place written with its suffix (深圳市)
    AddressMark mark = AddressMark::none;
    AddressMark other_mark = AddressMark::none;  // before what it announces, of a word that means two things: STR. is street and строение
    bool before = false;                         // a mark stands before what it announces (ул. Ленина) …
    bool after = false;                          // … or behind it (Main Street); some do both
    std::string_view id;                         // form, concept or kind of number
    std::string_view key;                        // phonetic key of the entry
    std::string_view country;                    // of a place, alpha-2
    std::string_view holder;                     // id of the place that holds a place
};

// A map from paths of 64-bit codes to senses. Open addressing; a look-up of one step is one hash and about one cache line.
class PathTable {
public:
    static constexpr std::uint64_t kRoot = 0x6C65786963616C00ULL;
    struct Step {
        const Sense* sense = nullptr;  // of the path so far
        bool known = false;            // some listed path begins so
        bool more = false;             // some listed path goes on
    };
    // Moves `state` along `code`.
    Step step(std::uint64_t& state, std::uint64_t code) const;
    // False when the path has a sense already.
    bool add(std::span<const std::uint64_t> codes, const Sense* sense);

private:
    struct Slot {
        std::uint64_t state = 0;
        const Sense* sense = nullptr;
        bool more = false;
    };
    Slot& slot(std::uint64_t state);
    void grow();
    std::vector<Slot> slots_ = std::vector<Slot>(1024);
    std::size_t used_ = 0;
};

class NameLexicon {
public:
    static const NameLexicon& built_in();

    [[nodiscard]] const PathTable& words() const { return words_; }
    [[nodiscard]] const PathTable& han() const { return han_; }
    // Of a word's last letters: activities that end compounds ("АэроТрейд"). Null when none.
    [[nodiscard]] const Sense* ending(std::string_view letters) const;
    [[nodiscard]] std::span<const std::uint8_t> ending_sizes() const { return ending_sizes_; }  // longest first
    [[nodiscard]] char32_t simplified(char32_t c) const;
    // English words by their letters, for words that are two of them ("СКАЙЛАЙН"): one step a letter.
    [[nodiscard]] const PathTable& loan_letters() const { return loan_letters_; }
    // The place of an id; null when there is none.
    [[nodiscard]] const Sense* place(std::string_view id) const;

private:
    friend struct LexiconLoader;
    PathTable words_, han_, endings_, loan_letters_, places_;
    std::vector<std::uint8_t> ending_sizes_;
    std::vector<char16_t> simplified_;
    std::deque<Sense> senses_;
    std::deque<std::string> texts_;
};

// The code of a romanised word, given its phonetic key.
std::uint64_t word_code(std::string_view latin, std::string_view sound_key);
std::uint64_t bytes_code(std::string_view bytes);
// The code of a word that is pinyin: by its letters but ng. Chinese places are listed by it alone, so that JIANG is no YIYANG.
std::uint64_t pinyin_code(std::string_view pinyin);
inline std::uint64_t han_code(char32_t c) { return std::uint64_t{c} * 0x9E3779B97F4A7C15ULL; }

}  // namespace wb
