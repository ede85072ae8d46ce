"""The string kernels against rapidfuzz, on 100,000 random pairs in three scripts with lengths across the blocks of 64."""
import pathlib
import random
import subprocess

import pytest
from rapidfuzz.distance import Indel, Jaro, JaroWinkler, Levenshtein

from conftest import BINARY

PAIRS = 100_000
LENGTHS = (0, 1, 2, 3, 7, 15, 30, 63, 64, 65, 80, 127, 128, 129, 150)
ALPHABETS = ("abcde ", "АБВГДабв", "大疆创新科技深圳市", "aбA大б疆z𠀋é")
SCORERS = {"levenshtein": Levenshtein, "indel": Indel, "jaro": Jaro, "jaro_winkler": JaroWinkler}


def random_pair(draw: random.Random) -> tuple[str, str]:
    alphabet = draw.choice(ALPHABETS)
    a = "".join(draw.choices(alphabet, k=draw.choice(LENGTHS)))
    if draw.random() < 0.3:
        return a, "".join(draw.choices(alphabet, k=draw.choice(LENGTHS)))
    letters = list(a)
    for _ in range(draw.randrange(6)):
        at = draw.randrange(len(letters) + 1)
        letters[at:at + draw.randrange(2)] = draw.choices(alphabet, k=draw.randrange(2))
    return a, "".join(letters)


@pytest.fixture(scope="module")
def program() -> pathlib.Path:
    build = pathlib.Path(BINARY).resolve().parent
    if not (build / "build.ninja").exists():
        pytest.skip("needs the build directory of the command")
    subprocess.run(["cmake", "--build", str(build), "--target", "names_speed"], check=True, capture_output=True)
    return build / "names_speed"


@pytest.fixture(scope="module")
def pairs(tmp_path_factory) -> tuple[pathlib.Path, list[tuple[str, str]]]:
    draw = random.Random(20261125)
    drawn = [random_pair(draw) for _ in range(PAIRS)]
    path = tmp_path_factory.mktemp("pairs") / "pairs.tsv"
    path.write_text("".join(f"{a}\t{b}\n" for a, b in drawn))
    return path, drawn


@pytest.mark.parametrize("kernel", SCORERS)
def test_same_as_rapidfuzz(program, pairs, kernel):
    path, drawn = pairs
    printed = subprocess.run([program, "pairs", path, kernel, "print"], check=True, capture_output=True, text=True).stdout.splitlines()[1:]
    assert len(printed) == PAIRS
    scorer = SCORERS[kernel].normalized_similarity
    for (a, b), ours in zip(drawn, printed):
        assert abs(float(ours) - scorer(a, b)) < 1e-9, (a, b)
