#include "reference/controls.h"

#include <algorithm>
#include <array>
#include <map>

#include "reference/toml_entry.h"

namespace wb {

namespace {

constexpr std::array kSeverities = {"low", "medium", "high"};
constexpr std::array kNeeds = {"rows", "companies", "lists", "codes", "countries", "statistics", "earlier deliveries"};
constexpr std::array kRestricts = {"dealing", "supply", "finance", "procurement", "notice"};  // in the order of the enum
constexpr std::size_t kHsDigits = 6;

bool suspended_on(const std::vector<Period>& periods, Day day) {
    return std::ranges::any_of(periods, [&](const Period& period) { return period.contains(day); });
}

bool one_of(std::span<const char* const> names, const std::string& name) {
    return std::ranges::any_of(names, [&](const char* known) { return name == known; });
}

ControlKind read_kind(EntryReader& entry) {
    const auto name = entry.text("kind");
    if (name == "party") return ControlKind::party;
    if (name == "list") return ControlKind::list;
    if (name != "goods") entry.fail("kind", "unknown kind: " + name, "write goods, party or list");
    return ControlKind::goods;
}

GoodsConditions read_conditions(EntryReader& entry) {
    return {entry.number("takeoff_weight_above_kg"), entry.number("empty_weight_above_kg"), entry.number("endurance_from_minutes"),
            entry.number("power_above_kw"), entry.number("range_above_km")};
}

void check_scope(const Control& control, EntryReader& entry) {
    const bool about_goods = control.kind == ControlKind::goods && control.hs.empty() && control.classes.empty();
    if (about_goods && control.scope.empty())
        entry.fail("scope", "a control on goods without codes, classes or scope", "add hs, classes or scope");
    if (control.announced && control.until && *control.until < *control.announced)
        entry.fail("until", "until lies before announced", "correct the days");
}

Control read_control(EntryReader& entry) {
    Control value;
    value.id = entry.text("id");
    value.title = entry.text("title");
    value.authority = entry.text("authority");
    value.jurisdiction = entry.text("jurisdiction");
    value.kind = read_kind(entry);
    value.announced = entry.day("announced");
    const auto period = entry.period("effective", "until");
    value.effective = period.from;
    value.until = period.until;
    value.suspended = entry.periods("suspended");
    value.hs = entry.hs_codes("hs");
    value.classes = entry.texts("classes");
    value.parties = entry.texts("parties");
    value.conditions = read_conditions(entry);
    value.exporters = entry.countries("exporters");
    value.destinations = entry.countries("destinations");
    value.exempt = entry.countries("exempt");
    value.origins = entry.countries("origins");
    value.other_origins = entry.optional_text("other_origins");
    value.also_needs = entry.optional_text("also_needs");
    value.partial = entry.flag("partial", false);
    value.scope = entry.optional_text("scope");
    value.innocent = entry.text("innocent");
    value.supersedes = entry.optional_text("supersedes");
    value.source = entry.text("source");
    value.verified = entry.flag("verified", false);
    check_scope(value, entry);
    return value;
}

OwnershipRule read_ownership_rule(EntryReader& entry) {
    OwnershipRule value;
    value.id = entry.text("id");
    value.regime = entry.text("regime");
    value.jurisdiction = entry.text("jurisdiction");
    value.threshold = entry.number("threshold").value_or(-1);
    value.strict = entry.flag("strict", false);
    value.aggregate = entry.flag("aggregate", false);
    value.control = entry.flag("control", false);
    value.announced = entry.day("announced");
    value.period = entry.period("from", "until");
    value.suspended = entry.periods("suspended");
    value.note = entry.optional_text("note");
    value.source = entry.text("source");
    value.verified = entry.flag("verified", false);
    if (!(value.threshold > 0 && value.threshold <= 1))
        entry.fail("threshold", "threshold is not a share between 0 and 1", "write 0.50 for 50 %");
    if (!value.period.from) entry.fail("from", "the first day is missing", "write from = 2024-07-03");
    return value;
}

CountryList read_country_list(EntryReader& entry) {
    CountryList value;
    value.id = entry.text("id");
    value.title = entry.text("title");
    value.authority = entry.text("authority");
    value.jurisdiction = entry.optional_text("jurisdiction");
    value.transshipment = entry.flag("transshipment", false);
    value.period = entry.period("from", "until");
    value.countries = entry.countries("countries");
    value.source = entry.text("source");
    value.verified = entry.flag("verified", false);
    std::ranges::sort(value.countries);
    if (!value.period.from) entry.fail("from", "the first day is missing", "write from = 2025-01-07");
    if (value.countries.empty()) entry.fail("countries", "a list without countries", "add at least one");
    return value;
}

Restricts read_restricts(EntryReader& entry) {
    const auto name = entry.text("restricts");
    for (std::size_t i = 0; i < kRestricts.size(); ++i) {
        if (name == kRestricts[i]) return static_cast<Restricts>(i);
    }
    entry.fail("restricts", "unknown restriction: " + name, "write dealing, supply, finance, procurement or notice");
    return Restricts::notice;
}

WatchList read_watch_list(EntryReader& entry) {
    WatchList value;
    value.id = entry.text("id");
    value.title = entry.text("title");
    value.authority = entry.text("authority");
    value.jurisdiction = entry.text("jurisdiction");
    value.restricts = read_restricts(entry);
    value.regime = entry.optional_text("regime");
    value.binds = entry.optional_text("binds");
    value.names = entry.texts("names");
    value.effect = entry.text("effect");
    value.innocent = entry.text("innocent");
    value.source = entry.text("source");
    value.verified = entry.flag("verified", false);
    return value;
}

std::map<std::string, double> read_parameters(EntryReader& entry) {
    std::map<std::string, double> values;
    const auto* table = entry.table("parameters");
    if (table == nullptr) return values;
    EntryReader inner(*table, {});
    for (const auto& [key, node] : *table) values[std::string(key.str())] = inner.number(key.str()).value_or(0);
    if (const auto status = inner.finish(); !status.ok()) entry.fail("parameters", status.error().message, status.error().hint);
    return values;
}

FlagRule read_rule(EntryReader& entry) {
    FlagRule value;
    value.id = entry.text("id");
    value.version = entry.text("version");
    value.title = entry.text("title");
    value.severity = entry.text("severity");
    value.needs = entry.texts("needs");
    value.innocent = entry.text("innocent");
    value.day = entry.day("day");
    value.parameters = read_parameters(entry);
    value.source = entry.text("source");
    value.verified = entry.flag("verified", false);
    if (!one_of(kSeverities, value.severity)) entry.fail("severity", "unknown severity: " + value.severity, "write low, medium or high");
    for (const auto& need : value.needs) {
        if (!one_of(kNeeds, need))
            entry.fail("needs", "unknown input: " + need,
                       "write rows, companies, lists, codes, countries, statistics or earlier deliveries");
    }
    return value;
}

template <typename T>
const T* find_sorted(const std::vector<T>& entries, std::string_view id) {
    const auto found = std::ranges::lower_bound(entries, id, {}, [](const T& entry) { return std::string_view(entry.id); });
    return found != entries.end() && found->id == id ? &*found : nullptr;
}

}  // namespace

bool GoodsConditions::any() const {
    return takeoff_weight_above_kg || empty_weight_above_kg || endurance_from_minutes || power_above_kw || range_above_km;
}

std::optional<bool> Control::in_force(Day day) const {
    if (!effective) return std::nullopt;
    return Period{effective, until}.contains(day) && !suspended_on(suspended, day);
}

bool Control::known_on(Day day) const {
    const auto first = announced ? announced : effective;
    return first && *first <= day;
}

bool Control::names_hs(std::string_view hs_code) const { return std::ranges::find(hs, hs_code.substr(0, kHsDigits)) != hs.end(); }

bool Control::covers_destination(Country country) const {
    if (std::ranges::find(exempt, country) != exempt.end()) return false;
    return destinations.empty() || std::ranges::find(destinations, country) != destinations.end();
}

bool OwnershipRule::in_force(Day day) const { return period.contains(day) && !suspended_on(suspended, day); }

bool CountryList::contains(Country country) const { return std::ranges::binary_search(countries, country); }

double FlagRule::parameter(const std::string& name, double otherwise) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? otherwise : found->second;
}

const Control* Controls::find_control(std::string_view id) const { return find_sorted(controls, id); }
const OwnershipRule* Controls::find_ownership_rule(std::string_view id) const { return find_sorted(ownership_rules, id); }
const CountryList* Controls::find_country_list(std::string_view id) const { return find_sorted(country_lists, id); }
const FlagRule* Controls::find_rule(std::string_view id) const { return find_sorted(rules, id); }
const WatchList* Controls::find_watch_list(std::string_view id) const { return find_sorted(watch_lists, id); }

const WatchList* Controls::watch_list_named(std::string_view cell) const {
    const WatchList* found = nullptr;
    std::size_t longest = 0;
    for (const auto& list : watch_lists) {
        for (const auto& name : list.names) {
            if (name.size() <= longest || !cell.starts_with(name)) continue;
            longest = name.size();
            found = &list;
        }
    }
    return found;
}

std::vector<const OwnershipRule*> Controls::ownership_rules_on(std::string_view regime, Day day) const {
    std::vector<const OwnershipRule*> found;
    for (const auto& rule : ownership_rules) {
        if (rule.regime == regime && rule.in_force(day)) found.push_back(&rule);
    }
    return found;
}

namespace {

// All entries of one kind by id; a later file replaces an earlier entry.
template <typename T>
class EntryStore {
public:
    template <typename Read>
    Status read(EntryReader& top, std::string_view key, const std::string& path, Read read_one) {
        std::set<std::string> here;
        for (const auto* table : top.tables(key)) {
            EntryReader entry(*table, path);
            T value = read_one(entry);
            if (!value.id.empty() && !here.insert(value.id).second)
                entry.fail("id", "the id stands twice in this file: " + value.id, "rename or remove one");
            auto where = entry.where("id");
            WB_TRY_VOID(entry.finish());
            auto id = value.id;
            entries_.insert_or_assign(std::move(id), std::pair(std::move(value), std::move(where)));
        }
        return {};
    }
    [[nodiscard]] bool has(const std::string& id) const { return entries_.contains(id); }
    [[nodiscard]] const std::map<std::string, std::pair<T, Where>>& all() const { return entries_; }
    std::vector<T> take() {
        std::vector<T> values;
        for (auto& [id, entry] : entries_) values.push_back(std::move(entry.first));
        return values;
    }

private:
    std::map<std::string, std::pair<T, Where>> entries_;
};

struct ControlsLoader {
    EntryStore<Control> controls;
    EntryStore<OwnershipRule> ownership_rules;
    EntryStore<CountryList> country_lists;
    EntryStore<FlagRule> rules;
    EntryStore<WatchList> watch_lists;

    Status add(const EmbeddedFile& file) {
        const std::string path(file.path);
        WB_TRY(const auto root, parse_toml(file.bytes, path));
        EntryReader top(root, path);
        if (const auto* header = top.table("controls")) {
            EntryReader inner(*header, path);
            inner.text("version");
            inner.day("as_of");
            WB_TRY_VOID(inner.finish());
        }
        WB_TRY_VOID(controls.read(top, "control", path, read_control));
        WB_TRY_VOID(ownership_rules.read(top, "ownership", path, read_ownership_rule));
        WB_TRY_VOID(country_lists.read(top, "country_list", path, read_country_list));
        WB_TRY_VOID(rules.read(top, "rule", path, read_rule));
        WB_TRY_VOID(watch_lists.read(top, "watch_list", path, read_watch_list));
        return top.finish();
    }

    Result<Controls> finish() {
        for (const auto& [id, entry] : controls.all()) {
            const auto& earlier = entry.first.supersedes;
            if (!earlier.empty() && !controls.has(earlier)) {
                return Error{"data.bad_entry", "supersedes names no control: " + earlier, entry.second,
                             "correct the id or add the control"};
            }
        }
        for (const auto& [id, entry] : watch_lists.all()) {
            const auto& countries = entry.first.binds;
            if (!countries.empty() && !country_lists.has(countries))
                return Error{"data.bad_entry", "binds names no country list: " + countries, entry.second, "correct the id or add the list"};
        }
        return Controls{controls.take(), ownership_rules.take(), country_lists.take(), rules.take(), watch_lists.take()};
    }
};

}  // namespace

Result<Controls> load_controls(std::span<const EmbeddedFile> files) {
    ControlsLoader loader;
    for (const auto& file : files) WB_TRY_VOID(loader.add(file));
    return loader.finish();
}

Result<Controls> load_controls_with(std::span<const EmbeddedFile> case_files) {
    const auto built_in = embedded_below("controls/");
    std::vector<EmbeddedFile> files(built_in.begin(), built_in.end());
    files.insert(files.end(), case_files.begin(), case_files.end());
    return load_controls(files);
}

}  // namespace wb
