// Registers and ownership files of a case: FollowTheMoney JSON lines and CSV, read together so that ids of one file may be used in another.
//
// FollowTheMoney: Company, LegalEntity, Organization, Person (names, numbers, countries, addresses, phones, emails, incorporationDate,
// dissolutionDate), Ownership (owner, asset, percentage, startDate, endDate), Directorship (director, organization), Address (full).
// CSV, told by its header: a table of ownership has columns for owner and owned (name or id), share, from, until; a table of companies has
// a name and any of id, number, country, address, phone, email, director, incorporated, dissolved. Headings: data below in
// registers_csv.cc. Shares: "51", "51 %", "0.51" in a column where none is above 1, "25-50", "more than 25", "<= 10"; a share that cannot
// be read, or is above the whole, makes an unknown one. Days: yyyy-mm-dd, yyyy-mm, yyyy, dd.mm.yyyy. Never fails and drops nothing
// silently: what cannot be used is a doubt with file and line. Cost: about 100 MB/s. Pure, thread safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.h"
#include "base/maybe.h"
#include "tables/column.h"

namespace wb {

// A statement that one company owns another, by name or number.
struct OwnershipStatement {
    std::string owner_name, owned_name, owner_identifier, owned_identifier;
    Country owner_country, owned_country;
    Maybe<double> share_low, share_high;  // 0 to 1
    Maybe<Day> from_day, until_day;
    std::string source;
};

// Something that a register says of a company; `kind` as in the table register_fact.
struct RegisterStatement {
    std::string company, identifier;
    Country country;
    std::string kind, value;
    Maybe<Day> from_day, until_day;
    std::string source;
};

// A statement that could not be used as it stands, and why.
struct RegisterDoubt {
    std::string path;
    std::int64_t line = 0;
    std::string code, text, raw, action;
};

struct RegisterFile {
    std::string path;       // shown in doubts and sources; .csv and .tsv are tables, everything else JSON lines
    std::string_view text;  // in any encoding that text/charset.h tells
};

struct RegistersRead {
    std::vector<OwnershipStatement> ownership;
    std::vector<RegisterStatement> statements;
    std::vector<RegisterDoubt> doubts;
};

RegistersRead read_registers(std::span<const RegisterFile> files);

// A share as registers write it: nothing when it is no share of the whole. `fraction`: 0.51 is 51 %.
struct StatedShare {
    double low = 0, high = 1;
};
std::optional<StatedShare> parse_share(std::string_view text, bool fraction);
// A day as registers write it; a year or month stands for its first day.
std::optional<Day> parse_register_day(std::string_view text);

}  // namespace wb
