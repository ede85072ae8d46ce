"""Real lists with known truth for the resolve bench: how each is given to `waybill resolve`, and how the answer is scored.

Nothing here is tuned to a list: every list is given whole, with the columns that it has, and the same command. Scores are of pairs implied by
the entities (closure) and B-cubed; for two lists also of pairs across them.
"""
from __future__ import annotations

import collections
import csv
import dataclasses
import itertools
import pathlib


@dataclasses.dataclass
class Task:
    """One list or two, their columns, and the true pairs or groups."""

    name: str
    files: list[pathlib.Path]
    columns: str
    against_columns: str | None = None
    groups: dict[tuple[int, int], str] | None = None  # (file, row) -> group
    pairs: set[tuple[int, int]] | None = None  # (row of file 1, row of file 2)


def _write(path: pathlib.Path, header: list[str], rows: list[list[str]]) -> pathlib.Path:
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _read(path: pathlib.Path, delimiter: str = ",") -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as text:
        return [{k.strip(): (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(text, delimiter=delimiter)]


def _grouped(name: str, path: pathlib.Path, label: str, columns: str, scratch: pathlib.Path, delimiter: str = ",") -> Task:
    rows = _read(path, delimiter)
    header = [k for k in rows[0] if k not in (label, "record_id")]
    out = _write(scratch / f"{name}.csv", header, [[r[k] for k in header] for r in rows])
    return Task(name, [out], columns, groups={(1, i + 2): r[label] for i, r in enumerate(rows)})


def _two(name: str, folder: pathlib.Path, first: str, second: str, delimiter: str, columns: str, scratch: pathlib.Path) -> Task:
    files, places = [], []
    for k, stem in enumerate((first, second)):
        rows = _read(folder / f"{stem}.csv", delimiter)
        header = [h for h in rows[0] if h != "id"]
        short = [h.split("#")[-1] for h in header]
        files.append(_write(scratch / f"{name}{k + 1}.csv", short, [[r[h] for h in header] for r in rows]))
        places.append({r["id"]: i + 2 for i, r in enumerate(rows)})
    truth = _read(folder / "gt.csv", delimiter)
    pairs = {(places[0][r["D1"]], places[1][r["D2"]]) for r in truth if r["D1"] in places[0] and r["D2"] in places[1]}
    return Task(name, files, columns, pairs=pairs)


def _febrl(data: pathlib.Path, scratch: pathlib.Path) -> Task:
    files, places = [], []
    for k, stem in enumerate(("dataset4a", "dataset4b")):
        rows = _read(data / "febrl" / f"{stem}.csv")
        header = [h for h in rows[0] if h != "rec_id"]
        files.append(_write(scratch / f"febrl4{k + 1}.csv", header, [[r[h] for h in header] for r in rows]))
        places.append({r["rec_id"].rsplit("-", 1)[0].split("-dup")[0]: i + 2 for i, r in enumerate(rows)})
    pairs = {(places[0][key], places[1][key]) for key in places[0] if key in places[1]}
    columns = "name=given_name+surname,address=street_number+address_1+address_2,city=suburb,category=postcode,category=state,date=date_of_birth,identifier=soc_sec_id"
    return Task("febrl4", files, columns, pairs=pairs)


def _senzing(data: pathlib.Path, scratch: pathlib.Path) -> Task:
    key = {(r["DATA_SOURCE"], r["RECORD_ID"]): r["CLUSTER_ID"] for r in _read(data / "senzing" / "actual_truthset_key.csv")}
    rows, groups = [], {}
    parts = {"name": ("PRIMARY_NAME_FULL", "PRIMARY_NAME_ORG", "PRIMARY_NAME_FIRST", "PRIMARY_NAME_MIDDLE", "PRIMARY_NAME_LAST"),
             "native": ("NATIVE_NAME_FULL", "SECONDARY_NAME_ORG"), "birth": ("DATE_OF_BIRTH",), "address": ("ADDR_FULL", "ADDR_LINE1"), "city": ("ADDR_CITY",),
             "postcode": ("ADDR_POSTAL_CODE",), "phone": ("PHONE_NUMBER",), "email": ("EMAIL_ADDRESS",),
             "number": ("PASSPORT_NUMBER", "DRIVERS_LICENSE_NUMBER", "SSN_NUMBER", "NATIONAL_ID_NUMBER")}
    for stem in ("customers", "reference", "watchlist"):
        for r in _read(data / "senzing" / f"{stem}.csv"):
            groups[(1, len(rows) + 2)] = key[(r["DATA_SOURCE"], r["RECORD_ID"])]
            rows.append([" ".join(r[c] for c in columns if r.get(c)) for columns in parts.values()])
    out = _write(scratch / "senzing.csv", list(parts), rows)
    return Task("Senzing truth-set", [out], "name=name,name=native,date=birth,address=address,city=city,category=postcode,phone=phone,identifier=email,identifier=number", groups=groups)


def tasks(data: pathlib.Path, scratch: pathlib.Path) -> list[Task]:
    """Every list that is present."""
    made = []
    scratch.mkdir(parents=True, exist_ok=True)
    for make in (
        lambda: _grouped("Leipzig affiliations", data / "leipzig_affiliations.csv", "label_true", "name=affiliation", scratch),
        lambda: _febrl(data, scratch),
        lambda: _two("restaurants", data / "restaurants", "rest1", "rest2", "|", "name=name,phone=phone_number,address=street", scratch),
        lambda: _two("Abt-Buy", data / "abt_buy", "abt", "buy", "|", "name=name,text=description,number=price", scratch),
        lambda: _two("DBLP-ACM", data / "dblp_acm", "dblp", "acm", "%", "name=title,text=authors,city=venue,date=year", scratch),
        lambda: _senzing(data, scratch),
        lambda: _grouped("RLdata500", data / "rldata_RLdata500.csv", "label_true", "name=fname_c1+fname_c2+lname_c1+lname_c2,date=by+bm+bd", scratch),
    ):
        try:
            made.append(make())
        except FileNotFoundError:
            continue
    return made


def _pairs_of(clusters: dict[str, list[tuple[int, int]]]) -> set[tuple[tuple[int, int], tuple[int, int]]]:
    return {pair for members in clusters.values() for pair in itertools.combinations(sorted(members), 2)}


def score(task: Task, answer: dict[tuple[int, int], str]) -> dict[str, float]:
    """Precision, recall, F1 of pairs, and B-cubed F1 where there are groups. `answer`: (file, row) -> entity."""
    found = collections.defaultdict(list)
    for place, entity in answer.items():
        found[entity].append(place)
    if task.pairs is not None:
        said = {(a[1], b[1]) for members in found.values() for a in members for b in members if a[0] == 1 and b[0] == 2}
        right, true = len(said & task.pairs), len(task.pairs)
        wrong = len(said) - right
    else:
        groups = collections.defaultdict(list)
        for place, group in task.groups.items():
            groups[group].append(place)
        said_pairs, true_pairs = _pairs_of(found), _pairs_of(groups)
        right, true, said = len(said_pairs & true_pairs), len(true_pairs), said_pairs
        wrong = len(said) - right
    precision = right / max(1, len(said))
    recall = right / max(1, true)
    out = {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-12, precision + recall), "wrong": wrong}
    if task.groups is not None:
        p = r = 0.0
        members_true = {g: set(m) for g, m in groups.items()}
        members_said = {e: set(m) for e, m in found.items()}
        for place, group in task.groups.items():
            both = len(members_true[group] & members_said[answer[place]])
            p += both / len(members_said[answer[place]])
            r += both / len(members_true[group])
        p, r = p / len(task.groups), r / len(task.groups)
        out["b3"] = 2 * p * r / (p + r)
    return out
