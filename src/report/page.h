// What the sections of the dossier share: the page being written, endnote numbers, and how a figure, a company and a row are shown.
//
// Every number on the page that is a figure is written by number(): value linked to its rows, interval, grade where asked, and the number
// of its endnote. `check` reads the <data> elements that it writes.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "report/chart.h"
#include "report/dossier.h"
#include "report/figure_words.h"
#include "report/markup.h"
#include "report/selection.h"

namespace wb {

class Page {
public:
    Page(const Dossier& dossier, const PageLimits& limits);

    Markup html;
    const Dossier& dossier;
    const PageLimits limits;
    const Selection selection;

    // The figure with that id; nullptr when the case has none.
    [[nodiscard]] const Figure* find(const std::string& figure_id) const;
    // Value linked to its rows, interval, endnote.
    void number(const Figure& figure);
    // The number of a figure's endnote, given on first use.
    int note_number(const Figure& figure);
    // Only the endnote's link.
    void note_link(const Figure& figure);
    void grade(const Figure& figure);
    // The brand, company, country … that the figure is about, in words; empty for a figure without a key.
    [[nodiscard]] std::string subject(const Figure& figure) const;
    // The same as markup: companies in their own script with the Latin form beside.
    void write_subject(const Figure& figure);
    void company(EntityId id);
    [[nodiscard]] std::string company_text(EntityId id) const;
    // "file:row", linked to the original cells when they are on the page.
    void row_link(ItemId item);
    [[nodiscard]] const OriginalRow* row(ItemId item) const;

    // Words of the catalogue for its ids in a text of several: "dji dji_mavic_3" is "DJI Mavic 3".
    [[nodiscard]] std::string goods_text(const std::string& ids) const;

    // A section with its heading; close with html.close().
    void section(const std::string& id, const std::string& heading);
    void paragraph(std::string_view text, const std::string& css = {});
    // A table's head; close twice (tbody, table) and once more (its scrolling frame) with end_table().
    void begin_table(const std::vector<std::string>& headings, const std::string& css, const std::string& caption);
    void end_table();
    void cell(std::string_view text, const std::string& css = {});

    // Companies named so far, each with the figures that name it: who is to be asked for a reply.
    std::map<EntityId, std::vector<const Figure*>> named;
    // Companies named on a chain only.
    std::set<EntityId> on_chains;
    // Companies that may stand on a list.
    std::set<EntityId> on_lists;

private:
    std::map<std::string, const Figure*> by_id_;
    std::map<ItemId, const OriginalRow*> rows_;
    std::map<std::string, int> notes_;
};

// "1,678 rows", "1 row".
std::string counted(std::int64_t number, std::string_view one, std::string_view many);
// "China (CN)"; "not stated" when empty.
std::string country_words(std::string_view iso2);
std::string share_of(double part, double whole);

// The sections, in the order of the page.
void write_heading(Page& page);
void write_claims_section(Page& page);
void write_method(Page& page);
void write_months(Page& page);
void write_brands(Page& page);
void write_companies(Page& page);
void write_countries(Page& page);
void write_chains(Page& page);
void write_prices(Page& page);
void write_controls(Page& page);
void write_listed(Page& page);
void write_findings(Page& page);
void write_other_figures(Page& page);
void write_replies(Page& page);
void write_notes(Page& page);
void write_figure_rows(Page& page);
void write_original_rows(Page& page);
void write_sources(Page& page);

}  // namespace wb
