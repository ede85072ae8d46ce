// Companies as a graph, an edge from sender to receiver with its value, as GEXF 1.2 (Gephi) and GraphML (yEd, Cytoscape, networkx).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/day.h"
#include "base/fixed.h"
#include "base/id.h"
#include "base/maybe.h"

namespace wb {

struct GraphNode {
    EntityId id;
    std::string name, country, family;
    bool listed = false;  // a list may name it
};

struct GraphEdge {
    EntityId from, to;
    Usd value;  // the edge's weight
    std::int64_t rows = 0;
    Maybe<Day> first_day, last_day;
};

// Nodes and edges in the order given; every edge's ends must be among the nodes.
std::string write_gexf(const std::vector<GraphNode>& nodes, const std::vector<GraphEdge>& edges);
std::string write_graphml(const std::vector<GraphNode>& nodes, const std::vector<GraphEdge>& edges);

}  // namespace wb
