#include "screen/findings.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "screen/rule_controls.h"

namespace wb {

namespace {

std::string probability_text(double probability) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4f", probability);
    return text;
}

class Screening {
public:
    explicit Screening(const FindingsInput& input) : input_(input), controls_(*input.controls, *input.catalogue, input.known_on) {
        for (const auto& party : input.parties) listings_.emplace(party.row.listing_id, &party);
        for (const auto& hit : input.hits) hits_[hit.entity_id].push_back(&hit);
        if (const auto* rule = input.controls->find_rule("RF20")) listed_ = *rule;
        if (const auto* rule = input.controls->find_rule("RF21")) owned_ = *rule;
    }

    void run(const FindingSink& sink) {
        const auto sorted = sorted_goods(*input_.goods);
        if (input_.parties.empty()) {
            for (const auto* rule : {&listed_, &owned_}) sink(no_lists(*rule));
        }
        for (std::size_t i = 0; i < sorted.size();) {
            const auto item = sorted[i]->item_id;
            std::vector<Judgement> all;
            const auto& first = *sorted[i];
            const bool used = !is_double(first) && !later(first);
            for (; i < sorted.size() && sorted[i]->item_id == item; ++i) {
                if (used) judge(*sorted[i], all);
            }
            drop_overruled(all);
            std::ranges::stable_sort(all, [](const Judgement& a, const Judgement& b) {
                return std::tie(a.rule, a.jurisdiction) < std::tie(b.rule, b.jurisdiction);
            });
            for (const auto& judgement : all) sink(finding_of(judgement, "item", item.value, first.declaration_date));
        }
    }

private:
    // "Clear by every list" of one good of the item gives way to what another good meets.
    static void drop_overruled(std::vector<Judgement>& all) {
        const auto overruled = [&](const Judgement& one) {
            return one.jurisdiction.empty() && std::ranges::any_of(all, [&](const Judgement& other) {
                       return other.rule == one.rule && !other.jurisdiction.empty() && other.answer >= one.answer;
                   });
        };
        std::vector<Judgement> kept;
        std::ranges::copy_if(all, std::back_inserter(kept), [&](const Judgement& one) { return !overruled(one); });
        all = std::move(kept);
    }

    [[nodiscard]] bool later(const ScopeGood& good) const {
        return input_.known_on && good.declaration_date && *input_.known_on < *good.declaration_date;
    }

    [[nodiscard]] static Finding no_lists(const FlagRule& rule) {
        auto judgement = judgement_of(rule);
        add_missing(judgement, "watch lists");
        judgement.says = "the case has no watch lists, or none of a day that it may know";
        return finding_of(judgement, "case", 0, {});
    }

    [[nodiscard]] const std::string& caption(EntityId entity) const {
        static const std::string kNone;
        const auto found = input_.captions->find(entity);
        return found == input_.captions->end() ? kNone : found->second;
    }

    void judge(const ScopeGood& good, std::vector<Judgement>& all) {
        keep_graver(all, controls_.high_priority(good));
        keep_graver(all, controls_.detour(good));
        if (!input_.parties.empty()) {
            delivery(good, all);
            ownership(good, all);
        }
        controls_.judge(good, caption(good.consignee.entity), caption(sender(good).entity), all);
    }

    // RF20: the consignee against lists that restrict supply or dealing, the sender against those that forbid any dealing.
    void delivery(const ScopeGood& good, std::vector<Judgement>& all) {
        std::vector<Judgement> found;
        against(good, good.consignee.entity, "consignee", found);
        against(good, sender(good).entity, "sender", found);
        if (!good.consignee.entity.present()) {
            auto judgement = judgement_of(listed_);
            add_missing(judgement, "consignee");
            judgement.says = "the declaration names no consignee";
            keep_graver(found, std::move(judgement));
        }
        if (found.empty()) {
            auto judgement = judgement_of(listed_);
            judgement.says = "neither party was on a list of the case on that day";
            found.push_back(std::move(judgement));
        }
        for (auto& judgement : found) keep_graver(all, std::move(judgement));
    }

    void against(const ScopeGood& good, EntityId entity, const std::string& role, std::vector<Judgement>& found) {
        const auto hits = hits_.find(entity);
        if (hits == hits_.end()) return;
        for (const auto* hit : hits->second) {
            const auto* party = listings_.at(hit->listing_id);
            const auto* list = input_.controls->find_watch_list(party->row.list);
            auto judgement = judgement_of(listed_);
            judgement.jurisdiction = party->row.jurisdiction;
            if (list != nullptr) judgement.innocent = list->innocent + " " + judgement.innocent;
            judgement.facts = {{"role", role},
                               {"party", caption(entity)},
                               {"listed", party->row.name},
                               {"list", party->row.list},
                               {"listing_id", std::to_string(hit->listing_id.value)},
                               {"probability", probability_text(hit->probability)}};
            // A listing of a later day must not be seen from here: it gives no row at all.
            if (judge_hit(good, *hit, list, role, judgement)) keep_graver(found, std::move(judgement));
        }
    }

    enum class Bound : unsigned char { no, yes, cannot_tell };

    // Countries whose sellers the list binds on a day: the edition in force of its country list (`id`, earlier ones `id_…`).
    [[nodiscard]] const CountryList* bound_countries(const WatchList& list, Day day) const {
        for (const auto& countries : input_.controls->country_lists) {
            const bool edition = countries.id == list.binds || countries.id.starts_with(list.binds + "_");
            if (edition && countries.period.contains(day)) return &countries;
        }
        return nullptr;
    }

    // Whether the list binds the seller, or the goods because of where they leave from; the facts that decide it go to `judgement`.
    [[nodiscard]] Bound bound(const ScopeGood& good, const WatchList& list, Judgement& judgement) const {
        if (list.binds.empty() || !good.declaration_date) return Bound::yes;
        const auto* countries = bound_countries(list, *good.declaration_date);
        if (countries == nullptr) return Bound::cannot_tell;
        bool unknown = false;
        for (const auto& [name, country] :
             {std::pair("sender_country", sender(good).country), std::pair("seller_country", contract_seller(good).country),
              std::pair("dispatch_country", good.dispatch_country)}) {
            if (country.present()) judgement.facts.emplace_back(name, std::string(country.text()));
            if (country.present() && countries->contains(country)) return Bound::yes;
            unknown = unknown || !country.present();
        }
        return unknown ? Bound::cannot_tell : Bound::no;
    }

    [[nodiscard]] bool judge_hit(const ScopeGood& good, const Hit& hit, const WatchList* list, const std::string& role,
                                 Judgement& judgement) const {
        const auto listed = good.declaration_date ? listed_on(hit.from_day, hit.until_day, *good.declaration_date) : std::nullopt;
        if (listed && !*listed) return false;
        if (list == nullptr) {
            add_missing(judgement, "what the list restricts");
        } else if (list->restricts != Restricts::dealing && (list->restricts != Restricts::supply || role != "consignee")) {
            judgement.says = "the party may be listed, and the list does not restrict this: " + list->effect;
            return true;
        } else if (const auto binds = bound(good, *list, judgement); binds == Bound::no) {
            judgement.says =
                "the party may be listed, and the list binds neither this seller nor goods that leave from here: " + list->effect;
            return true;
        } else if (binds == Bound::cannot_tell) {
            add_missing(judgement, "country of the seller and of dispatch, which decides whether the list binds them");
        }
        if (!good.declaration_date) add_missing(judgement, "declaration_date");
        if (good.declaration_date && !listed) add_missing(judgement, "day of listing");
        if (hit.probability < kSureHit) add_missing(judgement, "number or address that tells namesakes apart");
        if (judgement.missing.empty()) judgement.answer = Answer::fired;
        judgement.says = judgement.answer == Answer::fired
                             ? (role == "consignee" ? "delivered to a listed party after its listing"
                                                    : "sent by a party with which the list forbids any dealing")
                             : "may have been delivered to a listed party; what decides it is missing";
        if (hit.from_day) judgement.facts.emplace_back("listed_from", to_string(*hit.from_day));
        return true;
    }

    // RF21: the consignee's owners by each regime's test on the day.
    void ownership(const ScopeGood& good, std::vector<Judgement>& all) {
        const auto entity = good.consignee.entity;
        auto clear = judgement_of(owned_);
        clear.says = "the owners that the registers name were not listed on that day, or hold less than the tests ask";
        if (!entity.present()) add_missing(clear, "consignee");
        if (entity.present() && !input_.ownership->has_owners(entity)) add_missing(clear, "owners of the consignee");
        if (!good.declaration_date) add_missing(clear, "declaration_date");
        if (!clear.missing.empty()) clear.says = "what decides it is not stated";
        std::vector<Judgement> found;
        for (const auto& regime : input_.ownership->regimes()) {
            if (!clear.missing.empty()) break;
            const auto owned = input_.ownership->owned_on(entity, regime, *good.declaration_date);
            if (owned.rule == nullptr || owned.answer == Answer::clear) continue;
            auto judgement = judgement_of(owned_);
            judgement.jurisdiction = owned.rule->jurisdiction;
            judgement.answer = owned.answer;
            judgement.missing = owned.missing;
            judgement.verified = judgement.verified && owned.rule->verified;
            std::string owners;
            for (const auto& owner : owned.owners) owners += (owners.empty() ? "" : "; ") + owner;
            judgement.facts = {{"party", caption(entity)},
                               {"test", owned.rule->id},
                               {"listed_owners", owners},
                               {"share_low", probability_text(owned.share_low)},
                               {"share_high", probability_text(owned.share_high)},
                               {"probability", probability_text(owned.probability)}};
            judgement.says = owned.answer == Answer::fired
                                 ? "the consignee is owned by listed parties by the regime's test"
                                 : "the consignee may be owned by listed parties; a share that decides it is not known";
            keep_graver(found, std::move(judgement));
        }
        if (found.empty()) found.push_back(std::move(clear));
        for (auto& judgement : found) keep_graver(all, std::move(judgement));
    }

    const FindingsInput& input_;
    ControlRules controls_;
    FlagRule listed_, owned_;
    std::map<ListingId, const ListedParty*> listings_;
    std::map<EntityId, std::vector<const Hit*>> hits_;
};

}  // namespace

void find_findings(const FindingsInput& input, const FindingSink& sink) { Screening(input).run(sink); }

}  // namespace wb
