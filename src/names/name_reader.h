// Takes one name apart; the body of read_name. The steps, in order: words; pieces (phrases of the lexicon, segments of Han runs); legal
// forms; numbers of registers; what stands aside; tokens with their keys. Not thread safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "names/han_segments.h"
#include "names/name_parts.h"
#include "names/word_scan.h"

namespace wb {

class NameReader {
public:
    NameParts read(std::string_view name);

private:
    // One or more words that mean one thing, or a segment of a Han run.
    struct Piece {
        std::uint32_t begin = 0, end = 0;            // bytes of the original
        std::uint32_t first = 0, count = 0;          // words
        std::uint32_t codes_at = 0, codes_size = 0;  // Han characters, in the codes of the first word
        const Sense* sense = nullptr;
        Script script = Script::none;
        bool aside = false;
        bool used = false;  // a form, a label or a number: no token
    };
    struct Draft {
        NameToken token;
        TextSpan latin, key, other_key;
        TextSpan initials;
        const Sense* sense = nullptr;
    };
    struct NumberDraft {
        TextSpan value;
        std::string_view kind;
        bool checked = false;
    };

    void find_pieces();
    void find_palladius_places();
    [[nodiscard]] bool is_syllable(std::size_t at) const;
    void add_phrase(std::size_t& at);
    void add_word(std::size_t at, const Sense* sense);
    void add_han(std::size_t at);
    void break_piece(std::size_t at);

    void find_forms();
    void cut_address_tail();
    bool take_form(Piece& piece);
    bool take_at_ends();
    void find_numbers();
    bool read_number(Piece& piece, std::string_view label);
    void mark_asides();
    void drop_surname_places();
    [[nodiscard]] bool shows_chinese() const;
    [[nodiscard]] bool one_syllable(const Piece& piece) const;
    [[nodiscard]] bool has_syllables() const;
    void drop_split_activities();
    void drop_syllable_senses();
    [[nodiscard]] bool names_city() const;
    [[nodiscard]] bool looks_chinese(const ScanWord& word) const;

    void draft_tokens();
    void draft_piece(Piece& piece);
    void draft_words(const Piece& piece);
    void draft_word(std::size_t at, const Piece& piece);
    void draft_han(const Piece& piece);
    bool draft_compound(std::size_t at, const Piece& piece);
    void draft_head(TextSpan head, const Piece& piece);
    bool draft_city_prefix(std::size_t at, const Piece& piece);
    void add_loan_reading(const ScanWord& word, Draft& draft);
    void add_other_readings(const ScanWord& word, Draft& draft);
    Draft& add_draft(const Piece& piece, NameTokenKind kind);
    void join_pinyin();
    void join_initials();
    [[nodiscard]] bool goes_on_syllables(const ScanWord& word, const Piece& piece) const;
    void promote_core();
    bool promote_second_place();

    void add_tokens();
    void add_keys(NameParts& parts);
    void add_acronym(NameParts& parts);

    WordScan scan_;
    HanScratch han_;
    std::vector<HanSegment> segments_;
    std::vector<Piece> pieces_;
    std::vector<Draft> drafts_;
    std::vector<NumberDraft> number_drafts_;
    std::vector<NameToken> tokens_;
    std::vector<NameIdentifier> numbers_;
    std::vector<std::string_view> concepts_, syllables_;
    std::string core_key_, full_key_, acronym_;
    std::string_view form_, form_text_;
    bool branch_ = false;
    bool chinese_ = false;
    bool cyrillic_ = false;
};

}  // namespace wb
