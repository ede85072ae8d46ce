#include "ingest/field_signs.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace wb {

ContentKind kind_of(Field field) { return built_in_header_words()[static_cast<std::size_t>(field)].kind; }

bool says_name(const std::vector<std::string>& words) {
    static constexpr std::array kNames = {std::string_view("name"), std::string_view("наименование"), std::string_view("nombre"),
                                          std::string_view("nome")};
    return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) { return has_word(words, name); });
}

bool names_amount_in_dollars(const std::vector<std::string>& words) {
    static constexpr std::array<std::string_view, 6> kDollars = {"usd", "dollar", "доллар", "долл", "dolar", "美元"};
    static constexpr std::array<std::string_view, 28> kOther = {
        "rate",    "курс",  "price", "цена",     "цене",    "unit",          "kg",     "кг",    "tax",  "duty", "пошлин",
        "freight", "фрахт", "insur", "страх",    "percent", "tasa",          "precio", "preco", "汇率", "单价", "运费",
        "保费",    "1000",  "тыс",   "currency", "валют",   "total shipment"};
    const auto holds = [&](std::string_view stem) {
        return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return word.find(stem) != std::string::npos; });
    };
    return std::any_of(kDollars.begin(), kDollars.end(), holds) && std::none_of(kOther.begin(), kOther.end(), holds);
}

bool told_by_content(Field field) {
    switch (field) {
        case Field::declaration_number:
        case Field::declaration_date:
        case Field::direction:
        case Field::exporter_name:
        case Field::consignee_name:
        case Field::consignee_identifier:
        case Field::origin_country:
        case Field::hs_code:
        case Field::description:
        case Field::quantity_unit:
        case Field::invoice_currency:
            return true;
        default:
            return false;
    }
}

double content_only_score(ContentKind kind, const ColumnEvidence& evidence, double fit_value) {
    if (evidence.empty() || evidence.filled < 2) return 0;
    switch (kind) {
        case ContentKind::hs:
            return evidence.hs > 0.95 && evidence.mean_length >= 6 ? 0.55 : 0;
        case ContentKind::date:
            return evidence.dates > 0.95 && evidence.hs < 0.5 ? 0.5 : 0;
        case ContentKind::declaration:
            return evidence.declarations > 0.8 ? 0.5 : 0;
        case ContentKind::unit:
            return evidence.units > 0.95 && evidence.letters > 0.5 ? 0.4 : 0;
        case ContentKind::currency:
            return evidence.currencies > 0.95 && evidence.letters > 0.9 ? 0.45 : 0;
        case ContentKind::direction:
            return evidence.directions > 0.98 && evidence.letters > 0.9 ? 0.4 : 0;
        case ContentKind::party:
            return evidence.company_words > 0.4 && fit_value > 0.5 && evidence.mean_words < 12 ? 0.36 + 0.05 * evidence.company_words : 0;
        case ContentKind::text:
            return evidence.mean_words > 4 && evidence.company_words < 0.4 ? 0.32 + 0.005 * std::min(evidence.mean_words, 20.0) : 0;
        case ContentKind::country:
            return evidence.countries > 0.95 && evidence.letters > 0.9 && evidence.mean_length > 3 ? 0.34 : 0;
        case ContentKind::identifier:
            return evidence.checked_numbers > 0.8 ? 0.42 : 0;
        default:
            return 0;
    }
}

bool takes_alternates(Field field) {
    switch (field) {
        case Field::exporter_name:
        case Field::consignee_name:
        case Field::seller_name:
        case Field::origin_country:
        case Field::dispatch_country:
        case Field::destination_country:
        case Field::trading_country:
        case Field::declaration_date:
        case Field::value_usd:
        case Field::manufacturer_name:
        case Field::trademark:
        case Field::description:
            return true;
        default:
            return false;
    }
}

}  // namespace wb
