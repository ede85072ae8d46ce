#include "names/name_reader.h"

#include <algorithm>

#include "names/name_identifiers.h"
#include "names/sound_key.h"
#include "text/romanise.h"

namespace wb {

namespace {

constexpr std::size_t kLongestPhrase = 12;  // words
constexpr std::size_t kShortestDottedAcronym = 3;

// A form found after the first is worth less, "company" least: "KOMPANIYA ROMASHKA OOO" is an llc.
bool better_form(std::string_view found, std::string_view held) { return held.empty() || (held == "company" && found != "company"); }

bool known_kind(const Sense* sense, SenseKind kind) { return sense != nullptr && sense->kind == kind; }

}  // namespace

NameParts NameReader::read(std::string_view name) {
    scan_.scan(name);
    pieces_.clear();
    drafts_.clear();
    number_drafts_.clear();
    form_ = form_text_ = {};
    branch_ = false;
    cyrillic_ = (scan_.scripts() & script_bit(Script::cyrillic)) != 0;
    find_pieces();
    find_palladius_places();
    find_forms();
    find_numbers();
    mark_asides();
    drop_surname_places();
    chinese_ = shows_chinese();
    if (chinese_) drop_split_activities();
    draft_tokens();
    NameParts parts;
    parts.scripts = scan_.scripts();
    parts.legal_form = form_;
    parts.legal_form_text = form_text_;
    parts.branch = branch_;
    add_tokens();
    parts.tokens = tokens_;
    parts.identifiers = numbers_;
    add_keys(parts);
    add_acronym(parts);
    return parts;
}

void NameReader::find_pieces() {
    const auto& words = scan_.words();
    for (std::size_t at = 0; at < words.size();) {
        if (words[at].script == Script::han) {
            add_han(at++);
        } else {
            add_phrase(at);
        }
    }
}

// "ИУ", "УСИ", "ДАЛЯНЬ" may be Palladius and then name a Chinese city; ЦЗИНАНЬ comes apart into JING AN, but is listed as it is written.
void NameReader::find_palladius_places() {
    if (!cyrillic_) return;
    for (auto& piece : pieces_) {
        const auto& word = scan_.words()[piece.first];
        if (piece.count != 1 || piece.sense != nullptr || word.palladius == PalladiusSign::none || word.script != Script::cyrillic)
            continue;
        auto code = pinyin_code(scan_.view(word.pinyin));
        if (word.palladius == PalladiusSign::sure) {
            const auto latin = romanised(scan_.original().substr(piece.begin, piece.end - piece.begin));
            std::string key;
            append_sound_key(latin, key);
            code = word_code(latin, key);
        }
        auto state = PathTable::kRoot;
        const auto* place = NameLexicon::built_in().words().step(state, code).sense;
        if (place != nullptr && place->kind == SenseKind::place && place->in_names && place->country == "CN") piece.sense = place;
    }
}

// The longest listed phrase that begins at the word, else the word alone.
void NameReader::add_phrase(std::size_t& at) {
    const auto& words = scan_.words();
    auto state = PathTable::kRoot;
    const Sense* best = nullptr;
    std::size_t best_count = 1;
    for (std::size_t i = at; i < std::min(words.size(), at + kLongestPhrase) && words[i].script != Script::han; ++i) {
        const auto step = step_word(NameLexicon::built_in().words(), state, words[i]);
        // A place too small to be meant by a name is a name.
        if (step.sense != nullptr && (step.sense->kind != SenseKind::place || step.sense->in_names)) {
            best = step.sense;
            best_count = i + 1 - at;
        }
        if (!step.more) break;
    }
    add_word(at, best);
    auto& piece = pieces_.back();
    piece.count = static_cast<std::uint32_t>(best_count);
    piece.end = words[at + best_count - 1].end;
    at += best_count;
}

void NameReader::add_word(std::size_t at, const Sense* sense) {
    const auto& word = scan_.words()[at];
    Piece piece;
    piece.begin = word.begin;
    piece.end = word.end;
    piece.first = static_cast<std::uint32_t>(at);
    piece.count = 1;
    piece.sense = sense;
    piece.script = word.script;
    piece.aside = word.bracketed;
    pieces_.push_back(piece);
}

void NameReader::add_han(std::size_t at) {
    const auto& word = scan_.words()[at];
    segments_.clear();
    segment_han(scan_.codes(word), han_, segments_);
    const auto bytes = word.end - word.begin;
    const bool plain = word.codes_size != 0 && bytes == word.codes_size * 3;  // characters outside the first plane have four bytes
    for (const auto& segment : segments_) {
        add_word(at, segment.sense);
        auto& piece = pieces_.back();
        piece.codes_at = segment.at;
        piece.codes_size = segment.size;
        if (!plain) continue;
        piece.begin = word.begin + segment.at * 3;
        piece.end = piece.begin + segment.size * 3;
    }
}

// A phrase that is not what it looked like ("S A TRADING") becomes its words.
void NameReader::break_piece(std::size_t at) {
    const auto piece = pieces_[at];
    pieces_[at].sense = nullptr;
    if (piece.count < 2) return;
    const auto& words = scan_.words();
    std::vector<Piece> parts;
    for (auto i = piece.first; i < piece.first + piece.count; ++i) {
        auto part = piece;
        part.sense = nullptr;
        part.first = i;
        part.count = 1;
        part.begin = words[i].begin;
        part.end = words[i].end;
        parts.push_back(part);
    }
    pieces_[at] = parts[0];
    pieces_.insert(pieces_.begin() + static_cast<std::ptrdiff_t>(at) + 1, parts.begin() + 1, parts.end());
}

bool NameReader::take_form(Piece& piece) {
    piece.used = true;
    if (piece.sense->id == "branch") {
        branch_ = true;
        if (form_.empty()) form_text_ = scan_.original().substr(piece.begin, piece.end - piece.begin);
        return true;
    }
    if (better_form(piece.sense->id, form_)) {
        form_ = piece.sense->id;
        form_text_ = scan_.original().substr(piece.begin, piece.end - piece.begin);
    }
    return true;
}

// "FONDOVALLE SPA VIA PIODO 12 41053 TORRE MAINA ITALY": a form with numbers behind it ends the name; the address is an aside.
void NameReader::cut_address_tail() {
    constexpr std::size_t kShortestTail = 3;
    const auto is_number = [&](const Piece& piece) { return piece.script != Script::han && scan_.words()[piece.first].has_digit; };
    for (std::size_t at = 1; at + kShortestTail < pieces_.size(); ++at) {
        auto& form = pieces_[at];
        if (!known_kind(form.sense, SenseKind::form) || form.sense->id == "company" || form.aside) continue;
        if (std::all_of(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(at), [](const Piece& piece) { return piece.used; }))
            continue;
        const auto rest = pieces_.begin() + static_cast<std::ptrdiff_t>(at) + 1;
        if (std::count_if(rest, pieces_.end(), is_number) < 2) continue;
        take_form(form);
        for (auto piece = rest; piece != pieces_.end(); ++piece) {
            piece->aside = true;
            if (known_kind(piece->sense, SenseKind::form)) piece->sense = nullptr;
        }
        return;
    }
}

void NameReader::find_forms() {
    cut_address_tail();
    for (auto& piece : pieces_) {
        if (!piece.used && known_kind(piece.sense, SenseKind::form) && piece.sense->position == FormPosition::anywhere) take_form(piece);
    }
    while (take_at_ends()) {
    }
    for (std::size_t at = 0; at < pieces_.size(); ++at) {
        if (known_kind(pieces_[at].sense, SenseKind::form) && !pieces_[at].used) break_piece(at);
    }
    if (form_.empty() && branch_) form_ = "branch";
}

// Forms that count at an end only: the end is what no used piece, bracket or place stands behind. True when one was taken.
bool NameReader::take_at_ends() {
    const auto open = [](const Piece& piece) { return !piece.used && !piece.aside; };
    std::size_t left = 0;
    while (left < pieces_.size() && !open(pieces_[left])) ++left;
    std::size_t right = pieces_.size();
    while (right > 0 && !open(pieces_[right - 1])) --right;
    if (right < left + 2) return false;  // the name itself must stay
    auto& first = pieces_[left];
    auto& last = pieces_[right - 1];
    if (known_kind(first.sense, SenseKind::form) && first.sense->position == FormPosition::ends) return take_form(first);
    // "ИП СЕРГЕЕВ А.Б.": a trader's initials are no AB.
    const bool initials = form_ == "sole_trader" && last.count > 1 && scan_.words()[last.first].codes_size == 1;
    if (known_kind(last.sense, SenseKind::form) && !initials) return take_form(last);
    // "ACME AS, OSLO": a place behind the form.
    if (right >= left + 3 && known_kind(last.sense, SenseKind::place) && open(pieces_[right - 2]) &&
        known_kind(pieces_[right - 2].sense, SenseKind::form)) {
        return take_form(pieces_[right - 2]);
    }
    return false;
}

void NameReader::find_numbers() {
    std::string_view label;
    for (auto& piece : pieces_) {
        if (piece.used) continue;
        if (known_kind(piece.sense, SenseKind::label)) {
            label = piece.sense->id;
            continue;
        }
        const bool number = piece.count == 1 && scan_.words()[piece.first].has_digit && read_number(piece, label);
        if (number) piece.used = true;
        if (number && (label == "inn" || label.empty())) {
            label = number_drafts_.back().kind == "inn" ? "kpp" : "";  // a KPP often follows an INN without a word
        } else {
            label = {};
        }
    }
    // A label without a number behind it is a word like others; with one it is no part of the name.
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        if (!known_kind(pieces_[i].sense, SenseKind::label)) continue;
        std::size_t next = i + 1;
        while (next < pieces_.size() && known_kind(pieces_[next].sense, SenseKind::label)) ++next;
        if (next < pieces_.size() && pieces_[next].used && scan_.words()[pieces_[next].first].has_digit) {
            pieces_[i].used = true;
        } else {
            break_piece(i);
        }
    }
}

bool NameReader::read_number(Piece& piece, std::string_view label) {
    auto& text = scan_.text();
    const auto start = text.size();
    for (const char c : scan_.original().substr(piece.begin, piece.end - piece.begin)) {
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) text += c;
        if (c >= 'a' && c <= 'z') text += static_cast<char>(c - 32);
    }
    const auto country = form_text_ == "ТОО" || form_text_ == "TOO" ? "KZ" : "";
    const auto found = find_identifier(std::string_view(text).substr(start), label, country);
    if (found.kind.empty()) return false;
    number_drafts_.push_back({scan_.since(start), found.kind, found.checked});
    return true;
}

// Behind "formerly", "d/b/a" everything is another name; a form found in brackets stays a form.
void NameReader::mark_asides() {
    bool behind = false;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
        auto& piece = pieces_[i];
        if (known_kind(piece.sense, SenseKind::aside)) {
            // The first word of a name announces nothing: "AKA TRADING".
            if (i == 0 || piece.used) {
                break_piece(i);
                continue;
            }
            behind = true;
            piece.used = true;
        }
        piece.aside = piece.aside || behind;
    }
    // A name that stands in brackets as a whole is no aside.
    const bool all = std::all_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) { return piece.used || piece.aside; });
    for (auto& piece : pieces_) piece.aside = piece.aside && !all;
}

// Traders bear surnames that are cities too: "ИП КОРОЛЕВ С.П.".
void NameReader::drop_surname_places() {
    if (form_ != "sole_trader") return;
    for (auto& piece : pieces_) {
        const bool city = known_kind(piece.sense, SenseKind::place) && piece.sense->id.starts_with("city") && piece.script != Script::han;
        if (city && !piece.aside && piece.count == 1) piece.sense = nullptr;
    }
}

bool NameReader::looks_chinese(const ScanWord& word) const {
    if (word.palladius == PalladiusSign::sure) return true;
    if (word.script != Script::latin) return false;
    const auto latin = scan_.view(word.latin);
    // Letters that English and Russian words hardly put together in what comes apart into syllables.
    bool sign = latin.find('q') != latin.npos || latin.find('x') != latin.npos || latin.find("zh") != latin.npos;
    for (const auto* part : {"iang", "iao", "uang", "iong", "ian", "uai"}) sign = sign || latin.find(part) != latin.npos;
    return sign && word.pinyin_word;
}

// A Cyrillic word that may be a Chinese syllable and stands beside another unlisted one: "ВАН ЧУАН" is no "one", "ТЯНЬ И" no "and".
bool NameReader::is_syllable(std::size_t at) const {
    const auto may_be = [&](std::size_t i) {
        if (i >= pieces_.size() || pieces_[i].used || pieces_[i].count != 1 || pieces_[i].script != Script::cyrillic) return false;
        return scan_.words()[pieces_[i].first].palladius != PalladiusSign::none;
    };
    const auto unlisted = [&](std::size_t i) { return may_be(i) && pieces_[i].sense == nullptr; };
    return may_be(at) && (unlisted(at + 1) || (at > 0 && unlisted(at - 1)));
}

bool NameReader::shows_chinese() const {
    if ((scan_.scripts() & script_bit(Script::han)) != 0) return true;
    for (const auto& piece : pieces_) {
        if (known_kind(piece.sense, SenseKind::place) &&
            (piece.sense->country == "CN" || piece.sense->country == "HK" || piece.sense->country == "TW")) {
            return true;
        }
    }
    return std::any_of(scan_.words().begin(), scan_.words().end(), [&](const ScanWord& word) { return looks_chinese(word); }) ||
           has_syllables();
}

// A word that is one Chinese syllable and no listed place, form or activity.
bool NameReader::one_syllable(const Piece& piece) const {
    if (piece.used || piece.count != 1 || (piece.script != Script::latin && piece.script != Script::cyrillic)) return false;
    if (piece.sense != nullptr && piece.sense->kind != SenseKind::loan && piece.sense->kind != SenseKind::generic) return false;
    const auto& word = scan_.words()[piece.first];
    if (word.codes_size < 2) return false;
    if (piece.script == Script::latin) return word.pinyin_word && pinyin_syllables(scan_.view(word.latin)) == 1;
    return word.palladius != PalladiusSign::none && pinyin_syllables(scan_.view(word.pinyin)) == 1;
}

// "KAI YONG", "ХАЙ ШЭН": neighbouring words of one syllable each, not all of them listed, are a Chinese name.
bool NameReader::has_syllables() const {
    for (std::size_t i = 0; i + 1 < pieces_.size(); ++i) {
        const bool unlisted = pieces_[i].sense == nullptr || pieces_[i + 1].sense == nullptr;
        if (unlisted && pieces_[i].script == pieces_[i + 1].script && one_syllable(pieces_[i]) && one_syllable(pieces_[i + 1])) return true;
    }
    return false;
}

// "GUO YE LONG" begins with no 果业: an activity of syllables that a lone one follows is a part of the name.
void NameReader::drop_split_activities() {
    for (std::size_t i = 0; i + 1 < pieces_.size(); ++i) {
        const auto& piece = pieces_[i];
        if (piece.used || piece.count < 2 || !known_kind(piece.sense, SenseKind::activity) || !one_syllable(pieces_[i + 1])) continue;
        const auto words = std::span(scan_.words()).subspan(piece.first, piece.count);
        const bool syllables = std::ranges::all_of(
            words, [&](const ScanWord& word) { return word.pinyin_word && pinyin_syllables(scan_.view(word.latin)) == 1; });
        if (syllables) break_piece(i);
    }
}

void NameReader::add_tokens() {
    tokens_.clear();
    numbers_.clear();
    for (auto& draft : drafts_) {
        draft.token.latin = scan_.view(draft.latin);
        if (draft.key.size > 0) draft.token.key = scan_.view(draft.key);
        draft.token.other_key = scan_.view(draft.other_key);
        tokens_.push_back(draft.token);
    }
    for (const auto& number : number_drafts_) numbers_.push_back({number.kind, scan_.view(number.value), number.checked});
}

void NameReader::add_keys(NameParts& parts) {
    core_key_.clear();
    full_key_.clear();
    concepts_.clear();
    for (const auto& token : tokens_) {
        if (token.aside || token.kind == NameTokenKind::generic) continue;
        const bool named = token.kind == NameTokenKind::core || token.kind == NameTokenKind::number || token.kind == NameTokenKind::initial;
        if (named) core_key_ += token.key;
        if (!named && !token.concept_id.empty()) {
            concepts_.push_back(token.concept_id);
        } else {
            full_key_ += token.key;
        }
    }
    std::sort(concepts_.begin(), concepts_.end());
    concepts_.erase(std::unique(concepts_.begin(), concepts_.end()), concepts_.end());
    for (const auto concept_id : concepts_) (full_key_ += '|') += concept_id;
    parts.core_key = core_key_;
    parts.full_key = full_key_;
}

void NameReader::add_acronym(NameParts& parts) {
    acronym_.clear();
    std::size_t cores = 0;
    std::size_t last_core = 0;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
        const auto& token = tokens_[i];
        if (token.aside || token.kind == NameTokenKind::generic || token.kind == NameTokenKind::number) continue;
        if (token.kind == NameTokenKind::core) ++cores, last_core = i;
        const auto initials = scan_.view(drafts_[i].initials);
        acronym_ += initials.empty() ? token.latin.substr(0, 1) : initials;
    }
    constexpr std::string_view kVowels = "aeiouy";
    constexpr std::size_t kLongest = 6;
    if (cores == 1 && parts.tokens.size() <= 3) {
        const auto latin = tokens_[last_core].latin;
        const bool written = latin.size() >= 2 && latin.size() <= kLongest && latin.find_first_of(kVowels) == latin.npos;
        const bool dotted = drafts_[last_core].initials.size >= kShortestDottedAcronym && drafts_[last_core].initials.size == latin.size();
        if (written || dotted) {
            acronym_ = latin;
            parts.is_acronym = true;
        }
    }
    if (acronym_.size() > 1) parts.acronym = acronym_;
}

}  // namespace wb
