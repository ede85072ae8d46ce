#include <algorithm>

#include "report/page.h"

namespace wb {

namespace {

double number_of(const Maybe<Measure>& value, double other = 0) { return value ? value->to_double() : other; }

Bar bar_of(const Page& page, const Figure& figure) {
    const double value = number_of(figure.value);
    const auto text = figure_text(figure);
    return {value, number_of(figure.low, value), number_of(figure.high, value), figure_name(figure.figure_id).key == "unstated",
            page.subject(figure) + ": " + text.value + " " + text.interval};
}

Axis axis_of(const std::vector<Bar>& bars) {
    double least = 0;
    double largest = 0;
    for (const auto& bar : bars) {
        least = std::min(least, bar.low);
        largest = std::max(largest, bar.high);
    }
    return axis_for(least, largest);
}

void head_with_axis(Page& page, const std::string& first, const Axis& axis, const std::string& unit, const std::vector<std::string>& more,
                    const std::string& caption) {
    page.html.open("div", {{"class", "frame"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}});
    page.html.open("table", {{"class", "bars sortable"}}).put("caption", caption).open("thead").open("tr");
    page.html.put("th", first, {{"scope", "col"}});
    page.html.open("th", {{"scope", "col"}, {"class", "bar-cell"}})
        .put("span", "Bar", {{"class", "hidden"}})
        .open("span", {{"class", "axis"}, {"aria-hidden", "true"}});
    for (const auto& label : axis_labels(axis, unit)) page.html.put("span", label);
    page.html.close().close();
    page.html.put("th", "Value", {{"scope", "col"}, {"class", "n"}}).put("th", "Rows", {{"scope", "col"}, {"class", "n"}});
    for (const auto& heading : more) page.html.put("th", heading, {{"scope", "col"}, {"class", "n"}});
    page.html.close().close().open("tbody");
}

void left_out_row(Page& page, const FigureList& list, const std::string& what, std::size_t columns) {
    if (list.left_out == 0) return;
    page.html.open("tr", {{"class", "left-out"}});
    page.html.put("td",
                  grouped(list.left_out) + " more " + what + ", " + money_words(list.left_out_value.to_double()) +
                      " together: every one stands in tables/figure.csv",
                  {{"colspan", std::to_string(columns)}});
    page.html.close();
}

// A table of bars: subject, bar, value with interval and note, rows, and one column per further family.
void bars_table(Page& page, const FigureList& list, const std::string& first, const std::string& what, const std::string& caption,
                const std::vector<std::pair<std::string, std::string>>& more = {}) {
    if (list.shown.empty()) {
        page.paragraph("Cannot tell: no rows in scope.", "untold");
        return;
    }
    std::vector<Bar> bars;
    for (const std::size_t i : list.shown) bars.push_back(bar_of(page, page.dossier.figures[i]));
    const Axis axis = axis_of(bars);
    std::vector<std::string> headings;
    for (const auto& [family, heading] : more) headings.push_back(heading);
    head_with_axis(page, first, axis, page.dossier.figures[list.shown[0]].unit, headings, caption);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const auto& figure = page.dossier.figures[list.shown[i]];
        page.html.open("tr", {{bars[i].hatched ? "class" : "", "unstated"}});
        page.html.open("td");
        page.write_subject(figure);
        page.html.close();
        page.html.open("td", {{"class", "bar-cell"}}).raw(bar_svg(bars[i], axis)).close();
        page.html.open("td", {{"class", "n"}, {"data-sort", std::to_string(bars[i].value)}});
        page.number(figure);
        page.html.close();
        page.cell(grouped(figure.rows), "n");
        for (const auto& [family, heading] : more) {
            const auto name = figure_name(figure.figure_id);
            const auto dot = family.rfind('.');
            const auto* other = page.find(family.substr(0, dot) + "." + name.key + family.substr(dot));
            page.html.open("td", {{"class", "n"}, {"data-sort", other != nullptr && other->value ? to_string(*other->value) : "-1"}});
            if (other != nullptr) page.number(*other);
            page.html.close();
        }
        page.html.close();
    }
    left_out_row(page, list, what, 4 + more.size());
    page.end_table();
}

std::vector<MonthPoint> month_points(const Page& page, const FigureList& list, const Figure*& unstated) {
    std::vector<MonthPoint> points;
    for (const std::size_t i : list.shown) {
        const auto& figure = page.dossier.figures[i];
        const auto name = figure_name(figure.figure_id);
        if (name.key == "unstated") {
            unstated = &figure;
            continue;
        }
        const auto day = parse_iso_day(name.key + "-01");
        if (!day) continue;
        // Months without a row stand at nothing declared, so that time runs evenly.
        while (!points.empty()) {
            const auto before = parse_iso_day(points.back().month + "-01");
            const int next = month_number(*before) + 1;
            if (next >= month_number(*day)) break;
            points.push_back({month_text(first_day_of_month(next)), 0, 0, 0});
        }
        const double value = number_of(figure.value);
        points.push_back({name.key, value, number_of(figure.low, value), number_of(figure.high, value)});
    }
    return points;
}

std::string letter(std::size_t i) { return i < 26 ? std::string(1, static_cast<char>('A' + i)) : std::to_string(i + 1); }

std::vector<MonthMark> month_marks(const Page& page, const std::vector<MonthPoint>& points) {
    std::vector<MonthMark> marks;
    if (points.empty()) return marks;
    const int first = month_number(*parse_iso_day(points.front().month + "-01"));
    const int last = month_number(*parse_iso_day(points.back().month + "-01"));
    for (const auto& control : page.dossier.controls) {
        if (!control.effective) continue;
        const int month = month_number(*control.effective);
        if (month < first || month > last) continue;
        constexpr double kDays = 31;
        marks.push_back({month - first, (*control.effective - first_day_of_month(month)) / kDays, letter(marks.size()),
                         to_string(*control.effective) + ": " + control.title});
    }
    return marks;
}

void write_mark_list(Page& page, const std::vector<MonthMark>& marks) {
    if (marks.empty()) {
        page.paragraph("No dated control took effect in these months, among those known to the run.", "legend");
        return;
    }
    page.html.open("ul", {{"class", "marks"}});
    for (const auto& mark : marks) page.html.open("li").put("b", mark.label).text(" " + mark.title).close();
    page.html.close();
}

void write_months_table(Page& page, const FigureList& list) {
    page.html.open("details", {{"open", "open"}}).put("summary", "The numbers behind the line");
    page.begin_table({"Month", ">Value", ">Rows"}, "sortable compact", "Declared value by month");
    for (const std::size_t i : list.shown) {
        const auto& figure = page.dossier.figures[i];
        page.html.open("tr")
            .put("td", page.subject(figure))
            .open("td", {{"class", "n"}, {"data-sort", std::to_string(number_of(figure.value))}});
        page.number(figure);
        page.html.close();
        page.cell(grouped(figure.rows), "n");
        page.html.close();
    }
    page.end_table();
    page.html.close();
}

// Links of the ribbons, from the rows' countries; what is small is added up.
std::vector<FlowLink> flow_links(const Page& page) {
    std::map<std::pair<std::size_t, std::pair<std::string, std::string>>, double> sums;
    const auto name = [](const std::string& iso2) {
        const auto words = country_words(iso2);
        return words.substr(0, words.rfind(" ("));
    };
    for (const auto& flow : page.dossier.flows) {
        const std::vector<std::string> stops = {name(flow.origin), name(flow.seller), name(flow.dispatch), name(flow.destination)};
        for (std::size_t i = 0; i + 1 < stops.size(); ++i) sums[{i, {stops[i], stops[i + 1]}}] += flow.value.to_double();
    }
    std::vector<FlowLink> links;
    for (const auto& [key, value] : sums) links.push_back({key.first, key.second.first, key.second.second, value});
    return links;
}

void write_flow_table(Page& page) {
    page.html.open("details", {{"open", "open"}}).put("summary", "The numbers behind the ribbons");
    page.begin_table({"Made in", "Sold from", "Dispatched from", "Destination", ">Value", ">Rows"}, "sortable compact",
                     "Routes by the countries that the rows state");
    constexpr std::size_t kRoutesShown = 25;
    for (std::size_t i = 0; i < std::min(page.dossier.flows.size(), kRoutesShown); ++i) {
        const auto& flow = page.dossier.flows[i];
        page.html.open("tr");
        for (const auto& code : {flow.origin, flow.seller, flow.dispatch, flow.destination}) page.cell(country_words(code));
        page.html.put("td", money_words(flow.value.to_double()), {{"class", "n"}, {"data-sort", to_string(flow.value)}});
        page.cell(grouped(flow.rows), "n");
        page.html.close();
    }
    page.end_table();
    if (page.dossier.flows.size() > kRoutesShown) {
        page.paragraph(grouped(static_cast<std::int64_t>(page.dossier.flows.size() - kRoutesShown)) + " smaller routes are not shown.",
                       "legend");
    }
    page.html.close();
}

}  // namespace

void write_months(Page& page) {
    page.section("months", "When: by month");
    const auto& list = page.selection.list("month.value");
    const Figure* unstated = nullptr;
    const auto points = month_points(page, list, unstated);
    if (points.empty()) {
        page.paragraph("Cannot tell: no row in scope states its day.", "untold");
        page.html.close();
        return;
    }
    const auto marks = month_marks(page, points);
    page.html.open("div", {{"class", "frame"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Chart of months"}});
    page.html.raw(months_svg(points, marks, "usd")).close();
    write_mark_list(page, marks);
    write_months_table(page, list);
    page.html.close();
}

void write_brands(Page& page) {
    page.section("brands", "What: brands");
    bars_table(page, page.selection.list("brand.value"), "Brand", "brands", "Declared value of goods that state the brand",
               {{"brand.share", "Share of all"}, {"brand.last_day", "Last day"}});
    page.paragraph("The dashed bar is what could not be resolved: goods that state no brand. The thin line on a bar is its interval.",
                   "legend");
    page.html.close();
}

void write_companies(Page& page) {
    page.section("companies", "Who: exporters and consignees");
    page.html.put("h3", "Exporters");
    bars_table(page, page.selection.list("exporter.value"), "Exporter", "exporters", "Declared value by exporter");
    page.html.put("h3", "Consignees");
    bars_table(page, page.selection.list("consignee.value"), "Consignee", "consignees", "Declared value by consignee");
    page.html.close();
}

void write_countries(Page& page) {
    page.section("countries", "By which way: countries");
    if (!page.dossier.flows.empty()) {
        page.html.open("div", {{"class", "frame"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", "Ribbons of countries"}});
        page.html.raw(flow_svg({"made in", "sold from", "dispatched from", "destination"}, flow_links(page),
                               "Declared value by origin, seller's country, country of dispatch and destination"));
        page.html.close();
        page.paragraph(
            "Ribbons add up the rows of the total by the countries that they state; they are parts of it and have no interval of their "
            "own.",
            "legend");
        write_flow_table(page);
    }
    page.html.put("h3", "Seller’s country");
    bars_table(page, page.selection.list("country.value"), "Country", "countries", "Declared value by the seller's country");
    page.html.put("h3", "Country of dispatch");
    bars_table(page, page.selection.list("dispatch.value"), "Country", "countries", "Declared value by country of dispatch");
    page.html.put("h3", "Commodity code");
    bars_table(page, page.selection.list("hs.value"), "Code", "codes", "Declared value by commodity code (six digits)");
    page.html.close();
}

}  // namespace wb
