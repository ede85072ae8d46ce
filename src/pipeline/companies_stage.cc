#include "companies/companies.h"
#include "pipeline/account_stages.h"
#include "pipeline/scope_rows.h"

namespace wb {

namespace {

Result<CompaniesInput> read_input(RunContext& context) {
    CompaniesInput input;
    WB_TRY(input.parties, read_rows<Party>(context.connection, "SELECT * FROM party ORDER BY party_id"));
    WB_TRY(const auto registers, read_texts(context.opened, "companies", ".jsonl"));
    for (std::size_t i = 0; i < registers.paths.size(); ++i) {
        auto read = read_ftm_ownership(registers.texts[i], registers.paths[i]);
        input.ownership.insert(input.ownership.end(), read.statements.begin(), read.statements.end());
        for (const auto& doubt : read.doubts) {
            context.unreadable.push_back({doubt.code, doubt.text, {doubt.source, {}, {}, ""}, "correct the entry; the others are used"});
        }
    }
    WB_TRY(const auto catalogue, case_catalogue(context.opened));
    for (const auto& brand : catalogue.brands) input.makers.push_back({brand.id, brand.family, brand.maker, brand.maker_country});
    return input;
}

}  // namespace

Result<std::string> companies_inputs(const Case& opened) {
    return hash_of_folders(opened, {"companies", "catalogue"}, {"catalogue/brands", "terms/legal"});
}

Status resolve_case_companies(RunContext& context) {
    WB_TRY(auto input, read_input(context));
    input.threads = context.options.threads;
    const auto companies = resolve_companies(input);
    WB_TRY_VOID(write_table<Entity>(context.connection, companies.entities));
    WB_TRY_VOID(write_table<EntityParty>(context.connection, companies.members));
    WB_TRY_VOID(write_table<Link>(context.connection, companies.links));
    WB_TRY_VOID(write_table<ClusteringRow>(context.connection, companies.clusterings));
    return write_table<Ownership>(context.connection, companies.ownership);
}

}  // namespace wb
