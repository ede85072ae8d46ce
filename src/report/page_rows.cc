#include <algorithm>

#include "report/page.h"

namespace wb {

namespace {

std::string short_text(const std::string& text) {
    constexpr std::size_t kShown = 160;
    if (text.size() <= kShown) return text;
    std::size_t end = kShown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "…";
}

std::string contribution_text(const Figure& figure, const Measure& contribution) {
    const double number = contribution.to_double();
    if (figure.unit == "usd" || figure.unit == "usd_per_month" || figure.unit == "share") {
        const std::string text = to_string(contribution);
        const auto point = text.find('.');
        const std::int64_t whole = contribution.units / Measure::kOne;
        const std::string sign = contribution.units < 0 && whole == 0 ? "−" : "";
        return sign + grouped(whole) + text.substr(point, 3);  // cents
    }
    if (figure.unit == "day") return to_string(Day{static_cast<std::int32_t>(number)});
    std::string text = to_string(contribution);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with(".")) text.pop_back();
    return text;
}

void write_evidence(Page& page, const Figure& figure, const Evidence& evidence) {
    const auto* original = page.row(evidence.item);
    page.html.open("tr");
    page.html.put("td", contribution_text(figure, evidence.contribution),
                  {{"class", "n"}, {"data-sort", to_string(evidence.contribution)}});
    page.html.open("td");
    page.row_link(evidence.item);
    page.html.close();
    if (original == nullptr) {
        page.html.put("td", "original cells beyond the page's cap: see tables/row.csv", {{"colspan", "4"}}).close();
        return;
    }
    page.cell(original->day ? to_string(*original->day) : "", "day");
    page.html.open("td");
    if (original->exporter.present()) page.html.put("bdi", page.company_text(original->exporter));
    page.html.close().open("td");
    if (original->consignee.present()) page.html.put("bdi", page.company_text(original->consignee));
    page.html.close();
    page.html.open("td", {{"class", "text"}}).put("bdi", short_text(original->description)).close();
    page.html.close();
}

// `minor`: not among the claims; left out on paper.
void write_rows_of(Page& page, const Figure& figure, const std::vector<Evidence>& evidence, bool minor) {
    const auto shown = static_cast<std::int64_t>(evidence.size());
    page.html.open("section", {{"id", "r-" + anchor_name(figure.figure_id)}, {"class", minor ? "figure-rows minor" : "figure-rows"}});
    page.html.open("h3").text(figure_text(figure).value + " " + figure.title + " ").put("code", figure.figure_id).close();
    const bool all = shown == figure.rows;
    page.paragraph(
        all ? "All " + counted(figure.rows, "row", "rows") + " behind it."
            : grouped(shown) + " of " + counted(figure.rows, "row", "rows") +
                  " behind it, the largest contributions first. All of them: tables/figure_item.csv and tables/row.csv, or waybill rows.",
        "legend");
    page.begin_table({">Adds", "File and row", "Day", "Exporter", "Consignee", "Text"}, "rows sortable", "Rows behind " + figure.figure_id);
    for (const auto& row : evidence) write_evidence(page, figure, row);
    page.end_table();
    page.html.close();
}

void write_original(Page& page, const OriginalRow& original, bool minor) {
    page.html.open("div", {{"class", minor ? "original minor" : "original"}, {"id", "o-" + std::to_string(original.item.value)}});
    page.html.open("p")
        .put("b", original.path + ":" + std::to_string(original.row_number))
        .text(" item " + std::to_string(original.item.value))
        .close();
    if (!original.withheld.empty()) {
        page.paragraph(original.withheld, "untold");
        page.html.close();
        return;
    }
    page.html.open("dl");
    for (std::size_t i = 0; i < original.cells.size(); ++i) {
        if (original.cells[i].empty()) continue;
        const bool named = i < original.header.size() && !original.header[i].empty();
        page.html.open("div").open("dt").put("bdi", named ? original.header[i] : "column " + std::to_string(i + 1)).close();
        page.html.open("dd").put("bdi", original.cells[i]).close().close();
    }
    page.html.close().close();
}

// Items behind the claims.
std::set<ItemId> claimed_items(const Page& page) {
    std::set<ItemId> items;
    for (const std::size_t i : page.selection.claims) {
        const auto found = page.dossier.evidence.find(page.dossier.figures[i].figure_id);
        if (found == page.dossier.evidence.end()) continue;
        for (const auto& evidence : found->second) items.insert(evidence.item);
    }
    return items;
}

}  // namespace

void write_figure_rows(Page& page) {
    page.section("rows", "Appendix A: rows behind the figures");
    page.paragraph("Up to " + std::to_string(page.limits.claim_rows) + " rows of a claim and " + std::to_string(page.limits.other_rows) +
                       " of any other figure; the tables beside this page hold every row.",
                   "legend");
    page.paragraph("On paper only the rows of the claims are printed.", "paper legend");
    const std::set<std::size_t> claims(page.selection.claims.begin(), page.selection.claims.end());
    for (const std::size_t i : page.selection.all()) {
        const auto& figure = page.dossier.figures[i];
        const auto found = page.dossier.evidence.find(figure.figure_id);
        if (found != page.dossier.evidence.end()) write_rows_of(page, figure, found->second, !claims.contains(i));
    }
    page.html.close();
}

void write_original_rows(Page& page) {
    page.section("originals", "Appendix B: the rows as the providers wrote them");
    page.paragraph("Each row above that is within the page’s cap of " + grouped(static_cast<std::int64_t>(page.limits.original_rows)) +
                       " rows, with file, row number as a spreadsheet shows it, and its cells; empty cells are left out.",
                   "legend");
    const auto claimed = claimed_items(page);
    for (const auto& original : page.dossier.rows) write_original(page, original, !claimed.contains(original.item));
    if (page.dossier.rows.empty()) page.paragraph("There are no rows behind the figures.", "untold");
    page.html.close();
}

}  // namespace wb
