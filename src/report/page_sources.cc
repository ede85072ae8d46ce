#include "report/page.h"

namespace wb {

namespace {

void write_files(Page& page) {
    page.html.put("h3", "Files read");
    page.begin_table({"File", "Provider", "Format", ">Read", ">Kept", ">Rejected", "SHA-256"}, "notes", "Files of records");
    for (const auto& file : page.dossier.sources) {
        page.html.open("tr").open("td").put("bdi", file.path);
        const auto state = page.dossier.source_states.find(file.path);
        if (state != page.dossier.source_states.end()) page.html.text(" ").put("span", state->second, {{"class", "untold"}});
        page.html.close().open("td").put("bdi", file.provider).close();
        page.cell(file.format + (file.encoding.empty() ? "" : ", " + file.encoding) +
                  (file.profile.empty() ? "" : ", profile " + file.profile));
        page.cell(grouped(file.rows_read), "n");
        page.cell(grouped(file.rows_kept), "n");
        page.cell(grouped(file.rows_rejected), "n");
        page.cell(file.sha256, "digest");
        page.html.close();
    }
    page.end_table();
}

void write_codes(Page& page, const std::string& heading, const std::vector<CodeCount>& codes, const std::string& none) {
    page.html.put("h3", heading);
    if (codes.empty()) {
        page.paragraph(none, "legend");
        return;
    }
    page.begin_table({"Code", "Field", ">Times", "An example"}, "compact", heading);
    for (const auto& code : codes) {
        page.html.open("tr").open("td").put("code", code.code).close();
        page.cell(code.field);
        page.cell(grouped(code.count), "n");
        page.html.open("td").put("bdi", code.example).close();
        page.html.close();
    }
    page.end_table();
}

void write_lists(Page& page) {
    page.html.put("h3", "Lists");
    if (page.dossier.lists.empty()) {
        page.paragraph("None: no list was given to the case. Companies were not screened, and that is no clearance.", "legend");
        return;
    }
    page.begin_table({"List", "Authority", ">Entries", "Newest entry"}, "compact", "Watch lists used");
    for (const auto& list : page.dossier.lists) {
        page.html.open("tr");
        page.cell(list.name);
        page.cell(list.authority);
        page.cell(grouped(list.entries), "n");
        page.cell(list.newest.empty() ? "not dated by its publisher" : list.newest);
        page.html.close();
    }
    page.end_table();
}

void write_control_list(Page& page) {
    page.html.put("h3", "Controls known to the run");
    if (page.dossier.controls.empty()) {
        page.paragraph("None on these goods.", "legend");
        return;
    }
    page.begin_table({"Control", "Effective", "Until", "Innocent reading", "Source"}, "notes", "Dated controls");
    for (const auto& control : page.dossier.controls) {
        page.html.open("tr").open("td").put("code", control.id).text(" " + control.title + " (" + control.jurisdiction + ")").close();
        page.cell(control.effective ? to_string(*control.effective) : "not stated", "day");
        page.cell(control.until ? to_string(*control.until) : "", "day");
        page.cell(control.innocent);
        page.cell(control.source + (control.verified ? "" : " (not verified against the official text)"));
        page.html.close();
    }
    page.end_table();
}

void write_used_files(Page& page) {
    if (page.dossier.used_files.empty()) return;
    page.html.put("h3", "Other files of the case");
    page.begin_table({"File", "SHA-256"}, "notes", "Lists, registers, controls and catalogue of the case");
    for (const auto& file : page.dossier.used_files) {
        page.html.open("tr").open("td").put("bdi", file.path).close();
        page.cell(file.sha256, "digest");
        page.html.close();
    }
    page.end_table();
}

void write_decisions(Page& page) {
    page.html.put("h3", "Decisions by people");
    if (page.dossier.judgements.empty()) {
        page.paragraph("None recorded.", "legend");
        return;
    }
    const auto hidden = page.dossier.judgements_total - static_cast<std::int64_t>(page.dossier.judgements.size());
    if (hidden > 0) page.paragraph("The newest; " + grouped(hidden) + " older ones stand in judgements.jsonl.", "legend");
    page.html.open("ul");
    for (const auto& text : page.dossier.judgements) page.html.open("li").put("code", text).close();
    page.html.close();
}

void write_run(Page& page) {
    const auto& about = page.dossier.about;
    page.html.put("h3", "Run");
    page.html.open("dl", {{"class", "question"}});
    const std::vector<std::pair<std::string, std::string>> facts = {
        {"Run", about.run_id + " (hash of every stage's version and inputs)"},
        {"Software", "waybill " + about.software},
        {"Seed", std::to_string(about.intervals.seed)},
        {"Worlds drawn", grouped(about.intervals.draws) + " at level " + share_words(about.intervals.level)},
        {"case.toml", "SHA-256 " + about.config_sha256}};
    for (const auto& [name, text] : facts) page.html.put("dt", name).put("dd", text);
    page.html.close();
    page.begin_table({"Stage", "Version", "Hash of its inputs"}, "notes", "Stages of the run");
    for (const auto& stage : page.dossier.stages) {
        page.html.open("tr");
        page.cell(stage.stage);
        page.cell(stage.version);
        page.cell(stage.inputs_hash, "digest");
        page.html.close();
    }
    page.end_table();
}

}  // namespace

void write_sources(Page& page) {
    page.section("sources", "Appendix C: sources, lists, controls and the run");
    write_files(page);
    write_codes(page, "Rows rejected, by reason", page.dossier.rejects, "None.");
    write_codes(page, "Doubts noted, by code", page.dossier.notes, "None.");
    write_lists(page);
    write_control_list(page);
    write_used_files(page);
    write_decisions(page);
    write_run(page);
    page.html.close();
}

}  // namespace wb
