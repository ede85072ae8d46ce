#include "simulate/simulate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/fixed.h"
#include "base/json.h"
#include "simulate/render.h"
#include "simulate/world.h"

namespace wb {

namespace {

constexpr double kRoublesPerDollar = 70.0;
constexpr std::uint64_t kPriceSeed = 0x70726963;
constexpr double kStoryUnits = 1.1;  // brings the story's year to about twelve million dollars
constexpr std::uint64_t kVagueSeed = 0x76616775;

// Sums of the truth, in cents.
struct TruthSums {
    std::int64_t total = 0, direct = 0;
    double units = 0;
    std::map<std::string, std::int64_t> brands, brands_stated, months, countries;
    std::set<std::string> exporters;
};

class Simulation {
public:
    Simulation(const SimulationOptions& options, const Catalogue& catalogue, const SimWords& words, const OpenOutput& open)
        : options_(options),
          catalogue_(catalogue),
          words_(words),
          open_(open),
          world_(make_world(options.seed, options.story, catalogue, words)) {}

    Status run() {
        WB_TRY(a_, open_("records/a_declarations.csv"));
        WB_TRY(b_, open_(options_.story ? "records/b_trade_atlas.csv" : "records/b_trade_atlas.csv"));
        WB_TRY(c_, open_("records/c_kazakhstan_import.jsonl"));
        if (options_.truth) {
            WB_TRY(goods_, open_("truth/goods.csv"));
            WB_TRY(doubles_, open_("truth/doubles.csv"));
            WB_TRY_VOID(
                goods_->write("path,row_number,position,class,brand,model,units,true_value_usd,declared_value_usd,text_states_class,text_"
                              "states_brand,undervalued,vague,in_scope\n"));
            WB_TRY_VOID(doubles_->write("path,row_number,same_path,same_row_number\n"));
        }
        WB_TRY_VOID(a_->write(declaration_header()));
        WB_TRY_VOID(b_->write(atlas_header()));
        for (std::int64_t i = 0; i < options_.rows; ++i) WB_TRY_VOID(shipment(i));
        for (auto* file : {&a_, &b_, &c_, &goods_, &doubles_}) {
            if (*file) WB_TRY_VOID((*file)->close());
        }
        return write_rest();
    }

private:
    Status shipment(std::int64_t number) {
        Dice dice(options_.seed, static_cast<std::uint64_t>(number) + 1000);
        Shipment s;
        s.number = number;
        const int days = world_.shape.until - world_.shape.from;
        s.day = world_.shape.from + static_cast<int>(dice.below(static_cast<std::size_t>(days)));
        const double kind = dice.uniform();
        if (kind < world_.shape.drone_share) {
            drone(dice, s);
        } else {
            const bool decoy = kind < world_.shape.drone_share + world_.shape.decoy_share;
            unrelated(dice, s, decoy ? words_.decoys : words_.unrelated);
        }
        return deliver(dice, s);
    }

    void drone(Dice& dice, Shipment& s) {
        const auto exporter_at = dice.below(world_.exporters.size());
        s.exporter = &world_.exporters[exporter_at];
        s.consignee = &world_.consignees[skewed(dice, world_.consignees.size())];
        s.drone = true;
        const std::size_t goods = dice.chance(world_.shape.several_goods) ? 2 : 1;
        s.vague = dice.chance(world_.shape.vague_share);
        if (s.vague) {
            s.vague_template = s.exporter->vague_templates[dice.below(2)];
            // What is behind one vague text of one exporter is mostly one thing: drawn once for the pair.
            const auto block = combine64(exporter_at, s.vague_template);
            s.vague_is_drone = uniform_draw(options_.seed, kVagueSeed, block) < world_.shape.vague_true;
        }
        for (std::size_t i = 0; i < (s.vague ? 1 : goods); ++i) s.goods.push_back(good(dice, s));
        s.hs = code(dice, s);
        const bool third = dice.chance(world_.shape.third_country);
        if (third) s.middleman = &world_.middlemen[skewed(dice, world_.middlemen.size())];
        // The story's second brand stops in February 2023.
        if (world_.shape.story) limit_story(s);
    }

    void limit_story(Shipment& s) const {
        const Day last = *make_day(2023, 2, 20);
        for (const auto& good : s.goods) {
            if (good.brand == 1 && last < s.day) s.day = last;
        }
    }

    static std::size_t skewed(Dice& dice, std::size_t count) {
        const double u = dice.uniform();
        return std::min(count - 1, static_cast<std::size_t>(u * u * static_cast<double>(count)));
    }

    SimGood good(Dice& dice, const Shipment& s) {
        SimGood good;
        good.brand = dice.pick(s.exporter->brand_cumulative);
        const auto& uavs = world_.uav_models[good.brand];
        const auto& parts = world_.part_models[good.brand];
        const bool part = !parts.empty() && (uavs.empty() || dice.chance(world_.shape.part_share));
        const auto& list = part ? parts : uavs;
        good.model = list[skewed(dice, list.size())];
        const auto& model = catalogue_.models[good.model];
        good.units =
            std::max(1.0, std::round(std::exp(dice.normal() * 0.9 + (part ? 3.2 : 1.9)) * (world_.shape.story ? kStoryUnits : 1.0)));
        const double unit = price_of(good.model) * std::exp(dice.normal() * 0.12 - 0.15);
        good.true_value = unit * good.units;
        good.undervalued = dice.chance(world_.shape.low_value);
        good.declared_value = std::round(good.true_value * (good.undervalued ? dice.between(0.3, 0.7) : 1.0) * 100) / 100;
        const double mass = model.net_mass_kg.value_or(model.takeoff_weight_g.value_or(part ? 150 : 900) / 1000.0);
        good.kilograms = std::max(0.01, std::round(mass * good.units * dice.between(1.05, 1.4) * 1000) / 1000);
        if (s.vague && !s.vague_is_drone) good.other = true;
        good.style = dice.below(10);
        return good;
    }

    // The catalogue's price, else one that stays with the model in this world.
    double price_of(std::size_t index) const {
        const auto& model = catalogue_.models[index];
        if (model.usual_price_usd) return *model.usual_price_usd;
        Dice dice(options_.seed, combine64(kPriceSeed, hash64(model.id)));
        return std::exp(dice.normal() * 0.5 + (model.goods_class == "uav" ? 6.7 : 3.9));
    }

    std::string code(Dice& dice, const Shipment& s) const {
        const auto& model = catalogue_.models[s.goods[0].model];
        const bool uav = model.goods_class == "uav";
        std::string own = uav ? (model.hs_code.empty() ? "880622" : model.hs_code) : "880730";
        static constexpr std::array<std::string_view, 4> kWrong = {"8525890009", "9503007500", "8543709000", "8529902002"};
        if (!s.vague && dice.chance(world_.shape.wrong_code)) return std::string(kWrong[dice.below(kWrong.size())]);
        return own + "0000";
    }

    void unrelated(Dice& dice, Shipment& s, const std::vector<SimWords::Goods>& list) {
        s.other_goods = &list[dice.below(list.size())];
        s.exporter = &world_.other_exporters[skewed(dice, world_.other_exporters.size())];
        s.consignee = &world_.importers[skewed(dice, world_.importers.size())];
        SimGood good;
        good.other = true;
        good.units = std::max(1.0, std::round(std::exp(dice.normal() + 4.5)));
        good.declared_value = good.true_value = std::round(good.units * s.other_goods->price * std::exp(dice.normal() * 0.15) * 100) / 100;
        good.kilograms = std::max(0.01, std::round(good.units * s.other_goods->kilograms * 1000) / 1000);
        s.hs = s.other_goods->hs;
        s.goods.push_back(good);
    }

    Status deliver(Dice& dice, Shipment& s) {
        const bool in_b = dice.chance(world_.shape.overlap);
        const bool revised = dice.chance(world_.shape.revised);
        const auto first = ++row_a_;
        WB_TRY_VOID(a_->write(declaration_row(catalogue_, world_, words_, s, dice, false)));
        auto counted = first;
        if (revised) {
            counted = ++row_a_;
            WB_TRY_VOID(a_->write(declaration_row(catalogue_, world_, words_, s, dice, true)));
            WB_TRY_VOID(write_double("records/a_declarations.csv", first, "records/a_declarations.csv", counted));
        }
        WB_TRY_VOID(write_truth(s, "records/a_declarations.csv", first, counted == first));
        if (counted != first) WB_TRY_VOID(write_truth(s, "records/a_declarations.csv", counted, true));
        if (in_b) {
            const auto row = ++row_b_;
            WB_TRY_VOID(b_->write(atlas_row(catalogue_, world_, words_, s, dice)));
            WB_TRY_VOID(write_double("records/b_trade_atlas.csv", row, "records/a_declarations.csv", counted));
            WB_TRY_VOID(write_truth(s, "records/b_trade_atlas.csv", row, false));
        }
        if (s.middleman != nullptr) {
            WB_TRY_VOID(c_->write(first_leg_row(catalogue_, world_, words_, s, dice)));
            ++row_c_;
            WB_TRY_VOID(write_truth(s, "records/c_kazakhstan_import.jsonl", row_c_, false));
        }
        return {};
    }

    Status write_double(const std::string& path, std::int64_t row, const std::string& same_path, std::int64_t same_row) {
        if (!doubles_) return {};
        return doubles_->write(path + "," + std::to_string(row) + "," + same_path + "," + std::to_string(same_row) + "\n");
    }

    // `counts`: the row that stands for the shipment in sums.
    Status write_truth(const Shipment& s, const std::string& path, std::int64_t row, bool counts) {
        if (!s.drone) return {};
        const bool in_scope = counts && s.middleman == nullptr;
        int position = 0;
        for (const auto& good : s.goods) {
            ++position;
            const auto& model = catalogue_.models[good.model];
            const auto& brand = catalogue_.brands[world_.brands[good.brand]];
            const bool states_class = !s.vague;
            const bool states_brand = !s.vague && text_states_brand(good);
            if (in_scope && !good.other) add(s, good, brand.id, states_brand);
            if (!goods_) continue;
            char numbers[160];
            std::snprintf(numbers, sizeof numbers, "%.0f,%.2f,%.2f,%d,%d,%d,%d,%d\n", good.units, good.true_value, good.declared_value,
                          states_class ? 1 : 0, states_brand ? 1 : 0, good.undervalued ? 1 : 0, s.vague ? 1 : 0,
                          in_scope && !good.other ? 1 : 0);
            WB_TRY_VOID(goods_->write(path + "," + std::to_string(row) + "," + std::to_string(position) + "," +
                                      (good.other ? "" : model.goods_class) + "," + (good.other ? "" : brand.id) + "," +
                                      (good.other ? "" : model.id) + "," + numbers));
        }
        return {};
    }

    void add(const Shipment& s, const SimGood& good, const std::string& brand, bool stated) {
        const auto cents = static_cast<std::int64_t>(std::llround(good.declared_value * 100));
        sums_.total += cents;
        sums_.units += good.units;
        sums_.brands[brand] += cents;
        if (stated) sums_.brands_stated[brand] += cents;
        sums_.months[month_text(s.day)] += cents;
        sums_.countries[std::string(s.exporter->country.text())] += cents;
        sums_.exporters.insert(s.exporter->id);
        const auto& family = catalogue_.find_brand(brand)->family;
        if (!s.exporter->family.empty() && catalogue_.find_brand(s.exporter->family)->family == family) sums_.direct += cents;
    }

    Status write_file(const std::string& path, const std::string& bytes) {
        WB_TRY(auto file, open_(path));
        WB_TRY_VOID(file->write(bytes));
        return file->close();
    }

    Status write_rest() {
        WB_TRY_VOID(write_file("case.toml", case_toml()));
        WB_TRY_VOID(write_file(
            "README.txt",
            "Synthetic demonstration data. Every company in it is invented, and every shipment. Brands and models are real product names.\n"
            "truth/ holds what was planted; waybill score compares a run with it.\n"));
        WB_TRY_VOID(write_file("rates.csv", rates()));
        WB_TRY_VOID(write_file("companies/ownership.ftm.jsonl", ownership()));
        return options_.truth ? write_file("truth/figures.json", figures()) : Status{};
    }

    std::string case_toml() const {
        return std::string("[case]\nname = \"") + (options_.story ? "quadcopters" : "world-" + std::to_string(options_.seed)) + "\"\n" +
               "title = \"" +
               (options_.story ? "Chinese quadcopters to Russia (synthetic)" : "Synthetic world " + std::to_string(options_.seed)) +
               "\"\n" + "synthetic = true\nperiod = [" + to_string(world_.shape.from) + ", " + to_string(world_.shape.until) + "]\n\n" +
               "[question]\nsellers = [\"CN\", \"HK\"]\ndestinations = [\"RU\"]\ngoods = [\"uav\", \"uav_part\"]\n\n[intervals]\nlevel = "
               "0.90\ndraws = 400\nseed = 1\n\n" +
               "[[records]]\npath = \"records/a_*.csv\"\nprovider = \"A\"\n\n[[records]]\npath = \"records/b_*.csv\"\nprovider = "
               "\"B\"\n\n[[records]]\npath = \"records/c_*.jsonl\"\nprovider = \"C\"\n";
    }

    std::string rates() const {
        std::string csv = "day,currency,usd_per_unit\n";
        for (Day day = world_.shape.from + -10; day < world_.shape.until; day = day + 7)
            csv += to_string(day) + ",RUB," + fixed_text(static_cast<std::int64_t>(1e6 / kRoublesPerDollar), 6) + "\n";
        return csv;
    }

    std::string ownership() const {
        std::string lines;
        for (const auto& exporter : world_.exporters) {
            if (exporter.family.empty()) continue;
            const auto* brand = catalogue_.find_brand(exporter.family);
            const auto company = [&](const std::string& id, const std::string& name, std::string_view country) {
                std::string lower;
                for (const char c : country) lower += static_cast<char>(c + 32);
                return "{\"id\":" + json_string(id) + ",\"schema\":\"Company\",\"properties\":{\"name\":[" + json_string(name) +
                       "],\"country\":[" + json_string(lower) + "]}}\n";
            };
            lines += company("maker-" + brand->id, brand->maker, brand->maker_country.text());
            lines += company("sim-" + exporter.id, exporter.latin, exporter.country.text());
            lines += "{\"id\":\"own-" + exporter.id + "\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"maker-" + brand->id +
                     "\"],\"asset\":[\"sim-" + exporter.id + "\"],\"percentage\":[\"100\"]}}\n";
        }
        return lines;
    }

    std::string figures() const {
        JsonWriter json;
        const auto dollars = [&](const std::string& id, std::int64_t cents) { json.key(id).decimal(fixed_text(cents, 2)); };
        json.object();
        dollars("value.total", sums_.total);
        json.key("units.total").number(sums_.units);
        json.key("exporters.count").number(static_cast<std::int64_t>(sums_.exporters.size()));
        json.key("brands.count").number(static_cast<std::int64_t>(sums_.brands.size()));
        const double total = static_cast<double>(std::max<std::int64_t>(sums_.total, 1));
        for (const auto& [brand, cents] : sums_.brands) json.key("brand." + brand + ".share").number(static_cast<double>(cents) / total);
        for (const auto& [brand, cents] : sums_.brands_stated) dollars("brand." + brand + ".value", cents);
        for (const auto& [month, cents] : sums_.months) dollars("month." + month + ".value", cents);
        for (const auto& [country, cents] : sums_.countries) dollars("country." + country + ".value", cents);
        json.key("direct.share").number(static_cast<double>(sums_.direct) / total);
        return json.end().take();
    }

    SimulationOptions options_;
    const Catalogue& catalogue_;
    const SimWords& words_;
    const OpenOutput& open_;
    World world_;
    std::unique_ptr<OutputFile> a_, b_, c_, goods_, doubles_;
    std::int64_t row_a_ = 1, row_b_ = 1, row_c_ = 0;  // the header is row 1; JSON lines have none
    TruthSums sums_;
};

}  // namespace

Status simulate(const SimulationOptions& options, const Catalogue& catalogue, const OpenOutput& open) {
    WB_TRY(const auto words, load_sim_words());
    return Simulation(options, catalogue, words, open).run();
}

}  // namespace wb
