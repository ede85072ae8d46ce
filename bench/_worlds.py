"""Simulates, runs and scores worlds: `_worlds.py --seeds 1-60 --rows 6000 --out scores.jsonl`, and sums the scores up.

Seeds 1 to 60 are for development: calibration is fitted on them and mistakes are looked at there. Seeds 1001 to 1100 are for reporting and
nothing else: no number in the project may be chosen by looking at them. Each world is removed as soon as it is scored.
"""
from __future__ import annotations

import argparse
import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

DEVELOPMENT = range(1, 61)
REPORTING = range(1001, 1101)
ROWS = 6000
UNREADABLE = 3  # exit status: an input could not be read (an extract without rows), the others were


def score_world(binary: pathlib.Path, seed: int, rows: int, keep: pathlib.Path | None = None) -> dict:
    """The score of one world, with its seed."""
    with tempfile.TemporaryDirectory(prefix="waybill-world-") as scratch:
        case = pathlib.Path(scratch) / "case"
        for words in (["simulate", case, "--seed", seed, "--rows", rows, "--quiet"], ["run", case, "--threads", 1, "--quiet"]):
            done = subprocess.run([str(word) for word in (binary, *words)], check=False, stdout=subprocess.DEVNULL)
            if done.returncode not in (0, UNREADABLE):
                raise subprocess.CalledProcessError(done.returncode, done.args)
        done = subprocess.run([str(binary), "score", str(case), "--json"], check=True, stdout=subprocess.PIPE, text=True)
        if keep:
            shutil.copytree(case, keep / f"world-{seed}", dirs_exist_ok=True)
    return {"seed": seed, **json.loads(done.stdout)}


def score_worlds(binary: pathlib.Path, seeds: range, rows: int, jobs: int = 2, keep: pathlib.Path | None = None) -> list[dict]:
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(lambda seed: score_world(binary, seed, rows, keep), seeds))


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def stages(scores: list[dict]) -> dict[str, tuple[float, float]]:
    """Mean and worst of each measure of quality."""
    names = [("goods", name) for name in ("class_precision", "class_recall", "brand_accuracy", "model_accuracy", "found", "counted_twice", "units_error")]
    names += [("doubles", "precision"), ("doubles", "recall")]
    names += [("companies", name) for name in ("pair_precision", "pair_recall", "b3_precision", "b3_recall")]
    names += [("ways", "recall"), ("ways", "precision")]
    table = {}
    for stage, name in names:
        values = [score[stage][name] for score in scores]
        table[f"{stage}.{name}"] = (mean(values), max(values) if name in ("units_error", "counted_twice") else min(values))
    within, ways = (sum(score["ways"][name] for score in scores) for name in ("within", "ways"))
    table["ways.within_ends"] = (within / max(1, ways), float("nan"))
    return table


def coverage(scores: list[dict]) -> dict[str, dict[str, float]]:
    """Per kind of figure: how many, share whose interval holds the truth, shares with the truth below and above, mean relative width."""
    kinds: dict[str, dict[str, float]] = {}
    for score in scores:
        sent = sorted((each for each in score["figures"] if each["kind"] == "exporter.value"), key=lambda each: -each["truth"])
        for figure in [*score["figures"], *({**each, "kind": "exporter.value, ten largest"} for each in sent[:10])]:
            kind = kinds.setdefault(figure["kind"], {"figures": 0, "covered": 0, "below": 0, "above": 0, "width": 0})
            kind["figures"] += 1
            kind["covered"] += figure["covered"]
            kind["below"] += figure["truth"] < figure["low"] and not figure["covered"]
            kind["above"] += figure["truth"] > figure["high"] and not figure["covered"]
            kind["width"] += (figure["high"] - figure["low"]) / max(abs(figure["truth"]), 1e-9)
    for kind in kinds.values():
        for name in ("covered", "below", "above", "width"):
            kind[name] /= kind["figures"]
    return kinds


def reliability(scores: list[dict], what: str = "reliability") -> list[tuple[int, float, float]]:
    """By tenths of the stated probability (of the class; `brand_reliability`: of the brand): goods, mean stated, share right."""
    table = []
    for tenth in range(10):
        bins = [score["goods"][what][tenth] for score in scores]
        goods = sum(each["goods"] for each in bins)
        said = sum(each["mean_probability"] * each["goods"] for each in bins)
        right = sum(each["right"] for each in bins)
        table.append((goods, said / max(1, goods), right / max(1, goods)))
    return table


def reliability_by_value(scores: list[dict]) -> list[tuple[float, float, float]]:
    """By tenths of the stated probability of the class, goods without words: dollars, share of them stated to be right, share right."""
    sums = [[0.0, 0.0, 0.0] for _ in range(10)]
    for score in scores:
        for pattern in score["goods"]["patterns"]:
            stem, _, part = pattern["pattern"].partition(".")
            if stem in ("vague", "hidden") and part[:1] == "p":
                for i, name in enumerate(("value", "value_said", "value_right")):
                    sums[int(part[1])][i] += pattern[name]
    return [(value, said / max(1, value), right / max(1, value)) for value, said, right in sums]


def print_summary(scores: list[dict]) -> None:
    print(f"{len(scores)} worlds\n\n| measure | mean | worst |\n|---|---|---|")
    for name, (middle, worst) in stages(scores).items():
        print(f"| {name} | {middle:.4f} | {worst:.4f} |")
    print("\n| figure | intervals | hold the truth | truth below | truth above | mean width over truth |\n|---|---|---|---|---|---|")
    for kind, each in sorted(coverage(scores).items()):
        print(f"| {kind} | {each['figures']} | {each['covered']:.3f} | {each['below']:.3f} | {each['above']:.3f} | {each['width']:.3f} |")
    # Also of three single worlds: a mixture of worlds can be calibrated where none of them is.
    for what, name in (("reliability", "class"), ("brand_reliability", "brand")):
        for chosen in (scores, *([[score] for score in scores[:3]] if len(scores) > 3 else [])):
            of = f"{len(chosen)} worlds" if len(chosen) > 1 else f"seed {chosen[0]['seed']}"
            print(f"\n| stated probability of the {name}, {of} | goods | mean stated | right |\n|---|---|---|---|")
            for tenth, (goods, said, right) in enumerate(reliability(chosen, what)):
                if goods:
                    print(f"| {tenth / 10:.1f}–{(tenth + 1) / 10:.1f} | {goods} | {said:.3f} | {right:.3f} |")


def print_by_value(scores: list[dict]) -> None:
    print("\n| stated probability, goods without words | dollars | stated by value | right by value |\n|---|---|---|---|")
    for tenth, (value, said, right) in enumerate(reliability_by_value(scores)):
        if value:
            print(f"| {tenth / 10:.1f}–{(tenth + 1) / 10:.1f} | {value:.0f} | {said:.3f} | {right:.3f} |")


def seeds_of(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=pathlib.Path("build/waybill"))
    parser.add_argument("--seeds", type=seeds_of, default=DEVELOPMENT)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=pathlib.Path, help="folder in which each world is kept, for tools/fit_combination.py")
    parser.add_argument("--out", type=pathlib.Path, help="JSON lines, one world each, for tools/calibrate_goods.py")
    parser.add_argument("--read", type=pathlib.Path, help="sums up scores written before")
    arguments = parser.parse_args()
    if arguments.read:
        scores = [json.loads(line) for line in arguments.read.read_text().splitlines()]
    else:
        scores = score_worlds(arguments.binary.resolve(), arguments.seeds, arguments.rows, arguments.jobs, arguments.keep)
    if arguments.out:
        arguments.out.write_text("".join(json.dumps(score) + "\n" for score in scores))
    print_summary(scores)
    print_by_value(scores)


if __name__ == "__main__":
    sys.exit(main())
