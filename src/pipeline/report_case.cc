#include "pipeline/report_case.h"

#include <filesystem>

#include "pipeline/report_model.h"
#include "pipeline/report_workspace.h"
#include "report/dossier.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

Status add_file(ReportResult& result, const std::string& name, std::string_view bytes) {
    WB_TRY_VOID(write_file(result.folder + "/" + name, bytes));
    result.files.push_back(name);
    return {};
}

}  // namespace

Result<ReportResult> report_case(const Case& opened) {
    WB_TRY(auto workspace, open_workspace(opened));
    WB_TRY(const auto dossier, read_dossier(opened, workspace, {}));
    ReportResult result;
    result.folder = opened.path("dossier");
    result.page = result.folder + "/dossier.html";
    result.run_id = dossier.about.run_id;
    result.figures = static_cast<std::int64_t>(dossier.figures.size());
    WB_TRY(result.rows, workspace.connection->count("SELECT count(*) FROM shown_item"));
    WB_TRY_VOID(add_file(result, "dossier.html", write_dossier(dossier)));
    WB_TRY_VOID(add_file(result, "claims.md", write_claims(dossier)));
    return result;
}

}  // namespace wb
