#include "simulate/simulate.h"

#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "base/check.h"
#include "simulate/case_texts.h"
#include "simulate/linked_rows.h"
#include "simulate/sheet.h"
#include "simulate/truth_sums.h"
#include "simulate/watch_list.h"

namespace wb {

namespace {

constexpr std::int64_t kMostWorkbookRows =
    200'000;  // beyond it the plain layouts: a workbook has room for a million rows, readers for fewer
constexpr std::int64_t kRubbishEvery = 1500;
constexpr double kRagged = 0.001;
const std::array<std::string, 5> kReportingCountries = {"KZ", "KG", "PK", "AE", "TR"};  // of Belarus there is no extract

struct File {
    Provider provider;
    std::unique_ptr<Sheet> sheet;
    std::string path;
};

struct Place {
    const File* file = nullptr;
    std::int64_t row = 0;
};

class Simulation {
public:
    Simulation(const SimulationOptions& options, const Catalogue& catalogue, const SimWords& words, const std::vector<Layout>& layouts,
               const OpenOutput& open)
        : options_(options),
          catalogue_(catalogue),
          words_(words),
          layouts_(layouts),
          open_(open),
          world_(make_world(options.seed, options.story, catalogue, words)),
          deals_(world_, catalogue, words),
          rows_(world_, catalogue, words),
          sums_(world_) {
        if (options.linked) plant_links(world_, words);
    }

    Status run() {
        WB_TRY_VOID(open_files());
        for (std::int64_t i = 0; i < options_.rows; ++i) {
            WB_TRY_VOID(deliver(deals_.make(i)));
            if (!options_.linked) continue;
            if (const auto bills = consolidation(world_, words_, i)) WB_TRY_VOID(deliver_bills(*bills));
        }
        WB_TRY_VOID(close_files());
        return write_rest();
    }

private:
    Result<const Layout*> layout(const std::string& role, const std::string& wanted, const std::string& plain, const Layout* other,
                                 Dice& dice) {
        const auto named = [&](const std::string& id) -> const Layout* {
            for (const auto& each : layouts_) {
                if (each.id == id && each.plays(role)) return &each;
            }
            return nullptr;
        };
        if (!wanted.empty()) {
            const auto* found = named(wanted);
            if (found == nullptr)
                return Error{"simulate.unknown_layout",
                             "there is no layout of that name for this provider: " + wanted,
                             {},
                             "the layouts are those of data/simulation/layouts.toml with the role " + role};
            return found;
        }
        if (options_.story || options_.rows > kMostWorkbookRows) return named(plain);
        std::vector<const Layout*> candidates;
        for (const auto& each : layouts_) {
            if (each.plays(role) && &each != other) candidates.push_back(&each);
        }
        return dice.of(candidates);
    }

    // `plain`: the first encoding and delimiter of the layout.
    void open_file(File& file, const std::string& path, const Layout* layout, bool plain, Dice& dice) {
        file.provider.number = ++providers_;
        file.provider.layout = layout;
        if (!layout->encodings.empty()) file.provider.encoding = encoding_named(plain ? layout->encodings[0] : dice.of(layout->encodings));
        if (!layout->delimiters.empty()) file.provider.delimiter = (plain ? layout->delimiters[0] : dice.of(layout->delimiters))[0];
        file.path = sheet_path(file.provider, path);
        file.sheet = make_sheet(file.provider, file.path, open_);
    }

    Status open_files() {
        Dice dice(options_.seed, hash64("layouts"));
        WB_TRY(const auto* main, layout("main", options_.main_layout, "ru_a", nullptr, dice));
        WB_TRY(const auto* overlap, layout("overlap", options_.overlap_layout, "atlas", main, dice));
        const bool plain = options_.story || options_.rows > kMostWorkbookRows;
        open_file(main_, "records/a_declarations", main, plain || !options_.main_layout.empty(), dice);
        open_file(overlap_, "records/b_" + std::string(overlap->id == "atlas" ? "trade_atlas" : overlap->id), overlap,
                  plain || !options_.overlap_layout.empty(), dice);
        for (const auto& country : kReportingCountries) {
            const bool room = options_.rows <= kMostWorkbookRows;
            const auto* usual = country == "KZ" && room   ? "kz_full"
                                : country == "PK" && room ? "pk_full"
                                : country == "AE"         ? "bill"
                                                          : "canonical";
            WB_TRY(const auto* leg, layout("leg_" + country, "", usual, nullptr, dice));
            const char letter = static_cast<char>('c' + legs_.size());
            open_file(legs_[country], "records/" + std::string(1, letter) + "_" + country + "_import", leg, plain, dice);
        }
        if (options_.linked) WB_TRY_VOID(open_link_files(plain));
        if (!options_.truth) return {};
        const auto start = [&](std::unique_ptr<OutputFile>& file, const std::string& path, std::string_view header) -> Status {
            WB_TRY(file, open_(path));
            return file->write(header);
        };
        WB_TRY_VOID(start(goods_, "truth/goods.csv",
                          "path,row_number,position,class,brand,model,units,true_value_usd,declared_value_usd,text_states_class,"
                          "text_states_brand,undervalued,vague,in_scope\n"));
        WB_TRY_VOID(start(doubles_, "truth/doubles.csv", "path,row_number,same_path,same_row_number,kind\n"));
        WB_TRY_VOID(start(lots_, "truth/lots.csv", "path,row_number,lot\n"));
        WB_TRY_VOID(start(parties_, "truth/parties.csv", "path,row_number,role,company_id\n"));
        return start(ways_, "truth/ways.csv", "deal,companies,brand,model,units,day,seen\n");
    }

    Status open_link_files(bool plain) {
        Dice dice(options_.seed, hash64("link layouts"));
        WB_TRY(const auto* sent, layout("sent", "", "canonical", nullptr, dice));
        WB_TRY(const auto* manifest, layout("manifest", "", "manifest", nullptr, dice));
        open_file(sent_, "records/h_CN_export", sent, plain, dice);
        open_file(manifest_, "records/i_manifest", manifest, plain, dice);
        return {};
    }

    Status close_files() {
        if (options_.linked) {
            for (auto* file : {&sent_, &manifest_}) WB_TRY_VOID(file->sheet->close());
        }
        for (auto* file : {&main_, &overlap_}) {
            WB_TRY_VOID(total_row(*file));
            WB_TRY_VOID(file->sheet->close());
        }
        for (auto& [country, file] : legs_) WB_TRY_VOID(file.sheet->close());
        for (auto* file : {&goods_, &doubles_, &lots_, &parties_, &ways_}) {
            if (*file) WB_TRY_VOID((*file)->close());
        }
        return {};
    }

    // Providers close a table with a line that is no record.
    static Status total_row(File& file) {
        std::vector<std::string> cells(file.provider.layout->headers.size());
        cells[0] = file.provider.layout->russian ? "ИТОГО" : "TOTAL";
        cells.back() = "999999.99";
        return file.sheet->add_rubbish(cells);
    }

    Status deliver(const SimDeal& deal) {
        const auto parts = further_parts(world_, deal);
        if (deal.cut) sums_.add_cut(deal.would_be, deal.would_be_value * static_cast<double>(1 + parts));
        delivered_.assign(deal.legs.size(), true);
        for (std::size_t i = 0; i < deal.legs.size(); ++i) {
            const auto& leg = deal.legs[i];
            Dice dice(options_.seed, combine64(leg.stream, hash64("deliver")));
            if (!in_records(leg.day)) {
                delivered_[i] = false;
            } else if (leg.final) {
                lot_ = parts > 0 ? deal.number : -1;
                WB_TRY_VOID(deliver_import(deal, leg, dice));
                WB_TRY_VOID(deliver_parts(deal, leg, parts));
            } else {
                WB_TRY(delivered_[i], deliver_leg(leg, dice));
            }
        }
        if (deal.number % kRubbishEvery != kRubbishEvery - 1) return {};
        const bool header = deal.number / kRubbishEvery % 2 == 0;
        const auto& headers = main_.provider.layout->headers;
        return main_.sheet->add_rubbish(header ? headers : std::vector<std::string>(headers.size(), "-"));
    }

    // A leg in another country: its own extract, where there is one and where it is complete.
    Result<bool> deliver_leg(const SimLeg& leg, Dice& dice) {
        const auto file = legs_.find(std::string(leg.buyer->country.text()));
        if (file == legs_.end() || dice.chance(world_.shape.leg_missing)) return false;
        for (std::size_t item = 0; item < leg.items.size(); ++item) {
            WB_TRY(const auto row, add_row(file->second, leg, item, false, dice));
            WB_TRY_VOID(write_goods(leg, leg.items[item], row, false));
        }
        return true;
    }

    // The lot's further declarations. They repeat nothing, however alike.
    Status deliver_parts(const SimDeal& deal, const SimLeg& leg, std::size_t parts) {
        for (std::size_t i = 1; i <= parts; ++i) {
            const auto part = part_of(world_, leg, i);
            Dice dice(options_.seed, combine64(part.stream, hash64("deliver")));
            if (in_records(part.day)) WB_TRY_VOID(deliver_import(deal, part, dice));
        }
        return {};
    }

    // The houses, then their master: a repeat of the largest house when all are there.
    Status deliver_bills(const Consolidation& bills) {
        Dice dice(options_.seed, combine64(bills.master.stream, hash64("deliver")));
        std::optional<Place> largest;
        double most = 0;
        for (const auto& house : bills.houses) {
            WB_TRY(const auto row, add_row(manifest_, house, 0, false, dice));
            const double mass = house.items[0].goods[0].kilograms;
            if (mass > most) largest = row.place;
            most = std::max(most, mass);
        }
        WB_TRY(const auto master, add_row(manifest_, bills.master, 0, false, dice));
        return bills.complete && largest ? write_double(master.place, *largest, "master_bill") : Status{};
    }

    Status write_double(const Place& place, const Place& same, std::string_view kind) {
        return doubles_ ? doubles_->write(place_text(place) + "," + place_text(same) + "," + std::string(kind) + "\n") : Status{};
    }

    Status deliver_import(const SimDeal& deal, const SimLeg& made, Dice& dice) {
        // A layout without the contract holder's country knows of no hub: what it shows is a direct sale.
        SimLeg leg = made;
        if (!main_.provider.layout->has("seller_country")) leg.contract = nullptr;
        const bool overlaps = dice.chance(world_.shape.overlap);
        const bool only_second = leg.contract == nullptr && dice.chance(world_.shape.only_second);
        const bool revised = dice.chance(world_.shape.revised) && main_.provider.layout->has("declaration_number");
        const auto sent = sent_side(world_, made);
        for (std::size_t item = 0; item < leg.items.size(); ++item) {
            std::vector<Rendered> rendered;
            if (!only_second) {
                WB_TRY(auto first, add_row(main_, leg, item, false, dice));
                rendered.push_back(std::move(first));
            }
            if (!only_second && revised) {
                WB_TRY(auto second, add_row(main_, leg, item, true, dice));
                rendered.push_back(std::move(second));
            }
            const auto counted = rendered.empty() ? 0 : rendered.size() - 1;
            if (only_second || overlaps) {
                WB_TRY(auto other, add_row(overlap_, leg, item, revised, dice));
                rendered.push_back(std::move(other));
            }
            for (std::size_t i = 0; i < rendered.size(); ++i) {
                WB_TRY_VOID(write_goods(leg, leg.items[item], rendered[i], i == counted));
                if (lots_ && lot_ >= 0)
                    WB_TRY_VOID(
                        lots_->write(place_text(rendered[i].place) + "," + std::to_string(lot_) + "." + std::to_string(item) + "\n"));
                if (i == counted) continue;
                const bool revision = rendered[i].place.file == rendered[counted].place.file;
                WB_TRY_VOID(write_double(rendered[i].place, rendered[counted].place, revision ? "revision" : "provider"));
            }
            if (sent) WB_TRY_VOID(deliver_sent(*sent, item, rendered[counted].place));
            count(deal, leg, leg.items[item], rendered[counted].row, revised && !only_second ? revision_factor(world_, leg) : 1.0);
        }
        return deal.drone ? write_ways(deal, leg) : Status{};
    }

    struct Rendered {
        Place place;
        RenderedRow row;
    };

    Status deliver_sent(const SimLeg& sent, std::size_t item, const Place& arrived) {
        Dice dice(options_.seed, combine64(sent.stream, hash64("deliver sent") + item));
        WB_TRY(const auto row, add_row(sent_, sent, item, false, dice));
        WB_TRY_VOID(write_goods(sent, sent.items[item], row, false));
        return write_double(row.place, arrived, "mirror");
    }

    static std::string place_text(const Place& place) { return place.file->path + "," + std::to_string(place.row); }

    Result<Rendered> add_row(const File& file, const SimLeg& leg, std::size_t item, bool revision, Dice& dice) {
        Rendered rendered{{&file, 0}, rows_.row(file.provider, leg, item, revision)};
        auto cells = rendered.row.cells;
        if (file.provider.layout->kind == SheetKind::csv && dice.chance(kRagged)) cells.emplace_back("*");
        WB_TRY(rendered.place.row, file.sheet->add(cells, rendered.row.numeric));
        if (parties_) {
            const auto place = place_text(rendered.place);
            const auto& layout = *file.provider.layout;
            std::string lines;
            if (rendered.row.principal == nullptr) lines += place + ",exporter," + leg.seller->id + "\n";
            lines += place + ",consignee," + leg.buyer->id + "\n";
            if (leg.contract != nullptr && layout.has("seller_name")) lines += place + ",seller," + leg.contract->id + "\n";
            WB_TRY_VOID(parties_->write(lines));
        }
        return rendered;
    }

    [[nodiscard]] bool in_records(Day day) const {
        return world_.shape.from + -world_.shape.records_margin_days <= day && day < world_.shape.until;
    }
    [[nodiscard]] bool in_period(Day day) const { return world_.shape.from <= day && day < world_.shape.until; }
    [[nodiscard]] static bool from_sellers(const SimLeg& leg) { return leg.seller->kind != CompanyKind::third && leg.contract == nullptr; }

    Status write_goods(const SimLeg& leg, const SimItem& item, const Rendered& rendered, bool counts) {
        if (!goods_ || item.other != nullptr) return {};
        const bool in_scope = counts && item.drone && leg.final && from_sellers(leg) && in_period(leg.day);
        for (std::size_t i = 0; i < item.goods.size(); ++i) {
            const auto& good = item.goods[i];
            const auto& model = catalogue_.models[good.model];
            std::array<char, 160> numbers{};
            std::snprintf(numbers.data(), numbers.size(), "%.0f,%.2f,%.2f,%d,%d,%d,%d,%d\n", good.units, good.true_value,
                          good.declared_value, rendered.row.says_class[i] ? 1 : 0, rendered.row.says_brand[i] ? 1 : 0,
                          good.undervalued ? 1 : 0, item.vague ? 1 : 0, in_scope ? 1 : 0);
            std::string line = place_text(rendered.place) + "," + std::to_string(i + 1) + ",";
            line += item.drone ? model.goods_class + "," + catalogue_.brands[world_.brands[good.brand]].id + "," + model.id : ",,";
            WB_TRY_VOID(goods_->write(line + "," + numbers.data()));
        }
        return {};
    }

    void count(const SimDeal& deal, const SimLeg& leg, const SimItem& item, const RenderedRow& row, double factor) {
        if (!item.drone || item.other != nullptr) return;
        for (std::size_t i = 0; i < item.goods.size(); ++i) {
            const auto& good = item.goods[i];
            const auto& brand = catalogue_.brands[world_.brands[good.brand]];
            CountedGood counted{
                &leg,   &good, brand.id, brand.family, "", std::llround(good.declared_value * factor * 100), item.vague, row.says_brand[i],
                item.hs};
            if (!leg.seller->family.empty()) counted.seller_family = catalogue_.find_brand(leg.seller->family)->family;
            if (in_period(leg.day)) {
                if (from_sellers(leg)) {
                    sums_.add_direct(counted);
                } else {
                    sums_.add_third(counted);
                }
            }
            if (deal.rerouted && deals_.controlled(good)) sums_.add_back(leg.day, good.declared_value);
        }
    }

    // The way of an arrival: all companies from the first seller on.
    Status write_ways(const SimDeal& deal, const SimLeg& leg) {
        if (!ways_ || !in_period(leg.day)) return {};
        std::string companies = deal.legs[leg.way[0]].seller->id;
        bool seen = true;
        for (const auto at : leg.way) {
            companies += ">" + deal.legs[at].buyer->id;
            seen = seen && delivered_[at];
        }
        for (const auto& item : leg.items) {
            if (!item.drone) continue;
            for (const auto& good : item.goods) {
                WB_TRY_VOID(ways_->write(std::to_string(deal.number) + "," + companies + "," +
                                         catalogue_.brands[world_.brands[good.brand]].id + "," + catalogue_.models[good.model].id + "," +
                                         std::to_string(static_cast<std::int64_t>(good.units)) + "," + to_string(leg.day) +
                                         (seen ? ",1\n" : ",0\n")));
            }
        }
        return {};
    }

    Status write_file(const std::string& path, const std::string& bytes) {
        WB_TRY(auto file, open_(path));
        WB_TRY_VOID(file->write(bytes));
        return file->close();
    }

    Status write_rest() {
        std::vector<std::string> paths;
        const auto name = [&](const File& file) {
            const std::string letter(1, static_cast<char>('a' + paths.size()));
            paths.push_back(file.sheet->has_rows() ? "records/" + letter + "_*" : "");
        };
        name(main_);
        name(overlap_);
        for (const auto& country : kReportingCountries) name(legs_[country]);
        if (options_.linked) {
            name(sent_);
            name(manifest_);
        }
        WB_TRY_VOID(write_file("case.toml", sim_case_toml(options_, world_, paths)));
        WB_TRY_VOID(write_file("README.txt", sim_readme()));
        WB_TRY_VOID(write_file("rates.csv", sim_rates(world_)));
        WB_TRY_VOID(write_file("companies/ownership.ftm.jsonl", sim_ownership(world_, catalogue_, words_)));
        WB_TRY_VOID(write_file("controls/planted.toml", sim_control(world_)));
        WB_TRY_VOID(write_file("lists/synthetic_watch_list.csv", sim_watch_list(world_, words_)));
        WB_TRY_VOID(write_file("controls/synthetic_watch_list.toml", sim_watch_list_effect(world_)));
        WB_TRY_VOID(write_file("companies/synthetic_holdings.ftm.jsonl", sim_holdings(world_, words_)));
        if (!options_.truth) return {};
        WB_TRY_VOID(write_file("truth/companies.csv", sim_companies(world_, words_)));
        return write_file("truth/figures.json", sums_.json());
    }

    const SimulationOptions& options_;
    const Catalogue& catalogue_;
    const SimWords& words_;
    const std::vector<Layout>& layouts_;
    const OpenOutput& open_;
    World world_;
    Deals deals_;
    RowMaker rows_;
    TruthSums sums_;
    File main_, overlap_, sent_, manifest_;
    std::map<std::string, File> legs_;  // by reporting country
    std::uint64_t providers_ = 0;
    std::vector<bool> delivered_;  // legs of the deal at hand that are in some extract
    std::int64_t lot_ = -1;        // number of the deal at hand when it comes in parts
    std::unique_ptr<OutputFile> goods_, doubles_, lots_, parties_, ways_;
};

}  // namespace

Status simulate(const SimulationOptions& options, const Catalogue& catalogue, const OpenOutput& open) {
    WB_TRY(const auto words, load_sim_words());
    WB_TRY(const auto layouts, load_layouts());
    return Simulation(options, catalogue, words, layouts, open).run();
}

}  // namespace wb
