#include "goods/reading.h"

#include <doctest/doctest.h>

#include "goods/recogniser.h"

using namespace wb;

namespace {

const Recogniser& recogniser() {
    static const Catalogue kCatalogue = load_catalogue_with({}).value();
    static const Recogniser kRecogniser(kCatalogue, Calibration::built_in(), true);
    return kRecogniser;
}

// The only good of the text under that code; one without a class where it has none.
Good good_of(std::string_view description, std::string_view code) {
    static Recogniser::Scratch scratch;
    Item item;
    item.item_id = ItemId{1};
    item.description = description;
    item.hs_code = code;
    std::vector<Good> goods;
    recogniser().recognise(item, scratch, goods);
    REQUIRE(goods.size() <= 1);
    return goods.empty() ? Good{} : goods.front();
}

}  // namespace

TEST_CASE("part phrases: a kind of part with a word for drones is a good whatever the code") {
    struct Phrase {
        std::string_view text, code, goods_class;
    };
    static constexpr std::array kPhrases = {
        Phrase{"КОНТРОЛЛЕР ПОЛЕТА ДЛЯ БПЛА", "8543709000", "uav_part.flight_controller"},
        Phrase{"РАМА ДЛЯ КВАДРОКОПТЕРОВ", "8529902002", "uav_part.frame"},
        Phrase{"АККУМУЛЯТОРНАЯ БАТАРЕЯ ЛИТИЙ-ПОЛИМЕРНАЯ ДЛЯ БЕСПИЛОТНЫХ ЛЕТАТЕЛЬНЫХ АППАРАТОВ", "8543709000", "uav_part.battery"},
        Phrase{"ПУЛЬТ ДИСТАНЦИОННОГО УПРАВЛЕНИЯ К КВАДРОКОПТЕРУ", "8529902002", "uav_part.controller"},
        Phrase{"DRONE BATTERY", "854370", "uav_part.battery"},
        Phrase{"PROPELLERS FOR QUADCOPTER", "392690", "uav_part.propeller"},
        Phrase{"无人机电池", "854370", "uav_part.battery"},
    };
    for (const auto& phrase : kPhrases) {
        CAPTURE(phrase.text);
        const auto good = good_of(phrase.text, phrase.code);
        CHECK(good.goods_class == phrase.goods_class);
        CHECK(good.evidence.starts_with("class_part.hs_other"));
    }
}

TEST_CASE("part phrases: what is for a part, for something else or only near a drone is none") {
    static constexpr std::array<std::string_view, 10> kOthers = {
        "ПРОПЕЛЛЕР ДЛЯ ЛОДОЧНОГО МОТОРА",
        "ЧЕХОЛ ДЛЯ ПУЛЬТА УПРАВЛЕНИЯ КВАДРОКОПТЕРА",
        "ДЕРЖАТЕЛЬ НАСТЕННЫЙ ДЛЯ АККУМУЛЯТОРОВ КВАДРОКОПТЕРА",
        "CARDBOARD BOXES FOR DRONE PROPELLERS",
        "КАМЕРА СТАЦИОНАРНАЯ ДЛЯ НАБЛЮДЕНИЯ ЗА ДРОНАМИ",
        "АНТЕННА ДЛЯ ПОДАВИТЕЛЯ ДРОНОВ",
        "НАБОР ДЕТСКОЙ КОСМЕТИКИ «ДРОН»",
        "РАМА ДЛЯ ПЛАКАТА С ДРОНОМ",
        "POSTER FRAME WITH DRONE",
        "БОЛТ ДЛЯ КВАДРОКОПТЕРА ГОСТ 1759",
    };
    for (const auto text : kOthers) {
        CAPTURE(text);
        const auto good = good_of(text, "7318158100");
        CHECK_FALSE(good.evidence.starts_with("class_part"));
        CHECK(good.probability < 0.5);
    }
}

TEST_CASE("models: a plain word or a short code names one only beside its brand, its class or a word for models") {
    struct Named {
        std::string_view text, model;
    };
    static constexpr std::array kTexts = {
        Named{"КВАДРОКОПТЕР SPARK", "dji_spark"},
        Named{"ПРОПЕЛЛЕРЫ ДЛЯ КВАДРОКОПТЕРА SPARK", "dji_spark"},
        Named{"КВАДРОКОПТЕР DJJI MINI 2", "dji_mini_2"},
        Named{"ПУЛЬТ BOXER ДЛЯ КВАДРОКОПТЕРА", "radiomaster_boxer"},
        Named{"ПРИЕМНИК GHOST ДЛЯ ДРОНА", "immersionrc_ghost"},
        Named{"POCKET DRONE", ""},
        Named{"БОЛТ ДЛЯ КВАДРОКОПТЕРА ГОСТ 1759", ""},
        Named{"ПРОПЕЛЛЕР ДЛЯ КВАДРОКОПТЕРА ПОЛЯР, POLAR", ""},
        Named{"NYLON STRAP FOR DRONE, ECHO", ""},
        Named{"ДРОН С ЗАЩИТОЙ ВИНТОВ, УПАКОВКА 7 X 20", ""},
    };
    for (const auto& named : kTexts) {
        CAPTURE(named.text);
        CHECK(good_of(named.text, "8807300000").model == named.model);
    }
}

TEST_CASE("classes: a transmitter of video is no remote controller") {
    CHECK(good_of("ПЕРЕДАТЧИК ВИДЕО ДЛЯ БПЛА AVATAR HD", "8807300000").goods_class == "uav_part.video_link");
    CHECK(good_of("ПЕРЕДАТЧИК ВИДЕО ДЛЯ БПЛА AVATAR HD", "8807300000").brand == "walksnail");
    CHECK(good_of("ПЕРЕДАТЧИК ВИДЕОСИГНАЛА ДЛЯ КВАДРОКОПТЕРА", "8807300000").goods_class == "uav_part.video_link");
    CHECK(good_of("ПЕРЕДАТЧИК ДЛЯ ПУЛЬТА КВАДРОКОПТЕРА", "8807300000").goods_class == "uav_part.controller");
    for (const auto* text :
         {"КОНТРОЛЛЕР ДВИГАТЕЛЯ ESC ДЛЯ КВАДРОКОПТЕРА", "ДВИГАТЕЛЬ ДЛЯ БПЛА: Тов.знак: HOBBYWING; Модель: XROTOR 40A; Кол-во: 2 ШТ",
          "ДВИГАТЕЛЬ ДЛЯ БЕСПИЛОТНЫХ ЛЕТАТЕЛЬНЫХ АППАРАТОВ HOBBYWING XROTOR 40A"})
        CHECK(good_of(text, "8807300000").goods_class == "uav_part.speed_controller");
}

TEST_CASE("several goods: each has the class of its own words") {
    static Recogniser::Scratch scratch;
    Item item;
    item.item_id = ItemId{1};
    item.description =
        "UAV BRAND AUTEL MODEL EVO II DUAL 640T QTY 10 PCS, LIPO BATTERY OF DRONE BRAND AUTEL MODEL EVO LITE BATTERY QTY 44 PCS";
    item.hs_code = "880622";
    std::vector<Good> goods;
    recogniser().recognise(item, scratch, goods);
    REQUIRE(goods.size() == 2);
    CHECK(goods[0].goods_class == "uav");
    CHECK(goods[0].units == 10);
    CHECK(goods[1].goods_class == "uav_part.battery");
    CHECK(goods[1].units == 44);
}
