#include "companies/text_model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <string>

#include "base/hash.h"
#include "companies/near_words.h"

using namespace wb;

namespace {

TextColumn column_of(const std::vector<std::string>& texts, FieldKind kind = FieldKind::name) {
    RecordField field;
    field.kind = kind;
    for (const auto& text : texts) field.values.push_back(text);
    return read_text_column(field, 1);
}

TextModel model_of(const TextColumn& column) {
    std::vector<std::uint32_t> nodes(column.value_of.size());
    std::iota(nodes.begin(), nodes.end(), 0U);
    TextModel model;
    TokenCounter(column, count_nodes(column, 1), {}, nodes, 1).count(std::vector<float>(nodes.size(), 1.0F), model);
    learn_keeping(column, {}, model);
    return model;
}

}  // namespace

TEST_CASE("a listed word that is all the name there is meets by its sound and by its meaning") {
    const auto column = column_of({"SHIHUA CO LTD", "世华有限公司", "石化有限公司", "ROMASHKA LLC", "VASILEK LLC"});
    REQUIRE(column.companies);
    const auto meet = [&](std::uint32_t a, std::uint32_t b) {
        const auto model = model_of(column);
        TextAlignment alignment;
        align_texts(column, model, column.value_of[a], column.value_of[b], true, alignment);
        return alignment.all()[0].meeting == TokenMeeting::same;
    };
    CHECK(meet(0, 1));
    CHECK(meet(0, 2));
    CHECK(!meet(0, 3));
}

TEST_CASE("alignments hold every token of both sides once, and weigh what comparing says") {
    const std::vector<std::string> texts = {"aero treyd services",
                                            "aerotreyd services",
                                            "dept of computer science",
                                            "department computer science",
                                            "university of texas",
                                            "ut austin texas",
                                            "international business machines",
                                            "ibm machines",
                                            "smith and sons",
                                            "smyth sons and partners",
                                            "",
                                            "q"};
    const auto column = column_of(texts);
    const auto model = model_of(column);
    for (std::uint32_t a = 0; a < column.values.size(); ++a) {
        for (std::uint32_t b = 0; b < column.values.size(); ++b) {
            CAPTURE(column.values[a]);
            CAPTURE(column.values[b]);
            TextAlignment alignment;
            align_texts(column, model, a, b, true, alignment);
            std::vector<TokenMet> outcomes;
            const auto bits = weigh_alignment(column, model, alignment.all(), &outcomes).bits;
            CHECK(bits == compare_texts(column, model, a, b).bits);
            CHECK(outcomes.size() == alignment.count);
            std::size_t lost = 0;
            for (const auto& one : alignment.all()) lost += one.meeting == TokenMeeting::lost ? 1U : 0U;
            if (a == b) CHECK(lost == 0);
            CHECK(lost <= column.tokens_of(a).size() + column.tokens_of(b).size());
        }
    }
}

TEST_CASE("a misspelt word, a shortened word, another word") {
    const auto column = column_of({"meyer", "myer", "darla", "darletta", "department", "dept", "robert", "robbie", "daniella", "daniela"});
    const auto meeting = [&](const char* a, const char* b) {
        return soft_meeting(column.words[column.find_word(hash64(std::string_view(a)))],
                            column.words[column.find_word(hash64(std::string_view(b)))]);
    };
    CHECK(meeting("meyer", "myer") == TokenMeeting::alike);
    CHECK(meeting("daniella", "daniela") == TokenMeeting::close);
    CHECK(meeting("dept", "department") == TokenMeeting::shortened);
    CHECK(meeting("darla", "darletta") == TokenMeeting::lost);
    CHECK(meeting("robert", "robbie") == TokenMeeting::lost);
}

TEST_CASE("near words are what one letter makes of a word, by comparing all with all") {
    std::vector<std::string> texts;
    for (const auto* word : {"kamaz", "kamas", "kmaaz", "kaamaz", "kama", "florridge", "florrige", "xinyuan", "other", "lonely"})
        texts.emplace_back(word);
    const auto column = column_of(texts);
    const auto near = find_near_words(column, count_nodes(column, 1), 1);
    const auto letters_left_out = [](std::string_view word) {
        std::set<std::string> forms = {std::string(word)};
        for (std::size_t i = 0; i < word.size(); ++i) forms.insert(std::string(word.substr(0, i)) + std::string(word.substr(i + 1)));
        return forms;
    };
    for (std::uint32_t a = 0; a < column.words.size(); ++a) {
        std::set<std::uint32_t> expected;
        for (std::uint32_t b = 0; b < column.words.size(); ++b) {
            if (a == b || soft_meeting(column.words[a], column.words[b]) == TokenMeeting::lost) continue;
            const auto fa = letters_left_out(column.words[a].text), fb = letters_left_out(column.words[b].text);
            if (std::any_of(fa.begin(), fa.end(), [&](const std::string& form) { return fb.contains(form); })) expected.insert(b);
        }
        const auto found = near.of(a);
        CAPTURE(column.words[a].text);
        CHECK(found.size() <= kMostNear);
        if (expected.size() > kMostNear) continue;
        for (const auto b : expected) CHECK(std::find(found.begin(), found.end(), b) != found.end());
    }
}

TEST_CASE("two words of one script for one activity are another word, between scripts and spellings they are translations") {
    const auto column = column_of({"ООО \"КАСКАДЭКСПРЕСС\"", "ООО \"КАСКАДЛОГИСТИК\"", "KASKAD EXPRESS LLC", "KASKAD LOGISTICS LLC",
                                   "KASKAD LOGISTIC LLC", "KASKAD EXPRESS LOGISTICS LLC", "ROMASHKA LLC", "VASILEK LLC"});
    REQUIRE(column.companies);
    const auto model = model_of(column);
    const auto meeting = [&](std::uint32_t a, std::uint32_t b) {
        TextAlignment alignment;
        align_texts(column, model, column.value_of[a], column.value_of[b], true, alignment);
        std::size_t renamed = 0;
        for (const auto& met : alignment.all()) renamed += met.meeting == TokenMeeting::renamed ? 1U : 0U;
        return renamed;
    };
    CHECK(meeting(0, 1) == 1);
    CHECK(meeting(0, 3) == 0);
    CHECK(meeting(2, 3) == 1);
    CHECK(meeting(3, 4) == 0);
    CHECK(meeting(2, 5) == 0);  // the one that is alike is taken
    CHECK(meeting(3, 5) == 0);
    const auto bits = [&](std::uint32_t a, std::uint32_t b) {
        return compare_texts(column, model, column.value_of[a], column.value_of[b]).bits;
    };
    CHECK(bits(0, 1) < bits(0, 0) - 2);
    CHECK(bits(0, 2) == bits(0, 3));
}

TEST_CASE("another syllable is another name, another city another company; a misspelt word is neither") {
    const auto column =
        column_of({"HUIZHOU FEIDA SUPPLY CHAIN CO LTD", "HUIZHOU FENGDA SUPPLY CHAIN CO LTD", "WENZHOU FEIDA SUPPLY CHAIN CO LTD",
                   "FEIDA SUPPLY CHAIN CO LTD", "FLORRIDGE TRADING LLC", "FLORRIGE TRADING LLC", "ROMASHKA LLC"});
    REQUIRE(column.companies);
    const auto model = model_of(column);
    const auto meets = [&](std::uint32_t a, std::uint32_t b, TokenMeeting meeting) {
        std::vector<TokenMet> outcomes;
        compare_texts(column, model, column.value_of[a], column.value_of[b], true, &outcomes);
        return std::any_of(outcomes.begin(), outcomes.end(), [&](const TokenMet& met) { return met.meeting == meeting; });
    };
    CHECK(meets(0, 1, TokenMeeting::syllable));
    const auto others = column_of({"NINGBO HUATIAN INDUSTRIAL LTD", "NINGBO HUAAN INDUSTRIAL LTD"});
    const auto words = model_of(others);
    const auto bits_of = [&](std::uint32_t a, std::uint32_t b) {
        return compare_texts(others, words, others.value_of[a], others.value_of[b]).bits;
    };
    CHECK(bits_of(0, 1) < bits_of(0, 0) - 5);
    CHECK(meets(4, 5, TokenMeeting::close));
    CHECK(meets(0, 2, TokenMeeting::replaced));
    CHECK(meets(0, 3, TokenMeeting::lost));
    const auto bits = [&](std::uint32_t a, std::uint32_t b) {
        return compare_texts(column, model, column.value_of[a], column.value_of[b]).bits;
    };
    CHECK(bits(0, 2) < bits(0, 3));
}

TEST_CASE("a name that has every word of another and more costs as much as shortening does, however many words were cut") {
    const auto column = column_of({"university of washington", "dept of computer science, university of washington, seattle, wa, usa",
                                   "university of washington, seattle", "university of oregon, seattle"});
    auto model = model_of(column);
    const auto bits = [&](std::uint32_t a, std::uint32_t b) {
        return compare_texts(column, model, column.value_of[a], column.value_of[b]).bits;
    };
    const auto before = bits(0, 1), other = bits(2, 3);
    model.cut = -1;
    CHECK(bits(0, 1) > before);
    CHECK(bits(0, 1) == bits(1, 0));
    CHECK(bits(0, 1) == bits(0, 2));  // both share the same words and lack nothing else
    CHECK(bits(2, 3) == other);       // each has a word that the other lacks
    const auto weight = compare_texts(column, model, column.value_of[0], column.value_of[1]);
    CHECK(weight.longer);
    CHECK(!weight.other);
    // How often matches shorten is learned.
    KeepCounts counts;
    counts.reset(column.words.size());
    counts.may_cut = true;
    std::vector<TokenMet> outcomes;
    compare_texts(column, model, column.value_of[0], column.value_of[1], true, &outcomes);
    for (int i = 0; i < 500; ++i) counts.add(column, outcomes, 1);
    learn_keeping(column, counts, model);
    CHECK(model.cut == doctest::Approx(std::log2(502.0 / 600.0)));
}
