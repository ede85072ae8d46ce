#include "goods/reading.h"

#include <algorithm>
#include <array>

#include "goods/head_noun.h"

namespace wb {

namespace {

constexpr std::uint32_t kCompoundGap = 2;  // tokens between the whole and the part in "DJI Mavic 3 intelligent flight battery"
constexpr std::uint32_t kNameGap = 3;      // between a word of the class and a model without its brand, for a brand that is misspelt
constexpr std::uint32_t kPhraseGap = 4;  // between the part and the whole in "батарея аккумуляторная литий-полимерная для БПЛА"

using Role = CatalogueIndex::Role;

struct Span {
    std::uint32_t first = UINT32_MAX, end = 0;
    std::size_t index = kNone;
    [[nodiscard]] bool present() const { return index != kNone; }
    [[nodiscard]] std::uint32_t length() const { return end - first; }
};

Span span_of(const TermMatch& match) { return {match.first_token, match.end_token, match.term.index}; }

bool covers(const TermMatch& outer, const TermMatch& inner) {
    return outer.first_token <= inner.first_token && outer.end_token >= inner.end_token;
}

// The matches of one good, sorted out.
struct Sorted {
    Span uav, part, part_context;  // first word of each
    Span general_part;             // "запчасти для дронов": a part of no named kind
    bool uav_mentioned = false;    // a word for drones stands somewhere, even as what the part is for
    bool uav_context = false;
    bool part_refused = false;               // it is no part of a drone at all
    std::vector<std::size_t> refused_parts;  // it is no part of these kinds: glasses have frames too
    std::vector<Span> brands, weak_brands, models;
    std::vector<Span> drone_words;  // "бпла", "для бпла", whether or not they name the thing itself
    std::vector<Span> plain_words;  // words of classes and their context: "fpv" is a word for drones before it is a model
    std::vector<std::size_t> brand_against, model_against;
    bool decoy = false;

    void clear() {
        uav = part = part_context = general_part = Span{};
        uav_mentioned = uav_context = part_refused = decoy = false;
        for (auto* list : {&brands, &weak_brands, &models, &drone_words, &plain_words}) list->clear();
        for (auto* list : {&brand_against, &model_against, &refused_parts}) list->clear();
    }
};

bool earlier(const Span& candidate, const Span& current) {
    return !current.present() || candidate.first < current.first ||
           (candidate.first == current.first && candidate.length() > current.length());
}

// The result is this thread's, until the next call: its lists keep their memory.
// `drones`: it is known already that drones are spoken of.
const Sorted& sort_out(const CatalogueIndex& index, std::span<const TermMatch> matches, bool drones) {
    thread_local Sorted sorted;
    sorted.clear();
    // "для беспилотных" also turns "беспилотных летательных аппаратов" round: its first word is what counts.
    const auto refused = [&](const TermMatch& match) {
        return std::any_of(matches.begin(), matches.end(), [&](const TermMatch& other) {
            return other.term.kind == TermKind::class_against && other.term.index == match.term.index &&
                   other.first_token <= match.first_token && other.end_token > match.first_token;
        });
    };
    // "camera drone" names a drone, not a camera.
    const auto within_whole = [&](const TermMatch& match) {
        return std::any_of(matches.begin(), matches.end(), [&](const TermMatch& other) {
            return other.term.kind == TermKind::class_word && index.is_uav(other.term.index) && covers(other, match) && !refused(other);
        });
    };
    for (const auto& match : matches) {
        if (match.term.kind != TermKind::class_against) continue;
        if (index.roles[match.term.index] == Role::general_part) sorted.part_refused = true;
        if (index.roles[match.term.index] == Role::part) sorted.refused_parts.push_back(match.term.index);
    }
    const auto refused_part = [&](std::size_t part) {
        return std::find(sorted.refused_parts.begin(), sorted.refused_parts.end(), part) != sorted.refused_parts.end();
    };
    for (const auto& match : matches) {
        const auto span = span_of(match);
        if (match.term.kind == TermKind::class_word || match.term.kind == TermKind::context_word) sorted.plain_words.push_back(span);
        switch (match.term.kind) {
            case TermKind::brand:
                sorted.brands.push_back(span);
                break;
            case TermKind::weak_brand:
                sorted.weak_brands.push_back(span);
                break;
            case TermKind::model:
                sorted.models.push_back(span);
                break;
            case TermKind::brand_against:
                sorted.brand_against.push_back(match.term.index);
                break;
            case TermKind::model_against:
                sorted.model_against.push_back(match.term.index);
                break;
            case TermKind::decoy:
                sorted.decoy = true;
                break;
            case TermKind::military:
                break;
            case TermKind::class_against:
                break;
            case TermKind::class_word:
                if (index.is_uav(match.term.index)) {
                    sorted.uav_mentioned = true;
                    sorted.drone_words.push_back(span);
                    if (!refused(match) && earlier(span, sorted.uav)) sorted.uav = span;
                } else if (index.roles[match.term.index] == Role::general_part) {
                    sorted.uav_mentioned = true;
                    sorted.drone_words.push_back(span);
                    if (!refused(match) && earlier(span, sorted.general_part)) sorted.general_part = span;
                } else if (index.is_part(match.term.index) && !refused_part(match.term.index) && !within_whole(match) &&
                           earlier(span, sorted.part)) {
                    sorted.part = span;
                }
                break;
            case TermKind::context_word:
                if (index.is_uav(match.term.index)) {
                    sorted.uav_context = true;
                } else if (index.is_part(match.term.index) && !refused_part(match.term.index) && !within_whole(match) &&
                           earlier(span, sorted.part_context)) {
                    sorted.part_context = span;
                }
                break;
        }
    }
    const bool context = drones || sorted.uav_mentioned || sorted.uav.present();
    for (const auto& weak : sorted.weak_brands) {
        const bool own_model = std::any_of(sorted.models.begin(), sorted.models.end(),
                                           [&](const Span& m) { return index.model_brand[m.index] == weak.index; });
        if (context || own_model) sorted.brands.push_back(weak);
    }
    return sorted;
}

bool holds(const std::vector<std::size_t>& list, std::size_t value) { return std::find(list.begin(), list.end(), value) != list.end(); }

// "fpv" beside its brand is the model only where nothing stands between them: "DJI FPV", not "FPV goggles for DJI".
bool adjoins(const Span& a, const Span& b) { return a.end == b.first || b.end == a.first; }

bool follows_model_word(const TokenText& text, const Span& span) {
    static constexpr std::array<std::string_view, 6> kWords = {"мод", "модель", "модели", "model", "mod", "号"};
    return span.first > 0 && std::find(kWords.begin(), kWords.end(), text.text(span.first - 1)) != kWords.end();
}

bool is_plain_word(const Sorted& sorted, const Span& span) {
    return std::any_of(sorted.plain_words.begin(), sorted.plain_words.end(),
                       [&](const Span& word) { return word.first <= span.first && word.end >= span.end; });
}

// "fpv": three letters alone name a model only beside its brand.
bool is_short_word(const TokenText& text, const Span& span) {
    constexpr std::size_t kShort = 3;
    return span.length() == 1 && !text.tokens[span.first].digits && text.text(span.first).size() <= kShort;
}

// Of names that overlap the one that goes further is the more specific: "evo ii" of "autel evo ii" says more than "autel evo".
bool more_specific(const Span& span, const Span& best) {
    if (!best.present()) return true;
    const bool overlap = span.first < best.end && best.first < span.end;
    if (overlap && span.end != best.end) return span.end > best.end;
    return span.length() > best.length() || (span.length() == best.length() && span.first < best.first);
}

// Whether one letter too many, too few, wrong, or two in the wrong order turn one word into the other.
bool one_slip_apart(std::string_view a, std::string_view b) {
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() > 1) return false;
    const auto first = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
    if (first == a.size()) return true;
    if (a.size() < b.size()) return a.substr(first) == b.substr(first + 1);
    const bool swapped =
        first + 1 < a.size() && a[first] == b[first + 1] && a[first + 1] == b[first] && a.substr(first + 2) == b.substr(first + 2);
    return swapped || a.substr(first + 1) == b.substr(first + 1);
}

// Whether a stated mark is the brand with a slip of the pen: "DJJI".
bool resembles(std::string_view mark, const Brand& brand) {
    constexpr std::size_t kShortest = 3;
    const auto near = [&](const std::string& word) { return word.size() >= kShortest && one_slip_apart(mark, word); };
    return std::any_of(brand.spellings.begin(), brand.spellings.end(), near) ||
           std::any_of(brand.weak_spellings.begin(), brand.weak_spellings.end(), near);
}

// What else is known about a text when its model is chosen.
struct Beside {
    std::size_t brand = kNone;  // of a field for marks
    std::string_view foreign;   // such a field states this one, which the catalogue does not know
    bool drones = false;        // drones are spoken of
    bool by_code = false;       // the commodity code is one of drones
    bool is_mark = false;       // the text is a field for marks itself
};

// Whether words of the model's own class are near: "квадрокоптер spark", "пульт boxer для дрона". A name that is a plain word or a short
// code ("ghost", "a3") means nothing far from them or beside another class: "болт для квадрокоптера гост 1759".
bool stands_by_its_class(const CatalogueIndex& index, const Sorted& sorted, const Span& model) {
    const auto own = index.model_class[model.index];
    const auto near = [&](const Span& word) { return word.first <= model.end + kNameGap && model.first <= word.end + kNameGap; };
    const auto is_own = [&](const Span& word) { return word.index == own; };
    const bool near_own =
        std::any_of(sorted.plain_words.begin(), sorted.plain_words.end(), [&](const Span& word) { return is_own(word) && near(word); });
    if (own == index.uav) return near_own || std::any_of(sorted.drone_words.begin(), sorted.drone_words.end(), near);
    if (near_own) return true;
    return std::any_of(sorted.plain_words.begin(), sorted.plain_words.end(), is_own) &&
           std::any_of(sorted.drone_words.begin(), sorted.drone_words.end(), near);
}

// The longest model that the text may mean: by itself when distinctive, else beside its brand or a word for drones.
Span choose_model(const CatalogueIndex& index, const TokenText& text, const Sorted& sorted, const Beside& beside) {
    Span best;
    for (const auto& span : sorted.models) {
        const auto& model = index.catalogue.models[span.index];
        const auto brand = index.model_brand[span.index];
        const auto is_own = [&](const Span& b) { return b.index == brand; };
        const bool beside_brand = brand == beside.brand || std::any_of(sorted.brands.begin(), sorted.brands.end(), is_own);
        const bool foreign = !beside.foreign.empty() && !resembles(beside.foreign, index.catalogue.brands[brand]);
        const bool other_brand = !beside_brand && (beside.brand != kNone || foreign || !sorted.brands.empty());
        if (holds(sorted.model_against, span.index) && !beside.drones) continue;
        if (!beside_brand && !(model.distinctive && (!other_brand || beside.drones)) && !(beside.drones && !other_brand)) continue;
        // Short and plain words need their brand, in the same field or next to it, or a word for models before them.
        const bool adjacent = follows_model_word(text, span) || std::any_of(sorted.brands.begin(), sorted.brands.end(),
                                                                            [&](const Span& b) { return is_own(b) && adjoins(b, span); });
        if (!model.distinctive && !(beside.is_mark && beside_brand) && !adjacent &&
            (is_plain_word(sorted, span) || is_short_word(text, span)))
            continue;
        const bool by_code = beside.by_code && index.model_class[span.index] == index.uav;
        if (!model.distinctive && !beside_brand && !adjacent && !by_code && !stands_by_its_class(index, sorted, span)) continue;
        if (more_specific(span, best)) best = span;
    }
    return best;
}

Span choose_brand(const Sorted& sorted) {
    Span best;
    for (const auto& span : sorted.brands) {
        if (!best.present() || span.length() > best.length() || (span.length() == best.length() && span.first < best.first)) best = span;
    }
    return best;
}

bool is_joining_word(std::string_view token) {
    static constexpr std::array<std::string_view, 26> kWords = {
        "с",   "со",  "и",     "в",     "включая", "комплекте", "комплект", "with", "and", "incl", "including", "plus", "w",
        "set", "kit", "набор", "также", "имеет",   "оснащен",   "наличии",  "带",   "含",  "及",   "和",        "配",   "附"};
    return std::find(kWords.begin(), kWords.end(), token) != kWords.end();
}

// Whether the part word behind the whole makes one noun with it: "drone battery", "无人机电池", not "drone with battery".
bool is_compound(const TokenText& text, std::string_view joined, const Span& whole, const Span& part) {
    if (part.first < whole.end || part.first - whole.end > kCompoundGap) return false;
    for (auto token = whole.end; token < part.first; ++token) {
        if (is_joining_word(text.text(token))) return false;
    }
    const auto from = text.origin_end(whole.end);
    const auto until = text.origin_begin(part.first);
    const auto between = until > from ? joined.substr(from, until - from) : std::string_view();
    if (between.find_first_of(",;+&(/") != std::string_view::npos) return false;
    // Russian puts the head first: a noun behind a drone is not what the text is about, unless nothing stands between a model and it.
    const auto first = text.text(part.first);
    const bool cyrillic = !first.empty() && (static_cast<unsigned char>(first[0]) == 0xD0 || static_cast<unsigned char>(first[0]) == 0xD1);
    return !cyrillic;
}

// What stands behind them is what the goods are for, or what comes with them.
constexpr std::array<std::string_view, 13> kForWords = {"для", "к",  "от", "на", "под",  "за",     "против",
                                                        "for", "of", "to", "on", "from", "against"};
constexpr std::array<std::string_view, 3> kWithWords = {"с", "со", "with"};
constexpr std::array<std::string_view, 3> kAgainstWords = {"за", "против", "against"};  // "наблюдение за дронами"

// Whether the word for a part and one for drones make one phrase: "рама карбоновая для квадрокоптера", "drone battery". Not where something
// else is for the part ("чехол для пульта квадрокоптера") or the part is for something else that has to do with drones ("камера для
// наблюдения за дронами").
bool is_part_phrase(const TokenText& text, std::string_view joined, const Sorted& sorted, const Span& part) {
    const auto before = part.first > 0 ? text.text(part.first - 1) : std::string_view();
    if (is_one_of(kForWords, before) || is_one_of(kWithWords, before)) return false;
    return std::any_of(sorted.drone_words.begin(), sorted.drone_words.end(), [&](const Span& drone) {
        if (drone.first < part.end && part.first < drone.end) return true;
        if (drone.first < part.first) return is_compound(text, joined, drone, part);
        if (drone.first - part.end > kPhraseGap) return false;
        const auto joint = text.text(drone.first - 1);
        if (is_one_of(kAgainstWords, joint) || is_one_of(kWithWords, joint)) return false;
        auto between = part.end;
        while (between + 1 < drone.first && !is_one_of(kForWords, text.text(between))) ++between;
        return between + 1 >= drone.first;
    });
}

struct ClassChoice {
    std::size_t index = kNone;
    Span span;
    bool by_word = false;  // a word of the class stands there, not only a model
};

ClassChoice choose_class(const CatalogueIndex& index, const TokenText& text, std::string_view joined, const Sorted& sorted,
                         const Span& model, bool brand) {
    Span whole = sorted.uav;
    const bool model_is_whole = model.present() && index.model_class[model.index] == index.uav;
    if (model_is_whole && earlier(model, whole)) whole = model;
    Span part = sorted.part_refused ? Span{} : sorted.part;
    const bool context = sorted.uav_mentioned || sorted.uav_context || brand || model.present();
    if (!sorted.part_refused && context && sorted.part_context.present() && earlier(sorted.part_context, part)) part = sorted.part_context;
    if (model.present() && !model_is_whole) {
        const auto own = index.model_class[model.index];
        if (!whole.present() || model.first <= whole.first || !sorted.uav.present())
            return {own, model, sorted.uav_mentioned || part.present()};
    }
    // A phrase of the part that holds the word for the whole: "drone battery", "无人机电池".
    const bool holds_whole = part.present() && whole.present() && part.first <= whole.first && part.end > whole.end;
    if (part.present() && (!whole.present() || holds_whole || part.first < whole.first || is_compound(text, joined, whole, part)))
        return {part.index, part, true};
    if (!sorted.part_refused && sorted.general_part.present() && (!whole.present() || sorted.general_part.first <= whole.first)) {
        if (part.present()) return {part.index, part, true};
        return {sorted.general_part.index, sorted.general_part, true};
    }
    if (!whole.present()) return {};
    return {index.uav, whole, sorted.uav.present()};
}

// How surely the words of a class are what the text is about.
Strength class_strength(const CatalogueIndex& index, const TokenText& text, std::string_view joined, std::size_t begin,
                        const Sorted& sorted, const ClassChoice& choice) {
    const auto& span = choice.span;
    if (index.roles[choice.index] == Role::part && is_part_phrase(text, joined, sorted, span)) return Strength::class_part;
    const bool head = choice.index == index.uav && may_head(text, begin, span.first) && noun_ends(text, joined, span.end);
    return head ? Strength::class_head : Strength::class_word;
}

void add_word(const TokenText& text, const Span& span, std::string_view subject, std::string_view id, Reading& reading) {
    reading.words.push_back({text.origin_begin(span.first), text.origin_end(span.end), subject, id});
}

void explain(const Catalogue& catalogue, const TokenText& text, const Span& brand, const Span& model, const ClassChoice& choice,
             Reading& reading) {
    if (brand.present()) add_word(text, brand, "brand", catalogue.brands[brand.index].id, reading);
    if (model.present()) add_word(text, model, "model", catalogue.models[model.index].id, reading);
    if (choice.by_word && choice.span.present() && choice.span.first != model.first)
        add_word(text, choice.span, "class", catalogue.classes[choice.index].id, reading);
}

}  // namespace

std::string_view strength_name(Strength strength) {
    static constexpr std::array<std::string_view, kStrengths> kNames = {"",           "model_brand", "model",    "brand_class", "class",
                                                                        "class_part", "class_head",  "brand",    "against",     "vague",
                                                                        "hs",         "part",        "long_part"};
    return kNames[static_cast<std::size_t>(strength)];
}

CatalogueIndex::CatalogueIndex(const Catalogue& of) : catalogue(of) {
    for (std::size_t i = 0; i < of.classes.size(); ++i) {
        const std::string_view id = of.classes[i].id;
        if (id == "uav") uav = i;
        roles.push_back(id == "uav"                  ? Role::uav
                        : id == "uav_part"           ? Role::general_part
                        : id.starts_with("uav_part") ? Role::part
                                                     : Role::other);
    }
    for (const auto& model : of.models) {
        const auto* brand = of.find_brand(model.brand);
        const auto* goods_class = of.find_class(model.goods_class);
        model_brand.push_back(brand == nullptr ? kNone : static_cast<std::size_t>(brand - of.brands.data()));
        model_class.push_back(goods_class == nullptr ? kNone : static_cast<std::size_t>(goods_class - of.classes.data()));
    }
}

void read_marks(const CatalogueIndex& index, const TokenText& text, std::span<const TermMatch> matches, bool drones, Reading& reading) {
    const auto& sorted = sort_out(index, matches, drones);
    const auto brand = choose_brand(sorted);
    if (brand.present() && reading.brand == kNone) reading.brand = brand.index;
    // In a field for marks a model needs no other context than its brand.
    const auto model = choose_model(index, text, sorted, {reading.brand, reading.foreign, false, false, true});
    if (model.present() && reading.model == kNone) reading.model = model.index;
}

Reading read_matches(const CatalogueIndex& index, const TokenText& text, std::string_view joined, std::size_t begin,
                     std::span<const TermMatch> matches, const Reading& labels, const HsFeature& hs) {
    const auto& sorted = sort_out(index, matches, hs.uav || hs.part);
    const bool drone_context = sorted.uav.present() || sorted.uav_mentioned || hs.uav;
    const auto model = choose_model(index, text, sorted, {labels.brand, labels.foreign, drone_context, hs.uav, false});
    const auto brand = choose_brand(sorted);
    Reading reading;
    reading.model = model.present() ? model.index : labels.model;
    reading.brand = reading.model != kNone ? index.model_brand[reading.model] : brand.present() ? brand.index : labels.brand;
    reading.context = sorted.uav_context;
    auto choice = choose_class(index, text, joined, sorted, model, reading.brand != kNone);
    // A field for the model states what the goods are, where words may be of something near: "контроллер двигателя … Модель: XROTOR 40A".
    const bool stated_part = !model.present() && reading.model != kNone && index.is_part(index.model_class[reading.model]);
    if (stated_part && choice.index != kNone && index.is_part(choice.index)) choice.index = index.model_class[reading.model];
    reading.goods_class = choice.index;
    if (reading.goods_class == kNone && reading.model != kNone) reading.goods_class = index.model_class[reading.model];
    explain(index.catalogue, text, brand, model, choice, reading);
    for (const auto& match : matches) {
        const auto kind = match.term.kind;
        const bool own = (kind == TermKind::brand_against && match.term.index == reading.brand) || kind == TermKind::decoy ||
                         (kind == TermKind::model_against && match.term.index == reading.model);
        if (own)
            reading.against.emplace_back(joined.substr(text.origin_begin(match.first_token),
                                                       text.origin_end(match.end_token) - text.origin_begin(match.first_token)));
    }
    const bool marked = reading.brand != kNone;
    if (reading.model != kNone) {
        reading.strength = marked && (brand.present() || labels.brand != kNone || choice.by_word) ? Strength::model_brand : Strength::model;
    } else if (choice.by_word && choice.index != kNone) {
        reading.strength = marked ? Strength::brand_class : class_strength(index, text, joined, begin, sorted, choice);
    } else if (marked) {
        reading.strength = Strength::brand;
        reading.goods_class = index.uav;
    }
    // Words of another meaning win unless the text names a drone, not only mentions one, or a model that can be nothing else.
    const bool mentioned = sorted.decoy && reading.strength == Strength::class_word;
    const bool sure =
        (sorted.uav.present() && !mentioned) || (reading.model != kNone && !sorted.decoy && !holds(sorted.model_against, reading.model));
    if (!reading.against.empty() && !sure && reading.goods_class != kNone) reading.strength = Strength::against;
    return reading;
}

void split_by_models(const TokenText& text, std::span<const TermMatch> matches, std::size_t begin, std::size_t end, std::string_view joined,
                     std::vector<TextPart>& parts) {
    thread_local std::vector<Span> models;  // those that do not overlap
    models.clear();
    for (const auto& match : matches) {
        if (match.term.kind != TermKind::model) continue;
        const auto span = span_of(match);
        const bool inside = !models.empty() && span.first < models.back().end;
        if (!inside) models.push_back(span);
    }
    parts.clear();
    auto from = begin;
    for (std::size_t i = 0; i < models.size() && models.size() > 1; ++i) {
        const std::size_t until = i + 1 < models.size() ? text.origin_begin(models[i + 1].first) : end;
        const std::size_t behind = text.origin_end(models[i].end);
        const auto quantity = quantity_in_text(joined.substr(behind, until - behind));
        if (quantity) {
            // Words behind the number belong to the next model: "DRONE MAVIC 3 - 10 PCS, BATTERY EVO LITE - 5 PCS".
            const auto over = i + 1 < models.size() ? behind + quantity->end : end;
            parts.push_back({from, over, quantity});
            from = over;
        } else if (!parts.empty()) {
            parts.back().end = from = until;
        }
    }
    if (parts.size() < 2) parts.assign(1, {begin, end, std::nullopt});
}

void matches_of_part(const TokenText& text, const TextPart& part, std::span<const TermMatch> matches, std::vector<TermMatch>& own) {
    const auto inside = [&](const TermMatch& match) {
        const auto from = text.origin_begin(match.first_token);
        return from >= part.begin && from < part.end;
    };
    const auto has = [&](TermKind kind) {
        return std::any_of(matches.begin(), matches.end(),
                           [&](const TermMatch& match) { return match.term.kind == kind && inside(match); });
    };
    const bool own_class = has(TermKind::class_word);
    const bool own_brand = has(TermKind::brand);
    own.clear();
    for (const auto& match : matches) {
        const auto kind = match.term.kind;
        const bool shared = kind == TermKind::brand ? !own_brand : kind != TermKind::model && !own_class;
        if (shared || inside(match)) own.push_back(match);
    }
}

}  // namespace wb
