// Charts as SVG text, drawn for screen and paper: no script, no font, colours from the page's classes, every mark doubled by text or shape.
//
// Numbers come in as data and leave as `data-` free geometry: what is drawn can be read from the table beside each chart. All charts have a
// role, a title and a description. Deterministic: coordinates are rounded to tenths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace wb {

// A scale from 0 (or a round number below the least) to a round number above the largest, with four to six ticks.
struct Axis {
    double low = 0, high = 1, step = 1;
    [[nodiscard]] double share(double value) const { return (value - low) / (high - low); }
};
Axis axis_for(double least, double largest);

// One bar with its interval, for a table cell. A hatched bar is what could not be resolved.
struct Bar {
    double value = 0, low = 0, high = 0;
    bool hatched = false;
    std::string label;  // read aloud
};
std::string bar_svg(const Bar& bar, const Axis& axis);
// Texts of the axis above such cells: its beginning, middle and end.
std::vector<std::string> axis_labels(const Axis& axis, const std::string& unit);

struct MonthPoint {
    std::string month;  // 2023-02
    double value = 0, low = 0, high = 0;
};
struct MonthMark {
    int month_index = 0;  // of the month that holds the day
    double within = 0;    // 0 first day … 1 last
    std::string label;    // "A"
    std::string title;
};
std::string months_svg(const std::vector<MonthPoint>& points, const std::vector<MonthMark>& marks, const std::string& unit);

// Boxes in columns and the edges between them: chains of companies, column = hop.
struct LaneBox {
    std::size_t column = 0;
    std::string name, second_line, title;
    bool flagged = false;
    double weight = 0;  // orders the boxes of a column
};
struct LaneEdge {
    std::size_t from = 0, to = 0;  // boxes
    double weight = 0;
    bool weak = false;  // drawn dashed
    std::string label, title;
};
struct Lanes {
    std::vector<std::string> columns;  // headings
    std::vector<LaneBox> boxes;
    std::vector<LaneEdge> edges;
};
std::string lanes_svg(const Lanes& lanes, const std::string& title);

// Ribbons between columns of stacked nodes: value by origin, seller, dispatch, destination.
struct FlowLink {
    std::size_t column = 0;  // of `from`; `to` is in the next
    std::string from, to;
    double value = 0;
};
std::string flow_svg(const std::vector<std::string>& columns, const std::vector<FlowLink>& links, const std::string& title);

// Declared price beside the peers' range on a logarithmic scale, for a table cell.
struct PriceMark {
    double declared = 0, fair_low = 0, fair = 0, fair_high = 0;
    std::string label;
};
std::string price_svg(const PriceMark& mark, double least, double largest);

}  // namespace wb
