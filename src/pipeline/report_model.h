// Fills a dossier from the tables of a run (report/dossier.h says what it is).
#pragma once

#include "base/result.h"
#include "pipeline/report_workspace.h"
#include "report/dossier.h"

namespace wb {

// Errors: those of the store and of the case's own controls and catalogue.
Result<Dossier> read_dossier(const Case& opened, Workspace& workspace, const PageLimits& limits);

// SHA-256 over every stage's name, version and inputs, twelve digits: the same run gives the same id on every machine.
Result<std::string> run_id(Connection& connection);

}  // namespace wb
