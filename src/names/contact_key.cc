#include "names/contact_key.h"

#include "text/fold.h"

namespace wb {

namespace {

constexpr std::size_t kPhoneDigits = 9;
constexpr std::size_t kFewestPhoneDigits = 6;

std::string only(std::string_view text, auto keep) {
    std::string kept;
    for (const char c : text) {
        if (keep(c)) kept += c;
    }
    return kept;
}

}  // namespace

std::string contact_key(std::string_view kind, std::string_view text) {
    const bool phone = kind == "phone";
    auto key = phone ? only(text, [](char c) { return c >= '0' && c <= '9'; }) : only(fold_words(text), [](char c) { return c != ' '; });
    if (phone && key.size() > kPhoneDigits) key = key.substr(key.size() - kPhoneDigits);
    if (key.empty() || (phone && key.size() < kFewestPhoneDigits)) return {};
    return std::string(kind) + " " + key;
}

}  // namespace wb
