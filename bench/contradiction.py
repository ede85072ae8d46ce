"""Text against the declared code (red flag RF15): precision and recall with planted neighbours on parts, development worlds and real texts.

Rows come with the code they were declared under (clear is right), and those whose code is on the common high priority list a second time
under a code of the same heading, else chapter, that is not on it (fired is right). Precision is that of the whole, weighed so that a share
WRONG of the rows is declared under a wrong code; worlds' drones and parts keep the wrong codes that the worlds give them. `--sweep` prints
the answers by threshold: the numbers of the rule in data/controls/rules.toml were chosen on one half of the parts and worlds 41 to 43.
"""
from __future__ import annotations

import argparse
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator

HERE = pathlib.Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))
from run import ROOT, Bench, Row  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "trade"
PARTS = DATA / "hs_text" / "tnved_components_df_clear_uniq_3.csv"
SAMPLES = DATA / "provider_samples"
WRONG = 0.05  # share of codes that are wrong, when precision is told: customs audits find some percent (published_results.md)
WORLDS = (41, 42, 43, 44, 45)
WORLD_ROWS = 6000


def pick(key: str, choices: list[str]) -> str:
    return choices[int(hashlib.sha256(key.encode()).hexdigest(), 16) % len(choices)]


def listed() -> set[str]:
    with open(DATA / "hs" / "chpl_50.csv", encoding="utf-8") as file:
        return {row["hs6_2022"] for row in csv.DictReader(file)}


def subheadings() -> list[str]:
    lines = (ROOT / "data" / "hs" / "hs2022_en.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if re.match(r"\d{6}\t", line)]


def neighbour(code: str, key: str, free: list[str]) -> str:
    near = [each for each in free if each[:4] == code[:4]] or [each for each in free if each[:2] == code[:2]]
    return pick(key, near)


def line(group: str, label: int, text: str, article: str, maker: str, code: str, edition: str = "2022") -> str:
    cells = (group, str(label), text, article, maker, code, edition)
    return "\t".join(re.sub(r"[\t\r\n]+", " ", cell or "") for cell in cells)


def both(group: str, text: str, article: str, maker: str, code: str, list_codes: set[str], free: list[str]) -> Iterator[str]:
    yield line(group, 0, text, article, maker, code)
    if code[:6] in list_codes:
        yield line(group, 1, text, article, maker, neighbour(code[:6], text + article, free))


def part_lines(list_codes: set[str], free: list[str]) -> Iterator[str]:
    with open(PARTS, encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if re.fullmatch(r"\d{10}", row["TNVED"]):
                half = "parts, chosen on" if number % 2 == 0 else "parts, held"
                yield from both(half, row["concat_str"], row["part_num"], row["manufacturer"], row["TNVED"], list_codes, free)


def sample_lines() -> Iterator[str]:
    import openpyxl

    for path in sorted(SAMPLES.glob("*.xlsx")):
        rows = openpyxl.load_workbook(path, read_only=True).worksheets[0].iter_rows(values_only=True)
        header: list[str] = []
        for cells in rows:
            words = [str(cell or "").lower() for cell in cells]
            if not header:
                code = next((i for i, word in enumerate(words) if re.search(r"hs.?code|hscode|tariff|^hs$", word)), None)
                text = next((i for i, word in enumerate(words) if re.search(r"desc|product|goods", word) and "hs" not in word), None)
                if code is not None and text is not None:
                    header = words
                continue
            digits = re.sub(r"\D", "", str(cells[code] or ""))
            if len(digits) >= 6 and cells[text]:
                yield line("real texts of a provider", 0, str(cells[text])[:2000], "", "", digits)


def world_lines(binary: pathlib.Path, seed: int, list_codes: set[str], free: list[str]) -> Iterator[str]:
    group = "worlds 41 to 43" if seed <= 43 else "worlds 44 and 45, held"
    forms = class_codes()
    with tempfile.TemporaryDirectory(prefix="waybill-world-") as folder:
        subprocess.run([binary, "simulate", folder, "--seed", str(seed), "--rows", str(WORLD_ROWS), "--quiet"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([binary, "run", folder, "--quiet"], check=False, stdout=subprocess.DEVNULL)
        truth: dict[tuple[str, str], list[dict]] = {}
        with open(pathlib.Path(folder) / "truth" / "goods.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                truth.setdefault((row["path"], row["row_number"]), []).append(row)
        query = "SELECT s.path, i.row_number, i.description, i.hs_code, i.hs_edition, i.description_cut FROM item i JOIN source_file s USING (file_id)"
        done = subprocess.run([binary, "sql", folder, query, "--json"], check=True, stdout=subprocess.PIPE, text=True)
        document = json.loads(done.stdout)
        for cells in document["rows"]:
            row = dict(zip(document["columns"], cells)) if isinstance(cells, list) else cells
            text, code = row["description"], row["hs_code"]
            if not text or not code or str(row["description_cut"]).lower() == "true":
                continue
            goods = truth.get((row["path"], str(row["row_number"])))
            if goods is None:
                yield from both(group + ", other goods", text, "", "", code, list_codes, free)
            elif len(goods) == 1 and goods[0]["class"]:
                wrong = code[:6] not in forms[goods[0]["class"]]
                said = goods[0]["text_states_class"] == "1"
                yield line(group + (", drones and parts" if said else ", drones in vague texts"), int(wrong), text, "", "", code)
            elif len(goods) == 1:
                yield line(group + ", vague texts of other goods", 0, text, "", "", code)


def class_codes() -> dict[str, set[str]]:
    """By class: its codes of 2022, those of the classes above, and of drones for their parts."""
    import tomllib

    classes = {}
    for each in tomllib.loads((ROOT / "data" / "catalogue" / "classes.toml").read_text(encoding="utf-8"))["class"]:
        own = {code for form in each.get("hs", []) if form["edition"] == 2022 for code in form["codes"]}
        classes[each["id"]] = own | classes.get(each.get("parent", ""), set()) | (classes["uav"] if each["id"].startswith("uav_part") else set())
    return classes


def all_lines(binary: pathlib.Path) -> Iterator[str]:
    list_codes = listed()
    free = [code for code in subheadings() if code not in list_codes]
    yield from part_lines(list_codes, free)
    yield from sample_lines()
    for seed in WORLDS:
        yield from world_lines(binary, seed, list_codes, free)


def answers(program: pathlib.Path, lines: str) -> list[tuple[str, int, str, str, dict]]:
    output = subprocess.run([program], input=lines, check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = [each.split("\t", 4) for each in output.splitlines()]
    return [(group, int(label), answer, missing, json.loads(reasons)) for group, label, answer, missing, reasons in rows]


def precision(fired_right: float, wrong: float, fired_else: float, others: float) -> float:
    """Of the fired, when a share WRONG of all rows is declared under a wrong code."""
    hit = WRONG * fired_right / max(wrong, 1)
    noise = (1 - WRONG) * fired_else / max(others, 1)
    return hit / (hit + noise) if hit + noise > 0 else 1.0


def sums(found: list[tuple[str, int, str, str, dict]], lines: list[str]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    empty = {"wrong": 0, "others": 0, "fired_right": 0, "fired_else": 0, "cannot_tell": 0}
    for each in lines:
        group, label = each.split("\t", 2)[:2]
        table.setdefault(group, dict(empty))["wrong" if label == "1" else "others"] += 1
    for group, label, answer, _, _ in found:
        if answer == "fired":
            table[group]["fired_right" if label else "fired_else"] += 1
        table[group]["cannot_tell"] += answer == "cannot_tell"
    return table


def rows(bench: Bench) -> Iterator[Row]:
    if not PARTS.exists():
        yield Row("data not beside the project", 0, remark="shared/data/trade is absent")
        return
    bench.run(["ninja", "-C", bench.binary.parent, "contradiction"])
    lines = list(all_lines(bench.binary))
    for group, each in sums(answers(bench.binary.parent / "contradiction", "\n".join(lines) + "\n"), lines).items():
        yield Row(group, each["wrong"] + each["others"], quality=words(each))


def words(each: dict[str, int]) -> str:
    said = precision(each["fired_right"], each["wrong"], each["fired_else"], each["others"])
    return (f"{each['wrong']} wrong, {each['fired_right']} of them fired (recall {each['fired_right'] / max(each['wrong'], 1):.3f}); "
            f"{each['others']} right, {each['fired_else']} fired; precision at {WRONG:.0%} wrong {said:.3f}; cannot tell {each['cannot_tell']}")


def sweep(found: list[tuple[str, int, str, str, dict]], lines: list[str]) -> None:
    totals = sums([], lines)
    for most_declared in (0.02, 0.05, 0.1, 0.2):
        for least in (0.6, 0.7, 0.8, 0.9, 0.95):
            for group, each in totals.items():
                hit = [0, 0]
                for name, label, answer, _, reasons in found:
                    if name != group or answer == "cannot_tell" or reasons["basis"] == "words":
                        continue
                    hit[label] += reasons["probability"] >= least and reasons["declared_probability"] <= most_declared and not reasons["declared_controlled"]
                if "drones" not in group and each["wrong"]:
                    print(f"{group:32} declared <= {most_declared:.2f} probability >= {least:.2f}: recall {hit[1] / each['wrong']:.3f} "
                          f"false {hit[0] / max(each['others'], 1):.4f} precision {precision(hit[1], each['wrong'], hit[0], each['others']):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build" / "waybill")
    parser.add_argument("--lines", type=pathlib.Path, help="keeps the rows there, and takes them from there when it exists")
    parser.add_argument("--sweep", action="store_true")
    options = parser.parse_args()
    if options.lines and options.lines.exists():
        lines = options.lines.read_text(encoding="utf-8").splitlines()
    else:
        lines = list(all_lines(options.binary))
    if options.lines:
        options.lines.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = answers(options.binary.parent / "contradiction", "\n".join(lines) + "\n")
    for group, each in sums(found, lines).items():
        print(f"{group}: {words(each)}")
    if options.sweep:
        sweep(found, lines)


if __name__ == "__main__":
    main()
