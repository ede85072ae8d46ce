"""Scores of the resolve bench that need no list of pairs: a million records give hundreds of millions of them."""
from __future__ import annotations

import collections
import csv
import pathlib
from collections.abc import Hashable, Iterable, Mapping

Counts = collections.Counter


def pairs_among(count: int) -> int:
    return count * (count - 1) // 2


def group_scores(truth: Mapping[Hashable, str], answer: Mapping[Hashable, str]) -> dict[str, float]:
    """Closure pair precision, recall and F1, and B-cubed F1, from counts."""
    true, said = Counts(truth.values()), Counts(answer[place] for place in truth)
    both = Counts((group, answer[place]) for place, group in truth.items())
    right, all_said, all_true = (sum(map(pairs_among, counts.values())) for counts in (both, said, true))
    precision = sum(n * n / said[entity] for (_, entity), n in both.items()) / len(truth)
    recall = sum(n * n / true[group] for (group, _), n in both.items()) / len(truth)
    return {"precision": right / max(1, all_said), "recall": right / max(1, all_true), "f1": 2 * right / max(1, all_said + all_true),
            "b3": 2 * precision * recall / (precision + recall), "wrong": all_said - right}


def pairs_by_script(scripts: Counts) -> Counts:
    """How many pairs of one group's members have which scripts; `scripts` counts the members of each."""
    pairs = Counts()
    names = sorted(scripts)
    for i, first in enumerate(names):
        pairs[f"{first}-{first}"] = pairs_among(scripts[first])
        for second in names[i + 1:]:
            pairs[f"{first}-{second}"] = scripts[first] * scripts[second]
    return pairs


def by_scripts(rows: Iterable[tuple[str, str, str]]) -> dict[str, float]:
    """F1 of closure pairs for each pair of scripts; rows are (company, entity, script)."""
    rows = list(rows)

    def count(key) -> Counts:
        groups: dict[Hashable, Counts] = collections.defaultdict(Counts)
        for row in rows:
            groups[key(row)][row[2]] += 1
        pairs = Counts()
        for scripts in groups.values():
            pairs.update(pairs_by_script(scripts))
        return pairs

    true, said, right = count(lambda r: r[0]), count(lambda r: r[1]), count(lambda r: (r[0], r[1]))
    return {pair: 2 * right[pair] / max(1, true[pair] + said[pair]) for pair in sorted(true)}


def candidate_recall(world: pathlib.Path, pairs: pathlib.Path) -> dict[str, float]:
    """Share of the true pairs of different records that were compared at all, for each pair of scripts."""
    found, true, seen, rows = Counts(), Counts(), set(), []
    companies: dict[str, Counts] = collections.defaultdict(Counts)
    with open(world, encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            content = hash(tuple(row[name].strip() for name in ("name", "address", "country", "number")))
            if content not in seen:
                companies[row["company"]][row["script"]] += 1
            seen.add(content)
            rows.append((row["company"], row["script"]))
    for scripts in companies.values():
        true.update(pairs_by_script(scripts))
    with open(pairs, encoding="utf-8") as text:
        next(text)
        for line in text:  # file, row, file, row, …: millions of lines, numbers only
            cells = line.split(",", 4)
            a, b = rows[int(cells[1]) - 2], rows[int(cells[3]) - 2]
            if a[0] == b[0]:
                found["-".join(sorted((a[1], b[1])))] += 1
    return {pair: found[pair] / max(1, true[pair]) for pair in sorted(true)}


def calibration(pairs: pathlib.Path, is_true) -> str:
    """What is true of the pairs said to be .1 to .9 (by tenths), and of those at .9 ± .05."""
    bins: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    with open(pairs, encoding="utf-8", newline="") as text:
        for pair in csv.DictReader(text):
            true = is_true((int(pair["file_a"]), int(pair["row_a"])), (int(pair["file_b"]), int(pair["row_b"])))
            probability = float(pair["probability"])
            if true is None:
                continue
            names = [f".{min(9, int(probability * 10))}"] + ([".9±.05"] if 0.85 <= probability <= 0.95 else [])
            for name in names:
                bins[name][0] += 1
                bins[name][1] += true
    return ", ".join(f"{name}: {true / count:.2f} of {count}" for name, (count, true) in sorted(bins.items()))
