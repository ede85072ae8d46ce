#include "simulate/goods_text.h"

#include "base/check.h"
#include "simulate/letters.h"

namespace wb {

namespace {

constexpr double kUsualText = 0.85;  // of the rows of one exporter and model have the same text but for its numbers
constexpr double kOtherScript = 0.08;
constexpr double kGlued = 0.08;
constexpr std::size_t kLongText = 160;  // letters from which a continuation mark may stand in a text
const std::string kDefaultClass = "uav_part.payload";

const OtherSpelling* spelling_of(const SimWords& words, std::string_view brand, std::string_view model) {
    for (const auto& spelling : words.spellings) {
        if (!brand.empty() && spelling.brand == brand) return &spelling;
        if (!model.empty() && !spelling.model.empty() && model.starts_with(spelling.model)) return &spelling;
    }
    return nullptr;
}

// Writes one good by a template and remembers where its class and brand end.
class GoodWriter {
public:
    GoodWriter(const World& world, const Catalogue& catalogue, const SimWords& words, const TextHabits& habits)
        : world_(world), catalogue_(catalogue), words_(words), habits_(habits) {}

    // One clerk writes all goods of a row in one way.
    void choose_template(const SimItem& item, const SimCompany& seller, Dice& dice) {
        const auto& model = catalogue_.models[item.goods[0].model];
        Dice usual(world_.seed, combine64(combine64(seller.stream, hash64(model.id)), habits_.provider + 0x74656D70));
        const auto& templates = habits_.language == TextLanguage::russian ? words_.templates_ru : words_.templates_en;
        std::vector<double> weights;
        for (const auto& each : templates) weights.push_back(each.weight);
        template_ = templates[(dice.chance(kUsualText) ? usual : dice).pick(cumulated(weights))].text;
    }

    void write(const SimGood& good, const SimCompany& seller, Dice& dice, ItemText& out) {
        const auto& model = catalogue_.models[good.model];
        Dice usual(world_.seed, combine64(combine64(seller.stream, hash64(model.id)), habits_.provider));
        Dice& choice = dice.chance(kUsualText) ? usual : dice;
        const bool russian = habits_.language == TextLanguage::russian;
        class_text_ = class_of(model.goods_class, choice, russian);
        brand_text_ = brand_of(good, choice, russian);
        model_text_ = model_of(model.name, choice, russian);
        slipped_ = false;
        if (dice.chance(world_.shape.slips)) {
            const auto right = brand_text_;
            brand_text_ = with_slip(brand_text_ + brand_text_, dice).substr(0, brand_text_.size());
            slipped_ = brand_text_ != right;
        }
        fill(template_, good, dice, out);
    }

private:
    std::string class_of(const std::string& goods_class, Dice& choice, bool russian) const {
        const auto& drone = words_.classes.at("uav");
        if (goods_class == "uav") return choice.of(russian ? drone.ru : drone.en);
        const auto found = words_.classes.find(goods_class);
        const auto& part = found == words_.classes.end() ? words_.classes.at(kDefaultClass) : found->second;
        return choice.of(russian ? part.ru : part.en) + " " + choice.of(russian ? drone.for_ru : drone.for_en);
    }

    std::string brand_of(const SimGood& good, Dice& choice, bool russian) const {
        const auto& brand = catalogue_.brands[world_.brands[good.brand]];
        const auto* other = spelling_of(words_, brand.id, "");
        const double script = choice.uniform();
        if (other != nullptr && russian && script < kOtherScript && !other->ru.empty()) return choice.of(other->ru);
        if (other != nullptr && habits_.han && script > 1 - kOtherScript / 2 && !other->zh.empty()) return other->zh;
        return in_capitals(brand.name);
    }

    std::string model_of(const std::string& name, Dice& choice, bool russian) const {
        const auto* other = spelling_of(words_, "", name);
        const double script = choice.uniform();
        if (other != nullptr && russian && script < kOtherScript && !other->ru.empty())
            return other->ru[0] + in_capitals(std::string_view(name).substr(other->model.size()));
        auto text = in_capitals(name);
        const double glue = choice.uniform();
        if (glue < kGlued)
            std::erase(text, ' ');
        else if (glue > 1 - kGlued)
            std::replace(text.begin(), text.end(), ' ', '-');
        return text;
    }

    void fill(std::string_view pattern, const SimGood& good, Dice& dice, ItemText& out) {
        std::size_t class_end = ItemText::kNever;
        std::size_t brand_end = ItemText::kNever;
        std::size_t model_end = ItemText::kNever;
        const auto end = [&] { return letters_in(out.text); };
        for (std::size_t at = 0; at < pattern.size();) {
            const auto open = pattern.find('{', at);
            out.text += pattern.substr(at, open - at);
            if (open == std::string_view::npos) break;
            const auto close = pattern.find('}', open);
            const auto name = pattern.substr(open + 1, close - open - 1);
            at = close + 1;
            if (name == "class") {
                out.text += class_text_;
                class_end = std::min(class_end, end());
            } else if (name == "brand") {
                out.text += brand_text_;
                brand_end = std::min(brand_end, end());
            } else if (name == "model") {
                out.text += model_text_;
                model_end = std::min(model_end, end());
            } else if (name == "maker") {
                out.text += maker_text(world_, catalogue_, good);
            } else if (name == "article") {
                out.text += dice.chance(0.6) ? "ОТСУТСТВУЕТ" : "CP.MA." + std::to_string(10000 + dice.below(90000));
            } else {
                WB_CHECK(name == "units", "a known word in a template");
                out.text += std::to_string(static_cast<std::int64_t>(good.units));
            }
        }
        if (class_end == ItemText::kNever && brand_end != ItemText::kNever && model_end != ItemText::kNever)
            class_end = std::max(brand_end, model_end);
        out.class_end.push_back(class_end);
        // A misspelt brand is stated by its model, if that stands beside it.
        out.brand_end.push_back(slipped_ && brand_end != ItemText::kNever ? model_end : brand_end);
    }

    const World& world_;
    const Catalogue& catalogue_;
    const SimWords& words_;
    const TextHabits& habits_;
    std::string template_, class_text_, brand_text_, model_text_;
    bool slipped_ = false;
};

bool is_blank(std::string_view letter) { return letter.size() == 1 && (letter[0] < '0' || (letter[0] > '9' && letter[0] < 'A')); }

// The next place that has letters on both sides: marks stand where a sheet's line ends, within words as a rule.
std::size_t inside_word(std::string_view text, std::size_t at) {
    const auto letter = [&](std::size_t number) {
        const auto from = first_letters(text, number).size();
        return text.substr(from, first_letters(text, number + 1).size() - from);
    };
    for (std::size_t tries = 0; tries < 12; ++tries, ++at) {
        if (!is_blank(letter(at - 1)) && !is_blank(letter(at))) return at;
    }
    return at;
}

// A continuation mark in the middle of a long text, as the database joins its sheets.
void add_continuation(ItemText& item, Dice& dice) {
    static const std::string kMark = "_[=1=] ";
    const auto letters = letters_in(item.text);
    if (letters < kLongText) return;
    const auto at = inside_word(item.text, 110 + dice.below(letters - 130));
    item.text.insert(first_letters(item.text, at).size(), kMark);
    for (auto* ends : {&item.class_end, &item.brand_end}) {
        for (auto& end : *ends) end += end != ItemText::kNever && end > at ? kMark.size() : 0;
    }
}

ItemText plain_text(const SimWords& words, const SimItem& item, bool russian, Dice& dice) {
    ItemText out;
    const auto pieces = std::to_string(static_cast<std::int64_t>(item.total(&SimGood::units)));
    if (!item.vague) {
        out.text = russian ? item.other->ru : item.other->en;
        if (russian && dice.chance(0.5)) out.text += ": Изготовитель: ОТСУТСТВУЕТ; Тов.знак: ОТСУТСТВУЕТ; Кол-во: " + pieces + " ШТ";
        if (!russian && dice.chance(0.4)) out.text += ", " + pieces + " PCS";
    } else {
        out.text = russian ? words.vague_ru[item.vague_text] : words.vague_en[item.vague_text];
    }
    out.class_end.assign(item.goods.size(), ItemText::kNever);
    out.brand_end = out.class_end;
    return out;
}

}  // namespace

ItemText item_text(const World& world, const Catalogue& catalogue, const SimWords& words, const SimLeg& leg, const SimItem& item,
                   const TextHabits& habits, Dice& dice) {
    const bool russian = habits.language == TextLanguage::russian;
    if (item.other != nullptr || item.vague) return plain_text(words, item, russian, dice);
    ItemText out;
    GoodWriter writer(world, catalogue, words, habits);
    const bool numbered = dice.chance(0.4);
    writer.choose_template(item, *leg.seller, dice);
    for (std::size_t i = 0; i < item.goods.size(); ++i) {
        if (i > 0) out.text += russian ? "; " : ", ";
        if (numbered && item.goods.size() > 1) out.text += std::to_string(i + 1) + ". ";
        writer.write(item.goods[i], *leg.seller, dice, out);
    }
    if (russian && dice.chance(world.shape.look_alikes)) out.text = with_look_alikes(out.text, dice);
    if (russian && dice.chance(world.shape.continuation)) add_continuation(out, dice);
    return out;
}

std::string brand_text(const World& world, const Catalogue& catalogue, const SimGood& good) {
    return in_capitals(catalogue.brands[world.brands[good.brand]].name);
}

std::string maker_text(const World& world, const Catalogue& catalogue, const SimGood& good) {
    const auto& brand = catalogue.brands[world.brands[good.brand]];
    return in_capitals(brand.maker.empty() ? brand.name : brand.maker);
}

}  // namespace wb
