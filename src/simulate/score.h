// A run compared with planted truth: precision, recall, calibration, companies, ways, and whether intervals cover.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "simulate/truth.h"

namespace wb {

struct FoundGood {
    RowPlace place;
    std::int32_t position = 1;
    std::string goods_class, brand, model, evidence;
    double probability = 0, units = 0;
    std::int64_t block = 0;
    bool repeated = false;  // its row repeats another
    double brand_probability = 0, value = 0;
};
struct FoundDouble {
    RowPlace row, kept;
};
// What provider_agreement says of two providers. Simulated providers go by the capital of their file's letter.
struct FoundAgreement {
    std::string provider_a, provider_b;
    std::int64_t both = 0;
};
struct FoundFigure {
    double value = 0, low = 0, high = 0;
};
struct FoundParty {
    RowPlace place;
    std::string role;  // exporter, consignee, seller
    std::int64_t party = 0, entity = 0;
};
struct FoundChain {
    std::vector<std::int64_t> entities;
    double units_low = 0, units = 0, units_high = 0;
};

struct RunResults {
    std::vector<FoundGood> goods;
    std::vector<FoundDouble> doubles;
    std::vector<FoundAgreement> agreements;
    std::vector<FoundParty> parties;
    std::vector<FoundChain> chains;
    std::map<std::string, FoundFigure> figures;
};

// Goods by their pattern of evidence. A good is right when it is what scope asks for: a drone or a part of one.
struct PatternCount {
    std::int64_t goods = 0, right = 0;
    std::int64_t blocks = 0;  // of goods that are right or wrong together
    double blocks_right = 0;  // Σ share of right goods
    double probability = 0;   // Σ over goods
    // Dollars of the goods, of the right ones, and as the probabilities expect: a probability that is right by goods can be wrong by value.
    double value = 0, value_right = 0, value_said = 0;
};

struct GoodsScore {
    double class_precision = 1, class_recall = 1, brand_accuracy = 1, model_accuracy = 1, units_error = 0;
    double found = 1;          // share of the true value in scope that stands in a good, with whatever probability
    double found_named = 1;    // the same of goods whose text says what they are
    double found_vague = 1;    // and of those whose text says nothing
    double counted_twice = 0;  // share of the counted value that another counted row repeats
    std::map<std::string, PatternCount> patterns;
    std::array<PatternCount, 10> reliability;  // by tenths of the stated probability
    // Of goods that are right and name a brand: whether it is the right one, by what words named it.
    std::map<std::string, PatternCount> brands;
    std::array<PatternCount, 10> brand_reliability;  // by tenths of the stated probability of the brand
};

// Over pairs of writings that the truth knows, and B³ over writings (Bagga & Baldwin 1998).
struct CompaniesScore {
    std::int64_t writings = 0, true_companies = 0, entities = 0;
    double pair_precision = 1, pair_recall = 1, b3_precision = 1, b3_recall = 1;
    double counted_apart = 0;  // of entities that export goods in scope, those that are another spelling of one of them
};

// Of pieces that truly came by way of others and all of whose legs are in the records: attributed to the right first seller and last buyer.
struct WaysScore {
    double true_units = 0, found_units = 0, recall = 1, precision = 1;
    std::int64_t ways = 0, within = 0;  // distinct ways, and those whose true pieces lie within the chain's ends
};

struct FigureScore {
    double truth = 0;
    FoundFigure said;
    bool covered = false;
};

// Linked rows of one kind: of another provider, a revision, the sellers' customs, a master bill; `part`: links between declarations of one
// lot, all of them wrong.
struct LinkCount {
    std::int64_t planted = 0, found = 0, right = 0;
    std::int64_t exchanged = 0;  // of the right ones: rows of two sources that repeat equal declarations of one lot, not the same one
};

struct Score {
    GoodsScore goods;
    double doubles_precision = 1, doubles_recall = 1;
    std::map<std::string, LinkCount> links;
    // Items that two providers both deliver, as provider_agreement says and as planted.
    std::int64_t both_said = 0, both_planted = 0;
    CompaniesScore companies;
    WaysScore ways;
    std::map<std::string, FigureScore> figures;
};

// Class precision and recall are on rows whose text says the class; a good counts when its top class is right.
Score score_run(const Truth& truth, const RunResults& run);

// "brand.share" of "brand.dji.share": what coverage is summed up by.
std::string figure_kind(const std::string& figure_id);
struct Coverage {
    std::int64_t figures = 0, covered = 0, below = 0, above = 0;  // truth below or above the interval
};
std::map<std::string, Coverage> coverage_by_kind(const Score& score);

std::string score_json(const Score& score);

// Parts of score_run, each a file.
GoodsScore score_goods(const Truth& truth, const RunResults& run);
CompaniesScore score_companies(const Truth& truth, const RunResults& run);
WaysScore score_ways(const Truth& truth, const RunResults& run);
// The company that most rows of an entity truly are of, by role-independent count; and the entity that most rows of a company are in.
struct Identities {
    std::map<std::int64_t, std::string> company_of;
    std::map<std::pair<std::string, std::string>, std::int64_t> entity_of;  // by role and company
};
Identities identities_of(const Truth& truth, const RunResults& run);

}  // namespace wb
