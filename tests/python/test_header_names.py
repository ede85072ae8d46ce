"""Every column name of 102 provider workbooks, of the Russian layouts and of two more sources means a field or is left out on purpose."""
import csv
import json
import pathlib
import re
import tomllib

import pytest
from conftest import ROOT, SHARED, waybill

TRADE = SHARED / "trade"
pytestmark = pytest.mark.skipif(not TRADE.is_dir(), reason="no header rows beside the project")
PROFILES = {path.stem: tomllib.loads(path.read_text()) for path in (ROOT / "data" / "profiles").glob("*.toml") if path.stem != "header_words"}


def folded(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold().replace("_", " ").replace("ё", "е")))


def names_of(profile: dict) -> tuple[set[str], set[str]]:
    used = {folded(name) for names in profile["columns"].values() for name in ([names] if isinstance(names, str) else names)}
    return used, {folded(name) for name in profile.get("ignored", {}).get("columns", [])}


@pytest.fixture(scope="module")
def workbooks():
    return json.loads((TRADE / "provider_headers.json").read_text())


def write(folder: pathlib.Path, number: int, workbook: dict) -> pathlib.Path:
    path = folder / f"{workbook['file'].removesuffix('.xlsx')} {number}.csv"
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([workbook["columns"], ["" if cell is None else cell for cell in workbook["first_row"]]])
    return path


def test_every_provider_column_is_known(workbooks, tmp_path):
    """Which layout a workbook has is told by its names and the country in the file's name; that layout knows every name of it."""
    paths = [write(tmp_path, number, workbook) for number, workbook in enumerate(workbooks)]
    files = json.loads(waybill("inspect", "--json", *paths).stdout)["files"]
    unknown, unmapped = [], []
    for workbook, report in zip(workbooks, files):
        assert report["profile"] in PROFILES, workbook["file"]
        used, ignored = names_of(PROFILES[report["profile"]])
        unknown += [(workbook["file"], name) for name in workbook["columns"] if folded(name) not in used | ignored]
        fields = {column["field"] for column in report["columns"]}
        unmapped += [(workbook["file"], field) for field in ("hs_code", "declaration_date") if field not in fields]
        for column in report["columns"]:
            # What the layout uses is used, unless its one cell states nothing, refutes it, or another column is better.
            if folded(column["header"]) in ignored:
                assert column["field"] == "", (workbook["file"], column)
            assert column["why"], (workbook["file"], column)
    assert not unknown
    assert not unmapped


def test_no_profile_uses_and_leaves_out_the_same_name():
    for name, profile in PROFILES.items():
        used, ignored = names_of(profile)
        assert not used & ignored, name


RUSSIAN = {  # fields of the layouts that no field of ours takes
    "stat_flag", "customs_post_code", "seq_no", "declaration_type", "decision_code", "officer_stamp", "regime", "preference", "deal_nature",
    "sender_region", "receiver_region", "broker_licence", "broker_name", "broker_inn", "filled_by", "items_total", "packages_total", "item_packages",
    "containers", "delivery_place", "container_flag", "border_transport", "border_customs", "total_customs_value", "total_invoice",
    "fx_date", "item_invoice_rub", "valuation_adjustment", "valuation_method", "firm_info"}


@pytest.mark.parametrize(("layout", "count"), [("A", 74), ("B", 34), ("C", 64), ("D", 44)])
def test_all_fields_of_russian_declarations(layout, count):
    fields = json.loads((TRADE / "ru_declaration_headers.json").read_text())["fields"]
    used, ignored = names_of(PROFILES[f"ru_declaration_{layout.lower()}"])
    seen = 0
    for field, names in fields.items():
        if layout not in names:
            continue
        seen += 1
        name = folded(names[layout])
        if field in RUSSIAN:
            assert name in ignored, (field, names[layout])
        else:
            assert name in used, (field, names[layout])
    assert seen == count


@pytest.mark.parametrize(("profile", "source"), [("trade_atlas", "trade_atlas"), ("eaeu_statistical_form", "eaeu_stat_form")])
def test_other_sources(profile, source):
    used, ignored = names_of(PROFILES[profile])
    assert {folded(name) for name in json.loads((TRADE / "ru_declaration_headers.json").read_text())[source]} <= used | ignored
