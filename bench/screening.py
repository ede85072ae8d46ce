"""Screening: names against the US consolidated list of 25,921 parties, and what labelled pairs of companies say of near names (informative)."""
import csv
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from run import ROOT, Bench, Row

SEED = 7
SIZES = (10_000, 100_000)
LISTS = ROOT.parent / "shared" / "data" / "lists"
SNAPSHOT = LISTS / "us_csl_snapshot_2026-07-31.json"
PAIRS = LISTS / "labelled" / "entity_pairs.yml"


def write_names(path: Path, count: int) -> None:
    """Half of the names are listed ones with a slip of the pen, half are words of listed names put together anew."""
    dice = random.Random(SEED)
    listed = [entry["n"] for entry in json.loads(SNAPSHOT.read_text(encoding="utf-8"))["entries"]]
    words = [word for name in listed for word in name.split()]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["name"])
        for i in range(count):
            name = dice.choice(listed) if i % 2 == 0 else " ".join(dice.choices(words, k=3))
            at = dice.randrange(len(name))
            out.writerow([name[:at] + name[at + 1 :] if i % 2 == 0 else name])


def speed(bench: Bench) -> Iterator[Row]:
    alone = bench.scratch("screening") / "one.csv"
    alone.write_text("name\nnobody\n", encoding="utf-8")
    words = [bench.binary, "screen", "--list", SNAPSHOT, "--quiet", "--out"]
    loading = bench.run([*words, alone.with_name("one-out.csv"), "--file", alone])
    yield Row("load and index the list", 25_921, loading.seconds, loading.peak_mib)
    for size in bench.sizes(*SIZES):
        names = bench.input(f"names-{size}-{SEED}.csv", lambda path, size=size: write_names(path, size))
        asked = bench.run([*words, alone.with_name("out.csv"), "--file", names])
        rate = size / max(asked.seconds - loading.seconds, 1e-9)
        yield Row("ask names", size, asked.seconds, asked.peak_mib, quality=f"{rate:,.0f} names/s beside loading")


def labelled() -> list[tuple[bool, str, str]]:
    """Pairs of companies and organisations that have a name on both sides."""
    pairs = []
    for block in re.split(r"^\s*- match: ", PAIRS.read_text(encoding="utf-8"), flags=re.M)[1:]:
        names = re.findall(r"^\s+name: (.+)$", block, re.M)
        if re.search(r"schema: (Company|Organization|LegalEntity)", block) and len(names) == 2:
            pairs.append((block.startswith("true"), names[0].strip("'\""), names[1].strip("'\"")))
    return pairs


def quality(bench: Bench) -> Iterator[Row]:
    pairs = labelled()
    folder = bench.scratch("pairs")
    found = {True: 0, False: 0}
    sure = {True: 0, False: 0}
    for number, (same, asked, listed) in enumerate(pairs):
        with (folder / "list.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["name", "country"], [listed, ""]])
        out = bench.run([bench.binary, "screen", "--name", asked, "--list", folder / "list.csv", "--json"]).output
        hits = json.loads(out)["hits"]
        best = max((hit["probability"] for hit in hits), default=0)
        found[same] += best >= 0.05
        sure[same] += best >= 0.5
    yes = sum(same for same, _, _ in pairs)
    text = f"found {found[True]}/{yes} of the same, {found[False]}/{len(pairs) - yes} of others; P>=.5: {sure[True]} and {sure[False]}"
    yield Row("labelled pairs of companies (nomenklatura), no country", len(pairs), quality=text)


def rows(bench: Bench) -> Iterator[Row]:
    if not SNAPSHOT.exists():
        yield Row("screening", remark="the lists are not beside the project")
        return
    yield from speed(bench)
    if PAIRS.exists():
        yield from quality(bench)
