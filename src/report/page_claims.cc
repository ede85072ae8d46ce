#include <cmath>

#include "report/page.h"

namespace wb {

namespace {

std::string joined(const std::vector<std::string>& texts, const std::string& none) {
    if (texts.empty()) return none;
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) all += (i == 0 ? "" : ", ") + texts[i];
    return all;
}

std::string countries_text(const std::vector<Country>& countries) {
    std::vector<std::string> names;
    for (const auto country : countries) names.push_back(country_words(country.text()));
    return joined(names, "any");
}

std::string period_text(const Question& question) {
    std::string text = question.period.from ? to_string(*question.period.from) : "the first record";
    text += " – ";
    text += question.period.until ? "before " + to_string(*question.period.until) : "the last record";
    if (question.known_on) text += "; nothing later than " + to_string(*question.known_on) + " is used";
    return text;
}

void fact(Page& page, const std::string& name, const std::string& text) { page.html.put("dt", name).put("dd", text); }

void write_contents(Page& page) {
    static const std::vector<std::pair<std::string, std::string>> kSections = {{"claims", "Claims"},       {"method", "Method and limits"},
                                                                               {"months", "Months"},       {"brands", "Brands"},
                                                                               {"companies", "Companies"}, {"countries", "Countries"},
                                                                               {"chains", "Chains"},       {"prices", "Prices"},
                                                                               {"controls", "Controls"},   {"listed", "Lists"},
                                                                               {"findings", "Findings"},   {"replies", "Right of reply"},
                                                                               {"notes", "Notes"},         {"rows", "Rows"},
                                                                               {"sources", "Sources"}};
    page.html.open("nav", {{"aria-label", "Contents"}});
    for (const auto& [id, name] : kSections) page.html.put("a", name, {{"href", "#" + id}}).text(" ");
    page.html.close();
}

void write_grades_legend(Page& page) {
    page.html.open("p", {{"class", "legend"}});
    page.html.text("Grades: ");
    for (const auto* grade : {"declared", "resolved", "inferred"}) {
        page.html.put("span", grade, {{"class", std::string("grade ") + grade}});
        page.html.text(std::string(grade_words(grade)).substr(std::string(grade).size() + 1) + ". ");
    }
    page.html.text("Brackets: the interval that holds the true number in ");
    page.html.text(share_words(page.dossier.about.intervals.level) +
                   " of cases, doubt about the records as stated included. A number leads to its rows, a raised number to its note.");
    page.html.close();
}

void write_claim(Page& page, const Figure& figure) {
    page.html.open("li", {{"class", "claim"}});
    page.html.open("strong");
    page.number(figure);
    page.html.close();
    page.html.text(" ").open("span", {{"class", "words"}});
    const std::string text = FigureWords::built_in().sentence(figure);
    const auto mark = text.find(FigureWords::kNameMark);
    page.html.text(text.substr(0, mark));
    if (mark != std::string::npos) {
        page.write_subject(figure);
        page.html.text(text.substr(mark + FigureWords::kNameMark.size()));
    }
    page.html.text(" ");
    page.grade(figure);
    if (!figure.value) page.html.text(" missing: " + figure.missing);
    page.html.close().close();
}

void item(Page& page, const std::string& text) { page.html.put("li", text); }

void write_what_was_done(Page& page) {
    const auto& n = page.dossier.counts;
    page.html.put("h3", "What was done");
    page.html.open("ol");
    item(page, "Read " + counted(static_cast<std::int64_t>(page.dossier.sources.size()), "file", "files") + ": " +
                   counted(n.rows_read, "row", "rows") + " read, " + grouped(n.rows_kept) + " kept, " + grouped(n.rows_rejected) +
                   " rejected; " + counted(n.notes, "doubt about a cell noted", "doubts about cells noted") + ".");
    item(page, counted(n.doubles, "row repeats", "rows repeat") + " another row (a second provider's extract or a revision) and " +
                   (n.doubles == 1 ? "is" : "are") + " counted once.");
    item(page, counted(n.goods, "good", "goods") + " of the classes asked about recognised in the texts of " +
                   counted(n.items, "row", "rows") + ", each with a probability.");
    item(page, counted(n.parties, "spelling", "spellings") + " of names merged into " + counted(n.entities, "company", "companies") + "; " +
                   counted(n.ownerships, "statement", "statements") + " of ownership used.");
    item(page, n.listings == 0 ? std::string("No watch list was given: companies were not screened.")
                               : "Companies compared with " + counted(n.listings, "entry", "entries") +
                                     " of lists: " + counted(n.hits, "possible match", "possible matches") + ".");
    item(page, counted(n.chains, "chain", "chains") + " of companies followed from sale to sale.");
    page.html.close();
}

// What cannot be told, by the fact that is missing; the figures of one control in one word.
void write_untold(Page& page) {
    std::map<std::string, std::set<std::string>> by_reason;
    std::map<std::string, std::int64_t> counts;
    for (const auto& figure : page.dossier.figures) {
        if (figure.value) continue;
        const auto name = figure_name(figure.figure_id);
        by_reason[figure.missing].insert(name.family.starts_with("control.") ? "control." + name.key : figure.figure_id);
        ++counts[figure.missing];
    }
    for (const auto& [reason, ids] : by_reason) {
        constexpr std::size_t kNamed = 6;
        std::string text;
        std::size_t named = 0;
        for (const auto& id : ids) {
            if (++named <= kNamed) text += (named == 1 ? "" : ", ") + id;
        }
        item(page, counted(counts[reason], "figure", "figures") + " cannot be told (" + text + (ids.size() > kNamed ? ", …" : "") +
                       "); missing: " + reason + ".");
    }
}

void write_limits(Page& page) {
    page.html.put("h3", "Limits");
    page.html.open("ul");
    const auto* total = page.find("value.total");
    if (total == nullptr) item(page, "There is no total: the case has no figure value.total. Run it first.");
    if (total != nullptr && total->untraced && *total->untraced > 0) {
        item(page, share_words(*total->untraced) + " of the value that may be meant is outside the total because a fact is missing" +
                       (total->missing.empty() ? "." : ": " + total->missing + "."));
    }
    if (page.dossier.counts.rows_rejected > 0) {
        item(page, counted(page.dossier.counts.rows_rejected, "row was", "rows were") +
                       " rejected and are in no figure; reasons stand with the sources.");
    }
    const auto* stated = page.find("brand.unstated.value");
    if (stated != nullptr && stated->value && stated->value->units > 0) {
        page.html.open("li").text("Goods without a brand: ");
        page.number(*stated);
        page.html.text(". They are shared out in the shares of brands, and are no brand's in the values.").close();
    }
    write_untold(page);
    page.html.close();
}

void write_cannot_show(Page& page) {
    page.html.put("h3", "What this cannot show");
    page.html.open("ul");
    item(page,
         "Records show what was declared. Goods that were not declared, or declared in other countries or with other providers, are not in "
         "them.");
    item(page, "A match of names is no guilt, and missing data is no innocence: where a fact is missing, the answer is “cannot tell”.");
    std::set<std::string> said;
    for (const std::size_t i : page.selection.claims) {
        const auto& figure = page.dossier.figures[i];
        const auto* words = FigureWords::built_in().find(figure_name(figure.figure_id).family);
        if (words == nullptr || words->misleads.empty() || !said.insert(words->misleads).second) continue;
        page.html.open("li").text(words->misleads);
        page.note_link(figure);
        page.html.close();
    }
    page.html.close();
}

}  // namespace

void write_heading(Page& page) {
    const auto& about = page.dossier.about;
    if (about.synthetic) {
        page.html.put(
            "p",
            "Synthetic sample. Every company and every shipment in this dossier is invented; brands and models are real product names.",
            {{"class", "synthetic"}, {"role", "note"}});
    }
    page.html.open("header");
    page.html.put("p", "Dossier", {{"class", "kicker"}});
    page.html.put("h1", about.title.empty() ? about.name : about.title);
    page.html.open("dl", {{"class", "question"}});
    std::vector<std::string> goods;
    for (const auto& id : about.question.goods) {
        const auto title = page.goods_text(id);
        goods.push_back(title == id ? id : title + " (" + id + ")");
    }
    fact(page, "Goods", joined(goods, "any"));
    fact(page, "Sellers in", countries_text(about.question.sellers));
    fact(page, "Destination", countries_text(about.question.destinations));
    fact(page, "Declared", period_text(about.question));
    fact(page, "Run", about.run_id + ", waybill " + about.software + ", seed " + std::to_string(about.intervals.seed));
    page.html.close().close();
    write_contents(page);
}

void write_claims_section(Page& page) {
    page.section("claims", "Claims");
    if (page.selection.claims.empty()) page.paragraph("The case has no figures. Missing: a run with rows.", "untold");
    page.html.open("ul", {{"class", "claims"}});
    for (const std::size_t i : page.selection.claims) write_claim(page, page.dossier.figures[i]);
    page.html.close();
    write_grades_legend(page);
    page.html.close();
}

void write_method(Page& page) {
    page.section("method", "Method and limits");
    write_what_was_done(page);
    write_limits(page);
    write_cannot_show(page);
    page.html.close();
}

}  // namespace wb
