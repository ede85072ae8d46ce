"""Fits data/calibration/combination.toml: how much price, mass, habit and code count for goods whose text says nothing.

    python3 bench/_worlds.py --seeds 1-60 --keep worlds           # development seeds only
    python3 tools/fit_combination.py build/waybill worlds/* > data/calibration/combination.toml

Groups of one text and one sender are the units: they are drones together or not. Logistic regression with a ridge (weights drawn towards 0 as
by RIDGE groups), Newton's method, features as `good.reasons` holds them. Each group counts once, whatever its number of rows. The score is the
probability; how far worlds lie apart from it is fitted by tools/calibrate_goods.py.
"""
from __future__ import annotations

import collections
import csv
import datetime
import io
import json
import math
import pathlib
import subprocess
import sys

FEATURES = ("lot", "mass", "habit")
RIDGE = 1.0
ROUNDS = 50
SQL = """SELECT s.path, i.row_number, g.reasons, g.block, coalesce(m.entity_id, 0) AS sender FROM good g JOIN item i USING (item_id)
JOIN source_file s USING (file_id) LEFT JOIN entity_party m ON m.party_id = coalesce(i.exporter_party, i.seller_party)
WHERE (starts_with(g.evidence, 'vague.p') OR starts_with(g.evidence, 'hidden.p')) AND i.same_as IS NULL ORDER BY ALL"""

Group = tuple[list[float], float]  # features with a leading 1; share of rows that are drones


def groups_of(binary: str, world: pathlib.Path) -> list[Group]:
    drones = collections.defaultdict(bool)
    with (world / "truth/goods.csv").open() as rows:
        for row in csv.DictReader(rows):
            drones[row["path"], row["row_number"]] |= bool(row["class"])
    done = subprocess.run([binary, "sql", str(world), SQL, "--csv"], check=True, stdout=subprocess.PIPE, text=True)
    features: dict[tuple[str, str], list[float]] = {}
    right: dict[tuple[str, str], list[bool]] = collections.defaultdict(list)
    for row in csv.DictReader(io.StringIO(done.stdout)):
        key = row["block"], row["sender"]
        said = json.loads(row["reasons"])
        features[key] = [1.0, *(float(said[name]) for name in FEATURES)]
        right[key].append(drones[row["path"], row["row_number"]])
    return [(features[key], sum(right[key]) / len(right[key])) for key in sorted(features)]


def solved(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Gaussian elimination with pivots, for a handful of unknowns."""
    size = len(vector)
    rows = [matrix[i][:] + [vector[i]] for i in range(size)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda i: abs(rows[i][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for i in range(size):
            if i != column:
                factor = rows[i][column] / rows[column][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[column])]
    return [rows[i][size] / rows[i][i] for i in range(size)]


def fitted(groups: list[Group]) -> list[float]:
    size = len(FEATURES) + 1
    weights = [0.0] * size
    for _ in range(ROUNDS):
        gradient = [-RIDGE * w if i else 0.0 for i, w in enumerate(weights)]
        curvature = [[RIDGE if i == j and i else 1e-9 if i == j else 0.0 for j in range(size)] for i in range(size)]
        for features, share in groups:
            p = 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, features))))
            for i in range(size):
                gradient[i] += (share - p) * features[i]
                for j in range(size):
                    curvature[i][j] += p * (1 - p) * features[i] * features[j]
        step = solved(curvature, gradient)
        weights = [w + s for w, s in zip(weights, step)]
        if max(abs(s) for s in step) < 1e-9:
            break
    return weights


def main() -> None:
    worlds = sorted(pathlib.Path(text) for text in sys.argv[2:])
    groups = [group for world in worlds for group in groups_of(sys.argv[1], world)]
    weights = fitted(groups)
    print("# Weights of the evidence on goods whose text says nothing (logistic regression on groups of one text and sender; logarithms).")
    print(f"# Written by tools/fit_combination.py from {len(groups)} groups of {len(worlds)} simulated worlds; do not edit. Formulas: docs/method/goods.md.")
    print(f"as_of = {datetime.date(2026, 11, 26)}\n[weights]\nbias = {weights[0]:.4f}")
    for name, weight in zip(FEATURES, weights[1:]):
        print(f"{name} = {weight:.4f}")


if __name__ == "__main__":
    main()
