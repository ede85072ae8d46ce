#include "report/graph.h"

#include <utility>

#include "report/markup.h"

namespace wb {

namespace {

const std::string kDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string id_text(EntityId id) { return std::to_string(id.value); }
std::string day_text(const Maybe<Day>& day) { return day ? to_string(*day) : std::string(); }

struct Attribute {
    std::string id, title, type;
};
const std::vector<Attribute>& node_attributes() {
    static const std::vector<Attribute> kAttributes = {
        {"country", "country", "string"}, {"family", "family", "string"}, {"listed", "listed", "boolean"}};
    return kAttributes;
}
const std::vector<Attribute>& edge_attributes() {
    static const std::vector<Attribute> kAttributes = {{"value_usd", "value_usd", "double"},
                                                       {"rows", "rows", "long"},
                                                       {"first_day", "first_day", "string"},
                                                       {"last_day", "last_day", "string"}};
    return kAttributes;
}

using Values = std::vector<std::pair<std::string, std::string>>;
Values values_of(const GraphNode& node) {
    return {{"country", node.country}, {"family", node.family}, {"listed", node.listed ? "true" : "false"}};
}
Values values_of(const GraphEdge& edge) {
    return {{"value_usd", to_string(edge.value)},
            {"rows", std::to_string(edge.rows)},
            {"first_day", day_text(edge.first_day)},
            {"last_day", day_text(edge.last_day)}};
}

void write_gexf_attributes(Markup& xml, const std::string& of, const std::vector<Attribute>& attributes) {
    xml.open("attributes", {{"class", of}});
    for (const auto& attribute : attributes)
        xml.leaf("attribute", {{"id", attribute.id}, {"title", attribute.title}, {"type", attribute.type}});
    xml.close();
}

void write_gexf_values(Markup& xml, const Values& values) {
    xml.open("attvalues");
    for (const auto& [name, value] : values) {
        if (!value.empty()) xml.leaf("attvalue", {{"for", name}, {"value", value}});
    }
    xml.close();
}

void write_graphml_values(Markup& xml, const Values& values) {
    for (const auto& [name, value] : values) {
        if (!value.empty()) xml.put("data", value, {{"key", name}});
    }
}

}  // namespace

std::string write_gexf(const std::vector<GraphNode>& nodes, const std::vector<GraphEdge>& edges) {
    Markup xml;
    xml.raw(kDeclaration);
    xml.open("gexf", {{"xmlns", "http://www.gexf.net/1.2draft"}, {"version", "1.2"}})
        .open("graph", {{"defaultedgetype", "directed"}, {"mode", "static"}});
    write_gexf_attributes(xml, "node", node_attributes());
    write_gexf_attributes(xml, "edge", edge_attributes());
    xml.open("nodes");
    for (const auto& node : nodes) {
        xml.open("node", {{"id", id_text(node.id)}, {"label", node.name}});
        write_gexf_values(xml, values_of(node));
        xml.close();
    }
    xml.close().open("edges");
    std::int64_t number = 0;
    for (const auto& edge : edges) {
        xml.open("edge", {{"id", std::to_string(number++)},
                          {"source", id_text(edge.from)},
                          {"target", id_text(edge.to)},
                          {"weight", to_string(edge.value)}});
        write_gexf_values(xml, values_of(edge));
        xml.close();
    }
    xml.close().close().close();
    return xml.take() + "\n";
}

std::string write_graphml(const std::vector<GraphNode>& nodes, const std::vector<GraphEdge>& edges) {
    Markup xml;
    xml.raw(kDeclaration);
    xml.open("graphml", {{"xmlns", "http://graphml.graphdrawing.org/xmlns"}});
    xml.leaf("key", {{"id", "name"}, {"for", "node"}, {"attr.name", "name"}, {"attr.type", "string"}});
    for (const auto& attribute : node_attributes()) {
        xml.leaf("key", {{"id", attribute.id}, {"for", "node"}, {"attr.name", attribute.title}, {"attr.type", attribute.type}});
    }
    xml.leaf("key", {{"id", "weight"}, {"for", "edge"}, {"attr.name", "weight"}, {"attr.type", "double"}});
    for (const auto& attribute : edge_attributes()) {
        xml.leaf("key", {{"id", attribute.id}, {"for", "edge"}, {"attr.name", attribute.title}, {"attr.type", attribute.type}});
    }
    xml.open("graph", {{"edgedefault", "directed"}});
    for (const auto& node : nodes) {
        xml.open("node", {{"id", id_text(node.id)}}).put("data", node.name, {{"key", "name"}});
        write_graphml_values(xml, values_of(node));
        xml.close();
    }
    for (const auto& edge : edges) {
        xml.open("edge", {{"source", id_text(edge.from)}, {"target", id_text(edge.to)}})
            .put("data", to_string(edge.value), {{"key", "weight"}});
        write_graphml_values(xml, values_of(edge));
        xml.close();
    }
    xml.close().close();
    return xml.take() + "\n";
}

}  // namespace wb
