// The second half of NameReader: from pieces to tokens with their keys.
#include <algorithm>

#include "names/han_text.h"
#include "names/name_reader.h"
#include "names/sound_key.h"
#include "text/fold.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr std::size_t kShortestCompound = 6;       // letters of a word that may be two ("АэроТрейд")
constexpr std::size_t kShortestHead = 3;           // letters before a compound's ending
constexpr std::size_t kShortestDottedAcronym = 3;  // letters of "Н.Т.С."
constexpr std::size_t kMostSyllablesLetters = 40;  // letters of a joined name
constexpr std::size_t kShortestCity = 5;           // letters of a city written together with the name ("SHENZHENDAJIANG")

NameTokenKind kind_of(const Sense* sense) {
    if (sense == nullptr) return NameTokenKind::core;
    switch (sense->kind) {
        case SenseKind::place:
            return NameTokenKind::place;
        case SenseKind::activity:
            return NameTokenKind::activity;
        case SenseKind::generic:
            return NameTokenKind::generic;
        default:
            return NameTokenKind::core;
    }
}

}  // namespace

NameReader::Draft& NameReader::add_draft(const Piece& piece, NameTokenKind kind) {
    Draft draft;
    draft.token.kind = kind;
    draft.token.script = piece.script;
    draft.token.aside = piece.aside;
    draft.token.original = scan_.original().substr(piece.begin, piece.end - piece.begin);
    draft.sense = piece.sense;
    return drafts_.emplace_back(draft);
}

// "ВАН ЧУАН", "DE FEI JIA": a listed word that is a syllable beside an unlisted one is a part of the name; so is "JIAN" when the company
// sits in another city.
void NameReader::drop_syllable_senses() {
    const auto cities = std::ranges::count_if(pieces_, [](const Piece& piece) {
        return piece.sense != nullptr && piece.sense->kind == SenseKind::place && piece.sense->country == "CN";
    });
    const auto unlisted = [&](std::size_t i) { return i < pieces_.size() && pieces_[i].sense == nullptr && one_syllable(pieces_[i]); };
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        auto& piece = pieces_[i];
        if (piece.sense == nullptr) continue;
        const bool word = piece.sense->kind == SenseKind::loan || piece.sense->kind == SenseKind::generic;
        const bool beside = unlisted(i + 1) || (i > 0 && unlisted(i - 1));
        if (word && ((cyrillic_ && is_syllable(i)) || (piece.script == Script::latin && beside && one_syllable(piece))))
            piece.sense = nullptr;
        if (word || piece.used || cities < 2 || !beside || piece.count != 1 || piece.script != Script::latin) continue;
        const auto& letters = scan_.words()[piece.first];
        if (piece.sense->kind == SenseKind::place && letters.pinyin_word && pinyin_syllables(scan_.view(letters.latin)) == 1)
            piece.sense = nullptr;
    }
}

void NameReader::draft_tokens() {
    if (chinese_) drop_syllable_senses();
    for (auto& piece : pieces_) {
        if (!piece.used) draft_piece(piece);
    }
    if (drafts_.empty()) {
        // Nothing but forms: then they are the name.
        for (auto& piece : pieces_) {
            piece.sense = nullptr;
            piece.aside = false;
            if (number_drafts_.empty() || !scan_.words()[piece.first].has_digit) draft_piece(piece);
        }
    }
    join_initials();
    if (chinese_) join_pinyin();
    promote_core();
}

void NameReader::draft_piece(Piece& piece) {
    if (piece.script == Script::han) return draft_han(piece);
    if (piece.sense == nullptr || piece.sense->kind == SenseKind::form || piece.sense->kind == SenseKind::label ||
        piece.sense->kind == SenseKind::aside) {
        return draft_words(piece);
    }
    // "И. ПЕТРОВ": a letter with a dot is no conjunction.
    if (piece.sense->kind == SenseKind::generic && piece.end - piece.begin <= 2) {
        const auto rest = scan_.original().substr(piece.end);
        if (rest.starts_with('.')) return draft_words(piece);
    }
    auto& draft = add_draft(piece, kind_of(piece.sense));
    draft.token.key = piece.sense->key;
    if (piece.sense->kind != SenseKind::loan) draft.token.concept_id = piece.sense->id;
    const auto start = scan_.text().size();
    if (piece.count == 1) {
        const auto& word = scan_.words()[piece.first];
        const bool chinese = word.script == Script::cyrillic && word.palladius != PalladiusSign::none && piece.sense->country == "CN";
        draft.latin = chinese ? word.pinyin : word.latin;
        return;
    }
    std::size_t letters = 0;
    for (auto i = piece.first; i < piece.first + piece.count; ++i) letters += scan_.words()[i].latin.size;
    scan_.text().reserve(start + letters);
    for (auto i = piece.first; i < piece.first + piece.count; ++i) scan_.text() += scan_.view(scan_.words()[i].latin);
    draft.latin = scan_.since(start);
}

void NameReader::draft_words(const Piece& piece) {
    for (auto i = piece.first; i < piece.first + piece.count; ++i) {
        auto part = piece;
        part.begin = scan_.words()[i].begin;
        part.end = scan_.words()[i].end;
        part.script = scan_.words()[i].script;
        draft_word(i, part);
    }
}

// "ТЯНЬ И": one letter behind Chinese syllables is one itself, unless it stands with a dot as initials do.
bool NameReader::goes_on_syllables(const ScanWord& word, const Piece& piece) const {
    if (!chinese_ || word.script != Script::cyrillic || word.palladius == PalladiusSign::none || drafts_.empty()) return false;
    const auto& before = drafts_.back();
    const bool syllables = before.token.kind == NameTokenKind::core && before.sense == nullptr && before.latin.size > 1;
    return syllables && is_pinyin(scan_.view(before.latin)) && !scan_.original().substr(piece.end).starts_with('.');
}

void NameReader::draft_word(std::size_t at, const Piece& piece) {
    const auto& word = scan_.words()[at];
    const auto latin = scan_.view(word.latin);
    if (draft_compound(at, piece) || draft_city_prefix(at, piece)) return;
    const bool digits = word.script == Script::none;
    const bool initial = !digits && word.codes_size == 1 && !goes_on_syllables(word, piece);
    auto& draft = add_draft(piece, digits ? NameTokenKind::number : initial ? NameTokenKind::initial : NameTokenKind::core);
    draft.latin = word.script == Script::other ? TextSpan{} : word.latin;
    draft.key = word.key;
    if (draft.token.kind == NameTokenKind::core && !latin.empty()) add_other_readings(word, draft);
}

// Which of its readings a word is meant in depends on whether the name is Chinese; the other one is kept beside.
void NameReader::add_other_readings(const ScanWord& word, Draft& draft) {
    auto& text = scan_.text();
    const auto start = text.size();
    text.reserve(start + 2 * (word.latin.size + word.pinyin.size) + 8);
    const bool cyrillic_pinyin = word.script == Script::cyrillic && word.palladius != PalladiusSign::none;
    const bool latin_pinyin = word.script == Script::latin && (word.palladius == PalladiusSign::sure || word.pinyin_word);
    if (cyrillic_pinyin || latin_pinyin) {
        append_pinyin_key(scan_.view(cyrillic_pinyin ? word.pinyin : word.latin), text);
        const auto pinyin_key = scan_.since(start);
        if (chinese_ && cyrillic_pinyin) draft.latin = word.pinyin;
        if (scan_.view(pinyin_key) == scan_.view(word.key)) return;
        draft.key = chinese_ ? pinyin_key : word.key;
        draft.other_key = chinese_ ? word.key : pinyin_key;
        return;
    }
    // A misspelt syllable is pinyin no more, and still meets it letter by letter.
    if (chinese_ && word.script == Script::latin && !word.has_digit) {
        append_pinyin_key(scan_.view(word.latin), text);
        const auto letters = scan_.since(start);
        if (scan_.view(letters) == scan_.view(word.key)) return;
        draft.key = letters;
        draft.other_key = word.key;
        return;
    }
    if (!word.mistakable || !cyrillic_ || word.codes_size < kShortestHead) {
        add_loan_reading(word, draft);
        return;
    }
    // "BEKTOP" in a Cyrillic name: every letter may be a Cyrillic one.
    for (const char32_t c : scan_.codes(word)) text += latin_letters(cyrillic_look_alike(c)).view();
    const auto key_at = text.size();
    append_sound_key(std::string_view(text).substr(start, key_at - start), text);
    draft.other_key = scan_.since(key_at);
}

// "СКАЙЛАЙН" is SKY and LINE by ear.
void NameReader::add_loan_reading(const ScanWord& word, Draft& draft) {
    if (word.latin.size < kShortestCompound) return;
    const auto& letters = NameLexicon::built_in().loan_letters();
    const auto latin = scan_.view(word.latin);
    auto state = PathTable::kRoot;
    for (std::size_t i = 0; i + kShortestHead < latin.size(); ++i) {
        const auto step = letters.step(state, static_cast<unsigned char>(latin[i]));
        if (step.sense != nullptr) {
            auto rest_state = PathTable::kRoot;
            PathTable::Step rest{nullptr, true, true};
            for (auto k = i + 1; k < latin.size() && rest.more; ++k) {
                rest = letters.step(rest_state, static_cast<unsigned char>(latin[k]));
                if (k + 1 < latin.size()) rest.sense = nullptr;
            }
            if (rest.sense != nullptr) {
                auto& text = scan_.text();
                const auto start = text.size();
                (text += step.sense->key) += rest.sense->key;
                draft.other_key = draft.key;
                draft.key = scan_.since(start);
                return;
            }
        }
        if (!step.more) return;
    }
    return;
}

// "АЭРОТРЕЙД" is АЭРО and ТРЕЙД, "КАЗТРАНССЕРВИС" is КАЗ, ТРАНС and СЕРВИС.
bool NameReader::draft_compound(std::size_t at, const Piece& piece) {
    const auto& word = scan_.words()[at];
    if (word.latin.size < kShortestCompound || word.has_digit || word.script == Script::other) return false;
    const auto start = drafts_.size();
    draft_head(word.latin, piece);
    if (drafts_.size() > start + 1) return true;
    drafts_.resize(start);
    return false;
}

void NameReader::draft_head(TextSpan head, const Piece& piece) {
    const auto latin = scan_.view(head);
    for (const auto size : NameLexicon::built_in().ending_sizes()) {
        if (latin.size() < size + kShortestHead) continue;
        const auto* ending = NameLexicon::built_in().ending(latin.substr(latin.size() - size));
        if (ending == nullptr) continue;
        draft_head({head.at, head.size - size}, piece);
        auto& second = add_draft(piece, NameTokenKind::activity);
        second.latin = {head.at + head.size - size, size};
        second.token.key = ending->key;
        second.token.concept_id = ending->id;
        return;
    }
    auto& text = scan_.text();
    text.reserve(text.size() + head.size);
    const auto key_at = text.size();
    append_sound_key(scan_.view(head), text);
    const auto key = scan_.since(key_at);
    auto state = PathTable::kRoot;
    const auto* known = NameLexicon::built_in().words().step(state, word_code(scan_.view(head), scan_.view(key))).sense;
    const bool meaning =
        known != nullptr && (known->kind == SenseKind::activity || known->kind == SenseKind::generic || known->kind == SenseKind::loan);
    auto& first = add_draft(piece, meaning ? kind_of(known) : NameTokenKind::core);
    first.latin = head;
    first.key = meaning ? TextSpan{} : key;
    if (meaning) first.token.key = known->key;
    if (meaning && known->kind != SenseKind::loan) first.token.concept_id = known->id;
}

bool NameReader::names_city() const {
    return std::ranges::any_of(pieces_, [](const Piece& piece) {
        return piece.sense != nullptr && piece.sense->kind == SenseKind::place && piece.sense->id.starts_with("city:");
    });
}

// "SHENZHENDAJIANG" is a city and a name, when the rest is pinyin too.
bool NameReader::draft_city_prefix(std::size_t at, const Piece& piece) {
    const auto word = scan_.words()[at];
    if (!chinese_ || word.script != Script::latin || word.latin.size < kShortestCity + 2) return false;
    if (!word.pinyin_word || names_city()) return false;
    for (std::size_t size = word.latin.size - 2; size >= kShortestCity; --size) {
        auto& text = scan_.text();
        auto state = PathTable::kRoot;
        const auto letters = scan_.view(word.latin);
        const auto* place = NameLexicon::built_in().words().step(state, pinyin_code(letters.substr(0, size))).sense;
        if (place == nullptr || place->kind != SenseKind::place || place->country != "CN" || !place->large) continue;
        // "XINYUAN" is no XINYU: the cut must be one between syllables.
        const auto before = pinyin_syllables(letters.substr(0, size));
        const auto behind = pinyin_syllables(letters.substr(size));
        if (behind == 0 || before + behind != pinyin_syllables(letters)) continue;
        auto& city = add_draft(piece, NameTokenKind::place);
        city.latin = {word.latin.at, static_cast<std::uint32_t>(size)};
        city.token.key = place->key;
        city.token.concept_id = place->id;
        const TextSpan rest{word.latin.at + static_cast<std::uint32_t>(size), word.latin.size - static_cast<std::uint32_t>(size)};
        text.reserve(text.size() + rest.size);
        const auto rest_at = text.size();
        append_pinyin_key(scan_.view(rest), text);
        auto& name = add_draft(piece, NameTokenKind::core);
        name.latin = rest;
        name.key = scan_.since(rest_at);
        return true;
    }
    return false;
}

void NameReader::draft_han(const Piece& piece) {
    const auto run = scan_.codes(scan_.words()[piece.first]).substr(piece.codes_at, piece.codes_size);
    syllables_.clear();
    read_han(run, syllables_);
    auto& text = scan_.text();
    const auto start = text.size();
    text.reserve(start + 24 * syllables_.size() + 16);
    for (const auto syllable : syllables_) text += syllable;
    auto& draft = add_draft(piece, kind_of(piece.sense));
    draft.latin = scan_.since(start);
    const auto initials_at = text.size();
    for (const auto syllable : syllables_) text += syllable.substr(0, 1);
    draft.initials = scan_.since(initials_at);
    if (draft.token.kind != NameTokenKind::core) {
        draft.token.key = piece.sense->key;
        draft.token.concept_id = piece.sense->id;
        draft.initials.size = std::min<std::uint32_t>(draft.initials.size, 1);
        return;
    }
    const auto key_at = text.size();
    append_pinyin_key(scan_.view(draft.latin), text);
    draft.key = scan_.since(key_at);
    // Characters without a reading: the text itself is the key.
    if (draft.key.size == 0) {
        for (const char32_t c : run) append_utf8(text, c);
        draft.key = scan_.since(key_at);
        return;
    }
    const auto surname = surname_reading(run[0]);
    if (surname.empty()) return;
    const auto other_at = text.size();
    append_pinyin_key(surname, text);
    append_pinyin_key(scan_.view(draft.latin).substr(syllables_[0].size()), text);
    draft.other_key = scan_.since(other_at);
}

// "Н.Т.С." is one word; two letters are one only where they are no person's initials.
void NameReader::join_initials() {
    const auto follows = [&](std::size_t i) {
        const auto& before = drafts_[i - 1].token.original;
        const auto& here = drafts_[i].token.original;
        const auto gap =
            std::string_view(before.data() + before.size(), static_cast<std::size_t>(here.data() - before.data()) - before.size());
        return drafts_[i].token.kind == NameTokenKind::initial && gap == "." && drafts_[i].token.aside == drafts_[i - 1].token.aside;
    };
    for (std::size_t i = 0; i < drafts_.size(); ++i) {
        if (drafts_[i].token.kind != NameTokenKind::initial) continue;
        std::size_t end = i + 1;
        while (end < drafts_.size() && follows(end)) ++end;
        if (end - i < (form_ == "sole_trader" ? kShortestDottedAcronym + 1 : kShortestDottedAcronym)) continue;
        auto& text = scan_.text();
        const auto start = text.size();
        text.reserve(start + 8 * (end - i));
        for (auto k = i; k < end; ++k) text += scan_.view(drafts_[k].latin);
        auto& draft = drafts_[i];
        draft.latin = draft.initials = scan_.since(start);
        const auto key_at = text.size();
        append_sound_key(scan_.view(draft.latin), text);
        draft.key = scan_.since(key_at);
        draft.token.kind = NameTokenKind::core;
        const auto& last = drafts_[end - 1].token.original;
        draft.token.original = {draft.token.original.data(),
                                static_cast<std::size_t>(last.data() + last.size() - draft.token.original.data())};
        drafts_.erase(drafts_.begin() + static_cast<std::ptrdiff_t>(i) + 1, drafts_.begin() + static_cast<std::ptrdiff_t>(end));
    }
}

// "DA JIANG" and "ДА ЦЗЯН" are DAJIANG: Chinese names are written with and without spaces between syllables.
void NameReader::join_pinyin() {
    const auto joins = [&](const Draft& draft) {
        const auto& token = draft.token;
        if (token.kind != NameTokenKind::core || draft.sense != nullptr || token.script == Script::han || token.script == Script::other)
            return false;
        return draft.latin.size > 1 && is_pinyin(scan_.view(draft.latin));
    };
    for (std::size_t i = 0; i + 1 < drafts_.size(); ++i) {
        if (!joins(drafts_[i])) continue;
        std::size_t end = i + 1;
        std::size_t letters = drafts_[i].latin.size;
        while (end < drafts_.size() && joins(drafts_[end]) && drafts_[end].token.aside == drafts_[i].token.aside &&
               letters + drafts_[end].latin.size <= kMostSyllablesLetters) {
            letters += drafts_[end++].latin.size;
        }
        if (end == i + 1) continue;
        auto& text = scan_.text();
        const auto start = text.size();
        text.reserve(start + 3 * letters + end - i);
        for (auto k = i; k < end; ++k) text += scan_.view(drafts_[k].latin);
        auto& draft = drafts_[i];
        const auto latin = scan_.since(start);
        const auto initials_at = text.size();
        for (auto k = i; k < end; ++k) text += scan_.view(drafts_[k].latin).substr(0, 1);
        draft.latin = latin;
        draft.initials = scan_.since(initials_at);
        const auto key_at = text.size();
        append_pinyin_key(scan_.view(latin), text);
        draft.key = scan_.since(key_at);
        draft.other_key = {};
        const auto& last = drafts_[end - 1].token.original;
        draft.token.original = {draft.token.original.data(),
                                static_cast<std::size_t>(last.data() + last.size() - draft.token.original.data())};
        drafts_.erase(drafts_.begin() + static_cast<std::ptrdiff_t>(i) + 1, drafts_.begin() + static_cast<std::ptrdiff_t>(end));
    }
}

// "ЦЗИНАНЬ ТАЙЧЖУН КЕМИКАЛ": a company sits in one city, the other is its name. So is the only one when it is small: KANGDING
// OPTOELECTRONICS is more likely 康鼎 than a company named after nothing but 康定.
bool NameReader::promote_second_place() {
    const auto city = [](const Draft& draft) {
        return draft.token.kind == NameTokenKind::place && !draft.token.aside && draft.latin.size > 0;
    };
    const auto cities = std::count_if(drafts_.begin(), drafts_.end(), city);
    if (cities == 0) return false;
    auto& draft = *std::find_if(drafts_.rbegin(), drafts_.rend(), city);
    if (cities == 1 && (draft.sense == nullptr || draft.sense->large || !draft.sense->id.starts_with("city:"))) return false;
    draft.token.kind = NameTokenKind::core;
    draft.token.concept_id = {};
    auto& text = scan_.text();
    text.reserve(text.size() + draft.latin.size);
    const auto key_at = text.size();
    append_pinyin_key(scan_.view(draft.latin), text);
    draft.key = scan_.since(key_at);
    return true;
}

// A name of listed words only ("SMART AIR LLC") has its first word that is no place for its core; its concept stays.
void NameReader::promote_core() {
    const auto named = [](const Draft& draft) {
        return !draft.token.aside && (draft.token.kind == NameTokenKind::core || draft.token.kind == NameTokenKind::initial);
    };
    if (std::any_of(drafts_.begin(), drafts_.end(), named)) return;
    if (chinese_ && promote_second_place()) return;
    for (const auto kind : {NameTokenKind::activity, NameTokenKind::generic, NameTokenKind::place}) {
        for (auto& draft : drafts_) {
            if (draft.token.kind != kind || draft.token.aside) continue;
            draft.token.kind = NameTokenKind::core;
            return;
        }
    }
}

}  // namespace wb
