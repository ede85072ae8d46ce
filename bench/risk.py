"""Ranking by risk from inspections: the Korean customs set, trained on 2020 and the first quarter of 2021, tested on the second quarter.

Precision among the riskiest 5 % and 10 % of declarations. The set is synthetic (arXiv 2208.02484); its authors print .762 / .641 for LightGBM.
The peer is LightGBM on the columns as they are, in the same run.
"""
import json
import re
from collections.abc import Iterator

from run import ROOT, Bench, Row

DATA = ROOT.parent / "shared" / "data" / "trade" / "customs_fraud"
NAMES = ["--label", "Fraud", "--day", "Date", "--code", "HS6 Code", "--value", "Item Price", "--mass", "Net Mass", "--ignore", "Declaration ID", "Critical Fraud"]


def rows(bench: Bench) -> Iterator[Row]:
    if not DATA.exists():
        yield Row("ranking by risk", remark="skipped: the Korean customs set is not beside the project")
        return
    train = [DATA / f"df_syn_{part}_eng.csv" for part in ("train", "valid")]
    test = DATA / "df_syn_test_eng.csv"
    peer = bench.peer("_risk_peer.py", *train, test)
    shares = json.loads(peer.output.strip().splitlines()[-1])
    ours = bench.run([bench.python(), ROOT / "python" / "waybill" / "risk.py", "--train", *train, "--score", test, *NAMES])
    found = dict(re.findall(r"top +(\d+)%: precision ([\d.]+)", ours.output))
    yield Row("Korean customs set", 54_000, ours.seconds, ours.peak_mib, "LightGBM on raw columns", peer.seconds, peer.peak_mib,
              quality=f"precision in the top 5 % {found['5']} (peer {shares['0.05']:.3f}), 10 % {found['10']} (peer {shares['0.1']:.3f})")
