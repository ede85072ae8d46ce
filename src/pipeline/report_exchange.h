// Companies and shipments of a dossier for other programs: FollowTheMoney, GEXF, GraphML.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "pipeline/report_workspace.h"

namespace wb {

// entities.ftm.json, one entity a line: companies, spellings, what joins them, ownership, shipments.
Status write_ftm(Workspace& workspace, const std::string& folder, std::vector<std::string>& files);
// companies.gexf and companies.graphml. find_shown_companies must have run.
Status write_graphs(Workspace& workspace, const std::string& folder, std::vector<std::string>& files);

}  // namespace wb
