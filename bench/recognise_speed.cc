// How many descriptions a second one core recognises: the recogniser alone, on descriptions that lie in memory.
//
// Usage: recognise_speed FILE [PASSES]. FILE has one item a line, cells separated by tabs: description, trade mark, commodity code,
// quantity in pieces, net mass in kg, value in United States dollars (empty when not stated). Prints one JSON document; `best` is the
// fastest pass. Files of the bench are made by bench/recognition.py.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "goods/recogniser.h"
#include "text/number.h"

namespace {

std::string_view next_cell(std::string_view& line) {
    const auto tab = std::min(line.find('\t'), line.size());
    const auto cell = line.substr(0, tab);
    line.remove_prefix(std::min(tab + 1, line.size()));
    return cell;
}

template <typename Number>
wb::Maybe<Number> amount(std::string_view cell) {
    const auto parsed = wb::parse_number(cell, {'.'}, Number::kScale);
    if (parsed.problem != wb::NumberProblem::none || parsed.units <= 0) return wb::Missing::not_stated;
    return Number::from_units(parsed.units);
}

std::vector<wb::Item> read_items(std::string_view text) {
    std::vector<wb::Item> items;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        wb::Item item;
        item.item_id = wb::ItemId{static_cast<std::int64_t>(items.size()) + 1};
        item.description = next_cell(line);
        item.trademark = next_cell(line);
        item.hs_code = next_cell(line);
        item.quantity = amount<wb::Quantity>(next_cell(line));
        if (item.quantity) item.quantity_unit = "pcs";
        item.net_mass_kg = amount<wb::Kilogram>(next_cell(line));
        item.value_usd = amount<wb::Usd>(next_cell(line));
        items.push_back(item);
    }
    return items;
}

double seconds_of_pass(const wb::Recogniser& recogniser, const std::vector<wb::Item>& items, std::size_t& goods_found) {
    wb::Recogniser::Scratch scratch;
    std::vector<wb::Good> goods;
    goods_found = 0;
    const auto start = std::clock();  // processor time: other programs on the machine do not count
    for (const auto& item : items) {
        goods.clear();
        recogniser.recognise(item, scratch, goods);
        goods_found += goods.size();
    }
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: recognise_speed FILE [PASSES]\n");
        return 2;
    }
    std::ifstream file(arguments[1], std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto items = read_items(text);
    const auto catalogue = wb::load_catalogue_with({});
    if (!catalogue.ok() || items.empty()) return 1;
    const wb::Recogniser recogniser(catalogue.value(), wb::Calibration::built_in(), true);
    const int passes = count > 2 ? std::atoi(arguments[2]) : 3;
    double best = 1e9;
    std::size_t goods = 0;
    for (int pass = 0; pass < passes; ++pass) best = std::min(best, seconds_of_pass(recogniser, items, goods));
    std::printf("{\"items\": %zu, \"bytes\": %zu, \"goods\": %zu, \"seconds\": %.4f, \"per_second\": %.0f}\n", items.size(), text.size(),
                goods, best, static_cast<double>(items.size()) / best);
    return 0;
}
