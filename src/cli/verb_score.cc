#include "cli/verbs.h"
#include "pipeline/pipeline.h"
#include "simulate/score.h"

namespace wb::cli {

namespace {

Result<RunResults> read_results(Connection& connection) {
    RunResults run;
    WB_TRY(const auto goods, connection.query("SELECT s.path, i.row_number, g.position, g.class, g.brand, g.model, g.evidence, "
                                              "g.probability, coalesce(g.units, 0) FROM good g JOIN item i USING (item_id) "
                                              "JOIN source_file s USING (file_id) ORDER BY ALL"));
    for (const auto& row : goods.rows) {
        run.goods.push_back({{row[0], std::stoll(row[1])},
                             static_cast<std::int32_t>(std::stol(row[2])),
                             row[3],
                             row[4],
                             row[5],
                             row[6],
                             std::stod(row[7]),
                             std::stod(row[8])});
    }
    WB_TRY(const auto doubles, connection.query("SELECT s.path, i.row_number, t.path, k.row_number FROM item i JOIN item k ON k.item_id = "
                                                "i.same_as JOIN source_file s ON s.file_id = i.file_id "
                                                "JOIN source_file t ON t.file_id = k.file_id ORDER BY ALL"));
    for (const auto& row : doubles.rows) run.doubles.push_back({{row[0], std::stoll(row[1])}, {row[2], std::stoll(row[3])}});
    WB_TRY(const auto figures, connection.query("SELECT figure_id, value, low, high FROM figure WHERE value IS NOT NULL ORDER BY 1"));
    for (const auto& row : figures.rows) run.figures[row[0]] = {std::stod(row[1]), std::stod(row[2]), std::stod(row[3])};
    return run;
}

void print(const Score& score, const RunResults& run, Terminal& terminal) {
    const auto share = [](double value) {
        char text[16];
        std::snprintf(text, sizeof text, "%.4f", value);
        return std::string(text);
    };
    for (const auto& line : align_columns({{"class precision", share(score.class_precision)},
                                           {"class recall", share(score.class_recall)},
                                           {"brand accuracy", share(score.brand_accuracy)},
                                           {"units, error of the total", share(score.units_error)},
                                           {"doubles precision", share(score.doubles_precision)},
                                           {"doubles recall", share(score.doubles_recall)}},
                                          {false, true})) {
        terminal.line(line);
    }
    std::vector<std::vector<std::string>> rows = {{"pattern", "goods", "right", "said"}};
    for (const auto& [pattern, count] : score.patterns) {
        const double all = static_cast<double>(std::max<std::int64_t>(count.goods, 1));
        rows.push_back(
            {pattern, std::to_string(count.goods), share(static_cast<double>(count.right) / all), share(count.probability / all)});
    }
    for (const auto& line : align_columns(rows, {false, true, true, true})) terminal.line(line);
    std::size_t covered = 0;
    for (const auto& [id, outcome] : score.figures) {
        covered += outcome.second ? 1U : 0U;
        if (id != "value.total" && !id.ends_with(".share")) continue;
        const auto& figure = run.figures.at(id);
        char text[200];
        std::snprintf(text, sizeof text, "%-32s truth %.4f  said %.4f [%.4f, %.4f]  %s", id.c_str(), outcome.first, figure.value,
                      figure.low, figure.high, outcome.second ? "covered" : "NOT COVERED");
        terminal.line(text);
    }
    terminal.line(std::to_string(covered) + " of " + std::to_string(score.figures.size()) + " intervals cover the truth");
}

Result<int> run_score(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(auto results, open_results(opened));
    const auto folder = arguments.text("--truth").value_or(opened.path("truth"));
    WB_TRY(const auto goods, read_file(folder + "/goods.csv"));
    WB_TRY(const auto doubles, read_file(folder + "/doubles.csv"));
    WB_TRY(const auto figures, read_file(folder + "/figures.json"));
    WB_TRY(const auto truth, parse_truth(goods, doubles, figures));
    WB_TRY(const auto run, read_results(*results.connection));
    const auto score = score_run(truth, run);
    print(score, run, terminal);
    terminal.document(score_json(score));
    return kDone;
}

}  // namespace

Command score_command() {
    Command command;
    command.name = "score";
    command.positionals = "DIR";
    command.summary = "accuracy and interval coverage of a run against planted truth";
    command.options = {{"--truth", "DIR", "folder of the truth (default: truth in the case)"}};
    command.examples = {{"waybill score world-7 --truth world-7/truth", "how good the run was"}};
    command.least = command.most = 1;
    command.run = run_score;
    return command;
}

}  // namespace wb::cli
