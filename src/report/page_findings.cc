#include <algorithm>
#include <cmath>

#include "report/page.h"

namespace wb {

namespace {

// Families that have a section of their own.
const std::set<std::string>& told_families() {
    static const std::set<std::string> kTold = {"brand.value",   "brand.share",    "brand.last_day", "exporter.value", "consignee.value",
                                                "country.value", "dispatch.value", "hs.value",       "month.value",    "before.value",
                                                "after.value",   "before.rate",    "after.rate",     "change.rate"};
    return kTold;
}

void write_price_row(Page& page, const PricedGood& good, double least, double largest) {
    const auto price = [](double dollars) { return "$" + grouped(static_cast<std::int64_t>(std::llround(dollars))); };
    page.html.open("tr").open("td");
    page.row_link(good.item);
    if (good.position > 1) page.html.text(" good " + std::to_string(good.position));
    page.html.close();
    page.html.open("td")
        .put("bdi", page.goods_text(good.peer_group))
        .text(" (" + counted(good.peers, "peer", "peers") + " by " + good.level + ")")
        .close();
    const std::string label = "declared " + price(good.unit_price) + " a " + good.per + " beside " + price(good.fair_low) + " to " +
                              price(good.fair_high) + ", median " + price(good.fair);
    page.html.open("td", {{"class", "bar-cell"}})
        .raw(price_svg({good.unit_price, good.fair_low, good.fair, good.fair_high, label}, least, largest))
        .close();
    page.html.put("td", price(good.unit_price), {{"class", "n"}, {"data-sort", std::to_string(good.unit_price)}});
    page.html.put("td", price(good.fair_low) + "–" + price(good.fair_high), {{"class", "n"}, {"data-sort", std::to_string(good.fair)}});
    page.html.put("td", money_words(good.missing.to_double()), {{"class", "n"}, {"data-sort", to_string(good.missing)}});
    page.cell(share_words(good.probability), "n");
    page.html.close();
}

void figure_table(Page& page, const std::vector<const Figure*>& figures, const std::string& caption) {
    page.begin_table({"Figure", "About", ">Value", "Grade", ">Rows"}, "sortable compact", caption);
    for (const auto* figure : figures) {
        page.html.open("tr").put("td", figure->title);
        page.html.open("td");
        page.write_subject(*figure);
        page.html.close();
        page.html.open("td", {{"class", "n"}, {"data-sort", figure->value ? to_string(*figure->value) : "-1e18"}});
        page.number(*figure);
        page.html.close().open("td");
        page.grade(*figure);
        page.html.close();
        page.cell(grouped(figure->rows), "n");
        page.html.close();
    }
    page.end_table();
}

std::vector<const Figure*> figures_of(const Page& page, const std::string& prefix, bool told) {
    std::vector<const Figure*> found;
    for (const auto& [family, list] : page.selection.families) {
        if (!family.starts_with(prefix)) continue;
        for (const std::size_t i : list.shown) {
            if (page.dossier.figures[i].value.present() == told) found.push_back(&page.dossier.figures[i]);
        }
    }
    return found;
}

void write_days(Page& page) {
    std::vector<const Figure*> figures;
    for (const auto* prefix : {"change.", "before.", "after."}) {
        const auto more = figures_of(page, prefix, true);
        figures.insert(figures.end(), more.begin(), more.end());
    }
    page.html.put("h3", "Before and after a day");
    if (figures.empty()) {
        page.paragraph("Cannot tell: no control on these goods took effect within the records.", "untold");
        return;
    }
    figure_table(page, figures, "Declared value before and after the days of controls");
}

void write_effects(Page& page) {
    page.html.put("h3", "What a control cut, and what came back");
    const auto told = figures_of(page, "control.", true);
    if (!told.empty()) figure_table(page, told, "Effects of controls");
    const auto untold = figures_of(page, "control.", false);
    if (told.empty() && untold.empty()) page.paragraph("Cannot tell: no dated control on these goods is known to the run.", "untold");
    if (untold.empty()) return;
    std::map<std::string, std::vector<const Figure*>> by_control;
    for (const auto* figure : untold) by_control[figure_name(figure->figure_id).key].push_back(figure);
    page.begin_table({"Control", "Cannot be told", "Missing"}, "compact", "Effects that cannot be told");
    for (const auto& [control, figures] : by_control) {
        page.html.open("tr");
        page.cell(page.subject(*figures[0]));
        page.html.open("td", {{"class", "untold"}});
        for (const auto* figure : figures) {
            const auto family = figure_name(figure->figure_id).family;
            page.html.text(family.substr(family.find('.') + 1));
            page.note_link(*figure);
            page.html.text(" ");
        }
        page.html.close();
        page.cell(figures[0]->missing);
        page.html.close();
    }
    page.end_table();
}

// The three answers of a rule, with the facts that were missing.
struct Answers {
    std::string title, innocent, missing;
    std::int64_t fired = 0, clear = 0, cannot_tell = 0;
};

std::map<std::string, Answers> answers_by_rule(const std::vector<FindingCount>& findings) {
    std::map<std::string, Answers> rules;
    for (const auto& finding : findings) {
        auto& answers = rules[finding.rule];
        answers.title = finding.title;
        answers.innocent = finding.innocent;
        auto& count = finding.answer == "fired" ? answers.fired : finding.answer == "clear" ? answers.clear : answers.cannot_tell;
        count += finding.count;
        if (!finding.missing.empty())
            answers.missing += (answers.missing.empty() ? "" : "; ") + finding.missing + " (" + grouped(finding.count) + ")";
    }
    return rules;
}

std::string listing_days(const ListedCompany& listed) {
    if (!listed.from) return "day not stated";
    return "from " + to_string(*listed.from) + (listed.until ? " until " + to_string(*listed.until) : "");
}

}  // namespace

void write_prices(Page& page) {
    page.section("prices", "Declared too low");
    const auto* total = page.find("undervalued.value");
    if (total != nullptr) {
        page.html.open("p");
        page.number(*total);
        page.html.text(" " + FigureWords::built_in().claim(*total, "") + ". ");
        page.grade(*total);
        if (!total->value) page.html.text(" Missing: " + total->missing + ".");
        page.html.close();
    }
    if (page.dossier.prices.empty()) {
        page.paragraph("No row was found declared too low beside its peers.", "legend");
        page.html.close();
        return;
    }
    double least = page.dossier.prices[0].unit_price;
    double largest = 1;
    for (const auto& good : page.dossier.prices) {
        least = std::min({least, good.unit_price, good.fair_low});
        largest = std::max({largest, good.unit_price, good.fair_high});
    }
    page.begin_table({"Row", "Peers", "Price on a log scale", ">Declared", ">Fair", ">Missing", ">Probability"}, "bars sortable",
                     "Largest values missing beside fair prices");
    for (const auto& good : page.dossier.prices) write_price_row(page, good, std::max(least, 0.01), largest);
    page.end_table();
    page.paragraph(
        "Band: the peers’ range; line: their median; diamond: the declared price. Used or defective goods, samples, bulk discounts and "
        "prices "
        "between related companies are low too.",
        "legend");
    page.html.close();
}

void write_controls(Page& page) {
    page.section("controls", "Controls and their effect");
    write_days(page);
    write_effects(page);
    page.html.close();
}

void write_listed(Page& page) {
    page.section("listed", "Names on lists");
    if (page.dossier.lists.empty()) {
        page.paragraph("Cannot tell: no watch list was given to the case.", "untold");
        page.html.close();
        return;
    }
    if (page.dossier.listed.empty())
        page.paragraph("No company may match an entry of the lists used. That is no clearance: names differ, and lists change.", "legend");
    if (!page.dossier.listed.empty()) {
        page.begin_table({"Company", "Possible match", "Listed", ">Probability", ">Rows while listed", "Why, and what else explains it"},
                         "compact", "Companies that may stand on a list");
        for (const auto& listed : page.dossier.listed) {
            page.on_lists.insert(listed.id);
            page.html.open("tr").open("td");
            page.company(listed.id);
            page.html.close()
                .open("td")
                .put("bdi", listed.name)
                .text(", " + listed.list + (listed.programme.empty() ? "" : " (" + listed.programme + ")"))
                .close();
            page.cell(listing_days(listed), "day");
            page.cell(share_words(listed.probability), "n");
            page.cell(grouped(listed.rows_while_listed) + " of " + grouped(listed.rows), "n");
            page.html.open("td").put("bdi", listed.basis + ": " + listed.says + ". ").text(listed.innocent).close();
            page.html.close();
        }
        page.end_table();
        const auto hidden = page.dossier.listed_total - static_cast<std::int64_t>(page.dossier.listed.size());
        if (hidden > 0) page.paragraph(grouped(hidden) + " further possible matches stand in tables/hit.csv.", "legend");
    }
    page.paragraph("A possible match is no accusation: a list may mean a namesake, and a listing forbids only what its law says.",
                   "legend");
    page.html.close();
}

void write_findings(Page& page) {
    page.section("findings", "Findings by rule");
    if (page.dossier.findings.empty()) {
        page.paragraph("No rule was applied: the case has no findings.", "untold");
        page.html.close();
        return;
    }
    page.begin_table({"Rule", ">Fired", ">Clear", ">Cannot tell", "Missing facts", "What else explains it"}, "compact",
                     "Answers of the rules");
    for (const auto& [rule, answers] : answers_by_rule(page.dossier.findings)) {
        page.html.open("tr").open("td").put("b", rule).text(answers.title.empty() ? "" : " " + answers.title).close();
        page.cell(grouped(answers.fired), answers.fired > 0 ? "n fired" : "n");
        page.cell(grouped(answers.clear), "n");
        page.cell(grouped(answers.cannot_tell), "n");
        page.cell(answers.missing);
        page.cell(answers.innocent);
        page.html.close();
    }
    page.end_table();
    page.html.close();
}

void write_other_figures(Page& page) {
    std::vector<const Figure*> others;
    const std::set<std::size_t> claimed(page.selection.claims.begin(), page.selection.claims.end());
    for (const auto& [family, list] : page.selection.families) {
        if (told_families().contains(family) || family.starts_with("control.")) continue;
        for (const std::size_t i : list.shown) {
            if (!claimed.contains(i)) others.push_back(&page.dossier.figures[i]);
        }
    }
    if (others.empty()) return;
    page.section("others", "Other figures");
    figure_table(page, others, "Figures without a section of their own");
    page.html.close();
}

}  // namespace wb
