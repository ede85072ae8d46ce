"""Prices declared too low, planted into real import workbooks: ranking and calibration beside backing off robust z-scores.

Five percent of the rows of a workbook are declared at half the price, forty times; `waybill price` sees the value, quantity, code, origin,
supplier and consignee of each row, never which rows were planted. The peer is the robust z of the log unit price within supplier and code,
else origin and code, else code (the finest with five others), as published for these workbooks.

Rows that the untouched workbook already calls low are real prices far below their peers', and nobody knows whether they are false: the
same few come back in every planting and count as wrong. Their number is told, and the calibration of the others beside that of all. A second
line plants shares of the true price as the model expects them (85 % between .3 and .7, the rest down to .1, evenly in the logarithm).

Speed: the model alone on an invented list that lies in memory (bench/price_speed.cc), two threads; the peer is DuckDB on two threads, asked
for no more than the median and the median absolute deviation of the same groups of the same eight levels.
"""
import csv
import json
import math
import random
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from run import ROOT, Bench, Row

SAMPLES = ROOT.parent / "shared" / "data" / "trade" / "provider_samples"
WORKBOOKS = {
    "Russia": ("Russia Import Short.xlsx", "HS_CODE", "ORIGIN_COUNTRY", "SUPPLIER_NAME", "IMPORTER_NAME_EN", "TOTALVALUE", "TOTALQUANTITY"),
    "Ukraine": ("Ukraine Import Short.xlsx", "HS_CODE", "ORIGIN_COUNTRY_EN", "SUPPLIER_NAME_EN", "IMPORTER_NAME_EN", "TOTALVALUE", "TOTALQUANTITY"),
    "India": ("India Import S.xlsx", "HS_CODE", "ORIGIN_COUNTRY", "SUPPLIER_NAME", "IMPORTER_NAME", "TOTAL_VALUE_USD", "TOTAL_QUANTITY"),
}
COLUMNS = "value_usd=value,quantity=quantity,hs_code=hs,origin_country=origin,supplier=supplier,consignee=consignee"
THREADS = 2
REPETITIONS, PEER_REPETITIONS, SHARE, PLANTED, FEWEST = 40, 10, 0.5, 0.05, 5
MORE_LIKELY_LOW = 0.5


def read_rows(bench: Bench, book: str) -> list[dict]:
    file, *names = WORKBOOKS[book]
    cells = json.loads(bench.peer("_workbook_rows.py", SAMPLES / file, *names).output)
    rows = []
    for hs, origin, supplier, consignee, value, quantity in cells:
        if isinstance(value, (int, float)) and isinstance(quantity, (int, float)) and value > 0 and quantity > 0:
            rows.append({"hs": hs, "origin": origin, "supplier": supplier, "consignee": consignee, "value": value, "quantity": quantity})
    return rows


def half(_: random.Random) -> float:
    return SHARE


def expected_share(dice: random.Random) -> float:
    common = dice.random() < 0.85
    top, bottom = (0.7, 0.3) if common else (0.3, 0.1)
    return math.exp(dice.uniform(math.log(bottom), math.log(top)))


def plant(rows: list[dict], seed: int, share: Callable[[random.Random], float] = half) -> tuple[list[dict], set[int]]:
    dice = random.Random(seed)
    planted = set(dice.sample(range(len(rows)), round(PLANTED * len(rows))))
    return [{**row, "value": row["value"] * share(dice)} if i in planted else row for i, row in enumerate(rows)], planted


def ours(bench: Bench, rows: list[dict]) -> list[float]:
    folder = bench.scratch("prices")
    with open(folder / "rows.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        # Enough decimals that the unit price of a small row keeps its ratio to its peers.
        writer.writerows({**row, "value": f"{row['value']:.2f}", "quantity": f"{row['quantity']:.6f}"} for row in rows)
    bench.run([bench.binary, "price", folder / "rows.csv", "--columns", COLUMNS, "--out", folder / "prices.csv"])
    with open(folder / "prices.csv") as file:
        return [float(row["undervalued_probability"] or 0) for row in csv.DictReader(file)]


def backing_off(rows: list[dict]) -> list[float]:
    logs = [math.log(row["value"] / row["quantity"]) for row in rows]
    levels = [("hs", "origin", "supplier"), ("hs", "origin"), ("hs",)]
    groups = [defaultdict(list) for _ in levels]
    for i, row in enumerate(rows):
        for level, groupings in zip(levels, groups):
            groupings[tuple(row[name] for name in level)].append(i)
    scores = []
    for i, row in enumerate(rows):
        for level, groupings in zip(levels, groups):
            peers = [logs[j] for j in groupings[tuple(row[name] for name in level)] if j != i]
            if len(peers) >= FEWEST:
                break
        centre = statistics.median(peers) if peers else logs[i]
        spread = 1.4826 * statistics.median(abs(x - centre) for x in peers) if peers else 1
        scores.append((centre - logs[i]) / max(spread, 0.131))
    return scores


def ranking(scores: list[float], planted: set[int]) -> tuple[float, float]:
    """Area under the ROC curve, and precision among the five percent ranked first (ties broken by row)."""
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    best = max(1, round(0.05 * len(scores)))
    ranks, i = {}, 0
    ascending = sorted(range(len(scores)), key=lambda i: scores[i])
    while i < len(ascending):
        j = i
        while j < len(ascending) and scores[ascending[j]] == scores[ascending[i]]:
            j += 1
        for k in range(i, j):
            ranks[ascending[k]] = (i + j + 1) / 2
        i = j
    inside, outside = len(planted), len(scores) - len(planted)
    area = (sum(ranks[i] for i in planted) - inside * (inside + 1) / 2) / (inside * outside)
    return area, sum(i in planted for i in order[:best]) / best


def reliability(said: list[tuple[float, bool]]) -> str:
    parts = []
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        inside = [right for probability, right in said if low <= probability < low + 0.1]
        if inside:
            parts.append(f"{low:.1f}: {sum(inside) / len(inside):.2f} of {len(inside)}")
    return "; ".join(parts)


def speed(bench: Bench, program: Path, count: int) -> Row:
    path = bench.scratch("price_list") / "list.csv"
    ours = bench.run([program, count, THREADS, path])
    said = json.loads(ours.output)
    peer = json.loads(bench.peer("_price_peer.py", path, THREADS).output)
    bench.clean()
    return Row(f"model of prices, {THREADS} threads", count, said["seconds"], ours.peak_mib, "DuckDB, medians and MADs of the groups", peer["seconds"],
               ratio=peer["processor_seconds"] / said["processor_seconds"],
               remark=f"processor s {said['processor_seconds']:.1f}, peer {peer['processor_seconds']:.1f} (their ratio)")


def built(bench: Bench) -> Path:
    build = Path(bench.binary).resolve().parent
    subprocess.run(["cmake", "--build", str(build), "--target", "price_speed"], check=True, capture_output=True)
    return build / "price_speed"


def rows(bench: Bench) -> Iterator[Row]:
    program = built(bench)
    for count in bench.sizes(1_000_000, 10_000_000):
        yield speed(bench, program, count)
    if not SAMPLES.exists():
        yield Row("planted prices", remark="skipped: the workbooks are not beside the project")
        return
    for book in WORKBOOKS:
        yield from planted_rows(bench, book, read_rows(bench, book))


def planted_rows(bench: Bench, book: str, real: list[dict]) -> Iterator[Row]:
    low_anyway = {i for i, probability in enumerate(ours(bench, real)) if probability >= MORE_LIKELY_LOW}
    for words, share in (("half the price", half), ("shares as expected", expected_share)):
        found, peer, said, others = [], [], [], []
        for seed in range(REPETITIONS):
            declared, planted = plant(real, seed, share)
            scores = ours(bench, declared)
            bench.clean()
            found.append(ranking(scores, planted))
            if seed < PEER_REPETITIONS:
                peer.append(ranking(backing_off(declared), planted))
            said += [(score, i in planted) for i, score in enumerate(scores)]
            others += [(score, i in planted) for i, score in enumerate(scores) if i in planted or i not in low_anyway]
        area, precision = (statistics.mean(pair[k] for pair in found) for k in (0, 1))
        peer_area, peer_precision = (statistics.mean(pair[k] for pair in peer) for k in (0, 1))
        yield Row(f"{book}, {REPETITIONS} plantings, {words}", len(real), peer="robust z, backing off",
                  quality=f"AUC {area:.3f} (peer {peer_area:.3f}), precision in the top 5 % {precision:.3f} (peer {peer_precision:.3f})",
                  remark=f"planted among those said {reliability(said)}. Without {len(low_anyway)} rows that are said low with nothing planted: "
                         + reliability(others))
