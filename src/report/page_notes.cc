#include <algorithm>

#include "report/page.h"

namespace wb {

namespace {

void join_texts(Page& page, const std::string& name, const std::vector<std::string>& texts, std::size_t more = 0) {
    if (texts.empty()) return;
    page.html.open("div", {{"class", "detail"}}).put("span", name + ": ", {{"class", "label"}});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) page.html.text("; ");
        page.html.put("bdi", texts[i]);
    }
    if (more > 0) page.html.text(" and " + grouped(static_cast<std::int64_t>(more)) + " more");
    page.html.close();
}

void write_exact_claim(Page& page, const Figure& figure) {
    const auto text = figure_text(figure);
    page.html.open("li");
    page.html.text("“" + text.value + " " + text.interval + " " + FigureWords::built_in().claim(figure, page.subject(figure)) + "” (" +
                   figure.grade + ")");
    page.note_link(figure);
    page.html.close();
}

void write_reply(Page& page, EntityId id, const std::vector<const Figure*>& figures) {
    page.html.open("tr", {{"id", "c-" + std::to_string(id.value)}}).open("td");
    page.company(id);
    const auto found = page.dossier.companies.find(id);
    if (found != page.dossier.companies.end()) {
        const auto& company = found->second;
        if (!company.family.empty()) join_texts(page, "family", {company.family});
        join_texts(page, "addresses", company.addresses);
        join_texts(page, "numbers", company.identifiers);
        join_texts(page, "written", company.spellings, static_cast<std::size_t>(company.spellings_total) - company.spellings.size());
        join_texts(page, "possible matches with lists", company.listings);
        if (company.addresses.empty()) page.html.put("div", "no address in the records", {{"class", "detail"}});
    }
    page.html.close().open("td").open("ul");
    for (const auto* figure : figures) write_exact_claim(page, *figure);
    if (page.on_chains.contains(id))
        page.html.put("li", "“stands on a possible way of goods through companies” (inferred), see the chains");
    if (page.on_lists.contains(id)) page.html.put("li", "“may stand on a list” (resolved), see the names on lists");
    page.html.close().close().close();
}

// What the width of the interval is made of, from the figure's JSON: {"recognition":0.170,…}.
std::string width_words(const std::string& parts) {
    std::string text;
    std::size_t at = 0;
    while ((at = parts.find('"', at)) != std::string::npos) {
        const auto end = parts.find('"', at + 1);
        const auto colon = parts.find(':', end);
        if (end == std::string::npos || colon == std::string::npos) break;
        const double share = std::strtod(parts.c_str() + colon + 1, nullptr);
        text += (text.empty() ? "" : ", ") + parts.substr(at + 1, end - at - 1) + " " + share_words(share);
        at = colon;
    }
    return text.empty() ? "none" : text;
}

std::string sql_of(const Figure& figure) {
    return "SELECT i.*, f.weight, f.contribution FROM figure_item f JOIN item i USING (item_id) WHERE f.figure_id = '" + figure.figure_id +
           "'";
}

void note_fact(Page& page, const std::string& name, const std::string& text, const std::string& css = {}) {
    if (text.empty()) return;
    page.html.put("dt", name).put("dd", text, {{css.empty() ? "" : "class", css}});
}

void write_full_note(Page& page, const Figure& figure) {
    const std::string anchor = anchor_name(figure.figure_id);
    const auto text = figure_text(figure);
    page.html.open("li", {{"id", "n-" + anchor}, {"value", std::to_string(page.note_number(figure))}});
    page.html.put("code", figure.figure_id).text(" " + text.value + " " + text.interval + ": " + figure.title + " ");
    page.grade(figure);
    page.html.text(" ").put("a", "↩", {{"href", "#m-" + anchor}, {"aria-label", "back to the text"}});
    page.html.open("dl");
    note_fact(page, "Definition", figure.definition);
    note_fact(page, "Method", figure.method);
    note_fact(page, "Level", share_words(figure.level) + "; the width comes from: " + width_words(figure.parts));
    if (figure.untraced && *figure.untraced > 0) note_fact(page, "Not covered", share_words(*figure.untraced));
    note_fact(page, "Missing", figure.missing);
    const auto* words = FigureWords::built_in().find(figure_name(figure.figure_id).family);
    if (words != nullptr) note_fact(page, "Another reading", words->misleads);
    note_fact(page, "Rows", grouped(figure.rows) + "; SHA-256 of their sorted item_id, one a line:");
    note_fact(page, "Digest", figure.digest, "digest");
    note_fact(page, "SQL", sql_of(figure), "sql");
    page.html.close().close();
}

// Notes of the figures of one family: what they have in common once, then a line each.
void write_family_notes(Page& page, const std::vector<const Figure*>& figures) {
    const Figure& first = *figures[0];
    const auto* words = FigureWords::built_in().find(figure_name(first.figure_id).family);
    page.html.put("h3", figure_name(first.figure_id).family);
    page.html.open("p", {{"class", "legend"}})
        .text("Definition, as in the first: " + first.definition + ". Method: " + first.method + ". Level " + share_words(first.level) +
              ". ");
    if (words != nullptr) page.html.text(words->misleads + " ");
    page.html.text("SQL: ").put(
        "code", "SELECT i.*, f.weight, f.contribution FROM figure_item f JOIN item i USING (item_id) WHERE f.figure_id = …");
    page.html.close();
    page.begin_table({">Note", "Figure", "Value", "Grade", ">Rows", "Width from", "SHA-256 of the sorted item_id"}, "notes",
                     "Notes of " + figure_name(first.figure_id).family);
    for (const auto* figure : figures) {
        const std::string anchor = anchor_name(figure->figure_id);
        const auto text = figure_text(*figure);
        page.html.open("tr", {{"id", "n-" + anchor}});
        page.html.open("td", {{"class", "n"}})
            .put("a", std::to_string(page.note_number(*figure)), {{"href", "#m-" + anchor}, {"aria-label", "back to the text"}})
            .close();
        page.html.open("td").put("code", figure->figure_id).text(" ").put("bdi", page.subject(*figure)).close();
        page.cell(figure->value ? text.value + " " + text.interval : "cannot tell; missing: " + figure->missing);
        page.cell(figure->grade);
        page.cell(grouped(figure->rows), "n");
        page.cell(width_words(figure->parts));
        page.cell(figure->digest, "digest");
        page.html.close();
    }
    page.end_table();
}

}  // namespace

void write_replies(Page& page) {
    page.section("replies", "Who to call before publishing: right of reply");
    if (page.named.empty() && page.on_chains.empty() && page.on_lists.empty()) {
        page.paragraph("No company is named in a claim.", "legend");
        page.html.close();
        return;
    }
    page.paragraph("Every company that a claim, a chart or a chain above names, with what is said of it word for word.");
    auto companies = page.named;
    for (const EntityId id : page.on_chains) companies.try_emplace(id);
    for (const EntityId id : page.on_lists) companies.try_emplace(id);
    std::vector<std::pair<EntityId, std::vector<const Figure*>>> ordered;
    for (auto& [id, figures] : companies) {
        std::sort(figures.begin(), figures.end(), [](const Figure* a, const Figure* b) { return a->figure_id < b->figure_id; });
        figures.erase(std::unique(figures.begin(), figures.end()), figures.end());
        ordered.emplace_back(id, figures);
    }
    const auto largest = [](const std::vector<const Figure*>& figures) {
        std::int64_t most = 0;
        for (const auto* figure : figures) most = std::max(most, figure->value ? figure->value->units : 0);
        return most;
    };
    std::stable_sort(ordered.begin(), ordered.end(), [&](const auto& a, const auto& b) { return largest(a.second) > largest(b.second); });
    page.begin_table({"Company", "The exact claim"}, "replies", "Companies to ask for a reply");
    for (const auto& [id, figures] : ordered) write_reply(page, id, figures);
    page.end_table();
    page.html.close();
}

void write_notes(Page& page) {
    page.section("notes", "Notes");
    page.html.open("ol", {{"class", "notes"}});
    for (const std::size_t i : page.selection.claims) write_full_note(page, page.dossier.figures[i]);
    page.html.close();
    const std::set<std::size_t> claimed(page.selection.claims.begin(), page.selection.claims.end());
    for (const auto& [family, list] : page.selection.families) {
        std::vector<const Figure*> figures;
        for (const std::size_t i : list.shown) {
            if (!claimed.contains(i)) figures.push_back(&page.dossier.figures[i]);
        }
        if (!figures.empty()) write_family_notes(page, figures);
    }
    page.html.close();
}

}  // namespace wb
