#include "pipeline/check_bundle.h"

#include <stdlib.h>  // mkdtemp

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/hash.h"
#include "pipeline/case_files.h"
#include "report/bundle.h"
#include "report/markup.h"
#include "store/case_store.h"
#include "tables/figure.h"

namespace wb {

namespace {

namespace fs = std::filesystem;
__extension__ using Wide = __int128;

// A folder of its own that goes away.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::error_code ignored;
        std::string pattern = (fs::temp_directory_path(ignored) / "waybill-check-XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

// What the rows of a figure add up to.
struct Sums {
    Wide contribution = 0, weight = 0;
    std::int64_t largest = INT64_MIN, rows = 0;
    std::vector<ItemId> items;
};

Wide ratio_in_millionths(Wide numerator, Wide denominator) {
    const Wide scaled = numerator * Measure::kOne;
    const bool negative = (scaled < 0) != (denominator < 0);
    const Wide size = scaled < 0 ? -scaled : scaled;
    const Wide divisor = denominator < 0 ? -denominator : denominator;
    const Wide rounded = (size + divisor / 2) / divisor;
    return negative ? -rounded : rounded;
}

// The value that the law gives, in millionths; nothing when it gives none.
std::optional<Wide> value_of(const std::string& law, const Sums& sums) {
    if (law == "sum" || law == "count") return sums.contribution;
    if (law == "last_day") return sums.rows > 0 ? std::optional<Wide>(sums.largest) : std::nullopt;
    if (law == "ratio" && sums.weight != 0) return ratio_in_millionths(sums.contribution, sums.weight);
    return std::nullopt;
}

std::string law_of(const Figure& figure) { return figure.method.substr(0, figure.method.find_first_of(" ;:")); }

std::string wide_text(std::optional<Wide> value) {
    if (!value) return "nothing";
    const bool fits = *value <= kLargestUnits && *value >= -kLargestUnits;
    return fits ? fixed_text(static_cast<std::int64_t>(*value), 6) : std::string("more than a figure can hold");
}

class Checker {
public:
    Checker(std::string folder, CheckReport& report) : folder_(std::move(folder)), report_(report) {}

    Status check() {
        WB_TRY_VOID(check_files());
        WB_TRY(database_, Database::open("", {}));
        WB_TRY(connection_, database_->connect());
        for (const std::string format : {"parquet", "csv"}) WB_TRY_VOID(check_tables(format));
        return check_page();
    }

private:
    void fail(const std::string& what, const std::string& why) { report_.failures.push_back({what, why}); }

    Status check_files() {
        WB_TRY(const auto text, read_file(folder_ + "/" + std::string(kManifest)));
        WB_TRY(const auto entries, parse_manifest(text));
        for (const auto& entry : entries) {
            ++report_.files;
            files_.insert(entry.name);
            const auto digest = digest_file(folder_ + "/" + entry.name);
            if (!digest.ok()) {
                fail(entry.name, "the manifest names it, and it is not there");
            } else if (digest->sha256 != entry.sha256) {
                fail(entry.name, "its SHA-256 is " + digest->sha256 + ", in the manifest " + entry.sha256);
            }
        }
        for (const std::string needed :
             {"dossier.html", "tables/figure.csv", "tables/figure.parquet", "tables/figure_item.csv", "tables/figure_item.parquet"}) {
            if (!files_.contains(needed)) fail(needed, "a dossier has it, and the manifest does not name it");
        }
        return {};
    }

    // A table of the bundle in the types of its rows.
    [[nodiscard]] std::string table(const std::string& name, const std::vector<ColumnType>& columns, const std::string& format) const {
        const auto path = sql_string(folder_ + "/tables/" + name + "." + format);
        std::string sql = "SELECT ";
        for (std::size_t i = 0; i < columns.size(); ++i) {
            sql += (i == 0 ? "" : ", ") +
                   ("CAST(" + sql_name(columns[i].name) + " AS " + sql_type(columns[i]) + ") AS " + sql_name(columns[i].name));
        }
        return sql + " FROM " +
               (format == "csv" ? "read_csv(" + path + ", header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')"
                                : "read_parquet(" + path + ")");
    }

    Status check_tables(const std::string& format) {
        std::map<std::string, Sums> sums;
        std::set<ItemId> items;
        auto figures = read_rows<Figure>(*connection_, table("figure", columns_of<Figure>(), format) + " ORDER BY figure_id");
        auto read = figures.ok() ? add_rows(format, sums) : Status(figures.error());
        if (read.ok()) read = read_items(format, items);
        // A table that cannot be read any more is a failure of the bundle, not of the check.
        if (!read.ok()) {
            fail("tables/*." + format, "cannot be read: " + read.error().message);
            return {};
        }
        for (const auto& figure : *figures) {
            ++report_.figures;
            check_figure(figure, sums[figure.figure_id], items, format);
            sums.erase(figure.figure_id);
            values_[anchor_name(figure.figure_id)] = {figure.figure_id, figure.value ? to_string(*figure.value) : std::string()};
        }
        for (const auto& [id, rows] : sums) fail(id, "it has rows and no figure (" + format + ")");
        return {};
    }

    Status add_rows(const std::string& format, std::map<std::string, Sums>& sums) {
        return scan_rows<FigureItem>(*connection_, table("figure_item", columns_of<FigureItem>(), format), [&](const FigureItem& row) {
            auto& sum = sums[row.figure_id];
            sum.contribution += row.contribution.units;
            sum.weight += row.weight.units;
            sum.largest = std::max(sum.largest, row.contribution.units);
            ++sum.rows;
            sum.items.push_back(row.item_id);
            ++report_.rows;
        });
    }

    Status read_items(const std::string& format, std::set<ItemId>& items) {
        const std::vector<ColumnType> columns = {{"item_id", CellType::bigint, 0}};
        return scan_rows<FigureItem>(*connection_, table("item", columns, format),
                                     [&](const FigureItem& row) { items.insert(row.item_id); });
    }

    void check_figure(const Figure& figure, const Sums& sums, const std::set<ItemId>& items, const std::string& format) {
        const auto& id = figure.figure_id;
        if (figure.rows != sums.rows)
            fail(id, "it says " + std::to_string(figure.rows) + " rows and has " + std::to_string(sums.rows) + " (" + format + ")");
        const auto digest = digest_of_ids(sums.items);
        if (sums.rows > 0 && figure.digest != digest)
            fail(id, "its rows have the digest " + digest + ", not " + figure.digest + " (" + format + ")");
        for (const ItemId item : sums.items) {
            if (items.contains(item)) continue;
            fail(id, "its row " + std::to_string(item.value) + " is not among the items (" + format + ")");
            break;
        }
        if (!figure.value) return;
        const auto recomputed = value_of(law_of(figure), sums);
        if (recomputed != std::optional<Wide>(figure.value->units)) {
            fail(id, "its rows give " + wide_text(recomputed) + " by the law " + law_of(figure) + ", it says " + to_string(*figure.value) +
                         " (" + format + ")");
        }
        const bool ordered = figure.low && figure.high && *figure.low <= *figure.value && *figure.value <= *figure.high;
        if (!ordered) fail(id, "its interval does not hold its value (" + format + ")");
    }

    // The numbers that people read: <data class="value" value="…" data-figure="…">.
    Status check_page() {
        const auto page = read_file(folder_ + "/dossier.html");
        if (!page.ok()) return {};  // said by the manifest
        static constexpr std::string_view kBegin = "<data class=\"value\" value=\"";
        static constexpr std::string_view kMiddle = "\" data-figure=\"";
        for (std::size_t at = page->find(kBegin); at != std::string::npos; at = page->find(kBegin, at + 1)) {
            const auto value_at = at + kBegin.size();
            const auto middle = page->find(kMiddle, value_at);
            const auto end = middle == std::string::npos ? middle : page->find('"', middle + kMiddle.size());
            if (end == std::string::npos) break;
            ++report_.page_numbers;
            const auto value = page->substr(value_at, middle - value_at);
            const auto anchor = page->substr(middle + kMiddle.size(), end - middle - kMiddle.size());
            const auto found = values_.find(anchor);
            if (found == values_.end()) {
                fail(anchor, "the page shows it, and there is no such figure");
            } else if (found->second.second != value) {
                fail(found->second.first, "the page shows " + value + ", the figure is " + found->second.second);
            }
        }
        if (report_.page_numbers == 0 && !values_.empty()) fail("dossier.html", "it shows none of the figures");
        return {};
    }

    std::string folder_;
    CheckReport& report_;
    std::set<std::string> files_;
    std::map<std::string, std::pair<std::string, std::string>> values_;  // anchor: figure id, value
    std::unique_ptr<Database> database_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace

Result<CheckReport> check_bundle(const std::string& path) {
    CheckReport report;
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        WB_TRY_VOID(Checker(path, report).check());
        return report;
    }
    if (!fs::exists(path, ignored))
        return Error{"bundle.unreadable", "there is no such bundle", {path, {}, {}, ""}, "name the .dossier.zip or the dossier's folder"};
    const TemporaryFolder folder;
    if (folder.path().empty())
        return Error{"bundle.unreadable", "there is no folder to unpack it into", {path, {}, {}, ""}, "free space in the temporary folder"};
    WB_TRY_VOID(unpack(path, folder.path()));
    WB_TRY_VOID(Checker(folder.path(), report).check());
    return report;
}

}  // namespace wb
