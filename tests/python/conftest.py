"""Runs the built command on small synthetic cases."""
import json
import os
import pathlib
import subprocess

import duckdb
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("WAYBILL_BINARY", str(ROOT / "build" / "waybill"))
SHARED = pathlib.Path(os.environ.get("WAYBILL_SHARED_DATA", ROOT.parent / "shared" / "data"))


def waybill(*words, check=True, **kwargs):
    done = subprocess.run([BINARY, *map(str, words)], capture_output=True, text=True, **kwargs)
    if check and done.returncode != 0:
        raise AssertionError(f"waybill {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return done


def waybill_json(*words):
    return json.loads(waybill(*words, "--json").stdout)


# The only column that may differ between runs.
VOLATILE = {"origin": "seconds"}


def content(case):
    """Every table of a case file as sorted rows."""
    connection = duckdb.connect(str(pathlib.Path(case) / "case.duckdb"), read_only=True)
    tables = {}
    for (name,) in connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
        without = f" EXCLUDE ({VOLATILE[name]})" if name in VOLATILE else ""
        tables[name] = sorted(map(repr, connection.execute(f"SELECT *{without} FROM {name}").fetchall()))
    connection.close()
    return tables


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """A small world, run once; tests read it and must not change it."""
    case = tmp_path_factory.mktemp("world") / "case"
    waybill("simulate", case, "--seed", 11, "--rows", 4000, "--layout", "ru_a", "--second-layout", "atlas")
    waybill("run", case, "--threads", 2)
    return case


@pytest.fixture
def database(world):
    connection = duckdb.connect(str(world / "case.duckdb"), read_only=True)
    yield connection
    connection.close()
