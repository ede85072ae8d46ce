#include "simulate/company.h"

#include "simulate/letters.h"
#include "text/identifiers.h"

namespace wb {

namespace {

constexpr double kHongKong = 0.25;

std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
    return text;
}

std::string chinese_latin(const SimCompany& company, const SimWords& words, Dice& dice, bool dirty) {
    const bool hong_kong = company.kind == CompanyKind::hong_kong;
    std::string form = dirty ? dice.of(words.forms_en) : hong_kong ? "Limited" : "Co., Ltd.";
    std::string activity = company.activity.latin;
    std::string name = company.name.latin;
    if (!dirty) return (hong_kong ? name + " (HK) " : company.place.latin + " " + name + " ") + activity + " " + form;
    if (activity == "Technology" && dice.chance(0.2)) activity = dice.chance(0.5) ? "Tech" : "Tech.";
    if (activity == "Import and Export" && dice.chance(0.5)) activity = dice.chance(0.5) ? "Imp. & Exp." : "Import & Export";
    const std::string seat = hong_kong ? (dice.chance(0.5) ? "HK" : "Hong Kong") : company.place.latin;
    const double order = dice.uniform();
    std::string text;
    if (hong_kong) {
        text = order < 0.7 ? name + " (" + seat + ") " + activity : seat + " " + name + " " + activity;
    } else if (order < 0.82) {
        text = seat + " " + name + " " + activity;
    } else if (order < 0.93) {
        text = name + " " + activity + " (" + seat + ")";
    } else {
        text = name + " " + activity;
    }
    text += " " + form;
    if (dice.chance(0.6)) text = in_capitals(text);
    return dice.chance(0.04) ? with_slip(std::move(text), dice) : text;
}

std::string chinese_han(const SimCompany& company, Dice& dice) {
    const std::string seat = company.kind == CompanyKind::hong_kong ? "香港" : company.place.han;
    return seat + company.name.han + company.activity.han + (dice.chance(0.9) ? "有限公司" : "有限责任公司");
}

std::string chinese_cyrillic(const SimCompany& company, const SimWords& words, Dice& dice) {
    const std::string seat = company.kind == CompanyKind::hong_kong ? "ГОНКОНГ" : company.place.cyrillic;
    return in_capitals(seat + " " + company.name.cyrillic + " " + company.activity.cyrillic + " " + dice.of(words.forms_ru));
}

std::string russian_name(const SimCompany& company, const SimWords& words, Dice& dice) {
    const auto form = dice.chance(0.6) ? words.russian_forms[0] : dice.of(words.russian_forms);
    const double quotes = dice.uniform();
    std::string name = quotes < 0.6 ? form + " \"" + company.name.cyrillic + "\"" : form + " " + company.name.cyrillic;
    if (quotes > 0.9) name = "\"" + company.name.cyrillic + "\" " + form;
    return name;
}

std::string russian_english(const SimCompany& company, const SimWords& words, Dice& dice) {
    const auto latin = in_latin(company.name.cyrillic, dice.chance(0.3));
    auto name = dice.chance(0.75) ? dice.of(words.russian_forms_en) + " " + latin : latin + " " + dice.of(words.russian_forms_en);
    // Numbers stand inside names in some databases: tax number and reason code.
    if (dice.chance(0.08)) name = company.identifier + " " + company.identifier.substr(0, 4) + "01001 " + name;
    return name;
}

std::string third_name(const SimCompany& company, const SimWords& words, Dice& dice, bool english) {
    const auto& third = words.third[company.third];
    const auto& before = english ? third.before_en : third.before;
    const auto& after = english ? third.after_en : third.after;
    const auto& core = english ? company.name.latin : company.name.cyrillic;
    if (!before.empty()) return dice.of(before) + (dice.chance(0.5) ? " \"" + core + "\"" : " " + core);
    return core + " " + dice.of(after);
}

}  // namespace

SimCompany chinese_company(Dice& dice, const SimWords& words, std::size_t number) {
    const auto count = words.syllables.size();
    const auto& one = words.syllables[number % count];
    const auto& two = words.syllables[(number % count * 7 + number / count * 11 + 3) % count];
    SimCompany company;
    const bool hong_kong = dice.chance(kHongKong);
    company.kind = hong_kong ? CompanyKind::hong_kong : CompanyKind::chinese;
    company.country = Country{hong_kong ? "HK" : "CN"};
    company.place = dice.of(words.places);
    company.activity = dice.of(words.activities);
    company.name = {capitalised(one.latin + two.latin), one.han + two.han, one.cyrillic + two.cyrillic};
    company.id = "cn" + std::to_string(number);
    company.vague_texts[0] = dice.below(words.vague_ru.size());
    company.vague_texts[1] = dice.below(words.vague_ru.size());
    company.stream = hash64(company.id);
    return company;
}

SimCompany russian_company(Dice& dice, const SimWords& words, std::size_t number) {
    SimCompany company;
    company.kind = CompanyKind::russian;
    company.country = Country{"RU"};
    const auto first = words.russian_first.size();
    const auto second = words.russian_second.size();
    auto core = words.russian_first[number % first] + words.russian_second[(number / first + number) % second];
    if (number >= first * second) core += " " + std::to_string(number / (first * second) + 1);
    company.name = {in_latin(core, false), "", core};
    const auto& place = dice.of(words.russian_places);
    company.place = {place.second, "", place.first};
    company.identifier = make_inn(dice);
    company.id = "ru" + std::to_string(number);
    company.stream = hash64(company.id);
    return company;
}

SimCompany third_company(Dice& dice, const SimWords& words, std::size_t third, std::size_t number) {
    const auto& country = words.third[third];
    SimCompany company;
    company.kind = CompanyKind::third;
    company.third = third;
    company.country = country.country;
    const auto& name = country.names[number % country.names.size()];
    const auto more = number < country.names.size() ? "" : " " + std::to_string(number / country.names.size() + 1);
    company.name = {name.second + more, "", name.first + more};
    company.place = {country.city.second, "", country.city.first};
    company.id = std::string(country.country.text()) + std::to_string(number);
    if (country.country == Country{"KZ"}) company.identifier = make_bin(dice);
    company.stream = hash64(company.id);
    return company;
}

std::string make_inn(Dice& dice) {
    for (;;) {
        std::string digits = std::to_string(10 + dice.below(80));
        while (digits.size() < 9) digits += static_cast<char>('0' + dice.below(10));
        for (char last = '0'; last <= '9'; ++last) {
            if (inn_valid(digits + last)) return digits + last;
        }
    }
}

std::string make_bin(Dice& dice) {
    for (;;) {
        // Year and month of registration, kind, then a running number.
        std::string digits = std::to_string(10 + dice.below(13)) + (dice.chance(0.5) ? "0" : "1");
        digits += digits.back() == '0' ? static_cast<char>('1' + dice.below(9)) : static_cast<char>('0' + dice.below(3));
        digits += "40";
        while (digits.size() < 11) digits += static_cast<char>('0' + dice.below(10));
        for (char last = '0'; last <= '9'; ++last) {
            if (bin_valid(digits + last)) return digits + last;
        }
    }
}

std::string full_name(const SimCompany& company, const SimWords& words) {
    Dice dice(0, company.stream);
    switch (company.kind) {
        case CompanyKind::chinese:
        case CompanyKind::hong_kong:
            return chinese_latin(company, words, dice, false);
        case CompanyKind::russian:
            return "ООО \"" + company.name.cyrillic + "\"";
        case CompanyKind::third:
            return third_name(company, words, dice, true);
    }
    return company.id;
}

std::string written_name(const SimCompany& company, const SimWords& words, Spelling spelling, const Clerk& clerk, std::size_t variant) {
    Dice dice(clerk.seed, combine64(combine64(company.stream, clerk.provider * 4 + static_cast<std::uint64_t>(spelling)), variant));
    const bool english = spelling == Spelling::english;
    if (company.kind == CompanyKind::russian) return english ? russian_english(company, words, dice) : russian_name(company, words, dice);
    if (company.kind == CompanyKind::third) return third_name(company, words, dice, english);
    const double script = dice.uniform();
    if (!english && script < 0.08) return chinese_cyrillic(company, words, dice);
    if (!english && clerk.han && script < 0.18) return chinese_han(company, dice);
    return chinese_latin(company, words, dice, true);
}

std::string written_address(const SimCompany& company, const SimWords& words, Spelling spelling, std::size_t variant) {
    Dice own(0, company.stream);
    Dice dice(variant, company.stream);
    const auto house = std::to_string(1 + own.below(260));
    const auto room = std::to_string(101 + own.below(1900));
    const bool english = spelling == Spelling::english;
    switch (company.kind) {
        case CompanyKind::chinese: {
            auto text = (dice.chance(0.5) ? "ROOM " + room + ", " : "") + "NO." + house + " " + own.of(words.streets).first + ", " +
                        company.place.latin + (dice.chance(0.6) ? ", CHINA" : "");
            return dice.chance(0.5) ? in_capitals(text) : text;
        }
        case CompanyKind::hong_kong:
            return "UNIT " + room + ", " + house + " " + own.of(words.hong_kong_streets) + ", HONG KONG";
        case CompanyKind::russian: {
            const auto street = own.of(words.russian_streets);
            if (english) return company.place.latin + ", " + in_latin(street, false) + " STR., " + house;
            return std::to_string(100000 + own.below(500000)) + ", " + company.place.cyrillic + ", УЛ. " + street + ", Д. " + house +
                   (dice.chance(0.4) ? ", ОФИС " + room : "");
        }
        case CompanyKind::third:
            return english ? company.place.latin + ", " + house + " MAIN STREET" : company.place.cyrillic + ", " + house + "-" + room;
    }
    return "";
}

}  // namespace wb
