// Terms of delivery (Incoterms of the International Chamber of Commerce): codes, and whether a price on these terms holds the main carriage
// (data/terms/delivery_terms.toml). Immutable; thread safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

struct DeliveryTerm {
    std::string code;
    bool freight = false;  // the seller pays the main carriage: it is in the price
    std::vector<int> editions;
};

class DeliveryTerms {
public:
    // A fault in the built-in file is a Bug, since tests load it.
    static const DeliveryTerms& built_in();

    // The term that a cell states: "FOB", "CIF MOSCOW", "FCA - Shenzhen", "Франко-завод". Nothing when it states none, or two.
    [[nodiscard]] const DeliveryTerm* find(std::string_view cell) const;
    [[nodiscard]] const std::map<std::string, DeliveryTerm, std::less<>>& terms() const { return terms_; }

private:
    std::map<std::string, DeliveryTerm, std::less<>> terms_;  // by code
    std::map<std::string, std::string, std::less<>> codes_;   // of folded spellings
};

}  // namespace wb
