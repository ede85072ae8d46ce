"""waybill screen: names, files, orders and cases against lists, as another program sees it."""
import csv
import io
import json
import pathlib
import shutil

from conftest import waybill, waybill_json

LIST = (
    "name;alias;country;identifier;list;from;until\n"
    "Severny Kristallograd;;RU;7704730655;Entity List (EL);2022-06-01;\n"
    "Ivanov Works;;RU;;Entity List (EL);;\n"
)


def list_file(folder: pathlib.Path) -> str:
    path = folder / "watch.csv"
    path.write_text(LIST, encoding="utf-8")
    return str(path)


def test_name_on_a_day(tmp_path: pathlib.Path) -> None:
    """Before, on and without a stated day: not_listed, listed, cannot_tell."""
    where = list_file(tmp_path)
    for name, day, expected in (
        ("ООО Северный Кристаллоград", "2022-05-31", "not_listed"),
        ("ООО Северный Кристаллоград", "2022-06-01", "listed"),
        ("Ivanov Works LLC", "2022-06-01", "cannot_tell"),
    ):
        done = waybill("screen", "--name", name, "--list", where, "--on", day, "--json")
        assert done.returncode == 0, done.stderr
        hits = json.loads(done.stdout)["hits"]
        assert hits[0]["on_day"] == expected
        assert 0 < hits[0]["probability"] < 0.95
        assert hits[0]["reasons"]["innocent_explanation"]


def test_file_of_names(tmp_path: pathlib.Path) -> None:
    """Row numbers as a spreadsheet shows them, candidates best first, and the exit status for scripts."""
    names = tmp_path / "names.csv"
    names.write_text("Supplier,INN\nNobody Known,\nСеверный Кристаллоград,7704730655\nSeverny Kristalograd,\n", encoding="utf-8")
    done = waybill(
        "screen", "--file", str(names), "--columns", "name=Supplier,identifier=INN", "--list", list_file(tmp_path), "--fail-on", "0.9", check=False
    )
    assert done.returncode == 10, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["row_number"] for row in rows] == ["3", "4"]
    assert rows[0]["basis"] == "identifier"
    assert float(rows[0]["probability"]) > float(rows[1]["probability"])


def test_known_on_hides_later_listings(tmp_path: pathlib.Path) -> None:
    done = waybill("screen", "--name", "Северный Кристаллоград", "--list", list_file(tmp_path), "--known-on", "2022-01-01", "--json")
    assert json.loads(done.stdout)["hits"] == []


def test_order(tmp_path: pathlib.Path) -> None:
    """Each party and each good has an answer; a missing day makes cannot_tell."""
    order = tmp_path / "order.toml"
    text = (
        '[order]\n{day}dispatch_country = "CN"\ndestination_country = "RU"\n'
        '[[party]]\nrole = "consignee"\nname = "Северный Кристаллоград"\nidentifier = "7704730655"\n'
        '[[goods]]\ndescription = "Квадрокоптер DJI Mavic 3"\nhs_code = "8806220000"\norigin_country = "CN"\n'
    )
    for day, expected in (("day = 2023-10-05\n", "fired"), ("", "cannot_tell")):
        order.write_text(text.format(day=day), encoding="utf-8")
        done = waybill("screen", "--order", str(order), "--list", list_file(tmp_path), "--json")
        assert done.returncode == 0, done.stderr
        document = json.loads(done.stdout)
        assert document["parties"][0]["answer"] == expected
        findings = {finding["rule"]: finding for finding in document["goods"][0]["findings"]}
        assert findings["RF20"]["answer"] == expected
        assert findings["us_entity_list_dji"]["answer"] == "clear" if day else "us_entity_list_dji" not in findings
    assert waybill("screen", "--order", str(order), "--list", list_file(tmp_path), "--fail-on", "0.9", check=False).returncode == 10


def test_nothing_to_screen_against(tmp_path: pathlib.Path) -> None:
    done = waybill("screen", "--name", "X", "--json", check=False)
    assert done.returncode == 1
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    done = waybill("screen", "--name", "X", "--list", str(other), check=False)
    assert done.returncode == 3
    assert "list.unknown_format" in done.stderr


def test_case_has_listings_hits_and_findings(world: pathlib.Path, database) -> None:
    """The invented list of a synthetic case: dated, undated and owned, with the other stage's findings untouched."""
    assert database.execute("SELECT count(*) FROM listing WHERE list = 'synthetic_watch_list'").fetchone()[0] == 8
    bases = dict(database.execute("SELECT basis, count(*) FROM hit GROUP BY 1").fetchall())
    assert bases.get("identifier", 0) >= 1
    answers = dict(database.execute("SELECT rule, count(*) FROM finding GROUP BY 1").fetchall())
    assert {"RF05", "RF12", "RF16", "RF20", "RF21", "us_entity_list_dji"} <= set(answers)
    wrong = database.execute(
        "SELECT count(*) FROM finding f JOIN item i ON i.item_id = f.subject_id WHERE f.rule = 'RF20' AND f.answer = 'fired' "
        "AND CAST(json_extract_string(f.reasons, '$.listed_from') AS DATE) > i.declaration_date"
    ).fetchone()[0]
    assert wrong == 0
    assert database.execute("SELECT count(*) FROM finding WHERE answer = 'cannot_tell' AND missing = ''").fetchone()[0] == 0
    assert database.execute("SELECT count(*) - count(DISTINCT finding_id) FROM finding").fetchone()[0] == 0
    assert database.execute("SELECT count(*) FROM origin WHERE stage = 'screen'").fetchone()[0] == 3


def test_rerun_of_one_stage_keeps_the_table(world: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Stages that share the table of findings may run again in any order: same rows in the same order."""
    case = tmp_path / "case"
    shutil.copytree(world, case)
    before = waybill("sql", case, "SELECT * FROM finding", "--csv").stdout
    for stage in ("values", "screen", "values"):
        waybill("run", case, "--only", stage)
    assert waybill("sql", case, "SELECT * FROM finding", "--csv").stdout == before
    shown = waybill_json("screen", case)
    assert shown["hits"] and shown["findings"]
