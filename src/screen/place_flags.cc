#include <algorithm>
#include <set>

#include "names/address_parts.h"
#include "names/contact_key.h"
#include "screen/company_flags.h"
#include "screen/flag_finding.h"

namespace wb {

namespace {

constexpr double kCrowd = 1000;  // Sayari's mark of a mass address, second hand

// A place by its keys: `house` alone, and with the room when it is stated.
struct PlaceKeys {
    std::string house, room;
    std::vector<std::string> others;  // telephone, e-mail
};

PlaceKeys keys_of(const Whereabouts& place, AddressScratch& scratch) {
    PlaceKeys keys;
    const auto add = [&](std::string key) {
        if (!key.empty()) keys.others.push_back(std::move(key));
    };
    if (place.kind != "address") {
        add(contact_key(place.kind, place.value));
        return keys;
    }
    const auto parts = read_address(place.value, place.country, scratch);
    if (parts.house_key != 0) keys.house = "house " + std::to_string(parts.house_key);
    if (parts.room_key != 0) keys.room = "room " + std::to_string(parts.room_key);
    if (parts.phone_key != 0) add(contact_key("phone", parts.phone));
    if (parts.email_key != 0) add(contact_key("email", parts.email));
    return keys;
}

struct ListedPlace {
    const LocatedListing* listing;
    const Whereabouts* place;
    std::string room;  // "" when the listing states none
};

struct Meeting {
    const ListedPlace* listed;
    const Whereabouts* own;
    std::string key;
};

class PlaceFlags {
public:
    PlaceFlags(std::span<const LocatedCompany> companies, std::span<const LocatedListing> listings, const Controls& controls)
        : companies_(companies), controls_(controls) {
        for (const auto& listing : listings) {
            for (const auto& place : listing.places) add_listed(listing, place);
        }
        for (const auto& company : companies) count_places(company);
    }

    std::vector<Finding> run() {
        about("RF06", true);
        about("RF07", false);
        return std::move(findings_);
    }

private:
    void add_listed(const LocatedListing& listing, const Whereabouts& place) {
        const auto keys = keys_of(place, scratch_);
        (listing.address_only ? any_address_only_ : any_party_) = true;
        if (!keys.house.empty()) listed_[keys.house].push_back({&listing, &place, keys.room});
        for (const auto& key : keys.others) listed_[key].push_back({&listing, &place, ""});
    }

    void count_places(const LocatedCompany& company) {
        std::set<std::string> own;
        for (const auto& place : company.places) {
            const auto keys = keys_of(place, scratch_);
            if (!keys.house.empty()) own.insert(keys.house);
            own.insert(keys.others.begin(), keys.others.end());
        }
        for (const auto& key : own) ++companies_at_[key];
    }

    void about(const char* id, bool address_only) {
        const auto* rule = controls_.find_rule(id);
        if (rule == nullptr) return;
        if (!(address_only ? any_address_only_ : any_party_)) {
            findings_.push_back(
                flag_finding(*rule, "case", 0, Answer::cannot_tell,
                             address_only ? "watch lists with addresses listed without a name" : "watch lists with addresses",
                             "no list of the case states such an address", [](JsonWriter&) {}));
            return;
        }
        for (const auto& company : companies_) {
            if (company.asked) findings_.push_back(judge(company, *rule, address_only));
        }
    }

    // The meetings of the least crowded place first.
    std::vector<Meeting> meetings(const LocatedCompany& company, bool address_only, bool& located) {
        std::vector<Meeting> found;
        for (const auto& place : company.places) {
            const auto keys = keys_of(place, scratch_);
            located = located || !keys.house.empty() || !keys.others.empty();
            const auto look = [&](const std::string& key, bool house) {
                const auto at = listed_.find(key);
                if (key.empty() || at == listed_.end()) return;
                for (const auto& listed : at->second) {
                    const bool other_room = house && !listed.room.empty() && !keys.room.empty() && listed.room != keys.room;
                    const bool itself = std::ranges::find(company.is_listed, listed.listing->listing) != company.is_listed.end();
                    if (listed.listing->address_only == address_only && !other_room && !itself) found.push_back({&listed, &place, key});
                }
            };
            look(keys.house, true);
            for (const auto& key : keys.others) look(key, false);
        }
        std::ranges::stable_sort(found, {}, [&](const Meeting& meeting) {
            return std::pair(companies_at_.at(meeting.key), meeting.listed->listing->listing.value);
        });
        return found;
    }

    Finding judge(const LocatedCompany& company, const FlagRule& rule, bool address_only) {
        bool located = false;
        const auto met = meetings(company, address_only, located);
        const auto crowd = static_cast<std::int64_t>(rule.parameter("crowded_address_entities", kCrowd));
        auto answer = Answer::clear;
        std::string missing;
        std::string says = "shares no address, telephone or e-mail with an entry of the lists";
        if (!met.empty()) {
            const bool crowded = companies_at_.at(met.front().key) > crowd;
            answer = crowded ? Answer::clear : Answer::fired;
            says = crowded ? "shares only an address that very many companies have" : "is found where an entry of the lists is";
        } else if (!located) {
            answer = Answer::cannot_tell;
            missing = "address of " + company.name + " down to the house, telephone or e-mail";
            says = "nothing says where the company is found";
        }
        return flag_finding(rule, "entity", company.entity.value, answer, missing, says, [&](JsonWriter& json) {
            json.key("company").string(company.name);
            if (met.empty()) return;
            json.key("shared").array();
            for (const auto& meeting : met) write_meeting(meeting, json);
            json.end();
        });
    }

    void write_meeting(const Meeting& meeting, JsonWriter& json) const {
        const auto& listing = *meeting.listed->listing;
        json.object().key("kind").string(meeting.key.substr(0, meeting.key.find(' ')));
        json.key("value").string(meeting.own->value).key("listed_value").string(meeting.listed->place->value);
        json.key("listing_id")
            .string(std::to_string(listing.listing.value))
            .key("listed")
            .string(listing.name)
            .key("list")
            .string(listing.list);
        if (listing.from_day) json.key("listed_from").string(to_string(*listing.from_day));
        json.key("companies_of_the_case_there").number(companies_at_.at(meeting.key)).end();
    }

    std::span<const LocatedCompany> companies_;
    const Controls& controls_;
    AddressScratch scratch_;
    std::map<std::string, std::vector<ListedPlace>> listed_;
    std::map<std::string, std::int64_t> companies_at_;
    bool any_address_only_ = false, any_party_ = false;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> find_place_flags(std::span<const LocatedCompany> companies, std::span<const LocatedListing> listings,
                                      const Controls& controls) {
    std::vector<LocatedCompany> ordered(companies.begin(), companies.end());
    std::ranges::sort(ordered, {}, &LocatedCompany::entity);
    return PlaceFlags(ordered, listings, controls).run();
}

}  // namespace wb
