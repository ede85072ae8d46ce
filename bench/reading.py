"""Reading a Russian layout (windows-1251, decimal commas, 20 columns) into `item`, two threads, beside DuckDB's read_csv(all_varchar)."""
from collections.abc import Iterator
from pathlib import Path

from run import Bench, Row

SEED = 1
THREADS = 2
SIZES = (100_000, 1_000_000, 5_000_000, 20_000_000)


def declarations(bench: Bench, rows: int) -> tuple[Path, Path]:
    """The extract in UTF-8 and in windows-1251."""
    name = f"declarations-{rows}-{SEED}.csv"
    utf8 = bench.input(name, lambda path: bench.peer("_declarations.py", rows, SEED, path))
    unfinished = utf8.with_name(name + ".part.cp1251")
    if unfinished.exists():
        unfinished.rename(utf8.with_suffix(".cp1251.csv"))
    return utf8, utf8.with_suffix(".cp1251.csv")


def make_case(bench: Bench, records: Path) -> Path:
    case = bench.scratch("reading") / "case"
    bench.run([bench.binary, "new", case])
    (case / "records" / "declarations.csv").symlink_to(records)
    return case


def rows(bench: Bench) -> Iterator[Row]:
    for size in bench.sizes(*SIZES):
        utf8, cp1251 = declarations(bench, size)
        database = bench.scratch("peer") / "peer.duckdb"
        peer = bench.peer("_duckdb_read.py", utf8, database, THREADS)
        case = make_case(bench, cp1251)
        ours = bench.run([bench.binary, "run", case, "--only", "import", "--threads", THREADS, "--quiet"])
        processor = f"processor seconds {ours.cpu_seconds:.1f} / {peer.cpu_seconds:.1f}"
        yield Row("import, all of it", size, ours.seconds, ours.peak_mib, "DuckDB 1.5.5 read_csv", peer.seconds, peer.peak_mib, remark=processor)
        bench.clean()
