// Any bytes as the cells of an item: recognition ends, its spans lie inside the text, values add up to the item's; what its text says of
// the declared code is one of three answers, with what is missing or nothing.
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "goods/hs_candidates.h"
#include "goods/recogniser.h"
#include "goods/text_findings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const wb::Catalogue kCatalogue = wb::load_catalogue_with({}).value();
    static const wb::Recogniser kRecogniser(kCatalogue, wb::Calibration::built_in(), true);
    static wb::Recogniser::Scratch scratch;
    static const wb::Controls kControls = wb::load_controls_with({}).value();
    static const wb::TextFindings kFindings(kCatalogue, kControls.rules, true);
    static wb::TextFindings::Scratch texts;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const auto cut = bytes.find('\n');
    wb::Item item;
    item.item_id = wb::ItemId{1};
    item.description = std::string_view(bytes).substr(0, cut);
    if (cut != std::string::npos) {
        item.hs_code = std::string_view(bytes).substr(cut + 1, 10);
        item.trademark = item.article = std::string_view(bytes).substr(cut + 1);
    }
    item.value_usd = wb::Usd::from_units(1'000'001);
    std::vector<wb::Good> goods;
    kRecogniser.recognise(item, scratch, goods);
    std::int64_t cents = 0;
    for (const auto& good : goods) {
        WB_CHECK(good.span_begin <= good.span_end && static_cast<std::size_t>(good.span_end) <= item.description.size(),
                 "span outside the text");
        WB_CHECK(good.probability >= 0 && good.probability <= 1, "no probability");
        cents += good.value_usd ? good.value_usd->units : 0;
    }
    WB_CHECK(goods.empty() || cents == 1'000'001, "values do not add up");
    for (const auto& good : goods) {
        WB_CHECK(good.maker_begin <= good.maker_end && static_cast<std::size_t>(good.maker_end) <= item.description.size(),
                 "maker outside the text");
    }
    std::vector<wb::Finding> findings;
    std::vector<wb::TextInformation> information;
    kFindings.see(item, goods, scratch.signs(), texts, findings, information);
    for (const auto& finding : findings)
        WB_CHECK((finding.answer == "cannot_tell") == !finding.missing.empty(), "an answer without its fact");
    return 0;
}
