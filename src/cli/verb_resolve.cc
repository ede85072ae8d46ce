#include <array>
#include <charconv>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "cli/plain_list.h"
#include "cli/run_options.h"
#include "cli/verbs.h"
#include "companies/parallel.h"
#include "companies/resolver.h"
#include "pipeline/case_files.h"
#include "text/fold.h"

namespace wb::cli {

namespace {

struct Role {
    std::string_view name;
    FieldKind kind;
};

constexpr std::array kRoles = {Role{"name", FieldKind::name},
                               Role{"address", FieldKind::address},
                               Role{"city", FieldKind::place},
                               Role{"country", FieldKind::category},
                               Role{"identifier", FieldKind::identifier},
                               Role{"date", FieldKind::date},
                               Role{"phone", FieldKind::phone},
                               Role{"text", FieldKind::text},
                               Role{"number", FieldKind::number},
                               Role{"category", FieldKind::category}};

// A role and the headers whose cells, joined by a space, fill it.
struct RoleColumns {
    Role role;
    std::vector<std::string> headers;
};

std::vector<std::string> split(const std::string& text, char delimiter) {
    std::vector<std::string> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(delimiter, start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

Result<std::vector<RoleColumns>> parse_roles(const std::string& text) {
    std::vector<RoleColumns> roles;
    for (const auto& pair : split(text, ',')) {
        const auto equals = pair.find('=');
        const auto name = pair.substr(0, equals);
        const auto role = std::find_if(kRoles.begin(), kRoles.end(), [&](const Role& known) { return known.name == name; });
        if (equals == std::string::npos || equals + 1 == pair.size() || role == kRoles.end()) {
            std::string names;
            for (const auto& known : kRoles) names += (names.empty() ? "" : ", ") + std::string(known.name);
            return Error{"usage.columns", "--columns takes pairs such as name=HEADER, not: " + pair, {}, "names are " + names};
        }
        roles.push_back({*role, split(pair.substr(equals + 1), '+')});
    }
    return roles;
}

// Words of headers that tell what a column holds, most telling first.
struct HeaderWord {
    std::string_view word, role;
};
constexpr std::array kHeaderWords = {
    HeaderWord{"phone", "phone"},      HeaderWord{"tel", "phone"},         HeaderWord{"country", "country"},
    HeaderWord{"inn", "identifier"},   HeaderWord{"vat", "identifier"},    HeaderWord{"ssn", "identifier"},
    HeaderWord{"tax", "identifier"},   HeaderWord{"bin", "identifier"},    HeaderWord{"date", "date"},
    HeaderWord{"birth", "date"},       HeaderWord{"dob", "date"},          HeaderWord{"year", "date"},
    HeaderWord{"city", "city"},        HeaderWord{"suburb", "city"},       HeaderWord{"town", "city"},
    HeaderWord{"venue", "city"},       HeaderWord{"state", "category"},    HeaderWord{"address", "address"},
    HeaderWord{"street", "address"},   HeaderWord{"addr", "address"},      HeaderWord{"price", "number"},
    HeaderWord{"description", "text"}, HeaderWord{"authors", "text"},      HeaderWord{"name", "name"},
    HeaderWord{"title", "name"},       HeaderWord{"company", "name"},      HeaderWord{"affiliation", "name"},
    HeaderWord{"surname", "name"},     HeaderWord{"organisation", "name"}, HeaderWord{"organization", "name"}};

// The roles that headers suggest; several columns of one role are joined. "" for a header that says nothing.
std::vector<RoleColumns> guess_roles(const ListTable& table) {
    std::vector<RoleColumns> roles;
    for (const auto& header : table.headers) {
        const auto words = " " + fold_words(header) + " ";
        const auto hint = std::find_if(kHeaderWords.begin(), kHeaderWords.end(),
                                       [&](const HeaderWord& known) { return words.find(known.word) != words.npos; });
        if (hint == kHeaderWords.end()) continue;
        const auto role = std::find_if(kRoles.begin(), kRoles.end(), [&](const Role& known) { return known.name == hint->role; });
        const auto same = std::find_if(roles.begin(), roles.end(), [&](const RoleColumns& known) { return known.role.name == role->name; });
        if (same != roles.end() && (role->name == "name" || role->name == "address")) {
            same->headers.push_back(header);
        } else {
            roles.push_back({*role, {header}});
        }
    }
    if (roles.empty() && !table.headers.empty()) roles.push_back({kRoles[0], {table.headers.back()}});
    return roles;
}

Status add_field(const ListTable& table, const std::string& path, const RoleColumns& role, Arena& arena, RecordField& field) {
    std::vector<std::size_t> positions;
    for (const auto& header : role.headers) {
        const auto at = find_header(table, header);
        if (!at) {
            std::string headers;
            for (const auto& known : table.headers) headers += (headers.empty() ? "" : ", ") + known;
            return Error{"list.no_column", "the file has no column " + header, {path, 1, {}, header}, "its columns are: " + headers};
        }
        positions.push_back(*at);
    }
    std::string joined;
    for (std::size_t row = 0; row < table.row_numbers.size(); ++row) {
        if (positions.size() == 1) {
            field.values.push_back(table.columns[positions[0]][row]);
            continue;
        }
        joined.clear();
        for (const auto at : positions) {
            const auto cell = table.columns[at][row];
            if (!cell.empty()) joined += (joined.empty() ? "" : " ") + std::string(cell);
        }
        field.values.push_back(arena.keep(joined));
    }
    return {};
}

Status add_table(const ListTable& table, const std::string& path, const std::vector<RoleColumns>& roles, Arena& arena, RecordSet& set) {
    set.fields.resize(roles.size());
    for (std::size_t i = 0; i < roles.size(); ++i) {
        set.fields[i].kind = roles[i].role.kind;
        set.fields[i].label = std::string(roles[i].role.name);
        for (std::size_t same = 0; same < i; ++same) {
            if (roles[same].role.name == roles[i].role.name) set.fields[i].label = roles[i].headers.front();
        }
        WB_TRY_VOID(add_field(table, path, roles[i], arena, set.fields[i]));
    }
    return {};
}

Result<std::vector<RoleColumns>> roles_of(const Arguments& arguments, std::string_view option, const ListTable& table) {
    if (const auto text = arguments.text(option)) return parse_roles(*text);
    return guess_roles(table);
}

// Of each cluster the smallest key of its nodes, made an id.
std::vector<EntityId> entity_ids(const Resolution& resolution) {
    std::vector<EntityId> ids(resolution.clusters);
    for (std::size_t node = 0; node < resolution.node_cluster.size(); ++node) {
        auto& id = ids[resolution.node_cluster[node]];
        const EntityId own{static_cast<std::int64_t>(resolution.evidence->key_of[node])};
        if (!id.present() || own < id) id = own;
    }
    return ids;
}

struct Output {
    std::string csv;
    JsonWriter json;
};

template <typename Number, typename... Format>
void append_number(std::string& text, Number number, Format... format) {
    std::array<char, 40> digits;
    text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number, format...).ptr);
}

// The rows of a table as CSV, `first` being the number of its first record. Ranges are written side by side.
void write_csv(const ListTable& table, std::size_t file, std::size_t first, const Resolution& resolution, const std::vector<EntityId>& ids,
               int threads, std::string& csv) {
    std::vector<std::string> parts(range_count(table.row_numbers.size()));
    for_ranges(table.row_numbers.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        auto& text = parts[range];
        for (auto row = begin; row < end; ++row) {
            if (file > 0) text.append(std::to_string(file)).append(",");
            append_number(text, table.row_numbers[row]);
            text += ',';
            append_number(text, ids[resolution.cluster_of[first + row]].value);
            text += ',';
            append_number(text, resolution.probability[resolution.evidence->node_of[first + row]], std::chars_format::fixed, 4);
            text += '\n';
        }
    });
    for (const auto& part : parts) csv += part;
}

void write_json(const ListTable& table, std::size_t file, std::size_t record, const Resolution& resolution,
                const std::vector<EntityId>& ids, JsonWriter& json) {
    for (const auto row : table.row_numbers) {
        json.object();
        if (file > 0) json.key("file").number(static_cast<std::int64_t>(file));
        json.key("row_number").number(row).key("entity_id").string(std::to_string(ids[resolution.cluster_of[record]].value));
        json.key("probability").number(resolution.probability[resolution.evidence->node_of[record++]]).end();
    }
}

void write_rows(const std::vector<ListTable>& tables, const Resolution& resolution, int threads, bool as_json, Output& out) {
    const auto ids = entity_ids(resolution);
    const bool two = tables.size() == 2;
    out.csv = two ? "file,row_number,entity_id,probability\n" : "row_number,entity_id,probability\n";
    if (as_json) out.json.object().key("rows").array();
    std::size_t first = 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
        const auto file = two ? i + 1 : 0;
        write_csv(tables[i], file, first, resolution, ids, threads, out.csv);
        if (as_json) write_json(tables[i], file, first, resolution, ids, out.json);
        first += tables[i].row_numbers.size();
    }
    if (as_json) out.json.end().end();
}

// Every pair that was weighed: where it stands, its log odds, and what each field gave.
std::string pairs_csv(const std::vector<ListTable>& tables, const Resolution& resolution) {
    std::vector<std::string> places;
    for (std::size_t file = 0; file < tables.size(); ++file) {
        for (const auto row : tables[file].row_numbers) places.push_back(std::to_string(file + 1) + "," + std::to_string(row));
    }
    const auto& evidence = *resolution.evidence;
    std::string csv = "file_a,row_a,file_b,row_b,same,probability,weight,prior";
    for (const auto& field : evidence.texts) csv += "," + csv_cell(field.label + " bits") + "," + csv_cell(field.label + " weight");
    for (const auto& field : evidence.values) csv += "," + csv_cell(field.label + " level") + "," + csv_cell(field.label + " weight");
    csv += "\n";
    const auto number = [](double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.3f", value);
        return std::string(text);
    };
    for (const auto& pair : resolution.pairs) {
        const auto comparison = evidence.compare(pair.a, pair.b);
        csv += places[evidence.first_record[pair.a]] + "," + places[evidence.first_record[pair.b]] + "," +
               (resolution.node_cluster[pair.a] == resolution.node_cluster[pair.b] ? "1" : "0") + "," +
               number(resolution.probabilities.of(pair.bits)) + "," + number(static_cast<double>(pair.bits)) + "," +
               number(resolution.model->prior());
        for (std::size_t field = 0; field < evidence.fields(); ++field) {
            const double level = field < evidence.texts.size() ? static_cast<double>(comparison.bits[field]) : comparison.levels[field];
            csv += "," + number(level) + "," + number(static_cast<double>(resolution.model->weight_of(field, comparison)));
        }
        csv += "\n";
    }
    return csv;
}

Result<int> run_resolve(const Arguments& arguments, Terminal& terminal) {
    std::vector<std::string> paths = {arguments.positional[0]};
    if (const auto other = arguments.text("--against")) paths.push_back(*other);
    std::vector<ListTable> tables;
    RecordSet set;
    Arena arena;
    std::vector<RoleColumns> first_roles;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        WB_TRY(auto table, read_table(paths[i]));
        const bool own = i == 1 && arguments.has("--against-columns");
        WB_TRY(auto roles, i == 0 || own ? roles_of(arguments, own ? "--against-columns" : "--columns", table) : Result(first_roles));
        if (i == 0) first_roles = roles;
        WB_TRY_VOID(add_table(table, paths[i], roles, arena, set));
        if (paths.size() == 2) set.lists.resize(set.records(), static_cast<std::uint8_t>(i));
        tables.push_back(std::move(table));
    }
    ResolverOptions options;
    WB_TRY(options.threads, threads_of(arguments));
    options.samples = false;
    const auto resolution = resolve_records(set, options);
    Output out;
    write_rows(tables, resolution, options.threads, terminal.json, out);
    if (terminal.json) terminal.document(out.json.take());
    if (const auto path = arguments.text("--pairs")) WB_TRY_VOID(write_file(*path, pairs_csv(tables, resolution)));
    if (const auto path = arguments.text("--out")) {
        WB_TRY_VOID(write_file(*path, out.csv));
        terminal.say(std::to_string(set.records()) + " rows are " + std::to_string(resolution.clusters) + " companies; written to " +
                     *path);
    } else if (!terminal.json) {
        terminal.raw(out.csv);
    }
    return kDone;
}

}  // namespace

Command resolve_command() {
    Command command;
    command.name = "resolve";
    command.positionals = "FILE";
    command.summary = "who is who in a plain list of companies, persons, papers, products";
    command.description =
        "Writes row_number, entity_id and probability for every row. Nothing is trained and no threshold set: weights are learned from the "
        "list. "
        "Roles: name, address, city, country, identifier, date, phone, text, number, category; headers joined with + fill one role, a role "
        "may be "
        "given twice. Without --columns they are guessed from the headers. A name that several companies bear equally likely stands alone.";
    command.options = {{"--columns", "PAIRS", "name=HEADER,address=STREET+HOUSE,city=…,country=…,identifier=…"},
                       {"--against", "FILE2", "a second list to match with the first"},
                       {"--against-columns", "PAIRS", "columns of the second list, when they have other headers"},
                       {"--pairs", "FILE", "writes every pair that was weighed, with what each column gave"},
                       {"--out", "FILE", "writes CSV there"},
                       {"--threads", "N", "threads to use (default: all cores); the answer is the same for any number"}};
    command.examples = {{"waybill resolve suppliers.csv --columns name=Supplier,country=Country --out who.csv",
                         "spellings of one company get one entity_id"}};
    command.least = command.most = 1;
    command.run = run_resolve;
    return command;
}

}  // namespace wb::cli
