#include "report/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "report/figure_words.h"
#include "report/markup.h"
#include "report/text_fit.h"

namespace wb {

namespace {

// Units of the drawings; the page scales them.
constexpr double kBarWidth = 300, kBarHeight = 18;
constexpr double kMonthsWidth = 820, kMonthsHeight = 300, kLeft = 64, kRight = 24, kTop = 34, kBottom = 44;

std::string tick_text(double value, const std::string& unit) {
    if (unit == "usd") return money_words(value);
    if (unit == "share") return grouped(static_cast<std::int64_t>(std::llround(value * 100))) + "%";
    return grouped(static_cast<std::int64_t>(std::llround(value)));
}

std::string view_box(double width, double height) { return "0 0 " + coordinate(width) + " " + coordinate(height); }

void text_at(Markup& svg, double x, double y, const std::string& text, const std::string& css, const std::string& anchor = "start") {
    svg.put("text", text, {{"x", coordinate(x)}, {"y", coordinate(y)}, {"class", css}, {"text-anchor", anchor}});
}

void line(Markup& svg, double x1, double y1, double x2, double y2, const std::string& css) {
    svg.leaf("line", {{"x1", coordinate(x1)}, {"y1", coordinate(y1)}, {"x2", coordinate(x2)}, {"y2", coordinate(y2)}, {"class", css}});
}

// The months chart's geometry.
struct Plot {
    Axis axis;
    double width = kMonthsWidth - kLeft - kRight, height = kMonthsHeight - kTop - kBottom;
    std::size_t months = 1;
    [[nodiscard]] double x(double month) const { return kLeft + width * (month + 0.5) / static_cast<double>(months); }
    [[nodiscard]] double y(double value) const { return kTop + height * (1 - axis.share(value)); }
};

void draw_grid(Markup& svg, const Plot& plot, const std::string& unit) {
    for (double tick = plot.axis.low; tick <= plot.axis.high + plot.axis.step / 2; tick += plot.axis.step) {
        line(svg, kLeft, plot.y(tick), kMonthsWidth - kRight, plot.y(tick), "grid");
        text_at(svg, kLeft - 8, plot.y(tick) + 4, tick_text(tick, unit), "tick", "end");
    }
}

void draw_month_names(Markup& svg, const Plot& plot, const std::vector<MonthPoint>& points) {
    const std::size_t every = std::max<std::size_t>(1, (points.size() + 13) / 14);
    for (std::size_t i = 0; i < points.size(); i += every) {
        text_at(svg, plot.x(static_cast<double>(i)), kMonthsHeight - kBottom + 20, points[i].month, "tick", "middle");
    }
}

// A month without rows breaks line and band: nothing is drawn where nothing is known.
void draw_line_and_band(Markup& svg, const Plot& plot, const std::vector<MonthPoint>& points) {
    std::string band;
    std::string back;
    std::string path;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double x = plot.x(static_cast<double>(i));
        band += (i == 0 ? "M" : "L") + coordinate(x) + " " + coordinate(plot.y(points[i].high));
        back.insert(0, "L" + coordinate(x) + " " + coordinate(plot.y(points[i].low)));
        path += (i == 0 ? "M" : "L") + coordinate(x) + " " + coordinate(plot.y(points[i].value));
    }
    svg.leaf("path", {{"d", band + back + "Z"}, {"class", "band"}});
    svg.leaf("path", {{"d", path}, {"class", "series"}});
}

void draw_points(Markup& svg, const Plot& plot, const std::vector<MonthPoint>& points, const std::string& unit) {
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto& point = points[i];
        const double x = plot.x(static_cast<double>(i));
        line(svg, x, plot.y(point.low), x, plot.y(point.high), "whisker");
        svg.open("circle", {{"cx", coordinate(x)}, {"cy", coordinate(plot.y(point.value))}, {"r", "3.5"}, {"class", "point"}});
        svg.put("title", point.month + ": " + tick_text(point.value, unit) + ", from " + tick_text(point.low, unit) + " to " +
                             tick_text(point.high, unit));
        svg.close();
    }
}

void draw_marks(Markup& svg, const Plot& plot, const std::vector<MonthMark>& marks) {
    for (const auto& mark : marks) {
        const double x = plot.x(mark.month_index + mark.within - 0.5);
        svg.open("g", {{"class", "control"}});
        svg.put("title", mark.title);
        line(svg, x, kTop - 8, x, kMonthsHeight - kBottom, "control-line");
        svg.leaf("circle", {{"cx", coordinate(x)}, {"cy", coordinate(kTop - 16)}, {"r", "9"}, {"class", "control-flag"}});
        text_at(svg, x, kTop - 12, mark.label, "control-letter", "middle");
        svg.close();
    }
}

}  // namespace

Axis axis_for(double least, double largest) {
    least = std::min(least, 0.0);
    largest = std::max(largest, least);
    if (largest <= least) largest = least + 1;
    constexpr double kTicks = 5;
    const double rough = (largest - least) / kTicks;
    double power = 1;
    while (power * 10 <= rough) power *= 10;
    while (power > rough) power /= 10;
    const double times = rough / power;
    const double step = power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
    return {std::floor(least / step) * step, std::ceil(largest / step) * step, step};
}

std::string bar_svg(const Bar& bar, const Axis& axis) {
    const auto x = [&](double value) { return kBarWidth * std::clamp(axis.share(value), 0.0, 1.0); };
    const double zero = x(0);
    const double end = x(bar.value);
    Markup svg;
    svg.open("svg", {{"viewBox", view_box(kBarWidth, kBarHeight)},
                     {"preserveAspectRatio", "none"},
                     {"class", "bar"},
                     {"role", "img"},
                     {"aria-label", bar.label}});
    svg.leaf("rect", {{"x", coordinate(std::min(zero, end))},
                      {"y", "3"},
                      {"width", coordinate(std::max(std::fabs(end - zero), 0.8))},
                      {"height", coordinate(kBarHeight - 6)},
                      {"class", bar.hatched ? "unresolved" : "fill"}});
    svg.leaf("rect", {{"x", coordinate(x(bar.low))},
                      {"y", coordinate(kBarHeight / 2 - 1)},
                      {"width", coordinate(std::max(x(bar.high) - x(bar.low), 0.8))},
                      {"height", "2"},
                      {"class", "interval"}});
    for (const double bound : {bar.low, bar.high}) {
        svg.leaf("rect", {{"x", coordinate(std::min(x(bound), kBarWidth - 1))},
                          {"y", "5"},
                          {"width", "1"},
                          {"height", coordinate(kBarHeight - 10)},
                          {"class", "interval"}});
    }
    svg.close();
    return svg.take();
}

std::vector<std::string> axis_labels(const Axis& axis, const std::string& unit) {
    return {tick_text(axis.low, unit), tick_text((axis.low + axis.high) / 2, unit), tick_text(axis.high, unit)};
}

std::string months_svg(const std::vector<MonthPoint>& points, const std::vector<MonthMark>& marks, const std::string& unit) {
    double largest = 0;
    double least = 0;
    for (const auto& point : points) {
        largest = std::max(largest, point.high);
        least = std::min(least, point.low);
    }
    Plot plot;
    plot.axis = axis_for(least, largest);
    plot.months = std::max<std::size_t>(1, points.size());
    Markup svg;
    svg.open("svg", {{"viewBox", view_box(kMonthsWidth, kMonthsHeight)},
                     {"class", "chart"},
                     {"role", "img"},
                     {"aria-labelledby", "months-title months-text"}});
    svg.put("title", "Declared value by month", {{"id", "months-title"}});
    svg.put("desc", "Line: value; band: interval; dashed lines: days of controls. The numbers stand in the table below.",
            {{"id", "months-text"}});
    draw_grid(svg, plot, unit);
    draw_month_names(svg, plot, points);
    if (!points.empty()) draw_line_and_band(svg, plot, points);
    draw_marks(svg, plot, marks);
    draw_points(svg, plot, points, unit);
    svg.close();
    return svg.take();
}

std::string price_svg(const PriceMark& mark, double least, double largest) {
    const double span = std::log(std::max(largest, least * 1.01)) - std::log(least);
    const auto x = [&](double price) {
        return 6 + (kBarWidth - 12) * std::clamp((std::log(std::max(price, least)) - std::log(least)) / span, 0.0, 1.0);
    };
    const double middle = kBarHeight / 2;
    Markup svg;
    svg.open("svg", {{"viewBox", view_box(kBarWidth, kBarHeight)}, {"class", "bar"}, {"role", "img"}, {"aria-label", mark.label}});
    svg.leaf("rect", {{"x", coordinate(x(mark.fair_low))},
                      {"y", coordinate(middle - 4)},
                      {"width", coordinate(std::max(x(mark.fair_high) - x(mark.fair_low), 1.0))},
                      {"height", "8"},
                      {"class", "peers"}});
    line(svg, x(mark.fair), middle - 7, x(mark.fair), middle + 7, "median");
    const double d = x(mark.declared);
    svg.leaf("path", {{"d", "M" + coordinate(d) + " " + coordinate(middle - 6) + "L" + coordinate(d + 6) + " " + coordinate(middle) + "L" +
                                coordinate(d) + " " + coordinate(middle + 6) + "L" + coordinate(d - 6) + " " + coordinate(middle) + "Z"},
                      {"class", "declared-price"}});
    svg.close();
    return svg.take();
}

}  // namespace wb
