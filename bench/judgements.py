"""Decisions by people applied: ten thousand in one file, checked, written down, companies made again; and one alone.

On a simulated world. Decisions are drawn from its links: "same" inside companies, "different" between them, so that they do not contradict one
another. `seconds` is that of the whole command; the remark says how much of it the stage `companies` took. There is no peer.
"""
import csv
import json
import random
from collections.abc import Iterator
from pathlib import Path

from run import Bench, Row

DECISIONS = 10_000


def decisions(bench: Bench, case: Path, count: int) -> list[tuple[str, str, str]]:
    links = json.loads(bench.run([bench.binary, "sql", case, "--json", "SELECT CAST(party_a AS VARCHAR) a, CAST(party_b AS VARCHAR) b, x.entity_id = "
                                  "y.entity_id AS same FROM link JOIN entity_party x ON x.party_id = party_a JOIN entity_party y ON y.party_id = party_b "
                                  "ORDER BY 1, 2"]).output)["rows"]
    draw = random.Random(1)
    chosen = draw.sample(links, min(count, len(links)))
    return [("same" if link["same"] else "different", link["a"], link["b"]) for link in chosen]


def write(path: Path, rows: list[tuple[str, str, str]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("decision", "a", "b"), *rows])


def rows(bench: Bench) -> Iterator[Row]:
    for size in bench.sizes(4_000, 40_000):
        case = bench.scratch(f"judgements_{size}") / "case"
        bench.run([bench.binary, "simulate", case, "--seed", "11", "--rows", str(size), "--no-truth"])
        bench.run([bench.binary, "run", case])
        parties = int(json.loads(bench.run([bench.binary, "sql", case, "--json", "SELECT count(*) AS n FROM party"]).output)["rows"][0]["n"])
        for count in (1, DECISIONS):
            made = decisions(bench, case, count)
            table = case.parent / f"decisions_{count}.csv"
            write(table, made)
            run = bench.run([bench.binary, "judge", case, "--file", table, "--author", "bench", "--no-figures", "--json"])
            report = json.loads(run.output)
            yield Row(f"{len(made)} decisions, {parties} spellings", len(made), run.seconds, run.peak_mib,
                      remark=f"{run.cpu_seconds:.2f} processor s; stage companies {report['seconds']['companies']:.2f} s; companies {report['companies_before']} → {report['companies_after']}")
