// Why a row is that good, why its value is too low, why a rule fired, why a company meets a list: the reasons that the stages wrote down.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/id.h"
#include "store/case_store.h"

namespace wb {

// One answer with its reasons, as one stage gave it.
struct ExplainedRecord {
    std::string kind;                                           // good, decision, price, finding, hit
    std::string title;                                          // in words
    std::vector<std::pair<std::string, std::string>> facts;     // column, value
    std::string reasons;                                        // JSON as written
    std::vector<std::pair<std::string, std::string>> in_words;  // the reasons, "a.b" for what lies inside
};

struct ExplainedItem {
    bool found = false;
    std::string path, row_number, description;
    std::vector<ExplainedRecord> records;  // goods, decisions, prices, findings, in this order
};

Result<ExplainedItem> explain_item(Connection& connection, const std::string& item_id);
// Listings that a company may be, and findings about it.
Result<std::vector<ExplainedRecord>> explain_listed(Connection& connection, EntityId entity);

// Leaves of a JSON text as path and value, in the order written; lists of plain values in one line.
std::vector<std::pair<std::string, std::string>> json_leaves(const std::string& json);

}  // namespace wb
