"""The dossier: every figure leads to rows, rows to the cells of the file; nothing of a record becomes markup; the bundle can be checked."""
import html
import html.parser
import pathlib
import re
import shutil

import pytest
from conftest import waybill, waybill_json

VOID = ("meta", "br", "input")


class Page(html.parser.HTMLParser):
    """Ids, links, figures and elements of a page; fails when an element is not closed in order."""

    def __init__(self, text: str):
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.outside: list[str] = []
        self.figures: dict[str, str] = {}
        self.elements: dict[str, int] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements[tag] = self.elements.get(tag, 0) + 1
        named = dict(attrs)
        if "id" in named:
            assert named["id"] not in self.ids, named["id"]
            self.ids.add(named["id"])
        for name in ("href", "src", "xlink:href"):
            if name in named and named[name].startswith("#"):
                self.links.add(named[name][1:])
            elif name in named:
                self.outside.append(named[name])
        if "data-figure" in named:
            self.figures[named["data-figure"]] = named["value"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open[-3:])
        self.open.pop()


def page_text(case) -> str:
    return (case / "dossier" / "dossier.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def reported(world, tmp_path_factory):
    """The small world with its dossier; tests must not change it."""
    case = tmp_path_factory.mktemp("reported") / "case"
    shutil.copytree(world, case)
    waybill("report", case)
    return case


@pytest.fixture(scope="session")
def page(reported):
    return Page(page_text(reported))


def anchor(figure_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9.\-]", lambda m: "".join(f"_{b:02x}" for b in m.group().encode()), figure_id)


def test_page_is_whole_and_needs_nothing_else(page, reported):
    assert page.open == [] and page.outside == []
    text = page_text(reported)
    assert "default-src &#39;none&#39;" in text
    assert not re.search(r"url\(|@import|@font-face|https?://", text)


def test_every_link_has_its_target(page):
    assert page.links - page.ids == set()


def test_figures_on_the_page_are_those_of_the_case(page, database):
    values = {anchor(name): str(value) for name, value in database.execute("SELECT figure_id, value FROM figure WHERE value IS NOT NULL").fetchall()}
    assert len(page.figures) > 50
    assert {name: value for name, value in page.figures.items() if values.get(name) != value} == {}


def test_a_number_leads_to_rows_and_a_row_to_its_cells(page, reported, database):
    text = page_text(reported)
    assert "r-value.total" in page.ids and "n-value.total" in page.ids
    item, path, row = database.execute(
        "SELECT item_id, path, row_number FROM figure_item JOIN item USING (item_id) JOIN source_file USING (file_id) "
        "WHERE figure_id = 'value.total' ORDER BY contribution DESC, weight DESC, item_id LIMIT 1").fetchone()
    assert f"o-{item}" in page.ids and f"{path}:{row}" in text
    cells = next(r["cells"] for r in waybill_json("rows", reported, "value.total", "--limit", 5)["rows"] if r["item_id"] == str(item))
    block = html.unescape(text.split(f'id="o-{item}"')[1].split('class="original"')[0])
    assert len(cells) > 10
    for cell in filter(None, cells.values()):
        assert cell in block


def test_headings_are_in_order_and_pictures_have_words(reported):
    text = page_text(reported)
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(levels, levels[1:]))
    pictures = re.findall(r"<svg[^>]*>", text)
    assert len(pictures) > 20 and all("aria-label" in p for p in pictures)


def test_a_synthetic_case_says_so_first(reported):
    text = page_text(reported)
    assert text.index("Synthetic sample. ") < text.index("<h1>")


CANONICAL = ("declaration_number,item_number,declaration_date,direction,exporter_name,exporter_country,consignee_name,consignee_country,"
             "origin_country,dispatch_country,destination_country,hs_code,description,quantity,quantity_unit,net_mass_kg,value_usd")
ROW = '10001,1,2023-01-05,import,"{exporter}",CN,"{consignee}",RU,CN,CN,RU,880622,"QUADCOPTER DJI MAVIC 3 {text}",2,pcs,2,4000'


def small_case(folder: pathlib.Path, rows: list[str], redact: bool = False) -> pathlib.Path:
    (folder / "records").mkdir(parents=True)
    (folder / "records" / "a.csv").write_text("\n".join([CANONICAL, *rows]) + "\n", encoding="utf-8")
    (folder / "case.toml").write_text(
        '[case]\nname = "small"\ntitle = "Small & <b>bold</b>"\n[question]\nsellers = ["CN"]\ndestinations = ["RU"]\ngoods = ["uav"]\n'
        f'[[records]]\npath = "records/*.csv"\nprovider = "Provider X"\nprofile = "canonical"\nredact = {str(redact).lower()}\n', encoding="utf-8")
    waybill("run", folder)
    waybill("report", folder)
    return folder


def test_one_row_with_hostile_names(tmp_path):
    case = small_case(tmp_path / "case", [ROW.format(exporter="<script>alert(1)</script> LTD", consignee="ООО <img src=x onerror=alert(2)>",
                                                     text="</style></script><b>&amp;")])
    text = page_text(case)
    page = Page(text)
    assert page.open == [] and page.elements["script"] == 1 and "img" not in page.elements
    assert "alert(1)" in text and page.figures["value.total"]


def test_an_empty_case(tmp_path):
    case = small_case(tmp_path / "case", [])
    text = page_text(case)
    page = Page(text)
    assert page.open == [] and page.links - page.ids == set()
    assert "annot tell" in text


def test_withheld_providers_show_no_cells(tmp_path):
    case = small_case(tmp_path / "case", [ROW.format(exporter="SOME LTD", consignee="ООО ТЕСТ", text="HIDDENWORD")], redact=True)
    for path in (case / "dossier").rglob("*"):
        if path.is_file():
            found = path.read_bytes()
            for word in (b"HIDDENWORD", b"Provider X", b"records/a.csv"):
                assert word not in found, (path.name, word)
    assert "withheld" in page_text(case)


def test_a_changed_file_gives_no_cells(tmp_path):
    case = small_case(tmp_path / "case", [ROW.format(exporter="A LTD", consignee="ООО Б", text="")])
    with open(case / "records" / "a.csv", "a", encoding="utf-8") as file:
        file.write(ROW.format(exporter="B LTD", consignee="ООО В", text="") + "\n")
    waybill("report", case)
    assert "has changed since the run" in page_text(case)
