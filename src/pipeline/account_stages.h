// The stages after recognition: companies, values, and the account of routes, effects and figures.
#pragma once

#include "pipeline/stage.h"

namespace wb {

Status link_case_parties(RunContext& context);
Result<std::string> links_inputs(const Case& opened);

Status resolve_case_companies(RunContext& context);
Result<std::string> companies_inputs(const Case& opened);

Status value_case_goods(RunContext& context);
Result<std::string> values_inputs(const Case& opened);

Status find_case_successors(RunContext& context);
Result<std::string> successors_inputs(const Case& opened);
Status find_case_company_flags(RunContext& context);
Result<std::string> company_flags_inputs(const Case& opened);

Status measure_case(RunContext& context);
Result<std::string> measure_inputs(const Case& opened);

}  // namespace wb
