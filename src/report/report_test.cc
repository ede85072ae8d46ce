#include <doctest/doctest.h>

#include <algorithm>

#include "report/chart.h"
#include "report/dossier.h"
#include "report/figure_words.h"
#include "report/markup.h"
#include "report/selection.h"
#include "report/text_fit.h"

using namespace wb;

namespace {

Figure figure(const std::string& id, const std::string& unit, double value, double low, double high) {
    Figure made;
    made.figure_id = id;
    made.title = id;
    made.unit = unit;
    made.grade = "declared";
    made.value = *Measure::from_double(value);
    made.low = *Measure::from_double(low);
    made.high = *Measure::from_double(high);
    made.rows = 1;
    return made;
}

std::string shown(const Figure& made) {
    const auto text = figure_text(made);
    return text.value + " " + text.interval;
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

}  // namespace

TEST_CASE("nothing of a record becomes markup") {
    Markup html;
    html.open("p", {{"title", "\"><script>alert(1)</script>"}}).text("<b onclick='x'>&amp;\x01\xFF").close();
    CHECK(html.take() ==
          "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">&lt;b "
          "onclick=&#39;x&#39;&gt;&amp;amp;\xEF\xBF\xBD\xEF\xBF\xBD</p>\n");
    CHECK(escaped("abc\xE2\x80\xAE"
                  "cba") ==
          "abc\xEF\xBF\xBD"
          "cba");  // right-to-left override
    CHECK_THROWS(Markup().close());
    CHECK_THROWS(Markup().open("p").take());
}

TEST_CASE("anchors are plain and differ when their texts do") {
    CHECK(anchor_name("brand.dji.share") == "brand.dji.share");
    CHECK(anchor_name("a b") == "a_20b");
    CHECK(anchor_name("a_20b") == "a_5f20b");
}

TEST_CASE("a value and its interval share one scale and show their ends apart") {
    CHECK(shown(figure("value.total", "usd", 12034567.89, 10900000, 13400000)) == "$12.0M [10.9–13.4]");
    CHECK(shown(figure("value.total", "usd", 1190000, 1180000, 1240000)) == "$1.19M [1.18–1.24]");
    CHECK(shown(figure("value.total", "usd", 545942.64, 523003.32, 580576.96)) == "$546K [523–581]");
    CHECK(shown(figure("value.total", "usd", 870.4, 850, 900)) == "$870 [850–900]");
    CHECK(shown(figure("brand.dji.share", "share", 0.4914, 0.45, 0.54)) == "49% [45–54]");
    CHECK(shown(figure("vague.share", "share", 0.025, 0.0243, 0.0251)) == "2.5% [2.4–2.5]");
    CHECK(shown(figure("units.total", "pieces", 41207, 40000, 42000)) == "41,207 [40,000–42,000]");
    CHECK(shown(figure("change.x.rate", "share", -0.38, -0.51, -0.22)) == "−38% [−51 to −22]");
    CHECK(shown(figure("brand.autel.last_day", "day", 19408, 19408, 19408)) == "2023-02-20 [±0 days]");
    CHECK(shown(figure("brand.autel.last_day", "day", 19408, 19400, 19408)) == "2023-02-20 [2023-02-12 – 2023-02-20]");
    Figure untold;
    CHECK(figure_text(untold).value == "cannot tell");
}

TEST_CASE("a figure's id tells its family and key") {
    CHECK(figure_name("value.total").family == "value.total");
    CHECK(figure_name("brand.dji.share").family == "brand.share");
    CHECK(figure_name("brand.dr. x.share").key == "dr. x");
    CHECK(figure_name("control.cn_mofcom_28_2023.cut").key == "cn_mofcom_28_2023");
    CHECK(figure_name("traced.third_country.share").key.empty());
}

TEST_CASE("the sentences are read strictly and fill in the name") {
    const auto& words = FigureWords::built_in();
    CHECK(words.claim(figure("brand.dji.share", "share", .5, .4, .6), "DJI") == "share of DJI in the declared value");
    CHECK(words.claim(figure("new.x.kind", "usd", 1, 1, 1), "") == "new.x.kind");
    CHECK(words.claim(figure("direct.7.share", "share", .1, .1, .1), "A") == "of it sold by A, in points of the same whole");
    CHECK(words.sentence(figure("direct.share", "share", .2, .2, .2)).find(FigureWords::kNameMark) == std::string::npos);
    CHECK_FALSE(FigureWords::parse("[[family]]\nid = \"a\"\nclaim = \"b\"\nclam = \"c\"", "x").ok());
}

TEST_CASE("the selection takes the largest, says what it leaves out, and keeps what is not stated last") {
    std::vector<Figure> figures = {figure("value.total", "usd", 100, 90, 110), figure("exporter.unstated.value", "usd", 99, 99, 99)};
    for (int i = 1; i <= 30; ++i) figures.push_back(figure("exporter." + std::to_string(i) + ".value", "usd", i, i, i));
    const auto selection = select_figures(figures);
    const auto& list = selection.list("exporter.value");
    REQUIRE(list.shown.size() == 21);
    CHECK(figures[list.shown.front()].figure_id == "exporter.30.value");
    CHECK(figures[list.shown.back()].figure_id == "exporter.unstated.value");
    CHECK(list.left_out == 10);
    CHECK(to_string(list.left_out_value) == "55.000000");
    CHECK(figures[selection.claims[0]].figure_id == "value.total");
    CHECK(figures[selection.claims[1]].figure_id == "exporter.30.value");
    CHECK(select_figures({}).claims.empty());
}

TEST_CASE("labels wrap at spaces, else anywhere, and end in an ellipsis when cut") {
    CHECK(wrapped("SHORT", 20, 2) == std::vector<std::string>{"SHORT"});
    const auto lines = wrapped("SHENZHEN FLYING DREAM INDUSTRIAL TECHNOLOGY CO., LTD.", 14, 2);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == "SHENZHEN FLYING");
    CHECK(lines[1].ends_with("…"));
    const auto han = wrapped("深圳市翼飞智能科技有限公司", 6, 2);
    REQUIRE(han.size() == 2);
    CHECK(han[0] == "深圳市翼飞智");
    for (const auto& line : han) CHECK(text_width(line) <= 6.01);
    CHECK(wrapped("", 10, 2).empty());
}

TEST_CASE("an axis begins at nothing and ends at a round number") {
    const auto axis = axis_for(0, 1.62e6);
    CHECK(axis.low == 0);
    CHECK(axis.high >= 1.62e6);
    CHECK(axis.high <= 2.01e6);
    CHECK(axis_for(0, 0).high > 0);
    CHECK(axis_for(-5, 3).low <= -5);
}

TEST_CASE("a page of an empty case says what it cannot tell") {
    Dossier empty;
    empty.about.name = "empty";
    const auto page = write_dossier(empty);
    CHECK(page.find("Missing: a run with rows.") != std::string::npos);
    CHECK(page.find("Cannot tell") != std::string::npos);
    CHECK(count_of(page, "<section") == count_of(page, "</section>"));
}

TEST_CASE("hostile names stay text, on the page and in the claims") {
    Dossier dossier;
    dossier.about.name = "<script>alert('case')</script>";
    dossier.figures = {figure("brand.<script>alert(1)</script>.value", "usd", 5, 4, 6), figure("value.total", "usd", 5, 4, 6)};
    dossier.figures[1].title = "</style><img src=x onerror=alert(2)>";
    dossier.evidence["value.total"] = {{ItemId{7}, *Measure::from_double(1), *Measure::from_double(5)}};
    OriginalRow row;
    row.item = ItemId{7};
    row.path = "records/<b>.csv";
    row.row_number = 2;
    row.header = {"<i>name</i>"};
    row.cells = {"<script>alert(3)</script>"};
    dossier.rows = {row};
    const auto page = write_dossier(dossier);
    CHECK(count_of(page, "<script") == 1);  // its own
    CHECK(page.find("<img") == std::string::npos);
    CHECK(page.find("<b>.csv") == std::string::npos);
    CHECK(page.find("href=\"#o-7\"") != std::string::npos);
    CHECK(page.find("id=\"o-7\"") != std::string::npos);
    const auto claims = write_claims(dossier);
    CHECK(claims.find("<script") == std::string::npos);
}

TEST_CASE("every link inside the page has its target") {
    Dossier dossier;
    dossier.figures = {figure("brand.dji.value", "usd", 5, 4, 6), figure("exporter.9.value", "usd", 5, 4, 6),
                       figure("month.2022-03.value", "usd", 5, 4, 6), figure("value.total", "usd", 5, 4, 6)};
    for (const auto& made : dossier.figures)
        dossier.evidence[made.figure_id] = {{ItemId{7}, *Measure::from_double(1), *Measure::from_double(5)}};
    OriginalRow row;
    row.item = ItemId{7};
    dossier.rows = {row};
    const auto page = write_dossier(dossier);
    std::size_t links = 0;
    for (std::size_t at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1)) {
        const auto begin = at + 7;
        const auto target = page.substr(begin, page.find('"', begin) - begin);
        CHECK_MESSAGE(page.find("id=\"" + target + "\"") != std::string::npos, target);
        ++links;
    }
    CHECK(links > 20);
}
