"""Who is who: real lists with known truth, and worlds in three scripts, without labels and with one setting for all; Splink on the same world."""
import csv
import pathlib
from collections.abc import Iterator

import _resolve_lists as lists
from run import Bench, Row

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared" / "data" / "resolve"
SEED = 97  # of worlds that nothing was tuned on
SIZES = (100_000, 1_000_000)
WORLD_COLUMNS = "name=name,address=address,country=country,identifier=number"


def answer_of(path) -> dict[tuple[int, int], str]:
    with open(path, encoding="utf-8", newline="") as text:
        return {(int(r.get("file") or 1), int(r["row_number"])): r["entity_id"] for r in csv.DictReader(text)}


def resolve(bench: Bench, task: lists.Task):
    out = bench.scratch("answers") / "out.csv"
    command = [bench.binary, "resolve", task.files[0], "--columns", task.columns, "--out", out, "--quiet"]
    if len(task.files) > 1:
        command += ["--against", task.files[1]]
    ran = bench.run(command)
    return ran, lists.score(task, answer_of(out))


def world(bench: Bench, rows: int) -> lists.Task:
    path = bench.input(f"companies-{rows}-{SEED}.csv", lambda out: bench.peer("_company_world.py", rows, SEED, out))
    with open(path, encoding="utf-8", newline="") as text:
        groups = {(1, i + 2): r["company"] for i, r in enumerate(csv.DictReader(text))}
    return lists.Task(f"world, {rows} records", [path], WORLD_COLUMNS, groups=groups)


def rows(bench: Bench) -> Iterator[Row]:
    tasks = lists.tasks(SHARED, bench.scratch("lists")) if SHARED.exists() else []
    for task in tasks + [world(bench, size) for size in bench.sizes(*SIZES)]:
        ran, score = resolve(bench, task)
        said = ", ".join(f"{key} {score[key]:.4f}" for key in ("precision", "recall", "f1", "b3") if key in score)
        count = sum(1 for file in task.files for _ in open(file, encoding="utf-8")) - len(task.files)
        yield Row(task.name, count, ran.seconds, ran.peak_mib, quality=said)
