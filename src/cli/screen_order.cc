#include "cli/screen_order.h"

#include <algorithm>

#include "base/json.h"
#include "goods/recogniser.h"
#include "pipeline/case_files.h"
#include "screen/findings.h"
#include "screen/order.h"
#include "text/identifiers.h"

namespace wb::cli {

namespace {

// What the lists say of one party on the day.
struct PartyAnswer {
    Answer answer = Answer::clear;
    std::string missing;
    std::vector<const Hit*> hits;
};

class OrderScreen {
public:
    OrderScreen(Order order, const Lists& lists, const Controls& controls, const Catalogue& catalogue, const OrderOptions& options)
        : order_(std::move(order)), lists_(lists), controls_(controls), catalogue_(catalogue), options_(options) {
        if (options.on) order_.day = options.on;
        for (const auto& party : lists.parties) listings_.emplace(party.row.listing_id, &party.row);
    }

    void run() {
        screen_parties();
        Recogniser recogniser(catalogue_, Calibration::built_in(), true);
        for (std::size_t i = 0; i < order_.goods.size(); ++i) add_goods(i, recogniser);
        const OwnershipGraph graph({}, hits_, lists_.parties, controls_, options_.known_on);
        const FindingsInput input{&goods_, &catalogue_, &controls_, lists_.parties, hits_, &captions_, &graph, options_.known_on};
        find_findings(input, [&](Finding&& finding) { findings_.push_back(std::move(finding)); });
    }

    [[nodiscard]] bool failed() const {
        if (!options_.fail_on) return false;
        const bool hit = std::ranges::any_of(hits_, [&](const Hit& one) {
            return one.probability >= *options_.fail_on && !(order_.day && listed_on(one.from_day, one.until_day, *order_.day) == false);
        });
        return hit || std::ranges::any_of(findings_, [](const Finding& finding) { return finding.answer == "fired"; });
    }

    void print(Terminal& terminal) const {
        std::vector<std::vector<std::string>> table = {{"party", "role", "answer", "list", "listed as", "probability", "missing"}};
        for (std::size_t i = 0; i < order_.parties.size(); ++i) {
            const auto& answer = parties_[i];
            const auto* first = answer.hits.empty() ? nullptr : answer.hits.front();
            table.push_back({order_.parties[i].name, order_.parties[i].role, answer_text(answer.answer),
                             first == nullptr ? "" : listings_.at(first->listing_id)->list,
                             first == nullptr ? "" : listings_.at(first->listing_id)->name,
                             first == nullptr ? "" : number(first->probability), answer.missing});
        }
        for (const auto& line : align_columns(table, {false, false, false, false, false, true, false})) terminal.line(line);
        terminal.line("");
        table = {{"good", "rule", "answer", "missing"}};
        for (const auto& finding : findings_) {
            if (finding.answer == "clear") continue;
            const auto at = static_cast<std::size_t>(finding.subject_id);
            table.push_back({at == 0 || at > order_.goods.size() ? "" : order_.goods[at - 1].description.substr(0, kShown), finding.rule,
                             finding.answer, finding.missing});
        }
        for (const auto& line : align_columns(table, {false, false, false, false})) terminal.line(line);
        const auto clear = std::ranges::count_if(findings_, [](const Finding& finding) { return finding.answer == "clear"; });
        terminal.line(std::to_string(clear) + " answers are clear; --json has them with reasons and innocent explanations");
    }

    [[nodiscard]] std::string json() const {
        JsonWriter json;
        json.object().key("day");
        order_.day ? json.string(to_string(*order_.day)) : json.null();
        json.key("parties").array();
        for (std::size_t i = 0; i < order_.parties.size(); ++i) {
            json.object().key("role").string(order_.parties[i].role).key("name").string(order_.parties[i].name);
            json.key("answer").string(answer_text(parties_[i].answer)).key("missing").string(parties_[i].missing).key("hits").array();
            for (const auto* hit : parties_[i].hits) write_hit(*hit, json);
            json.end().end();
        }
        json.end().key("goods").array();
        for (std::size_t i = 0; i < order_.goods.size(); ++i) write_good(i, json);
        json.end().key("findings").array();
        for (const auto& finding : findings_) {
            if (finding.subject_kind == "case") write_finding(finding, json);
        }
        return json.end().end().take();
    }

private:
    static constexpr std::size_t kShown = 40;

    static std::string number(double probability) {
        char text[24];
        std::snprintf(text, sizeof text, "%.4f", probability);
        return text;
    }

    void screen_parties() {
        std::vector<ScreenedEntity> entities;
        for (std::size_t i = 0; i < order_.parties.size(); ++i) {
            const auto& party = order_.parties[i];
            ScreenedEntity entity{entity_id(i), party.name, {{party.name}, {}, {}, "unknown"}};
            if (party.country.present()) entity.query.countries.push_back(party.country);
            auto known = classify_identifier(party.identifier, party.country.text());
            if (!known.value.empty()) entity.query.numbers.push_back({std::move(known.kind), std::move(known.value)});
            captions_[entity.entity_id] = party.name;
            entities.push_back(std::move(entity));
        }
        const NameIndex index(lists_.parties, {});
        hits_ = find_hits(index, lists_.parties, entities, controls_, {});
        for (std::size_t i = 0; i < order_.parties.size(); ++i) parties_.push_back(answer_of(entity_id(i)));
    }

    static EntityId entity_id(std::size_t party) { return EntityId{static_cast<std::int64_t>(party) + 1}; }

    // Fired: listed on the day. Whether the list restricts this order is in the findings about its goods.
    [[nodiscard]] PartyAnswer answer_of(EntityId entity) const {
        PartyAnswer answer;
        for (const auto& hit : hits_) {
            if (hit.entity_id != entity) continue;
            const auto listed = order_.day ? listed_on(hit.from_day, hit.until_day, *order_.day) : std::nullopt;
            if (listed == false) continue;
            answer.hits.push_back(&hit);
            const bool sure = hit.probability >= kSureHit;
            const auto now = sure && listed ? Answer::fired : Answer::cannot_tell;
            if (now == Answer::cannot_tell && answer.missing.empty())
                answer.missing = !sure        ? "number or address that tells namesakes apart"
                                 : order_.day ? "day of listing"
                                              : "day of the order";
            answer.answer = std::max(answer.answer, now);
        }
        if (answer.answer == Answer::fired) answer.missing.clear();
        if (lists_.parties.empty()) answer = {Answer::cannot_tell, "watch lists", {}};
        std::ranges::stable_sort(answer.hits, [](const Hit* a, const Hit* b) { return a->probability > b->probability; });
        return answer;
    }

    [[nodiscard]] ScopeParty in_role(std::initializer_list<const char*> roles) const {
        for (const auto* role : roles) {
            for (std::size_t i = 0; i < order_.parties.size(); ++i) {
                if (order_.parties[i].role == role) return {entity_id(i), order_.parties[i].country, {}};
            }
        }
        return {};
    }

    // The good as stated; class, brand and model that are not stated come from its description.
    void add_goods(std::size_t at, Recogniser& recogniser) {
        const auto& stated = order_.goods[at];
        ScopeGood good;
        good.item_id = ItemId{static_cast<std::int64_t>(at) + 1};
        if (order_.day) good.declaration_date = *order_.day;
        for (const char c : stated.hs_code) {
            if (c >= '0' && c <= '9' && good.hs6.size() < 6) good.hs6 += c;
        }
        if (good.hs6.size() < 6) good.hs6.clear();
        good.consignee = in_role({"consignee", "end_user"});
        good.exporter = in_role({"exporter", "seller"});
        good.seller = in_role({"seller", "exporter"});
        good.origin_country = stated.origin_country;
        good.dispatch_country = order_.dispatch_country;
        good.destination_country = order_.destination_country;
        good.goods_class = stated.goods_class;
        good.brand = stated.brand;
        good.model = stated.model;
        good.model_probability = stated.model.empty() ? 0 : 1;
        if (!stated.goods_class.empty() || stated.description.empty()) return goods_.push_back(std::move(good));
        Item item;
        item.item_id = good.item_id;
        item.description = stated.description;
        item.hs_code = stated.hs_code;
        item.manufacturer = stated.manufacturer;
        item.trademark = stated.brand;
        item.model = stated.model;
        std::vector<Good> found;
        recogniser.recognise(item, scratch_, found);
        if (found.empty()) return goods_.push_back(std::move(good));
        for (const auto& one : found) {
            good.position = one.position;
            good.goods_class = one.goods_class;
            good.brand = one.brand;
            good.model = one.model;
            good.model_probability = one.model_probability;
            goods_.push_back(good);
        }
    }

    void write_hit(const Hit& hit, JsonWriter& json) const {
        const auto& listing = *listings_.at(hit.listing_id);
        json.object().key("listing_id").string(std::to_string(hit.listing_id.value)).key("list").string(listing.list);
        json.key("name").string(listing.name).key("basis").string(hit.basis).key("probability").number(hit.probability).key("from_day");
        hit.from_day ? json.string(to_string(*hit.from_day)) : json.null();
        json.key("reasons").raw(hit.reasons).end();
    }

    static void write_finding(const Finding& finding, JsonWriter& json) {
        json.object().key("rule").string(finding.rule).key("answer").string(finding.answer).key("missing").string(finding.missing);
        json.key("jurisdiction").string(finding.jurisdiction).key("severity").string(finding.severity);
        json.key("reasons").raw(finding.reasons).end();
    }

    void write_good(std::size_t at, JsonWriter& json) const {
        json.object().key("description").string(order_.goods[at].description).key("hs_code").string(order_.goods[at].hs_code);
        json.key("read_as").array();
        for (const auto& good : goods_) {
            if (good.item_id.value != static_cast<std::int64_t>(at) + 1) continue;
            json.object().key("class").string(good.goods_class).key("brand").string(good.brand).key("model").string(good.model).end();
        }
        json.end().key("findings").array();
        for (const auto& finding : findings_) {
            if (finding.subject_kind == "item" && finding.subject_id == static_cast<std::int64_t>(at) + 1) write_finding(finding, json);
        }
        json.end().end();
    }

    Order order_;
    const Lists& lists_;
    const Controls& controls_;
    const Catalogue& catalogue_;
    OrderOptions options_;
    Recogniser::Scratch scratch_;
    std::map<ListingId, const Listing*> listings_;
    std::map<EntityId, std::string> captions_;
    std::vector<Hit> hits_;
    std::vector<PartyAnswer> parties_;
    std::vector<ScopeGood> goods_;
    std::vector<Finding> findings_;
};

}  // namespace

Result<bool> screen_order(const std::string& path, const Lists& lists, const Controls& controls, const OrderOptions& options,
                          Terminal& terminal) {
    WB_TRY(const auto bytes, read_file(path));
    WB_TRY(auto order, read_order(bytes, path));
    WB_TRY(const auto catalogue, load_catalogue_with({}));
    OrderScreen screen(std::move(order), lists, controls, catalogue, options);
    screen.run();
    screen.print(terminal);
    if (terminal.json) terminal.document(screen.json());
    return screen.failed();
}

}  // namespace wb::cli
