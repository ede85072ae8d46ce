// The review queue of a case: which pairs of spellings a person should decide next.
#pragma once

#include <string>
#include <vector>

#include "measure/review_queue.h"
#include "store/case_store.h"

namespace wb {

// `figure`: only this one (exporters.count or an exporter's value); empty: exporters.count and the values of the largest exporters.
Result<std::vector<ReviewQuestion>> review_case(Connection& connection, const std::string& figure);

}  // namespace wb
