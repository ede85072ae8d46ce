#include "reference/value_thresholds.h"

#include "base/check.h"
#include "base/embedded.h"
#include "reference/toml_data.h"
#include "reference/toml_entry.h"

namespace wb {

const ValueThresholds& ValueThresholds::built_in() {
    static const ValueThresholds kThresholds = [] {
        const std::string path = "terms/value_thresholds.toml";
        auto parsed = parse(embedded_file(path), path);
        WB_CHECK(parsed.ok(), to_string(parsed.error()));
        return std::move(parsed).value();
    }();
    return kThresholds;
}

Result<ValueThresholds> ValueThresholds::parse(std::string_view toml, const std::string& file) {
    WB_TRY(const auto root, parse_toml(toml, file));
    ValueThresholds all;
    EntryReader whole(root, file);
    if (const auto* freight = whole.table("freight"); freight != nullptr) {
        EntryReader entry(*freight, file);
        all.freight_low = entry.number("low").value_or(0);
        all.freight_high = entry.number("high").value_or(0);
        all.freight_source = entry.text("source");
        entry.flag("verified", false);
        WB_TRY_VOID(entry.finish());
    }
    for (const auto* table : whole.tables("threshold")) {
        EntryReader entry(*table, file);
        ValueThreshold threshold;
        threshold.id = entry.text("id");
        threshold.title = entry.text("title");
        threshold.destination = Country{entry.optional_text("destination")};
        threshold.sellers = entry.countries("sellers");
        threshold.amount = entry.number("amount").value_or(0);
        threshold.currency = entry.text("currency");
        threshold.period = entry.period("from", "until");
        threshold.source = entry.text("source");
        threshold.verified = entry.flag("verified", false);
        if (threshold.amount <= 0) entry.fail("amount", "a threshold needs an amount above 0", "write amount = 2500");
        WB_TRY_VOID(entry.finish());
        all.thresholds.push_back(std::move(threshold));
    }
    WB_TRY_VOID(whole.finish());
    return all;
}

}  // namespace wb
