// One spelling for one word: letter case, widths, look-alike letters, punctuation.
//
// Two levels. fold_words is for headers, terms and names: words in lower case separated by single spaces. FoldedText is for descriptions:
// it keeps, for every byte, where in the original it came from, so that a match leads back to what was written.
// Cost: one pass, about 300 MB/s. Thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wb {

// Lower case of Latin, Greek and Cyrillic letters, full-width forms narrowed, ё as е; other code points unchanged.
char32_t fold_code(char32_t c);
bool is_letter(char32_t c);
bool is_digit(char32_t c);
bool is_han(char32_t c);
// The small letter of the other script that looks alike in capitals (в, b); 0 when there is none.
char32_t cyrillic_look_alike(char32_t latin);
char32_t latin_look_alike(char32_t cyrillic);

// Words of letters and digits in lower case, separated by single spaces; everything else separates.
std::string fold_words(std::string_view text);

// Puts a folded word of mixed script into the one script that all its letters can be written in, if there is one; when all its letters can
// be either, into the script of most of them ("ОТCУТCТВУЕТ", "Mарка").
void unify_script(std::vector<char32_t>& word);

// Letters without their accents: "país" is "pais", "değer" is "deger"; й is и, ё is е. Other text is unchanged. NFD of Unicode, its marks
// dropped.
std::string without_accents(std::string_view text);

// Folded text whose words are separated by single spaces, with the way back.
// Look-alikes: a word that mixes Latin and Cyrillic letters is written in the script that its unmistakable letters show (MАVIС -> mavic); a
// word of mistakable letters only keeps its script.
struct FoldedText {
    std::string text;
    std::vector<std::uint32_t> origin;  // original byte offset of each byte of text; one more entry for the end
    void assign(std::string_view original);
};

}  // namespace wb
