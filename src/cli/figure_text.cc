#include "cli/figure_text.h"

#include <algorithm>

#include "report/figure_words.h"
#include "report/selection.h"

namespace wb::cli {

namespace {

// Enough of a long id to be the only one that begins so; figures are found by their beginnings.
constexpr std::size_t kLeastDigits = 4, kLongId = 24;

std::string beginning_of(const std::string& id, const std::vector<Figure>& figures) {
    const auto dot = id.find('.');
    const bool numbered = dot + 1 < id.size() && id[dot + 1] >= '0' && id[dot + 1] <= '9';
    if (id.size() <= kLongId || !numbered) return id;
    for (std::size_t size = std::min(id.size(), dot + 1 + kLeastDigits); size < id.size(); ++size) {
        const auto beginning = id.substr(0, size);
        const auto same =
            std::count_if(figures.begin(), figures.end(), [&](const Figure& figure) { return figure.figure_id.starts_with(beginning); });
        if (same == 1) return beginning + "…";
    }
    return id;
}

}  // namespace

Result<std::vector<Figure>> read_figures(Connection& connection, const std::string& where) {
    return read_rows<Figure>(connection, "SELECT * FROM figure " + where + " ORDER BY figure_id");
}

Result<std::string> find_figure(Connection& connection, const std::string& directory, std::string text) {
    if (text.ends_with("…")) text.resize(text.size() - std::string_view("…").size());
    WB_TRY(const auto found,
           connection.query("SELECT figure_id FROM figure WHERE figure_id = " + sql_string(text) + " OR starts_with(figure_id, " +
                            sql_string(text) + ") ORDER BY figure_id <> " + sql_string(text) + ", figure_id LIMIT 2"));
    const Where where{directory, {}, {}, ""};
    if (found.rows.empty()) {
        return Error{"figure.unknown", "the case has no figure " + text, where, "list them with: waybill figures " + directory + " --all"};
    }
    if (found.rows[0][0] == text || found.rows.size() == 1) return found.rows[0][0];
    return Error{"figure.ambiguous", "more than one figure begins so: " + found.rows[0][0] + ", " + found.rows[1][0], where,
                 "give more of its id; list them with: waybill figures " + directory + " --all"};
}

std::vector<Figure> headline(const std::vector<Figure>& figures) {
    std::vector<Figure> shown;
    for (const std::size_t i : select_figures(figures).claims) shown.push_back(figures[i]);
    return shown;
}

void print_figures(const std::vector<Figure>& figures, const std::vector<Figure>& all, Terminal& terminal) {
    std::vector<std::vector<std::string>> rows = {{"value", "interval", "what", "rows", "grade", "figure"}};
    for (const auto& figure : figures) {
        const auto text = figure_text(figure);
        rows.push_back({text.value, text.interval, figure.value ? figure.title : figure.title + "; missing: " + figure.missing,
                        grouped(figure.rows), figure.grade, beginning_of(figure.figure_id, all)});
    }
    for (const auto& line : align_columns(rows, {true, false, false, true, false, false})) terminal.line(line);
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
