// Layouts of providers as data (data/simulation/layouts.toml), and the cells of a row in a layout.
#pragma once

#include <string>
#include <vector>

#include "simulate/goods_text.h"
#include "simulate/letters.h"

namespace wb {

enum class SheetKind : unsigned char { csv, xlsx, jsonl };

struct Layout {
    std::string id;
    std::vector<std::string> roles;  // main, overlap, leg_KZ …
    SheetKind kind = SheetKind::csv;
    int header_row = 1;
    bool russian = true;
    std::string country, date, decimal, group;
    std::size_t width = 0;  // letters at which texts are cut; 0 for never
    bool round_usd = false;
    std::vector<std::string> null_words, encodings, delimiters;
    std::vector<std::string> headers, fields;
    [[nodiscard]] bool has(std::string_view field) const;
    [[nodiscard]] bool plays(std::string_view role) const;
};

Result<std::vector<Layout>> load_layouts();

// A provider's file: layout and the choices made for it.
struct Provider {
    std::uint64_t number = 0;
    const Layout* layout = nullptr;
    Encoding encoding = Encoding::utf8;
    char delimiter = ',';
};

// What of a row the truth must know.
struct RenderedRow {
    std::vector<std::string> cells;
    std::vector<bool> numeric;                 // cells that a workbook holds as numbers
    std::vector<bool> says_class, says_brand;  // per good
    const SimCompany* principal = nullptr;     // named after a forwarder
    bool broken = false;                       // a cell of it was spoilt
};

class RowMaker {
public:
    RowMaker(const World& world, const Catalogue& catalogue, const SimWords& words) : world_(world), catalogue_(catalogue), words_(words) {}
    // `item` of the leg as this provider delivers it; `revision` the later delivery, with corrected amounts.
    [[nodiscard]] RenderedRow row(const Provider& provider, const SimLeg& leg, std::size_t item, bool revision) const;

private:
    struct Context;
    [[nodiscard]] std::string cell(std::string_view field, Context& context) const;
    [[nodiscard]] std::string party_cell(std::string_view field, Context& context) const;
    [[nodiscard]] std::string country_cell(std::string_view field, Context& context) const;
    [[nodiscard]] std::string amount_cell(std::string_view field, Context& context) const;
    [[nodiscard]] std::string code_cell(std::string_view field, Context& context) const;
    [[nodiscard]] std::string text_cell(std::string_view field, Context& context) const;
    void spoil(RenderedRow& row, Context& context) const;
    const World& world_;
    const Catalogue& catalogue_;
    const SimWords& words_;
};

// Declared value of a corrected declaration, over the first one's.
double revision_factor(const World& world, const SimLeg& leg);
// Units of a currency per United States dollar on a day: what rates.csv holds, by weeks.
double per_dollar(std::string_view currency, Day day);
Day rate_day(Day day);

}  // namespace wb
