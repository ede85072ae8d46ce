// What a dossier is made of: the case's question, its figures with the rows behind them, companies, chains, and where all of it came from.
//
// The pipeline fills it from the case file; write_dossier turns it into one HTML page that needs nothing else: no network, no font, no
// script to be read. Structure and reasons: docs/design.md. Pure: the same dossier gives the same bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/day.h"
#include "tables/company.h"
#include "tables/figure.h"
#include "tables/item.h"
#include "tables/question.h"

namespace wb {

// A row behind a figure.
struct Evidence {
    ItemId item;
    Measure weight, contribution;
};

// A row as the provider wrote it.
struct OriginalRow {
    ItemId item;
    std::string path;  // as shown; "withheld …" when the provider is redacted
    std::int64_t row_number = 0;
    Maybe<Day> day;
    EntityId exporter, consignee;
    std::string description, hs_code;
    std::string value_text;  // of the item, United States dollars
    std::vector<std::string> header, cells;
    std::string withheld;  // why there are no cells, in words; empty when they are shown
};

// A company as the dossier shows it.
struct DossierCompany {
    EntityId id;
    std::string caption;  // in its own script
    std::string latin;    // beside it; empty when the caption is Latin
    Country country;
    std::string family;
    std::vector<std::string> spellings, addresses, identifiers;  // most frequent first, capped
    std::int64_t spellings_total = 0;
    std::vector<std::string> listings;  // "OFAC SDN: Name, from 2022-03-24, by name, probability .97"
};

// A chain with its hops added up per pair of companies.
struct ChainLeg {
    EntityId seller, buyer;
    std::int32_t hop = 1;
    double units = 0;
    std::int64_t rows = 0;
    Maybe<Day> first_day, last_day;
};
struct DossierChain {
    Chain chain;
    std::vector<ChainLeg> legs;
};

// Value of value.total's rows by the countries that they state.
struct CountryFlow {
    std::string origin, seller, dispatch, destination;  // ISO codes, empty when not stated
    Usd value;
    std::int64_t rows = 0;
};

// A good priced below its peers.
struct PricedGood {
    ItemId item;
    std::int32_t position = 1;
    std::string peer_group, level, per;
    std::int64_t peers = 0;
    double unit_price = 0, fair_low = 0, fair = 0, fair_high = 0, probability = 0;
    Usd missing;
};

struct ShownControl {
    std::string id, title, jurisdiction, scope, innocent, source;
    Maybe<Day> announced, effective, until;
    bool verified = false;
};

// A company that may stand on a list.
struct ListedCompany {
    EntityId id;
    std::string list, name, programme, basis, says, innocent;
    double probability = 0;
    Maybe<Day> from, until;
    std::int64_t rows = 0, rows_while_listed = 0;  // rows behind the figures that name the company; of these, in the days of the listing
};

struct FindingCount {
    std::string rule, title, severity, answer, missing, innocent;
    std::int64_t count = 0;
};

struct CodeCount {
    std::string code, field, example;
    std::int64_t count = 0;
};

struct UsedList {
    std::string name, authority, newest;  // newest day of listing
    std::int64_t entries = 0;
};

// A file of lists, controls, catalogue or company registers that the run used.
struct UsedFile {
    std::string path, sha256;
};

struct StageRun {
    std::string stage, version, inputs_hash;
};

struct Counts {
    std::int64_t rows_read = 0, rows_kept = 0, rows_rejected = 0, notes = 0, items = 0, doubles = 0, goods = 0, parties = 0, entities = 0,
                 links = 0, ownerships = 0, listings = 0, hits = 0, chains = 0;
};

struct DossierCase {
    std::string name, title;
    bool synthetic = false;
    Question question;
    IntervalOptions intervals;
    std::string run_id, software, config_sha256;
};

struct Dossier {
    DossierCase about;
    Counts counts;
    std::vector<Figure> figures;                            // by id
    std::map<std::string, std::vector<Evidence>> evidence;  // of the figures shown, the largest contributions first, capped
    std::vector<OriginalRow> rows;                          // behind those, in the order of first mention
    std::map<EntityId, DossierCompany> companies;
    std::map<std::string, std::string> brand_names, model_names, class_titles;
    std::vector<DossierChain> chains;  // into the largest consignee, by value
    std::vector<DossierChain> longest_chains;
    std::int64_t chains_into_largest = 0;
    EntityId largest_consignee;
    std::vector<CountryFlow> flows;
    std::vector<PricedGood> prices;  // the largest missing values
    std::vector<ShownControl> controls;
    std::vector<FindingCount> findings;
    std::vector<CodeCount> notes, rejects;
    std::vector<SourceFile> sources;                   // paths and providers as shown
    std::map<std::string, std::string> source_states;  // path: why its cells cannot be shown; absent when they can
    std::vector<ListedCompany> listed;                 // those whose rows fall into the listing first, capped
    std::int64_t listed_total = 0;
    std::vector<UsedList> lists;
    std::vector<UsedFile> used_files;
    std::vector<StageRun> stages;
    std::vector<std::string> judgements;  // one text per decision of a person, newest last
    std::int64_t judgements_total = 0;
};

// How many rows a page shows. The tables beside it hold all.
struct PageLimits {
    std::size_t claim_rows = 20;      // of a figure among the claims
    std::size_t other_rows = 3;       // of any other figure shown
    std::size_t original_rows = 800;  // rows with their original cells
};

// The whole page.
std::string write_dossier(const Dossier& dossier);
// The claims with footnotes as text for an editor (Markdown).
std::string write_claims(const Dossier& dossier);

}  // namespace wb
