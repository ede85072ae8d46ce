#include "reference/catalogue.h"

#include <algorithm>
#include <map>

#include "reference/toml_entry.h"
#include "text/fold.h"

namespace wb {

namespace {

constexpr int kEarliestYear = 1850;  // the oldest maker in the catalogue was founded later
constexpr int kLatestYear = 2100;
constexpr int kHeaviestAircraft = 50'000'000;  // grams; no unmanned aircraft reaches a quarter of it
constexpr std::size_t kHsDigits = 6;

WordLists read_words(EntryReader& entry, std::string_view key, const std::string& file) {
    WordLists words;
    const auto* table = entry.table(key);
    if (table == nullptr) return words;
    EntryReader inner(*table, file);
    words = {inner.texts("ru"), inner.texts("en"), inner.texts("zh")};
    if (const auto status = inner.finish(); !status.ok()) entry.fail(key, status.error().message, status.error().hint);
    return words;
}

HsForms read_hs_forms(const toml::table& table, const std::string& file, EntryReader& entry) {
    HsForms forms;
    EntryReader inner(table, file);
    forms.edition = inner.integer("edition", 1988, kLatestYear).value_or(0);
    forms.relation = inner.text("relation");
    forms.codes = inner.hs_codes("codes");
    if (forms.edition == 0) inner.fail("edition", "the edition of the Harmonized System is missing", "write edition = 2022");
    if (const auto status = inner.finish(); !status.ok()) entry.fail("hs", status.error().message, status.error().hint);
    return forms;
}

GoodsClass read_class(EntryReader& entry, const std::string& file) {
    GoodsClass value;
    value.id = entry.text("id");
    value.title = entry.text("title");
    value.parent = entry.optional_text("parent");
    value.tier = entry.optional_text("tier");
    for (const auto* forms : entry.tables("hs")) value.hs.push_back(read_hs_forms(*forms, file, entry));
    value.words = read_words(entry, "words", file);
    value.context_words = read_words(entry, "context_words", file);
    value.against = read_words(entry, "against", file);
    value.innocent = entry.text("innocent");
    value.source = entry.text("source");
    return value;
}

Brand read_brand(EntryReader& entry, const std::string&) {
    Brand value;
    value.id = entry.text("id");
    value.name = entry.text("name");
    value.maker = entry.optional_text("maker");
    const auto country = entry.text("maker_country");
    value.maker_country = Country(country);
    if (country.size() != 2) entry.fail("maker_country", "not a country code: " + country, "write two capitals such as \"CN\"");
    value.family = entry.optional_text("family");
    if (value.family.empty()) value.family = value.id;
    value.since = entry.integer("since", kEarliestYear, kLatestYear);
    value.spellings = entry.texts("spellings");
    value.weak_spellings = entry.texts("weak_spellings");
    value.distinctive = entry.flag("distinctive", false);
    value.against = entry.texts("against");
    value.classes = entry.texts("classes");
    value.source = entry.text("source");
    value.verified = entry.flag("verified", false);
    if (value.spellings.empty()) entry.fail("spellings", "a brand without spellings", "add at least one");
    return value;
}

bool whole_aircraft(const Model& model) { return model.goods_class == "uav" || model.goods_class.starts_with("uav."); }

void check_model(const Model& model, EntryReader& entry) {
    const bool by_weight = whole_aircraft(model) && model.hs_code.starts_with("88062") && model.takeoff_weight_g;
    if (by_weight && model.hs_code != uav_hs_code(*model.takeoff_weight_g)) {
        entry.fail("hs_code", "hs_code " + model.hs_code + " does not fit the take-off weight",
                   "write " + std::string(uav_hs_code(*model.takeoff_weight_g)));
    }
    for (const auto& [value, key] : {std::pair(model.net_mass_kg, "net_mass_kg"), std::pair(model.usual_price_usd, "usual_price_usd")}) {
        if (value && *value <= 0) entry.fail(key, std::string(key) + " is not above zero", "leave it out when it is not known");
    }
    if (model.spellings.empty()) entry.fail("spellings", "a model without spellings", "add at least one");
}

Model read_model(EntryReader& entry, const std::string&) {
    Model value;
    value.id = entry.text("id");
    value.name = entry.text("name");
    value.brand = entry.text("brand");
    value.goods_class = entry.text("class");
    value.takeoff_weight_g = entry.integer("takeoff_weight_g", 1, kHeaviestAircraft);
    value.net_mass_kg = entry.number("net_mass_kg");
    value.hs_code = entry.optional_text("hs_code");
    const bool digits = value.hs_code.find_first_not_of("0123456789") == std::string::npos;
    if (!value.hs_code.empty() && (!digits || value.hs_code.size() != kHsDigits))
        entry.fail("hs_code", "not a code of six digits: " + value.hs_code, "write the subheading without dots");
    value.usual_price_usd = entry.number("usual_price_usd");
    value.year = entry.integer("year", kEarliestYear, kLatestYear);
    value.spellings = entry.texts("spellings");
    value.distinctive = entry.flag("distinctive", false);
    value.against = entry.texts("against");
    value.shares_words_with = entry.texts("shares_words_with");
    value.source = entry.text("source");
    value.verified = entry.flag("verified", false);
    check_model(value, entry);
    return value;
}

Decoy read_decoy(EntryReader& entry, const std::string&) {
    Decoy value;
    value.id = entry.text("id");
    value.brand = entry.optional_text("brand");
    value.why = entry.text("why");
    value.source = entry.text("source");
    value.words = entry.texts("words");
    if (value.words.empty()) entry.fail("words", "a decoy without words", "add at least one");
    return value;
}

std::string hs_key(int edition, std::string_view code) { return std::to_string(edition) + " " + std::string(code); }

Error unknown_id(const Where& where, const std::string& what, const std::string& id) {
    return {"data.bad_entry", what + " is not in the catalogue: " + id, where, "correct the id or add the entry"};
}

template <typename T>
const T* at(const std::vector<T>& entries, const std::unordered_map<std::string, std::size_t>& places, std::string_view id) {
    const auto found = places.find(std::string(id));
    return found == places.end() ? nullptr : &entries[found->second];
}

}  // namespace

std::vector<std::string_view> WordLists::all() const {
    std::vector<std::string_view> words;
    for (const auto* list : {&ru, &en, &zh}) words.insert(words.end(), list->begin(), list->end());
    return words;
}

const GoodsClass* Catalogue::find_class(std::string_view id) const { return at(classes, class_at_, id); }
const Brand* Catalogue::find_brand(std::string_view id) const { return at(brands, brand_at_, id); }
const Model* Catalogue::find_model(std::string_view id) const { return at(models, model_at_, id); }

bool Catalogue::is_within(std::string_view id, std::string_view ancestor) const {
    // Parents were checked to form no circle, so the walk ends.
    while (!id.empty() && id != ancestor) {
        const auto* found = find_class(id);
        id = found == nullptr ? std::string_view() : std::string_view(found->parent);
    }
    return !id.empty();
}

std::vector<std::string_view> Catalogue::classes_of_hs(std::string_view hs_code, int edition) const {
    std::vector<std::string_view> ids;
    const auto found = classes_at_hs_.find(hs_key(edition, hs_code.substr(0, kHsDigits)));
    if (found == classes_at_hs_.end()) return ids;
    for (const auto place : found->second) ids.emplace_back(classes[place].id);
    return ids;
}

class CatalogueLoader {
public:
    Status add(const EmbeddedFile& file) {
        const std::string path(file.path);
        WB_TRY(const auto root, parse_toml(file.bytes, path));
        EntryReader top(root, path);
        if (const auto* header = top.table("catalogue")) WB_TRY_VOID(read_header(*header, path));
        WB_TRY_VOID(read_entries(top, "class", path, classes_, read_class));
        WB_TRY_VOID(read_entries(top, "brand", path, brands_, read_brand));
        WB_TRY_VOID(read_entries(top, "model", path, models_, read_model));
        WB_TRY_VOID(read_entries(top, "decoy", path, decoys_, read_decoy));
        return top.finish();
    }

    Result<Catalogue> finish() {
        move_out(classes_, catalogue_.classes, &catalogue_.class_at_);
        move_out(brands_, catalogue_.brands, &catalogue_.brand_at_);
        move_out(models_, catalogue_.models, &catalogue_.model_at_);
        move_out(decoys_, catalogue_.decoys, nullptr);
        WB_TRY_VOID(check_classes());
        WB_TRY_VOID(check_brands());
        WB_TRY_VOID(check_models());
        WB_TRY_VOID(check_spellings());
        index_hs();
        return std::move(catalogue_);
    }

private:
    template <typename T>
    struct Found {
        T value;
        Where where;
    };
    template <typename T>
    using Entries = std::map<std::string, Found<T>>;

    Status read_header(const toml::table& table, const std::string& path) {
        EntryReader header(table, path);
        CatalogueEdition edition{path, header.text("version"), header.day("as_of").value_or(Day{})};
        if (table.get("as_of") == nullptr) header.fail("as_of", "as_of is missing", "write as_of = 2024-02-23");
        catalogue_.editions.push_back(std::move(edition));
        return header.finish();
    }

    template <typename T, typename Read>
    Status read_entries(EntryReader& top, std::string_view key, const std::string& path, Entries<T>& entries, Read read) {
        std::set<std::string> here;
        for (const auto* table : top.tables(key)) {
            EntryReader entry(*table, path);
            T value = read(entry, path);
            if (!value.id.empty() && !here.insert(value.id).second)
                entry.fail("id", "the id stands twice in this file: " + value.id, "rename or remove one");
            auto where = entry.where("id");
            WB_TRY_VOID(entry.finish());
            auto id = value.id;
            entries.insert_or_assign(std::move(id), Found<T>{std::move(value), std::move(where)});
        }
        return {};
    }

    template <typename T>
    void move_out(Entries<T>& from, std::vector<T>& to, std::unordered_map<std::string, std::size_t>* places) {
        for (auto& [id, found] : from) {
            if (places != nullptr) places->emplace(id, to.size());
            to.push_back(std::move(found.value));
        }
    }

    Status check_classes() const {
        for (const auto& entry : catalogue_.classes) {
            const auto& where = classes_.at(entry.id).where;
            if (!entry.parent.empty() && catalogue_.find_class(entry.parent) == nullptr) return unknown_id(where, "parent", entry.parent);
            std::set<std::string_view> passed = {entry.id};
            for (const auto* up = catalogue_.find_class(entry.parent); up != nullptr; up = catalogue_.find_class(up->parent)) {
                if (!passed.insert(up->id).second)
                    return Error{"data.bad_entry", "classes are each other's parents: " + entry.id, where, "correct parent"};
            }
        }
        return {};
    }

    Status check_brands() const {
        for (const auto& brand : catalogue_.brands) {
            const auto& where = brands_.at(brand.id).where;
            if (catalogue_.find_brand(brand.family) == nullptr) return unknown_id(where, "family", brand.family);
            for (const auto& id : brand.classes) {
                if (catalogue_.find_class(id) == nullptr) return unknown_id(where, "class", id);
            }
        }
        for (const auto& decoy : catalogue_.decoys) {
            if (!decoy.brand.empty() && catalogue_.find_brand(decoy.brand) == nullptr)
                return unknown_id(decoys_.at(decoy.id).where, "brand", decoy.brand);
        }
        return {};
    }

    Status check_models() const {
        for (const auto& model : catalogue_.models) {
            const auto& where = models_.at(model.id).where;
            if (catalogue_.find_brand(model.brand) == nullptr) return unknown_id(where, "brand", model.brand);
            if (catalogue_.find_class(model.goods_class) == nullptr) return unknown_id(where, "class", model.goods_class);
            for (const auto& id : model.shares_words_with) {
                if (catalogue_.find_model(id) == nullptr) return unknown_id(where, "model in shares_words_with", id);
            }
        }
        return {};
    }

    static bool said(const Model& a, const Model& b) {
        const auto names = [](const Model& from, const Model& to) {
            return std::ranges::find(from.shares_words_with, to.id) != from.shares_words_with.end();
        };
        return names(a, b) || names(b, a);
    }

    // The same words for two models are an error when nothing tells them apart: the same brand, or both without need of a brand.
    Status check_spellings() const {
        std::unordered_map<std::string, std::vector<const Model*>> taken;
        for (const auto& model : catalogue_.models) {
            for (const auto& spelling : model.spellings) {
                auto& others = taken[fold_words(spelling)];
                for (const auto* other : others) {
                    const bool confusable =
                        other->id != model.id && (other->brand == model.brand || (other->distinctive && model.distinctive));
                    if (!confusable || said(*other, model)) continue;
                    return Error{"data.bad_entry", "\"" + spelling + "\" is a spelling of " + other->id + " and of " + model.id,
                                 models_.at(model.id).where, "remove one, or name the other in shares_words_with"};
                }
                others.push_back(&model);
            }
        }
        return {};
    }

    void index_hs() {
        for (std::size_t place = 0; place < catalogue_.classes.size(); ++place) {
            for (const auto& forms : catalogue_.classes[place].hs) {
                for (const auto& code : forms.codes) catalogue_.classes_at_hs_[hs_key(forms.edition, code)].push_back(place);
            }
        }
    }

    Catalogue catalogue_;
    Entries<GoodsClass> classes_;
    Entries<Brand> brands_;
    Entries<Model> models_;
    Entries<Decoy> decoys_;
};

Result<Catalogue> load_catalogue(std::span<const EmbeddedFile> files) {
    CatalogueLoader loader;
    for (const auto& file : files) WB_TRY_VOID(loader.add(file));
    return loader.finish();
}

Result<Catalogue> load_catalogue_with(std::span<const EmbeddedFile> case_files) {
    const auto built_in = embedded_below("catalogue/");
    std::vector<EmbeddedFile> files(built_in.begin(), built_in.end());
    files.insert(files.end(), case_files.begin(), case_files.end());
    return load_catalogue(files);
}

std::string_view uav_hs_code(int takeoff_weight_g) {
    // Steps of HS 2022 subheadings 8806.21 to 8806.29.
    if (takeoff_weight_g <= 250) return "880621";
    if (takeoff_weight_g <= 7'000) return "880622";
    if (takeoff_weight_g <= 25'000) return "880623";
    if (takeoff_weight_g <= 150'000) return "880624";
    return "880629";
}

}  // namespace wb
