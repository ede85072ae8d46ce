#include "pipeline/report_case.h"

#include <cmath>
#include <filesystem>
#include <set>

#include "pipeline/report_exchange.h"
#include "pipeline/report_model.h"
#include "pipeline/report_tables.h"
#include "pipeline/report_workspace.h"
#include "report/bundle.h"
#include "report/dossier.h"
#include "report/figure_words.h"

namespace wb {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBundleDigits = 8;

Status add_file(ReportResult& result, const std::string& name, std::string_view bytes) {
    WB_TRY_VOID(write_file(result.folder + "/" + name, bytes));
    result.files.push_back(name);
    return {};
}

// What an earlier report wrote and this one does not: its manifest names it. Files of others stay.
Status remove_older(const ReportResult& result) {
    std::error_code ignored;
    const auto manifest = result.folder + "/" + std::string(kManifest);
    if (fs::is_regular_file(manifest, ignored)) {
        WB_TRY(const auto text, read_file(manifest));
        const std::set<std::string> kept(result.files.begin(), result.files.end());
        // A manifest that someone changed names nothing that may be removed.
        if (const auto entries = parse_manifest(text); entries.ok()) {
            for (const auto& entry : *entries) {
                if (!kept.contains(entry.name)) fs::remove(result.folder + "/" + entry.name, ignored);
            }
        }
    }
    for (const auto& entry : fs::directory_iterator(result.folder, ignored)) {
        const auto name = entry.path().filename().string();
        const bool older = name.starts_with("case-") && name.ends_with(".dossier.zip") && entry.path().string() != result.bundle;
        if (older) fs::remove(entry.path(), ignored);
    }
    return {};
}

Status write_manifest_and_bundle(ReportResult& result) {
    std::vector<ManifestEntry> entries;
    for (const auto& name : result.files) {
        WB_TRY(const auto digest, digest_file(result.folder + "/" + name));
        entries.push_back({name, digest.sha256});
    }
    WB_TRY_VOID(remove_older(result));
    WB_TRY_VOID(write_file(result.folder + "/" + std::string(kManifest), manifest_text(entries)));
    auto names = result.files;
    names.emplace_back(kManifest);
    return pack(result.folder, names, result.bundle);
}

// The first chain that is drawn, in a line: the largest way through other companies, when there is one.
std::string chain_line(const Dossier& dossier) {
    if (dossier.chains.empty()) return {};
    const auto& chain = dossier.chains.front();
    const auto name = [&](EntityId id) {
        const auto found = dossier.companies.find(id);
        if (found == dossier.companies.end()) return "company " + std::to_string(id.value);
        const auto& company = found->second;
        return (company.latin.empty() ? company.caption : company.latin) +
               (company.country.present() ? " (" + std::string(company.country.text()) + ")" : "");
    };
    std::string line;
    for (std::size_t i = 0; i < chain.legs.size(); ++i) {
        if (i == 0) line = name(chain.legs[i].seller);
        line += " → " + name(chain.legs[i].buyer);
    }
    const auto pieces = [](double units) { return grouped(static_cast<std::int64_t>(std::llround(units))); };
    return line + ": " + pieces(chain.chain.units) + " pieces [" + pieces(chain.chain.units_low) + "–" + pieces(chain.chain.units_high) +
           "]";
}

}  // namespace

Result<ReportResult> report_case(const Case& opened) {
    WB_TRY(auto workspace, open_workspace(opened));
    WB_TRY(const auto dossier, read_dossier(opened, workspace, {}));
    ReportResult result;
    result.folder = opened.path("dossier");
    result.page = result.folder + "/dossier.html";
    result.run_id = dossier.about.run_id;
    result.bundle = result.folder + "/case-" + result.run_id.substr(0, kBundleDigits) + ".dossier.zip";
    result.figures = static_cast<std::int64_t>(dossier.figures.size());
    result.chain = chain_line(dossier);
    WB_TRY(result.rows, workspace.connection->count("SELECT count(*) FROM shown_item"));
    WB_TRY_VOID(add_file(result, "dossier.html", write_dossier(dossier)));
    WB_TRY_VOID(add_file(result, "claims.md", write_claims(dossier)));
    WB_TRY_VOID(find_shown_companies(*workspace.connection));
    WB_TRY_VOID(write_plain_tables(workspace, result.folder, result.files));
    WB_TRY_VOID(write_workbook(workspace, result.folder, dossier.about.title + (dossier.about.synthetic ? " (synthetic sample)" : ""),
                               result.files));
    WB_TRY_VOID(write_ftm(workspace, result.folder, result.files));
    WB_TRY_VOID(write_graphs(workspace, result.folder, result.files));
    WB_TRY_VOID(write_manifest_and_bundle(result));
    return result;
}

}  // namespace wb
