#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

#include "report/chart.h"
#include "report/figure_words.h"
#include "report/markup.h"
#include "report/text_fit.h"

namespace wb {

namespace {

constexpr double kBoxWidth = 176, kBoxHeight = 50, kBoxGap = 16, kColumnGap = 118, kMargin = 6, kHeading = 26, kFont = 11;
constexpr double kFlowWidth = 820, kFlowHeight = 300, kNodeWidth = 14, kNodeGap = 10, kFlowTop = 30, kFlowSide = 150;

struct Place {
    double x = 0, y = 0;
};

double column_x(std::size_t column) { return kMargin + static_cast<double>(column) * (kBoxWidth + kColumnGap); }

// Where the boxes that a box sells to stand, on average; its own weight decides between equals.
double pull_of(const Lanes& lanes, const std::vector<Place>& places, std::size_t box) {
    double sum = 0;
    double weight = 0;
    for (const auto& edge : lanes.edges) {
        if (edge.from != box) continue;
        sum += places[edge.to].y * edge.weight;
        weight += edge.weight;
    }
    return weight > 0 ? sum / weight : 0;
}

// Boxes of a column stand one below the other: in the order of what they sell to, so that lines cross little, then the heaviest on top.
// Columns are placed from the last to the first.
std::vector<Place> places_of(const Lanes& lanes, double& height) {
    std::vector<Place> places(lanes.boxes.size());
    std::vector<std::vector<std::size_t>> columns(lanes.columns.size());
    for (std::size_t i = 0; i < lanes.boxes.size(); ++i) columns[lanes.boxes[i].column].push_back(i);
    std::size_t most = 1;
    for (const auto& boxes : columns) most = std::max(most, boxes.size());
    height = kHeading + static_cast<double>(most) * (kBoxHeight + kBoxGap);
    for (std::size_t c = columns.size(); c-- > 0;) {
        auto& boxes = columns[c];
        std::vector<double> pulls(lanes.boxes.size());
        for (const std::size_t i : boxes) pulls[i] = pull_of(lanes, places, i);
        std::stable_sort(boxes.begin(), boxes.end(), [&](std::size_t a, std::size_t b) {
            if (pulls[a] != pulls[b]) return pulls[a] < pulls[b];
            return lanes.boxes[a].weight > lanes.boxes[b].weight;
        });
        const double used = static_cast<double>(boxes.size()) * (kBoxHeight + kBoxGap);
        double y = kHeading + (height - kHeading - used) / 2;
        for (const std::size_t i : boxes) {
            places[i] = {column_x(c), y};
            y += kBoxHeight + kBoxGap;
        }
    }
    return places;
}

void draw_box(Markup& svg, const LaneBox& box, Place place) {
    svg.open("g", {{"class", box.flagged ? "box flagged" : "box"}});
    svg.put("title", box.title);
    svg.leaf("rect", {{"x", coordinate(place.x)},
                      {"y", coordinate(place.y)},
                      {"width", coordinate(kBoxWidth)},
                      {"height", coordinate(kBoxHeight)},
                      {"rx", "4"}});
    const bool second = !box.second_line.empty();
    double y = place.y + (second ? 15 : 21);
    for (const auto& line : wrapped(box.name, (kBoxWidth - 14) / kFont, 2)) {
        svg.put("text", line, {{"x", coordinate(place.x + 7)}, {"y", coordinate(y)}, {"class", "box-name"}});
        y += 13;
    }
    if (second) {
        svg.put("text", wrapped(box.second_line, (kBoxWidth - 14) / (kFont - 1), 1)[0],
                {{"x", coordinate(place.x + 7)}, {"y", coordinate(place.y + kBoxHeight - 7)}, {"class", "box-second"}});
    }
    svg.close();
}

// `order`: the how-many-eth line out of its box this is, so that labels stand below each other.
void draw_edge(Markup& svg, const LaneEdge& edge, const std::vector<Place>& places, double largest, int order) {
    const Place from = places[edge.from];
    const Place to = places[edge.to];
    const double x1 = from.x + kBoxWidth;
    const double y1 = from.y + kBoxHeight / 2;
    const double y2 = to.y + kBoxHeight / 2;
    const double bend = (to.x - x1) / 2;
    const double width = 1 + 7 * std::sqrt(largest > 0 ? edge.weight / largest : 0);
    svg.open("g", {{"class", edge.weak ? "edge weak" : "edge"}});
    svg.put("title", edge.title);
    svg.leaf("path", {{"d", "M" + coordinate(x1) + " " + coordinate(y1) + "C" + coordinate(x1 + bend) + " " + coordinate(y1) + " " +
                                coordinate(to.x - bend) + " " + coordinate(y2) + " " + coordinate(to.x) + " " + coordinate(y2)},
                      {"stroke-width", coordinate(width)}});
    // The label stands at the seller's end, where lines have not met yet.
    svg.put("text", edge.label, {{"x", coordinate(x1 + 5)}, {"y", coordinate(y1 - 6 + 12 * order)}, {"class", "edge-label"}});
    svg.close();
}

// Nodes of the ribbons' columns.
struct Node {
    double value = 0, y = 0, height = 0, used_in = 0, used_out = 0;
};
using Column = std::map<std::string, Node>;

std::vector<Column> columns_of(std::size_t count, const std::vector<FlowLink>& links) {
    std::vector<Column> columns(count);
    std::vector<std::map<std::string, std::array<double, 2>>> sums(count);
    for (const auto& link : links) {
        sums[link.column][link.from][0] += link.value;
        sums[link.column + 1][link.to][1] += link.value;
    }
    for (std::size_t c = 0; c < count; ++c) {
        for (const auto& [name, both] : sums[c]) columns[c][name].value = std::max(both[0], both[1]);
    }
    return columns;
}

std::vector<std::string> by_value(const Column& column) {
    std::vector<std::string> names;
    for (const auto& [name, node] : column) names.push_back(name);
    std::stable_sort(names.begin(), names.end(), [&](const auto& a, const auto& b) { return column.at(a).value > column.at(b).value; });
    return names;
}

void place_nodes(std::vector<Column>& columns, double height) {
    double scale = 1e300;
    for (const auto& column : columns) {
        double total = 0;
        for (const auto& [name, node] : column) total += node.value;
        const double room = height - kFlowTop - kNodeGap * static_cast<double>(column.size());
        if (total > 0) scale = std::min(scale, room / total);
    }
    for (auto& column : columns) {
        double y = kFlowTop;
        for (const auto& name : by_value(column)) {
            Node& node = column[name];
            node.y = y;
            node.height = std::max(node.value * scale, 1.0);
            y += std::max(node.height, 12.0) + kNodeGap;
        }
    }
}

double flow_x(std::size_t column, std::size_t count) {
    const double room = kFlowWidth - 2 * kFlowSide - kNodeWidth;
    return kFlowSide + room * static_cast<double>(column) / static_cast<double>(std::max<std::size_t>(1, count - 1));
}

void draw_ribbon(Markup& svg, const FlowLink& link, std::vector<Column>& columns) {
    Node& from = columns[link.column][link.from];
    Node& to = columns[link.column + 1][link.to];
    const double width = std::max(from.value > 0 ? from.height * link.value / from.value : 0.0, 0.6);
    const double x1 = flow_x(link.column, columns.size()) + kNodeWidth;
    const double x2 = flow_x(link.column + 1, columns.size());
    const double y1 = from.y + from.used_out + width / 2;
    const double y2 = to.y + to.used_in + width / 2;
    from.used_out += width;
    to.used_in += width;
    const double bend = (x2 - x1) / 2;
    svg.open("path", {{"d", "M" + coordinate(x1) + " " + coordinate(y1) + "C" + coordinate(x1 + bend) + " " + coordinate(y1) + " " +
                                coordinate(x2 - bend) + " " + coordinate(y2) + " " + coordinate(x2) + " " + coordinate(y2)},
                      {"class", "ribbon"},
                      {"stroke-width", coordinate(width)}});
    svg.put("title", link.from + " → " + link.to + ": " + money_words(link.value));
    svg.close();
}

// Name and value of a node: on two lines where it is high enough, else on one, cut to what stands before the next column.
void draw_node_name(Markup& svg, double x, const Node& node, const std::string& name, bool left) {
    constexpr double kRoom = 140 / kFont, kTwoLines = 30;
    const double middle = node.y + std::max(node.height, 12.0) / 2;
    const std::string value = money_words(node.value);
    const auto put = [&](double y, const std::string& text) {
        svg.put("text", text,
                {{"x", coordinate(x)}, {"y", coordinate(y)}, {"class", "node-name"}, {"text-anchor", left ? "end" : "start"}});
    };
    if (node.height >= kTwoLines) {
        put(middle - 3, wrapped(name, kRoom, 1)[0]);
        put(middle + 11, value);
    } else {
        put(middle + 4, wrapped(name, kRoom - text_width(value) - 1, 1)[0] + " " + value);
    }
}

void draw_nodes(Markup& svg, const std::vector<Column>& columns) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const double x = flow_x(c, columns.size());
        const bool left = c == 0;
        for (const auto& name : by_value(columns[c])) {
            const Node& node = columns[c].at(name);
            svg.leaf("rect", {{"x", coordinate(x)},
                              {"y", coordinate(node.y)},
                              {"width", coordinate(kNodeWidth)},
                              {"height", coordinate(node.height)},
                              {"class", "node"}});
            draw_node_name(svg, left ? x - 6 : x + kNodeWidth + 6, node, name, left);
        }
    }
}

}  // namespace

std::string lanes_svg(const Lanes& lanes, const std::string& title) {
    double height = 0;
    const auto places = places_of(lanes, height);
    const double width = column_x(lanes.columns.size() - 1) + kBoxWidth + kMargin;
    double largest = 0;
    for (const auto& edge : lanes.edges) largest = std::max(largest, edge.weight);
    Markup svg;
    svg.open("svg", {{"viewBox", "0 0 " + coordinate(width) + " " + coordinate(height)},
                     {"width", coordinate(width)},
                     {"class", "chart lanes"},
                     {"role", "img"},
                     {"aria-label", title}});
    for (std::size_t c = 0; c < lanes.columns.size(); ++c) {
        svg.put("text", lanes.columns[c], {{"x", coordinate(column_x(c))}, {"y", "14"}, {"class", "lane-heading"}});
    }
    std::vector<int> lines_out(lanes.boxes.size(), 0);
    for (const auto& edge : lanes.edges) draw_edge(svg, edge, places, largest, lines_out[edge.from]++);
    for (std::size_t i = 0; i < lanes.boxes.size(); ++i) draw_box(svg, lanes.boxes[i], places[i]);
    svg.close();
    return svg.take();
}

std::string flow_svg(const std::vector<std::string>& columns, const std::vector<FlowLink>& links, const std::string& title) {
    auto nodes = columns_of(columns.size(), links);
    std::size_t most = 1;
    for (const auto& column : nodes) most = std::max(most, column.size());
    const double height = std::max(kFlowHeight, kFlowTop + static_cast<double>(most) * 26);
    place_nodes(nodes, height);
    Markup svg;
    svg.open("svg", {{"viewBox", "0 0 " + coordinate(kFlowWidth) + " " + coordinate(height + kNodeGap)},
                     {"class", "chart"},
                     {"role", "img"},
                     {"aria-label", title}});
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const double x = flow_x(c, columns.size());
        svg.put("text", columns[c],
                {{"x", coordinate(c == 0 ? x + kNodeWidth : x)},
                 {"y", "14"},
                 {"class", "lane-heading"},
                 {"text-anchor", c == 0 ? "end" : "start"}});
    }
    auto ordered = links;
    std::stable_sort(ordered.begin(), ordered.end(), [](const FlowLink& a, const FlowLink& b) { return a.value > b.value; });
    for (const auto& link : ordered) draw_ribbon(svg, link, nodes);
    draw_nodes(svg, nodes);
    svg.close();
    return svg.take();
}

}  // namespace wb
