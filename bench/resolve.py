"""Who is who: real lists with known truth, and worlds in three scripts, without labels and with one setting for all; Splink on the same world."""
import csv
import math
import pathlib
from collections.abc import Iterator

import _resolve_lists as lists
import _resolve_scores as scores
from run import Bench, Row

SHARED = pathlib.Path(__file__).resolve().parents[2] / "shared" / "data" / "resolve"
SEED = 97  # of worlds that nothing was tuned on
SIZES = (10_000, 100_000, 1_000_000)
SMALL_SEEDS, SMALL_ROWS = (201, 202, 203), 20_000  # worlds for calibration and recall of candidates
WORLD_COLUMNS = "name=name,address=address,country=country,identifier=number"


def answer_of(path) -> dict[tuple[int, int], str]:
    with open(path, encoding="utf-8", newline="") as text:
        return {(int(r.get("file") or 1), int(r["row_number"])): r["entity_id"] for r in csv.DictReader(text)}


def resolve(bench: Bench, task: lists.Task, pairs: pathlib.Path | None = None):
    out = bench.scratch("answers") / "out.csv"
    command = [bench.binary, "resolve", task.files[0], "--columns", task.columns, "--out", out, "--quiet"]
    if len(task.files) > 1:
        command += ["--against", task.files[1]]
    if pairs:
        command += ["--pairs", pairs]
    return bench.run(command), answer_of(out)


def said(score: dict[str, float]) -> str:
    return ", ".join(f"{key} {score[key]:.4f}" for key in ("precision", "recall", "f1", "b3") if key in score)


def truth_of(task: lists.Task):
    """Whether two places are one company; None for pairs that the truth says nothing of."""
    if task.groups is not None:
        return lambda a, b: task.groups[a] == task.groups[b]
    return lambda a, b: None if a[0] == b[0] else (min(a, b)[1], max(a, b)[1]) in task.pairs


def world(bench: Bench, rows: int, seed: int) -> lists.Task:
    path = bench.input(f"companies-{rows}-{seed}.csv", lambda out: bench.peer("_company_world.py", rows, seed, out))
    with open(path, encoding="utf-8", newline="") as text:
        groups = {(1, i + 2): r["company"] for i, r in enumerate(csv.DictReader(text))}
    return lists.Task(f"world, {rows} records", [path], WORLD_COLUMNS, groups=groups)


def real_lists(bench: Bench) -> Iterator[Row]:
    for task in lists.tasks(SHARED, bench.scratch("lists")) if SHARED.exists() else []:
        pairs = bench.scratch("pairs") / "pairs.csv"
        ran, answer = resolve(bench, task, pairs)
        count = sum(1 for file in task.files for _ in open(file, encoding="utf-8")) - len(task.files)
        yield Row(task.name, count, ran.cpu_seconds, ran.peak_mib, quality=said(lists.score(task, answer)),
                  remark="processor seconds; true of what was said: " + scores.calibration(pairs, truth_of(task)))


def small_worlds(bench: Bench) -> Iterator[Row]:
    for seed in SMALL_SEEDS:
        task = world(bench, SMALL_ROWS, seed)
        pairs = bench.scratch("pairs") / "pairs.csv"
        ran, answer = resolve(bench, task, pairs)
        recall = ", ".join(f"{pair} {share:.3f}" for pair, share in scores.candidate_recall(task.files[0], pairs).items())
        yield Row(f"world, seed {seed}", len(task.groups), ran.cpu_seconds, ran.peak_mib, quality=said(scores.group_scores(task.groups, answer)),
                  remark=f"true of what was said: {scores.calibration(pairs, truth_of(task))}; candidates: {recall}")


def large_worlds(bench: Bench) -> Iterator[Row]:
    spent = {}
    for size in bench.sizes(*SIZES):
        task = world(bench, size, SEED)
        ran, answer = resolve(bench, task)
        spent[size] = ran.cpu_seconds
        with open(task.files[0], encoding="utf-8", newline="") as text:
            rows = [(r["company"], answer[(1, i + 2)], r["script"]) for i, r in enumerate(csv.DictReader(text))]
        pairs = ", ".join(f"{pair} {f1:.3f}" for pair, f1 in scores.by_scripts(rows).items())
        weighed = bench.scratch("pairs") / "pairs.csv"
        resolve(bench, task, weighed)  # apart, since writing millions of pairs takes longer than finding them
        recall = ", ".join(f"{pair} {share:.3f}" for pair, share in scores.candidate_recall(task.files[0], weighed).items())
        weighed.unlink()
        peer_out = bench.scratch("peer") / "out.csv"
        peer = bench.peer("_resolve_peer.py", task.files[0], peer_out)
        peer_said = said(scores.group_scores(task.groups, answer_of(peer_out)))
        yield Row(task.name, size, ran.cpu_seconds, ran.peak_mib, "Splink 5, its cleaning included", peer.cpu_seconds, peer.peak_mib,
                  quality=said(scores.group_scores(task.groups, answer)),
                  remark=f"processor seconds of the whole command ({ran.seconds:.1f} s by the clock, peer {peer.seconds:.1f} s); {pairs}; candidates: {recall}; peer: {peer_said}")
    if len(spent) > 1:
        sizes = sorted(spent)
        exponent = math.log(spent[sizes[-1]] / spent[sizes[-2]]) / math.log(sizes[-1] / sizes[-2])
        yield Row(f"growth from {sizes[-2]} to {sizes[-1]} records", remark=f"processor time grows with records to the power {exponent:.2f}")


def rows(bench: Bench) -> Iterator[Row]:
    yield from real_lists(bench)
    yield from small_worlds(bench)
    yield from large_worlds(bench)
