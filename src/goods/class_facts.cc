#include "goods/class_facts.h"

#include <array>

#include "base/check.h"
#include "base/embedded.h"
#include "base/json.h"
#include "goods/reading.h"
#include "reference/part_series.h"
#include "reference/toml_data.h"

namespace wb {

double typical_price(std::string_view goods_class) {
    struct Typical {
        std::string_view id;
        double dollars;
    };
    // Middle of makers' list prices in the catalogue, to the nearest power of two: only the order of size is used.
    static constexpr std::array kTypical = {Typical{"uav", 1000},
                                            Typical{"uav_part.propeller", 16},
                                            Typical{"uav_part.battery", 128},
                                            Typical{"uav_part.gimbal", 256},
                                            Typical{"uav_part.motor", 32},
                                            Typical{"uav_part.controller", 256},
                                            Typical{"uav_part.camera", 64},
                                            Typical{"uav_part.flight_controller", 64},
                                            Typical{"uav_part.video_link", 64},
                                            Typical{"uav_part.thermal_camera", 2048}};
    for (const auto& entry : kTypical) {
        if (entry.id == goods_class) return entry.dollars;
    }
    return 0;
}

std::vector<ClassFacts> facts_of_classes(const Catalogue& catalogue) {
    std::vector<ClassFacts> facts;
    for (const auto& goods_class : catalogue.classes) {
        const auto* parent = catalogue.find_class(goods_class.parent);
        const auto& innocent = goods_class.innocent.empty() && parent != nullptr ? parent->innocent : goods_class.innocent;
        facts.push_back({typical_price(goods_class.id), json_string(innocent)});
    }
    return facts;
}

std::vector<std::string> military_words(bool negations) {
    const std::string path = "terms/military_use.toml";
    const auto parsed = parse_toml(embedded_file(path), path);
    WB_CHECK(parsed.ok(), to_string(parsed.error()));
    std::vector<std::string> words;
    const auto keys = negations ? std::vector<const char*>{"negations"} : std::vector<const char*>{"ru", "en", "zh"};
    for (const auto* key : keys) {
        const auto list = toml_texts(parsed.value(), key);
        words.insert(words.end(), list.begin(), list.end());
    }
    return words;
}

std::vector<std::size_t> part_classes(const Catalogue& catalogue) {
    std::vector<std::size_t> classes;
    for (const auto& kind : PartSeries::built_in().kinds()) {
        const auto* found = catalogue.find_class("chpl." + kind.hs6);
        classes.push_back(found == nullptr ? kNone : static_cast<std::size_t>(found - catalogue.classes.data()));
    }
    return classes;
}

}  // namespace wb
