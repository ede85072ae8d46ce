#include "reference/delivery_terms.h"

#include <algorithm>

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "text/fold.h"

namespace wb {

const DeliveryTerms& DeliveryTerms::built_in() {
    static const DeliveryTerms kTerms = [] {
        const std::string path = "terms/delivery_terms.toml";
        const auto table = parse_toml(embedded_file(path), path);
        WB_CHECK(table.ok(), to_string(table.error()));
        DeliveryTerms all;
        for (const auto* entry : toml_tables(table.value(), "term")) {
            DeliveryTerm term{toml_text(*entry, "code"), (*entry)["freight"].value_or(false), {}};
            if (const auto* editions = (*entry)["editions"].as_array(); editions != nullptr) {
                for (const auto& edition : *editions) term.editions.push_back(edition.value_or(0));
            }
            all.codes_[fold_words(term.code)] = term.code;
            for (const auto& spelling : toml_texts(*entry, "also")) all.codes_[fold_words(spelling)] = term.code;
            all.terms_.emplace(term.code, term);
        }
        return all;
    }();
    return kTerms;
}

const DeliveryTerm* DeliveryTerms::find(std::string_view cell) const {
    constexpr std::size_t kLongest = 200;  // bytes; a term and a place are shorter
    const auto folded = fold_words(cell.substr(0, kLongest));
    const auto named = [&](std::string_view words) -> const DeliveryTerm* {
        const auto found = codes_.find(words);
        return found == codes_.end() ? nullptr : &terms_.find(found->second)->second;
    };
    if (const auto* whole = named(folded); whole != nullptr) return whole;
    // A place may follow or stand before; two terms leave open which is meant.
    const DeliveryTerm* only = nullptr;
    for (std::size_t start = 0; start < folded.size();) {
        const auto end = std::min(folded.find(' ', start), folded.size());
        const auto* term = named(std::string_view(folded).substr(start, end - start));
        if (term != nullptr && only != nullptr && term != only) return nullptr;
        if (term != nullptr) only = term;
        start = end + 1;
    }
    return only;
}

}  // namespace wb
