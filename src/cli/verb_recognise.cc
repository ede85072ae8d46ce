#include <algorithm>
#include <set>

#include "base/json.h"
#include "cli/plain_list.h"
#include "cli/verbs.h"
#include "goods/recogniser.h"
#include "ingest/item_builder.h"
#include "pipeline/case_files.h"
#include "text/number.h"

namespace wb::cli {

namespace {

const std::vector<std::string> kColumns = {"description",  "hs_code",   "value_usd", "quantity", "net_mass_kg",
                                           "manufacturer", "trademark", "model",     "article"};

template <typename Number>
Maybe<Number> amount(std::string_view cell) {
    auto parsed = parse_number(cell, {'.'}, Number::kScale);
    if (parsed.problem != NumberProblem::none) parsed = parse_number(cell, {','}, Number::kScale);
    if (parsed.problem != NumberProblem::none || parsed.units <= 0) return Missing::not_stated;
    return Number::from_units(parsed.units);
}

// Codes that the good may stand under, with probabilities: the model's own, else those of its class evenly, beside the declared one.
std::vector<std::pair<std::string, double>> hs6_candidates(const Catalogue& catalogue, const Good& good, std::string_view declared) {
    constexpr double kModelCode = 0.9;
    std::vector<std::pair<std::string, double>> codes;
    const auto* model = catalogue.find_model(good.model);
    if (model != nullptr && !model->hs_code.empty()) {
        codes.emplace_back(model->hs_code, kModelCode * good.probability);
    } else if (const auto* goods_class = catalogue.find_class(good.goods_class); goods_class != nullptr) {
        for (const auto& form : goods_class->hs) {
            if (form.edition != 2022) continue;
            for (const auto& code : form.codes) codes.emplace_back(code, good.probability / static_cast<double>(form.codes.size()));
        }
    }
    const auto own = declared.substr(0, std::min<std::size_t>(6, declared.size()));
    const bool known = std::any_of(codes.begin(), codes.end(), [&](const auto& code) { return code.first == own; });
    if (own.size() == 6 && !known) codes.emplace_back(own, 1 - good.probability);
    std::stable_sort(codes.begin(), codes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    codes.resize(std::min<std::size_t>(codes.size(), 5));
    return codes;
}

std::string number_text(const Maybe<double>& number) {
    if (!number) return "";
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", *number);
    return text;
}

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
        item.value_usd = amount<Usd>(cells.at("value_usd"));
        item.quantity = amount<Quantity>(cells.at("quantity"));
        item.net_mass_kg = amount<Kilogram>(cells.at("net_mass_kg"));
        goods_.clear();
        recogniser_.recognise(item, scratch_, goods_);
        for (const auto& good : goods_) write(row_number, good, code);
        ++rows_;
        return {};
    }
    std::string csv =
        "row_number,position,class,brand,model,units_low,units,units_high,probability,brand_probability,model_probability,evidence,span_"
        "begin,span_end,hs6\n";
    JsonWriter json;
    [[nodiscard]] std::int64_t rows() const { return rows_; }

private:
    void write(std::int64_t row_number, const Good& good, std::string_view code) {
        const auto codes = hs6_candidates(catalogue_, good, code);
        std::string list;
        for (const auto& [hs6, probability] : codes) {
            char text[32];
            std::snprintf(text, sizeof text, "%s%s:%.3f", list.empty() ? "" : " ", hs6.c_str(), probability);
            list += text;
        }
        char numbers[160];
        std::snprintf(numbers, sizeof numbers, "%.6f,%.4f,%.4f", good.probability, good.brand_probability, good.model_probability);
        csv += std::to_string(row_number) + "," + std::to_string(good.position) + "," + csv_cell(good.goods_class) + "," +
               csv_cell(good.brand) + "," + csv_cell(good.model) + "," + number_text(good.units_low) + "," + number_text(good.units) + "," +
               number_text(good.units_high) + "," + numbers + "," + good.evidence + "," + std::to_string(good.span_begin) + "," +
               std::to_string(good.span_end) + "," + list + "\n";
        json.object()
            .key("row_number")
            .number(row_number)
            .key("position")
            .number(static_cast<std::int64_t>(good.position))
            .key("class")
            .string(good.goods_class);
        json.key("brand").string(good.brand).key("model").string(good.model).key("units");
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
        json.key("hs6").array();
        for (const auto& [hs6, probability] : codes) json.object().key("code").string(hs6).key("probability").number(probability).end();
        json.end().key("reasons").raw(good.reasons).end();
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
        "Writes one row per good found: row_number, position, class, brand, model, units, probabilities, HS6 candidates. Rows without "
        "goods give none.";
    command.options = {{"--columns", "PAIRS", "description=HEADER,hs_code=…,value_usd=…,quantity=…,net_mass_kg=…,manufacturer=…"},
                       {"--out", "FILE", "writes CSV there"}};
    command.examples = {
        {"waybill recognise goods.csv --columns description=Text,hs_code=HS --out goods-found.csv", "drones and their parts in a list"}};
    command.least = command.most = 1;
    command.run = run_recognise;
    return command;
}

}  // namespace wb::cli
