#include "simulate/truth.h"

#include <charconv>

namespace wb {

namespace {

using Cells = std::vector<std::string_view>;

Cells split(std::string_view line, char delimiter) {
    Cells cells;
    for (std::size_t start = 0; start <= line.size();) {
        const auto end = std::min(line.find(delimiter, start), line.size());
        cells.push_back(line.substr(start, end - start));
        start = end + 1;
    }
    return cells;
}

double real(std::string_view text) {
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

RowPlace place(std::string_view path, std::string_view row) {
    std::int64_t number = 0;
    std::from_chars(row.data(), row.data() + row.size(), number);
    return {std::string(path), number};
}

template <typename Each>
Status for_lines(std::string_view csv, const std::string& file, std::size_t width, Each each) {
    std::int64_t number = 0;
    while (!csv.empty()) {
        const auto end = csv.find('\n');
        const auto line = csv.substr(0, end);
        csv.remove_prefix(end == std::string_view::npos ? csv.size() : end + 1);
        if (++number == 1 || line.empty()) continue;
        const auto cells = split(line, ',');
        if (cells.size() != width)
            return Error{"truth.bad_row",
                         "expected " + std::to_string(width) + " cells",
                         {file, number, {}, ""},
                         "make the world again with waybill simulate"};
        each(cells);
    }
    return {};
}

// {"id":number,…}: what simulate writes.
std::map<std::string, double> read_figures(std::string_view json) {
    std::map<std::string, double> figures;
    for (std::size_t at = json.find('"'); at != std::string_view::npos;) {
        const auto close = json.find('"', at + 1);
        const auto colon = json.find(':', close);
        if (close == std::string_view::npos || colon == std::string_view::npos) break;
        figures[std::string(json.substr(at + 1, close - at - 1))] = real(json.substr(colon + 1));
        at = json.find('"', colon);
    }
    return figures;
}

}  // namespace

Result<Truth> parse_truth(const TruthTexts& texts) {
    Truth truth;
    WB_TRY_VOID(for_lines(texts.goods, "goods.csv", 14, [&](const Cells& cells) {
        truth.goods[place(cells[0], cells[1])].push_back({std::string(cells[3]), std::string(cells[4]), std::string(cells[5]),
                                                          real(cells[6]), real(cells[8]), cells[9] == "1", cells[10] == "1",
                                                          cells[12] == "1", cells[13] == "1"});
    }));
    WB_TRY_VOID(for_lines(texts.doubles, "doubles.csv", 5, [&](const Cells& cells) {
        truth.doubles[place(cells[0], cells[1])] = place(cells[2], cells[3]);
        truth.kinds[place(cells[0], cells[1])] = cells[4];
    }));
    WB_TRY_VOID(for_lines(texts.lots, "lots.csv", 3, [&](const Cells& cells) { truth.lots[place(cells[0], cells[1])] = cells[2]; }));
    WB_TRY_VOID(for_lines(texts.parties, "parties.csv", 4, [&](const Cells& cells) {
        truth.parties[{place(cells[0], cells[1]), std::string(cells[2])}] = std::string(cells[3]);
    }));
    WB_TRY_VOID(for_lines(texts.ways, "ways.csv", 7, [&](const Cells& cells) {
        TrueWay way{{}, std::string(cells[3]), real(cells[4]), cells[6] == "1"};
        for (const auto company : split(cells[1], '>')) way.companies.emplace_back(company);
        truth.ways.push_back(std::move(way));
    }));
    truth.figures = read_figures(texts.figures);
    return truth;
}

}  // namespace wb
