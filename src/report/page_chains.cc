#include <algorithm>
#include <cmath>

#include "report/page.h"

namespace wb {

namespace {

// More ways than these are a hairball; the table of chains holds all.
constexpr std::size_t kChainsDrawn = 12, kChainsListed = 20, kLongestDrawn = 3;

std::string pieces(double units) { return grouped(static_cast<std::int64_t>(std::llround(units))) + " pcs"; }

std::string days_of(const Maybe<Day>& first, const Maybe<Day>& last) {
    if (!first) return "day not stated";
    const std::string begin = to_string(*first);
    return !last || *last == *first ? begin : begin + " – " + to_string(*last);
}

// Chains laid over each other, aligned at their last buyer: a company stands once per column.
class LaneDrawing {
public:
    LaneDrawing(Page& page, const std::vector<DossierChain>& chains, std::size_t most) : page_(page) {
        count_ = std::min(most, chains.size());
        for (std::size_t i = 0; i < count_; ++i) hops_ = std::max(hops_, static_cast<std::size_t>(std::max(1, chains[i].chain.hops)));
        add_columns();
        for (std::size_t i = 0; i < count_; ++i) add_chain(chains[i]);
        add_edges();
    }
    [[nodiscard]] const Lanes& lanes() const { return lanes_; }
    [[nodiscard]] std::size_t drawn() const { return count_; }

private:
    struct Sum {
        double units = 0, probability = 0;
        std::int64_t rows = 0;
        Maybe<Day> first, last;
        bool weak = true;
    };

    void add_columns() {
        for (std::size_t c = 0; c <= hops_; ++c) {
            const std::size_t sales = hops_ - c;
            lanes_.columns.push_back(sales == 0 ? "consignee" : sales == 1 ? "last sale" : std::to_string(sales) + " sales before");
        }
    }

    std::size_t box(EntityId id, std::size_t column, double units) {
        const auto [at, fresh] = boxes_.try_emplace({column, id}, lanes_.boxes.size());
        if (fresh) {
            LaneBox made;
            made.column = column;
            const auto found = page_.dossier.companies.find(id);
            made.name = page_.company_text(id);
            made.title = made.name;
            if (found != page_.dossier.companies.end()) {
                const auto& company = found->second;
                made.second_line = std::string(company.country.text());
                if (!company.latin.empty()) made.second_line += (made.second_line.empty() ? "" : " · ") + company.latin;
                made.flagged = !company.listings.empty();
                made.title += " " + company.latin + (company.country.present() ? ", " + country_words(company.country.text()) : "");
            }
            lanes_.boxes.push_back(std::move(made));
            page_.on_chains.insert(id);
        }
        lanes_.boxes[at->second].weight += units;
        return at->second;
    }

    void add_chain(const DossierChain& chain) {
        const std::size_t shift = hops_ - static_cast<std::size_t>(std::max(1, chain.chain.hops));
        for (const auto& leg : chain.legs) {
            const std::size_t column = shift + static_cast<std::size_t>(std::max(1, leg.hop)) - 1;
            if (column >= hops_) continue;
            const auto from = box(leg.seller, column, leg.units);
            const auto to = box(leg.buyer, column + 1, leg.units);
            Sum& sum = sums_[{from, to}];
            sum.units += leg.units;
            sum.rows += leg.rows;
            // The least and largest of the chains' days; a leg without a day adds none.
            if (leg.first_day && (!sum.first || *leg.first_day < *sum.first)) sum.first = leg.first_day;
            if (leg.last_day && (!sum.last || *leg.last_day > *sum.last)) sum.last = leg.last_day;
            sum.probability = std::max(sum.probability, chain.chain.probability);
            constexpr double kWeak = 0.5;
            sum.weak = sum.weak && (chain.chain.units_low <= 0 || chain.chain.probability < kWeak);
        }
    }

    void add_edges() {
        for (const auto& [ends, sum] : sums_) {
            LaneEdge edge;
            edge.from = ends.first;
            edge.to = ends.second;
            edge.weight = sum.units;
            edge.weak = sum.weak;
            edge.label = pieces(sum.units);
            edge.title = counted(sum.rows, "row", "rows") + ", " + pieces(sum.units) + ", " + days_of(sum.first, sum.last) +
                         (sum.weak ? "; possible, not sure" : "");
            lanes_.edges.push_back(std::move(edge));
        }
    }

    Page& page_;
    std::size_t count_ = 0, hops_ = 1;
    Lanes lanes_;
    std::map<std::pair<std::size_t, EntityId>, std::size_t> boxes_;
    std::map<std::pair<std::size_t, std::size_t>, Sum> sums_;
};

// `to_end`: whether the last buyer is named too, or stands in the heading.
void write_chain_table(Page& page, const std::vector<DossierChain>& chains, std::size_t most, bool to_end, const std::string& caption) {
    page.begin_table({to_end ? "Way" : "Way to the consignee", ">Hops", ">Pieces", ">Bounds", ">Share", "Days", "Goods"}, "chains",
                     caption);
    for (std::size_t i = 0; i < std::min(most, chains.size()); ++i) {
        const auto& chain = chains[i];
        page.html.open("tr").open("td");
        for (std::size_t leg = 0; leg < chain.legs.size(); ++leg) {
            if (leg == 0) page.company(chain.legs[leg].seller);
            if (leg + 1 == chain.legs.size() && !to_end) break;
            page.html.text(" → ");
            page.company(chain.legs[leg].buyer);
        }
        page.html.close();
        page.cell(std::to_string(chain.chain.hops), "n");
        page.cell(grouped(static_cast<std::int64_t>(std::llround(chain.chain.units))), "n");
        page.cell(grouped(static_cast<std::int64_t>(std::llround(chain.chain.units_low))) + "–" +
                      grouped(static_cast<std::int64_t>(std::llround(chain.chain.units_high))),
                  "n");
        page.cell(share_words(chain.chain.probability), "n");
        page.cell(days_of(chain.chain.first_day, chain.chain.last_day), "day");
        page.cell(page.goods_text(chain.chain.goods_group));
        page.html.close();
    }
    page.end_table();
}

void draw(Page& page, const std::vector<DossierChain>& chains, std::size_t most, const std::string& title) {
    const LaneDrawing drawing(page, chains, most);
    page.html.open("div", {{"class", "frame"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", title}});
    page.html.raw(lanes_svg(drawing.lanes(), title)).close();
}

void write_largest(Page& page) {
    const auto& chains = page.dossier.chains;
    page.html.open("div", {{"class", "keep"}}).open("h3").text("Behind the largest consignee: ");
    page.company(page.dossier.largest_consignee);
    page.html.close();
    draw(page, chains, kChainsDrawn, "Companies behind the largest consignee, one column per hop");
    page.html.close();
    page.paragraph(
        "Line: pieces attributed in proportion to stock; dashed where the bounds also allow none. Share: of the buyer’s goods of that "
        "kind. " +
            grouped(static_cast<std::int64_t>(std::min(kChainsDrawn, chains.size()))) + " of " +
            counted(page.dossier.chains_into_largest, "chain", "chains") +
            " drawn, the largest first; tables/chain.csv and tables/hop.csv hold all.",
        "legend");
    write_chain_table(page, chains, kChainsListed, false, "Chains into the largest consignee");
}

void write_longest(Page& page) {
    const auto& chains = page.dossier.longest_chains;
    if (chains.empty() || chains[0].chain.hops <= 1) return;
    page.html.open("div", {{"class", "keep"}}).put("h3", "The longest chains");
    draw(page, chains, kLongestDrawn, "The longest chains of companies, one column per hop");
    page.html.close();
    write_chain_table(page, chains, kLongestDrawn, true, "Longest chains");
}

}  // namespace

void write_chains(Page& page) {
    page.section("chains", "By which middlemen: chains");
    if (page.dossier.chains.empty() && page.dossier.longest_chains.empty()) {
        page.paragraph("Cannot tell: no row in scope has a seller, a buyer, a day and a quantity.", "untold");
        page.html.close();
        return;
    }
    if (!page.dossier.chains.empty()) write_largest(page);
    write_longest(page);
    page.paragraph("A chain is a possible way of goods through companies: it shows who could have passed them on, not that one piece did.",
                   "legend");
    page.html.close();
}

}  // namespace wb
