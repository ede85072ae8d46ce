"""Laws of the features that rank by risk: a row never knows its own day or later."""
import math
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python"))
from waybill import risk  # noqa: E402


def declarations(count=300, seed=1):
    dice = random.Random(seed)
    days = [737_000 + dice.randrange(60) for _ in range(count)]
    return risk.Rows({"importer": [f"I{dice.randrange(20)}" for _ in days], "origin": [dice.choice("ABC") for _ in days]}, days,
                     [dice.choice(["850440", "850450", "880620"]) for _ in days], [dice.lognormvariate(5, 1) for _ in days],
                     [dice.lognormvariate(2, 1) for _ in days], [int(dice.random() < 0.3) for _ in days], [str(i) for i in range(count)])


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def test_what_happens_later_changes_no_earlier_row():
    rows = declarations()
    day = sorted(rows.day)[150]
    names, before = risk.features(rows)
    rows.label = [1 - label if d >= day else label for d, label in zip(rows.day, rows.label)]
    rows.value = [v * 7 if d > day else v for d, v in zip(rows.day, rows.value)]
    _, after = risk.features(rows)
    early = [i for i, d in enumerate(rows.day) if d <= day]
    assert len(early) > 100
    for name, a, b in zip(names, before, after):
        assert all(same(a[i], b[i]) for i in early), name


def test_history_is_what_counting_by_hand_gives():
    rows = declarations(seed=2)
    order = sorted(range(len(rows)), key=lambda i: (rows.day[i], rows.key[i]))
    rates, counts = risk.history(order, rows, rows.columns["importer"])
    for i in range(len(rows)):
        earlier = [j for j in range(len(rows)) if rows.day[j] < rows.day[i]]
        own = [j for j in earlier if rows.columns["importer"][j] == rows.columns["importer"][i]]
        mean = (sum(rows.label[j] for j in earlier) + 0.5) / (len(earlier) + 1)
        assert counts[i] == len(own)
        assert math.isclose(rates[i], (sum(rows.label[j] for j in own) + 10 * mean) / (len(own) + 10))


def test_rows_without_a_label_teach_nothing():
    rows = declarations(seed=3)
    hidden = set(range(0, 300, 3))
    rows.label = [None if i in hidden else label for i, label in enumerate(rows.label)]
    order = sorted(range(len(rows)), key=lambda i: (rows.day[i], rows.key[i]))
    _, counts = risk.history(order, rows, ["all"] * len(rows))
    assert max(counts) <= 200


def test_precision_and_revenue():
    assert risk.precision([0.9, 0.1, 0.8, 0.2], [1, 0, 0, 1], 0.5) == 0.5
    assert risk.revenue([0.9, 0.1, 0.8, 0.2], [1, 0, 0, 1], [30.0, 5.0, 5.0, 10.0], 0.5) == 0.75
