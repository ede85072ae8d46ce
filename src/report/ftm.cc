#include "report/ftm.h"

#include <array>
#include <cstdio>

#include "base/hash.h"
#include "base/json.h"

namespace wb {

namespace {

const std::string kMatcher = "waybill";

template <typename IdType>
std::string key(const char* kind, IdType id) {
    return std::string("waybill-") + kind + "-" + std::to_string(id.value);
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string decimal(double number) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4f", number);
    return text.data();
}

// One entity; properties without a value are left out.
class Line {
public:
    Line(const std::string& id, std::string_view schema) {
        json_.object().key("id").string(id).key("schema").string(schema).key("properties").object();
    }
    Line& add(std::string_view property, const std::string& value) {
        if (!value.empty()) json_.key(property).array().string(value).end();
        return *this;
    }
    Line& add(std::string_view property, const std::vector<std::string>& values) {
        if (values.empty()) return *this;
        json_.key(property).array();
        for (const auto& value : values) json_.string(value);
        json_.end();
        return *this;
    }
    Line& add(std::string_view property, const Maybe<Day>& day) { return day ? add(property, to_string(*day)) : *this; }
    std::string take() { return json_.end().end().take() + "\n"; }

private:
    JsonWriter json_;
};

std::string_view schema_of(std::string_view kind) { return kind == "person" ? "Person" : "Company"; }

// Numbers whose check digits hold have properties of their own.
std::string_view number_property(std::string_view kind) {
    if (kind == "inn") return "innCode";
    if (kind == "ogrn") return "ogrnCode";
    if (kind == "uscc") return "uscCode";
    return "registrationNumber";
}

std::string owner_key(EntityId id, const std::string& name) {
    if (id.present()) return key("entity", id);
    return "waybill-named-" + std::to_string(KeyHasher(0).add(name).key());
}

}  // namespace

std::string ftm_entity(const Entity& entity, const std::vector<std::string>& topics) {
    return Line(key("entity", entity.entity_id), schema_of(entity.kind))
        .add("name", entity.caption.empty() ? std::to_string(entity.entity_id.value) : entity.caption)
        .add("country", lower(entity.country.text()))
        .add("topics", topics)
        .take();
}

std::string ftm_party(const Party& party) {
    return Line(key("party", party.party_id), "Company")
        .add("name", party.name.empty() ? party.identifier : party.name)
        .add("alias", party.name.empty() ? "" : party.latin_name)
        .add("country", lower(party.country.text()))
        .add("address", party.address)
        .add(number_property(party.identifier_kind), party.identifier)
        .take();
}

std::string ftm_similar(const EntityParty& membership) {
    const auto id = KeyHasher(1).add(membership.entity_id.value).add(membership.party_id.value).key();
    return Line("waybill-similar-" + std::to_string(id), "Similar")
        .add("candidate", key("entity", membership.entity_id))
        .add("match", key("party", membership.party_id))
        .add("confidenceScore", decimal(membership.probability))
        .add("criteria", std::string("spelling of the company"))
        .add("matcher", kMatcher)
        .take();
}

// FollowTheMoney keeps short texts in this property; where the comparisons are too many for it, the table `link` has them.
std::string criteria_of(const Link& link) {
    constexpr std::size_t kLongest = 1000;
    if (link.reasons.size() <= kLongest) return link.reasons;
    return "weight of the evidence " + decimal(link.weight) + " bits; its comparisons are in the table link";
}

std::string ftm_link(const Link& link) {
    const auto id = KeyHasher(2).add(link.party_a.value).add(link.party_b.value).key();
    return Line("waybill-similar-" + std::to_string(id), "Similar")
        .add("candidate", key("party", link.party_a))
        .add("match", key("party", link.party_b))
        .add("confidenceScore", decimal(link.probability))
        .add("criteria", criteria_of(link))
        .add("matcher", kMatcher)
        .take();
}

std::string ftm_ownership(const Ownership& ownership) {
    std::string lines;
    const auto end = [&](EntityId id, const std::string& name) {
        auto made = owner_key(id, name);
        if (!id.present()) lines += Line(made, "Company").add("name", name.empty() ? "not named" : name).take();
        return made;
    };
    const auto owner = end(ownership.owner_id, ownership.owner_name);
    const auto owned = end(ownership.owned_id, ownership.owned_name);
    const auto id = KeyHasher(3).add(owner).add(owned).add(ownership.source).key();
    std::string share;
    constexpr double kPercent = 100;
    if (ownership.share_low) share = decimal(*ownership.share_low * kPercent);
    if (ownership.share_low && ownership.share_high && *ownership.share_high != *ownership.share_low) {
        share += "-" + decimal(*ownership.share_high * kPercent);
    }
    lines += Line("waybill-ownership-" + std::to_string(id), "Ownership")
                 .add("owner", owner)
                 .add("asset", owned)
                 .add("percentage", share)
                 .add("startDate", ownership.from_day)
                 .add("endDate", ownership.until_day)
                 .add("recordId", ownership.source)
                 .take();
    return lines;
}

std::string ftm_shipment(const Item& item, const std::string& path) {
    const auto party = [](PartyId id) { return id.present() ? key("party", id) : std::string(); };
    std::string invoice = item.invoice_value ? to_string(*item.invoice_value) : "";
    if (!invoice.empty() && !item.invoice_currency.empty()) invoice += " " + std::string(item.invoice_currency);
    return Line(key("item", item.item_id), "EconomicActivity")
        .add("ccdNumber", std::string(item.declaration_number))
        .add("date", item.declaration_date)
        .add("directionOfTransportation", std::string(item.direction))
        .add("customsProcedure", std::string(item.procedure))
        .add("vedCode", std::string(item.hs_code))
        .add("goodsDescription", std::string(item.description))
        .add("sender", party(item.exporter_party))
        .add("receiver", party(item.consignee_party))
        .add("contractHolder", party(item.seller_party))
        .add("declarant", party(item.declarant_party))
        .add("originCountry", lower(item.origin_country.text()))
        .add("departureCountry", lower(item.dispatch_country.text()))
        .add("tradingCountry", lower(item.trading_country.text()))
        .add("destinationCountry", lower(item.destination_country.text()))
        .add("invoiceAmount", invoice)
        .add("customsAmount", item.value_usd ? to_string(*item.value_usd) + " USD" : "")
        .add("recordId", path + ":" + std::to_string(item.row_number))
        .take();
}

}  // namespace wb
