"""The peer of bench/names.py: processor seconds that rapidfuzz takes for a file of pairs, then the similarity of each pair by code points."""
import sys
import time

import numpy
from rapidfuzz import process
from rapidfuzz.distance import Indel, Jaro, JaroWinkler, Levenshtein

KERNELS = {"levenshtein": Levenshtein, "indel": Indel, "jaro": Jaro, "jaro_winkler": JaroWinkler}


def main() -> None:
    pairs = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
    scorer = KERNELS[sys.argv[2]].normalized_similarity
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    best = 1e9
    for _ in range(5):
        start = time.process_time()
        found = process.cpdist(left, right, scorer=scorer, workers=1, dtype=numpy.float64)
        best = min(best, time.process_time() - start)
    print(f"{best:.6f}")
    for similarity in found:
        print(f"{similarity:.12f}")


if __name__ == "__main__":
    main()
