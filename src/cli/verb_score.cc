#include "cli/verbs.h"
#include "pipeline/pipeline.h"
#include "simulate/score.h"

namespace wb::cli {

namespace {

RowPlace place_of(const std::string& path, const std::string& row) { return {path, std::stoll(row)}; }

Status read_goods(Connection& connection, RunResults& run) {
    WB_TRY(const auto goods,
           connection.query("SELECT s.path, i.row_number, g.position, g.class, g.brand, g.model, g.evidence, g.probability, "
                            "coalesce(g.units, 0), hash(g.block, m.entity_id) // 2, i.same_as IS NOT NULL, "
                            "g.brand_probability, coalesce(g.value_usd, 0) FROM good g JOIN item i USING (item_id) "
                            "JOIN source_file s USING (file_id) LEFT JOIN entity_party m ON m.party_id = i.exporter_party ORDER BY ALL"));
    for (const auto& row : goods.rows) {
        run.goods.push_back({place_of(row[0], row[1]), static_cast<std::int32_t>(std::stol(row[2])), row[3], row[4], row[5], row[6],
                             std::stod(row[7]), std::stod(row[8]), std::stoll(row[9]), row[10] == "true", std::stod(row[11]),
                             std::stod(row[12])});
    }
    WB_TRY(const auto doubles, connection.query("SELECT s.path, i.row_number, t.path, k.row_number FROM item i JOIN item k ON k.item_id = "
                                                "i.same_as JOIN source_file s ON s.file_id = i.file_id "
                                                "JOIN source_file t ON t.file_id = k.file_id ORDER BY ALL"));
    for (const auto& row : doubles.rows) run.doubles.push_back({place_of(row[0], row[1]), place_of(row[2], row[3])});
    WB_TRY(const auto agreements,
           connection.query("SELECT provider_a, provider_b, sum(\"both\") FROM provider_agreement GROUP BY 1, 2 ORDER BY 1, 2"));
    for (const auto& row : agreements.rows) run.agreements.push_back({row[0], row[1], std::stoll(row[2])});
    return {};
}

Status read_parties(Connection& connection, RunResults& run) {
    for (const std::string role : {"exporter", "consignee", "seller"}) {
        WB_TRY(const auto parties,
               connection.query("SELECT s.path, i.row_number, i." + role + "_party, m.entity_id FROM item i JOIN " +
                                "source_file s USING (file_id) JOIN entity_party m ON m.party_id = i." + role + "_party ORDER BY ALL"));
        for (const auto& row : parties.rows)
            run.parties.push_back({place_of(row[0], row[1]), role, std::stoll(row[2]), std::stoll(row[3])});
    }
    return {};
}

Status read_chains(Connection& connection, RunResults& run) {
    WB_TRY(const auto hops, connection.query("SELECT c.chain_id, h.hop, min(h.seller_entity), min(h.buyer_entity), any_value(c.units_low), "
                                             "any_value(c.units), any_value(c.units_high) FROM chain c JOIN hop h USING (chain_id) "
                                             "GROUP BY 1, 2 ORDER BY 1, 2"));
    std::string chain;
    for (const auto& row : hops.rows) {
        if (row[0] != chain) run.chains.push_back({{std::stoll(row[2])}, std::stod(row[4]), std::stod(row[5]), std::stod(row[6])});
        chain = row[0];
        run.chains.back().entities.push_back(std::stoll(row[3]));
    }
    return {};
}

Result<RunResults> read_results(Connection& connection) {
    RunResults run;
    WB_TRY_VOID(read_goods(connection, run));
    WB_TRY_VOID(read_parties(connection, run));
    WB_TRY_VOID(read_chains(connection, run));
    WB_TRY(const auto figures, connection.query("SELECT figure_id, value, low, high FROM figure WHERE value IS NOT NULL ORDER BY 1"));
    for (const auto& row : figures.rows) run.figures[row[0]] = {std::stod(row[1]), std::stod(row[2]), std::stod(row[3])};
    return run;
}

std::string share(double value) {
    char text[16];
    std::snprintf(text, sizeof text, "%.4f", value);
    return text;
}

std::string whole(std::int64_t value) { return std::to_string(value); }

void print_table(const std::vector<std::vector<std::string>>& rows, Terminal& terminal) {
    std::vector<bool> right(rows[0].size(), true);
    right[0] = false;
    for (const auto& line : align_columns(rows, right)) terminal.line(line);
    terminal.line("");
}

void print_stages(const Score& score, Terminal& terminal) {
    const auto& goods = score.goods;
    const auto& companies = score.companies;
    const auto& ways = score.ways;
    print_table({{"goods: class precision", share(goods.class_precision)},
                 {"goods: class recall", share(goods.class_recall)},
                 {"goods: brand accuracy", share(goods.brand_accuracy)},
                 {"goods: model accuracy", share(goods.model_accuracy)},
                 {"goods: units, error of the total", share(goods.units_error)},
                 {"goods: share of the true value found", share(goods.found)},
                 {"doubles: precision", share(score.doubles_precision)},
                 {"doubles: recall", share(score.doubles_recall)},
                 {"items of two providers: said over planted",
                  share(static_cast<double>(score.both_said) / static_cast<double>(std::max<std::int64_t>(score.both_planted, 1)))},
                 {"companies: pair precision", share(companies.pair_precision)},
                 {"companies: pair recall", share(companies.pair_recall)},
                 {"companies: B3 precision", share(companies.b3_precision)},
                 {"companies: B3 recall", share(companies.b3_recall)},
                 {"ways: pieces with the right ends", share(ways.recall)},
                 {"ways: right of those attributed", share(ways.precision)},
                 {"ways: within the ends of their chain", whole(ways.within) + " of " + whole(ways.ways)}},
                terminal);
    terminal.line(whole(companies.writings) + " writings of " + whole(companies.true_companies) + " companies stand in " +
                  whole(companies.entities) + " entities");
    terminal.line("");
}

void print_patterns(const GoodsScore& goods, Terminal& terminal) {
    std::vector<std::vector<std::string>> rows = {{"pattern", "goods", "blocks", "right", "said"}};
    for (const auto& [pattern, count] : goods.patterns) {
        const auto all = static_cast<double>(std::max<std::int64_t>(count.goods, 1));
        rows.push_back({pattern, whole(count.goods), whole(count.blocks), share(static_cast<double>(count.right) / all),
                        share(count.probability / all)});
    }
    print_table(rows, terminal);
}

// Precision and recall of links between rows, by what links them.
void print_links(const Score& score, Terminal& terminal) {
    std::vector<std::vector<std::string>> rows = {{"links between rows", "planted", "found", "right", "exchanged"}};
    for (const auto& [kind, each] : score.links)
        rows.push_back({kind, whole(each.planted), whole(each.found), whole(each.right), whole(each.exchanged)});
    if (rows.size() > 1) print_table(rows, terminal);
}

void print_figures(const Score& score, Terminal& terminal) {
    std::vector<std::vector<std::string>> rows = {{"intervals", "figures", "hold the truth", "truth below", "truth above"}};
    std::int64_t all = 0;
    std::int64_t covered = 0;
    for (const auto& [kind, each] : coverage_by_kind(score)) {
        rows.push_back({kind, whole(each.figures), whole(each.covered), whole(each.below), whole(each.above)});
        all += each.figures;
        covered += each.covered;
    }
    print_table(rows, terminal);
    for (const auto& [id, figure] : score.figures) {
        if (id.find('@') != std::string::npos || figure.covered) continue;
        char text[200];
        std::snprintf(text, sizeof text, "%-36s truth %.4f  said %.4f [%.4f, %.4f]", id.c_str(), figure.truth, figure.said.value,
                      figure.said.low, figure.said.high);
        terminal.line(text);
    }
    terminal.line(whole(covered) + " of " + whole(all) + " intervals hold the truth");
}

Result<Truth> read_truth(const std::string& folder) {
    TruthTexts texts;
    WB_TRY(texts.goods, read_file(folder + "/goods.csv"));
    WB_TRY(texts.doubles, read_file(folder + "/doubles.csv"));
    if (auto lots = read_file(folder + "/lots.csv"); lots.ok()) texts.lots = std::move(lots).value();
    WB_TRY(texts.parties, read_file(folder + "/parties.csv"));
    WB_TRY(texts.ways, read_file(folder + "/ways.csv"));
    WB_TRY(texts.figures, read_file(folder + "/figures.json"));
    return parse_truth(texts);
}

Result<int> run_score(const Arguments& arguments, Terminal& terminal) {
    WB_TRY(const auto opened, load_case(arguments.positional[0]));
    WB_TRY(auto results, open_results(opened));
    WB_TRY(const auto truth, read_truth(arguments.text("--truth").value_or(opened.path("truth"))));
    WB_TRY(const auto run, read_results(*results.connection));
    const auto score = score_run(truth, run);
    print_stages(score, terminal);
    print_links(score, terminal);
    print_patterns(score.goods, terminal);
    print_figures(score, terminal);
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
