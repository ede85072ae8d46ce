#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/hash.h"
#include "names/company_name.h"
#include "names/generation_words.h"
#include "names/lexicon.h"
#include "names/name_identifiers.h"
#include "names/name_parts.h"
#include "names/short_names.h"
#include "names/sound_key.h"
#include "names/syllables.h"
#include "text/romanise.h"
#include "text/utf8.h"

using namespace wb;

namespace {

std::vector<std::vector<std::string>> cases(const std::string& file) {
    std::vector<std::vector<std::string>> rows;
    const char* root = std::getenv("WAYBILL_SOURCE_DIR");
    std::ifstream in(std::string(root == nullptr ? "." : root) + "/tests/cases/" + file);
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        auto& row = rows.emplace_back(1);
        for (const char c : line) c == '\t' ? (void)row.emplace_back() : (void)(row.back() += c);
    }
    return rows;
}

bool is_core(const NameToken& token) {
    return token.kind == NameTokenKind::core || token.kind == NameTokenKind::number || token.kind == NameTokenKind::initial;
}

// All keys that the core can be met under: each token by its key or its other key.
std::set<std::string> core_keys(const NameParts& parts) {
    std::set<std::string> keys = {""};
    for (const auto& token : parts.tokens) {
        if (token.aside || !is_core(token)) continue;
        std::set<std::string> longer;
        for (const auto& key : keys) {
            longer.insert(key + std::string(token.key));
            if (!token.other_key.empty()) longer.insert(key + std::string(token.other_key));
        }
        keys = std::move(longer);
    }
    return keys;
}

std::string concepts(const NameParts& parts) {
    std::set<std::string> ids;
    for (const auto& token : parts.tokens) {
        if (!token.aside && !is_core(token) && !token.concept_id.empty()) ids.insert(std::string(token.concept_id));
    }
    std::string all;
    for (const auto& id : ids) all += (all.empty() ? "" : ",") + id;
    return all.empty() ? "-" : all;
}

bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
    return std::any_of(a.begin(), a.end(), [&](const auto& key) { return b.contains(key); });
}

std::string key_of(std::string_view latin) {
    std::string key;
    append_sound_key(latin, key);
    return key;
}

// A word of the given letters, drawn by a counter.
std::string word(std::uint64_t seed, std::u32string_view letters, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i)
        append_utf8(text, letters[static_cast<std::size_t>(uniform_draw(seed, i, 0) * static_cast<double>(letters.size()))]);
    return text;
}

}  // namespace

TEST_CASE("names: syllables of a Chinese name are neither activities nor another city's") {
    const auto first_key = [](std::string_view name) {
        NameScratch scratch;
        for (const auto& token : read_name(name, scratch).tokens) {
            if (token.kind == NameTokenKind::core) return std::string(token.key) + "|" + std::string(token.other_key);
        }
        return std::string();
    };
    const auto meets = [&](std::string_view a, std::string_view b) {
        const auto ka = first_key(a), kb = first_key(b);
        CAPTURE(ka);
        CAPTURE(kb);
        const auto parts = [](const std::string& key) { return std::array{key.substr(0, key.find('|')), key.substr(key.find('|') + 1)}; };
        for (const auto& x : parts(ka)) {
            for (const auto& y : parts(kb)) {
                if (!x.empty() && x == y) return true;
            }
        }
        return false;
    };
    CHECK(meets("JINGJING TRADING CO LTD", "晶京贸易有限公司"));
    CHECK(meets("ИЦЮАНЬ ТРЕЙДИНГ", "YIQUAN TRADING"));
    CHECK(meets("WUHAN YANGQIAN TRADING CO.,LTD", "阳千贸易有限公司"));
    CHECK(meets("НИНБО ЦЗИЯО ПЛАСТИК", "宁波吉耀塑料有限公司"));
    CHECK(meets("KAI YONG LOGISTICS COMPANY LIMITED", "KAIYONG LOGISTICS COMPANY LIMITED"));
    CHECK(meets("BEIJING GUO YE LONG ELECTRONICS", "GUOYELONG ELECTRONICS (BEIJING)"));
    CHECK(meets("CHENGDU DE FEI JIA CO., LTD", "DEFEIJIA (CHENGDU) CO., LTD"));
    CHECK(meets("JIAN XIN ZHENG TRADING (QINGDAO)", "青岛健鑫正贸易有限公司"));
    CHECK(meets("DALIAN SHENGZHENGKE MACHINERY CO., LTD", "大连市胜正科机械有限公司"));
    CHECK(meets("Хай Шэн Пластик Ко., Лтд.", "УХАНЬ ХАЙШЭН ПЛАСТИК КО., ЛТД."));
    // Palladius writes ши, чжи, чи, жи; Жуйли is a small city as well.
    CHECK(meets("ХАНЧЖОУ ЮАНЬШИЦЗЯ КО., ЛТД.", "杭州元世佳有限公司"));
    CHECK(meets("Чэнду Жуйли Машинери Ко., Лтд.", "成都市瑞利机械有限公司"));
    NameScratch scratch;
    CHECK(read_name("ЦЗИНАНЬ СЯНШАНЬ ПЛАСТИК КО., ЛТД.", scratch).tokens[0].concept_id == "city:jinan");
}

TEST_CASE("generations: the words that tell father from son") {
    CHECK(generation_of("jr") == generation_of("junior"));
    CHECK(generation_of("jr") != generation_of("sr"));
    CHECK(generation_of("ii") != generation_of("iii"));
    CHECK(generation_of("smith").empty());
    CHECK(generation_of("").empty());
}

TEST_CASE("names of one company meet in all their spellings") {
    NameScratch scratch;
    std::map<std::string, std::set<std::string>> groups;
    const auto rows = cases("names.tsv");
    REQUIRE(rows.size() >= 200);
    for (const auto& row : rows) {
        REQUIRE(row.size() == 4);
        CAPTURE(row[3]);
        const auto parts = read_name(row[3], scratch);
        CHECK((parts.legal_form.empty() ? "-" : std::string(parts.legal_form)) == row[1]);
        CHECK(concepts(parts) == row[2]);
        const auto keys = core_keys(parts);
        auto& known = groups[row[0]];
        if (known.empty()) known = keys;
        CAPTURE(parts.core_key);
        CAPTURE(*known.begin());
        CHECK(meet(known, keys));
    }
    // Companies of different groups stay apart.
    std::map<std::string, std::string> owner;
    for (const auto& [group, keys] : groups) {
        for (const auto& key : keys) {
            CAPTURE(key);
            CHECK(owner.emplace(key, group).first->second == group);
        }
    }
}

TEST_CASE("tokens say where they stand in the text") {
    NameScratch scratch;
    const std::string name = "SHENZHEN DA JIANG TECHNOLOGY CO., LTD. (HONG KONG)";
    const auto parts = read_name(name, scratch);
    REQUIRE(parts.tokens.size() == 4);
    CHECK(parts.tokens[1].original == "DA JIANG");
    CHECK(parts.tokens[1].latin == "dajiang");
    CHECK(parts.tokens[3].aside);
    CHECK(parts.tokens[3].concept_id == "country:HK");
    CHECK(parts.legal_form_text == "CO., LTD");
    CHECK(latin_name(parts) == "shenzhen dajiang technology hongkong");
}

TEST_CASE("numbers of registers are told apart and checked") {
    NameScratch scratch;
    const auto parts = read_name("7722476458 772201001 OOO YATASH RUS", scratch);
    REQUIRE(parts.identifiers.size() == 2);
    CHECK(parts.identifiers[0].kind == "inn");
    CHECK(parts.identifiers[0].checked);
    CHECK(parts.identifiers[1].kind == "kpp");
    CHECK(!parts.identifiers[1].checked);
    CHECK(find_identifier("7722476459", "inn", "").checked == false);
    CHECK(find_identifier("7722476459", "", "").kind == "unverified");
    CHECK(find_identifier("2024", "", "").kind.empty());
    CHECK(german_vat_valid("136695976"));
    CHECK(!german_vat_valid("136695977"));
    CHECK(unp_valid("100582333"));
    CHECK(edrpou_valid("14360570"));
    CHECK(!edrpou_valid("14360571"));
    CHECK(vkn_valid("1234567890"));
    CHECK(!vkn_valid("1234567891"));
    CHECK(!ein_shaped("070000000"));
}

TEST_CASE("branches and empty names") {
    NameScratch scratch;
    const auto branch = read_name("Филиал ООО \"Кедр\" в Казани", scratch);
    CHECK(branch.branch);
    CHECK(branch.legal_form == "llc");
    const auto none = read_name("", scratch);
    CHECK(none.tokens.empty());
    CHECK(none.full_key.empty());
    // Nothing but a form: then it is the name.
    CHECK(!read_name("LIMITED", scratch).tokens.empty());
    CHECK(!read_name("ООО", scratch).tokens.empty());
}

TEST_CASE("acronyms") {
    NameScratch scratch;
    CHECK(read_name("Novye Polya Servis Treyd", scratch).is_acronym == false);
    const auto written = read_name("Н.Т.С. ООО", scratch);
    CHECK(written.is_acronym);
    CHECK(written.acronym == "nts");
}

TEST_CASE("romanisations of one Cyrillic word share a key") {
    // Letter by letter: customary, BGN/PCGN, ISO 9 without marks where a mark is all it has, passports since 2013.
    struct Letter {
        char32_t cyrillic;
        std::string_view customary, bgn, iso9, passport;
    };
    static constexpr std::u32string_view kConsonants = U"бвгджзклмнпрстфхчшщ";
    static constexpr std::u32string_view kVowels = U"аиоуэюя";
    static const std::map<char32_t, Letter> kLetters = {{U'ж', {U'ж', "zh", "zh", "ž", "zh"}},       {U'х', {U'х', "kh", "kh", "h", "kh"}},
                                                        {U'ч', {U'ч', "ch", "ch", "č", "ch"}},       {U'ш', {U'ш', "sh", "sh", "š", "sh"}},
                                                        {U'щ', {U'щ', "shch", "shch", "ŝ", "shch"}}, {U'ю', {U'ю', "yu", "yu", "û", "iu"}},
                                                        {U'я', {U'я', "ya", "ya", "â", "ia"}},       {U'э', {U'э', "e", "e", "è", "e"}}};
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        std::array<std::string, 4> spellings;
        std::string cyrillic;
        const auto syllables = 2 + seed % 3;
        char32_t before = 0;
        for (std::size_t i = 0; i < syllables * 2; ++i) {
            const auto letters = i % 2 == 0 ? kConsonants : kVowels;
            const char32_t c = letters[static_cast<std::size_t>(uniform_draw(seed, i, 1) * static_cast<double>(letters.size()))];
            append_utf8(cyrillic, c);
            const auto found = kLetters.find(c);
            std::string plain;
            append_utf8(plain, c);
            plain = romanised(plain);
            spellings[0] += found == kLetters.end() ? plain : found->second.customary;
            spellings[1] += found == kLetters.end() ? plain : found->second.bgn;
            spellings[2] += found == kLetters.end() ? plain : found->second.iso9;
            spellings[3] += found == kLetters.end() ? plain : found->second.passport;
            before = c;
        }
        (void)before;
        CAPTURE(cyrillic);
        const auto key = key_of(romanised(cyrillic));
        for (const auto& spelling : spellings) {
            CAPTURE(spelling);
            CHECK(key_of(romanised(spelling)) == key);
        }
    }
}

TEST_CASE("Palladius and pinyin are inverse") {
    std::string pinyin;
    CHECK(palladius_to_pinyin(U"дацзян", pinyin) == PalladiusSign::sure);
    CHECK(pinyin == "dajiang");
    pinyin.clear();
    CHECK(palladius_to_pinyin(U"шэньчжэнь", pinyin) == PalladiusSign::sure);
    CHECK(pinyin == "shenzhen");
    pinyin.clear();
    CHECK(palladius_to_pinyin(U"лина", pinyin) == PalladiusSign::maybe);
    pinyin.clear();
    CHECK(palladius_to_pinyin(U"ромашка", pinyin) == PalladiusSign::none);
    CHECK(pinyin.empty());
    CHECK(romanised_palladius_to_pinyin("guanchzhou", pinyin) == PalladiusSign::sure);
    CHECK(pinyin_syllables("xian") == 1);
    CHECK(pinyin_syllables("hongyunda") == 3);
    CHECK(pinyin_syllables("romashka") == 0);
    CHECK(pinyin_syllables("") == 0);
}

TEST_CASE("look-alike letters change nothing") {
    NameScratch scratch;
    const std::string plain(read_name("ООО РОМАШКА", scratch).full_key);
    CHECK(read_name("OОO РОМАШKА", scratch).full_key == plain);
    CHECK(read_name("ООО РОМАШКА", scratch).full_key == plain);
    const auto parts = read_name("ТОРГ BEKTOP ООО", scratch);
    REQUIRE(parts.tokens.size() == 2);
    CHECK(parts.tokens[1].other_key == "vektor");
}

TEST_CASE("a name reads the same twice, and any bytes read") {
    NameScratch scratch;
    NameScratch fresh;
    static constexpr std::u32string_view kLetters =
        U"абвгдежзцчшщъюя ABCDXYZ abcqz.,()\"«»-&/0123456789深圳市大疆科技有限公司貿易會İışğ\u0301\uFF21\U0002000B한글";
    for (std::uint64_t seed = 0; seed < 5000; ++seed) {
        auto name = word(seed, kLetters, 1 + seed % 60);
        if (seed % 7 == 0 && !name.empty()) name.resize(name.size() - 1);  // a cut character
        const auto first = read_name(name, scratch);
        const std::string key(first.full_key);
        const auto again = read_name(name, fresh);
        CHECK(again.full_key == key);
        for (const auto& token : again.tokens) {
            CHECK(token.original.data() >= name.data());
            CHECK(token.original.data() + token.original.size() <= name.data() + name.size());
        }
    }
}

TEST_CASE("letter case and surrounding signs change no key") {
    NameScratch scratch;
    for (const auto& row : cases("names.tsv")) {
        const std::string key(read_name(row[3], scratch).full_key);
        const auto quoted = "  \"" + row[3] + "\" ";
        CHECK(read_name(quoted, scratch).full_key == key);
    }
}

TEST_CASE("the thin reading agrees with the parts") {
    const auto name = read_company_name("ООО «АэроТрейд»");
    CHECK(name.legal_form == "llc");
    CHECK(name.key == read_company_name("OOO AEROTREYD").key);
    CHECK(name.latin == "aero treyd");
}

TEST_CASE("texts that are no names are read in bounded time") {
    NameScratch scratch;
    std::string endless;
    for (int i = 0; i < 20000; ++i) endless += "S A ";
    CHECK(read_name(endless, scratch).tokens.size() < 3000);
    CHECK(!read_name(std::string(100000, 'x'), scratch).tokens.empty());
}

TEST_CASE("short names: known ones, either way round") {
    CHECK(short_form("rob", "robert"));
    CHECK(short_form("robert", "rob"));
    CHECK(!short_form("anna", "annabelle"));
    CHECK(!short_form("robert", "robert"));
    CHECK(!short_form("", "robert"));
}
