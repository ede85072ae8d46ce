#include <algorithm>
#include <set>

#include "base/json.h"
#include "cli/plain_list.h"
#include "cli/verbs.h"
#include "goods/hs_candidates.h"
#include "goods/recogniser.h"
#include "ingest/item_builder.h"
#include "pipeline/case_files.h"
#include "text/number.h"

namespace wb::cli {

namespace {

const std::vector<std::string> kColumns = {"description",  "hs_code",   "value_usd", "quantity", "net_mass_kg",
                                           "manufacturer", "trademark", "model",     "article"};

class Recognition {
public:
    explicit Recognition(const Catalogue& catalogue) : catalogue_(catalogue), recogniser_(catalogue, Calibration::built_in(), true) {}

    Status add(std::int64_t row_number, const std::map<std::string, std::string_view>& cells) {
        Item item;
        item.item_id = ItemId{row_number};
        item.description = cells.at("description");
        item.manufacturer = cells.at("manufacturer");
        item.trademark = cells.at("trademark");
        item.model = cells.at("model");
        item.article = cells.at("article");
        const auto code = clean_hs_code(cells.at("hs_code"));
        item.hs_code = code;
        item.value_usd = positive_amount<Usd>(cells.at("value_usd"));
        item.quantity = positive_amount<Quantity>(cells.at("quantity"));
        item.net_mass_kg = positive_amount<Kilogram>(cells.at("net_mass_kg"));
        goods_.clear();
        recogniser_.recognise(item, scratch_, goods_);
        for (const auto& good : goods_) write(row_number, good, hs6_candidates(catalogue_, HsModel::built_in(), item, &good));
        if (goods_.empty()) write_codes(row_number, hs6_candidates(catalogue_, HsModel::built_in(), item, nullptr));
        ++rows_;
        return {};
    }
    std::string csv =
        "row_number,position,class,brand,model,maker,part_number,part_family,units_low,units,units_high,probability,brand_probability,"
        "model_probability,evidence,span_"
        "begin,span_end,hs6\n";
    JsonWriter json;
    [[nodiscard]] std::int64_t rows() const { return rows_; }

private:
    static std::string list_of(const std::vector<HsCandidate>& codes) {
        std::string list;
        for (const auto& [hs6, probability] : codes) {
            char text[32];
            std::snprintf(text, sizeof text, "%s%s:%.3f", list.empty() ? "" : " ", hs6.c_str(), probability);
            list += text;
        }
        return list;
    }

    void write_candidates(const std::vector<HsCandidate>& codes) {
        json.key("hs6").array();
        for (const auto& [hs6, probability] : codes) json.object().key("code").string(hs6).key("probability").number(probability).end();
        json.end();
    }

    // A row in which no good of the catalogue was found: position 0, and what its words say of the code.
    void write_codes(std::int64_t row_number, const std::vector<HsCandidate>& codes) {
        csv += std::to_string(row_number) + ",0,,,,,,,,,,,,,,,," + list_of(codes) + "\n";
        json.object().key("row_number").number(row_number).key("position").number(std::int64_t{0}).key("class").string("");
        write_candidates(codes);
        json.end();
    }

    void write(std::int64_t row_number, const Good& good, const std::vector<HsCandidate>& codes) {
        const auto list = list_of(codes);
        char numbers[160];
        std::snprintf(numbers, sizeof numbers, "%.6f,%.4f,%.4f", good.probability, good.brand_probability, good.model_probability);
        csv += std::to_string(row_number) + "," + std::to_string(good.position) + "," + csv_cell(good.goods_class) + "," +
               csv_cell(good.brand) + "," + csv_cell(good.model) + "," + csv_cell(good.maker) + "," + csv_cell(good.part_number) + "," +
               csv_cell(good.part_family) + "," + number_text(good.units_low) + "," + number_text(good.units) + "," +
               number_text(good.units_high) + "," + numbers + "," + good.evidence + "," + std::to_string(good.span_begin) + "," +
               std::to_string(good.span_end) + "," + list + "\n";
        json.object()
            .key("row_number")
            .number(row_number)
            .key("position")
            .number(static_cast<std::int64_t>(good.position))
            .key("class")
            .string(good.goods_class);
        json.key("brand").string(good.brand).key("model").string(good.model).key("maker").string(good.maker);
        json.key("part_number").string(good.part_number).key("part_family").string(good.part_family).key("units");
        if (good.units) {
            json.number(*good.units);
        } else {
            json.null();
        }
        json.key("probability")
            .number(good.probability)
            .key("brand_probability")
            .number(good.brand_probability)
            .key("model_probability")
            .number(good.model_probability);
        write_candidates(codes);
        json.key("reasons").raw(good.reasons).end();
    }
    const Catalogue& catalogue_;
    Recogniser recogniser_;
    Recogniser::Scratch scratch_;
    std::vector<Good> goods_;
    std::int64_t rows_ = 0;
};

Result<int> run_recognise(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto columns, parse_columns(arguments.text("--columns").value_or(""), kColumns));
    WB_TRY(const auto catalogue, load_catalogue_with({}));
    Recognition recognition(catalogue);
    recognition.json.object().key("goods").array();
    WB_TRY_VOID(read_list(arguments.positional[0], columns, kColumns,
                          [&](std::int64_t row, const auto& cells) { return recognition.add(row, cells); }));
    recognition.json.end().end();
    if (const auto out = arguments.text("--out")) {
        WB_TRY_VOID(write_file(*out, recognition.csv));
        terminal.say(std::to_string(recognition.rows()) + " descriptions read; goods written to " + *out);
    } else if (!terminal.json) {
        terminal.raw(recognition.csv);
    }
    terminal.document(recognition.json.take());
    return kDone;
}

}  // namespace

Command recognise_command() {
    Command command;
    command.name = "recognise";
    command.positionals = "FILE";
    command.summary = "goods in a plain list of descriptions";
    command.description =
        "Writes one row per good found: row_number, position, class, brand, model, units, probabilities, and the five most likely "
        "codes of six digits (HS 2022). A row without goods of the catalogue gives one with position 0 and its codes.";
    command.options = {
        {"--columns", "PAIRS",
         "description=HEADER and so on, joined by commas: description, hs_code, value_usd, quantity, net_mass_kg, manufacturer"},
        {"--out", "FILE", "writes CSV there"}};
    command.examples = {
        {"waybill recognise goods.csv --columns description=Text,hs_code=HS --out goods-found.csv", "drones and their parts in a list"}};
    command.least = command.most = 1;
    command.run = run_recognise;
    return command;
}

}  // namespace wb::cli
