#include "names/lexicon.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"
#include "names/lexicon_loader.h"
#include "names/sound_key.h"

namespace wb {

namespace {

constexpr std::size_t kByLetters = 4;  // words of up to so many letters are compared by letters: their keys say too little

}  // namespace

std::uint64_t bytes_code(std::string_view bytes) {
    std::uint64_t code = bytes.size() * 0x632BE59BD9B4E019ULL;
    while (bytes.size() >= 8) {
        std::uint64_t part = 0;
        std::memcpy(&part, bytes.data(), 8);
        code = (code ^ part) * 0x9E3779B97F4A7C15ULL;
        code ^= code >> 29U;
        bytes.remove_prefix(8);
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, bytes.data(), bytes.size());
    code = (code ^ rest) * 0xBF58476D1CE4E5B9ULL;
    return code ^ (code >> 32U);
}

std::uint64_t word_code(std::string_view latin, std::string_view sound_key) {
    return latin.size() <= kByLetters ? bytes_code(latin) : bytes_code(sound_key) ^ 0x736F756E64ULL;
}

std::uint64_t pinyin_code(std::string_view pinyin) {
    if (pinyin.size() <= kByLetters) return bytes_code(pinyin);
    std::string key;
    append_pinyin_key(pinyin, key);
    return bytes_code(key) ^ 0x70696E79ULL;
}

PathTable::Step PathTable::step(std::uint64_t& state, std::uint64_t code) const {
    state = mix64(state ^ code);
    const auto mask = slots_.size() - 1;
    for (auto at = state & mask;; at = (at + 1) & mask) {
        const auto& slot = slots_[at];
        if (slot.state == 0) return {};
        if (slot.state == state) return {slot.sense, true, slot.more};
    }
}

PathTable::Slot& PathTable::slot(std::uint64_t state) {
    const auto mask = slots_.size() - 1;
    auto at = state & mask;
    while (slots_[at].state != 0 && slots_[at].state != state) at = (at + 1) & mask;
    if (slots_[at].state == 0) ++used_;
    slots_[at].state = state;
    return slots_[at];
}

void PathTable::grow() {
    auto old = std::move(slots_);
    slots_.assign(old.size() * 2, Slot{});
    used_ = 0;
    for (const auto& entry : old) {
        if (entry.state != 0) slot(entry.state) = entry;
    }
}

bool PathTable::add(std::span<const std::uint64_t> codes, const Sense* sense) {
    std::uint64_t state = kRoot;
    for (std::size_t i = 0; i < codes.size(); ++i) {
        if (used_ * 2 >= slots_.size()) grow();
        state = mix64(state ^ codes[i]);
        auto& here = slot(state);
        if (i + 1 < codes.size()) {
            here.more = true;
        } else if (here.sense != nullptr) {
            return false;
        } else {
            here.sense = sense;
        }
    }
    return true;
}

const NameLexicon& NameLexicon::built_in() {
    static const NameLexicon kLexicon = load_lexicon();
    return kLexicon;
}

const Sense* NameLexicon::ending(std::string_view letters) const {
    auto state = PathTable::kRoot;
    return endings_.step(state, bytes_code(letters)).sense;
}

const Sense* NameLexicon::place(std::string_view id) const {
    auto state = PathTable::kRoot;
    return places_.step(state, bytes_code(id)).sense;
}

char32_t NameLexicon::simplified(char32_t c) const {
    constexpr char32_t kFirst = 0x4E00;
    return c >= kFirst && c - kFirst < simplified_.size() ? simplified_[c - kFirst] : c;
}

}  // namespace wb
