"""The dossier: every figure leads to rows, rows to the cells of the file; nothing of a record becomes markup; the bundle can be checked."""
import hashlib
import html
import html.parser
import json
import pathlib
import re
import shutil
import zipfile

import duckdb
import networkx
import openpyxl
import pytest
from conftest import waybill, waybill_json
from followthemoney import model

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


def test_the_page_claims_what_the_list_of_claims_says(reported):
    said = re.findall(r'<li class="claim">.*?<span class="words">(.*?) <span class="grade', page_text(reported), flags=re.S)
    marks = r' ?<span class="(?:latin|country)".*?</span>|<[^>]+>'
    page_words = [" ".join(html.unescape(re.sub(marks, "", text)).split()) for text in said]
    listed = re.findall(r"^- \*\*.*?\*\* (?:\[.*?\] )?(.*) \(\w+\)\[\^\d+\]$", (reported / "dossier" / "claims.md").read_text(encoding="utf-8"), flags=re.M)
    assert len(listed) > 10
    assert page_words == [text.replace("\\", "") for text in listed]


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
    files = {str(path): path.read_bytes() for path in (case / "dossier").rglob("*") if path.is_file()}
    with zipfile.ZipFile(case / "dossier" / "tables.xlsx") as workbook:
        files |= {name: workbook.read(name) for name in workbook.namelist()}
    for name, found in files.items():
        for word in (b"HIDDENWORD", b"Provider X", b"records/a.csv"):
            assert word not in found, (name, word)
    assert "withheld" in page_text(case)


def test_a_changed_file_gives_no_cells(tmp_path):
    case = small_case(tmp_path / "case", [ROW.format(exporter="A LTD", consignee="ООО Б", text="")])
    with open(case / "records" / "a.csv", "a", encoding="utf-8") as file:
        file.write(ROW.format(exporter="B LTD", consignee="ООО В", text="") + "\n")
    waybill("report", case)
    assert "has changed since the run" in page_text(case)


def bundle_of(case) -> pathlib.Path:
    (bundle,) = (case / "dossier").glob("case-*.dossier.zip")
    return bundle


def test_the_same_run_gives_the_same_bundle(reported, tmp_path):
    again = tmp_path / "case"
    shutil.copytree(reported, again, ignore=shutil.ignore_patterns("dossier"))
    waybill("report", again, env={"TZ": "Pacific/Auckland", "PATH": "/usr/bin:/bin"})
    assert bundle_of(again).name == bundle_of(reported).name
    assert bundle_of(again).read_bytes() == bundle_of(reported).read_bytes()


def test_check_passes_what_report_wrote(reported, tmp_path):
    done = waybill_json("check", bundle_of(reported))
    assert done["failures"] == [] and done["figures"] > 50 and done["files"] > 40
    assert waybill_json("check", reported / "dossier")["failures"] == []
    unpacked = tmp_path / "unpacked"
    zipfile.ZipFile(bundle_of(reported)).extractall(unpacked)
    for line in (unpacked / "MANIFEST.sha256").read_text().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == digest


def seal(folder: pathlib.Path) -> None:
    """Writes the manifest that fits the files, as a forger would."""
    names = [line.split("  ", 1)[1] for line in (folder / "MANIFEST.sha256").read_text().splitlines()]
    (folder / "MANIFEST.sha256").write_text("".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names))


def failures(folder: pathlib.Path) -> list[str]:
    done = waybill("check", folder, "--json", check=False)
    assert done.returncode == 5, done.stdout + done.stderr
    return [failure["what"] for failure in json.loads(done.stdout)["failures"]]


@pytest.fixture
def opened(reported, tmp_path):
    """The dossier unpacked, to be tampered with."""
    folder = tmp_path / "opened"
    zipfile.ZipFile(bundle_of(reported)).extractall(folder)
    return folder


def test_one_byte_is_found(opened):
    path = opened / "tables" / "row.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert failures(opened) == ["tables/row.parquet"]


def test_one_contribution_is_found_in_csv_though_the_manifest_fits(opened):
    path = opened / "tables" / "figure_item.csv"
    lines = path.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("value.total,"))
    head, contribution = lines[at].rsplit(",", 1)
    lines[at] = f"{head},{float(contribution) + 1:.6f}"
    path.write_text("\n".join(lines) + "\n")
    seal(opened)
    assert failures(opened) == ["value.total"]


def test_one_contribution_is_found_in_parquet_though_the_manifest_fits(opened):
    path = opened / "tables" / "figure_item.parquet"
    duckdb.sql(f"CREATE OR REPLACE TABLE t AS SELECT * REPLACE (CASE WHEN figure_id = 'vague.share' AND weight = (SELECT max(weight) FROM '{path}' WHERE figure_id = 'vague.share') "
               f"THEN contribution + 100 ELSE contribution END AS contribution) FROM '{path}'")
    duckdb.sql(f"COPY t TO '{path}' (FORMAT parquet)")
    seal(opened)
    assert failures(opened) == ["vague.share"]


def test_a_missing_row_is_found_though_sum_and_manifest_fit(opened):
    for suffix in ("csv", "parquet"):
        path = opened / "tables" / f"figure_item.{suffix}"
        duckdb.sql(f"CREATE OR REPLACE TABLE t AS SELECT * FROM '{path}' WHERE NOT (figure_id = 'brands.count' AND contribution = 0) AND NOT (figure_id = 'units.total' AND item_id = "
                   f"(SELECT max(item_id) FROM '{path}' WHERE figure_id = 'units.total'))")
        duckdb.sql(f"COPY t TO '{path}' (FORMAT {suffix}, HEADER)" if suffix == "csv" else f"COPY t TO '{path}' (FORMAT parquet)")
    seal(opened)
    assert set(failures(opened)) == {"units.total"}


def test_a_number_on_the_page_is_found_though_the_manifest_fits(opened):
    path = opened / "dossier.html"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'(<data class="value" value=")([^"]+)(" data-figure="value.total")', lambda m: m[1] + "1.000000" + m[3], text, count=1)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    seal(opened)
    assert failures(opened) == ["value.total"]


def test_what_is_no_bundle_is_said(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no zip")
    for path in (tmp_path / "x.zip", tmp_path / "missing.zip"):
        done = waybill("check", path, "--json", check=False)
        assert done.returncode in (1, 3) and json.loads(done.stdout)["code"] == "bundle.unreadable"
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../outside.txt", "x")
    assert json.loads(waybill("check", tmp_path / "evil.zip", "--json", check=False).stdout)["code"] == "bundle.unreadable"
    assert not (tmp_path.parent / "outside.txt").exists()


def test_every_ftm_line_is_valid_and_merges_can_be_undone(reported):
    entities = {}
    for line in (reported / "dossier" / "entities.ftm.json").read_text(encoding="utf-8").splitlines():
        data = json.loads(line)
        proxy = model.get_proxy(data, cleaned=False)
        proxy.schema.validate({"properties": data["properties"]})
        for name, values in data["properties"].items():
            kept = proxy.get(name)
            assert len(kept) == len(values), (data["id"], name, values, kept)
        assert data["id"] not in entities
        entities[data["id"]] = proxy
    kinds = {proxy.schema.name for proxy in entities.values()}
    assert {"Company", "Similar", "EconomicActivity"} <= kinds
    for proxy in entities.values():
        for prop, value in proxy.itervalues():
            if prop.type.name == "entity":
                assert value in entities and entities[value].schema.is_a(prop.range), (proxy.id, prop.name, value)
    # Shipments name spellings, never resolved companies: without the Similars nothing is merged.
    for proxy in entities.values():
        if proxy.schema.name == "EconomicActivity":
            assert all(value.startswith("waybill-party-") for name in ("sender", "receiver") for value in proxy.get(name))


def test_graphs_can_be_read_and_agree(reported):
    gexf = networkx.read_gexf(reported / "dossier" / "companies.gexf")
    graphml = networkx.read_graphml(reported / "dossier" / "companies.graphml")
    assert gexf.number_of_edges() == graphml.number_of_edges() > 10
    assert set(gexf.nodes) == set(graphml.nodes)
    for a, b, data in gexf.edges(data=True):
        assert data["weight"] == graphml.edges[a, b]["weight"] == data["value_usd"]
    assert all(data["name"] for _, data in graphml.nodes(data=True))


def test_tables_are_those_of_the_case(reported, database):
    tables = reported / "dossier" / "tables"
    for suffix in ("csv", "parquet"):
        for table, order in (("figure_item", "figure_id, item_id"), ("chain", "chain_id")):
            columns = [row[0] for row in database.execute(f"DESCRIBE {table}").fetchall()]
            cast = ", ".join(f"CAST({column} AS VARCHAR)" for column in columns)
            theirs = duckdb.sql(f"SELECT {cast} FROM '{tables / table}.{suffix}' ORDER BY {order}" if suffix == "parquet" else
                                f"SELECT {', '.join(columns)} FROM read_csv('{tables / table}.csv', all_varchar = true) ORDER BY {order}").fetchall()
            assert len(theirs) == database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    ours = database.execute("SELECT figure_id, CAST(item_id AS VARCHAR), CAST(contribution AS VARCHAR) FROM figure_item ORDER BY ALL").fetchall()
    assert duckdb.sql(f"SELECT figure_id, CAST(item_id AS VARCHAR), CAST(contribution AS VARCHAR) FROM '{tables / 'figure_item.parquet'}' ORDER BY ALL").fetchall() == ours
    assert duckdb.sql(f"SELECT figure_id, item_id, contribution FROM read_csv('{tables / 'figure_item.csv'}', all_varchar = true) ORDER BY ALL").fetchall() == ours
    rows = duckdb.sql(f"SELECT count(*), count(cells) FROM '{tables / 'row.parquet'}'").fetchone()
    assert rows[0] == rows[1] > 100


def test_the_workbook_holds_texts_not_formulas(tmp_path):
    case = small_case(tmp_path / "case", [ROW.format(exporter="=HYPERLINK(evil)", consignee="+1 LTD", text="=1+1")])
    workbook = openpyxl.load_workbook(case / "dossier" / "tables.xlsx")
    assert workbook.sheetnames[:3] == ["README", "figures", "figure_rows"]
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 100 and all(cell.data_type != "f" for cell in cells)
    ids = [cell.value for cell in workbook["goods"]["A"][1:]]
    assert ids and all(isinstance(value, str) and len(value) > 10 for value in ids)


def test_figures_are_found_by_their_beginning(reported):
    figures = waybill_json("figures", reported)["figures"]
    longest = next(f["figure_id"] for f in figures if f["figure_id"].startswith("exporter."))
    assert waybill_json("figures", reported, longest[:16])["figures"][0]["figure_id"] == longest
    done = waybill("figures", reported, "exporter.", "--json", check=False)
    assert done.returncode == 1 and json.loads(done.stdout)["code"] == "figure.ambiguous"
    assert waybill("rows", reported, longest[:16], "--limit", 1).stdout
