// Invented companies and the ways in which clerks write them.
#pragma once

#include <string>

#include "simulate/dice.h"
#include "simulate/words.h"

namespace wb {

enum class CompanyKind : unsigned char { chinese, hong_kong, russian, third };

struct SimCompany {
    std::string id;      // of the truth: cn12, ru3, kz0 …
    std::string family;  // brand whose maker owns it, or ""
    std::string identifier;
    CompanyKind kind = CompanyKind::chinese;
    Country country;
    // Of Chinese companies all three; of others `name.cyrillic` is the native core and `name.latin` the English one.
    ThreeScripts place, name, activity;
    std::size_t third = 0;  // index into SimWords::third
    std::uint64_t stream = 0;
    std::vector<double> brand_cumulative;  // of exporters: what they sell
    std::size_t vague_texts[2] = {0, 0};
};

SimCompany chinese_company(Dice& dice, const SimWords& words, std::size_t number);
SimCompany russian_company(Dice& dice, const SimWords& words, std::size_t number);
// `number` counts within the country.
SimCompany third_company(Dice& dice, const SimWords& words, std::size_t third, std::size_t number);
// A Russian tax number of ten digits, a Kazakh one of twelve: check digits hold.
std::string make_inn(Dice& dice);
std::string make_bin(Dice& dice);

// The name in full, for registers and ownership statements.
std::string full_name(const SimCompany& company, const SimWords& words);

enum class Spelling : unsigned char { declared, english };
struct Clerk {
    std::uint64_t seed = 1;
    std::uint64_t provider = 0;  // each provider's clerks have habits of their own
    bool han = false;            // the encoding has Han letters
};
// One of a few writings that a company has with a provider: scripts, forms, capitals, slips, numbers inside the name.
std::string written_name(const SimCompany& company, const SimWords& words, Spelling spelling, const Clerk& clerk, std::size_t variant);
std::string written_address(const SimCompany& company, const SimWords& words, Spelling spelling, std::size_t variant);

}  // namespace wb
