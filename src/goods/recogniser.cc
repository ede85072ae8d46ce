#include "goods/recogniser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <span>

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "goods/box31.h"
#include "goods/cell_memo.h"
#include "goods/class_facts.h"
#include "goods/evidence_patterns.h"
#include "goods/part_numbers.h"
#include "goods/read_text.h"
#include "goods/reading.h"
#include "goods/value_shares.h"
#include "reference/maker_label.h"
#include "reference/part_family.h"
#include "reference/terms.h"
#include "text/fold.h"

namespace wb {

namespace {

constexpr double kModelMatched = 0.97;
constexpr std::size_t kLongestMark = 120;  // bytes of a stated trade mark
constexpr double kMassTolerance = 0.5;     // packing and accessories: half to double the catalogue's mass
constexpr double kUnitsSpread = 2.0;

// A trade mark as an id: folded, blanks replaced.
std::string mark_id(std::string_view mark) {
    FoldedText plain;  // look-alike letters folded, so that "ОТCУТСТВУЕТ" is the null word that it is
    plain.assign(mark);
    std::replace(plain.text.begin(), plain.text.end(), ' ', '_');
    return std::string(plain.text);
}

// The catalogue's brands by their names: alone a name may be too common a word to be looked for, stated as a trade mark it is one.
std::map<std::string, std::size_t> brands_by_name(const Catalogue& catalogue) {
    std::map<std::string, std::size_t> brands;
    for (std::size_t i = 0; i < catalogue.brands.size(); ++i) brands.emplace(mark_id(catalogue.brands[i].name), i);
    return brands;
}

struct MakerPlace {
    std::size_t begin = 0, size = 0;
};

}  // namespace

struct Recogniser::State {
    CatalogueIndex index;
    const Catalogue& catalogue;
    GoodsLexicon lexicon;
    ClassCodes codes;
    EvidencePatterns patterns;
    std::vector<ClassFacts> classes;
    std::vector<std::size_t> part_classes;  // of PartSeries::kinds(); kNone for kinds off the list
    std::vector<std::string> negations;     // folded
    bool priority_codes;
    std::map<std::string, std::size_t> brands_by_name;
};

struct Recogniser::Scratch::State {
    // More slots find more texts again, and push what is found out of the second cache: with 2,048 and 4,096 of the first two, and a larger
    // list of those seen, a pass takes a tenth longer (bench/recognition.py).
    StretchMemo stretches{2048, 1U << 14U};
    TextMemo texts{512, 1U << 14U, stretches};
    TextMemo labels{512, 1U << 12U, stretches};  // trade marks, models, articles, makers
    std::vector<TermMatch> label_matches, group_matches, part_matches;
    std::vector<TextPart> parts;
    CellMemo<std::string> brands;     // of stated marks, see stated_brand
    CellMemo<MakerPlace> makers;      // within what stands behind a label
    std::vector<double> usual_price;  // of the item's goods; 0 when unknown
    std::string reasons, says;
    std::vector<MarkObservation> observations;
    TextSigns signs;
};

Recogniser::Scratch::Scratch() : state_(std::make_unique<State>()) {}
Recogniser::Scratch::~Scratch() = default;
const TextSigns& Recogniser::Scratch::signs() const { return state_->signs; }
const std::vector<MarkObservation>& Recogniser::Scratch::observations() const { return state_->observations; }

Recogniser::Recogniser(const Catalogue& catalogue, const Calibration& calibration, bool priority_codes)
    : state_(std::make_unique<State>(State{CatalogueIndex(catalogue), catalogue, GoodsLexicon(catalogue, military_words(false)),
                                           ClassCodes(catalogue), EvidencePatterns(calibration), facts_of_classes(catalogue),
                                           part_classes(catalogue), military_words(true), priority_codes, brands_by_name(catalogue)})) {}

Recogniser::~Recogniser() = default;

// Reads the groups of one item.
class GroupReader {
public:
    GroupReader(const Recogniser::State& state, Recogniser::Scratch::State& scratch, const Item& item)
        : state_(state), scratch_(scratch), item_(item), description_(scratch.texts.read(item.description, state.lexicon)) {}

    void read(std::vector<Good>& goods) {
        first_good_ = goods.size();
        usual_price_.clear();
        scratch_.observations.clear();
        read_signs();
        hs_ = state_.codes.feature(item_.hs_code);
        drones_ = hs_.uav || hs_.part || speaks_of_drones(matches_);
        if (!state_.priority_codes && !hs_.uav && !hs_.part) hs_.goods_class = kNone;
        const bool columns = read_columns();
        const bool part = state_.priority_codes && hs_.goods_class == kNone && may_be_part(item_.hs_code);
        const bool words = columns || hs_.controlled() || names_goods(matches_);
        if (!words && !(part && may_hold_number())) return;
        const auto& groups = description_.groups();
        for (const auto& group : groups) scratch_.signs.uncountable = scratch_.signs.uncountable || group.uncountable;
        if (words) {
            for (const auto& group : groups) read_group(group, goods);
        }
        if (part && goods.size() == first_good_) read_part_number(groups.front(), goods);
        share_value(item_.value_usd, usual_price_, std::span(goods).subspan(first_good_));
    }

private:
    // Marks of columns of their own count for the first group.
    bool read_columns() {
        for (const auto text : {item_.trademark, item_.model, item_.article, item_.manufacturer}) read_label(text, column_reading_);
        if (column_reading_.brand == kNone && column_reading_.model == kNone) column_reading_.foreign = stated_brand(item_.trademark);
        return column_reading_.brand != kNone || column_reading_.model != kNone;
    }

    void read_label(std::string_view text, Reading& reading) {
        if (text.empty()) return;
        const auto& label = scratch_.labels.read(text, state_.lexicon);
        if (!label.matches.empty()) read_marks(state_.index, label.text, label.matches, drones_, reading);
    }

    // A label inside the text: its words are matched already.
    void read_own_label(std::string_view value, Reading& reading) {
        if (value.empty()) return;
        const auto begin = static_cast<std::size_t>(value.data() - joined_.text.data());
        auto& within = scratch_.label_matches;
        within.clear();
        for (const auto& match : matches_) {
            const auto from = text_.origin_begin(match.first_token);
            if (from >= begin && text_.origin_end(match.end_token) <= begin + value.size()) within.push_back(match);
        }
        if (!within.empty()) read_marks(state_.index, text_, within, drones_, reading);
    }

    void read_signs() {
        auto& signs = scratch_.signs;
        signs = {0, 0, text_.hidden, text_.invalid, !description_.whole, false};
        for (const auto& match : matches_) {
            if (match.term.kind != TermKind::military || negated(match.first_token)) continue;
            signs.military_begin = joined_.origin(text_.origin_begin(match.first_token));
            signs.military_end = joined_.origin(text_.origin_end(match.end_token));
            return;
        }
    }

    // "не для военного применения": one of the two words before turns the phrase round.
    [[nodiscard]] bool negated(std::size_t token) const {
        for (std::size_t back = 1; back <= 2 && back <= token; ++back) {
            const auto word = text_.text(token - back);
            if (std::find(state_.negations.begin(), state_.negations.end(), word) != state_.negations.end()) return true;
        }
        return false;
    }

    // Electronic parts stand in chapters 84, 85 and 90, where they stand under the right one.
    static bool may_be_part(std::string_view hs_code) {
        const auto chapter = hs_code.substr(0, 2);
        return chapter.empty() || chapter == "84" || chapter == "85" || chapter == "90";
    }

    [[nodiscard]] bool may_hold_number() const {
        if (!item_.article.empty() || !item_.model.empty()) return true;
        return text_.latin && text_.digits && may_hold_part_number(joined_.text);
    }

    // A part of the common high priority list, by its number.
    void read_part_number(const BoxGroup& group, std::vector<Good>& goods) {
        const auto& part = part_of(group);
        if (!part || state_.part_classes[part->kind] == kNone) return;
        Reading reading;
        reading.goods_class = state_.part_classes[part->kind];
        reading.strength = part->length >= kLongBeginning ? Strength::long_part : Strength::part;
        const auto from = static_cast<std::size_t>(part->number.data() - joined_.text.data());
        if (part->number.data() >= joined_.text.data() && from < joined_.text.size())
            reading.words.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(from + part->number.size()),
                                     "part number", PartSeries::built_in().kinds()[part->kind].id});
        add_good(reading, group, {group.begin, group.end, std::nullopt}, goods);
    }

    [[nodiscard]] bool speaks_of_drones(std::span<const TermMatch> matches) const {
        return std::any_of(matches.begin(), matches.end(), [&](const TermMatch& match) {
            return match.term.kind == TermKind::class_word &&
                   (state_.index.is_uav(match.term.index) || state_.index.is_part(match.term.index));
        });
    }

    // Words of context, decoys and words against say nothing by themselves.
    static bool names_goods(std::span<const TermMatch> matches) {
        return std::any_of(matches.begin(), matches.end(), [](const TermMatch& match) {
            return match.term.kind == TermKind::brand || match.term.kind == TermKind::model || match.term.kind == TermKind::class_word;
        });
    }

    // Matches whose tokens lie in [begin, end) of the joined text.
    std::span<const TermMatch> matches_within(std::size_t begin, std::size_t end) const {
        scratch_.group_matches.clear();
        for (const auto& match : matches_) {
            const auto from = text_.origin_begin(match.first_token);
            if (from >= begin && from < end) scratch_.group_matches.push_back(match);
        }
        return scratch_.group_matches;
    }

    void read_group(const BoxGroup& group, std::vector<Good>& goods) {
        const auto matches = matches_within(group.begin, group.end);
        Reading labels = goods.size() == first_good_ ? column_reading_ : Reading{};
        for (const auto text : {group.trademark, group.brand, group.maker}) read_own_label(text, labels);
        for (const auto mark : {group.trademark, group.brand}) {
            if (labels.brand == kNone && labels.model == kNone && labels.foreign.empty()) labels.foreign = stated_brand(mark);
        }
        for (const auto text : {group.model, group.article}) read_own_label(text, labels);
        auto& parts = scratch_.parts;
        split_by_models(text_, matches, group.begin, group.end, joined_.text, parts);
        for (const auto& part : parts) {
            auto own = matches;
            if (parts.size() > 1) {
                matches_of_part(text_, part, matches, scratch_.part_matches);
                own = scratch_.part_matches;
            }
            add_good(read_matches(state_.index, text_, joined_.text, part.begin, own, labels, hs_), group, part, goods);
        }
    }

    void add_good(const Reading& reading, const BoxGroup& group, const TextPart& part, std::vector<Good>& goods) {
        std::size_t goods_class = reading.goods_class;
        auto strength = reading.strength;
        if (goods_class == kNone) {
            if (goods.size() > first_good_) return;  // a code without words is one good, not one per group
            goods_class = hs_.goods_class;
            strength = hs_.uav || hs_.part ? Strength::vague : hs_.goods_class != kNone ? Strength::hs : Strength::none;
        }
        if (goods_class == kNone || strength == Strength::none) return;
        Good good;
        good.item_id = item_.item_id;
        good.goods_class = state_.catalogue.classes[goods_class].id;
        name_brand(reading, group, strength, good);
        count_units(reading, group, part, good);
        const auto price = price_match(price_ratio(reading, goods_class, good));
        const auto& pattern = state_.patterns.of(strength, hs_.match_for(good.goods_class), price);
        if (pattern.probability < kLeastProbability) return;
        good.evidence = pattern.name;
        good.probability = pattern.probability;
        // Goods behind one text are right or wrong together: digits are masked, since they count or number. Who sent them is known later,
        // when companies are resolved: goods of one text and different senders are then told apart.
        good.block = description_.block();
        span(reading, good);
        good.reasons = reasons(reading, good, goods_class);
        good.position = static_cast<std::int32_t>(goods.size() - first_good_ + 1);
        observe_marks(reading, group, good);
        name_maker(group, good);
        if (good.goods_class.starts_with("chpl.")) name_part(group, good);
        usual_price_.push_back(reading.model != kNone ? state_.catalogue.models[reading.model].usual_price_usd.value_or(0) : 0);
        goods.push_back(std::move(good));
    }

    void name_brand(const Reading& reading, const BoxGroup& group, Strength strength, Good& good) const {
        if (reading.model != kNone) {
            good.model = state_.catalogue.models[reading.model].id;
            good.model_probability = kModelMatched;
        }
        if (reading.brand != kNone) {
            good.brand = state_.catalogue.brands[reading.brand].id;
            good.brand_probability = state_.patterns.brand_rate(strength);
            return;
        }
        for (const auto mark : {item_.trademark, group.trademark, group.brand}) {
            const auto& brand = stated_brand(mark);
            if (brand.empty()) continue;
            good.brand = brand;
            const bool known = state_.catalogue.find_brand(brand) != nullptr;
            good.brand_probability = state_.patterns.brand_rate(known ? strength : Strength::none);
            return;
        }
    }

    // The maker of a column counts for the first good, a label's for its own, one that any other words name for an item of one group.
    void name_maker(const BoxGroup& group, Good& good) const {
        if (!item_.manufacturer.empty() && good.position == 1) good.maker = maker_within(item_.manufacturer);
        if (!good.maker.empty()) return;
        auto name = group.maker.empty() ? std::string_view() : maker_within(group.maker);
        if (group.maker.empty() && description_.groups().size() == 1) {
            if (const auto& found = description_.maker(); found) name = found->name;
        }
        if (name.empty()) return;
        const auto begin = static_cast<std::size_t>(name.data() - joined_.text.data());
        if (item_.description_cut && begin + name.size() == joined_.text.size()) return;  // the rest of the name is cut off
        good.maker = name;
        good.maker_begin = static_cast<std::int32_t>(joined_.origin(static_cast<std::uint32_t>(begin)));
        good.maker_end = static_cast<std::int32_t>(joined_.origin(static_cast<std::uint32_t>(begin + name.size())));
    }

    [[nodiscard]] std::string_view maker_within(std::string_view value) const {
        const auto place = scratch_.makers.of(value, [](std::string_view cell) {
            const auto name = maker_name(cell);
            return name.empty() ? MakerPlace{} : MakerPlace{static_cast<std::size_t>(name.data() - cell.data()), name.size()};
        });
        return value.substr(place.begin, place.size);
    }

    const std::optional<PartNumber>& part_of(const BoxGroup& group) {
        if (part_group_ == &group) return part_;
        const std::array<std::string_view, 4> stated = {item_.article, item_.model, group.article, group.model};
        const bool none_stated = std::all_of(stated.begin(), stated.end(), [](std::string_view cell) { return cell.empty(); });
        if (none_stated && !(text_.latin && text_.digits)) {
            part_.reset();  // a number has letters and digits
        } else {
            part_ = find_part_number(stated, joined_.text, part_maker(group));
        }
        part_group_ = &group;
        return part_;
    }

    [[nodiscard]] std::string_view part_maker(const BoxGroup& group) const {
        auto maker = !item_.manufacturer.empty() ? item_.manufacturer : group.maker;
        if (Terms::built_in().is_null_word(maker)) maker = {};
        return maker.empty() ? std::string_view(item_.trademark) : std::string_view(maker);
    }

    void name_part(const BoxGroup& group, Good& good) {
        const auto& part = part_of(group);
        if (!part) return;
        good.part_number = part->number;
        good.part_family = PartFamilies::built_in().family_of(part->number, part_maker(group)).id;
    }

    // What a good without a model of the catalogue states beside its mark, for learn_marks.
    void observe_marks(const Reading& reading, const BoxGroup& group, const Good& good) const {
        if (reading.model != kNone || !good.goods_class.starts_with("uav")) return;
        const auto& model = stated_brand(item_.model.empty() ? group.model : item_.model);
        const auto& maker = stated_brand(item_.manufacturer.empty() ? group.maker : item_.manufacturer);
        if (model.empty() && maker.empty()) return;
        scratch_.observations.push_back({item_.item_id, good.position, good.brand, model, maker, reading.brand != kNone});
    }

    // The id of a stated trade mark: the catalogue's where it is the name of a brand, else its letters; empty for words that mean nothing.
    // The same few marks come again and again.
    const std::string& stated_brand(std::string_view mark) const {
        static const std::string kNoBrand;
        if (mark.empty()) return kNoBrand;
        mark = mark.substr(0, kLongestMark);
        return scratch_.brands.of(mark, [&](std::string_view cell) { return brand_of(cell); });
    }

    std::string brand_of(std::string_view mark) const {
        const auto id = mark_id(mark);
        std::string folded = id;
        std::replace(folded.begin(), folded.end(), '_', ' ');
        if (Terms::built_in().is_null_word(folded) || folded.size() < 2 || folded.find_first_not_of("0123456789 ") == std::string::npos)
            return {};
        const auto known = state_.brands_by_name.find(id);
        return known == state_.brands_by_name.end() ? id : state_.catalogue.brands[known->second].id;
    }

    // Pieces from the good's own quantity, else the item's, else mass over the catalogue's mass.
    void count_units(const Reading& reading, const BoxGroup& group, const TextPart& part, Good& good) const {
        std::optional<StatedQuantity> stated = part.quantity;
        if (!stated && group.quantity && counts_pieces(group.quantity->unit)) stated = group.quantity;
        if (!stated && item_.quantity && counts_pieces(item_.quantity_unit))
            stated = StatedQuantity{item_.quantity->to_double(), std::string(item_.quantity_unit), 0};
        const auto bare = stated ? std::nullopt : bare_count(group);
        if (!stated) stated = quantity_in_text(joined_.text.substr(group.begin, group.end - group.begin), &scratch_.signs.uncountable);
        if (bare) {
            // A count without a unit is most likely of pieces, and may be of kilograms, unless the text counts pieces too.
            const double low = stated ? std::min(stated->number, *bare) : std::min(1.0, *bare);
            set_units(good, low, *bare, stated ? std::max(stated->number, *bare) : *bare);
            return;
        }
        if (stated && stated->number > 0) {
            const double other = stated->other > 0 ? stated->other : stated->number;
            set_units(good, std::min(stated->number, other), stated->number, std::max(stated->number, other));
            return;
        }
        const auto* model = reading.model == kNone ? nullptr : &state_.catalogue.models[reading.model];
        const double mass = model == nullptr ? 0 : model->net_mass_kg.value_or(model->takeoff_weight_g.value_or(0) / 1000.0);
        if (mass <= 0 || !item_.net_mass_kg) return;
        const double units = std::max(1.0, std::round(item_.net_mass_kg->to_double() / mass * kMassTolerance));
        set_units(good, std::max(1.0, std::floor(units / kUnitsSpread)), units, std::ceil(units * kUnitsSpread));
    }

    // The item's count, or the group's, that has no unit. One that equals the net mass to the gram, with a fraction, is the mass.
    [[nodiscard]] std::optional<double> bare_count(const BoxGroup& group) const {
        if (item_.quantity && item_.quantity_unit.empty()) {
            const double number = item_.quantity->to_double();
            const bool is_mass = item_.net_mass_kg && item_.net_mass_kg->to_double() == number && number != std::floor(number);
            if (!is_mass) return number;
        }
        if (group.quantity && group.quantity->unit.empty()) return group.quantity->number;
        return std::nullopt;
    }

    static bool counts_pieces(std::string_view unit) { return unit == "pcs" || unit == "set" || unit == "pair"; }
    static void set_units(Good& good, double low, double units, double high) {
        good.units_low = low;
        good.units = units;
        good.units_high = high;
    }

    double price_ratio(const Reading& reading, std::size_t goods_class, const Good& good) const {
        if (!item_.value_usd || !good.units || *good.units <= 0) return 0;
        const double unit = item_.value_usd->to_double() / *good.units;
        double usual = reading.model == kNone ? 0 : state_.catalogue.models[reading.model].usual_price_usd.value_or(0);
        if (usual <= 0) usual = state_.classes[goods_class].typical_price;
        return usual <= 0 ? 0 : unit / usual;
    }

    void span(const Reading& reading, Good& good) const {
        if (reading.words.empty()) {
            good.span_end = static_cast<std::int32_t>(item_.description.size());
            return;
        }
        std::uint32_t begin = UINT32_MAX;
        std::uint32_t end = 0;
        for (const auto& word : reading.words) {
            begin = std::min(begin, joined_.origin(word.begin));
            end = std::max(end, joined_.origin(word.end));
        }
        good.span_begin = static_cast<std::int32_t>(begin);
        good.span_end = static_cast<std::int32_t>(end);
    }

    // Written by hand, not by a writer of any JSON: it is made for every good, and most of it is the same.
    std::string reasons(const Reading& reading, const Good& good, std::size_t goods_class) const {
        auto& out = scratch_.reasons;
        out.assign(R"({"pattern":")").append(good.evidence).append(R"(","words":[)");
        for (const auto& word : reading.words) {
            if (&word != reading.words.data()) out += ',';
            out.append(R"({"text":)").append(json_string(joined_.text.substr(word.begin, word.end - word.begin)));
            says_.assign(word.subject).append(" ").append(word.id);
            out.append(R"(,"says":)").append(json_string(says_)).append(R"(,"begin":)");
            append_number(joined_.origin(word.begin), out);
            out.append(R"(,"end":)");
            append_number(joined_.origin(word.end), out);
            out += '}';
        }
        out.append(R"(],"against":[)");
        for (std::size_t i = 0; i < reading.against.size(); ++i) out.append(i == 0 ? "" : ",").append(json_string(reading.against[i]));
        out.append(R"(],"hs_code":)")
            .append(json_string(item_.hs_code))
            .append(R"(,"innocent":)")
            .append(state_.classes[goods_class].innocent);
        out += '}';
        return out;
    }

    static void append_number(std::uint32_t number, std::string& out) {
        std::array<char, 12> digits{};
        out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
    }

    const Recogniser::State& state_;
    Recogniser::Scratch::State& scratch_;
    const Item& item_;
    ReadText& description_;
    const JoinedText& joined_ = description_.joined;
    const TokenText& text_ = description_.text;
    const std::vector<TermMatch>& matches_ = description_.matches;
    std::string& says_ = scratch_.says;
    HsFeature hs_;
    bool drones_ = false;  // the code or a word of the text names drones or their parts
    Reading column_reading_;
    const BoxGroup* part_group_ = nullptr;  // that `part_` is of
    std::optional<PartNumber> part_;
    std::vector<double>& usual_price_ = scratch_.usual_price;
    std::size_t first_good_ = 0;
};

void Recogniser::recognise(const Item& item, Scratch& scratch, std::vector<Good>& goods) const {
    GroupReader(*state_, *scratch.state_, item).read(goods);
}

}  // namespace wb
