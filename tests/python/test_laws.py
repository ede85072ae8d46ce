"""Laws of a run: nothing depends on threads, on the order or splitting of files, on being killed or on running out of space."""
import gzip
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import threading
import time

import duckdb
import pytest
from conftest import BINARY, content, waybill, waybill_json

# Columns that say where a row stands, which splitting or renaming files changes.
PLACES = {"item": ["file_id", "row_number"], "note": ["file_id", "row_number"], "reject": ["file_id", "row_number", "byte_offset"]}
ABOUT_FILES = {"source_file", "origin"}
MOMENTS = 20


def inputs_of(case, target):
    """A copy of a case as it was before its first run."""
    shutil.copytree(case, target, ignore=shutil.ignore_patterns("case.duckdb*"))
    return target


def content_but_places(case):
    with duckdb.connect(str(case / "case.duckdb"), read_only=True) as connection:
        tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        found = {}
        for table in [name for name in tables if name not in ABOUT_FILES]:
            without = f" EXCLUDE ({', '.join(PLACES[table])})" if table in PLACES else ""
            found[table] = sorted(map(repr, connection.execute(f"SELECT *{without} FROM {table}").fetchall()))
        return found


def assert_same(one, two):
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A smaller world, for laws that need many runs."""
    case = tmp_path_factory.mktemp("small") / "case"
    waybill("simulate", case, "--seed", 12, "--rows", 1500, "--layout", "ru_a", "--second-layout", "atlas", "--no-truth")
    waybill("run", case, "--threads", 2)
    return case


@pytest.mark.parametrize("threads", [1, 8])
def test_threads_change_nothing(world, tmp_path, threads):
    again = inputs_of(world, tmp_path / "case")
    waybill("run", again, "--threads", threads)
    assert_same(content(again), content(world))


@pytest.fixture(scope="module")
def large_file(tmp_path_factory):
    """More rows than several threads read at once, with rejects, notes, repeated rows and odd texts among them."""
    path = tmp_path_factory.mktemp("large") / "rows.csv"
    dice = random.Random(3)
    with open(path, "w", encoding="utf-8") as out:
        out.write("declaration_date,hs_code,description,exporter_name,consignee_name,quantity,quantity_unit,net_mass_kg,value_usd\n")
        for i in range(260_000):
            if i % 37 == 0:
                out.write(",,,,,,,,\n" if i % 2 else "total,,,,,,,,\n")
            elif i % 41 == 0:
                out.write("2023-02-31,88062200,the same row,SAME CO,ООО РОМАШКА,1,pcs,0.5,300\n")
            else:
                out.write(f"2023-01-{1 + i % 28:02},{8806220000 + i % 90},drone № {i},SELLER {dice.randrange(3000)} LTD,ООО № {i % 7001},"
                          f"{i % 9},pcs,{i % 1000}.5,{i % 5000}.25\n")
    return path


def imported(path, case, threads):
    """Digests of the tables that import writes, `item` in the order in which its rows stand."""
    waybill("new", case)
    shutil.copy(path, case / "records")
    done = waybill("run", case, "--only", "import", "--threads", threads, check=False)
    assert done.returncode in (0, 3)
    with duckdb.connect(str(case / "case.duckdb"), read_only=True) as connection:
        item = connection.execute("SELECT count(*), count(DISTINCT item_id), bit_xor(hash(i, rowid)) FROM item i").fetchone()
        others = [connection.execute(f"SELECT count(*), bit_xor(hash(t)) FROM {name} t").fetchone() for name in ("party", "reject", "note")]
        ordered = connection.execute("SELECT count(*) FROM (SELECT row_number < lag(row_number) OVER (ORDER BY rowid) AS back FROM item) WHERE back").fetchone()
        counts = connection.execute("SELECT rows_read, rows_kept, rows_rejected FROM source_file").fetchone()
    assert ordered == (0,) and counts[0] == counts[1] + counts[2] and counts[1] == item[0] == item[1]
    return item, others, counts, done.returncode


def test_large_files_read_the_same_on_any_number_of_threads(large_file, tmp_path):
    one, two, eight = (imported(large_file, tmp_path / str(threads), threads) for threads in (1, 2, 8))
    assert one == two == eight
    assert one[0][0] > 200_000 and one[1][1][0] > 3000 and one[1][2][0] > 6000


def test_rows_before_a_fault_are_kept_for_any_number_of_threads(large_file, tmp_path):
    whole = gzip.compress(large_file.read_bytes(), compresslevel=1)
    cut = tmp_path / "rows.csv.gz"
    cut.write_bytes(whole[: len(whole) * 9 // 10])
    one, two, eight = (imported(cut, tmp_path / str(threads), threads) for threads in (1, 2, 8))
    assert one == two == eight
    assert one[3] == 3 and one[0][0] > 150_000


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_file_in_two_gives_the_same_tables(world, tmp_path, seed):
    dice = random.Random(seed)
    again = inputs_of(world, tmp_path / "case")
    path = dice.choice(sorted(p for p in (again / "records").iterdir() if p.suffix == ".csv"))
    lines = path.read_bytes().splitlines(keepends=True)
    cut = dice.randrange(2, len(lines))
    path.write_bytes(b"".join(lines[:cut]))
    path.with_name(path.stem + "_second.csv").write_bytes(b"".join(lines[:1] + lines[cut:]))
    waybill("run", again)
    assert_same(content_but_places(again), content_but_places(world))


def test_the_order_of_files_changes_nothing(world, tmp_path):
    again = inputs_of(world, tmp_path / "case")
    config = (again / "case.toml").read_text()
    for i, path in enumerate(sorted((again / "records").iterdir(), reverse=True)):
        prefix = f"{i:02}_"
        config = config.replace(f'"records/{path.name[:2]}*"', f'"records/{prefix}*"')
        path.rename(path.with_name(prefix + path.name[2:]))
    (again / "case.toml").write_text(config)
    waybill("run", again)
    assert_same(content_but_places(again), content_but_places(world))


def start(case, **kwargs):
    return subprocess.Popen([BINARY, "run", str(case), "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kwargs)


def test_killed_at_twenty_moments_the_next_run_ends_the_same(small, tmp_path):
    expected = content(small)
    begun = time.monotonic()
    waybill("run", inputs_of(small, tmp_path / "undisturbed"))
    duration = time.monotonic() - begun
    dice = random.Random(5)
    moment, left = 0, set()
    while moment < MOMENTS:
        again = inputs_of(small, tmp_path / f"case{moment}")
        process = start(again)
        time.sleep(duration * (moment + dice.random()) / MOMENTS)  # one in each twentieth of the run
        if process.poll() is not None:  # the machine is faster than it was: this run was not cut short, so it does not count
            duration *= 0.8
            shutil.rmtree(again)
            continue
        process.kill()
        process.wait()
        if (again / "case.duckdb").exists():
            with duckdb.connect(str(again / "case.duckdb"), read_only=False) as connection:
                tables = [row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
                left |= {tuple(connection.execute("SELECT DISTINCT stage FROM origin ORDER BY 1").fetchall())} if "origin" in tables else set()
        waybill("run", again)
        assert_same(content(again), expected)
        shutil.rmtree(again)
        moment += 1
    assert len(left) >= 2, "the law is only tried where runs are cut short at different stages"


def half_written(case, whole):
    """Leaves what a run killed while it creates the case file leaves: a file whose header is not whole."""
    (case / "case.duckdb.new").write_bytes((whole / "case.duckdb").read_bytes()[:5000])


def stale_log(case, whole):
    """Leaves the engine's log of a case file that somebody removed."""
    (case / "case.duckdb.wal").write_bytes(b"\x00" * 64)


@pytest.mark.parametrize("leave", [half_written, stale_log])
def test_what_is_left_of_a_file_that_never_was_does_not_matter(small, tmp_path, leave):
    again = inputs_of(small, tmp_path / "case")
    leave(again, small)
    waybill("run", again)
    assert_same(content(again), content(small))
    assert not (again / "case.duckdb.new").exists()


def test_killed_while_it_creates_the_case_file_the_next_run_opens_it(small, tmp_path):
    for i in range(5):
        again = inputs_of(small, tmp_path / f"case{i}")
        process = start(again)
        while not (again / "case.duckdb.new").exists() and not (again / "case.duckdb").exists():
            pass
        process.kill()
        process.wait()
        waybill("run", again, "--only", "import")
        shutil.rmtree(again)


def test_interrupted_it_goes_on_where_it_stopped(small, tmp_path):
    again = inputs_of(small, tmp_path / "case")
    process = start(again)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    assert process.wait() in (0, 130)
    waybill("run", again)
    assert_same(content(again), content(small))


# Files of at most this many bytes: less than the case file of the small world needs.
LITTLE = 1 << 20


def limit_file_size():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LITTLE, LITTLE))


def test_without_space_the_case_is_unharmed(small, tmp_path):
    again = inputs_of(small, tmp_path / "case")
    before = {path: path.read_bytes() for path in (again / "records").iterdir()}
    done = waybill("run", again, check=False, preexec_fn=limit_file_size)
    assert done.returncode == 1 and "case.disk_full" in done.stderr and "free space" in done.stderr
    assert {path: path.read_bytes() for path in (again / "records").iterdir()} == before
    waybill("run", again)
    assert_same(content(again), content(small))


@pytest.mark.skipif(os.geteuid() != 0, reason="a full disk is made by mounting one, which only root may")
def test_a_full_disk_is_said_and_the_case_is_unharmed(small, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        again = inputs_of(small, disk / "case")
        done = waybill("run", again, check=False)
        assert done.returncode == 1 and "case.disk_full" in done.stderr
        subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
        waybill("run", again)
        assert_same(content(again), content(small))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_an_unreadable_file_does_not_stop_the_others(small, tmp_path):
    again = inputs_of(small, tmp_path / "case")
    expected = content_but_places(small)
    # Reading a process's memory from its start fails for everybody, root included.
    (again / "records" / "a_unreadable.csv").symlink_to("/proc/self/mem")
    done = waybill("run", again, check=False)
    assert done.returncode == 3 and "a_unreadable.csv" in done.stderr
    assert_same(content_but_places(again), expected)
    with duckdb.connect(str(again / "case.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM source_file WHERE error IS NOT NULL").fetchone() == (1,)


def test_a_case_that_another_program_holds_is_left_alone(small, tmp_path):
    again = tmp_path / "case"
    shutil.copytree(small, again)
    before = pathlib.Path(again / "case.duckdb").read_bytes()
    with duckdb.connect(str(again / "case.duckdb")):
        done = waybill("run", again, check=False)
    assert done.returncode == 1 and "case.in_use" in done.stderr
    assert pathlib.Path(again / "case.duckdb").read_bytes() == before
    assert all(stage["cached"] for stage in waybill_json("run", again)["stages"])


def test_a_file_that_changes_while_it_is_read_is_told_and_read_by_the_next_run(small, tmp_path):
    again = inputs_of(small, tmp_path / "case")
    changing = sorted((again / "records").iterdir())[0]
    ended = threading.Event()

    def touch():
        while not ended.is_set():
            os.utime(changing)

    toucher = threading.Thread(target=touch)
    toucher.start()
    try:
        done = waybill("run", again, "--only", "import", check=False)
    finally:
        ended.set()
        toucher.join()
    assert done.returncode == 3 and "read.changed" in done.stderr and changing.name in done.stderr
    with duckdb.connect(str(again / "case.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT path, rows_kept, sha256 FROM source_file ORDER BY path").fetchall()
        assert [row[1] for row in rows if row[0].endswith(changing.name)] == [0], "none of its rows are kept"
        assert all(row[1] > 0 and row[2] for row in rows if not row[0].endswith(changing.name)), "the others are read"
    waybill("run", again)
    assert_same(content(again), content(small))


@pytest.mark.parametrize("crash", [signal.SIGSEGV, signal.SIGABRT, signal.SIGFPE])
def test_a_crash_says_that_the_case_is_safe_and_it_is(small, tmp_path, crash):
    again = inputs_of(small, tmp_path / "case")
    process = subprocess.Popen([BINARY, "run", str(again), "--quiet"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not (again / "case.duckdb").exists():
        time.sleep(0.001)
    process.send_signal(crash)
    told = process.communicate()[1]
    assert process.returncode == -crash, "it dies of the signal, so that the shell and core dumps see it"
    assert told.count("crashed. The case is as it was before the step that was running") == 1
    assert "run the command again" in told and "report the command" in told
    waybill("run", again)
    assert_same(content(again), content(small))
