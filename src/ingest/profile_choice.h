// Which of the built-in layouts a file has, told from its column names.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "ingest/profile.h"
#include "tables/column.h"

namespace wb {

// The layout that knows the largest share of the names, when that is at least kLeastKnown of them. Layouts of several countries that know
// them almost equally well are told apart by the country in the file's name; when it names none, a layout that belongs to no country is
// taken, else none: the columns are then mapped by header words, and no country is assumed. Null when no layout fits.
const Profile* recognise_profile(const std::set<std::string>& folded_headers, std::string_view path);

inline constexpr double kLeastKnown = 0.7;     // of the names; providers add columns of their own and leave others out
inline constexpr double kSameShare = 0.15;     // layouts this near to each other cannot be told apart by their names
inline constexpr std::size_t kLeastNames = 4;  // columns that mean something; fewer are no layout

// The country that a file's name names first: "South sudan Import S.xlsx" is SS, "ru_import.csv" RU. Whose customs recorded the rows, as a
// rule.
Country country_in_name(std::string_view path);

// The file's name without its folders.
std::string_view file_name_of(std::string_view path);

}  // namespace wb
