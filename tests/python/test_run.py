"""Laws of a run: the same result for any threads, splitting and interruption; every row accounted for; figures close with their rows."""
import hashlib
import os
import random
import shutil
import signal
import subprocess
import time

import duckdb
import pytest
from conftest import BINARY, SHARED, content, waybill, waybill_json


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


@pytest.mark.parametrize("threads", [1, 8])
def test_threads_change_nothing(world, tmp_path, threads):
    again = tmp_path / "case"
    shutil.copytree(world, again, ignore=shutil.ignore_patterns("case.duckdb*"))
    waybill("run", again, "--threads", threads)
    assert content(again) == content(world)


def test_split_file_gives_the_same_items_and_figures(world, tmp_path):
    again = tmp_path / "case"
    shutil.copytree(world, again, ignore=shutil.ignore_patterns("case.duckdb*"))
    whole = (again / "records" / "a_declarations.csv").read_bytes().splitlines(keepends=True)
    half = len(whole) // 2
    (again / "records" / "a_declarations.csv").write_bytes(b"".join(whole[:half]))
    (again / "records" / "a_second.csv").write_bytes(b"".join(whole[:1] + whole[half:]))
    waybill("run", again)
    one, two = content(world), content(again)
    for table in ("party", "good", "entity", "entity_party", "figure", "figure_item", "price", "chain", "hop"):
        assert one[table] == two[table], table


def test_a_second_run_does_nothing(world, tmp_path):
    again = tmp_path / "case"
    shutil.copytree(world, again)
    report = waybill_json("run", again)
    assert all(stage["cached"] for stage in report["stages"])


def test_killed_at_any_moment_the_next_run_ends_the_same(world, tmp_path):
    dice = random.Random(5)
    again = tmp_path / "case"
    shutil.copytree(world, again, ignore=shutil.ignore_patterns("case.duckdb*"))
    for _ in range(6):
        process = subprocess.Popen([BINARY, "run", str(again), "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.02, 0.6))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    waybill("run", again)
    assert content(again) == content(world)


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


def test_a_case_that_another_program_holds_is_left_alone(world, tmp_path):
    again = tmp_path / "case"
    shutil.copytree(world, again)
    holder = duckdb.connect(str(again / "case.duckdb"))
    done = waybill("run", again, check=False)
    holder.close()
    assert done.returncode == 1 and "case.in_use" in done.stderr
    assert content(again) == content(world)


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
