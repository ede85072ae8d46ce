// A company name taken apart: legal form, place, activity, the name proper, numbers; with keys under which scripts meet.
//
// For resolving and screening companies. Idea: what tells companies apart is the name proper (the core); forms, places and activities are
// shared by thousands and are written now in one language, now in another, so they become concepts ("科技", "TECHNOLOGY", "ТЕКНОЛОДЖИ" are
// all `technology`), while the core becomes a phonetic key ("大疆", "DA JIANG", "DAJIANG", "ДАЦЗЯН" and "DATSZYAN" are all "dajian").
// Word lists are data: terms/legal_forms.toml, activities.toml, places.toml, loan_words.toml, han_readings.toml, each with its sources.
// Missing data: an empty text gives no tokens and empty keys. Never fails: any bytes give some parts; invalid UTF-8 separates words; what
// stands behind 4,096 bytes is not read. Order: tokens stand as in the text, legal forms and numbers of registers taken out. Same text,
// same parts, on every machine. Cost: about a microsecond, no allocation once the scratch has grown. Thread rule: one NameScratch per
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace wb {

enum class Script : std::uint8_t { none, latin, cyrillic, han, other };

// Which scripts a name shows, one bit each: `scripts & script_bit(Script::han)`.
using ScriptSet = std::uint8_t;
constexpr ScriptSet script_bit(Script script) { return static_cast<ScriptSet>(1U << static_cast<unsigned>(script)); }

enum class NameTokenKind : std::uint8_t {
    core,      // the name proper
    place,     // a country, region or city; concept_id says which
    activity,  // what the company does; concept_id says what
    generic,   // group, holding, company, and, of: says nearly nothing
    number,    // digits that are no register's number: "ЗАВОД 42"
    initial,   // a single letter: "И. ПЕТРОВ", "J K TRADING"
};

struct NameToken {
    NameTokenKind kind = NameTokenKind::core;
    Script script = Script::none;
    // Stands in brackets, or behind "formerly", "d/b/a", "он же": another name of the company, its place, or a remark.
    bool aside = false;
    std::string_view original;  // as written, into the text that was read; a joined token ("DA JIANG") covers the space between
    std::string_view latin;     // romanised, lower case, without spaces: "dajiang", "romashka"
    // Phonetic: the same for the Cyrillic, pinyin, Palladius and English spellings of one sound. Words of the lists have the key of their
    // entry, so ТРЕЙД, TREYD and TRADE share one; ТОРГ, the same concept, has another.
    std::string_view key;
    // A second reading, "" when there is none: a Han character with two readings, a Cyrillic word that is also Palladius (ВАН: van, wang).
    std::string_view other_key;
    std::string_view concept_id;  // of places ("city:shenzhen", "region:guangdong", "country:CN") and activities ("technology"), else ""
};

// A register's number written inside the name.
struct NameIdentifier {
    std::string_view kind;   // inn, kpp, ogrn, bin, uscc, ein, vat, unp, edrpou; unverified: a long number of no known kind
    std::string_view value;  // digits and capitals only
    bool checked = false;    // its check digits hold; kinds without check digits (kpp, ein) are never checked
};

// Views point into the text that was read, the scratch, or static storage: valid until the scratch reads the next name.
struct NameParts {
    ScriptSet scripts = 0;
    std::string_view legal_form;       // id of terms/legal_forms.toml: llc, jsc, sole_trader …; "" when none is written
    std::string_view legal_form_text;  // as written, "" when none; the first one when there are several ("OOO … LTD")
    bool branch = false;               // filial, representative office: the form of a part, beside the form of the whole
    std::span<const NameToken> tokens;
    std::span<const NameIdentifier> identifiers;
    // Keys of the tokens outside brackets, without separators. All empty when nothing is left.
    std::string_view core_key;  // of core, number and initial tokens: the name proper
    std::string_view full_key;  // of all tokens but generic ones, words of one concept alike: equal for the same name in other scripts
    // Initials of the core, activity and place tokens ("Novye Tekhnologii Servis" -> "nts"), or the only core token itself when it is
    // written like an acronym ("НТС", "N.T.S."): compare one name's with another's. "" for fewer than two letters.
    std::string_view acronym;
    bool is_acronym = false;  // `acronym` is how the name is written, not what it would shorten to
};

// Buffers of read_name, reused from call to call.
class NameScratch {
public:
    NameScratch();
    ~NameScratch();
    NameScratch(NameScratch&&) noexcept;
    NameScratch& operator=(NameScratch&&) noexcept;

    struct State;
    [[nodiscard]] State& state() { return *state_; }

private:
    std::unique_ptr<State> state_;
};

NameParts read_name(std::string_view name, NameScratch& scratch);

// Latin letters for reading: the tokens' latin separated by spaces, without the legal form.
std::string latin_name(const NameParts& parts);

}  // namespace wb
