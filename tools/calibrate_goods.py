"""Fits data/calibration/goods.toml on simulated worlds: how often each pattern of evidence is right, and what recognition finds at all.

    python3 bench/_worlds.py --seeds 1-60 --out scores.jsonl      # development seeds only
    python3 tools/calibrate_goods.py scores.jsonl > data/calibration/goods.toml

A pattern's rate differs from world to world. Per pattern the counts of right blocks of all worlds are taken as draws from a beta-binomial
(Skellam 1948); its Beta(alpha, beta) is what a new world's rate is drawn from. The mean carries half a right and half a wrong block (Jeffreys),
so that a pattern that was never wrong is not taken for certain; alpha + beta is the likeliest on a grid, and at most the number of blocks seen,
since no more is known. Goods without words have probabilities of their own; for them the standard deviation
of a world's shift of all of them, on the scale of log odds, is fitted. A pattern with few blocks is left to the pattern without its last part. `found_named`, `found_vague` and
`counted_twice` are the Betas with the mean and the variance, over worlds, of the share of value that stands in any good, and of what is counted twice.
"""
from __future__ import annotations

import collections
import datetime
import json
import math
import pathlib
import sys

FEWEST_BLOCKS = 25
FEWEST_WORLDS = 5
FEWEST_WRONG = 2
GRID = [1.5**k for k in range(1, 30)]  # of alpha + beta
MOST = 20_000.0
# Doubt that 40 invented worlds leave about real records: a pattern is never surer than one wrong in two thousand blocks.
SUREST = 1 - 1 / 2000

# Goods of some patterns are too improbable to be written, so no later run can count them. Counted once, in a run that wrote them: of 792
# blocks of "against" none was right in development worlds 1 to 20; of 71 of words for drones that are not the head of their text ("дрон" in the
# name of a set of cosmetics) under a code that fits none, none was. Such words under other codes: 86 right of 151 blocks of worlds 1 to 60, before
# building bricks were told apart and heads looked for in each good of a box; since then only 21 blocks are left, all right, which says nothing of
# the texts that are not simulated.
# Heads and phrases of parts under a code that fits none: all right in worlds 1 to 60, but for a homonym since told apart ("камера хранения").
# How often something else is named so, invented goods cannot tell: of 16,034 real texts in words that name no drone (official texts of codes,
# control lists, a shop's goods, a provider's extracts) none is, so half a text, times the 404,000 rows of other goods in those worlds: 12.6
# beside all right blocks where no code is stated, and as many beside those under a code that fits none.
# Part numbers and trade marks that no catalogue knows are not simulated: rates set by judgement.
HELD = {
    "against": (0.5, 792.5),
    "class": (86.5, 65.5),
    "class.hs_uav": (54.5, 0.5),
    "class.hs_near": (32.5, 65.5),
    "class.hs_other": (1.5, 71.5),
    "class_head.hs_other": (29.5, 12.6),
    "class_part.hs_other": (24.5, 12.6),
    "class_head.hs_none": (919.5, 12.6),
    "class_part.hs_none": (391.5, 12.6),
    "part": (14, 6),
    "long_part": (18, 2),
    "names_brand.stated": (9, 1),
}

# Goods without words have probabilities of their own (tools/fit_combination.py); their patterns are tenths of them, for reading. What is
# fitted here is how far all of them are off together in one world.
OWN_PROBABILITIES = ("vague", "hidden")
SPREADS = [k / 20 for k in range(1, 41)]
NODES = [k / 4 for k in range(-16, 17)]  # of the normal distribution, for sums in place of integrals

Counts = list[tuple[float, float]]  # right, blocks per world


def log_likelihood(counts: Counts, alpha: float, beta: float) -> float:
    log_beta = lambda a, b: math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    return sum(log_beta(alpha + right, beta + blocks - right) - log_beta(alpha, beta) for right, blocks in counts)


def fitted(counts: Counts) -> tuple[float, float]:
    right = sum(each[0] for each in counts)
    blocks = sum(each[1] for each in counts)
    mean = min(SUREST, (right + 0.5) / (blocks + 1))
    most = min(MOST, blocks + 1)
    # A pattern that was hardly ever wrong shows nothing of how worlds differ: all that is known is how often it was seen.
    sizes = [size for size in GRID if size <= most and blocks - right >= FEWEST_WRONG] or [most]
    best = max(sizes, key=lambda size: log_likelihood(counts, mean * size, (1 - mean) * size))
    return mean * best, (1 - mean) * best


def own_probabilities(score: dict) -> list[tuple[float, float, float]]:
    """Of goods without words in one world: probability said, right blocks, blocks."""
    return [(min(SUREST, max(1 - SUREST, each["mean_probability"])), each["blocks_right"], each["blocks"])
            for each in score["goods"]["patterns"] if each["pattern"].split(".")[0] in OWN_PROBABILITIES]


def log_odds_spread(scores: list[dict]) -> float:
    """Standard deviation of a world's shift of log odds, by maximum likelihood (a logistic regression with a random intercept by world)."""
    def of_world(tenths: list[tuple[float, float, float]], spread: float) -> float:
        logs = []
        for node in NODES:
            total = -node * node / 2
            for said, right, blocks in tenths:
                odds = math.log(said / (1 - said)) + spread * node
                total += -right * math.log1p(math.exp(-odds)) - (blocks - right) * math.log1p(math.exp(odds))
            logs.append(total)
        most = max(logs)
        return most + math.log(sum(math.exp(each - most) for each in logs))
    worlds = [own_probabilities(score) for score in scores]
    return max(SPREADS, key=lambda spread: sum(of_world(world, spread) for world in worlds))


def pattern_counts(scores: list[dict]) -> dict[str, Counts]:
    """Counts of each pattern and of each of its beginnings, the empty one included."""
    counts: dict[str, Counts] = collections.defaultdict(list)
    for score in scores:
        sums: dict[str, list[float]] = collections.defaultdict(lambda: [0.0, 0.0])
        for pattern in [*score["goods"]["patterns"], *score["goods"]["brands"]]:
            parts = pattern["pattern"].split(".")
            # Whether the brand is right says nothing of whether the goods are.
            for length in range(parts[0] == "names_brand", len(parts) + 1):
                own = sums[".".join(parts[:length])]
                own[0] += pattern["blocks_right"]
                own[1] += pattern["blocks"]
        for key, (right, blocks) in sums.items():
            counts[key].append((right, blocks))
    return counts


def is_held(key: str) -> bool:
    """Whether the pattern or a beginning of it is held."""
    parts = key.split(".")
    return any(".".join(parts[:length]) in HELD for length in range(1, len(parts) + 1))


def share_beta(shares: list[float]) -> tuple[float, float]:
    mean = min(SUREST, sum(shares) / len(shares))
    variance = max(sum((share - mean) ** 2 for share in shares) / (len(shares) - 1), 1e-6)
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size


def number(value: float) -> str:
    return f"{value:.6g}"


def main() -> None:
    scores = [json.loads(line) for line in pathlib.Path(sys.argv[1]).read_text().splitlines()]
    seeds = sorted(score["seed"] for score in scores)
    print("# Rates at which evidence patterns are right: alpha right, beta wrong, as a Beta distribution. Patterns: docs/method/goods.md.")
    print(f"# Written by tools/calibrate_goods.py from {len(seeds)} simulated worlds, seeds {seeds[0]} to {seeds[-1]}; do not edit.")
    print(f"as_of = {datetime.date.fromisoformat(scores[0].get('as_of', '2026-11-26'))}")
    print("# The share of value that recognition names at all, of goods whose text says what they are and of those whose text says nothing; of what is")
    print("# counted, what repeats another row; of companies that export, what is another spelling of one.")
    shares = {"found_named": [score["goods"]["found_named"] for score in scores],
              "found_vague": [score["goods"]["found_vague"] for score in scores],
              "counted_twice": [score["goods"]["counted_twice"] for score in scores],
              "counted_apart": [score["companies"]["counted_apart"] for score in scores]}
    for name, seen in shares.items():
        alpha, beta = share_beta(seen)
        print(f"[{name}]\nalpha = {number(alpha)}\nbeta = {number(beta)}")
    for key, (alpha, beta) in HELD.items():
        print(f'[[pattern]]\nkey = "{key}"\nalpha = {number(alpha)}\nbeta = {number(beta)}')
    all_counts = pattern_counts(scores)
    spread = log_odds_spread(scores)
    for key, counts in sorted(all_counts.items()):
        blocks = sum(each[1] for each in counts)
        stem, _, rest = key.partition(".")
        if is_held(key) or (stem in OWN_PROBABILITIES and rest):
            continue
        if key and (blocks < FEWEST_BLOCKS or len(counts) < FEWEST_WORLDS):
            continue
        alpha, beta = fitted(counts)
        print(f'[[pattern]]\nkey = "{key}"\nalpha = {number(alpha)}\nbeta = {number(beta)}')
        if key in OWN_PROBABILITIES:
            print(f"log_odds_spread = {number(spread)}")


if __name__ == "__main__":
    main()
