#include "reference/controls.h"

#include <doctest/doctest.h>

#include <array>

#include "reference/catalogue.h"

using namespace wb;

namespace {

const Controls& built_in() {
    static const auto kControls = [] {
        auto loaded = load_controls_with({});
        REQUIRE_MESSAGE(loaded.ok(), to_string(loaded.error()));
        return std::move(loaded).value();
    }();
    return kControls;
}

Day day(int year, int month, int number) { return *make_day(year, month, number); }

Error error_of(std::string_view text) {
    const std::array files = {EmbeddedFile{"mine.toml", text}};
    const auto loaded = load_controls(files);
    REQUIRE_FALSE(loaded.ok());
    return loaded.error();
}

}  // namespace

TEST_CASE("controls: every entry has a source and an innocent explanation, and its classes exist") {
    const auto catalogue = load_catalogue_with({});
    REQUIRE(catalogue.ok());
    for (const auto& control : built_in().controls) {
        CAPTURE(control.id);
        CHECK_FALSE(control.source.empty());
        CHECK_FALSE(control.innocent.empty());
        for (const auto& id : control.classes) CHECK(catalogue->find_class(id) != nullptr);
    }
    for (const auto& rule : built_in().rules) CHECK_FALSE(rule.source.empty());
    for (const auto& rule : built_in().ownership_rules) CHECK_FALSE(rule.source.empty());
    for (const auto& list : built_in().country_lists) CHECK_FALSE(list.source.empty());
}

TEST_CASE("controls: in force by day, with repeal and suspension") {
    const auto* earlier = built_in().find_control("cn_mofcom_28_2023");
    const auto* later = built_in().find_control("cn_mofcom_31_2024");
    REQUIRE(earlier != nullptr);
    REQUIRE(later != nullptr);
    CHECK(earlier->in_force(day(2023, 8, 31)) == false);
    CHECK(earlier->known_on(day(2023, 8, 1)));
    CHECK_FALSE(earlier->known_on(day(2023, 7, 1)));
    CHECK(earlier->in_force(day(2023, 9, 1)) == true);
    CHECK(earlier->in_force(day(2024, 8, 31)) == true);
    CHECK(earlier->in_force(day(2024, 9, 1)) == false);
    CHECK(later->in_force(day(2024, 9, 1)) == true);
    CHECK(later->supersedes == earlier->id);
    CHECK(earlier->names_hs("8806230000"));
    CHECK_FALSE(earlier->names_hs("880621"));
    const auto* affiliates = built_in().find_control("us_affiliates_rule");
    CHECK(affiliates->in_force(day(2025, 10, 1)) == true);
    CHECK(affiliates->in_force(day(2025, 11, 10)) == false);
    CHECK(affiliates->in_force(day(2026, 11, 9)) == false);
    CHECK(affiliates->in_force(day(2026, 11, 10)) == true);
    CHECK_FALSE(Control{}.in_force(day(2024, 1, 1)).has_value());
}

TEST_CASE("controls: destinations and exemptions") {
    const auto* control = built_in().find_control("eu_833_2014_no_reexport");
    REQUIRE(control != nullptr);
    CHECK(control->covers_destination(Country("KG")));
    CHECK_FALSE(control->covers_destination(Country("JP")));
    const auto* supplement = built_in().find_control("us_supp4_ch88_2024");
    CHECK(supplement->covers_destination(Country("RU")));
    CHECK_FALSE(supplement->covers_destination(Country("KZ")));
}

TEST_CASE("controls: the ownership test differs by regime and day") {
    const auto& controls = built_in();
    const auto eu_before = controls.ownership_rules_on("eu", day(2024, 1, 1));
    const auto eu_after = controls.ownership_rules_on("eu", day(2024, 12, 1));
    REQUIRE(eu_before.size() == 1);
    REQUIRE(eu_after.size() == 1);
    CHECK_FALSE(eu_before[0]->reached(0.5));
    CHECK(eu_before[0]->reached(0.51));
    CHECK(eu_after[0]->reached(0.5));
    CHECK(controls.ownership_rules_on("us_ofac", day(2023, 1, 1)).at(0)->aggregate);
    CHECK_FALSE(controls.ownership_rules_on("uk", day(2023, 1, 1)).at(0)->aggregate);
    CHECK(controls.ownership_rules_on("us_bis", day(2025, 9, 28)).empty());
    CHECK(controls.ownership_rules_on("us_bis", day(2025, 10, 1)).size() == 1);
    CHECK(controls.ownership_rules_on("us_bis", day(2026, 1, 1)).empty());
}

TEST_CASE("controls: country lists are dated") {
    const auto* first = built_in().find_country_list("uk_otsi_2025_01");
    const auto* second = built_in().find_country_list("uk_otsi_2025_08");
    CHECK(first->contains(Country("IL")));
    CHECK_FALSE(second->contains(Country("IL")));
    CHECK(first->period.contains(day(2025, 3, 1)));
    CHECK_FALSE(first->period.contains(day(2025, 9, 1)));
}

TEST_CASE("controls: all thirty red flags, and the project's own") {
    const auto& rules = built_in().rules;
    CHECK(rules.size() == 31);
    CHECK(built_in().find_rule("RF16")->parameters.at("grave") == 0.9);
    CHECK(built_in().find_rule("RF32") == nullptr);
    for (const auto& rule : rules) CHECK_FALSE(rule.innocent.empty());
}

TEST_CASE("controls: a case's file replaces a rule") {
    const std::array mine = {EmbeddedFile{"controls/mine.toml", R"([[rule]]
id = "RF04"
version = "2"
title = "T"
severity = "low"
needs = ["rows"]
innocent = "i"
parameters = { first_shipment_days = 90 }
source = "s"
)"}};
    const auto loaded = load_controls_with(mine);
    REQUIRE(loaded.ok());
    CHECK(loaded->rules.size() == 31);
    CHECK(loaded->find_rule("RF04")->parameters.at("first_shipment_days") == 90);
}

TEST_CASE("controls: errors name file, row, key and remedy") {
    const std::string control =
        "[[control]]\nid = \"c\"\ntitle = \"t\"\nauthority = \"a\"\njurisdiction = \"US\"\nkind = \"goods\"\ninnocent = \"i\"\nsource = "
        "\"s\"\nscope = \"x\"\n";
    const auto reversed = error_of(control + "effective = 2024-01-02\nuntil = 2024-01-01\n");
    CHECK(reversed.where.column == "until");
    CHECK(reversed.where.row == 11);
    CHECK(reversed.where.file == "mine.toml");
    CHECK(error_of(control + "effective = \"2024-01-02\"\n").hint.find("day") != std::string::npos);
    CHECK(error_of(control + "hs = [\"8806.22\"]\n").where.column == "hs");
    CHECK(error_of(control + "destinations = [\"Russia\"]\n").message.find("Russia") != std::string::npos);
    CHECK(error_of(control + "destinations = [\"XX\"]\n").where.column == "destinations");
    CHECK(error_of(control + "supersedes = \"nothing\"\n").message.find("nothing") != std::string::npos);
    CHECK(error_of("[[rule]]\nid = \"R\"\nversion = \"1\"\ntitle = \"t\"\nseverity = \"grave\"\ninnocent = \"i\"\nsource = \"s\"\n")
              .where.column == "severity");
    CHECK(error_of("[[ownership]]\nid = \"o\"\nregime = \"x\"\njurisdiction = \"US\"\nthreshold = 50\nfrom = 2024-01-01\nsource = \"s\"\n")
              .where.column == "threshold");
    CHECK(error_of("[[control]]\nid = 3\n").where.column == "id");
    CHECK(error_of("control = 3\n").where.column == "control");
}
