"""Runs the benches and prints their tables: `make bench`, or `python3 bench/run.py --help`.

How to add one: write bench/<name>.py with a docstring (its first line is the table's title) and one function

    def rows(bench: Bench) -> Iterator[Row]:

that yields a Row per measurement; files whose name begins with "_" and run.py itself are not benches. `bench` gives:
    bench.binary             the built command
    bench.sizes(a, b, …)     those of the sizes that are at most --rows (BENCH_ROWS), at least the smallest
    bench.input(name, make)  path of a generated input in the cache (.bench/inputs); make(path) writes it once. The name must say what is in
                             it, its rows and its seed: generators are deterministic and use neither the clock nor the network
    bench.scratch(name)      an empty directory, removed at the end of the bench
    bench.run(command, …)    runs a process: wall seconds, processor seconds, peak memory (its own and its children's largest resident
                             set, as /usr/bin/time -v shows it), output; raises when it fails
    bench.peer(script, …)    the same for a Python script of ours in bench/ with the packages of bench/requirements.txt
Peers run on the same input in the same bench, one after the other, never at the same time as what they are compared with. A package that
a peer needs goes into bench/requirements.txt with its hashes. A bench whose data is not beside the project yields a Row with a remark.

Sizes: BENCH_ROWS=100000 takes a minute or two on a laptop; the default is 1,000,000; the tables of docs/measurements.md are made with
BENCH_ROWS=20000000. `--only NAME…` runs some benches, `--list` names them, `--json` prints one document for other programs, `--keep` leaves
scratch directories. Times on a shared machine mean little: read the ratios.
"""
from __future__ import annotations

import argparse
import importlib.util
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[1]
HERE = ROOT / "bench"
CACHE = ROOT / ".bench"
ENVIRONMENT = CACHE / "venv"
USUAL_ROWS = 1_000_000


@dataclass
class Run:
    """One process that ended."""

    seconds: float
    cpu_seconds: float
    peak_mib: float
    output: str
    code: int


@dataclass
class Row:
    """One line of a table. None is printed as an empty cell; `ratio` is ours over the peer's, above 1 is better for us."""

    work: str
    rows: int | None = None
    seconds: float | None = None
    peak_mib: float | None = None
    peer: str = ""
    peer_seconds: float | None = None
    peer_peak_mib: float | None = None
    quality: str = ""
    remark: str = ""
    ratio: float | None = field(default=None)

    def __post_init__(self) -> None:
        if self.ratio is None and self.seconds and self.peer_seconds:
            self.ratio = self.peer_seconds / self.seconds


class Bench:
    """What a bench may use; see the top of this file."""

    def __init__(self, binary: pathlib.Path, most_rows: int, keep: bool) -> None:
        self.binary = binary
        self.most_rows = most_rows
        self.keep = keep
        self.scratches: list[pathlib.Path] = []

    def sizes(self, *sizes: int) -> list[int]:
        return [size for size in sizes if size <= self.most_rows] or [min(sizes)]

    def input(self, name: str, make: Callable[[pathlib.Path], None]) -> pathlib.Path:
        path = CACHE / "inputs" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_name(path.name + ".part")
            make(unfinished)
            unfinished.rename(path)
        return path

    def scratch(self, name: str) -> pathlib.Path:
        (CACHE / "scratch").mkdir(parents=True, exist_ok=True)
        path = pathlib.Path(tempfile.mkdtemp(prefix=name + ".", dir=CACHE / "scratch"))
        self.scratches.append(path)
        return path

    def clean(self) -> None:
        for path in self.scratches:
            if not self.keep:
                shutil.rmtree(path, ignore_errors=True)
        self.scratches.clear()

    def run(self, command: Sequence[object], accept: Sequence[int] = (0,), environment: dict[str, str] | None = None) -> Run:
        words = [str(word) for word in command]
        with tempfile.TemporaryFile() as output:
            start = time.perf_counter()
            process = subprocess.Popen(words, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        if process.returncode not in accept:
            raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}: {text[-2000:]}")
        return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text, process.returncode)

    def peer(self, script: str, *words: object) -> Run:
        return self.run([self.python(), HERE / script, *words])

    def python(self) -> pathlib.Path:
        """Interpreter with the peers' packages, installed when first asked for."""
        wanted = (HERE / "requirements.txt").read_text()
        stamp = ENVIRONMENT / "requirements.txt"
        if not stamp.exists() or stamp.read_text() != wanted:
            subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
            pip = [str(ENVIRONMENT / "bin" / "pip"), "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, "--require-hashes", "-r", str(HERE / "requirements.txt")], check=True)
            stamp.write_text(wanted)
        return ENVIRONMENT / "bin" / "python"


def benches() -> dict[str, pathlib.Path]:
    return {path.stem: path for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_") and path.name != "run.py"}


def load(path: pathlib.Path):
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def number(value: float | None, digits: int = 0) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


HEADER = ["work", "rows", "seconds", "rows/s", "peak MiB", "peer", "peer seconds", "peer MiB", "ratio", "quality", "remark"]


def cells_of(row: Row) -> list[str]:
    rate = row.rows / row.seconds if row.rows and row.seconds else None
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}×"
    return [row.work, number(row.rows), number(row.seconds, 2), number(rate), number(row.peak_mib), row.peer, number(row.peer_seconds, 2),
            number(row.peer_peak_mib), ratio, row.quality, row.remark]


def print_table(title: str, rows: Iterator[Row]) -> list[Row]:
    print(f"### {title}\n", flush=True)
    print(line(HEADER))
    print(line(["---"] * len(HEADER)), flush=True)
    done = []
    for row in rows:
        print(line(cells_of(row)), flush=True)
        done.append(row)
    print(flush=True)
    return done


def machine() -> str:
    model = next((text.split(":", 1)[1].strip() for text in open("/proc/cpuinfo") if text.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{len(os.sched_getaffinity(0))} cores of {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "build" / "waybill")
    parser.add_argument("--rows", type=int, default=int(os.environ.get("BENCH_ROWS", USUAL_ROWS)), help="largest input (BENCH_ROWS)")
    parser.add_argument("--only", nargs="+", metavar="NAME", default=os.environ.get("BENCH_ONLY", "").split(), help="(BENCH_ONLY)")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    known = benches()
    if unknown := [name for name in options.only if name not in known]:
        parser.error(f"no bench is called {', '.join(unknown)}; there are: {', '.join(known)}")
    bench = Bench(options.binary.resolve(), options.rows, options.keep)
    if options.list:
        for name, path in known.items():
            print(f"{name:16} {(load(path).__doc__ or '').splitlines()[0]}")
        return 0
    if not options.json:
        print(f"Machine: {machine()}. Largest input: {options.rows:,} rows.\n", flush=True)
    document, failed = {}, False
    for name in options.only or known:
        module = load(known[name])
        title = f"{name}: {(module.__doc__ or '').splitlines()[0]}"
        try:
            rows = list(module.rows(bench)) if options.json else print_table(title, module.rows(bench))
            document[name] = [asdict(row) for row in rows]
        except Exception as problem:  # one bench that fails must not hide the others
            print(f"\n{name} failed: {problem}\n", file=sys.stderr, flush=True)
            failed = True
        finally:
            bench.clean()
    if options.json:
        print(json.dumps({"machine": machine(), "benches": document}, ensure_ascii=False, indent=1))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.modules["run"] = sys.modules["__main__"]  # so that benches can say: from run import Bench, Row
    sys.path.insert(0, str(HERE))  # and share what others make
    sys.exit(main())
