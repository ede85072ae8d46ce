#include "simulate/simulate.h"

#include <doctest/doctest.h>

#include <map>

#include "base/embedded.h"
#include "simulate/company.h"
#include "simulate/deals.h"
#include "simulate/layout.h"
#include "simulate/score.h"
#include "text/identifiers.h"

namespace wb {

namespace {

class MemoryFile : public OutputFile {
public:
    explicit MemoryFile(std::string& bytes) : bytes_(bytes) {}
    Status write(std::string_view bytes) override {
        bytes_ += bytes;
        return {};
    }
    Status close() override { return {}; }

private:
    std::string& bytes_;
};

using Files = std::map<std::string, std::string>;

SimulationOptions world(std::uint64_t seed, std::int64_t rows) {
    SimulationOptions options;
    options.seed = seed;
    options.rows = rows;
    return options;
}

SimulationOptions plain_world(std::uint64_t seed, std::int64_t rows) {
    auto options = world(seed, rows);
    options.main_layout = "ru_a";
    options.overlap_layout = "atlas";
    return options;
}

const Catalogue& catalogue() {
    static const Catalogue kCatalogue = *load_catalogue_with({});
    return kCatalogue;
}

Files simulated(const SimulationOptions& options) {
    Files files;
    const auto status = simulate(options, catalogue(), [&](const std::string& path) -> Result<std::unique_ptr<OutputFile>> {
        return std::unique_ptr<OutputFile>(std::make_unique<MemoryFile>(files[path]));
    });
    REQUIRE(status.ok());
    return files;
}

const SimWords& words() {
    static const SimWords kWords = *load_sim_words();
    return kWords;
}

Truth truth_of(const Files& files) {
    return *parse_truth({files.at("truth/goods.csv"), files.at("truth/doubles.csv"), files.at("truth/parties.csv"),
                         files.at("truth/ways.csv"), files.at("truth/figures.json"), files.at("truth/lots.csv")});
}

std::int64_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

}  // namespace

TEST_CASE("a seed gives the same bytes, another seed others") {
    const auto options = world(4, 300);
    const auto one = simulated(options);
    CHECK(one == simulated(options));
    CHECK(one.at("truth/figures.json") != simulated(world(5, 300)).at("truth/figures.json"));
}

TEST_CASE("an extract that no row falls to is neither written nor named") {
    std::size_t without = 0;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const auto files = simulated(world(seed, 4));
        const auto& toml = files.at("case.toml");
        for (const char letter : std::string("abcdefg")) {
            const auto begin = "records/" + std::string(1, letter) + "_";
            const auto file = files.lower_bound(begin);
            const bool written = file != files.end() && file->first.starts_with(begin);
            if (written) CHECK(!file->second.empty());
            CHECK((toml.find(begin + "*") != std::string::npos) == written);
            without += written ? 0 : 1;
        }
    }
    CHECK(without > 0);
}

TEST_CASE("the first deals of a long world are those of a short one") {
    const auto shorter = simulated(plain_world(4, 200));
    const auto longer = simulated(plain_world(4, 400));
    const auto& truth = shorter.at("truth/goods.csv");
    CHECK(longer.at("truth/goods.csv").starts_with(truth));
}

TEST_CASE("the truth closes: brands and months add up to the total, and rows in scope to it but for revisions") {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const auto truth = truth_of(simulated(world(seed, 2000)));
        double brands = 0;
        double months = 0;
        double exporters = 0;
        for (const auto& [id, value] : truth.figures) {
            if (figure_kind(id) == "brand.share") brands += value;
            if (figure_kind(id) == "month.value") months += value;
            if (figure_kind(id) == "exporter.value") exporters += value;
        }
        const double total = truth.figures.at("value.total");
        CHECK(brands == doctest::Approx(1).epsilon(1e-9));
        CHECK(months == doctest::Approx(total).epsilon(1e-9));
        CHECK(exporters == doctest::Approx(total).epsilon(1e-9));
        double rows = 0;
        for (const auto& [place, goods] : truth.goods) {
            for (const auto& good : goods) rows += good.in_scope ? good.declared_value : 0;
        }
        CHECK(rows == doctest::Approx(total).epsilon(0.01));
    }
}

TEST_CASE("a lot is conserved: what is sold on is at most what was bought, later and at a mark-up") {
    const auto made = make_world(9, false, catalogue(), words());
    const Deals deals(made, catalogue(), words());
    int lots = 0;
    for (std::int64_t number = 0; number < 4000; ++number) {
        const auto deal = deals.make(number);
        if (!deal.third()) continue;
        ++lots;
        double bought = deal.legs[0].items[0].total(&SimGood::units);
        double sold = 0;
        for (const auto& leg : deal.legs) {
            CHECK(leg.way.front() == 0);
            for (std::size_t i = 1; i < leg.way.size(); ++i) {
                const auto& before = deal.legs[leg.way[i - 1]];
                const auto& here = deal.legs[leg.way[i]];
                CHECK(before.buyer == here.seller);
                CHECK(before.day < here.day);
            }
            if (leg.final) sold += leg.items[0].total(&SimGood::units);
        }
        CHECK(sold > 0);
        CHECK(sold <= bought);
    }
    CHECK(lots > 10);
}

TEST_CASE("a control only takes away and sends around") {
    const auto made = make_world(9, false, catalogue(), words());
    const Deals deals(made, catalogue(), words());
    int cut = 0;
    int rerouted = 0;
    for (std::int64_t number = 0; number < 8000; ++number) {
        const auto deal = deals.make(number);
        if (!deal.cut) continue;
        ++cut;
        CHECK(deal.would_be >= made.shape.control_day);
        CHECK(deal.would_be_value > 0);
        CHECK(deal.rerouted == !deal.legs.empty());
        rerouted += deal.rerouted ? 1 : 0;
    }
    CHECK(cut > 0);
    CHECK(rerouted < cut);
}

TEST_CASE("numbers of companies have right check digits, and writings stay few") {
    Dice dice(1, 2);
    for (int i = 0; i < 50; ++i) {
        CHECK(inn_valid(make_inn(dice)));
        CHECK(bin_valid(make_bin(dice)));
    }
    const auto company = chinese_company(dice, words(), 17);
    const Clerk clerk{3, 1, true};
    for (std::size_t variant = 0; variant < 5; ++variant) {
        const auto name = written_name(company, words(), Spelling::declared, clerk, variant);
        CHECK_FALSE(name.empty());
        CHECK(name == written_name(company, words(), Spelling::declared, clerk, variant));
    }
}

TEST_CASE("every layout fills its columns") {
    const auto layouts = *load_layouts();
    const auto made = make_world(6, false, catalogue(), words());
    const Deals deals(made, catalogue(), words());
    const RowMaker rows(made, catalogue(), words());
    CHECK(layouts.size() >= 10);
    for (const auto& layout : layouts) {
        for (std::int64_t number = 0; number < 40; ++number) {
            const auto deal = deals.make(number);
            for (const auto& leg : deal.legs) {
                const auto row = rows.row({1, &layout, Encoding::utf8, ';'}, leg, 0, false);
                CHECK(row.cells.size() == layout.headers.size());
            }
        }
    }
}

TEST_CASE("a text that is cut says less") {
    auto layouts = *load_layouts();
    const auto made = make_world(6, false, catalogue(), words());
    const Deals deals(made, catalogue(), words());
    const RowMaker rows(made, catalogue(), words());
    auto narrow = layouts[0];
    narrow.width = 1;
    int seen = 0;
    for (std::int64_t number = 0; number < 3000; ++number) {
        const auto deal = deals.make(number);
        if (!deal.drone || deal.legs.empty() || deal.legs[0].items[0].vague) continue;
        const auto whole = rows.row({1, layouts.data(), Encoding::utf8, ';'}, deal.legs[0], 0, false);
        const auto cut = rows.row({1, &narrow, Encoding::utf8, ';'}, deal.legs[0], 0, false);
        CHECK(whole.says_class[0]);
        CHECK_FALSE(cut.says_brand[0]);
        ++seen;
    }
    CHECK(seen > 50);
}

TEST_CASE("encodings hold what they are given") {
    CHECK(encoded("Ж", Encoding::windows1251) == "\xC6");
    CHECK(encoded("Ж", Encoding::cp866) == "\x86");
    CHECK(encoded("Ж", Encoding::koi8r) == "\xF6");
    CHECK(encoded("ж", Encoding::koi8r) == "\xD6");
    CHECK(encoded("A", Encoding::utf16le) == std::string("A\0", 2));
    CHECK(first_letters("АБВ", 2) == "АБ");
    CHECK(letters_in("АБВ") == 3);
}

TEST_CASE("a run that says the truth scores full marks") {
    const auto truth = truth_of(simulated(world(2, 1500)));
    RunResults run;
    std::map<std::string, std::int64_t> entities;
    for (const auto& [key, company] : truth.parties) {
        const auto entity = entities.try_emplace(company, static_cast<std::int64_t>(entities.size() + 1)).first->second;
        run.parties.push_back({key.first, key.second, entity, entity});
    }
    for (const auto& [place, goods] : truth.goods) {
        std::int32_t position = 0;
        for (const auto& good : goods) {
            ++position;
            if (!good.goods_class.empty())
                run.goods.push_back({place, position, good.goods_class, good.brand, good.model, "all", 1, good.units, position,
                                     truth.doubles.contains(place)});
        }
    }
    for (const auto& [row, kept] : truth.doubles) run.doubles.push_back({row, kept});
    for (const auto& way : truth.ways) {
        if (way.companies.size() < 3 || !way.seen) continue;
        FoundChain chain{{}, way.units, way.units, way.units};
        for (const auto& company : way.companies)
            chain.entities.push_back(entities.try_emplace(company, static_cast<std::int64_t>(entities.size() + 1)).first->second);
        run.chains.push_back(chain);
    }
    run.figures["value.total"] = {truth.figures.at("value.total"), truth.figures.at("value.total") - 1,
                                  truth.figures.at("value.total") + 1};
    const auto score = score_run(truth, run);
    CHECK(score.goods.class_precision == 1);
    CHECK(score.goods.class_recall == 1);
    CHECK(score.goods.brand_accuracy == 1);
    CHECK(score.goods.counted_twice == 0);
    for (const auto& [kind, each] : score.links) CHECK((each.found == each.planted && each.right == each.planted));
    CHECK(score.doubles_precision == 1);
    CHECK(score.doubles_recall == 1);
    CHECK(score.companies.pair_precision == 1);
    CHECK(score.companies.b3_recall == 1);
    CHECK(score.ways.precision == 1);
    CHECK(score.figures.at("value.total").covered);
    run.figures["value.total"].high = truth.figures.at("value.total") * 0.99;
    run.goods.front().goods_class = "uav_part.frame";
    const auto worse = score_run(truth, run);
    CHECK(worse.goods.class_precision < 1);
    CHECK_FALSE(worse.figures.at("value.total").covered);
    CHECK(lines(score_json(score)) == 0);
}

TEST_CASE("linked rows stand in the truth by kind, and what another seed's links would be changes nothing else") {
    auto options = plain_world(5, 3000);
    const auto without = simulated(options);
    options.linked = true;
    const auto files = simulated(options);
    CHECK(simulated(options) == files);
    for (const auto* path : {"rates.csv", "companies/ownership.ftm.jsonl", "controls/planted.toml"})
        CHECK(files.at(path) == without.at(path));
    const auto truth = truth_of(files);
    std::map<std::string, std::int64_t> kinds;
    for (const auto& [row, kind] : truth.kinds) {
        ++kinds[kind];
        const auto& kept = truth.doubles.at(row);
        if (kind == "mirror") CHECK((row.path.starts_with("records/h_") && !kept.path.starts_with("records/h_")));
        if (kind == "master_bill") CHECK((row.path.starts_with("records/i_") && kept.path == row.path && kept.row < row.row));
    }
    CHECK(kinds["mirror"] > 20);
    CHECK(kinds["master_bill"] > 2);
    CHECK(!truth.lots.empty());
    // Declarations of one lot repeat each other's text and amounts, and are no doubles of one another.
    for (const auto& [row, lot] : truth.lots) {
        const auto repeated = truth.doubles.find(row);
        if (repeated != truth.doubles.end()) CHECK(truth.lots.at(repeated->second) == lot);
    }
}

TEST_CASE("links are counted by kind: a lot's declarations taken for one are wrong") {
    Truth truth;
    const RowPlace a{"records/a_x", 2};
    const RowPlace b{"records/a_x", 3};
    const RowPlace sent{"records/h_x", 1};
    truth.lots = {{a, "7"}, {b, "7"}};
    truth.doubles = {{sent, b}};
    truth.kinds = {{sent, "mirror"}};
    RunResults run;
    run.doubles = {{b, a}, {sent, b}};
    run.agreements = {{"A", "B", 3}};
    const auto score = score_run(truth, run);
    CHECK(score.links.at("part").found == 1);
    CHECK(score.links.at("part").right == 0);
    CHECK(score.links.at("mirror").right == 1);
    CHECK(score.doubles_precision == 0.5);
    CHECK(score.both_said == 3);
    CHECK(score.both_planted == 0);
}

TEST_CASE("truth that is no truth is refused with its row") {
    const auto read = parse_truth({"path\na,b\n", "", "", "", "", ""});
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == "truth.bad_row");
}

}  // namespace wb
