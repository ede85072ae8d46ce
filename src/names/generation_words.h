// "Jr", "Senior", "II": words behind a name that tell two bearers of it apart. Data: terms/generation_words.toml, with sources.
// Cost: a length test and a search among a score of words. Thread safe.
#pragma once

#include <string_view>

namespace wb {

// The generation that a romanised word names ("junior" of "jr"), "" when it names none.
std::string_view generation_of(std::string_view word);

}  // namespace wb
