#include "cli/screen_output.h"

#include <cstring>

#include "cli/plain_list.h"
#include "pipeline/case_files.h"

namespace wb::cli {

namespace {

constexpr std::size_t kMostLines = 60;  // shown to people; the CSV and the JSON have all

std::string probability_text(double probability) {
    char text[24];
    std::snprintf(text, sizeof text, "%.4f", probability);
    return text;
}

std::string day_text(const Maybe<Day>& day, const char* none) { return day ? to_string(*day) : none; }

}  // namespace

ScreenOutput::ScreenOutput(const Lists& lists, const Controls& controls, std::optional<Day> on, std::optional<double> fail_on)
    : lists_(lists), controls_(controls), on_(on), fail_on_(fail_on) {
    for (const auto& party : lists.parties) parties_.emplace(party.row.listing_id, &party);
}

const char* ScreenOutput::on_day(const Line& line) const {
    if (!on_) return "";
    const auto listed = listed_on(line.from_day, line.until_day, *on_);
    if (!listed) return "cannot_tell";
    return *listed ? "listed" : "not_listed";
}

void ScreenOutput::add(Line line) {
    if (fail_on_ && line.probability >= *fail_on_ && std::strcmp(on_day(line), "not_listed") != 0) failed_ = true;
    lines_.push_back(std::move(line));
}

void ScreenOutput::matches(std::int64_t row, const std::vector<NameMatch>& matches) {
    for (const auto& match : matches) {
        if (match.probability <= 0) continue;
        const auto& party = lists_.parties[match.party];
        add({row,
             {},
             match.asked,
             match.by_number ? "identifier" : "name",
             match_reasons(match, party, controls_, 1),
             &party,
             match.probability,
             party.row.from_day,
             party.row.until_day});
    }
}

void ScreenOutput::hits(const std::vector<Hit>& hits, const std::map<EntityId, std::string>& captions) {
    for (const auto& hit : hits) {
        const auto caption = captions.find(hit.entity_id);
        add({0, hit.entity_id, caption == captions.end() ? "" : caption->second, hit.basis, hit.reasons, parties_.at(hit.listing_id),
             hit.probability, hit.from_day, hit.until_day});
    }
    std::ranges::stable_sort(lines_, [](const Line& a, const Line& b) { return a.probability > b.probability; });
}

void ScreenOutput::findings(const std::vector<std::vector<std::string>>& rows) { findings_ = rows; }

std::string ScreenOutput::csv() const {
    const bool companies = !lines_.empty() && lines_.front().entity.present();
    std::string csv =
        std::string(companies ? "entity_id" : "row_number") + ",listing_id,probability,basis,list,name,from_day,until_day,on_day,asked\n";
    for (const auto& line : lines_) {
        csv += std::to_string(companies ? line.entity.value : line.row) + "," + std::to_string(line.party->row.listing_id.value) + "," +
               probability_text(line.probability) + "," + line.basis + "," + csv_cell(line.party->row.list) + "," +
               csv_cell(line.party->row.name) + "," + day_text(line.from_day, "") + "," + day_text(line.until_day, "") + "," +
               on_day(line) + "," + csv_cell(line.caption) + "\n";
    }
    return csv;
}

std::string ScreenOutput::json() const {
    JsonWriter json;
    json.object().key("listings").number(static_cast<std::int64_t>(lists_.parties.size()));
    json.key("files").array();
    for (const auto& file : lists_.files) {
        json.object().key("path").string(file.path).key("format").string(file.format);
        json.key("entries").number(file.entries).key("notes").number(file.notes).end();
    }
    json.end().key("hits").array();
    for (const auto& line : lines_) {
        const auto& row = line.party->row;
        json.object();
        if (line.entity.present()) json.key("entity_id").string(std::to_string(line.entity.value));
        if (line.row > 0) json.key("row_number").number(line.row);
        json.key("asked").string(line.caption).key("listing_id").string(std::to_string(row.listing_id.value));
        json.key("list").string(row.list).key("authority").string(row.authority).key("jurisdiction").string(row.jurisdiction);
        json.key("name").string(row.name).key("programme").string(row.programme).key("reference").string(row.reference);
        json.key("basis").string(line.basis).key("probability").number(line.probability);
        for (const auto& [key, day] : {std::pair("from_day", &line.from_day), std::pair("until_day", &line.until_day)}) {
            json.key(key);
            *day ? json.string(to_string(**day)) : json.null();
        }
        if (on_) json.key("on_day").string(on_day(line));
        json.key("reasons").raw(line.reasons).end();
    }
    json.end();
    if (!findings_.empty()) {
        json.key("findings").array();
        for (const auto& row : findings_)
            json.object().key("rule").string(row[0]).key("answer").string(row[1]).key("count").decimal(row[2]).end();
        json.end();
    }
    return json.end().take();
}

void ScreenOutput::print(Terminal& terminal) const {
    std::vector<std::vector<std::string>> table = {{"company", "probability", "basis", "list", "listed as", "from", "until"}};
    if (on_) table[0].emplace_back("on " + to_string(*on_));
    for (std::size_t i = 0; i < std::min(lines_.size(), kMostLines); ++i) {
        const auto& line = lines_[i];
        table.push_back({line.caption, probability_text(line.probability), line.basis, line.party->row.list, line.party->row.name,
                         day_text(line.from_day, "not stated"), day_text(line.until_day, "")});
        if (on_) table.back().emplace_back(on_day(line));
    }
    for (const auto& line : align_columns(table, {false, true, false, false, false, false, false, false})) terminal.line(line);
    if (lines_.size() > kMostLines) terminal.line("and " + std::to_string(lines_.size() - kMostLines) + " more; --out FILE has all");
    if (lines_.empty()) terminal.line("no candidates among " + std::to_string(lists_.parties.size()) + " listings");
    if (findings_.empty()) return;
    terminal.line("");
    table = {{"rule", "answer", "findings"}};
    for (const auto& row : findings_) table.push_back(row);
    for (const auto& line : align_columns(table, {false, false, true})) terminal.line(line);
}

Status ScreenOutput::finish(const std::optional<std::string>& out, bool plain, Terminal& terminal) {
    if (out) WB_TRY_VOID(write_file(*out, csv()));
    if (out) {
        terminal.say(std::to_string(lines_.size()) + " candidates written to " + *out);
    } else if (plain) {
        terminal.raw(csv());
    } else {
        print(terminal);
    }
    if (terminal.json) terminal.document(json());
    return {};
}

}  // namespace wb::cli
