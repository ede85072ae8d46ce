#include "pipeline/case_config.h"

#include <algorithm>

#include "reference/toml_data.h"

namespace wb {

namespace {

constexpr std::int64_t kFewestDraws = 20;     // below this a 90 % quantile is not defined
constexpr std::int64_t kMostDraws = 100'000;  // memory per figure is draws × 8 bytes

Error at(const toml::node& node, const std::string& path, std::string code, std::string message, std::string hint) {
    Error error{std::move(code), std::move(message), {}, std::move(hint)};
    error.where.file = path;
    error.where.row = static_cast<std::int64_t>(node.source().begin.line);
    return error;
}

Error bad_value(const toml::node& node, const std::string& path, std::string_view key, std::string_view wanted) {
    return at(node, path, "config.bad_value", std::string(key) + " must be " + std::string(wanted), "correct it in case.toml");
}

class Reader {
public:
    Reader(const toml::table& table, std::string name, const std::string& path) : table_(table), name_(std::move(name)), path_(path) {}

    Status only(std::initializer_list<std::string_view> known) const {
        for (const auto& [key, node] : table_) {
            if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
            return at(node, path_, "config.unknown_key", "[" + name_ + "] has no key " + std::string(key.str()),
                      "see docs/case.md for the keys of [" + name_ + "]");
        }
        return {};
    }
    Status text(std::string_view key, std::string& out) const {
        const auto* node = table_.get(key);
        if (node == nullptr) return {};
        const auto value = node->value<std::string>();
        if (!node->is_string() || !value) return bad_value(*node, path_, key, "text in quotes");
        out = *value;
        return {};
    }
    Status texts(std::string_view key, std::vector<std::string>& out) const {
        const auto* node = table_.get(key);
        if (node == nullptr) return {};
        const auto* list = node->as_array();
        if (list == nullptr) return bad_value(*node, path_, key, "a list of texts");
        for (const auto& entry : *list) {
            if (!entry.is_string()) return bad_value(entry, path_, key, "a list of texts");
            out.push_back(*entry.value<std::string>());
        }
        return {};
    }
    Status flag(std::string_view key, bool& out) const {
        const auto* node = table_.get(key);
        if (node == nullptr) return {};
        if (!node->is_boolean()) return bad_value(*node, path_, key, "true or false");
        out = *node->value<bool>();
        return {};
    }
    Status whole(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t& out) const {
        const auto* node = table_.get(key);
        if (node == nullptr) return {};
        const auto value = node->value<std::int64_t>();
        if (!node->is_integer() || *value < low || *value > high) {
            return bad_value(*node, path_, key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high));
        }
        out = *value;
        return {};
    }
    Status share(std::string_view key, double& out) const {
        const auto* node = table_.get(key);
        if (node == nullptr) return {};
        const auto value = node->value<double>();
        if (!value || !(*value > 0.0 && *value < 1.0)) return bad_value(*node, path_, key, "a number between 0 and 1");
        out = *value;
        return {};
    }
    Status day(std::string_view key, std::optional<Day>& out) const {
        const auto* node = table_.get(key);
        if (node == nullptr) return {};
        return read_day(*node, key, out);
    }
    Status period(std::string_view key, Period& out) const {
        const auto* node = table_.get(key);
        if (node == nullptr) return {};
        const auto* list = node->as_array();
        if (list == nullptr || list->size() != 2) return bad_value(*node, path_, key, "two days, from and until");
        WB_TRY_VOID(read_day(*list->get(0), key, out.from));
        WB_TRY_VOID(read_day(*list->get(1), key, out.until));
        if (*out.until <= *out.from) return bad_value(*node, path_, key, "two days of which the first is earlier");
        return {};
    }

private:
    Status read_day(const toml::node& node, std::string_view key, std::optional<Day>& out) const {
        if (const auto date = node.value<toml::date>(); node.is_date() && date) {
            out = make_day(date->year, date->month, date->day);
        } else if (const auto text = node.value<std::string>(); node.is_string() && text) {
            out = parse_iso_day(*text);
        }
        if (!out) return bad_value(node, path_, key, "a day such as 2023-03-01");
        return {};
    }
    const toml::table& table_;
    std::string name_;
    const std::string& path_;
};

const toml::table& section(const toml::table& root, std::string_view name) {
    static const toml::table kEmpty;
    const auto* table = root.get_as<toml::table>(name);
    return table == nullptr ? kEmpty : *table;
}

Status read_case(const toml::table& root, const std::string& path, CaseConfig& config) {
    const Reader reader(section(root, "case"), "case", path);
    WB_TRY_VOID(reader.only({"name", "title", "known_on", "period", "rates", "synthetic"}));
    WB_TRY_VOID(reader.text("name", config.name));
    WB_TRY_VOID(reader.text("title", config.title));
    WB_TRY_VOID(reader.text("rates", config.rates));
    WB_TRY_VOID(reader.day("known_on", config.known_on));
    WB_TRY_VOID(reader.flag("synthetic", config.synthetic));
    return reader.period("period", config.period);
}

Status read_question(const toml::table& root, const std::string& path, CaseConfig& config) {
    const Reader reader(section(root, "question"), "question", path);
    WB_TRY_VOID(reader.only({"sellers", "destinations", "goods"}));
    WB_TRY_VOID(reader.texts("sellers", config.sellers));
    WB_TRY_VOID(reader.texts("destinations", config.destinations));
    return reader.texts("goods", config.goods);
}

Status read_intervals(const toml::table& root, const std::string& path, CaseConfig& config) {
    const Reader reader(section(root, "intervals"), "intervals", path);
    WB_TRY_VOID(reader.only({"level", "draws", "seed"}));
    WB_TRY_VOID(reader.share("level", config.level));
    WB_TRY_VOID(reader.whole("draws", kFewestDraws, kMostDraws, config.draws));
    std::int64_t seed = static_cast<std::int64_t>(config.seed);
    WB_TRY_VOID(reader.whole("seed", 0, INT64_MAX, seed));
    config.seed = static_cast<std::uint64_t>(seed);
    return {};
}

Status read_records(const toml::table& root, const std::string& path, CaseConfig& config) {
    const auto* list = root.get_as<toml::array>("records");
    if (list == nullptr) return {};
    for (const auto& node : *list) {
        const auto* table = node.as_table();
        if (table == nullptr) return bad_value(node, path, "records", "[[records]] tables");
        const Reader reader(*table, "records", path);
        RecordsEntry entry;
        WB_TRY_VOID(reader.only({"path", "profile", "provider", "encoding", "delimiter", "sheet", "redact"}));
        WB_TRY_VOID(reader.text("path", entry.path));
        WB_TRY_VOID(reader.text("profile", entry.profile));
        WB_TRY_VOID(reader.text("provider", entry.provider));
        WB_TRY_VOID(reader.text("encoding", entry.encoding));
        WB_TRY_VOID(reader.text("delimiter", entry.delimiter));
        WB_TRY_VOID(reader.text("sheet", entry.sheet));
        WB_TRY_VOID(reader.flag("redact", entry.redact));
        if (entry.path.empty()) return at(node, path, "config.bad_value", "[[records]] needs a path", "name a file or a pattern");
        config.records.push_back(std::move(entry));
    }
    return {};
}

}  // namespace

Result<CaseConfig> parse_case_config(std::string_view text, const std::string& path) {
    const auto read = parse_toml(text, path);
    if (!read.ok()) {
        auto error = read.error();
        error.code = "config.syntax";
        error.message = "case.toml cannot be read: " + error.message;
        return error;
    }
    const auto& parsed = *read;
    CaseConfig config;
    WB_TRY_VOID(Reader(parsed, "the file", path).only({"case", "question", "intervals", "records"}));
    WB_TRY_VOID(read_case(parsed, path, config));
    WB_TRY_VOID(read_question(parsed, path, config));
    WB_TRY_VOID(read_intervals(parsed, path, config));
    WB_TRY_VOID(read_records(parsed, path, config));
    return config;
}

std::string case_template(std::string_view name) {
    return "# What is asked and of what. Keys: docs/case.md\n"
           "[case]\n"
           "name = \"" +
           std::string(name) +
           "\"\n"
           "title = \"\"                               # shown on the dossier\n"
           "# known_on = 2023-03-21                  # records and listings later than this day are not used\n"
           "# period = [2022-02-24, 2023-03-01]      # half open: the second day is not included\n"
           "\n"
           "[question]\n"
           "sellers = [\"CN\", \"HK\"]                   # countries of the seller; [] for all\n"
           "destinations = [\"RU\"]                    # countries of destination; [] for all\n"
           "goods = [\"uav\", \"uav_part\"]              # classes of the catalogue; [] for all\n"
           "\n"
           "[intervals]\n"
           "level = 0.90\n"
           "draws = 400\n"
           "seed = 1\n"
           "\n"
           "[[records]]\n"
           "path = \"records/*\"\n"
           "profile = \"auto\"                         # or a profile's name, or a TOML file of one's own\n"
           "provider = \"A\"                           # the name under which it is shown\n"
           "# redact = true                          # hides the provider's name in the dossier\n";
}

}  // namespace wb
