// Collects what the lines of registers say until all are read, then joins ids: the state between reading and statements.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "companies/registers.h"

namespace wb {

struct RegisteredCompany {
    std::string name, identifier;
    Country country;
    std::string path;
    std::int64_t line = 0;
    struct Fact {
        std::string kind, value;
        Maybe<Day> from, until;
    };
    std::vector<Fact> facts;
};

// Owner and owned as written: an id of this or another file, or a name with what else is said of it.
struct NamedParty {
    std::string id;
    RegisteredCompany company;
};

struct RawOwnership {
    NamedParty owner, owned;
    std::string share, share_high;
    bool fraction = false;
    std::string from, until;
    std::string path;
    std::int64_t line = 0;
};

struct RawDirectorship {
    std::string director, organization;
    std::string from, until;
    std::string path;
    std::int64_t line = 0;
};

class RegisterBuilder {
public:
    void add_company(const std::string& id, RegisteredCompany company);
    void add_address(const std::string& id, std::string full) { addresses_[id] = std::move(full); }
    void add(RawOwnership ownership) { ownership_.push_back(std::move(ownership)); }
    void add(RawDirectorship directorship) { directorships_.push_back(std::move(directorship)); }
    void doubt(const std::string& path, std::int64_t line, std::string code, std::string text, std::string raw, std::string action);
    // The day of a cell; a cell that is no day is a doubt, and missing.
    Maybe<Day> day(const std::string& text, const std::string& path, std::int64_t line, const std::string& field);
    RegistersRead finish();

private:
    [[nodiscard]] const RegisteredCompany* find(const NamedParty& party) const;
    void finish(const RawOwnership& raw);
    void finish(const RawDirectorship& raw);
    void read_share(const RawOwnership& raw, OwnershipStatement& statement);
    void write_facts(const RegisteredCompany& company);

    std::map<std::string, RegisteredCompany> companies_;  // by id
    std::vector<RegisteredCompany> unnamed_;              // tables of companies without ids
    std::map<std::string, std::string> addresses_;        // FollowTheMoney Address entities
    std::vector<RawOwnership> ownership_;
    std::vector<RawDirectorship> directorships_;
    RegistersRead result_;
};

void read_ftm_lines(std::string_view jsonl, const std::string& path, RegisterBuilder& builder);
void read_register_table(std::string_view text, const std::string& path, RegisterBuilder& builder);

}  // namespace wb
