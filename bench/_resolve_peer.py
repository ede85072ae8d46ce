"""Splink (DuckDB backend, two threads) on a world of companies: `_resolve_peer.py WORLD.csv OUT.csv` writes row_number,entity_id.

Set up as its documentation advises for companies, with the cleaning that its users write themselves: Han characters to pinyin and Cyrillic to Latin
letters by table, legal forms and punctuation taken out. Comparisons with term frequencies, blocking on number, name and address; u from random
pairs, m by expectation maximisation in two passes, clusters at P >= .95. Cleaning and clustering are part of its time.
"""
from __future__ import annotations

import csv
import pathlib
import re
import sys

import duckdb
import pyarrow
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

FORMS = set("co ltd limited company llc inc corp gmbh srl s r l b v bv sp z o as a sarl ooo ao ip jsc ie joint stock ko kompani limited "
            "obshchestvo ogranichennoy otvetstvennostyu aktsionernoe individualnyy predprinimatel youxiangongsi youxianzerengongsi gufenyouxiangongsi".split())
CYRILLIC = dict(zip("абвгдезийклмнопрстуфы", "a b v g d e z i y k l m n o p r s t u f y".split())) | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ъ": "", "э": "e", "ю": "yu", "я": "ya", "ё": "e"}


def letters() -> dict[int, str]:
    lines = (pathlib.Path(__file__).parent.parent / "data" / "terms" / "pinyin.txt").read_text(encoding="utf-8").splitlines()
    readings = [line for line in lines if not line.startswith("#")]  # one line per character from U+4E00
    return {0x4E00 + i: reading for i, reading in enumerate(readings)} | {ord(c): latin for c, latin in CYRILLIC.items()}


def cleaned(world: pathlib.Path) -> pyarrow.Table:
    table = letters()
    columns: dict[str, list] = {name: [] for name in ("unique_id", "country", "number", "core", "head", "street")}
    with open(world, encoding="utf-8", newline="") as text:
        for i, row in enumerate(csv.DictReader(text)):
            words = re.findall(r"[^\W_]+", row["name"].lower().replace("有限责任公司", "").replace("股份有限公司", "").replace("有限公司", "").translate(table))
            core = "".join(word for word in words if word not in FORMS)
            street = " ".join(re.findall(r"[^\W_]+", row["address"].lower().translate(table)))
            for name, value in zip(columns, (i + 2, row["country"] or None, row["number"] or None, core or None, core[:8] or None, street or None)):
                columns[name].append(value)
    return pyarrow.table(columns)


def main() -> None:
    world, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    records = cleaned(world)
    connection.register("records", records)
    connection.execute("CREATE TABLE cleaned AS SELECT * FROM records")
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=["l.number = r.number", "l.core = r.core", "l.street = r.street", "l.head = r.head and l.country = r.country"],
        comparisons=[
            cl.JaroWinklerAtThresholds("core", [0.94, 0.88]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("street", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("number"),
            cl.ExactMatch("country"),
        ],
    )
    linker = Linker(DuckDBAPI(connection).register("cleaned"), settings)
    linker.training.estimate_probability_two_random_records_match(["l.number = r.number", "l.core = r.core"], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("core"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("street"))
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95)
    connection.execute(f"COPY (SELECT unique_id AS row_number, cluster_id AS entity_id FROM {clusters.physical_name}) TO '{out}' (HEADER)")


if __name__ == "__main__":
    main()
