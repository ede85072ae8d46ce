#include "simulate/words.h"

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"

namespace wb {

namespace {

std::string text_at(const toml::array& row, std::size_t index) {
    const auto value = row[index].value<std::string>();
    WB_CHECK(value.has_value(), "a text in data/simulation");
    return *value;
}

double number_at(const toml::array& row, std::size_t index) {
    const auto value = row[index].value<double>();
    WB_CHECK(value.has_value(), "a number in data/simulation");
    return *value;
}

template <typename Row, typename Make>
std::vector<Row> rows_of(const toml::table& table, std::string_view key, std::size_t width, Make make) {
    std::vector<Row> rows;
    const auto* list = table[key].as_array();
    WB_CHECK(list != nullptr, "list " + std::string(key) + " in data/simulation");
    for (const auto& node : *list) {
        const auto* row = node.as_array();
        WB_CHECK(row != nullptr && row->size() == width, "rows of " + std::string(key) + " in data/simulation");
        rows.push_back(make(*row));
    }
    return rows;
}

std::vector<ThreeScripts> scripts(const toml::table& table, std::string_view key) {
    return rows_of<ThreeScripts>(table, key, 3, [](const auto& row) {
        return ThreeScripts{text_at(row, 0), text_at(row, 1), text_at(row, 2)};
    });
}

std::vector<Pair> pairs(const toml::table& table, std::string_view key) {
    return rows_of<Pair>(table, key, 2, [](const auto& row) { return Pair{text_at(row, 0), text_at(row, 1)}; });
}

std::vector<OtherGoods> goods(const toml::table& table, std::string_view key) {
    return rows_of<OtherGoods>(table, key, 5, [](const auto& row) {
        return OtherGoods{text_at(row, 0), text_at(row, 3), text_at(row, 4), number_at(row, 1), number_at(row, 2)};
    });
}

std::vector<TextTemplate> templates(const toml::table& table) {
    return rows_of<TextTemplate>(table, "templates", 2, [](const auto& row) { return TextTemplate{number_at(row, 0), text_at(row, 1)}; });
}

const toml::table& part(const toml::table& root, std::string_view key) {
    const auto* table = root[key].as_table();
    WB_CHECK(table != nullptr, "section " + std::string(key) + " in data/simulation");
    return *table;
}

void read_names(const toml::table& root, SimWords& words) {
    const auto& chinese = part(root, "chinese");
    words.syllables = scripts(chinese, "syllables");
    words.places = scripts(chinese, "places");
    words.activities = scripts(chinese, "activities");
    words.forms_en = toml_texts(chinese, "forms_en");
    words.forms_ru = toml_texts(chinese, "forms_ru");
    words.streets = pairs(chinese, "streets");
    words.hong_kong_streets = toml_texts(chinese, "hong_kong_streets");
    const auto& russian = part(root, "russian");
    words.russian_first = toml_texts(russian, "first");
    words.russian_second = toml_texts(russian, "second");
    words.russian_forms = toml_texts(russian, "forms");
    words.russian_forms_en = toml_texts(russian, "forms_en");
    words.russian_places = pairs(russian, "places");
    words.russian_streets = toml_texts(russian, "streets");
    for (const auto* entry : toml_tables(root, "third")) {
        ThirdCountryWords third;
        third.country = Country{toml_text(*entry, "country")};
        third.names = pairs(*entry, "names");
        third.before = toml_texts(*entry, "before");
        third.before_en = toml_texts(*entry, "before_en");
        third.after = toml_texts(*entry, "after");
        third.after_en = toml_texts(*entry, "after_en");
        const auto city = toml_texts(*entry, "city");
        WB_CHECK(city.size() == 2, "city of a third country");
        third.city = {city[0], city[1]};
        words.third.push_back(std::move(third));
    }
    words.forwarders = toml_texts(part(root, "forwarders"), "names");
    words.joins = toml_texts(part(root, "forwarders"), "joins");
}

void read_texts(const toml::table& root, SimWords& words) {
    for (const auto& [name, node] : part(root, "words")) {
        const auto* table = node.as_table();
        WB_CHECK(table != nullptr, "words of a class");
        words.classes[std::string(name.str())] = {toml_texts(*table, "ru"), toml_texts(*table, "en"), toml_texts(*table, "for_ru"),
                                                  toml_texts(*table, "for_en")};
    }
    words.templates_ru = templates(part(root, "ru"));
    words.templates_en = templates(part(root, "en"));
    for (const auto* entry : toml_tables(root, "spelling")) {
        OtherSpelling spelling{toml_text(*entry, "brand"), toml_text(*entry, "model"), toml_text(*entry, "zh"), toml_texts(*entry, "ru")};
        if (spelling.ru.empty()) spelling.ru = {toml_text(*entry, "ru")};
        words.spellings.push_back(std::move(spelling));
    }
}

}  // namespace

Result<SimWords> load_sim_words() {
    SimWords words;
    WB_TRY(const auto names, parse_toml(embedded_file("simulation/words.toml"), "simulation/words.toml"));
    read_names(names, words);
    words.unrelated = goods(part(names, "goods"), "unrelated");
    words.decoys = goods(part(names, "goods"), "decoys");
    words.near = goods(part(names, "goods"), "near");
    words.vague_ru = toml_texts(part(names, "vague"), "ru");
    words.vague_en = toml_texts(part(names, "vague"), "en");
    WB_CHECK(words.vague_ru.size() == words.vague_en.size() && !words.vague_ru.empty(), "vague texts in pairs");
    WB_TRY(const auto texts, parse_toml(embedded_file("simulation/texts.toml"), "simulation/texts.toml"));
    read_texts(texts, words);
    return words;
}

}  // namespace wb
