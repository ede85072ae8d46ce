#include "companies/register_builder.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/arena.h"
#include "text/charset.h"
#include "text/date.h"
#include "text/number.h"
#include "text/utf8.h"

namespace wb {

namespace {

const std::string kNotUsed = "not used", kWithoutShare = "used without a share", kWithoutDay = "used without the day";

std::optional<double> number_of(std::string_view text) {
    text = trim(text);
    while (!text.empty() && (text.back() == '%' || text.back() == ' ')) text.remove_suffix(1);
    std::string plain(text);
    // A share has no thousands: a comma is a decimal sign.
    std::replace(plain.begin(), plain.end(), ',', '.');
    return parse_real(plain, {'.'});
}

// "more than 25" and "<= 10" are one end of a share.
struct Bound {
    std::string_view mark;
    bool is_low;
};
constexpr std::array kBounds = {Bound{"more than", true}, Bound{"over", true},  Bound{"at least", true}, Bound{">=", true},
                                Bound{">", true},         Bound{"≥", true},     Bound{"up to", false},   Bound{"less than", false},
                                Bound{"under", false},    Bound{"<=", false},   Bound{"<", false},       Bound{"≤", false},
                                Bound{"более", true},     Bound{"свыше", true}, Bound{"менее", false},   Bound{"до", false}};
constexpr std::array<std::string_view, 5> kBetween = {"–", "—", " to ", "..", "-"};

// By everything that both state.
bool same_company(const RegisteredCompany& a, const RegisteredCompany& b) {
    const bool numbers = a.identifier.empty() || b.identifier.empty() || a.identifier == b.identifier;
    const bool countries = !a.country.present() || !b.country.present() || a.country == b.country;
    return a.name == b.name && numbers && countries;
}

bool within(double low, double high) { return low >= 0 && low <= high && high <= 1; }

}  // namespace

std::optional<StatedShare> parse_share(std::string_view text, bool fraction) {
    text = trim(text);
    const double whole = fraction && text.find('%') == std::string_view::npos ? 1 : 100;
    if (const auto exact = number_of(text)) {
        const double share = *exact / whole;
        return within(share, share) ? std::optional(StatedShare{share, share}) : std::nullopt;
    }
    for (const auto& bound : kBounds) {
        if (!text.starts_with(bound.mark)) continue;
        const auto end = number_of(text.substr(bound.mark.size()));
        if (!end || !within(*end / whole, *end / whole)) return std::nullopt;
        return bound.is_low ? StatedShare{*end / whole, 1} : StatedShare{0, *end / whole};
    }
    for (const auto between : kBetween) {
        const auto at = text.find(between);
        if (at == std::string_view::npos || at == 0) continue;
        const auto low = number_of(text.substr(0, at)), high = number_of(text.substr(at + between.size()));
        if (low && high && within(*low / whole, *high / whole)) return StatedShare{*low / whole, *high / whole};
    }
    return std::nullopt;
}

std::optional<Day> parse_register_day(std::string_view text) {
    text = trim(text);
    if (text.size() > 10 && (text[10] == 'T' || text[10] == ' ')) text = text.substr(0, 10);
    const auto digits = [](std::string_view part) {
        int number = 0;
        for (const char c : part) number = c >= '0' && c <= '9' && number >= 0 ? number * 10 + (c - '0') : -1;
        return number;
    };
    if (text.size() == 4) return make_day(digits(text), 1, 1);
    if (text.size() == 7 && text[4] == '-') return make_day(digits(text.substr(0, 4)), digits(text.substr(5)), 1);
    if (const auto iso = parse_iso_day(text)) return iso;
    if (text.size() == 10 && text[2] == '.' && text[5] == '.')
        return make_day(digits(text.substr(6)), digits(text.substr(3, 2)), digits(text.substr(0, 2)));
    return parse_day(text, {}).day;
}

void RegisterBuilder::doubt(const std::string& path, std::int64_t line, std::string code, std::string text, std::string raw,
                            std::string action) {
    result_.doubts.push_back({path, line, std::move(code), std::move(text), std::move(raw), std::move(action)});
}

Maybe<Day> RegisterBuilder::day(const std::string& text, const std::string& path, std::int64_t line, const std::string& field) {
    if (text.empty()) return Missing::not_stated;
    if (const auto found = parse_register_day(text)) return *found;
    doubt(path, line, "ownership.day", field + " is no day", text, kWithoutDay);
    return Missing::unreadable;
}

void RegisterBuilder::add_company(const std::string& id, RegisteredCompany company) {
    if (id.empty()) {
        unnamed_.push_back(std::move(company));
        return;
    }
    const auto [at, fresh] = companies_.try_emplace(id, company);
    if (fresh) return;
    if (at->second.name != company.name)
        doubt(company.path, company.line, "ownership.id_twice", "two companies have this id; the first is used", id,
              "the facts of both are kept under the first name");
    at->second.facts.insert(at->second.facts.end(), company.facts.begin(), company.facts.end());
}

const RegisteredCompany* RegisterBuilder::find(const NamedParty& party) const {
    if (!party.id.empty()) {
        const auto found = companies_.find(party.id);
        if (found != companies_.end()) return &found->second;
    }
    return party.company.name.empty() ? nullptr : &party.company;
}

void RegisterBuilder::read_share(const RawOwnership& raw, OwnershipStatement& statement) {
    if (raw.share.empty() && raw.share_high.empty()) return;
    const auto low = raw.share.empty() ? StatedShare{} : parse_share(raw.share, raw.fraction);
    const auto high = raw.share_high.empty() ? low : parse_share(raw.share_high, raw.fraction);
    if (!low || !high || low->low > high->high) {
        return doubt(raw.path, raw.line, "ownership.share", "no share between 0 and 100 %",
                     raw.share + (raw.share_high.empty() ? "" : " … " + raw.share_high), kWithoutShare);
    }
    statement.share_low = low->low;
    statement.share_high = high->high;
}

void RegisterBuilder::finish(const RawOwnership& raw) {
    const auto* owner = find(raw.owner);
    const auto* owned = find(raw.owned);
    if (owner == nullptr || owned == nullptr) {
        const auto& id = owner == nullptr ? raw.owner.id : raw.owned.id;
        return doubt(raw.path, raw.line, id.empty() ? "ownership.no_party" : "ownership.unknown_id",
                     id.empty() ? std::string(owner == nullptr ? "the owner" : "the owned company") + " is not named"
                                : "no company of the registers has this id",
                     id, kNotUsed);
    }
    const bool same_id = !raw.owner.id.empty() && raw.owner.id == raw.owned.id;
    if (same_id || same_company(*owner, *owned))
        return doubt(raw.path, raw.line, "ownership.owns_itself", "a company is said to own itself", owner->name, kNotUsed);
    OwnershipStatement statement;
    statement.from_day = day(raw.from, raw.path, raw.line, "the first day");
    statement.until_day = day(raw.until, raw.path, raw.line, "the last day");
    if (statement.from_day && statement.until_day && *statement.until_day <= *statement.from_day)
        return doubt(raw.path, raw.line, "ownership.days_reversed", "it ends before it begins", raw.from + " … " + raw.until, kNotUsed);
    statement.owner_name = owner->name;
    statement.owned_name = owned->name;
    statement.owner_identifier = owner->identifier;
    statement.owned_identifier = owned->identifier;
    statement.owner_country = owner->country;
    statement.owned_country = owned->country;
    statement.source = raw.path + " line " + std::to_string(raw.line);
    read_share(raw, statement);
    result_.ownership.push_back(std::move(statement));
}

void RegisterBuilder::finish(const RawDirectorship& raw) {
    const auto director = companies_.find(raw.director), organization = companies_.find(raw.organization);
    if (director == companies_.end() || organization == companies_.end())
        return doubt(raw.path, raw.line, "ownership.unknown_id", "no company or person of the registers has this id",
                     director == companies_.end() ? raw.director : raw.organization, kNotUsed);
    organization->second.facts.push_back({"director", director->second.name, day(raw.from, raw.path, raw.line, "the first day"),
                                          day(raw.until, raw.path, raw.line, "the last day")});
}

void RegisterBuilder::write_facts(const RegisteredCompany& company) {
    const auto source = company.path + " line " + std::to_string(company.line);
    for (const auto& fact : company.facts) {
        auto value = fact.value;
        if (fact.kind == "address entity") {
            const auto found = addresses_.find(value);
            if (found == addresses_.end()) {
                doubt(company.path, company.line, "ownership.unknown_id", "no address of the registers has this id", value, kNotUsed);
                continue;
            }
            value = found->second;
        }
        result_.statements.push_back({company.name, company.identifier, company.country,
                                      fact.kind == "address entity" ? "address" : fact.kind, value, fact.from, fact.until, source});
    }
}

RegistersRead RegisterBuilder::finish() {
    for (const auto& raw : directorships_) finish(raw);
    for (const auto& raw : ownership_) finish(raw);
    for (const auto& [id, company] : companies_) write_facts(company);
    for (const auto& company : unnamed_) write_facts(company);
    return std::move(result_);
}

RegistersRead read_registers(std::span<const RegisterFile> files) {
    RegisterBuilder builder;
    Arena arena;
    for (const auto& file : files) {
        constexpr std::size_t kSample = 262144;
        const auto found = detect_encoding(file.text.substr(0, kSample));
        const auto decoded = decode(found.encoding, file.text.substr(found.mark_bytes), arena);
        const bool table = file.path.ends_with(".csv") || file.path.ends_with(".tsv");
        if (decoded.replaced > 0)
            builder.doubt(file.path, 0, "ownership.invalid_bytes", "bytes that are no text", std::to_string(decoded.replaced),
                          "read as unknown letters");
        table ? read_register_table(decoded.text, file.path, builder) : read_ftm_lines(decoded.text, file.path, builder);
    }
    return builder.finish();
}

}  // namespace wb
