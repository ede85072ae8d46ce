#include <algorithm>
#include <array>
#include <span>

#include "companies/register_builder.h"
#include "reference/countries.h"
#include "text/delimited.h"
#include "text/utf8.h"

namespace wb {

namespace {

// Headings in lower case without spaces, underscores and hyphens; the first that a header has is taken.
using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 10> kOwner = {"owner",      "ownername", "shareholder", "shareholdername", "parent",
                                                     "parentname", "holder",    "учредитель",  "владелец",        "股东"};
constexpr std::array<std::string_view, 11> kOwned = {"owned",      "ownedname", "asset",    "assetname",   "company", "companyname",
                                                     "subsidiary", "child",     "компания", "организация", "公司"};
constexpr std::array<std::string_view, 3> kOwnerId = {"ownerid", "shareholderid", "parentid"};
constexpr std::array<std::string_view, 4> kOwnedId = {"ownedid", "assetid", "companyid", "subsidiaryid"};
constexpr std::array<std::string_view, 6> kCompany = {"name", "companyname", "company", "название", "наименование", "名称"};

// The sign that the first line holds most of, outside quotes.
char find_delimiter(std::string_view text) {
    const auto line = text.substr(0, text.find('\n'));
    char best = ',';
    std::ptrdiff_t most = 0;
    for (const char sign : {',', ';', '\t', '|'}) {
        const auto count = std::count(line.begin(), line.end(), sign);
        if (count > most) {
            most = count;
            best = sign;
        }
    }
    return best;
}

class TableReader {
public:
    TableReader(std::string_view text, const std::string& path, RegisterBuilder& builder)
        : text_(text), path_(path), builder_(builder), delimiter_(find_delimiter(text)) {}

    void read() {
        DelimitedReader reader(text_, delimiter_);
        std::vector<std::string> cells;
        if (!reader.next(cells)) return;
        const HeaderRow header(cells);
        const bool owner = has_any(header, kOwner) || has_any(header, kOwnerId);
        const bool owned = has_any(header, kOwned) || has_any(header, kOwnedId);
        const bool company = has_any(header, kCompany);
        if (!(owner && owned) && !company) {
            return builder_.doubt(path_, 1, "ownership.unknown_columns", "the table has neither owner and owned nor a company's name", "",
                                  "no row of it is used");
        }
        if (owner && owned) fraction_ = in_fractions(header);
        while (reader.next(cells)) {
            if (header.repeats(cells)) continue;
            line_ = reader.row_number();
            if (cells.size() > header.size())
                builder_.doubt(path_, line_, "ownership.ragged", "more cells than columns", cells.back(), "those beyond are not used");
            owner&& owned ? read_ownership(header, cells) : read_company(header, cells);
        }
        if (reader.cut())
            builder_.doubt(path_, line_, "ownership.unclosed_quote", "a quotation mark never closes", "", "read as far as possible");
    }

private:
    static bool has_any(const HeaderRow& header, Names names) {
        return std::any_of(names.begin(), names.end(), [&](auto name) { return header.has(name); });
    }

    // Whether the column of shares is written in parts of one: no share in it is above 1, and one is no whole number.
    bool in_fractions(const HeaderRow& header) const {
        DelimitedReader reader(text_, delimiter_);
        std::vector<std::string> cells;
        reader.next(cells);
        bool broken = false;
        while (reader.next(cells)) {
            for (const auto column : {"share", "sharelow", "sharehigh", "percentage", "percent", "доля"}) {
                const auto cell = header.cell(cells, {column});
                if (cell.empty() || cell.find('%') != std::string_view::npos) continue;
                const auto share = parse_share(cell, true);
                if (!share && parse_share(cell, false)) return false;
                broken = broken || (share && share->low > 0 && share->low < 1);
            }
        }
        return broken;
    }

    void read_ownership(const HeaderRow& header, const std::vector<std::string>& cells) {
        const auto get = [&](std::initializer_list<std::string_view> names) { return std::string(header.cell(cells, names)); };
        const auto among = [&](Names names) { return std::string(header.cell(cells, names)); };
        RawOwnership raw;
        raw.owner = {among(kOwnerId), party(among(kOwner), get({"owneridentifier", "ownernumber", "ownerinn"}), get({"ownercountry"}))};
        raw.owned = {among(kOwnedId), party(among(kOwned), get({"ownedidentifier", "ownednumber", "ownedinn", "inn"}),
                                            get({"ownedcountry", "assetcountry"}))};
        raw.share = get({"sharelow", "share", "percentage", "percent", "ownership", "stake", "доля", "持股比例"});
        raw.share_high = get({"sharehigh"});
        raw.fraction = fraction_;
        raw.from = get({"from", "fromday", "fromdate", "startdate", "since", "датаначала"});
        raw.until = get({"until", "untilday", "untildate", "enddate", "датаокончания"});
        raw.path = path_;
        raw.line = line_;
        builder_.add(std::move(raw));
    }
    [[nodiscard]] RegisteredCompany party(std::string name, std::string identifier, const std::string& country) const {
        RegisteredCompany company;
        company.name = std::move(name);
        company.identifier = std::move(identifier);
        company.country = country_of(country);
        company.path = path_;
        company.line = line_;
        return company;
    }

    void read_company(const HeaderRow& header, const std::vector<std::string>& cells) {
        const auto get = [&](std::initializer_list<std::string_view> names) { return std::string(header.cell(cells, names)); };
        auto company = party(std::string(header.cell(cells, Names(kCompany))),
                             get({"identifier", "number", "registrationnumber", "taxnumber", "inn", "инн", "uscc"}),
                             get({"country", "jurisdiction", "страна", "国家"}));
        if (company.name.empty()) return builder_.doubt(path_, line_, "ownership.no_party", "the company is not named", "", "not used");
        const auto add = [&](const char* kind, const std::string& value) {
            if (!value.empty()) company.facts.push_back({kind, value, {}, {}});
        };
        add("number", company.identifier);
        add("address", get({"address", "registeredaddress", "адрес", "地址"}));
        add("phone", get({"phone", "telephone", "tel", "телефон", "电话"}));
        add("email", get({"email", "mail", "почта"}));
        add("director", get({"director", "ceo", "директор", "руководитель", "法定代表人"}));
        const auto day = [&](const char* kind, const std::string& text) {
            const auto found = builder_.day(text, path_, line_, kind);
            if (found) company.facts.push_back({kind, "", found, {}});
        };
        day("incorporated", get({"incorporated", "incorporationdate", "registered", "registrationdate", "датарегистрации"}));
        day("dissolved", get({"dissolved", "dissolutiondate", "liquidated", "датапрекращения", "даталиквидации"}));
        builder_.add_company(get({"id", "companyid"}), std::move(company));
    }

    std::string_view text_;
    const std::string& path_;
    RegisterBuilder& builder_;
    char delimiter_;
    bool fraction_ = false;
    std::int64_t line_ = 0;
};

#undef WB_OWNER
#undef WB_OWNED

}  // namespace

void read_register_table(std::string_view text, const std::string& path, RegisterBuilder& builder) {
    TableReader(text, path, builder).read();
}

}  // namespace wb
