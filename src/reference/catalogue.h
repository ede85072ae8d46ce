// What goods there are: classes, brands, models and decoys as dated data (data/catalogue, and catalogue/ of a case).
//
// Words are kept as the file spells them, in lower case; recognition folds them. A word that ends in `*` stands for every word that begins
// so; a phrase is compared word by word ("беспилотн* летательн* аппарат*"). Everything is sorted by id, so results never depend on the
// order of files. Immutable after loading and thread safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/day.h"
#include "base/embedded.h"
#include "base/result.h"
#include "tables/column.h"

namespace wb {

// Words by language of the text they stand in.
struct WordLists {
    std::vector<std::string> ru, en, zh;
    [[nodiscard]] std::vector<std::string_view> all() const;
};

// Codes of one edition of the Harmonized System under which a class is declared. relation "1:1" and "n:1" mean that the codes contain the
// whole class; "n:n" that the class was spread over more codes than these.
struct HsForms {
    int edition = 0;  // 2012, 2017, 2022
    std::string relation;
    std::vector<std::string> codes;  // six digits
};

struct GoodsClass {
    std::string id, title, parent;  // parent "" at the top
    std::string tier;               // of the common high priority list, else ""
    std::vector<HsForms> hs;
    WordLists words;          // say the class by themselves
    WordLists context_words;  // say it only beside a word of the parent, a brand or a model
    WordLists against;        // say that it is something else
    std::string innocent, source;
};

struct Brand {
    std::string id, name;
    std::string maker;  // legal name
    Country maker_country;
    std::string family;  // brand id of the ultimate owner; the brand's own id when it has none
    std::optional<int> since;
    std::vector<std::string> spellings;
    std::vector<std::string> weak_spellings;  // name the brand only where a drone, a part of one or a model of the brand is spoken of
    bool distinctive = false;                 // false: the word alone means other things too
    std::vector<std::string> against;
    std::vector<std::string> classes;
    std::string source;
    bool verified = false;  // true: read in the source named, on entry; false: general knowledge
};

struct Model {
    std::string id, name, brand, goods_class;
    std::optional<int> takeoff_weight_g;    // largest that the maker states, grams
    std::optional<double> net_mass_kg;      // of one piece: an aircraft with its batteries, without remote control and packing
    std::string hs_code;                    // HS 2022, six digits
    std::optional<double> usual_price_usd;  // maker's price at launch without tax, United States dollars
    std::optional<int> year;                // of launch
    std::vector<std::string> spellings;
    bool distinctive = false;  // true: the spellings identify it without the brand
    std::vector<std::string> against;
    std::vector<std::string> shares_words_with;  // ids of models that are written the same, known and meant
    std::string source;
    bool verified = false;
};

// Goods that share words with a brand or model and are no drones. `brand` "" for any.
struct Decoy {
    std::string id, brand, why, source;
    std::vector<std::string> words;
};

struct CatalogueEdition {
    std::string file, version;
    Day as_of;
};

class Catalogue {
public:
    std::vector<CatalogueEdition> editions;
    std::vector<GoodsClass> classes;
    std::vector<Brand> brands;
    std::vector<Model> models;
    std::vector<Decoy> decoys;

    // Constant time; nullptr when there is none.
    [[nodiscard]] const GoodsClass* find_class(std::string_view id) const;
    [[nodiscard]] const Brand* find_brand(std::string_view id) const;
    [[nodiscard]] const Model* find_model(std::string_view id) const;
    // True when `id` is `ancestor` or lies below it: is_within("uav_part.battery", "uav_part").
    [[nodiscard]] bool is_within(std::string_view id, std::string_view ancestor) const;
    // Classes that an HS code (six or more digits) of an edition belongs to, in order of id. Constant time.
    [[nodiscard]] std::vector<std::string_view> classes_of_hs(std::string_view hs_code, int edition) const;

private:
    std::unordered_map<std::string, std::size_t> class_at_, brand_at_, model_at_;
    std::unordered_map<std::string, std::vector<std::size_t>> classes_at_hs_;  // by "2022 880621"
    friend class CatalogueLoader;
};

// The catalogue of these files together. Entries of later files replace earlier ones of the same id, so a case's own files come last.
// Errors: data.syntax, data.bad_entry, with file, row and key: unknown keys, missing sources, unknown brands, classes and families, HS
// codes that are not six digits, one spelling for two models of a brand that does not say so.
Result<Catalogue> load_catalogue(std::span<const EmbeddedFile> files);

// The built-in files followed by those of a case.
Result<Catalogue> load_catalogue_with(std::span<const EmbeddedFile> case_files);

// HS heading 8806 by the largest take-off weight, for remote-controlled flight: 880621 up to 250 g … 880629 above 150 kg.
std::string_view uav_hs_code(int takeoff_weight_g);

}  // namespace wb
