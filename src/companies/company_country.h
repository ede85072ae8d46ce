// The country of a company when no record states it.
//
// In order: the state whose verified number it bears (INN and OGRN Russia, BIN Kazakhstan, unified social credit code China); the country
// of its address, as written or that of its city; the one place its Latin or Chinese name is called after ("SHENZHEN … CO., LTD"). A name
// in Cyrillic, or with a Russian legal form, is not asked: OOO ПЕКИН is a restaurant. Each is said in `entity.country_basis`, and where two
// places speak for two countries nothing is told. Pure; one scratch per thread; about two microseconds a spelling.
#pragma once

#include <string_view>

#include "names/address_parts.h"
#include "names/name_parts.h"
#include "tables/item.h"

namespace wb {

struct ToldCountry {
    Country country;
    std::string_view basis;  // number, address or name; "" when nothing tells
};

class CountryReader {
public:
    ToldCountry read(const Party& party);

private:
    [[nodiscard]] Country called_after(std::string_view name);
    NameScratch names_;
    AddressScratch addresses_;
};

}  // namespace wb
