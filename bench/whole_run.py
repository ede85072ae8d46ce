"""Every stage of a run on the reading bench's files: seconds per stage, and how time and memory grow with the rows."""
import json
from collections.abc import Iterator

from reading import SIZES, THREADS, declarations, make_case
from run import Bench, Row


def rows(bench: Bench) -> Iterator[Row]:
    for size in bench.sizes(*SIZES):
        case = make_case(bench, declarations(bench, size)[1])
        ours = bench.run([bench.binary, "run", case, "--threads", THREADS, "--json"])
        report = json.loads(ours.output[ours.output.index("{"):])
        stages = ", ".join(f"{stage['stage']} {stage['seconds']:.1f}" for stage in report["stages"])
        yield Row("whole run", size, ours.seconds, ours.peak_mib, remark=f"{stages}; processor seconds {ours.cpu_seconds:.1f}")
        bench.clean()
