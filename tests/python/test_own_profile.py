"""A profile of one's own: its date order settles what the cells leave open, and a key that does not exist is refused with its line."""
import json

from conftest import waybill

PROFILE = """[profile]
id = "mine"
title = "A test"
date_order = "{order}"

[columns]
declaration_date = "SHIP DATE"
description = "GOODS"
hs_code = "HS"
"""


def import_with(tmp_path, order):
    case = tmp_path / order
    waybill("new", case, "--quiet")
    (case / "mine.toml").write_text(PROFILE.format(order=order))
    (case / "records" / "rows.csv").write_text("SHIP DATE,GOODS,HS\n03/04/2023,DJI MAVIC 3,88062200\n05/06/2023,DJI MINI 2,88062100\n")
    config = (case / "case.toml").read_text()
    (case / "case.toml").write_text(config.replace('profile = "auto"', 'profile = "mine.toml"'))
    assert "mine.toml" in (case / "case.toml").read_text()
    waybill("run", case, "--only", "import", "--quiet")
    rows = json.loads(waybill("sql", case, "SELECT CAST(declaration_date AS VARCHAR) AS day FROM item ORDER BY day", "--json").stdout)
    notes = json.loads(waybill("sql", case, "SELECT DISTINCT code FROM note", "--json").stdout)
    return [row["day"] for row in rows["rows"]], [row["code"] for row in notes["rows"]]


def test_date_order_of_a_profile(tmp_path):
    assert import_with(tmp_path, "dmy")[0] == ["2023-04-03", "2023-06-05"]
    days, notes = import_with(tmp_path, "mdy")
    assert days == ["2023-03-04", "2023-05-06"]
    assert "date.order_assumed" not in notes


def test_unknown_keys_are_refused(tmp_path):
    records = tmp_path / "rows.csv"
    records.write_text("SHIP DATE,GOODS,HS\n03/04/2023,DJI MAVIC 3,88062200\n")
    for wrong, right in (("date_ordre", "date_order"), ('"ymd"', '"dmy"'), ("[colums]", "[columns]")):
        own = tmp_path / "own.toml"
        own.write_text(PROFILE.format(order="dmy").replace(right, wrong))
        done = waybill("inspect", "--profile", own, records, check=False)
        assert done.returncode != 0 and "own.toml" in done.stderr, done.stderr
        assert wrong.strip('"[]') in done.stderr
