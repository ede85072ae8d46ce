"""Ranks declarations by the risk that an inspection would find something, learned from inspections that were made.

    python -m waybill.risk --train inspected.csv --score new.csv --label Fraud --day Date --code "HS6 Code" \
        --value "Item Price" --mass "Net Mass" --out ranked.csv
    python -m waybill.risk --case my-case --inspections inspections.csv --out ranked.csv

The second form joins inspections (columns declaration_number, item_number, found: 1 or 0) to the items of a case; items without an inspection
are ranked. Needs `pip install waybill[risk]` (LightGBM, NumPy, DuckDB). The model is LightGBM's gradient boosting (Ke et al. 2017); what is
ours are the features:

* the history of every party, place and code, alone and within its commodity: how often an inspection found something *before the day of the
  row* (empirical Bayes, drawn towards the mean of all), and how many were made. A row never sees its own day or later, so that training
  rows know as little as the rows that will be scored;
* value per kilogram beside the earlier mean of the same code, of the same code and origin, of the same importer.

Where inspections chose their own rows, the ranking speaks of rows like those inspected. Deterministic: one thread, fixed seed, same bytes.
"""
from __future__ import annotations

import argparse
import csv
import datetime
import itertools
import math
import sys
from collections import defaultdict
from dataclasses import dataclass, field

# Inspections that the mean of all counts as in a rate: ten leave half of the weight to a party's own after ten of its own.
PRIOR_INSPECTIONS = 10.0
# Distinct values below which a column is taken as a category of its own, beside its history.
MOST_CATEGORIES = 100
ROUNDS = 500
# LightGBM's documentation on small data: small steps, many columns left out per tree, penalised leaves.
PARAMETERS = {"objective": "binary", "num_leaves": 63, "learning_rate": 0.03, "min_child_samples": 20, "feature_fraction": 0.4, "bagging_fraction": 0.8,
              "bagging_freq": 1, "lambda_l2": 5.0, "seed": 1, "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1}
SHARES = (0.01, 0.02, 0.05, 0.10)


@dataclass
class Rows:
    """Declarations as columns of text; `label` is None for rows that are to be ranked."""

    columns: dict[str, list[str]]
    day: list[int]
    code: list[str]
    value: list[float]
    mass: list[float]
    label: list[int | None]
    key: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.day)


def number(text: str) -> float:
    try:
        return float(text)
    except (TypeError, ValueError):
        return math.nan


def day_of(text: str) -> int:
    try:
        return datetime.date.fromisoformat(text[:10]).toordinal()
    except (TypeError, ValueError):
        raise SystemExit(f"not a day of the form 2023-02-14: {text!r}") from None


def read_list(path: str, names: argparse.Namespace, labelled: bool) -> Rows:
    with open(path, newline="", encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    if not lines:
        raise SystemExit(f"{path} has no rows")
    wanted = [names.day, names.code, *([names.label] if labelled else [])]
    missing = [name for name in wanted if name not in lines[0]]
    if missing:
        raise SystemExit(f"{path} has no column {', '.join(missing)}; its columns are: {', '.join(lines[0])}")
    special = {names.day, names.code, names.label, names.value, names.mass, *names.ignore}
    columns = {name: [line[name] or "" for line in lines] for name in lines[0] if name not in special}
    read = [number(line.get(names.value, "")) for line in lines], [number(line.get(names.mass, "")) for line in lines]
    labels = [int(number(line[names.label]) > 0) if labelled else None for line in lines]
    return Rows(columns, [day_of(line[names.day]) for line in lines], [line[names.code] or "" for line in lines], *read, labels,
                [str(i + 2) for i in range(len(lines))])


def read_case(case: str, inspections: str) -> Rows:
    import duckdb

    database = duckdb.connect(f"{case}/case.duckdb", read_only=True)
    database.execute("CREATE TEMP TABLE inspection AS SELECT declaration_number, try_cast(item_number AS INTEGER) AS item_number, "
                     "try_cast(found AS INTEGER) AS found FROM read_csv(?, all_varchar = true)", [inspections])
    party = "(SELECT any_value(entity_id) FROM entity_party e WHERE e.party_id = i.{0}_party)"
    roles = ("exporter", "consignee", "seller", "declarant")
    lines = database.execute(
        "SELECT i.item_id, i.declaration_date, coalesce(i.hs_code, ''), i.value_usd, i.net_mass_kg, n.found, coalesce(i.procedure, ''), "
        "coalesce(i.origin_country, ''), coalesce(i.dispatch_country, ''), coalesce(i.trading_country, ''), "
        + ", ".join(f"coalesce({party.format(role)}::VARCHAR, '')" for role in roles)
        + " FROM item i LEFT JOIN inspection n ON n.declaration_number = i.declaration_number AND n.item_number IS NOT DISTINCT FROM i.item_number "
        "WHERE i.same_as IS NULL AND i.declaration_date IS NOT NULL ORDER BY i.item_id").fetchall()
    names = ("procedure", "origin_country", "dispatch_country", "trading_country", *roles)
    columns = {name: [line[6 + k] for line in lines] for k, name in enumerate(names)}
    floats = [[math.nan if line[k] is None else float(line[k]) for line in lines] for k in (3, 4)]
    return Rows(columns, [line[1].toordinal() for line in lines], [line[2] for line in lines], *floats, [line[5] for line in lines],
                [str(line[0]) for line in lines])


def joined(a: Rows, b: Rows) -> Rows:
    columns = {name: a.columns[name] + b.columns[name] for name in a.columns if name in b.columns}
    return Rows(columns, a.day + b.day, a.code + b.code, a.value + b.value, a.mass + b.mass, a.label + b.label, a.key + b.key)


def groupings(rows: Rows) -> dict[str, list[str]]:
    """Every column and every part of the code, and every column within every part of the code."""
    codes = {f"code{digits}": [code[:digits] for code in rows.code] for digits in (2, 4, 6)}
    groups = {**rows.columns, **codes}
    for (name, column), (part, code) in itertools.product(rows.columns.items(), codes.items()):
        groups[f"{name} in {part}"] = [f"{a}|{b}" for a, b in zip(column, code)]
    return groups


def history(order: list[int], rows: Rows, group: list[str]) -> tuple[list[float], list[float]]:
    """Rate and number of findings of each row's group on the days before its own."""
    found, made = defaultdict(float), defaultdict(float)
    all_found = all_made = 0.0
    rates, counts = [0.0] * len(rows), [0.0] * len(rows)
    for _, same_day in itertools.groupby(order, key=lambda i: rows.day[i]):
        today = list(same_day)
        mean = (all_found + 0.5) / (all_made + 1)
        for i in today:
            counts[i] = made[group[i]]
            rates[i] = (found[group[i]] + PRIOR_INSPECTIONS * mean) / (counts[i] + PRIOR_INSPECTIONS)
        for i in today:
            if rows.label[i] is not None:
                found[group[i]] += rows.label[i]
                made[group[i]] += 1
                all_found += rows.label[i]
                all_made += 1
    return rates, counts


def beside_earlier(order: list[int], rows: Rows, group: list[str], price: list[float]) -> list[float]:
    """Log price less the mean of the group's log prices on earlier days."""
    total, count = defaultdict(float), defaultdict(int)
    away = [math.nan] * len(rows)
    for _, same_day in itertools.groupby(order, key=lambda i: rows.day[i]):
        today = [i for i in same_day if not math.isnan(price[i])]
        for i in today:
            if count[group[i]]:
                away[i] = price[i] - total[group[i]] / count[group[i]]
        for i in today:
            total[group[i]] += price[i]
            count[group[i]] += 1
    return away


def features(rows: Rows) -> tuple[list[str], list[list[float]]]:
    order = sorted(range(len(rows)), key=lambda i: (rows.day[i], rows.key[i]))
    value = [math.log(v) if v > 0 else math.nan for v in rows.value]
    mass = [math.log(m) if m > 0 else math.nan for m in rows.mass]
    price = [v - m for v, m in zip(value, mass)]
    table = {"value": value, "mass": mass, "price": price, "weekday": [float(day % 7) for day in rows.day]}
    groups = groupings(rows)
    for name, group in groups.items():
        table[f"rate {name}"], table[f"count {name}"] = history(order, rows, group)
    for name in groups:
        if name.startswith("code") or name.endswith("in code6"):
            table[f"price beside {name}"] = beside_earlier(order, rows, groups[name], price)
    for name, column in rows.columns.items():
        values = sorted(set(column))
        numbers = [number(text) for text in column]
        if not any(math.isnan(n) for n in numbers):
            table[f"number {name}"] = numbers
        elif len(values) <= MOST_CATEGORIES:
            places = {text: float(k) for k, text in enumerate(values)}
            table[f"category {name}"] = [places[text] for text in column]
    return list(table), list(table.values())


def rank(rows: Rows) -> list[float]:
    """Risk of every row, those with a label included (these are fitted, not predicted)."""
    import lightgbm
    import numpy

    names, columns = features(rows)
    matrix = numpy.array(columns).T
    inspected = numpy.array([label is not None for label in rows.label])
    labels = numpy.array([label or 0 for label in rows.label])
    if labels[inspected].sum() in (0, inspected.sum()):
        raise SystemExit("cannot rank: the inspections all ended the same way")
    data = lightgbm.Dataset(matrix[inspected], labels[inspected], feature_name=[name.replace(" ", "_") for name in names])
    return list(lightgbm.train(PARAMETERS, data, ROUNDS).predict(matrix))


def precision(risk: list[float], label: list[int], share: float) -> float:
    """Share of findings among the riskiest `share` of rows; ties by position."""
    best = sorted(range(len(risk)), key=lambda i: (-risk[i], i))[: max(1, int(len(risk) * share))]
    return sum(label[i] for i in best) / len(best)


def revenue(risk: list[float], label: list[int], value: list[float], share: float) -> float:
    """Share of the value of all rows with a finding that the riskiest `share` of rows holds."""
    best = sorted(range(len(risk)), key=lambda i: (-risk[i], i))[: max(1, int(len(risk) * share))]
    worth = [v * l if v > 0 else 0.0 for v, l in zip(value, label)]
    return sum(worth[i] for i in best) / sum(worth) if sum(worth) else math.nan


def report(risk: list[float], label: list[int], value: list[float]) -> str:
    lines = [f"top {share:4.0%}: precision {precision(risk, label, share):.3f}, share of value found {revenue(risk, label, value, share):.3f}"
             for share in SHARES]
    return "\n".join([f"{len(risk)} rows, {sum(label) / len(label):.1%} with a finding", *lines])


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m waybill.risk", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", nargs="+", default=[], help="CSV with inspection results, in order of time or not")
    parser.add_argument("--score", help="CSV to rank; with the label column, precision is reported")
    parser.add_argument("--case")
    parser.add_argument("--inspections")
    for name, usual in (("label", "found"), ("day", "declaration_date"), ("code", "hs_code"), ("value", "value_usd"), ("mass", "net_mass_kg")):
        parser.add_argument(f"--{name}", default=usual, metavar="COLUMN")
    parser.add_argument("--ignore", nargs="*", default=[], metavar="COLUMN", help="columns that say nothing or too much: ids, other labels")
    parser.add_argument("--out", help="writes row, risk; riskiest first")
    names = parser.parse_args(words)
    known: list[int] | None = None
    if names.case and names.inspections:
        rows = read_case(names.case, names.inspections)
        asked = [i for i, label in enumerate(rows.label) if label is None]
    elif names.train and names.score:
        rows = read_list(names.train[0], names, True)
        for path in names.train[1:]:
            rows = joined(rows, read_list(path, names, True))
        with open(names.score, newline="", encoding="utf-8-sig") as file:
            has_label = names.label in (next(csv.reader(file), []))
        if has_label:
            known = read_list(names.score, names, True).label
        scored = read_list(names.score, names, False)
        asked = list(range(len(rows), len(rows) + len(scored)))
        rows = joined(rows, scored)
    else:
        parser.error("give --train and --score, or --case and --inspections")
    risk = rank(rows)
    wanted = [risk[i] for i in asked]
    if names.out:
        with open(names.out, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "risk"])
            writer.writerows([rows.key[i], f"{risk[i]:.6f}"] for i in sorted(asked, key=lambda i: (-risk[i], i)))
    if known is not None:
        print(report(wanted, known, [rows.value[i] for i in asked]))
    else:
        print(f"{len(asked)} rows ranked")
    return 0


if __name__ == "__main__":
    sys.exit(main())
