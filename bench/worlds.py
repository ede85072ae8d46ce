"""Quality on simulated worlds of seeds never used in development: recognition, doubles, companies, ways, and whether intervals hold."""
from collections.abc import Iterator

import _worlds
from run import Bench, Row

# A hundred worlds take minutes: fewer below the usual size.
USUAL_WORLDS, FEW_WORLDS = 100, 10
FULL = 1_000_000
CALIBRATION_WORLDS = 3


def rows(bench: Bench) -> Iterator[Row]:
    worlds = USUAL_WORLDS if bench.most_rows >= FULL else FEW_WORLDS
    seeds = _worlds.REPORTING[:worlds]
    scores = _worlds.score_worlds(bench.binary, seeds, _worlds.ROWS)
    remark = f"{worlds} worlds"
    for name, (middle, worst) in _worlds.stages(scores).items():
        yield Row(name, _worlds.ROWS, quality=f"{middle:.4f}, worst {worst:.4f}", remark=remark)
    for kind, each in sorted(_worlds.coverage(scores).items()):
        quality = f"{each['covered']:.3f} of {each['figures']} hold the truth"
        yield Row(f"90 % interval of {kind}", _worlds.ROWS, quality=quality, remark=f"truth below {each['below']:.3f}, above {each['above']:.3f}")
    for what, name in (("reliability", "class"), ("brand_reliability", "brand")):
        for tenth, (goods, said, right) in enumerate(_worlds.reliability(scores[:CALIBRATION_WORLDS], what)):
            if goods:
                remark = f"{goods} goods in {CALIBRATION_WORLDS} worlds"
                yield Row(f"{name} said to be {said:.3f}", _worlds.ROWS, quality=f"{right:.3f} right", remark=remark)
