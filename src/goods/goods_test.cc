#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <random>

#include "goods/box31.h"
#include "goods/learned_marks.h"
#include "goods/mixed_texts.h"
#include "goods/part_numbers.h"
#include "goods/recogniser.h"
#include "goods/text_findings.h"

using namespace wb;

TEST_CASE("box 31: labels of mixed script, wide colons, marks that cut words") {
    JoinedText joined;
    joined.assign(
        "КВАДРОКОПТЕР: Изгот_[=1=] овитель: SZ DJI; Tов.знак: DJI; Mарка: MAVIC; Mодель: MAVIC 3; Kол-во: 12 ШТ; ПРОПЕЛЛЕР: Кол-во: 4 ШТ");
    TokenText words;
    words.assign(joined.text);
    std::vector<BoxGroup> groups;
    split_groups(words, joined.text, groups);
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].maker == "SZ DJI");
    CHECK(groups[0].trademark == "DJI");
    CHECK(groups[0].brand == "MAVIC");
    CHECK(groups[0].model == "MAVIC 3");
    REQUIRE(groups[0].quantity);
    CHECK(groups[0].quantity->number == 12);
    REQUIRE(groups[1].quantity);
    CHECK(groups[1].quantity->number == 4);
    joined.assign("四轴飞行器|品牌：大疆|型号：御3|数量：5台");
    words.assign(joined.text);
    std::vector<BoxGroup> chinese;
    split_groups(words, joined.text, chinese);
    REQUIRE(!chinese.empty());
    CHECK(chinese[0].brand == "大疆");
    CHECK(chinese[0].model == "御3");
}

namespace {

const Recogniser& recogniser() {
    static const Recogniser kRecogniser(catalogue(), Calibration::built_in(), true);
    return kRecogniser;
}

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    for (const char c : line) {
        if (c == '\t') {
            cells.emplace_back();
        } else {
            cells.back() += c;
        }
    }
    return cells;
}

// The first good of drones and their parts, when one is more likely than not.
const Good* drone_of(const std::vector<Good>& goods) {
    for (const auto& good : goods) {
        if (good.goods_class.starts_with("uav") && good.probability >= 0.5) return &good;
    }
    return nullptr;
}

struct Seen {
    std::vector<Finding> findings;
    std::vector<TextInformation> information;
};

const TextFindings& rules() {
    static const std::vector<FlagRule> kRules = load_controls_with({}).value().rules;
    static const TextFindings kFindings(catalogue(), kRules, true);
    return kFindings;
}

Seen see(const Item& item) {
    static Recogniser::Scratch scratch;
    static TextFindings::Scratch rule_scratch;
    std::vector<Good> goods;
    recogniser().recognise(item, scratch, goods);
    Seen seen;
    rules().see(item, goods, scratch.signs(), rule_scratch, seen.findings, seen.information);
    return seen;
}

std::string answer_of(const std::vector<Finding>& findings, std::string_view rule) {
    for (const auto& finding : findings) {
        if (finding.rule == rule) return finding.answer;
    }
    return "";
}

Item item_of(std::string_view description, std::string_view code) {
    Item item;
    item.item_id = ItemId{1};
    item.description = description;
    item.hs_code = code;
    item.hs_edition = 2022;
    return item;
}

}  // namespace

TEST_CASE("golden descriptions: class, brand, model and pieces as a careful reader finds them") {
    const char* root = std::getenv("WAYBILL_SOURCE_DIR");
    REQUIRE(root != nullptr);
    std::ifstream file(std::string(root) + "/tests/golden/descriptions.tsv");
    Recogniser::Scratch scratch;
    std::string line;
    std::size_t rows = 0;
    while (std::getline(file, line)) {
        if (line.starts_with("#")) continue;
        const auto cells = cells_of(line);
        REQUIRE(cells.size() == 6);
        std::string code;
        for (const char c : cells[1]) {
            if (c >= '0' && c <= '9') code += c;
        }
        std::vector<Good> goods;
        recogniser().recognise(item_of(cells[0], code), scratch, goods);
        const auto* good = drone_of(goods);
        CAPTURE(cells[0]);
        CHECK((good == nullptr ? "-" : good->goods_class) == cells[2]);
        if (good != nullptr) {
            CHECK((good->brand.empty() ? "-" : good->brand) == cells[3]);
            if (cells[4] != "-") CHECK(good->model == cells[4]);
            if (cells[5] != "-") CHECK(*good->units == std::stod(cells[5]));
            CHECK(good->span_begin >= 0);
            CHECK(good->span_end <= static_cast<std::int32_t>(cells[0].size()));
        }
        ++rows;
    }
    CHECK(rows >= 150);
}

TEST_CASE("findings: a drone under a toy's code contradicts, under its own does not, without a code nobody can tell") {
    CHECK(answer_of(see(item_of("КВАДРОКОПТЕР DJI MAVIC 3", "9503007500")).findings, "RF15") == "fired");
    CHECK(answer_of(see(item_of("КВАДРОКОПТЕР DJI MAVIC 3", "8806221000")).findings, "RF15") == "clear");
    CHECK(answer_of(see(item_of("КВАДРОКОПТЕР DJI MAVIC 3", "")).findings, "RF15") == "cannot_tell");
    auto earlier = item_of("КВАДРОКОПТЕР DJI MAVIC 2 PRO", "8525803000");
    CHECK(answer_of(see(earlier).findings, "RF15") == "fired");
    earlier.hs_edition = 2017;  // where drones rightly stood then
    CHECK(answer_of(see(earlier).findings, "RF15") == "clear");
}

TEST_CASE("findings: the uncontrolled neighbour in general, with what would have to be known") {
    const auto finding = [](const Item& item) {
        for (const auto& each : see(item).findings) {
            if (each.rule == "RF15") return each;
        }
        return Finding{};
    };
    // Batteries of drones rightly stand under their own code, wherever their words lead.
    CHECK(finding(item_of("АККУМУЛЯТОРНАЯ БАТАРЕЯ ДЛЯ КВАДРОКОПТЕРА DJI MAVIC 3", "8507600000")).answer == "clear");
    CHECK(finding(item_of("АККУМУЛЯТОРНАЯ БАТАРЕЯ ДЛЯ КВАДРОКОПТЕРА DJI MAVIC 3", "8807300000")).answer == "clear");
    auto part = item_of("XC7K410T-2FFG900I XILINX", "8543709000");
    part.article = "XC7K410T-2FFG900I";
    part.manufacturer = "XILINX";
    CHECK(finding(part).answer == "fired");
    CHECK(finding(part).reasons.find("\"controlled\":true") != std::string::npos);
    CHECK(finding(part).reasons.find("\"declared_controlled\":false") != std::string::npos);
    part.hs_code = "8542399010";
    CHECK(finding(part).answer == "clear");
    CHECK(finding(part).reasons.find("\"basis\":\"part_number\"") != std::string::npos);
    CHECK(finding(item_of("АККУМУЛЯТОРНАЯ БАТАРЕЯ ДЛЯ КВАДРОКОПТЕРА DJI MAVIC 3", "9503007500"))
              .reasons.find("\"controlled_by\":\"class\"") != std::string::npos);
    CHECK(finding(item_of("ТОВАР", "8542900000")).missing == "description");
    // A code that the edition of 2022 has no longer, on a day that is not known.
    auto undated = item_of("КВАДРОКОПТЕР DJI MAVIC 2 PRO", "8525803000");
    undated.hs_edition = {};
    CHECK(finding(undated).missing == "hs_edition");
}

TEST_CASE("findings: words of military use, unless something turns them round") {
    CHECK(answer_of(see(item_of("КВАДРОКОПТЕР ДЛЯ НУЖД СВО", "8806221000")).findings, "RF25") == "fired");
    CHECK(answer_of(see(item_of("БИНОКЛИ ДЛЯ НУЖД СВО", "9005100000")).findings, "RF25") == "fired");
    CHECK(answer_of(see(item_of("КВАДРОКОПТЕР НЕВОЕННОГО НАЗНАЧЕНИЯ", "8806221000")).findings, "RF25") == "clear");
    CHECK(answer_of(see(item_of("КВАДРОКОПТЕР, НЕ ДЛЯ ВОЕННОГО ПРИМЕНЕНИЯ", "8806221000")).findings, "RF25") == "clear");
    auto cut = item_of("КВАДРОКОПТЕР DJI", "8806221000");
    cut.description_cut = true;
    CHECK(answer_of(see(cut).findings, "RF25") == "cannot_tell");
    CHECK(see(item_of("ПЛИТКА", "6907219009")).findings.empty());
}

TEST_CASE("findings: a piece of forty kilograms is no Mini 2; a heavier step of the code is not its own") {
    auto item = item_of("КВАДРОКОПТЕР DJI MINI 2 - 2 ШТ", "8806211000");
    CHECK(answer_of(see(item).findings, "RF31") == "cannot_tell");
    item.net_mass_kg = Kilogram::from_units(600'000);  // 0.3 kg a piece
    CHECK(answer_of(see(item).findings, "RF31") == "clear");
    item.hs_code = "8806241000";
    CHECK(answer_of(see(item).findings, "RF31") == "fired");
    item.hs_code = "8806211000";
    item.net_mass_kg = Kilogram::from_units(80'000'000);
    CHECK(answer_of(see(item).findings, "RF31") == "fired");
}

TEST_CASE("findings: the poorest text without brand and model is vague, once there are peers to say so") {
    std::vector<TextInformation> information;
    for (std::int64_t i = 1; i <= 40; ++i) information.push_back({ItemId{i}, 880622, static_cast<float>(5 + i % 7), true, false});
    information.push_back({ItemId{41}, 880622, 0.5F, false, false});
    information.push_back({ItemId{42}, 880622, 0.0F, false, true});
    information.push_back({ItemId{43}, 950300, 0.5F, false, false});
    std::vector<Finding> findings;
    rules().vague_findings(information, [&](Finding&& finding) { findings.push_back(std::move(finding)); });
    REQUIRE(findings.size() == 43);
    CHECK(findings[0].answer == "clear");
    CHECK(findings[40].answer == "fired");
    CHECK(findings[41].answer == "cannot_tell");
    CHECK(findings[41].missing == "description");
    CHECK(findings[42].missing == "peers");
}

TEST_CASE("marks: what the case states beside one mark teaches the brand of rows that state none, in any order") {
    std::vector<MarkObservation> seen;
    const auto add = [&](std::string mark, std::string model, std::string maker, bool known = false) {
        seen.push_back({ItemId{static_cast<std::int64_t>(seen.size()) + 1}, 1, std::move(mark), std::move(model), std::move(maker), known});
    };
    for (int i = 0; i < 4; ++i) add("nordwell", "wx_70", "nordwell_aero");
    for (int i = 0; i < 4; ++i) add(i % 2 == 0 ? "autel" : "dji", "drone_1", "sz_trading", true);
    add("", "wx_70", "");          // 9: by its model
    add("", "", "nordwell_aero");  // 10: by its maker
    add("", "drone_1", "");        // 11: of two marks: nothing
    add("", "wx_71", "");          // 12: never seen beside a mark
    const auto learned = learn_marks(seen);
    REQUIRE(learned.size() == 6);  // the four that state both get their model
    CHECK(learned[0].brand.empty());
    CHECK(learned[0].model == "nordwell_wx_70");
    CHECK(learned[4].item_id == ItemId{9});
    CHECK(learned[4].brand == "nordwell");
    CHECK(learned[4].brand_probability == doctest::Approx(5.0 / 6));
    CHECK(learned[4].model == "nordwell_wx_70");
    CHECK(learned[5].from == "maker");
    CHECK(learned[5].model.empty());
    std::reverse(seen.begin(), seen.end());
    const auto again = learn_marks(seen);
    REQUIRE(again.size() == learned.size());
    for (std::size_t i = 0; i < again.size(); ++i) {
        CHECK(again[i].item_id == learned[i].item_id);
        CHECK(again[i].brand == learned[i].brand);
    }
}

TEST_CASE("pieces: a count without a unit is bounded by one, unless the text counts too; a mass is no count") {
    auto item = item_of("DJI MAVIC 3 DRONE, 10 PCS", "880622");
    item.quantity = Quantity::from_units(10'000'000);
    const auto units = [&] {
        Recogniser::Scratch scratch;
        std::vector<Good> goods;
        recogniser().recognise(item, scratch, goods);
        REQUIRE(goods.size() == 1);
        return std::array{goods[0].units_low.value_or(-1), goods[0].units.value_or(-1), goods[0].units_high.value_or(-1)};
    };
    CHECK(units() == std::array{10.0, 10.0, 10.0});
    item.quantity = Quantity::from_units(12'000'000);
    CHECK(units() == std::array{10.0, 12.0, 12.0});
    item.description = "DJI MAVIC 3 DRONE";
    CHECK(units() == std::array{1.0, 12.0, 12.0});
    item.quantity = Quantity::from_units(2'685'000);
    item.net_mass_kg = Kilogram::from_units(2'685'000);
    CHECK(units()[1] < 4);
    CHECK(units()[1] != doctest::Approx(2.685));
    item.quantity = {};
    item.net_mass_kg = {};
    item.description = "DJI MAVIC 3 DRONE: QTY: 1,200 PCS";
    CHECK(units() == std::array{1.2, 1200.0, 1200.0});
    item.description = "DJI MAVIC 3 DRONE: QTY: 99999999999999999999999 PCS";
    CHECK(units()[1] == -1);
}

TEST_CASE("part numbers: columns first, then words of the text; short beginnings say nothing") {
    const std::array<std::string_view, 1> stated = {"STM32F407VGT6"};
    CHECK(PartSeries::built_in().kinds()[find_part_number(stated, "", "")->kind].id == "processor");
    CHECK(find_part_number({}, "CAPACITORS GRM188R71C104KA01D REEL", "MURATA")->number == "GRM188R71C104KA01D");
    CHECK_FALSE(find_part_number({}, "GLAZED TILES 300X300 MM", ""));
    Recogniser::Scratch scratch;
    std::vector<Good> goods;
    recogniser().recognise(item_of("МИКРОСХЕМА STM32F407VGT6", "8473302008"), scratch, goods);
    REQUIRE(goods.size() == 1);
    CHECK(goods[0].goods_class == "chpl.854231");
    CHECK(goods[0].part_number == "STM32F407VGT6");
    CHECK(goods[0].part_family == "STM32F4");
    goods.clear();
    recogniser().recognise(item_of("МИКРОСХЕМА AD9361BBCZ", "8542399010"), scratch, goods);  // the code already names the class
    REQUIRE(goods.size() == 1);
    CHECK(goods[0].part_family == "AD9361");
}

TEST_CASE("makers: of a column, of a label of each good's own, never one that the field cut") {
    Recogniser::Scratch scratch;
    std::vector<Good> goods;
    const std::string text =
        "КВАДРОКОПТЕР DJI MAVIC 3: Изготовитель: SZ DJI TECHN_[=1=] OLOGY CO., LTD; Тов.знак: DJI; Кол-во: 2 ШТ; КВАДРОКОПТЕР EVO II: "
        "Изготовитель: AUTEL ROBOTICS; Кол-во: 3 ШТ";
    recogniser().recognise(item_of(text, "8806220000"), scratch, goods);
    REQUIRE(goods.size() == 2);
    CHECK(goods[0].maker == "SZ DJI TECHNOLOGY CO., LTD");
    CHECK(text.substr(static_cast<std::size_t>(goods[0].maker_begin), 12) == "SZ DJI TECHN");
    CHECK(text.substr(0, static_cast<std::size_t>(goods[0].maker_end)).ends_with("LTD"));
    CHECK(goods[1].maker == "AUTEL ROBOTICS");
    goods.clear();
    auto item = item_of("КВАДРОКОПТЕР ИЗГОТОВИТЕЛЬ SHENZHEN NORDW", "8806220000");
    item.description_cut = true;
    recogniser().recognise(item, scratch, goods);
    REQUIRE(goods.size() == 1);
    CHECK(goods[0].maker.empty());
    item.manufacturer = "SHENZHEN NORDWELL CO., LTD";
    goods.clear();
    recogniser().recognise(item, scratch, goods);
    CHECK(goods[0].maker == "SHENZHEN NORDWELL CO., LTD");
    CHECK(goods[0].maker_end == 0);
}

TEST_CASE("hostile texts: any bytes, a megabyte of them, marks and words without end") {
    Recogniser::Scratch scratch;
    std::vector<std::string> texts = {std::string(1'000'000, 'A'), std::string(1'000'000, '\xFF'), std::string(1'000'000, ':')};
    std::string marks, words, labels, digits, colons;
    for (int i = 0; i < 100'000; ++i) {
        marks += "_[=1=] ";
        words += "drone dji ";
        digits += "99999999999999999999 шт ";
    }
    for (int i = 0; i < 50'000; ++i) labels += "Модель: MAVIC 3; Кол-во: 1 ШТ; ";
    texts.insert(texts.end(), {marks, words, digits, labels, "DJI MAVIC 3 - 99999999999999999999999 ШТ"});
    for (const auto& text : texts) {
        std::vector<Good> goods;
        recogniser().recognise(item_of(text, "8806221000"), scratch, goods);
        CHECK(goods.size() <= kMostGroups + kMostMatches);
        for (const auto& good : goods) {
            CHECK(good.span_begin <= good.span_end);
            CHECK(good.span_end <= static_cast<std::int32_t>(text.size()));
            if (good.units) CHECK(*good.units < 1e9);
        }
    }
    std::vector<Good> goods;
    recogniser().recognise(item_of(words, "8806221000"), scratch, goods);
    CHECK(scratch.signs().repeated);
    recogniser().recognise(item_of("DJI MA\xE2\x80\xAEVIC 3", "8806221000"), scratch, goods);
    CHECK(scratch.signs().hidden);
    CHECK_FALSE(scratch.signs().uncountable);
    for (const char* text : {"DJI MAVIC 3 - 99999999999999999999999 ШТ", "DJI MAVIC 3: Кол-во: 99999999999999999999999 ШТ",
                             "DJI MAVIC 3 QTY: 5e15", "DJI MAVIC 3: Кол-во: 2,5E+15 ШТ", "DJI MAVIC 3 QTY 5E15 PCS"}) {
        goods.clear();
        recogniser().recognise(item_of(text, "8806221000"), scratch, goods);
        CHECK(scratch.signs().uncountable);
        REQUIRE(goods.size() == 1);
        CHECK_FALSE(goods[0].units.present());
    }
}

TEST_CASE("what a thread remembers of texts changes nothing") {
    const auto& known = recogniser();
    std::mt19937 random(5);
    std::vector<std::string> texts;
    for (int i = 0; i < 300; ++i) texts.push_back(random_text(random));
    Recogniser::Scratch all;
    for (int i = 0; i < 4000; ++i) {
        Item item;
        item.item_id = ItemId{i + 1};
        item.description = texts[random() % texts.size()];
        item.trademark = texts[random() % texts.size()];
        std::vector<Good> with_memory, without;
        Recogniser::Scratch none;
        known.recognise(item, all, with_memory);
        known.recognise(item, none, without);
        REQUIRE(with_memory.size() == without.size());
        for (std::size_t k = 0; k < without.size(); ++k) {
            CHECK(with_memory[k].block == without[k].block);
            CHECK(with_memory[k].reasons == without[k].reasons);
        }
    }
}
