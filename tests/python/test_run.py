"""What a run leaves behind: every row accounted for, figures that close with their rows, spans that lie in the text."""
import hashlib
import shutil

import duckdb
import pytest
from conftest import SHARED, waybill, waybill_json


def test_rows_are_kept_or_rejected(database):
    assert database.execute("SELECT count(*) FROM source_file WHERE rows_read <> rows_kept + rows_rejected").fetchone() == (0,)
    kept, items = database.execute("SELECT (SELECT sum(rows_kept) FROM source_file), (SELECT count(*) FROM item)").fetchone()
    assert kept == items > 4000
    assert database.execute("SELECT count(*) - count(DISTINCT item_id) FROM item").fetchone() == (0,)


def test_every_table_has_an_origin(database):
    tables = {row[0] for row in database.execute("SELECT DISTINCT table_name FROM origin").fetchall()}
    assert {"item", "good", "entity", "figure", "figure_item"} <= tables


def test_figures_close_with_their_rows(database):
    open_sums = database.execute(
        "SELECT f.figure_id, f.value, sum(i.contribution) FROM figure f JOIN figure_item i USING (figure_id) "
        "WHERE split_part(f.method, ' ', 1) IN ('sum', 'sum:', 'count', 'count:') AND f.value IS NOT NULL GROUP BY ALL HAVING f.value <> sum(i.contribution)"
    ).fetchall()
    assert open_sums == []
    assert database.execute("SELECT count(*) FROM figure WHERE value IS NOT NULL AND NOT (low <= value AND value <= high)").fetchone() == (0,)


def test_digest_is_that_of_the_sorted_items(database):
    ids = [row[0] for row in database.execute("SELECT DISTINCT item_id FROM figure_item WHERE figure_id = 'value.total' ORDER BY 1").fetchall()]
    expected = hashlib.sha256("".join(f"{i}\n" for i in ids).encode()).hexdigest()
    assert database.execute("SELECT digest FROM figure WHERE figure_id = 'value.total'").fetchone() == (expected,)


def test_goods_of_an_item_share_its_value(database):
    assert database.execute(
        "SELECT count(*) FROM (SELECT item_id, sum(g.value_usd) s, any_value(i.value_usd) v FROM good g JOIN item i USING (item_id) GROUP BY item_id) WHERE s <> v").fetchone() == (0,)


def test_spans_lie_in_the_text(database):
    assert database.execute(
        "SELECT count(*) FROM good JOIN item USING (item_id) WHERE span_begin < 0 OR span_end > strlen(description) OR span_begin > span_end").fetchone() == (0,)


def test_a_second_run_does_nothing(world, tmp_path):
    again = tmp_path / "case"
    shutil.copytree(world, again)
    report = waybill_json("run", again)
    assert all(stage["cached"] for stage in report["stages"])


def test_rows_lead_back_to_the_file(world):
    rows = waybill_json("rows", world, "value.total")["rows"]
    lines = {path: (world / path).read_bytes() for path in {row["path"] for row in rows} if path.endswith("a_declarations.csv")}
    for row in [row for row in rows if row["path"] in lines][:20]:
        line = lines[row["path"]].splitlines()[row["row_number"] - 1].decode("cp1251")
        assert row["cells"]["ND (Номер декларации)"] == line.split(";")[0]


def test_unreadable_files_do_not_stop_the_others(tmp_path):
    case = tmp_path / "case"
    waybill("new", case)
    (case / "records" / "good.csv").write_text("hs_code,description,value_usd,declaration_date\n88062200,DJI MAVIC 3 DRONE,900,2023-02-01\n" * 1)
    (case / "records" / "bad.pdf").write_bytes(b"%PDF-1.7 nothing here")
    (case / "records" / "empty.csv").write_bytes(b"")
    done = waybill("run", case, check=False)
    assert done.returncode == 3
    assert "read.not_a_table" in done.stderr and "bad.pdf" in done.stderr and "read.empty" in done.stderr
    with duckdb.connect(str(case / "case.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM item").fetchone() == (1,)


@pytest.mark.skipif(not (SHARED / "trade" / "provider_samples").exists(), reason="real workbooks are not beside the project")
def test_all_sample_workbooks_run(tmp_path):
    case = tmp_path / "case"
    waybill("new", case)
    for path in (SHARED / "trade" / "provider_samples").glob("*.xlsx"):
        shutil.copy(path, case / "records")
    waybill("run", case)
    with duckdb.connect(str(case / "case.duckdb"), read_only=True) as connection:
        files, short = connection.execute("SELECT count(*), count(*) FILTER (rows_read <> rows_kept + rows_rejected) FROM source_file").fetchone()
        assert (files, short) == (29, 0)
        assert connection.execute("SELECT count(*) FROM item WHERE hs_code IS NULL OR declaration_date IS NULL").fetchone() == (0,)


LEARNED = """declaration_number,item_number,declaration_date,direction,exporter_name,exporter_country,consignee_name,consignee_country,hs_code,description,trademark,model,manufacturer,quantity,quantity_unit,net_mass_kg,value_usd
"""


def test_a_case_teaches_the_brand_of_rows_that_state_none(tmp_path):
    """A mark that no catalogue knows: its model and its maker name it where the mark is not stated; makers are companies of the case."""
    rows = [("КВАДРОКОПТЕР", "NORDWELL", "WX 70", "NORDWELL AERO CO LTD")] * 5 + [
        ("КВАДРОКОПТЕР", "", "WX 70", ""), ("ДРОН", "", "", "NORDWELL AERO CO LTD"), ("КВАДРОКОПТЕР DJI MAVIC 3", "DJI", "", "SZ DJI TECHNOLOGY CO., LTD."),
        ("КВАДРОКОПТЕР DJI MAVIC 3", "DJI", "", "")]
    lines = [f"10001/010122/{i:07d},1,2022-0{1 + i}-03,IM,SHENZHEN STAR CO LTD,CN,ООО ВЕКТОР,RU,8806220000,{text},{mark},{model},\"{maker}\",{3 + i},pcs,{2.5 + i},{3000 + i}\n"
             for i, (text, mark, model, maker) in enumerate(rows)]
    case = tmp_path / "case"
    waybill("new", case)
    (case / "records" / "a.csv").write_text(LEARNED + "".join(lines), encoding="utf-8")
    waybill("run", case)
    connection = duckdb.connect(str(case / "case.duckdb"), read_only=True)
    found = connection.execute("SELECT g.brand, g.model, e.caption, g.brand_probability FROM good g JOIN item i USING (item_id) "
                               "LEFT JOIN entity e ON e.entity_id = g.maker_entity ORDER BY i.row_number").fetchall()
    connection.close()
    assert [row[:2] for row in found] == [("nordwell", "nordwell_wx_70")] * 6 + [("nordwell", None)] + [("dji", "dji_mavic_3")] * 2
    assert [row[2] for row in found] == ["NORDWELL AERO CO LTD"] * 7 + ["SZ DJI TECHNOLOGY CO., LTD."] * 2
    assert found[5][3] == pytest.approx(6 / 7) and found[6][3] == pytest.approx(6 / 7)
