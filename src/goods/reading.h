// The grammar of recognition: from matched words to what the text is about.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "goods/box31.h"
#include "goods/lexicon.h"
#include "reference/catalogue.h"

namespace wb {

inline constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// A word that was decisive: where it stands in the joined text, and what it says.
struct DecisiveWord {
    std::uint32_t begin = 0, end = 0;
    std::string_view subject, id;  // "brand", "model", "class" and its id in the catalogue
};

// What kind of words was found, strongest first. Names of patterns: strength_name.
// class_part: a kind of part in one phrase with a word for drones; class_head: a word for drones is the head of the text; part: a part
// number whose first letters name its kind; long_part: by five letters or more.
enum class Strength : unsigned char {
    none,
    model_brand,
    model,
    brand_class,
    class_word,
    class_part,
    class_head,
    brand,
    against,
    vague,
    hs,
    part,
    long_part
};
inline constexpr std::size_t kStrengths = 13;
std::string_view strength_name(Strength strength);

struct Reading {
    std::size_t brand = kNone, model = kNone, goods_class = kNone;  // indexes into the catalogue
    Strength strength = Strength::none;
    bool context = false;  // words that go with drones, none that names them
    // What a field for marks states when it is no brand of the catalogue, folded: models of brands that it does not resemble need more than
    // their letters.
    std::string foreign;
    std::vector<DecisiveWord> words;
    std::vector<std::string_view> against;  // of the joined text
};

// own: the class's own code; near: a code under which such goods were declared before 2022 or are by mistake.
enum class HsMatch : unsigned char { none, own, near, other };
inline constexpr std::size_t kHsMatches = 4;
std::string_view hs_match_name(HsMatch match);  // hs_none, hs_uav, hs_near, hs_other

// What a commodity code says about the classes.
struct HsFeature {
    std::size_t goods_class = kNone;  // class whose own code it is, in the edition that has one
    bool uav = false, part = false, near = false, stated = false, priority = false;
    [[nodiscard]] bool controlled() const { return goods_class != kNone && (uav || part || priority); }
    [[nodiscard]] HsMatch match_for(std::string_view goods_class_id) const;
};

// The first six digits as a number.
std::optional<std::uint32_t> hs6_number(std::string_view code);

class ClassCodes {
public:
    explicit ClassCodes(const Catalogue& catalogue);
    [[nodiscard]] HsFeature feature(std::string_view hs_code) const;

private:
    // Codes at the place of their hash or behind it; asked for every row, mostly in vain.
    static constexpr std::uint32_t kNoCode = UINT32_MAX;
    struct Slot {
        std::uint32_t code = kNoCode, feature = 0;
    };
    [[nodiscard]] const Slot& slot(std::uint32_t code) const;
    std::vector<Slot> slots_;  // a power of two, at most a quarter full
    std::vector<HsFeature> features_;
};

// What recognition asks of the catalogue for every match, by index. `catalogue` must outlive it.
struct CatalogueIndex {
    enum class Role : unsigned char { uav, general_part, part, other };
    explicit CatalogueIndex(const Catalogue& of);
    const Catalogue& catalogue;
    std::vector<Role> roles;                            // of classes
    std::vector<std::size_t> model_brand, model_class;  // of models
    std::size_t uav = kNone;                            // the class of drones
    [[nodiscard]] bool is_uav(std::size_t goods_class) const { return roles[goods_class] == Role::uav; }
    [[nodiscard]] bool is_part(std::size_t goods_class) const {
        return roles[goods_class] == Role::part || roles[goods_class] == Role::general_part;
    }
};

// Marks named by a label or a column of its own. `drones`: the item speaks of drones, so that weak words for brands count.
void read_marks(const CatalogueIndex& index, const TokenText& text, std::span<const TermMatch> matches, bool drones, Reading& reading);

// What the words of one good's text say, together with its labels. `begin`: where in `joined` the text of this good begins.
Reading read_matches(const CatalogueIndex& index, const TokenText& text, std::string_view joined, std::size_t begin,
                     std::span<const TermMatch> matches, const Reading& labels, const HsFeature& hs);

// A stretch of a group with one model and its own quantity.
struct TextPart {
    std::size_t begin = 0, end = 0;
    std::optional<StatedQuantity> quantity;
};
// "DJI MAVIC 3 - 10 PCS; DJI MINI 2 - 5 PCS" is two parts; a text without several counted models is one. Replaces `parts`.
void split_by_models(const TokenText& text, std::span<const TermMatch> matches, std::size_t begin, std::size_t end, std::string_view joined,
                     std::vector<TextPart>& parts);

// The words that a part may mean: its own, and the group's where it has none of a class or no brand; models only its own. Replaces `own`.
void matches_of_part(const TokenText& text, const TextPart& part, std::span<const TermMatch> matches, std::vector<TermMatch>& own);

}  // namespace wb
