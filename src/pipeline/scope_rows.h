// Goods of the question's classes joined with their items, companies and prices: what the last stages see.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/stage.h"
#include "reference/catalogue.h"
#include "reference/controls.h"
#include "tables/scope.h"

namespace wb {

// All goods of the question's classes, any seller, doubles included. With `prices` the price table is joined too.
Result<std::vector<ScopeGood>> read_scope(Connection& connection, const CaseConfig& config, const Catalogue& catalogue, bool prices);

// Items under these six-digit codes as rows of one good each, with their whole value and no class; doubles left out. In order of item_id.
Result<std::vector<ScopeGood>> read_coded_items(Connection& connection, const std::vector<std::string>& codes);

// `item` in parentheses, with the company that exported where a forwarder acts on its order, and exporter_written: the country that stands
// in the exporter's columns.
std::string items_sql();

Question question_of(const CaseConfig& config);

// The catalogue built in, with the files of the case's catalogue/ folder.
Result<Catalogue> case_catalogue(const Case& opened);
// The controls built in, with those of the case's controls/ folder.
Result<Controls> case_controls(const Case& opened);

// Files of a folder of the case with their bytes, as reference loaders take them. `texts` keeps the bytes alive.
struct CaseTexts {
    std::vector<std::string> paths, texts;
    [[nodiscard]] std::vector<EmbeddedFile> files() const;
};
Result<CaseTexts> read_texts(const Case& opened, const std::string& folder, const std::string& ending);

}  // namespace wb
