"""Commodity codes from text: electronic parts in five folds (random, unseen families) beside a linear SVM on character n-grams; 78 published cases."""
import json
from collections.abc import Iterator

from run import ROOT, Bench, Row

PARTS = ROOT.parent / "shared" / "data" / "trade" / "hs_text" / "tnved_components_df_clear_uniq_3.csv"
CASES = PARTS.with_name("hsclassify_benchmark_cases.csv")


def answers(bench: Bench, program: str, data: object) -> list[dict]:
    """What a program of bench/ prints: one JSON document a line."""
    binary = bench.binary.parent / program
    bench.run(["ninja", "-C", bench.binary.parent, program])
    return [json.loads(line) for line in bench.run([binary, data]).output.splitlines() if line.startswith("{")]


def rows(bench: Bench) -> Iterator[Row]:
    if not PARTS.exists():
        yield Row("data not beside the project", 0, remark="shared/data/trade/hs_text is absent")
        return
    peers = {line["split"]: line for line in map(json.loads, bench.peer("_hs_text_peer.py", PARTS).output.splitlines())}
    for line in answers(bench, "hs_text_parts", PARTS):
        if "split" not in line:
            continue
        peer = peers.get(line["split"])
        remark = (f"HS6 {line['accuracy']:.3f}, priority list {line['priority']:.3f}, calibration error {line['calibration_error']:.3f}"
                  + (f"; scikit-learn HS6 {peer['accuracy']:.3f}" if peer else ""))
        yield Row(f"parts, {line['split']}", line["parts"], quality=remark)
    for line in answers(bench, "hs_text_cases", CASES):
        yield Row(f"cases, {line['cases']}", line["count"],
                  quality=f"top-1 {line['top_1']}, top-3 {line['top_3']}; across editions {line['same_goods_top_1']}, {line['same_goods_top_3']}")
