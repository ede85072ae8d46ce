#include "text/date.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "text/fold.h"
#include "text/utf8.h"

namespace wb {

namespace {

constexpr int kFirstYear = 1990;
constexpr int kLastYear = 2099;
constexpr int kFirstSerial = 32874;   // 1990-01-01 as a spreadsheet serial
constexpr int kLastSerial = 73050;    // 2099-12-31
constexpr int kSerialOfEpoch = 25569;

struct MonthWord {
    std::string_view stem;
    int month;
};

constexpr std::array kMonthWords = {
    MonthWord{"jan", 1}, MonthWord{"feb", 2}, MonthWord{"mar", 3}, MonthWord{"apr", 4}, MonthWord{"may", 5}, MonthWord{"jun", 6},
    MonthWord{"jul", 7}, MonthWord{"aug", 8}, MonthWord{"sep", 9}, MonthWord{"oct", 10}, MonthWord{"nov", 11}, MonthWord{"dec", 12},
    MonthWord{"янв", 1}, MonthWord{"фев", 2}, MonthWord{"мар", 3}, MonthWord{"апр", 4}, MonthWord{"май", 5}, MonthWord{"мая", 5},
    MonthWord{"июн", 6}, MonthWord{"июл", 7}, MonthWord{"авг", 8}, MonthWord{"сен", 9}, MonthWord{"окт", 10}, MonthWord{"ноя", 11},
    MonthWord{"дек", 12}, MonthWord{"ene", 1}, MonthWord{"abr", 4}, MonthWord{"ago", 8}, MonthWord{"set", 9}, MonthWord{"dic", 12},
    MonthWord{"dez", 12}, MonthWord{"out", 10}, MonthWord{"fev", 2}, MonthWord{"mai", 5},
};

// A date taken apart: numbers and month words in order, and the time behind a T or a space.
struct Parts {
    std::array<int, 3> number{};
    std::array<std::size_t, 3> digits{};
    std::size_t numbers = 0;
    int month_word = 0;
    std::size_t month_position = 0;
    int minutes = -1;      // of the day, when a time stands behind it
    bool utc = false;
    bool clean = true;
};

int month_of(std::string_view word) {
    for (const auto& entry : kMonthWords) {
        if (word.starts_with(entry.stem)) return entry.month;
    }
    return 0;
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
        const bool filler = word == "г" || word == "года" || word == "de" || word == "st" || word == "th" || word == "年" || word == "月" || word == "日" || word == "号";
        if (month > 0 && parts.month_word == 0) {
            parts.month_word = month;
            parts.month_position = parts.numbers;
        } else if (!filler) {
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
    if (text.empty() || text.size() > 40) return {};
    const auto parts = take_apart(text);
    if (!parts.clean) return {};
    auto parsed = parts.month_word > 0 ? with_month_word(parts) : from_numbers(parts, format);
    if (parsed.day && parts.minutes >= 0 && format.shift_minutes != 0) {
        const int shifted = parts.minutes + format.shift_minutes;
        if (shifted >= 24 * 60) parsed.day = *parsed.day + 1;
        if (shifted < 0) parsed.day = *parsed.day + -1;
    }
    return parsed;
}

DateFormat learn_date_format(std::span<const std::string_view> cells) {
    DateFormat format;
    std::size_t day_first = 0;
    std::size_t month_first = 0;
    std::vector<int> minutes;
    bool utc = true;
    for (const auto cell : cells) {
        const auto parts = take_apart(trim(cell));
        if (!parts.clean) continue;
        if (parts.numbers == 3 && parts.month_word == 0 && parts.digits[0] <= 2) {
            day_first += parts.number[0] > 12 ? 1U : 0U;
            month_first += parts.number[1] > 12 && parts.number[0] <= 12 ? 1U : 0U;
        }
        if (parts.minutes >= 0) {
            minutes.push_back(parts.minutes);
            utc = utc && parts.utc;
        }
    }
    format.month_first = month_first > 0 && day_first == 0;
    // One and the same odd time everywhere is midnight somewhere else. Half a day or more away it is the evening before.
    const bool same = minutes.size() > 1 && std::all_of(minutes.begin(), minutes.end(), [&](int m) { return m == minutes.front(); });
    if ((same || (minutes.size() == 1 && minutes.front() % 15 == 0)) && utc && minutes.front() >= 12 * 60 && minutes.front() % 15 == 0) {
        format.shift_minutes = 24 * 60 - minutes.front();
    }
    return format;
}

}  // namespace wb
