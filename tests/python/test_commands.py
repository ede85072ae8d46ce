"""The command line: exit statuses, errors as problem JSON, lists, scoring."""
import csv
import io
import json

from conftest import waybill, waybill_json


def test_help_of_every_command_has_an_example():
    overview = waybill("--help").stdout
    names = [line.split()[0] for line in overview.split("Commands\n")[1].splitlines() if line.startswith("  ") and line[2] != " "]
    assert {"demo", "new", "inspect", "run", "figures", "rows", "recognise", "resolve", "sql", "simulate", "score"} <= set(names)
    for name in names:
        text = waybill(name, "--help").stdout
        assert f"  waybill {name}" in text.split("Examples")[1], name
        prose = text.split("Examples")[0] + text.split("\n\n", 2)[2]
        assert max(map(len, prose.splitlines())) <= 100, "a terminal would break the line anywhere"


def test_usage_errors_end_with_two():
    assert waybill("rnu", check=False).returncode == 2
    assert "did you mean run" in waybill("rnu", check=False).stderr
    assert waybill("run", check=False).returncode == 2
    assert waybill("run", "x", "--treads", "2", check=False).returncode == 2


def test_errors_are_problem_documents_with_json(tmp_path):
    done = waybill("figures", tmp_path / "nowhere", "--json", check=False)
    problem = json.loads(done.stdout)
    assert problem["code"] == "case.not_found" and problem["hint"] and problem["where"]["file"]


def test_unknown_key_of_the_case_is_told_with_its_line(tmp_path):
    waybill("new", tmp_path / "case")
    (tmp_path / "case" / "case.toml").write_text('[case]\nname = "x"\ntitel = "y"\n')
    done = waybill("run", tmp_path / "case", check=False)
    assert done.returncode == 2 and "config.unknown_key" in done.stderr and "row 3" in done.stderr


def test_recognise_a_plain_list(tmp_path):
    path = tmp_path / "goods.csv"
    path.write_text("Text,HS\nКВАДРОКОПТЕР DJI MAVIC 3 - 10 ШТ,8806220000\nMAVIC BICYCLE WHEELS,8714990000\nАККУМУЛЯТОР ДЛЯ КВАДРОКОПТЕРА DJI,8507600000\n")
    rows = list(csv.DictReader(io.StringIO(waybill("recognise", path, "--columns", "description=Text,hs_code=HS").stdout)))
    by_row = {row["row_number"]: row for row in rows}
    assert by_row["2"]["class"] == "uav" and by_row["2"]["brand"] == "dji" and float(by_row["2"]["units"]) == 10
    assert by_row["3"]["class"] == "" and by_row["3"]["probability"] == ""
    assert by_row["3"]["hs6"]
    assert by_row["4"]["class"] == "uav_part.battery"


def test_resolve_a_plain_list(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text('name,country,identifier\n"ООО ""Ромашка""",RU,7722476458\nROMASHKA LLC,RU,7722476458\nOOO VASILEK,RU,\n')
    out = tmp_path / "who.csv"
    waybill("resolve", path, "--out", out)
    rows = list(csv.DictReader(out.open()))
    entity = {row["row_number"]: row["entity_id"] for row in rows}
    assert entity["2"] == entity["3"] != entity["4"]


def test_score_of_a_small_world(world):
    score = waybill_json("score", world)
    goods, doubles = score["goods"], score["doubles"]
    assert goods["class_precision"] >= 0.97 and goods["class_recall"] >= 0.96 and goods["brand_accuracy"] >= 0.97
    assert doubles["precision"] >= 0.995 and doubles["recall"] >= 0.98
    kinds = {each["kind"]: each for each in score["coverage"]}
    assert {"value.total", "brand.share", "exporter.value", "control.cut", "direct.share"} <= set(kinds)
    assert sum(each["covered"] for each in kinds.values()) <= sum(each["figures"] for each in kinds.values())


def test_simulation_is_the_same_bytes_for_the_same_seed(tmp_path):
    for name in ("one", "two"):
        waybill("simulate", tmp_path / name, "--seed", 3, "--rows", 500)
    for path in sorted((tmp_path / "one").rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()


def test_inspect_says_why(world):
    report = waybill_json("inspect", world / "records" / "a_declarations.csv")["files"][0]
    assert report["encoding"] == "windows-1251" and report["profile"] == "ru_declaration_a"
    assert all(column["why"] for column in report["columns"] if column["field"])
