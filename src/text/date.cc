#include "text/date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr int kFirstYear = 1990;
constexpr int kLastYear = 2099;
constexpr int kFirstSerial = 32874;  // 1990-01-01 as a spreadsheet serial
constexpr int kLastSerial = 73050;   // 2099-12-31
constexpr int kSerialOfEpoch = 25569;
constexpr int kMinutesOfDay = 24 * 60;
constexpr int kZoneStep = 15;  // minutes: every zone in use stands at a whole quarter of an hour

struct MonthWord {
    std::string_view name;  // folded, in full; three letters or more of it name the month
    int month;
};

constexpr std::array kMonthWords = {
    MonthWord{"january", 1},    MonthWord{"february", 2},   MonthWord{"march", 3},     MonthWord{"april", 4},
    MonthWord{"may", 5},        MonthWord{"june", 6},       MonthWord{"july", 7},      MonthWord{"august", 8},
    MonthWord{"september", 9},  MonthWord{"october", 10},   MonthWord{"november", 11}, MonthWord{"december", 12},
    MonthWord{"январь", 1},     MonthWord{"января", 1},     MonthWord{"февраль", 2},   MonthWord{"февраля", 2},
    MonthWord{"март", 3},       MonthWord{"марта", 3},      MonthWord{"апрель", 4},    MonthWord{"апреля", 4},
    MonthWord{"май", 5},        MonthWord{"мая", 5},        MonthWord{"июнь", 6},      MonthWord{"июня", 6},
    MonthWord{"июль", 7},       MonthWord{"июля", 7},       MonthWord{"август", 8},    MonthWord{"августа", 8},
    MonthWord{"сентябрь", 9},   MonthWord{"сентября", 9},   MonthWord{"октябрь", 10},  MonthWord{"октября", 10},
    MonthWord{"ноябрь", 11},    MonthWord{"ноября", 11},    MonthWord{"декабрь", 12},  MonthWord{"декабря", 12},
    MonthWord{"січень", 1},     MonthWord{"січня", 1},      MonthWord{"лютий", 2},     MonthWord{"лютого", 2},
    MonthWord{"березень", 3},   MonthWord{"березня", 3},    MonthWord{"квітень", 4},   MonthWord{"квітня", 4},
    MonthWord{"травень", 5},    MonthWord{"травня", 5},     MonthWord{"червень", 6},   MonthWord{"червня", 6},
    MonthWord{"липень", 7},     MonthWord{"липня", 7},      MonthWord{"серпень", 8},   MonthWord{"серпня", 8},
    MonthWord{"вересень", 9},   MonthWord{"вересня", 9},    MonthWord{"жовтень", 10},  MonthWord{"жовтня", 10},
    MonthWord{"листопад", 11},  MonthWord{"листопада", 11}, MonthWord{"грудень", 12},  MonthWord{"грудня", 12},
    MonthWord{"enero", 1},      MonthWord{"febrero", 2},    MonthWord{"marzo", 3},     MonthWord{"abril", 4},
    MonthWord{"mayo", 5},       MonthWord{"junio", 6},      MonthWord{"julio", 7},     MonthWord{"agosto", 8},
    MonthWord{"septiembre", 9}, MonthWord{"setiembre", 9},  MonthWord{"octubre", 10},  MonthWord{"noviembre", 11},
    MonthWord{"diciembre", 12}, MonthWord{"janeiro", 1},    MonthWord{"fevereiro", 2}, MonthWord{"março", 3},
    MonthWord{"maio", 5},       MonthWord{"junho", 6},      MonthWord{"julho", 7},     MonthWord{"setembro", 9},
    MonthWord{"outubro", 10},   MonthWord{"novembro", 11},  MonthWord{"dezembro", 12}, MonthWord{"ocak", 1},
    MonthWord{"şubat", 2},      MonthWord{"subat", 2},      MonthWord{"mart", 3},      MonthWord{"nisan", 4},
    MonthWord{"mayıs", 5},      MonthWord{"haziran", 6},    MonthWord{"temmuz", 7},    MonthWord{"ağustos", 8},
    MonthWord{"agustos", 8},    MonthWord{"eylül", 9},      MonthWord{"ekim", 10},     MonthWord{"kasım", 11},
    MonthWord{"aralık", 12},    MonthWord{"sept", 9},       MonthWord{"mayis", 5},     MonthWord{"eylul", 9},
    MonthWord{"kasim", 11},     MonthWord{"aralik", 12},
};
constexpr std::size_t kShortestMonth = 3;  // letters
constexpr std::size_t kLongestDate = 40;   // bytes

// A date taken apart: numbers and month words in order, and the time behind a T or a space.
struct Parts {
    std::array<int, 3> number{};
    std::array<std::size_t, 3> digits{};
    std::size_t numbers = 0;
    int month_word = 0;
    std::size_t month_position = 0;
    int minutes = -1;  // of the day, when a time stands behind it
    bool utc = false;
    bool clean = true;
};

int month_of(std::string_view word) {
    if (code_points(word) < kShortestMonth) return 0;
    for (const auto& entry : kMonthWords) {
        if (entry.name.starts_with(word)) return entry.month;
    }
    return 0;
}

bool is_filler(std::string_view word) {
    static constexpr std::array kFillers = {std::string_view("г"),  std::string_view("года"), std::string_view("р"),
                                            std::string_view("de"), std::string_view("st"),   std::string_view("nd"),
                                            std::string_view("rd"), std::string_view("th"),   std::string_view("年"),
                                            std::string_view("月"), std::string_view("日"),   std::string_view("号")};
    return std::find(kFillers.begin(), kFillers.end(), word) != kFillers.end();
}

bool read_time(std::string_view text, Parts& parts) {
    int hours = 0;
    int minutes = 0;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon > 2 || colon + 2 >= text.size()) return false;
    std::from_chars(text.data(), text.data() + colon, hours);
    std::from_chars(text.data() + colon + 1, text.data() + std::min(colon + 3, text.size()), minutes);
    if (hours > 24 || minutes > 59) return false;
    const bool afternoon = text.find("PM") != std::string_view::npos || text.find("pm") != std::string_view::npos;
    parts.minutes = (afternoon && hours < 12 ? hours + 12 : hours) * 60 + minutes;
    parts.utc = text.find('Z') != std::string_view::npos || text.find("+00") != std::string_view::npos;
    return true;
}

// Where the time starts: behind a T between digits, or behind a space when a colon follows.
std::size_t time_start(std::string_view text) {
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        const bool between = text[i - 1] >= '0' && text[i - 1] <= '9' && text[i + 1] >= '0' && text[i + 1] <= '9';
        if (text[i] == 'T' && between) return i;
        if (text[i] == ' ' && text.find(':', i) != std::string_view::npos && text.find(':', i) - i <= 3) return i;
    }
    return std::string_view::npos;
}

Parts take_apart(std::string_view text) {
    Parts parts;
    if (const auto at = time_start(text); at != std::string_view::npos) {
        parts.clean = read_time(text.substr(at + 1), parts);
        text = text.substr(0, at);
    }
    std::string word;
    const auto end_word = [&] {
        if (word.empty()) return;
        const int month = month_of(word);
        if (month > 0 && parts.month_word == 0) {
            parts.month_word = month;
            parts.month_position = parts.numbers;
        } else if (!is_filler(word)) {
            parts.clean = false;
        }
        word.clear();
    };
    for (std::size_t at = 0; at < text.size() && parts.clean;) {
        if (text[at] >= '0' && text[at] <= '9') {
            end_word();
            const auto start = at;
            while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
            if (parts.numbers == 3 || at - start > 8) {
                parts.clean = false;
                break;
            }
            std::from_chars(text.data() + start, text.data() + at, parts.number[parts.numbers]);
            parts.digits[parts.numbers++] = at - start;
            continue;
        }
        const char32_t c = fold_code(next_code(text, at));
        if (is_letter(c)) {
            append_utf8(word, c);
            if (is_han(c)) end_word();
        } else if (c == U'.' || c == U'-' || c == U'/' || c == U' ' || c == U',' || c == U'_' || c == 0xA0 || c == U'\'') {
            end_word();
        } else {
            parts.clean = false;
        }
    }
    end_word();
    return parts;
}

int full_year(int year, std::size_t digits, bool& two_digits) {
    two_digits = digits <= 2;
    return two_digits ? 2000 + year : year;
}

std::optional<Day> checked(int year, int month, int day) {
    if (year < kFirstYear || year > kLastYear) return std::nullopt;
    return make_day(year, month, day);
}

ParsedDay with_month_word(const Parts& parts) {
    ParsedDay parsed;
    if (parts.numbers == 1) {
        const int year = full_year(parts.number[0], parts.digits[0], parsed.two_digit_year);
        parsed.month_only = true;
        parsed.day = checked(year, parts.month_word, 1);
    } else if (parts.numbers == 2) {
        const std::size_t year_at = parts.digits[0] == 4 ? 0 : 1;
        const int year = full_year(parts.number[year_at], parts.digits[year_at], parsed.two_digit_year);
        parsed.day = checked(year, parts.month_word, parts.number[1 - year_at]);
    }
    return parsed;
}

ParsedDay from_numbers(const Parts& parts, DateFormat format) {
    ParsedDay parsed;
    if (parts.numbers == 3) {
        if (parts.digits[0] == 4) {
            parsed.day = checked(parts.number[0], parts.number[1], parts.number[2]);
        } else if (parts.digits[2] == 4 || parts.digits[2] == 2) {
            const int year = full_year(parts.number[2], parts.digits[2], parsed.two_digit_year);
            const int first = parts.number[0];
            const int second = parts.number[1];
            parsed.day = format.month_first ? checked(year, first, second) : checked(year, second, first);
        }
    } else if (parts.numbers == 2) {
        const std::size_t year_at = parts.digits[0] == 4 ? 0 : 1;
        if (parts.digits[year_at] == 4) {
            parsed.month_only = true;
            parsed.day = checked(parts.number[year_at], parts.number[1 - year_at], 1);
        }
    } else if (parts.numbers == 1 && parts.digits[0] == 8) {
        const int number = parts.number[0];
        parsed.day = checked(number / 10000, number / 100 % 100, number % 100);
        if (!parsed.day) parsed.day = checked(number % 10000, number / 10000 % 100, number / 1000000);
    } else if (parts.numbers == 1 && parts.number[0] >= kFirstSerial && parts.number[0] <= kLastSerial) {
        parsed.day = Day{parts.number[0] - kSerialOfEpoch};
    } else if (parts.numbers == 1 && parts.digits[0] == 6) {
        const int year = parts.number[0] / 100;
        parsed.month_only = true;
        parsed.day = checked(year, parts.number[0] % 100, 1);
    }
    return parsed;
}

// 45208.75: a spreadsheet's day with its time as a fraction.
std::optional<Day> fractional_serial(std::string_view text) {
    constexpr std::size_t kSerialDigits = 5;
    if (text.size() < kSerialDigits + 2 || (text[kSerialDigits] != '.' && text[kSerialDigits] != ',')) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i != kSerialDigits && (text[i] < '0' || text[i] > '9')) return std::nullopt;
    }
    int serial = 0;
    std::from_chars(text.data(), text.data() + kSerialDigits, serial);
    if (serial < kFirstSerial || serial > kLastSerial) return std::nullopt;
    return Day{serial - kSerialOfEpoch};
}

// What the cells of a column have in common.
class Votes {
public:
    void see(std::string_view text) {
        const auto parts = take_apart(text);
        if (!parts.clean) return;
        if (parts.numbers == 3 && parts.month_word == 0 && parts.digits[0] <= 2) see_order(parts, text);
        const auto parsed = parts.month_word > 0 ? with_month_word(parts) : from_numbers(parts, {});
        days_ += parsed.day ? 1U : 0U;
        months_ += parsed.day && parsed.month_only ? 1U : 0U;
        short_years_ += parsed.day && parsed.two_digit_year ? 1U : 0U;
        if (parts.minutes < 0) return;
        if (times_ > 0 && parts.minutes != minutes_) same_time_ = false;
        minutes_ = parts.minutes;
        utc_ = utc_ && parts.utc;
        ++times_;
    }
    [[nodiscard]] DateFormat format() const {
        DateFormat format;
        format.month_first = month_first_ > day_first_;
        format.order_assumed = either_ > 0 && month_first_ == day_first_;
        format.month_only = days_ > 0 && months_ == days_;
        format.two_digit_year = days_ > 0 && short_years_ == days_;
        // One and the same odd time everywhere is midnight somewhere else. Half a day or more away it is the evening before.
        const bool elsewhere = times_ > 0 && same_time_ && utc_ && minutes_ >= kMinutesOfDay / 2 && minutes_ % kZoneStep == 0;
        if (elsewhere) format.shift_minutes = kMinutesOfDay - minutes_;
        return format;
    }

private:
    void see_order(const Parts& parts, std::string_view text) {
        const bool first_is_day = parts.number[0] > 12;
        const bool second_is_day = parts.number[1] > 12;
        day_first_ += first_is_day && !second_is_day ? 1U : 0U;
        month_first_ += second_is_day && !first_is_day ? 1U : 0U;
        either_ +=
            !first_is_day && !second_is_day && parts.number[0] != parts.number[1] && text.find('/') != std::string_view::npos ? 1U : 0U;
    }
    std::size_t day_first_ = 0, month_first_ = 0, either_ = 0, days_ = 0, months_ = 0, short_years_ = 0, times_ = 0;
    int minutes_ = 0;
    bool same_time_ = true, utc_ = true;
};

int four(const char* at) { return (at[0] - '0') * 1000 + (at[1] - '0') * 100 + (at[2] - '0') * 10 + (at[3] - '0'); }
int two(const char* at) { return (at[0] - '0') * 10 + (at[1] - '0'); }

bool digits_but(std::string_view text, std::size_t first, std::size_t second) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == first || i == second) continue;
        if (text[i] < '0' || text[i] > '9') return false;
    }
    return true;
}

}  // namespace

ParsedDay parse_day(std::string_view text, DateFormat format) {
    text = trim(text);
    // The two layouts that nearly all files use.
    if (text.size() == 10 && text[4] == '-' && text[7] == '-' && digits_but(text, 4, 7)) {
        return {checked(four(text.data()), two(text.data() + 5), two(text.data() + 8)), false, false};
    }
    if (text.size() == 10 && text[2] == '.' && text[5] == '.' && digits_but(text, 2, 5)) {
        const int first = two(text.data());
        const int second = two(text.data() + 3);
        const int year = four(text.data() + 6);
        return {format.month_first ? checked(year, first, second) : checked(year, second, first), false, false};
    }
    if (text.empty() || text.size() > kLongestDate) return {};
    if (const auto serial = fractional_serial(text)) return {serial, false, false};
    const auto parts = take_apart(text);
    if (!parts.clean) return {};
    auto parsed = parts.month_word > 0 ? with_month_word(parts) : from_numbers(parts, format);
    if (parsed.day && parts.minutes >= 0 && format.shift_minutes != 0) {
        const int shifted = parts.minutes + format.shift_minutes;
        if (shifted >= kMinutesOfDay) parsed.day = *parsed.day + 1;
        if (shifted < 0) parsed.day = *parsed.day + -1;
    }
    return parsed;
}

DateFormat learn_date_format(std::span<const std::string_view> cells) {
    Votes votes;
    for (const auto cell : cells) {
        if (const auto text = trim(cell); text.size() <= kLongestDate) votes.see(text);
    }
    return votes.format();
}

}  // namespace wb
