#include "names/sound_key.h"

namespace wb {

namespace {

bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }
bool is_glide(char c) { return c == 'y' || c == 'i' || c == 'j'; }

class KeyWriter {
public:
    // Writes at most as many letters as the word has to `key`.
    KeyWriter(std::string_view word, char* key) : word_(word), start_(key), end_(key) {}
    char* run() {
        while (at_ < word_.size()) step();
        return end_;
    }

private:
    [[nodiscard]] char next(std::size_t ahead) const { return at_ + ahead < word_.size() ? word_[at_ + ahead] : '\0'; }
    void put(char sound, std::size_t used) {
        at_ += used;
        *end_ = sound;
        end_ += end_ == start_ || end_[-1] != sound || sound < 'a' ? 1 : 0;
    }
    // y, i, j and their runs: dropped before a, e, u ("ya", "ia", "iya" are one sound); "yo" after a consonant is ё, which customs rows
    // write e.
    void glide() {
        std::size_t end = at_;
        bool only_i = true;
        while (end < word_.size() && is_glide(word_[end])) only_i = word_[end++] == 'i' && only_i;
        const char vowel = end < word_.size() ? word_[end] : '\0';
        const bool after_vowel = end_ > start_ && is_vowel(end_[-1]);
        if (vowel == 'a' || vowel == 'e' || vowel == 'u') {
            put(vowel, end + 1 - at_);
        } else if (vowel == 'o' && !only_i && !after_vowel) {
            put('e', end + 1 - at_);
        } else {
            put('i', end - at_);
        }
    }
    void letter_c() {
        if (next(1) == 'h') return put('c', 2);
        if (next(1) == 'k') return put('k', 2);
        if (next(1) == 'z') return put('c', 2);
        const bool soft = next(1) == 'e' || next(1) == 'i' || next(1) == 'y';
        put(soft ? 'c' : 'k', 1);
    }
    void letter_s() {
        if (word_.substr(at_, 4) == "shch") return put('s', 4);
        if (word_.substr(at_, 3) == "sch") return put('s', 3);
        put('s', next(1) == 'h' ? 2 : 1);
    }
    void letter_t() {
        if (word_.substr(at_, 4) == "tsch") return put('c', 4);
        if (word_.substr(at_, 3) == "tch") return put('c', 3);
        if (next(1) == 's' && next(2) == 'h') return put('t', 1);
        if (next(1) == 's' || next(1) == 'z') return put('c', 2);
        put('t', next(1) == 'h' ? 2 : 1);
    }
    void letter_k() {
        if (next(1) == 'h') return put('h', 2);
        if (next(1) == 's' && next(2) != 'h') return put('x', 2);
        put('k', 1);
    }
    void step() {
        const char c = word_[at_];
        switch (c) {
            case 'y':
            case 'i':
            case 'j':
                return glide();
            case 'c':
                return letter_c();
            case 's':
                return letter_s();
            case 't':
                return letter_t();
            case 'k':
                return letter_k();
            case 'z':
                return put('z', next(1) == 'h' ? 2 : 1);
            case 'p':
                return next(1) == 'h' ? put('f', 2) : put('p', 1);
            case 'g':
                return put('g', next(1) == 'h' ? 2 : 1);
            case 'n':
                return put('n', next(1) == 'g' ? 2 : 1);
            case 'w':
                return put('v', 1);
            case 'q':
                return put('k', 1);
            default:
                break;
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            put(c, 1);
        } else {
            ++at_;
        }
    }

    std::string_view word_;
    char* start_;
    char* end_;
    std::size_t at_ = 0;
};

}  // namespace

void append_sound_key(std::string_view latin, std::string& key) {
    // The word may be a view into `key` itself: growing must not move it, which callers see to by reserving.
    const auto start = key.size();
    key.resize(start + latin.size());
    const char* end = KeyWriter(latin, key.data() + start).run();
    key.resize(static_cast<std::size_t>(end - key.data()));
}

void append_pinyin_key(std::string_view pinyin, std::string& key) {
    for (std::size_t i = 0; i < pinyin.size(); ++i) {
        const char c = pinyin[i];
        const bool nasal = c == 'g' && i > 0 && pinyin[i - 1] == 'n' && (i + 1 == pinyin.size() || !is_vowel(pinyin[i + 1]));
        if (!nasal) key += c == 'v' ? 'u' : c;
    }
}

}  // namespace wb
