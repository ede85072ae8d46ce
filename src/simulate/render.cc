#include "simulate/render.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/json.h"
#include "text/fold.h"
#include "text/romanise.h"
#include "text/utf8.h"

namespace wb {

namespace {

// UTF-8 to windows-1251, for the letters that these texts hold.
std::string to_1251(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_code(text, at);
        if (c < 0x80) {
            out += static_cast<char>(c);
        } else if (c >= 0x410 && c <= 0x44F) {
            out += static_cast<char>(c - 0x410 + 0xC0);
        } else if (c == 0x401) {
            out += static_cast<char>(0xA8);
        } else if (c == 0x451) {
            out += static_cast<char>(0xB8);
        } else {
            out += '?';
        }
    }
    return out;
}

std::string upper(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto c = next_code(text, at);
        if (c >= U'a' && c <= U'z') c -= 32;
        if (c >= 0x430 && c <= 0x44F) c -= 32;
        if (c == 0x451) c = 0x401;
        append_utf8(out, c);
    }
    return out;
}

std::string decimal(double value, int places, char sign) {
    char text[48];
    std::snprintf(text, sizeof text, "%.*f", places, value);
    std::string out = text;
    std::replace(out.begin(), out.end(), '.', sign);
    return out;
}

// One letter dropped or doubled, as clerks do.
std::string with_typo(std::string name, Dice& dice) {
    if (name.size() < 8) return name;
    const auto at = 3 + dice.below(name.size() - 5);
    const auto byte = static_cast<unsigned char>(name[at]);
    if (byte >= 0x80 || !((byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z'))) return name;
    if (dice.chance(0.5))
        name.erase(at, 1);
    else
        name.insert(at, 1, name[at]);
    return name;
}

// Latin letters for Cyrillic ones that look alike.
std::string with_look_alikes(std::string_view text, Dice& dice) {
    static constexpr std::array<std::pair<char32_t, char>, 10> kAlike = {
        {{U'А', 'A'}, {U'В', 'B'}, {U'Е', 'E'}, {U'К', 'K'}, {U'М', 'M'}, {U'Н', 'H'}, {U'О', 'O'}, {U'Р', 'P'}, {U'С', 'C'}, {U'Т', 'T'}}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = next_code(text, at);
        const auto found = std::find_if(kAlike.begin(), kAlike.end(), [&](const auto& pair) { return pair.first == c; });
        if (found != kAlike.end() && dice.chance(0.25))
            out += found->second;
        else
            append_utf8(out, c);
    }
    return out;
}

std::string cyrillic_model(const std::string& name) {
    static const std::array<std::pair<std::string_view, std::string_view>, 4> kNames = {
        {{"Mavic", "МАВИК"}, {"Phantom", "ФАНТОМ"}, {"Mini", "МИНИ"}, {"Matrice", "МАТРИС"}}};
    for (const auto& [latin, cyrillic] : kNames) {
        if (name.starts_with(latin)) return std::string(cyrillic) + name.substr(latin.size());
    }
    return name;
}

std::string part_word_ru(std::string_view goods_class) {
    static const std::array<std::pair<std::string_view, std::string_view>, 9> kWords = {
        {{"uav_part.propeller", "ПРОПЕЛЛЕРЫ"},
         {"uav_part.battery", "АККУМУЛЯТОР"},
         {"uav_part.gimbal", "ПОДВЕС"},
         {"uav_part.motor", "ЭЛЕКТРОДВИГАТЕЛЬ"},
         {"uav_part.controller", "ПУЛЬТ УПРАВЛЕНИЯ"},
         {"uav_part.flight_controller", "ПОЛЕТНЫЙ КОНТРОЛЛЕР"},
         {"uav_part.camera", "КАМЕРА"},
         {"uav_part.thermal_camera", "ТЕПЛОВИЗИОННАЯ КАМЕРА"},
         {"uav_part.video_link", "ВИДЕОПЕРЕДАТЧИК"}}};
    for (const auto& [id, word] : kWords) {
        if (id == goods_class) return std::string(word);
    }
    return "ЗАПАСНЫЕ ЧАСТИ";
}

std::string part_word_en(std::string_view goods_class) {
    static const std::array<std::pair<std::string_view, std::string_view>, 9> kWords = {
        {{"uav_part.propeller", "PROPELLERS"},
         {"uav_part.battery", "BATTERY"},
         {"uav_part.gimbal", "GIMBAL"},
         {"uav_part.motor", "MOTOR"},
         {"uav_part.controller", "REMOTE CONTROLLER"},
         {"uav_part.flight_controller", "FLIGHT CONTROLLER"},
         {"uav_part.camera", "CAMERA"},
         {"uav_part.thermal_camera", "THERMAL CAMERA"},
         {"uav_part.video_link", "VIDEO TRANSMITTER"}}};
    for (const auto& [id, word] : kWords) {
        if (id == goods_class) return std::string(word);
    }
    return "SPARE PARTS";
}

std::string good_text_ru(const Catalogue& catalogue, const World& world, const SimGood& good) {
    const auto& model = catalogue.models[good.model];
    const auto& brand = catalogue.brands[world.brands[good.brand]];
    const bool uav = model.goods_class == "uav";
    const auto name = upper(good.style == 3 ? cyrillic_model(model.name) : model.name);
    const auto head = uav ? std::string(good.style % 2 == 0 ? "КВАДРОКОПТЕР" : "БЕСПИЛОТНЫЙ ЛЕТАТЕЛЬНЫЙ АППАРАТ")
                          : part_word_ru(model.goods_class) + " ДЛЯ КВАДРОКОПТЕРА";
    const auto mark = upper(brand.name);
    const auto count = decimal(good.units, 0, ',');
    if (good.style == 9) return head + " НЕВОЕННОГО НАЗНАЧЕНИЯ, В КОМПЛЕКТЕ";
    if (good.style >= 7 && good.style < 9) return head + " " + mark + " " + name + " - " + count + " ШТ";
    return head + " " + mark + " " + name + ", НЕВОЕННОГО НАЗНАЧЕНИЯ: Изготовитель: " + upper(brand.maker) + "; Тов.знак: " + mark +
           "; Марка: " + mark + "; Модель: " + name + "; Артикул: ОТСУТСТВУЕТ; Кол-во: " + count + " ШТ";
}

std::string good_text_en(const Catalogue& catalogue, const World& world, const SimGood& good) {
    const auto& model = catalogue.models[good.model];
    const auto& brand = catalogue.brands[world.brands[good.brand]];
    if (good.style == 9) return model.goods_class == "uav" ? "QUADCOPTER, CIVIL" : part_word_en(model.goods_class) + " FOR QUADCOPTER";
    if (model.goods_class == "uav")
        return upper(brand.name) + " " + upper(model.name) + " QUADCOPTER, " + decimal(good.units, 0, '.') + " PCS";
    return part_word_en(model.goods_class) + " FOR QUADCOPTER " + upper(brand.name) + " " + upper(model.name) + ", " +
           decimal(good.units, 0, '.') + " PCS";
}

std::string text_ru(const Catalogue& catalogue, const World& world, const SimWords& words, const Shipment& s) {
    if (s.other_goods != nullptr)
        return s.other_goods->ru + ": Изготовитель: ОТСУТСТВУЕТ; Тов.знак: ОТСУТСТВУЕТ; Кол-во: " + decimal(s.goods[0].units, 0, ',') +
               " ШТ";
    if (s.vague) return words.vague_ru[s.vague_template];
    std::string text;
    for (const auto& good : s.goods) text += (text.empty() ? "" : "; ") + good_text_ru(catalogue, world, good);
    return text;
}

std::string text_en(const Catalogue& catalogue, const World& world, const SimWords& words, const Shipment& s) {
    if (s.other_goods != nullptr) return s.other_goods->en;
    if (s.vague) return words.vague_en[s.vague_template];
    std::string text;
    for (const auto& good : s.goods) text += (text.empty() ? "" : "; ") + good_text_en(catalogue, world, good);
    return text;
}

// A continuation mark in the middle of a long text, as the database joins its sheets.
std::string with_continuation(std::string text) {
    if (text.size() < 160) return text;
    std::size_t at = 120;
    while ((static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    text.insert(at, "_[=1=] ");
    return text;
}

double total(const Shipment& s, double SimGood::*member) {
    double sum = 0;
    for (const auto& good : s.goods) sum += good.*member;
    return sum;
}

std::string declaration_number(const Shipment& s) {
    const auto date = civil(s.day);
    char text[40];
    std::snprintf(text, sizeof text, "10%06d/%02d%02d%02d/%07d", 12000 + static_cast<int>(s.number % 900), date.day, date.month,
                  date.year % 100, static_cast<int>(s.number % 10000000));
    return text;
}

std::string dotted(Day day) {
    const auto date = civil(day);
    char text[16];
    std::snprintf(text, sizeof text, "%02d.%02d.%04d", date.day, date.month, date.year);
    return text;
}

std::string quoted(std::string_view cell, char delimiter) {
    if (cell.find(delimiter) == std::string_view::npos && cell.find('"') == std::string_view::npos) return std::string(cell);
    std::string out = "\"";
    for (const char c : cell) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

std::string row_of(const std::vector<std::string>& cells, char delimiter) {
    std::string row;
    for (std::size_t i = 0; i < cells.size(); ++i) row += (i == 0 ? "" : std::string(1, delimiter)) + quoted(cells[i], delimiter);
    return row + "\r\n";
}

const SimCompany& sender(const Shipment& s) { return s.middleman != nullptr ? *s.middleman : *s.exporter; }

std::string dirty_name(const std::string& latin, Dice& dice) {
    auto name = dice.chance(0.6) ? upper(latin) : latin;
    if (dice.chance(0.15)) std::erase(name, ',');
    if (dice.chance(0.15)) std::erase(name, '.');
    return dice.chance(0.02) ? with_typo(name, dice) : name;
}

std::string dirty_consignee(const SimCompany& company, Dice& dice) {
    if (dice.chance(0.08)) return upper(romanised(company.native));
    if (dice.chance(0.1)) return "ОБЩЕСТВО С ОГРАНИЧЕННОЙ ОТВЕТСТВЕННОСТЬЮ" + company.native.substr(std::string_view("ООО").size());
    return company.native;
}

}  // namespace

bool text_states_brand(const SimGood& good) { return good.style != 9; }

std::string declaration_header() {
    return to_1251(row_of({"ND (Номер декларации)",
                           "G072 (Дата регистрации)",
                           "G011 (Направление перемещения)",
                           "G32 (Номер товара по ГТД)",
                           "G022 (Наименование отправителя)",
                           "G0231 (Код страны отправителя)",
                           "G081 (ИНН получателя)",
                           "G082 (Наименование получателя)",
                           "G083 (Адрес получателя)",
                           "G11 (Код торгующей страны)",
                           "G15 (Страна отправления)",
                           "G34 (Код страны происхождения)",
                           "G17B (Страна назначения)",
                           "G31_1 (Наименование и характеристики товаров)",
                           "G33 (Код товара по ТН ВЭД)",
                           "G35 (Вес брутто, кг)",
                           "G38 (Вес нетто, кг)",
                           "G31_7 (Кол-во товара в доп.ед.)",
                           "G31_71 (Наименование доп.ед.)",
                           "G46 (Статистическая стоимость, USD.)"},
                          ';'));
}

std::string atlas_header() {
    return row_of({"DECLARATION NUMBER", "ARRIVAL DATE", "IMPORTER NAME", "IMPORTER ID", "IMPORTER COUNTRY", "EXPORTER NAME",
                   "EXPORTER COUNTRY", "HS CODE", "PRODUCT DETAILS", "BRAND NAME", "NET WEIGHT", "QUANTITY", "UNIT", "USD FOB",
                   "COUNTRY OF ORIGIN", "DESTINATION COUNTRY"},
                  ',');
}

std::string declaration_row(const Catalogue& catalogue, const World& world, const SimWords& words, const Shipment& s, Dice& dice,
                            bool revision) {
    const auto& from = sender(s);
    auto text = text_ru(catalogue, world, words, s);
    if (dice.chance(0.1)) text = with_look_alikes(text, dice);
    if (dice.chance(0.15)) text = with_continuation(text);
    const bool whole = !s.vague && dice.chance(0.97);
    const double mass = total(s, &SimGood::kilograms);
    const double value = total(s, &SimGood::declared_value);
    const bool pieces = whole || s.other_goods != nullptr;
    return to_1251(
        row_of({declaration_number(s),
                dotted(s.day),
                "ИМ",
                std::to_string(1 + s.number % 7),
                dirty_name(from.latin, dice),
                std::string(from.country.text()),
                dice.chance(0.08) ? "" : s.consignee->identifier,
                dirty_consignee(*s.consignee, dice),
                dice.chance(0.2) ? "ОТСУТСТВУЕТ"
                                 : "Г. МОСКВА, УЛ. " + std::to_string(s.number % 90 + 1) + "-Я, Д. " + std::to_string(s.number % 40 + 1),
                std::string(from.country.text()),
                std::string(from.country.text()),
                "CN",
                "RU",
                text,
                s.hs,
                decimal(mass * 1.1, 3, ','),
                decimal(mass, 3, ','),
                pieces ? decimal(total(s, &SimGood::units), 0, ',') : "",
                pieces ? "ШТ" : "",
                decimal(revision ? value : value, 2, ',')},
               ';'));
}

std::string atlas_row(const Catalogue& catalogue, const World& world, const SimWords& words, const Shipment& s, Dice& dice) {
    const auto& from = sender(s);
    const auto& brand = catalogue.brands[world.brands.empty() ? 0 : world.brands[s.goods[0].brand]];
    const bool names_brand = s.drone && !s.vague && s.goods.size() == 1 && text_states_brand(s.goods[0]);
    return row_of({dice.chance(0.8) ? declaration_number(s) : "", to_string(s.day), upper(romanised(s.consignee->native)),
                   dice.chance(0.5) ? s.consignee->identifier : "", "RUSSIA", upper(from.latin), std::string(from.country.text()),
                   s.hs.substr(0, 6), text_en(catalogue, world, words, s), names_brand ? upper(brand.name) : "N/A",
                   decimal(total(s, &SimGood::kilograms), 1, '.'), s.vague ? "" : decimal(total(s, &SimGood::units), 0, '.'),
                   s.vague ? "" : "PCS", decimal(total(s, &SimGood::declared_value), 0, '.'), "CHINA", "RUSSIA"},
                  ',');
}

// The first leg of a way through a third country: from the exporter to the middleman, some weeks before.
std::string first_leg_row(const Catalogue& catalogue, const World& world, const SimWords& words, const Shipment& s, Dice& dice) {
    const Day day = s.day + -static_cast<int>(5 + dice.below(35));
    JsonWriter json;
    json.object()
        .key("declaration_number")
        .string("5" + std::to_string(1000 + s.number % 9000) + "/" + std::to_string(100000 + s.number % 800000) + "/" +
                std::to_string(1000000 + s.number));
    json.key("declaration_date").string(to_string(day)).key("direction").string("import");
    json.key("exporter_name").string(s.exporter->latin).key("exporter_country").string(s.exporter->country.text());
    json.key("consignee_name").string(s.middleman->latin).key("consignee_country").string(s.middleman->country.text());
    json.key("origin_country")
        .string("CN")
        .key("dispatch_country")
        .string(s.exporter->country.text())
        .key("destination_country")
        .string(s.middleman->country.text());
    json.key("hs_code").string(s.hs).key("description").string(text_ru(catalogue, world, words, s));
    json.key("quantity").decimal(decimal(total(s, &SimGood::units), 0, '.')).key("quantity_unit").string("796");
    json.key("net_mass_kg")
        .decimal(decimal(total(s, &SimGood::kilograms), 3, '.'))
        .key("value_usd")
        .decimal(decimal(total(s, &SimGood::declared_value) * 0.9, 2, '.'));
    return json.end().take() + "\n";
}

}  // namespace wb
