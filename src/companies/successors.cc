#include "companies/successors.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "names/address_parts.h"
#include "names/company_name.h"
#include "names/contact_key.h"
#include "reference/rule_finding.h"

namespace wb {

namespace {

// What two writings of one identifier share; empty when it identifies nobody.
std::vector<std::string> keys_of(const CompanyIdentifier& identifier, AddressScratch& scratch) {
    const auto& kind = identifier.kind;
    if (kind == "phone" || kind == "email" || kind == "number") return {contact_key(kind, identifier.value)};
    if (kind == "director") {
        const auto key = read_company_name(identifier.value).key;
        return {key.empty() ? key : "director " + key};
    }
    if (kind != "address") return {};
    const auto parts = read_address(identifier.value, identifier.country, scratch);
    std::vector<std::string> keys;
    const auto house = parts.room_key != 0 ? parts.room_key : parts.house_key;
    if (house != 0) keys.push_back("address " + std::to_string(house));
    if (parts.phone_key != 0) keys.push_back(contact_key("phone", parts.phone));
    if (parts.email_key != 0) keys.push_back(contact_key("email", parts.email));
    return keys;
}

std::string kind_of(const std::string& key) { return key.substr(0, key.find(' ')); }

class SuccessorFinder {
public:
    SuccessorFinder(std::span<const SuccessorCandidate> companies, const FlagRule& rule)
        : companies_(companies),
          rule_(rule),
          wanted_(static_cast<std::size_t>(rule.parameter("shared_identifiers", 2))),
          gap_(static_cast<int>(rule.parameter("gap_days", 180))),
          crowd_(static_cast<std::size_t>(rule.parameter("crowded_identifier_entities", 20))),
          values_(companies.size()) {
        AddressScratch scratch;
        for (std::uint32_t i = 0; i < companies.size(); ++i) {
            for (const auto& identifier : companies[i].identifiers) {
                for (const auto& key : keys_of(identifier, scratch)) {
                    if (!key.empty() && values_[i].try_emplace(key, &identifier).second) sharing_[key].push_back(i);
                }
            }
        }
    }

    std::vector<Finding> run() {
        const bool any = std::ranges::any_of(companies_, [](const auto& each) { return !each.endings.empty(); });
        if (!any) return {about_case()};
        std::vector<Finding> findings;
        for (std::uint32_t i = 0; i < companies_.size(); ++i) {
            if (companies_[i].asked) findings.push_back(judge(i));
        }
        std::ranges::sort(findings, {}, &Finding::subject_id);
        return findings;
    }

private:
    struct Verdict {
        Answer answer = Answer::clear;
        std::string missing;
        std::uint32_t predecessor = 0;
        const CompanyEnding* ending = nullptr;
        std::vector<std::string> shared;
    };

    // What of the predecessor's trade goes on with the successor.
    struct GoingOn {
        std::set<std::string> goods;
        std::set<EntityId> counterparties;
        bool known = false;  // records name both
        bool ends = false;   // and nothing goes on
    };

    // Identifiers shared with each company that has an end.
    [[nodiscard]] std::map<std::uint32_t, std::vector<std::string>> predecessors(std::uint32_t company) const {
        std::map<std::uint32_t, std::vector<std::string>> shared;
        for (const auto& [key, identifier] : values_[company]) {
            const auto& others = sharing_.at(key);
            if (others.size() > crowd_) continue;
            for (const auto other : others) {
                const bool itself =
                    other == company || (companies_[other].entity.present() && companies_[other].entity == companies_[company].entity);
                if (!itself && !companies_[other].endings.empty()) shared[other].push_back(key);
            }
        }
        return shared;
    }

    [[nodiscard]] Verdict verdict_about(std::uint32_t company, std::uint32_t other, const std::vector<std::string>& shared) const {
        Verdict best;
        const auto& own = companies_[company];
        for (const auto& ending : companies_[other].endings) {
            Verdict verdict{Answer::clear, "", other, &ending, shared};
            const bool known = own.begun && ending.day;
            const bool near = known && std::abs(*own.begun - *ending.day) <= gap_;
            if (shared.size() >= wanted_) {
                verdict.answer = near ? Answer::fired : known && !own.begun_is_first_seen ? Answer::clear : Answer::cannot_tell;
                if (!ending.day) {
                    verdict.missing = "day on which " + companies_[other].name + " was " + ending.kind;
                } else if (verdict.answer == Answer::cannot_tell) {
                    verdict.missing = "day of incorporation of " + own.name;
                    // First named long before the end: whenever it was incorporated, it was earlier.
                    if (own.begun && *own.begun < *ending.day + -gap_) verdict.answer = Answer::clear;
                }
            } else if (shared.size() + 1 == wanted_ && near && kinds(company) < 2) {
                verdict.answer = Answer::cannot_tell;
                verdict.missing = "telephone, e-mail, director and number of " + own.name;
            }
            if (verdict.answer >= best.answer) best = verdict;
        }
        return best;
    }
    [[nodiscard]] std::size_t kinds(std::uint32_t company) const {
        std::set<std::string> found;
        for (const auto& [key, identifier] : values_[company]) found.insert(kind_of(key));
        return found.size();
    }

    Finding judge(std::uint32_t company) const {
        Verdict best;
        for (const auto& [other, shared] : predecessors(company)) {
            const auto verdict = verdict_about(company, other, shared);
            if (verdict.answer > best.answer || (verdict.answer == best.answer && verdict.shared.size() > best.shared.size()))
                best = verdict;
        }
        if (best.answer == Answer::clear && values_[company].empty()) {
            best.answer = Answer::cannot_tell;
            best.missing = "address, telephone, e-mail, director or number of " + companies_[company].name;
        }
        return finding_of(company, best);
    }

    Finding finding_of(std::uint32_t company, const Verdict& verdict) const {
        const auto& own = companies_[company];
        auto finding = rule_finding(rule_, "entity", own.entity.value, verdict.answer, verdict.missing);
        const auto trade = verdict.ending != nullptr ? going_on(company, verdict.predecessor) : GoingOn{};
        if (verdict.answer == Answer::fired && trade.ends) finding.severity = "medium";
        JsonWriter json;
        json.object().key("says").string(verdict.answer == Answer::fired
                                             ? "shares identifiers with a company that ended when this one began"
                                         : verdict.ending != nullptr ? "shares identifiers with a company that ended"
                                                                     : "shares no identifiers with a company that was dissolved or listed");
        json.key("company").string(own.name);
        if (own.begun) json.key(own.begun_is_first_seen ? "first_seen" : "incorporated").string(to_string(*own.begun));
        if (verdict.ending != nullptr) write_predecessor(company, verdict, trade, json);
        finding.reasons = end_reasons(rule_, json);
        return finding;
    }

    void write_predecessor(std::uint32_t company, const Verdict& verdict, const GoingOn& trade, JsonWriter& json) const {
        const auto& other = companies_[verdict.predecessor];
        json.key("predecessor").string(other.name);
        if (other.entity.present()) json.key("predecessor_id").string(std::to_string(other.entity.value));
        json.key("ended_by").string(verdict.ending->kind);
        if (verdict.ending->day) json.key("ended").string(to_string(*verdict.ending->day));
        write_trade(other, trade, json);
        json.key("source").string(verdict.ending->source).key("shared").array();
        for (const auto& key : verdict.shared) {
            const auto& mine = *values_[company].at(key);
            const auto& theirs = *values_[verdict.predecessor].at(key);
            json.object().key("kind").string(kind_of(key)).key("value").string(mine.value).key("predecessor_value").string(theirs.value);
            json.key("companies_that_share_it").number(static_cast<std::int64_t>(sharing_.at(key).size())).end();
        }
        json.end();
    }

    [[nodiscard]] GoingOn going_on(std::uint32_t company, std::uint32_t other) const {
        GoingOn found;
        const auto& own = companies_[company].trades;
        const auto& before = companies_[other].trades;
        found.known = !own.empty() && !before.empty();
        for (const auto& mine : own) {
            for (const auto& theirs : before) {
                if (mine.goods_class == theirs.goods_class) found.goods.insert(mine.goods_class);
                if (mine.counterparty.present() && mine.counterparty == theirs.counterparty) found.counterparties.insert(mine.counterparty);
            }
        }
        found.ends = found.known && found.goods.empty() && found.counterparties.empty();
        return found;
    }
    static void write_trade(const SuccessorCandidate& predecessor, const GoingOn& found, JsonWriter& json) {
        if (!found.known) {
            json.key("trade_goes_on").string("cannot tell: no record of goods names " + predecessor.name);
            return;
        }
        json.key("trade_goes_on").string(found.ends ? "no" : "yes").key("same_goods").array();
        for (const auto& each : found.goods) json.string(each);
        json.end().key("same_counterparties").array();
        for (const auto& each : found.counterparties) json.string(std::to_string(each.value));
        json.end();
    }

    [[nodiscard]] Finding about_case() const {
        auto finding = rule_finding(rule_, "case", 0, Answer::cannot_tell, "registers with dissolved companies, or watch lists");
        JsonWriter json;
        json.object().key("says").string("nothing of the case says that a company was dissolved or listed");
        finding.reasons = end_reasons(rule_, json);
        return finding;
    }

    std::span<const SuccessorCandidate> companies_;
    const FlagRule& rule_;
    std::size_t wanted_;
    int gap_;
    std::size_t crowd_;
    std::vector<std::map<std::string, const CompanyIdentifier*>> values_;  // company -> key -> as written
    std::map<std::string, std::vector<std::uint32_t>> sharing_;            // key -> companies, ascending
};

}  // namespace

std::vector<Finding> find_successors(std::span<const SuccessorCandidate> companies, const FlagRule& rule) {
    return SuccessorFinder(companies, rule).run();
}

}  // namespace wb
