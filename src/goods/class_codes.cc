#include <array>
#include <bit>
#include <map>

#include "base/hash.h"
#include "goods/reading.h"

namespace wb {

std::optional<std::uint32_t> hs6_number(std::string_view code) {
    constexpr std::size_t kDigits = 6;
    if (code.size() < kDigits) return std::nullopt;
    std::uint32_t number = 0;
    for (const char digit : code.substr(0, kDigits)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    return number;
}

std::string_view hs_match_name(HsMatch match) {
    static constexpr std::array<std::string_view, kHsMatches> kNames = {"hs_none", "hs_uav", "hs_near", "hs_other"};
    return kNames[static_cast<std::size_t>(match)];
}

HsMatch HsFeature::match_for(std::string_view goods_class_id) const {
    if (!stated) return HsMatch::none;
    const bool own = goods_class_id == "uav" ? uav : goods_class_id.starts_with("uav_part") ? (part || uav) : priority;
    if (own) return HsMatch::own;
    return near || uav || part ? HsMatch::near : HsMatch::other;
}

ClassCodes::ClassCodes(const Catalogue& catalogue) {
    std::map<std::uint32_t, HsFeature> by_hs6;
    // Codes under which drones were declared before heading 8806, and to which they are moved: cameras, toys, radio apparatus.
    static constexpr std::array<std::string_view, 8> kNeighbours = {"852580", "852589", "852581", "852583",
                                                                    "950300", "880220", "880211", "852692"};
    for (const auto code : kNeighbours) by_hs6[*hs6_number(code)].near = true;
    for (std::size_t i = 0; i < catalogue.classes.size(); ++i) {
        const auto& goods_class = catalogue.classes[i];
        const bool priority = !goods_class.tier.empty();
        for (const auto& form : goods_class.hs) {
            for (const auto& code : form.codes) {
                auto& feature = by_hs6[hs6_number(code).value_or(0)];
                const bool own_heading = code.starts_with("8806") || code.starts_with("8807");
                if (priority && form.edition == 2022) {
                    feature.priority = true;
                    if (feature.goods_class == kNone) feature.goods_class = i;
                } else if (form.edition == 2022 && goods_class.id == "uav" && own_heading) {
                    feature.uav = true;
                    feature.goods_class = i;
                } else if (form.edition == 2022 && goods_class.id == "uav_part" && own_heading) {
                    feature.part = true;
                    feature.goods_class = i;
                } else if (!priority) {
                    feature.near = true;
                }
            }
        }
    }
    slots_.resize(std::bit_ceil(4 * by_hs6.size()));
    for (auto& [code, feature] : by_hs6) {
        feature.stated = true;
        slots_[static_cast<std::size_t>(&slot(code) - slots_.data())] = {code, static_cast<std::uint32_t>(features_.size())};
        features_.push_back(feature);
    }
}

const ClassCodes::Slot& ClassCodes::slot(std::uint32_t code) const {
    auto at = mix64(code) & (slots_.size() - 1);
    while (slots_[at].code != code && slots_[at].code != kNoCode) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
}

HsFeature ClassCodes::feature(std::string_view hs_code) const {
    HsFeature feature;
    const auto number = hs6_number(hs_code);
    if (!number) return feature;
    const auto& found = slot(*number);
    if (found.code == *number) return features_[found.feature];
    feature.stated = true;
    return feature;
}

}  // namespace wb
