#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "names/address_parts.h"
#include "names/name_parts.h"
#include "names/string_kernels.h"

using namespace wb;

TEST_CASE("a name comes apart") {
    NameScratch scratch;
    const auto parts = read_name("ООО «АэроТрейд»", scratch);
    CHECK(parts.legal_form == "llc");
    CHECK(parts.tokens.size() >= 1);
    CHECK(!parts.full_key.empty());
}
TEST_CASE("kernels agree with their definitions") {
    CHECK(levenshtein_distance("kitten", "sitting") == 3);
    CHECK(common_subsequence("kitten", "sitting") == 4);
    CHECK(jaro_similarity("MARTHA", "MARHTA") == doctest::Approx(0.944444));
    CHECK(jaro_winkler_similarity("MARTHA", "MARHTA") == doctest::Approx(0.961111));
}
