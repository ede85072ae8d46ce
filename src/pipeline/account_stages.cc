#include "pipeline/account_stages.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "effect/effect.h"
#include "measure/code_series.h"
#include "measure/measure.h"
#include "pipeline/finding_rows.h"
#include "pipeline/scope_rows.h"
#include "reference/calibration.h"
#include "reference/concordance.h"
#include "reference/controls.h"
#include "reference/rates.h"
#include "reference/value_thresholds.h"
#include "routes/routes.h"
#include "tables/company.h"
#include "tables/good.h"
#include "values/premiums.h"
#include "values/splitting.h"
#include "values/values.h"

namespace wb {

namespace {

std::string days_text(const Period& period) {
    return (period.from ? to_string(*period.from) : "open") + ".." + (period.until ? to_string(*period.until) : "open");
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += text + ",";
    return all;
}

std::string question_text(const CaseConfig& config) {
    return joined(config.sellers) + "|" + joined(config.destinations) + "|" + joined(config.goods) + "|" + days_text(config.period) + "|" +
           (config.known_on ? to_string(*config.known_on) : "");
}

IntervalOptions interval_options(const CaseConfig& config) {
    IntervalOptions options;
    options.level = config.level;
    options.draws = config.draws;
    options.seed = config.seed;
    return options;
}

// Controls on goods that the question may meet, as measuring needs them.
Result<std::vector<DatedControl>> dated_controls(const Case& opened) {
    WB_TRY(const auto all, case_controls(opened));
    std::vector<DatedControl> controls;
    for (const auto& control : all.controls) {
        if (control.kind != ControlKind::goods || !control.effective) continue;
        if (opened.config.known_on && !control.known_on(*opened.config.known_on)) continue;
        const bool covers = opened.config.destinations.empty() ||
                            std::any_of(opened.config.destinations.begin(), opened.config.destinations.end(),
                                        [&](const std::string& code) { return control.covers_destination(Country{code}); });
        if (covers) controls.push_back({control.id, control.title, *control.effective, control.hs, control.classes});
    }
    return controls;
}

Status write_figures(Writer<Figure>& figures, Writer<FigureItem>& items, const std::vector<Figure>& rows,
                     const std::vector<FigureItem>& parts) {
    WB_TRY_VOID(figures.add_all(rows));
    return items.add_all(parts);
}

RateLookup rate_lookup(const Calibration& calibration) {
    return [&calibration](const std::string& pattern) {
        const auto rate = calibration.lookup(pattern);
        return PatternRate{rate.alpha, rate.beta, rate.log_odds_spread};
    };
}

// Rows can only be counted twice where there is more than one provider.
Result<DoubtModel> doubt_model(Connection& connection, const Calibration& calibration) {
    DoubtModel model;
    model.found_named = {calibration.found_named().alpha, calibration.found_named().beta};
    model.found_vague = {calibration.found_vague().alpha, calibration.found_vague().beta};
    model.counted_apart = {calibration.counted_apart().alpha, calibration.counted_apart().beta};
    WB_TRY(const auto providers, connection.count("SELECT count(DISTINCT provider) FROM source_file"));
    if (providers > 1) model.counted_twice = {calibration.counted_twice().alpha, calibration.counted_twice().beta};
    return model;
}

}  // namespace

Result<std::string> values_inputs(const Case& opened) {
    WB_TRY(const auto files, hash_of_folders(opened, {"catalogue", "controls"}, {"catalogue/", "controls/", "terms/"}));
    const auto rates = digest_file(opened.path(opened.config.rates));
    return question_text(opened.config) + files + (rates.ok() ? rates->sha256 : "no rates");
}

// RF17, with the case's rates for thresholds in other currencies.
Result<std::vector<Finding>> split_findings(const Case& opened, const Controls& controls, const std::vector<ScopeGood>& goods) {
    const auto* rule = controls.find_rule("RF17");
    if (rule == nullptr) return std::vector<Finding>{};
    const auto path = opened.path(opened.config.rates);
    const auto text = read_file(path);
    WB_TRY(const auto rates, Rates::parse(text.ok() ? std::string_view(*text) : std::string_view(), path));
    return split_invoices(sorted_goods(goods), *rule, ValueThresholds::built_in().thresholds,
                          [&](std::string_view currency, Day day) { return rates.usd_per_unit(currency, day); });
}

Status value_case_goods(RunContext& context) {
    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    WB_TRY(auto goods, read_scope(context.connection, context.opened.config, catalogue, false));
    ValuesOptions options;
    options.level = context.opened.config.level;
    options.threads = context.options.threads;
    options.most_freight = ValueThresholds::built_in().freight_high;
    const auto prices = value_goods(goods, options);
    WB_TRY(const auto controls, case_controls(context.opened));
    WB_TRY(const auto split, split_findings(context.opened, controls, goods));
    std::vector<ScopeGood>().swap(goods);  // prices are as large: both would be the whole run's peak
    WB_TRY_VOID(write_table<Price>(context.connection, prices));
    return replace_findings(context.connection, "rule IN ('RF16', 'RF17')", [&](FindingWriter& out) -> Status {
        Status status;
        const auto* rule = controls.find_rule("RF16");
        if (rule != nullptr) {
            price_findings(prices, *rule, [&](Finding&& finding) {
                if (status.ok()) status = out.add(finding);
            });
        }
        return status.ok() ? out.add_all(split) : status;
    });
}

// The asked goods' series by code over the latest change of edition, when the records reach back before it.
Status measure_series(RunContext& context, const Catalogue& catalogue, const std::vector<ScopeGood>& goods, const FigureSink& sink) {
    constexpr int kEdition = 2022;
    constexpr int kEditionBefore = 2017;
    CodeSeriesInput input;
    input.change = *parse_iso_day("2022-01-01");  // of the sixth edition in all its contracting parties that these records come from
    input.question = question_of(context.opened.config);
    input.level = context.opened.config.level;
    std::set<std::string> codes;
    for (const auto& each : catalogue.classes) {
        const bool asked = std::any_of(input.question.goods.begin(), input.question.goods.end(),
                                       [&](const std::string& goods_class) { return class_within(each.id, goods_class); });
        for (const auto& forms : each.hs) {
            if (asked && forms.edition == kEdition) codes.insert(forms.codes.begin(), forms.codes.end());
        }
    }
    input.codes.assign(codes.begin(), codes.end());
    input.before = Concordance::built_in().series(input.codes, kEditionBefore);
    for (const auto& member : input.before.members) codes.insert(member.code);
    WB_TRY(const auto items, read_coded_items(context.connection, {codes.begin(), codes.end()}));
    input.items = &items;
    input.goods = &goods;
    measure_code_series(input, sink);
    return {};
}

Result<std::string> measure_inputs(const Case& opened) {
    WB_TRY(const auto files, hash_of_folders(opened, {"catalogue", "controls"}, {"catalogue/", "controls/", "calibration/", "terms/"}));
    const auto& config = opened.config;
    return question_text(config) + files + std::to_string(config.level) + "|" + std::to_string(config.draws) + "|" +
           std::to_string(config.seed);
}

// Clusterings of the spellings that sent a good: the figures count senders.
Result<std::vector<ClusteringRow>> doubtful_senders(Connection& connection) {
    return read_rows<ClusteringRow>(
        connection,
        "SELECT * FROM clustering WHERE party_id IN (SELECT unnest([i.exporter_party, i.seller_party, i.intermediary_party]) FROM good g "
        "JOIN item i USING (item_id)) ORDER BY component_id, clustering, party_id");
}

// Companies of the case, and those that a possible clustering makes beside them, by their commonest spelling.
Status read_captions(Connection& connection, std::map<EntityId, std::string>& captions) {
    const auto keep = [&](const Entity& entity) { captions.try_emplace(entity.entity_id, entity.caption); };
    WB_TRY_VOID(scan_rows<Entity>(connection, "SELECT entity_id, caption FROM entity", keep));
    return scan_rows<Entity>(connection,
                             "SELECT c.cluster_id AS entity_id, p.name AS caption FROM clustering c JOIN party p USING (party_id) "
                             "ORDER BY c.cluster_id, p.items DESC, p.party_id",
                             keep);
}

Status measure_case(RunContext& context) {
    const auto& config = context.opened.config;
    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    WB_TRY(const auto controls, dated_controls(context.opened));
    WB_TRY(const auto goods, read_scope(context.connection, config, catalogue, true));
    const auto& calibration = Calibration::built_in();

    RoutesInput routes_input;
    routes_input.goods = &goods;
    routes_input.question = question_of(config);
    routes_input.rates = rate_lookup(calibration);
    routes_input.options = interval_options(config);
    const auto routes = find_routes(routes_input);
    WB_TRY_VOID(write_table<Chain>(context.connection, routes.chains));
    WB_TRY_VOID(write_table<Hop>(context.connection, routes.hops));

    WB_TRY_VOID(recreate_table<Figure>(context.connection));
    WB_TRY_VOID(recreate_table<FigureItem>(context.connection));
    WB_TRY(auto figures, Writer<Figure>::open(context.connection));
    WB_TRY(auto items, Writer<FigureItem>::open(context.connection));

    MeasureInput input;
    input.goods = &goods;
    input.question = question_of(config);
    input.controls = controls;
    input.rates = rate_lookup(calibration);
    input.options = interval_options(config);
    WB_TRY(input.model, doubt_model(context.connection, calibration));
    WB_TRY_VOID(read_captions(context.connection, input.captions));
    WB_TRY(input.clusterings, doubtful_senders(context.connection));
    for (const auto& brand : catalogue.brands) input.brand_names[brand.id] = brand.name;
    Status status;
    const FigureSink sink = [&](Figure&& figure, std::vector<FigureItem>&& parts) {
        if (status.ok()) status = figures->add(figure);
        if (status.ok()) status = items->add_all(parts);
    };
    measure(input, sink);
    WB_TRY_VOID(measure_series(context, catalogue, goods, sink));
    if (!status.ok()) return status;

    PremiumInput premium_input;
    premium_input.goods = &goods;
    premium_input.hops = &routes.hops;
    premium_input.captions = &input.captions;
    premium_input.question = question_of(config);
    premium_input.options = interval_options(config);
    premium_input.freight_low = ValueThresholds::built_in().freight_low;
    premium_input.freight_high = ValueThresholds::built_in().freight_high;
    const auto premiums = measure_premiums(premium_input);

    EffectInput effect_input;
    effect_input.goods = &goods;
    effect_input.question = question_of(config);
    effect_input.controls = controls;
    effect_input.rates = rate_lookup(calibration);
    effect_input.options = interval_options(config);
    const auto effects = measure_effects(effect_input);
    WB_TRY_VOID(write_figures(*figures, *items, effects.figures, effects.items));
    WB_TRY_VOID(write_figures(*figures, *items, routes.figures, routes.items));
    WB_TRY_VOID(write_figures(*figures, *items, premiums.figures, premiums.items));
    WB_TRY_VOID(figures->finish());
    return items->finish();
}

}  // namespace wb
