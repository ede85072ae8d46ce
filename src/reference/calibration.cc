#include "reference/calibration.h"

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"

namespace wb {

const Calibration& Calibration::built_in() {
    static const Calibration kCalibration = [] {
        const std::string path = "calibration/goods.toml";
        auto parsed = parse(embedded_file(path), path);
        WB_CHECK(parsed.ok(), to_string(parsed.error()));
        return std::move(parsed).value();
    }();
    return kCalibration;
}

Result<Calibration> Calibration::parse(std::string_view toml, const std::string& file) {
    WB_TRY(const auto root, parse_toml(toml, file));
    Calibration calibration;
    for (const auto* entry : toml_tables(root, "pattern")) {
        const BetaRate rate{(*entry)["alpha"].value_or(0.0), (*entry)["beta"].value_or(0.0), (*entry)["log_odds_spread"].value_or(0.0)};
        if (!(rate.alpha > 0) || !(rate.beta > 0))
            return toml_error(*entry, file, "a pattern needs alpha and beta above 0", "write counts of right and wrong");
        calibration.rates_[toml_text(*entry, "key")] = rate;
    }
    const auto read_share = [&](const char* name, BetaRate& rate) -> Status {
        const auto* table = root[name].as_table();
        if (table == nullptr) return {};
        rate = {(*table)["alpha"].value_or(0.0), (*table)["beta"].value_or(0.0), 0};
        if (rate.alpha > 0 && rate.beta > 0) return {};
        return toml_error(*table, file, std::string(name) + " needs alpha and beta above 0",
                          "leave the section out when the share is not known");
    };
    WB_TRY_VOID(read_share("found_named", calibration.found_named_));
    WB_TRY_VOID(read_share("found_vague", calibration.found_vague_));
    WB_TRY_VOID(read_share("counted_twice", calibration.counted_twice_));
    WB_TRY_VOID(read_share("counted_apart", calibration.counted_apart_));
    if (!calibration.rates_.contains(""))
        return Error{"data.bad_entry", "no pattern with the empty key", {file, {}, {}, ""}, "add the rate of everything"};
    return calibration;
}

BetaRate Calibration::lookup(std::string_view pattern) const {
    std::string key(pattern);
    for (;;) {
        const auto found = rates_.find(key);
        if (found != rates_.end()) return found->second;
        const auto dot = key.rfind('.');
        key.resize(dot == std::string::npos ? 0 : dot);
    }
}

}  // namespace wb
