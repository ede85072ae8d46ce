#include "companies/evidence.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/hash.h"
#include "companies/bearers.h"
#include "companies/parallel.h"
#include "names/address_parts.h"

namespace wb {

namespace {

bool is_text(FieldKind kind) { return kind == FieldKind::name || kind == FieldKind::address || kind == FieldKind::text; }

// The legal forms of a column of companies, as a column of its own.
ValueColumn legal_forms(const TextColumn& column, std::size_t records) {
    std::vector<std::uint32_t> value_of(records, kNone);
    std::uint32_t most = 0;
    for (std::size_t record = 0; record < records; ++record) {
        const auto value = column.value_of[record];
        if (value == kNone || column.legal_forms[value] == 0) continue;
        value_of[record] = column.legal_forms[value] - 1U;
        most = std::max(most, value_of[record] + 1U);
    }
    return numbered_column(std::move(value_of), most);
}

bool any_form(const TextColumn& column) {
    return std::ranges::any_of(column.legal_forms, [](std::uint8_t form) { return form != 0; });
}

// What can be read of addresses in any script: house and city of each record.
struct AddressReadings {
    std::vector<std::string_view> houses, cities;  // of each value
    std::vector<std::unique_ptr<Arena>> arenas;
};

AddressReadings read_addresses(const TextColumn& column, int threads) {
    AddressReadings read;
    read.houses.resize(column.values.size());
    read.cities.resize(column.values.size());
    read.arenas.resize(range_count(column.values.size()));
    for_ranges(column.values.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t range) {
        auto& arena = read.arenas[range] = std::make_unique<Arena>();
        AddressScratch scratch;
        std::string house;
        for (auto value = begin; value < end; ++value) {
            const auto parts = read_address(column.values[value], Country{}, scratch);
            read.cities[value] = arena->keep(parts.city);
            // Without a city a street and a number are found in every town.
            if (parts.house_key == 0 || parts.city.empty() || parts.cut) continue;
            house.assign(parts.city).append(kHouseParts).append(parts.street.empty() ? parts.place_name : parts.street);
            house.append(kHouseParts).append(parts.house);
            if (!parts.building.empty()) house.append(" ").append(parts.building);
            read.houses[value] = arena->keep(house);
        }
    });
    return read;
}

ValueColumn of_records(const TextColumn& column, const std::vector<std::string_view>& of_value, int threads) {
    // Of each address once; its records have what it has.
    const auto distinct = distinct_texts(of_value, threads);
    std::vector<std::uint32_t> value_of(column.value_of.size(), kNone);
    for_ranges(value_of.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto record = begin; record < end; ++record) {
            if (column.value_of[record] != kNone) value_of[record] = distinct.value_of[column.value_of[record]];
        }
    });
    return derived_column(std::move(value_of), distinct.values);
}

// Han texts are cut into syllables, others into words: between the two, words say nothing.
std::vector<bool> written_in_han(const TextColumn& column) {
    std::vector<bool> han;
    han.reserve(column.values.size());
    for (const auto value : column.values) {
        // Three bytes from U+4E00 to U+9FFF.
        han.push_back(std::any_of(value.begin(), value.end(), [](char c) { return c >= '\xE4' && c <= '\xE9'; }));
    }
    return han;
}

template <typename Item>
void reorder(std::vector<Item>& items, const std::vector<std::uint32_t>& order) {
    std::vector<Item> moved;
    moved.reserve(order.size());
    for (const auto at : order) moved.push_back(std::move(items[at]));
    items = std::move(moved);
}

// Numbers the values in order of the nodes that state them: value_of afterwards, and the old number of each new one.
std::vector<std::uint32_t> renumber(std::vector<std::uint32_t>& value_of, std::size_t values) {
    std::vector<std::uint32_t> number(values, kNone), order;
    order.reserve(values);
    for (auto& value : value_of) {
        if (value == kNone) continue;
        if (number[value] == kNone) {
            number[value] = static_cast<std::uint32_t>(order.size());
            order.push_back(value);
        }
        value = number[value];
    }
    return order;
}

// What comparing sees of a text: its tokens, and whether it is in Han.
std::vector<std::uint64_t> readings_of(const TextField& field) {
    const auto& column = field.column;
    std::vector<std::uint64_t> readings(column.values.size());
    for (std::uint32_t value = 0; value < readings.size(); ++value) {
        auto reading = combine64(column.whole[value], field.han.empty() || !field.han[value] ? 0 : 1);
        for (const auto token : column.tokens_of(value)) reading = combine64(reading, token);
        for (const auto token : column.second_of(value)) reading = combine64(reading, token);
        readings[value] = reading;
    }
    return readings;
}

// Texts that read alike (in capitals or not, with another legal form) are one value from here on, so that pairs of values are repeated.
void join_readings(TextField& field) {
    const auto readings = readings_of(field);
    std::vector<std::uint32_t> slots(std::bit_ceil(2 * readings.size() + 1), kNone), first(readings.size());
    for (std::uint32_t value = 0; value < readings.size(); ++value) {
        auto at = readings[value] & (slots.size() - 1);
        while (slots[at] != kNone && readings[slots[at]] != readings[value]) at = (at + 1) & (slots.size() - 1);
        if (slots[at] == kNone) slots[at] = value;
        first[value] = slots[at];
    }
    for (auto& value : field.column.value_of) {
        if (value != kNone) value = first[value];
    }
}

void order_texts(TextColumn& column) {
    const auto order = renumber(column.value_of, column.values.size());
    reorder(column.values, order);
    reorder(column.legal_forms, order);
    reorder(column.whole, order);
    std::vector<std::uint32_t> first = {0}, tokens, second;
    tokens.reserve(column.tokens.size());
    second.reserve(column.tokens.size());
    for (const auto value : order) {
        const auto own = column.tokens_of(value), other = column.second_of(value);
        tokens.insert(tokens.end(), own.begin(), own.end());
        second.insert(second.end(), other.begin(), other.end());
        first.push_back(static_cast<std::uint32_t>(tokens.size()));
    }
    column.first = std::move(first);
    column.tokens = std::move(tokens);
    column.second_readings = std::move(second);
}

std::vector<std::uint64_t> hashes_of(const std::vector<std::string_view>& values, int threads) {
    std::vector<std::uint64_t> hashes(values.size());
    for_ranges(values.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        // Columns made from another (legal forms) have no texts and say nothing new.
        for (auto i = begin; i < end; ++i) hashes[i] = values[i].empty() ? 0 : hash64(values[i]);
    });
    return hashes;
}

}  // namespace

std::uint8_t level_of_bits(float bits) {
    // Clamped first, so that cutting the fraction off is rounding down.
    const float bin = std::clamp((bits - kLowestBits) / kBinBits, 0.0F, static_cast<float>(kLevels - 2));
    return static_cast<std::uint8_t>(1 + static_cast<int>(bin));
}

float bits_of_level(std::size_t level) { return kLowestBits + (static_cast<float>(level) - 0.5F) * kBinBits; }

void Comparison::note(std::size_t field, FieldKind kind, const TextWeight& weight) {
    bits[field] = weight.bits;
    levels[field] = level_of_bits(weight.bits);
    if (kind != FieldKind::name) return;
    // Of several columns of names one that agrees is enough.
    const bool other = weight.other && (levels[kBeyond] == 0 || levels[kOtherName] == kLacksBoth);
    levels[kOtherName] = other ? kLacksBoth : weight.longer && !weight.other ? kLacksOne : std::uint8_t{0};
    if (levels[kBeyond] != 0 && weight.beyond >= beyond) return;
    beyond = weight.beyond;
    levels[kBeyond] = level_of_bits(beyond);
}

Evidence::Evidence(const RecordSet& set, int threads) {
    for (const auto& field : set.fields) {
        if (is_text(field.kind)) {
            texts.push_back({field.label, field.kind, read_text_column(field, threads), {}, {}, {}});
            if (field.kind == FieldKind::address) add_address(set, threads);
            add_forms(field.kind);
        } else {
            values.push_back({field.label, read_value_column(field, threads)});
        }
    }
    WB_CHECK(fields() <= kMostFields, "at most twelve fields are compared");
    make_nodes(set, threads);
    for (const auto& field : texts) token_nodes.push_back(count_nodes(field.column, threads));
    order_nodes(threads);
    persons = names_persons(set);
    for (std::size_t t = 0; t < texts.size(); ++t) {
        if (persons && set.fields.size() > 1 && texts[t].kind == FieldKind::name) {
            for (auto& word : texts[t].column.words) word.traits |= Word::kPerson;
        }
        if (texts[t].kind == FieldKind::name) texts[t].near = find_near_words(texts[t].column, token_nodes[t], threads);
    }
    std::vector<std::uint32_t> alone(nodes());
    std::iota(alone.begin(), alone.end(), 0U);
    for (auto& field : values) field.column.count(alone);
    if (persons) find_bearers(threads);
}

bool Evidence::names_persons(const RecordSet& set) const {
    if (set.of_companies || !set.lists.empty()) return false;
    return std::ranges::none_of(texts, [](const TextField& field) { return field.column.companies; });
}

void Evidence::find_bearers(int threads) {
    const auto names = std::ranges::find(texts, FieldKind::name, &TextField::kind);
    if (names == texts.end()) return;
    for (auto& field : values) {
        if (field.column.kind == FieldKind::identifier || field.column.kind == FieldKind::phone)
            count_bearers(names->column, field.column, threads);
    }
}

void Evidence::add_forms(FieldKind kind) {
    const auto& column = texts.back().column;
    const auto records = column.value_of.size();
    if (column.companies) values.push_back({std::string(kLegalForm), legal_forms(column, records)});
    const bool generations = kind == FieldKind::name && !column.companies && fields() < kMostFields && any_form(column);
    if (generations) values.push_back({std::string(kGeneration), legal_forms(column, records)});
}

void Evidence::add_address(const RecordSet& set, int threads) {
    auto& field = texts.back();
    const auto places = [](const RecordField& other) { return other.kind == FieldKind::place; };
    const bool city = std::none_of(set.fields.begin(), set.fields.end(), places);
    if (texts.size() + values.size() + set.fields.size() + 1 + (city ? 1 : 0) > kMostFields) return;
    const auto read = read_addresses(field.column, threads);
    values.push_back({std::string(kHouse), of_records(field.column, read.houses, threads)});
    values.back().column.read_houses();
    if (city) values.push_back({std::string(kAddressCity), of_records(field.column, read.cities, threads)});
    field.han = written_in_han(field.column);
}

std::vector<Evidence::Content> Evidence::contents(const RecordSet& set, int threads) const {
    struct Column {
        const std::vector<std::uint32_t>* value_of;
        std::vector<std::uint64_t> hashes;
    };
    std::vector<Column> columns;
    for (const auto& field : texts) columns.push_back({&field.column.value_of, hashes_of(field.column.values, threads)});
    for (const auto& field : values) columns.push_back({&field.column.value_of, hashes_of(field.column.values, threads)});
    std::vector<Content> found(set.records());
    for_ranges(found.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto i = begin; i < end; ++i) {
            KeyHasher hasher(set.lists.empty() ? 0 : set.lists[i]);
            bool stated = false;
            for (const auto& column : columns) {
                const auto value = (*column.value_of)[i];
                stated = stated || value != kNone;
                hasher.add(value == kNone ? std::uint64_t{0} : column.hashes[value]);
            }
            // Rows that state nothing are not one company.
            if (!stated) hasher.add(static_cast<std::uint64_t>(i));
            found[i] = {static_cast<std::uint64_t>(hasher.key()), static_cast<std::uint32_t>(i)};
        }
    });
    return found;
}

void Evidence::make_nodes(const RecordSet& set, int threads) {
    auto entries = contents(set, threads);
    sort_by_hash(
        entries, threads, [](const Content& content) { return content.key << 1U; },
        [](const Content& a, const Content& b) { return a.key != b.key ? a.key < b.key : a.record < b.record; });
    node_of.assign(entries.size(), 0);
    for (const auto& entry : entries) {
        if (key_of.empty() || key_of.back() != entry.key) {
            key_of.push_back(entry.key);
            first_record.push_back(entry.record);
            copies.push_back(0);
            list_of.push_back(set.lists.empty() ? std::uint8_t{0} : set.lists[entry.record]);
        }
        node_of[entry.record] = static_cast<std::uint32_t>(key_of.size() - 1);
        ++copies.back();
    }
    each_at_once(fields(), threads, [&](std::size_t f) {
        reorder(f < texts.size() ? texts[f].column.value_of : values[f - texts.size()].column.value_of, first_record);
    });
}

void Evidence::order_nodes(int threads) {
    if (texts.empty()) return;
    const auto& column = texts[0].column;
    const auto& counts = token_nodes[0];
    std::vector<std::uint32_t> words(nodes());
    for_ranges(nodes(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto node = begin; node < end; ++node) {
            auto rarest = kNone;
            const auto value = column.value_of[node];
            for (const auto token : value == kNone ? std::span<const std::uint32_t>{} : column.tokens_of(value)) {
                if (counts[token] < 2) continue;
                if (rarest == kNone || counts[token] < counts[rarest] || (counts[token] == counts[rarest] && token < rarest))
                    rarest = token;
            }
            words[node] = rarest;
        }
    });
    // By word, then by node: a counting sort.
    std::vector<std::uint32_t> next(counts.size() + 2, 0), order(nodes()), number(nodes());
    const auto place_of = [&](std::uint32_t word) { return std::min<std::size_t>(word, counts.size()); };  // kNone last
    for (const auto word : words) ++next[place_of(word) + 1];
    for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
    for (std::uint32_t node = 0; node < order.size(); ++node) order[number[node] = next[place_of(words[node])]++] = node;
    for_ranges(node_of.size(), threads, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (auto record = begin; record < end; ++record) node_of[record] = number[node_of[record]];
    });
    each_at_once(texts.size() + values.size() + 1, threads, [&](std::size_t f) {
        if (f < texts.size()) {
            auto& field = texts[f];
            reorder(field.column.value_of, order);
            join_readings(field);
            order_texts(field.column);
            if (!field.han.empty()) field.han = written_in_han(field.column);
        } else if (f < fields()) {
            reorder(values[f - texts.size()].column.value_of, order);
        } else {
            reorder(first_record, order);
            reorder(copies, order);
            reorder(list_of, order);
            reorder(key_of, order);
        }
    });
}

void Evidence::compare_values(std::uint32_t a, std::uint32_t b, Comparison& comparison) const {
    auto f = texts.size();
    for (const auto& field : values) {
        const auto va = field.column.value_of[a], vb = field.column.value_of[b];
        comparison.levels[f++] = static_cast<std::uint8_t>(field.column.compare(va, vb));
        if (field.column.other_day(va, vb)) comparison.levels[kOtherDay] = 1;
    }
}

Comparison Evidence::compare(std::uint32_t a, std::uint32_t b) const {
    const auto weigh = [&](std::size_t f, std::uint32_t x, std::uint32_t y) {
        return compare_texts(texts[f].column, texts[f].model, x, y, texts[f].kind != FieldKind::text);
    };
    return compare_with(a, b, weigh, [&](std::size_t v, std::uint32_t x, std::uint32_t y) { return values[v].column.compare(x, y); });
}

}  // namespace wb
