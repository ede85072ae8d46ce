#include "cli/figure_text.h"

#include <algorithm>
#include <array>

namespace wb::cli {

namespace {

constexpr std::size_t kBrandsShown = 5, kExportersShown = 3;

std::string short_money(double dollars) {
    char text[32];
    const double size = dollars < 0 ? -dollars : dollars;
    if (size >= 1e9)
        std::snprintf(text, sizeof text, "%.2fB", dollars / 1e9);
    else if (size >= 1e6)
        std::snprintf(text, sizeof text, "%.2fM", dollars / 1e6);
    else if (size >= 1e3)
        std::snprintf(text, sizeof text, "%.0fK", dollars / 1e3);
    else
        std::snprintf(text, sizeof text, "%.0f", dollars);
    return text;
}

std::string bound(const Figure& figure, const Maybe<Measure>& value) {
    if (!value) return "?";
    const double number = value->to_double();
    if (figure.unit == "usd") return short_money(number);
    char text[32];
    if (figure.unit == "share") {
        std::snprintf(text, sizeof text, "%.0f%%", number * 100);
    } else if (figure.unit == "day") {
        return to_string(Day{static_cast<std::int32_t>(number)});
    } else {
        std::snprintf(text, sizeof text, "%.6g", number);
    }
    return text;
}

}  // namespace

Result<std::vector<Figure>> read_figures(Connection& connection, const std::string& where) {
    return read_rows<Figure>(connection, "SELECT * FROM figure " + where + " ORDER BY figure_id");
}

std::vector<Figure> headline(const std::vector<Figure>& figures) {
    static constexpr std::array<std::string_view, 9> kFirst = {"value.total",       "units.total",  "exporters.count",
                                                               "brands.count",      "direct.share", "third_country.share",
                                                               "undervalued.value", "vague.share",  "brand.autel.last_day"};
    std::vector<Figure> shown;
    for (const auto id : kFirst) {
        for (const auto& figure : figures) {
            if (figure.figure_id == id) shown.push_back(figure);
        }
    }
    const auto add_largest = [&](std::string_view prefix, std::string_view suffix, std::size_t most) {
        std::vector<Figure> found;
        for (const auto& figure : figures) {
            if (figure.figure_id.starts_with(prefix) && figure.figure_id.ends_with(suffix) && figure.value &&
                figure.figure_id != "brand.unstated.value")
                found.push_back(figure);
        }
        std::stable_sort(found.begin(), found.end(), [](const Figure& a, const Figure& b) { return a.value->units > b.value->units; });
        found.resize(std::min(found.size(), most));
        shown.insert(shown.end(), found.begin(), found.end());
    };
    add_largest("brand.", ".share", kBrandsShown);
    add_largest("exporter.", ".value", kExportersShown);
    return shown;
}

void print_figures(const std::vector<Figure>& figures, Terminal& terminal) {
    std::vector<std::vector<std::string>> rows = {{"figure", "value", "interval", "grade", "rows", "what"}};
    for (const auto& figure : figures) {
        const bool told = figure.value.present();
        rows.push_back({figure.figure_id, told ? figure.value_text : "cannot tell",
                        told ? "[" + bound(figure, figure.low) + " – " + bound(figure, figure.high) + "]" : "", figure.grade,
                        std::to_string(figure.rows), told ? figure.title : figure.title + ": missing " + figure.missing});
    }
    for (const auto& line : align_columns(rows, {false, true, false, false, true, false})) terminal.line(line);
}

void write_figure(const Figure& figure, JsonWriter& json) {
    const auto measure = [&](const char* name, const Maybe<Measure>& value) {
        json.key(name);
        if (value) {
            json.decimal(to_string(*value));
        } else {
            json.null();
        }
    };
    json.object()
        .key("figure_id")
        .string(figure.figure_id)
        .key("title")
        .string(figure.title)
        .key("unit")
        .string(figure.unit)
        .key("grade")
        .string(figure.grade);
    measure("value", figure.value);
    measure("low", figure.low);
    measure("high", figure.high);
    json.key("level").number(figure.level).key("rows").number(figure.rows).key("untraced");
    if (figure.untraced) {
        json.number(*figure.untraced);
    } else {
        json.null();
    }
    json.key("method")
        .string(figure.method)
        .key("parts")
        .raw(figure.parts.empty() ? "[]" : figure.parts)
        .key("digest")
        .string(figure.digest);
    json.key("value_text")
        .string(figure.value_text)
        .key("definition")
        .string(figure.definition)
        .key("missing")
        .string(figure.missing)
        .end();
}

}  // namespace wb::cli
