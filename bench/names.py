"""Names and addresses read, and lists of string pairs compared, on one core; beside rapidfuzz on the same pairs.

Names are the invented ones of tests/cases, repeated; pairs are drawn from them with changes of a letter. The peer compares with
rapidfuzz.process.cpdist (C++ underneath, one worker), which also checks that both give the same similarities.
"""
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from run import ROOT, Bench, Row

KERNELS = ("levenshtein", "indel", "jaro", "jaro_winkler")
LEAST_LIKE = 1e-6


def cases(file: str) -> list[str]:
    lines = (ROOT / "tests" / "cases" / file).read_text().splitlines()
    return [line.split("\t")[-1] for line in lines if line and not line.startswith("#")]


def changed(text: str, draw: random.Random) -> str:
    letters = list(text)
    for _ in range(draw.randrange(4)):
        at = draw.randrange(len(letters) + 1)
        letters[at:at + draw.randrange(2)] = draw.choice([[], [draw.choice("abcdeoiSТа大")]])
    return "".join(letters)


def write_pairs(path: Path, count: int) -> None:
    draw = random.Random(1)
    names = cases("names.tsv")
    with open(path, "w") as file:
        for _ in range(count):
            a = draw.choice(names)
            b = changed(a, draw) if draw.random() < 0.5 else draw.choice(names)
            file.write(f"{a}\t{b}\n")


def built(bench: Bench) -> Path:
    build = Path(bench.binary).resolve().parent
    subprocess.run(["cmake", "--build", str(build), "--target", "names_speed"], check=True, capture_output=True)
    return build / "names_speed"


def rows(bench: Bench) -> Iterator[Row]:
    program = built(bench)
    for size in bench.sizes(100_000, 1_000_000):
        for kind, wanted in (("names", ("fold", "romanise", "read_name")), ("addresses", ("read_address",))):
            texts = cases(f"{kind}.tsv")
            path = bench.input(f"{kind}_{size}.txt", lambda p, texts=texts: p.write_text("\n".join(texts[i % len(texts)] for i in range(size)) + "\n"))
            for line in bench.run([program, "names", path]).output.splitlines():
                what, items, seconds, _ = line.split()
                if what in wanted:
                    yield Row(what, int(items), float(seconds), quality=f"{int(items) / float(seconds) / 1e6:.2f} M/s")
    pairs = bench.input("name_pairs_100000.tsv", lambda path: write_pairs(path, 100_000))
    for kernel in KERNELS:
        seconds = float(bench.run([program, "pairs", pairs, kernel]).output.split()[2])
        printed = bench.run([program, "pairs", pairs, kernel, "print"]).output.splitlines()[1:]
        peer = bench.peer("_rapidfuzz_pairs.py", pairs, kernel).output.splitlines()
        apart = max(abs(float(a) - float(b)) for a, b in zip(printed, peer[1:], strict=True))
        yield Row(f"{kernel} of pairs", 100_000, seconds, peer="rapidfuzz cpdist", peer_seconds=float(peer[0]),
                  quality=f"largest difference {apart:.1e}", remark="" if apart < LEAST_LIKE else "DIFFERENT")
