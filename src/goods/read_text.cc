#include "goods/read_text.h"

#include "base/hash.h"

namespace wb {

namespace {

constexpr std::uint64_t kBlockSeed = 0x626C6F63;

}  // namespace

void ReadText::read(std::string_view description, const GoodsLexicon& lexicon, StretchMemo& stretches) {
    grouped_ = maker_read_ = false;
    block_ = 0;
    joined.assign(description);
    whole = stretches.read(joined.text, lexicon, text, matches);
}

const std::vector<BoxGroup>& ReadText::groups() {
    if (!grouped_) split_groups(text, joined.text, groups_);
    grouped_ = true;
    return groups_;
}

const std::optional<NamedMaker>& ReadText::maker() {
    if (!maker_read_) maker_ = maker_in_text(joined.text);
    maker_read_ = true;
    return maker_;
}

std::int64_t ReadText::block() {
    if (block_ != 0) return block_;
    KeyHasher hash(kBlockSeed);
    for (std::size_t i = 0; i < text.tokens.size(); ++i) {
        if (!text.tokens[i].digits) hash.add(text.text(i));
    }
    block_ = hash.key();
    return block_;
}

ReadText& TextMemo::read(std::string_view description, const GoodsLexicon& lexicon) {
    if (description.size() <= kLongestRemembered) {
        const auto hash = hash64(description);
        auto& slot = slots_[hash % slots_.size()];
        const auto place = hash / slots_.size();
        met_.prefetch(place);
        if (slot.text && slot.hash == hash && slot.text->original_ == description) return *slot.text;
        if (met_.meet(hash, place)) {
            if (!slot.text) slot.text = std::make_unique<ReadText>();
            slot.hash = hash;
            slot.text->original_ = description;
            slot.text->read(slot.text->original_, lexicon, stretches_);
            return *slot.text;
        }
    }
    fresh_.read(description, lexicon, stretches_);
    return fresh_;
}

}  // namespace wb
