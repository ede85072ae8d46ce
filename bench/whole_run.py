"""Every stage of a run on the reading bench's files, each by itself: seconds, processor seconds and peak, and how they grow with the rows."""
from collections.abc import Iterator

from reading import SIZES, THREADS, declarations, make_case
from run import Bench, Row

STAGES = ("import", "doubles", "goods", "links", "companies", "makers", "combine", "values", "screen", "successors", "company_flags", "measure")


def rows(bench: Bench) -> Iterator[Row]:
    for size in bench.sizes(*SIZES):
        case = make_case(bench, declarations(bench, size)[1])
        seconds = processor = peak = 0.0
        for stage in STAGES:
            ran = bench.run([bench.binary, "run", case, "--only", stage, "--threads", THREADS, "--quiet"])
            seconds, processor, peak = seconds + ran.seconds, processor + ran.cpu_seconds, max(peak, ran.peak_mib)
            yield Row(f"stage {stage}", size, ran.seconds, ran.peak_mib, remark=f"processor seconds {ran.cpu_seconds:.1f}")
        yield Row("whole run", size, seconds, peak, remark=f"processor seconds {processor:.1f}")
        bench.clean()
