#include "reference/catalogue.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

#include "text/fold.h"

using namespace wb;

namespace {

const Catalogue& built_in() {
    static const auto kCatalogue = [] {
        auto loaded = load_catalogue_with({});
        REQUIRE_MESSAGE(loaded.ok(), to_string(loaded.error()));
        return std::move(loaded).value();
    }();
    return kCatalogue;
}

constexpr std::string_view kBase = R"([[class]]
id = "uav"
title = "Unmanned aircraft"
innocent = "i"
source = "s"
[[brand]]
id = "acme"
name = "Acme"
maker_country = "CN"
spellings = ["acme"]
classes = ["uav"]
source = "s"
)";

Error error_of(std::string_view text) {
    const std::array files = {EmbeddedFile{"base.toml", kBase}, EmbeddedFile{"mine.toml", text}};
    const auto loaded = load_catalogue(files);
    REQUIRE_FALSE(loaded.ok());
    return loaded.error();
}

// Take-off weight and mass, code, price and year; a part does not take off, so that its mass stands for both.
bool has_all_facts(const Model& model) {
    const bool weight = model.takeoff_weight_g.has_value() || model.goods_class != "uav";
    return weight && model.net_mass_kg && !model.hs_code.empty() && model.usual_price_usd && model.year;
}

// The model's own words or its brand's are in Latin letters, Cyrillic and Han, told by the first bytes of their UTF-8.
bool spelled_in_three_scripts(const Model& model) {
    std::string letters;
    for (const auto* words : {&model.spellings, &built_in().find_brand(model.brand)->spellings})
        for (const auto& word : *words) letters += word;
    const auto holds = [&](unsigned char first, unsigned char last) {
        return std::ranges::any_of(letters, [&](unsigned char byte) { return byte >= first && byte <= last; });
    };
    return holds('a', 'z') && holds(0xD0, 0xD1) && holds(0xE4, 0xE9);
}

}  // namespace

TEST_CASE("catalogue: as broad as promised") {
    const auto& catalogue = built_in();
    const auto makers = std::ranges::count_if(catalogue.brands, [](const Brand& brand) {
        return !brand.maker.empty() && std::ranges::find(brand.classes, "uav") != brand.classes.end();
    });
    CHECK(makers >= 40);
    const auto aircraft = std::ranges::count_if(catalogue.models, [](const Model& model) { return model.goods_class == "uav"; });
    CHECK(aircraft >= 250);
    const auto listed = std::ranges::count_if(catalogue.classes, [](const GoodsClass& entry) { return entry.parent == "chpl"; });
    CHECK(listed == 50);
    for (const auto* kind :
         {"propeller", "battery", "gimbal", "motor", "controller", "flight_controller", "camera", "thermal_camera", "video_link"}) {
        CAPTURE(kind);
        const auto id = std::string("uav_part.") + kind;
        REQUIRE(catalogue.find_class(id) != nullptr);
        CHECK(std::ranges::any_of(catalogue.models, [&](const Model& model) { return model.goods_class == id; }));
    }
}

TEST_CASE("catalogue: an aircraft weighs no more than it takes off with, and a part takes off with nothing") {
    for (const auto& model : built_in().models) {
        CAPTURE(model.id);
        const bool aircraft = model.goods_class == "uav";
        if (aircraft && model.takeoff_weight_g && model.net_mass_kg) CHECK(*model.net_mass_kg * 1000 <= *model.takeoff_weight_g);
        if (aircraft && model.takeoff_weight_g) CHECK_FALSE(model.hs_code.empty());
        if (!aircraft) CHECK_FALSE(model.takeoff_weight_g.has_value());
    }
}

TEST_CASE("catalogue: as many models as stated are known by all facts, and spelled in three languages") {
    long aircraft = 0;
    long parts = 0;
    long spelled = 0;
    for (const auto& model : built_in().models) {
        if (!has_all_facts(model)) continue;
        (model.goods_class == "uav" ? aircraft : parts) += 1;
        spelled += spelled_in_three_scripts(model) ? 1 : 0;
    }
    // What docs/method/goods.md states: these numbers only grow.
    CHECK(aircraft >= 138);
    CHECK(parts >= 112);
    CHECK(spelled >= 189);
}

TEST_CASE("catalogue: every entry has a source, every edition a day") {
    const auto& catalogue = built_in();
    for (const auto& entry : catalogue.classes) CHECK_FALSE(entry.source.empty());
    for (const auto& entry : catalogue.brands) CHECK_FALSE(entry.source.empty());
    for (const auto& entry : catalogue.models) CHECK_FALSE(entry.source.empty());
    for (const auto& entry : catalogue.decoys) CHECK_FALSE(entry.source.empty());
    for (const auto& entry : catalogue.classes) CHECK_FALSE(entry.innocent.empty());
    CHECK(catalogue.editions.size() == embedded_below("catalogue/").size());
    for (const auto& edition : catalogue.editions) CHECK(edition.as_of.number > 0);
}

TEST_CASE("catalogue: facts that must not move") {
    const auto& catalogue = built_in();
    const auto* mavic = catalogue.find_model("dji_mavic_3");
    REQUIRE(mavic != nullptr);
    CHECK(mavic->takeoff_weight_g == 895);
    CHECK(mavic->hs_code == "880622");
    for (const auto* spelling : {"mavic3", "мавик 3", "御 3"})
        CHECK(std::ranges::find(mavic->spellings, spelling) != mavic->spellings.end());
    CHECK(catalogue.find_model("dji_mini_2")->hs_code == "880621");
    CHECK(catalogue.find_brand("iflight")->family == "dji");
    CHECK(catalogue.find_brand("dji")->family == "dji");
    const auto& dji = catalogue.find_brand("dji")->spellings;
    for (const auto* spelling : {"dji", "джиай", "大疆"}) CHECK(std::ranges::find(dji, spelling) != dji.end());
    CHECK_FALSE(catalogue.find_brand("autel")->distinctive);
    CHECK(catalogue.find_brand("no_such_brand") == nullptr);
}

TEST_CASE("catalogue: the words of a class do not speak against it") {
    for (const auto& entry : built_in().classes) {
        const auto words = entry.words.all();
        const std::set<std::string_view> said(words.begin(), words.end());
        for (const auto word : entry.against.all()) {
            CAPTURE(std::string(word));
            CHECK_FALSE(said.contains(word));
        }
    }
}

TEST_CASE("catalogue: brands of one word are told apart") {
    std::set<std::pair<std::string, std::string>> spelled;
    for (const auto& brand : built_in().brands) {
        for (const auto& spelling : brand.spellings) {
            CAPTURE(spelling);
            const auto folded = fold_words(spelling);
            REQUIRE_FALSE(folded.empty());
            const auto other =
                std::ranges::find_if(spelled, [&](const auto& entry) { return entry.first == folded && entry.second != brand.id; });
            CHECK(other == spelled.end());
            spelled.emplace(folded, brand.id);
        }
    }
}

TEST_CASE("catalogue: classes by HS code and edition") {
    const auto& catalogue = built_in();
    CHECK(catalogue.classes_of_hs("8806221000", 2022) == std::vector<std::string_view>{"uav"});
    const auto old = catalogue.classes_of_hs("852580", 2017);
    CHECK(std::ranges::find(old, "uav") != old.end());
    CHECK(catalogue.classes_of_hs("880622", 2017).empty());
    CHECK(catalogue.classes_of_hs("690721", 2022).empty());
    CHECK(catalogue.classes_of_hs("85", 2022).empty());
    CHECK(catalogue.is_within("uav_part.battery", "uav_part"));
    CHECK(catalogue.is_within("uav", "uav"));
    CHECK_FALSE(catalogue.is_within("uav", "uav_part"));
    CHECK_FALSE(catalogue.is_within("no_such_class", "uav"));
}

TEST_CASE("catalogue: steps of heading 8806") {
    CHECK(uav_hs_code(249) == "880621");
    CHECK(uav_hs_code(250) == "880621");
    CHECK(uav_hs_code(251) == "880622");
    CHECK(uav_hs_code(7'000) == "880622");
    CHECK(uav_hs_code(7'001) == "880623");
    CHECK(uav_hs_code(25'000) == "880623");
    CHECK(uav_hs_code(150'000) == "880624");
    CHECK(uav_hs_code(150'001) == "880629");
}

TEST_CASE("catalogue: a later file replaces an entry, and order of entries does not matter") {
    const std::array files = {EmbeddedFile{"base.toml", kBase}, EmbeddedFile{"mine.toml", R"([[brand]]
id = "acme"
name = "Acme Flying"
maker_country = "CN"
spellings = ["acme"]
source = "s"
)"}};
    const auto loaded = load_catalogue(files);
    REQUIRE(loaded.ok());
    CHECK(loaded->brands.size() == 1);
    CHECK(loaded->find_brand("acme")->name == "Acme Flying");
}

TEST_CASE("catalogue: errors name file, row, key and remedy") {
    const auto syntax = error_of("[[brand]\n");
    CHECK(syntax.code == "data.syntax");
    CHECK(syntax.where.file == "mine.toml");
    const auto unknown = error_of(
        "[[model]]\nid = \"m\"\nname = \"M\"\nbrand = \"acme\"\nclass = \"uav\"\nspellings = [\"m 1\"]\nsource = \"s\"\ncolour = "
        "\"red\"\n");
    CHECK(unknown.code == "data.bad_entry");
    CHECK(unknown.where.row == 8);
    CHECK(unknown.where.column == "colour");
    CHECK_FALSE(unknown.hint.empty());
    CHECK(error_of("[[brand]]\nid = \"b\"\nname = \"B\"\nmaker_country = \"CN\"\nspellings = [\"b\"]\n").where.column == "source");
    CHECK(error_of("[[decoy]]\nid = \"d\"\nbrand = \"nobody\"\nwhy = \"w\"\nsource = \"s\"\nwords = [\"x\"]\n").message.find("nobody") !=
          std::string::npos);
    const std::string model = "[[model]]\nname = \"M\"\nbrand = \"acme\"\nclass = \"uav\"\nsource = \"s\"\n";
    CHECK(error_of(model + "id = \"m\"\nspellings = [\"m\"]\nhs_code = \"8806\"\n").where.column == "hs_code");
    CHECK(error_of(model + "id = \"m\"\nspellings = [\"m\"]\nhs_code = \"880621\"\ntakeoff_weight_g = 900\n").hint.find("880622") !=
          std::string::npos);
    CHECK(error_of(model + "id = \"m\"\nspellings = []\n").where.column == "spellings");
    CHECK(error_of(model + "id = \"m\"\nspellings = [\"fly 1\"]\n" + model + "id = \"n\"\nspellings = [\"FLY-1\"]\n")
              .message.find("and of n") != std::string::npos);
    CHECK(error_of("[[class]]\nid = \"a\"\ntitle = \"A\"\nparent = \"a\"\ninnocent = \"i\"\nsource = \"s\"\n").message.find("parents") !=
          std::string::npos);
    CHECK(error_of(model + "id = \"m\"\nspellings = [\"m\"]\nbrand = \"x\"\n").code == "data.syntax");
}

TEST_CASE("catalogue: the same words are allowed when the entry says so") {
    const std::string model = "[[model]]\nname = \"M\"\nbrand = \"acme\"\nclass = \"uav\"\nsource = \"s\"\nspellings = [\"fly 1\"]\n";
    const std::string text = model + "id = \"m\"\n" + model + "id = \"n\"\nshares_words_with = [\"m\"]\n";
    const std::array files = {EmbeddedFile{"base.toml", kBase}, EmbeddedFile{"mine.toml", text}};
    CHECK(load_catalogue(files).ok());
}
