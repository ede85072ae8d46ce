#include "reference/toml_data.h"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace wb;

namespace {

std::optional<std::int64_t> bad_row(std::string_view text) {
    const auto parsed = parse_toml(text, "t.toml");
    if (parsed.ok()) return std::nullopt;
    CHECK(parsed.error().code == "data.syntax");
    CHECK(parsed.error().where.file == "t.toml");
    return parsed.error().where.row;
}

}  // namespace

TEST_CASE("toml: letters beyond ASCII are read inside quotes and comments") {
    const auto parsed = parse_toml("# слова\na = \"дрон\"\nb = '无人机'\nc = \"\"\"много\nстрок\"\"\"\n\"ключ\" = \"a\\\"б\"\n", "t.toml");
    REQUIRE(parsed.ok());
    CHECK(toml_text(*parsed, "a") == "дрон");
    CHECK(toml_text(*parsed, "c") == "много\nстрок");
    CHECK(toml_text(*parsed, "ключ") == "a\"б");
    CHECK(parse_toml("\xEF\xBB\xBF"
                     "a = 1\n",
                     "t.toml")
              .ok());
    CHECK(toml_text(*parse_toml("a = \"\"\"x\\\n  д\"\"\"\n", "t.toml"), "a") == "xд");
    CHECK(parse_toml("a = '''x'y''z'''\nb = \"\"\"x\\\n  y\"\"\"\n", "t.toml").ok());
}

TEST_CASE("toml: letters beyond ASCII outside quotes are an error with their row") {
    CHECK(bad_row("a = 1\nключ = 2\n") == 2);
    CHECK(bad_row("a = \"x\"\xC2\xA0\n") == 1);
    CHECK(bad_row("a = дрон\n") == 1);
    CHECK_FALSE(parse_toml("[раздел]\n", "t.toml").ok());
    CHECK(bad_row("A=-/'\n\xCD\xAA:A") == 1);
    CHECK(bad_row("a = \"\"\"x\\д\"\"\"\n") == 1);
}

TEST_CASE("toml: broken files give an error") {
    for (const auto* text :
         {"a = ", "a = \"x", "a = \"\"\"x", "a = 'x\n'", "[a", "\"", "'''", "\"\\", "a = \"\\", "\xFF\xFE", "a = \"\xFF\""}) {
        CAPTURE(text);
        CHECK_FALSE(parse_toml(text, "t.toml").ok());
    }
}
