#include "ingest/mapping.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "ingest/field_signs.h"
#include "ingest/header_match.h"
#include "ingest/mapping_checks.h"
#include "ingest/mapping_notes.h"
#include "ingest/profile_choice.h"
#include "reference/countries.h"
#include "reference/rates.h"
#include "text/fold.h"

namespace wb {

namespace {

constexpr double kAccepted = 0.30;        // least score of a mapping
constexpr double kProfileScore = 1.15;    // a profile's own header beats header words
constexpr double kAlternateShare = 0.75;  // of the best score, for a second column of a field
constexpr std::size_t kFewHeaders = 4;    // below it the layout is unknown and content may speak alone
constexpr double kDollarAmount = 0.58;    // an amount that is in dollars is the value when no column says so in better words
constexpr double kTariffTextShare = 0.7;  // of the score of a column that describes the goods themselves
constexpr double kChecked = 0.8;          // share of numbers with good check digits from which a bad one is a doubt
constexpr std::size_t kAlternativesShown = 3;

struct Scored {
    double score = 0;
    std::size_t column = 0;
    Field field = Field::record_key;
    std::string why;
};

class Mapper {
public:
    Mapper(const Sample& sample, int header, const Profile* profile, std::string_view path)
        : sample_(sample), header_(header), profile_(profile), path_(path) {}

    Mapping run() {
        collect();
        score_all();
        assign();
        settle();
        report();
        return std::move(mapping_);
    }

private:
    void collect();
    void score_all();
    void assign();
    void settle();
    void settle_direction();
    void settle_customs();
    void settle_parties();
    void settle_country();
    void report();
    [[nodiscard]] double name_score(std::size_t column, Field field) const;
    [[nodiscard]] bool claimed(std::size_t column) const;
    [[nodiscard]] bool left_out(std::size_t column) const;
    [[nodiscard]] std::string why_unused(std::size_t column) const;
    void settle_addresses();
    void settle_decimals();
    void settle_order();
    void settle_currencies();
    void settle_identifiers();
    void take(Field field, std::size_t column) { mapping_.columns[static_cast<std::size_t>(field)].push_back(column); }
    void note(Field field, std::string code, std::string text) {
        mapping_.notes.push_back({std::string(field_name(field)), std::move(code), std::move(text)});
    }

    const Sample& sample_;
    int header_;
    const Profile* profile_;
    std::string_view path_;
    std::size_t width_ = 0;
    std::size_t known_headers_ = 0;
    std::vector<std::vector<std::string>> header_words_;
    std::vector<HeaderName> header_names_;
    std::vector<std::string> header_folded_;
    std::vector<ColumnEvidence> evidence_;
    std::vector<Scored> scored_;
    std::vector<std::optional<Scored>> chosen_;
    Mapping mapping_;
};

std::vector<std::string_view> column_cells(const Sample& sample, int header, std::size_t column) {
    std::vector<std::string_view> cells;
    for (std::size_t row = static_cast<std::size_t>(header) + 1; row < sample.rows.size(); ++row) {
        const auto& cells_of_row = sample.rows[row];
        const bool blank = std::all_of(cells_of_row.begin(), cells_of_row.end(), [](const std::string& cell) { return cell.empty(); });
        if (!blank) cells.push_back(column < cells_of_row.size() ? std::string_view(cells_of_row[column]) : std::string_view());
    }
    return cells;
}

void Mapper::collect() {
    for (const auto& row : sample_.rows) width_ = std::max(width_, row.size());
    for (std::size_t column = 0; column < width_; ++column) {
        const auto* names = header_ >= 0 ? &sample_.rows[static_cast<std::size_t>(header_)] : nullptr;
        const std::string name = names != nullptr && column < names->size() ? (*names)[column] : "";
        mapping_.header.push_back(name);
        header_names_.emplace_back(name);
        header_words_.push_back(header_names_.back().words);
        header_folded_.push_back(fold_words(name));
        evidence_.push_back(column_evidence(column_cells(sample_, header_, column)));
        mapping_.number_format.push_back(evidence_.back().number_format);
        mapping_.date_format.push_back(evidence_.back().date_format);
        mapping_.cut_width.push_back(cut_width(evidence_.back()));
        mapping_.identifiers_checked.push_back(evidence_.back().checked_numbers >= kChecked);
    }
    mapping_.named_width = width_;
    while (header_ >= 0 && mapping_.named_width > 0 && header_folded_[mapping_.named_width - 1].empty()) --mapping_.named_width;
    mapping_.header_row = header_ >= 0 ? sample_.row_numbers[static_cast<std::size_t>(header_)] : 0;
    mapping_.profile = profile_ != nullptr ? profile_->id : "auto";
    settle_decimals();
    chosen_.resize(width_);
    for (std::size_t column = 0; column < width_; ++column) {
        bool known = false;
        for (std::size_t f = 0; f < kFields && !known; ++f) known = name_score(column, static_cast<Field>(f)) >= kRecognised;
        known_headers_ += known ? 1U : 0U;
    }
}

double Mapper::name_score(std::size_t column, Field field) const {
    if (header_folded_[column].empty()) return 0;
    if (profile_ != nullptr) {
        const auto found = profile_->columns.find(field);
        if (found != profile_->columns.end()) {
            const auto& headers = found->second;
            const auto at = std::find(headers.begin(), headers.end(), header_folded_[column]);
            if (at != headers.end()) return kProfileScore - 0.05 * static_cast<double>(at - headers.begin());
        }
        if (left_out(column)) return 0;
    }
    double score = header_score(header_names_[column], field);
    // The tariff's own words for a code say nothing about the goods in the box.
    const bool tariff_text = header_words_[column].size() > 1 && (header_words_[column][0] == "hs" || header_words_[column][0] == "tariff");
    if (field == Field::description && tariff_text) score *= kTariffTextShare;
    if (names_amount_in_dollars(header_words_[column])) {
        if (field == Field::value_usd) score = std::max(score, kDollarAmount);
        if (field == Field::value_unlabelled || field == Field::customs_value) score *= kDollarAmount;
    }
    // "Consignee name and address" is a name before it is an address.
    if (kind_of(field) == ContentKind::address && says_name(header_words_[column])) score *= kTariffTextShare;
    return score;
}

// True when the layout names the column as one that it has no use for.
bool Mapper::left_out(std::size_t column) const {
    return profile_ != nullptr &&
           std::find(profile_->ignored.begin(), profile_->ignored.end(), header_folded_[column]) != profile_->ignored.end();
}

// True when the header says something that the content does not refute: then content alone may not say something else.
bool Mapper::claimed(std::size_t column) const {
    if (left_out(column)) return true;
    for (std::size_t f = 0; f < kFields; ++f) {
        std::string why;
        const auto field = static_cast<Field>(f);
        if (mentions(header_words_[column], field) && fit(built_in_header_words()[f].kind, evidence_[column], why) > 0) return true;
    }
    return false;
}

void Mapper::score_all() {
    const auto& words = built_in_header_words();
    for (std::size_t column = 0; column < width_; ++column) {
        const bool by_content_allowed = !claimed(column);
        const bool unknown_layout = known_headers_ < kFewHeaders;
        for (std::size_t f = 0; f < kFields; ++f) {
            const auto field = static_cast<Field>(f);
            std::string why;
            const double fit_value = fit(words[f].kind, evidence_[column], why);
            const double name = name_score(column, field);
            if (fit_value <= 0.0) continue;
            const double by_name = name * (0.55 + 0.45 * fit_value);
            const double by_content = !by_content_allowed || !told_by_content(field) || (field == Field::origin_country && !unknown_layout)
                                          ? 0
                                          : content_only_score(words[f].kind, evidence_[column], fit_value);
            const double score = std::max(by_name, by_content);
            if (score < kAccepted) continue;
            std::string reason =
                by_name >= by_content ? "header says " + std::string(field_name(field)) + "; " + why : "no known header; " + why;
            scored_.push_back({score, column, field, std::move(reason)});
        }
    }
    std::stable_sort(scored_.begin(), scored_.end(), [](const Scored& a, const Scored& b) { return a.score > b.score; });
}

void Mapper::assign() {
    std::array<double, kFields> best{};
    for (const auto& candidate : scored_) {
        auto& chosen = chosen_[candidate.column];
        const auto f = static_cast<std::size_t>(candidate.field);
        if (chosen) continue;
        const bool first = best[f] == 0;
        const bool total = has_word(header_words_[candidate.column], "total") && candidate.field == Field::value_usd;
        if (!first && (!takes_alternates(candidate.field) || candidate.score < kAlternateShare * best[f] || total)) continue;
        if (!first && evidence_[candidate.column].empty()) continue;
        chosen = candidate;
        if (first) best[f] = candidate.score;
        take(candidate.field, candidate.column);
    }
}

void Mapper::settle() {
    settle_direction();
    settle_parties();
    settle_country();
    settle_identifiers();
    settle_customs();
    settle_addresses();
    settle_order();
    settle_currencies();
    const auto checks = check_amounts(mapping_, sample_, header_, evidence_);
    for (const auto& check : checks) {
        if (check.drop) std::erase(mapping_.columns[static_cast<std::size_t>(check.field)], check.column);
        if (check.use) mapping_.columns[static_cast<std::size_t>(check.field)] = {check.column};
        if (!check.code.empty()) note(check.field, check.code, check.text);
    }
    mapping_.value_currency_assumed = !mapping_.has(Field::value_usd) && mapping_.has(Field::value_unlabelled);
    if (profile_ != nullptr && profile_->shift_minutes != 0) {
        for (auto& format : mapping_.date_format) format.shift_minutes = profile_->shift_minutes;
    }
    if (profile_ != nullptr && !profile_->date_order.empty()) {
        for (auto& format : mapping_.date_format) {
            if (!format.order_assumed) continue;
            format.month_first = profile_->date_order == "mdy";
            format.order_assumed = false;
        }
    }
    mapping_.identities = sound_identities(mapping_, sample_, header_);
    mapping_.number_holds_day = number_holds_day(mapping_, sample_, header_);
    note_columns(mapping_, evidence_);
}

// Columns in which nothing tells the decimal sign follow those in which something does.
void Mapper::settle_decimals() {
    int commas = 0;
    for (const auto& e : evidence_) {
        if (e.decimal_assumed || e.numbers < 0.9 || e.integers > 0.9) continue;
        commas += e.number_format.decimal == ',' ? 1 : -1;
    }
    if (commas == 0) return;
    for (std::size_t column = 0; column < width_; ++column) {
        if (!evidence_[column].decimal_assumed) continue;
        evidence_[column].decimal_assumed = false;
        evidence_[column].number_format.decimal = mapping_.number_format[column].decimal = commas > 0 ? ',' : '.';
    }
}

// Votes of header and file name words.
void Mapper::settle_direction() {
    if (profile_ != nullptr && !profile_->direction.empty()) mapping_.direction = profile_->direction;
    int vote = 0;
    for (const auto& words : header_words_) {
        for (const auto& word : words) {
            if (word == "imp" || word == "importer" || word == "importador") vote += 1;
            if (word == "exp" || word == "exporter") vote -= 1;
            if (word == "buyer" || word == "destination") vote -= 1;
            if (word == "supplier" || word == "arrival" || word == "origin") vote += 1;
        }
    }
    const auto name = words_of(file_name_of(path_));
    if (has_word(name, "import") || has_word(name, "импорт") || has_word(name, "imports")) vote += 100;
    if (has_word(name, "export") || has_word(name, "экспорт") || has_word(name, "exports")) vote -= 100;
    if (mapping_.direction.empty() && !mapping_.has(Field::direction) && vote != 0) mapping_.direction = vote > 0 ? "import" : "export";
    mapping_.customs_country = country_in_name(path_);
    if (profile_ != nullptr && !profile_->country.empty()) mapping_.customs_country = Country{profile_->country};
}

// Party columns that were told by content alone: local legal forms are those of the side whose customs recorded the rows.
void Mapper::settle_parties() {
    auto& exporters = mapping_.columns[static_cast<std::size_t>(Field::exporter_name)];
    auto& consignees = mapping_.columns[static_cast<std::size_t>(Field::consignee_name)];
    const auto unnamed = [&](std::size_t column) { return chosen_[column] && chosen_[column]->why.starts_with("no known header"); };
    if (exporters.size() >= 2 && consignees.empty() && unnamed(exporters[1])) {
        consignees.push_back(exporters[1]);
        exporters.resize(1);
    }
    if (exporters.empty() || consignees.empty() || (!unnamed(exporters[0]) && !unnamed(consignees[0]))) return;
    const auto foreign = [&](std::size_t column) { return foreign_share(column_cells(sample_, header_, column)); };
    const bool swapped = foreign(exporters[0]) + 0.2 < foreign(consignees[0]);
    if (swapped && unnamed(exporters[0]) && mapping_.direction != "export") std::swap(exporters, consignees);
}

// A bare "country" is that of the other side: the origin of an import, the destination of an export.
void Mapper::settle_country() {
    auto& destination = mapping_.columns[static_cast<std::size_t>(Field::destination_country)];
    auto& origin = mapping_.columns[static_cast<std::size_t>(Field::origin_country)];
    if (destination.size() == 1 && header_folded_[destination[0]] == "country" && mapping_.direction != "export" && origin.empty()) {
        std::swap(destination, origin);
    }
}

// A bare tax number is that of the side that declares: the exporter's in an export.
void Mapper::settle_identifiers() {
    auto& consignee = mapping_.columns[static_cast<std::size_t>(Field::consignee_identifier)];
    auto& exporter = mapping_.columns[static_cast<std::size_t>(Field::exporter_identifier)];
    if (mapping_.direction != "export" || consignee.empty() || !exporter.empty()) return;
    const auto& words = header_words_[consignee[0]];
    const bool bare =
        !has_word(words, "importer") && !has_word(words, "consignee") && !has_word(words, "buyer") && !has_word(words, "получателя");
    if (bare) std::swap(consignee, exporter);
}

// What neither the profile, the header nor the file's name says may follow from whose numbers the file knows.
void Mapper::settle_customs() {
    const bool directed = !mapping_.direction.empty() || mapping_.has(Field::direction);
    if (directed && mapping_.customs_country.present()) return;
    const auto found = customs_by_numbers(mapping_, sample_, header_);
    if (!found) return;
    const bool against = directed && mapping_.direction != found->direction;
    const bool elsewhere = mapping_.customs_country.present() && mapping_.customs_country != found->country;
    if (against || elsewhere) return;
    mapping_.direction = found->direction;
    mapping_.customs_country = found->country;
    note(found->direction == "import" ? Field::consignee_identifier : Field::exporter_identifier, "customs.by_numbers", found->text);
}

// A bare "address" stands beside the party of the country's own side: the exporter in an export.
void Mapper::settle_addresses() {
    auto& consignee = mapping_.columns[static_cast<std::size_t>(Field::consignee_address)];
    auto& exporter = mapping_.columns[static_cast<std::size_t>(Field::exporter_address)];
    if (mapping_.direction != "export" || !exporter.empty()) return;
    const auto bare = std::find_if(consignee.begin(), consignee.end(), [&](std::size_t c) { return header_folded_[c] == "address"; });
    if (bare == consignee.end()) return;
    exporter.push_back(*bare);
    consignee.erase(bare);
}

// Names as written come before their translations; numbered continuations of the description follow it.
void Mapper::settle_order() {
    for (auto& columns : mapping_.columns) {
        std::stable_partition(columns.begin(), columns.end(), [&](std::size_t column) { return !has_word(header_words_[column], "en"); });
    }
    auto& descriptions = mapping_.columns[static_cast<std::size_t>(Field::description)];
    if (descriptions.empty()) return;
    for (std::size_t column = 0; column < width_; ++column) {
        const auto& folded = header_folded_[column];
        const auto& first = header_folded_[descriptions[0]];
        const bool numbered = folded.size() == first.size() + 2 && folded.starts_with(first) && folded[first.size()] == ' ' &&
                              folded.back() >= '1' && folded.back() <= '9';
        if (!numbered) continue;
        std::erase(descriptions, column);
        mapping_.description_parts.push_back(column);
    }
}

// "INVOICE_VALUE_RUB" is in roubles, whatever the currency column says of the contract.
void Mapper::settle_currencies() {
    const auto named = [&](Field field) -> std::string {
        if (!mapping_.has(field)) return "";
        const auto& words = header_words_[mapping_.of(field)[0]];
        for (auto word = words.rbegin(); word != words.rend(); ++word) {
            static const std::array<std::pair<std::string_view, std::string_view>, 4> kLocal = {
                {{"lei", "MDL"}, {"hryvnias", "UAH"}, {"rs", "PKR"}, {"сом", "KGS"}}};
            for (const auto& [name, code] : kLocal) {
                if (*word == name) return std::string(code);
            }
            if (word->size() == 3 && !currency_of(*word).empty() && *word != "usd") return std::string(currency_of(*word));
        }
        return "";
    };
    mapping_.invoice_currency = named(Field::invoice_value);
    mapping_.customs_currency = named(Field::customs_value);
    if (profile_ == nullptr) return;
    if (!profile_->customs_currency.empty()) mapping_.customs_currency = profile_->customs_currency;
    // An amount that the layout knows not to be in dollars is worth what the rates of its day say.
    auto& unlabelled = mapping_.columns[static_cast<std::size_t>(Field::value_unlabelled)];
    auto& customs = mapping_.columns[static_cast<std::size_t>(Field::customs_value)];
    if (profile_->value_currency.empty() || profile_->value_currency == "USD" || unlabelled.empty() || !customs.empty()) return;
    customs.swap(unlabelled);
    mapping_.customs_currency = profile_->value_currency;
}

// Why a column is left out: the layout says so, its cells state nothing, or what its name says was refuted or is told better elsewhere.
std::string Mapper::why_unused(std::size_t column) const {
    if (left_out(column)) return "the layout has no use for it";
    if (evidence_[column].empty()) return "no cell states anything";
    double best = 0;
    std::size_t field = 0;
    for (std::size_t f = 0; f < kFields; ++f) {
        const double score = name_score(column, static_cast<Field>(f));
        if (score > best) {
            best = score;
            field = f;
        }
    }
    if (best < kRecognised) return "its name means no field";
    std::string why;
    const auto name = std::string(field_name(static_cast<Field>(field)));
    if (fit(built_in_header_words()[field].kind, evidence_[column], why) <= 0)
        return "its name says " + name + ", its cells do not: " + why;
    return "its name says " + name + ", which another column tells better";
}

void Mapper::report() {
    for (std::size_t column = 0; column < width_; ++column) {
        ColumnReport line;
        line.column = column;
        line.header = mapping_.header[column];
        for (std::size_t f = 0; f < kFields; ++f) {
            const auto& columns = mapping_.columns[f];
            if (std::find(columns.begin(), columns.end(), column) != columns.end()) line.field = field_name(static_cast<Field>(f));
        }
        const auto& parts = mapping_.description_parts;
        if (std::find(parts.begin(), parts.end(), column) != parts.end()) {
            line.field = field_name(Field::description);
            line.confidence = 1;
            line.why.emplace_back("continues the description");
        } else if (chosen_[column]) {
            line.confidence = std::min(1.0, chosen_[column]->score);
            line.why.push_back(chosen_[column]->why);
        } else {
            line.why.push_back(why_unused(column));
        }
        for (const auto& candidate : scored_) {
            if (candidate.column != column || field_name(candidate.field) == line.field) continue;
            if (line.alternatives.size() < kAlternativesShown)
                line.alternatives.emplace_back(field_name(candidate.field), std::min(1.0, candidate.score));
        }
        mapping_.report.push_back(std::move(line));
    }
}

Result<const Profile*> choose_profile(const Sample& sample, int header, const std::string& wanted, std::string_view path) {
    if (wanted.empty() || wanted == "auto") {
        if (header < 0) return static_cast<const Profile*>(nullptr);
        std::set<std::string> names;
        for (const auto& cell : sample.rows[static_cast<std::size_t>(header)]) names.insert(fold_words(cell));
        names.erase("");
        return recognise_profile(names, path);
    }
    std::string ids;
    for (const auto& profile : built_in_profiles()) {
        if (profile.id == wanted) return &profile;
        ids += (ids.empty() ? "" : ", ") + profile.id;
    }
    return Error{
        "map.unknown_profile", "there is no profile named " + wanted, {}, "built in: auto, " + ids + "; or give the path of a TOML file"};
}

}  // namespace

Result<Mapping> map_columns(const Sample& sample, const std::string& profile, const Profile* own, std::string_view path) {
    const int header = find_header(sample);
    const Profile* chosen = own;
    if (own == nullptr) {
        WB_TRY(chosen, choose_profile(sample, header, profile, path));
    }
    auto mapping = Mapper(sample, header, chosen, path).run();
    const bool useful = mapping.has(Field::hs_code) || mapping.has(Field::description) || mapping.has(Field::exporter_name) ||
                        mapping.has(Field::consignee_name);
    if (!useful) {
        Error error{"map.nothing_recognised",
                    "no column could be recognised as goods, commodity code or company",
                    {},
                    "look at it with waybill inspect, and write a profile"};
        error.where.file = std::string(path);
        return error;
    }
    return mapping;
}

}  // namespace wb
