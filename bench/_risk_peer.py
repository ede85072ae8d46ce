"""LightGBM on the columns as they are: _risk_peer.py TRAIN... TEST. Prints a JSON object of precision by share."""
import csv
import json
import sys

import lightgbm
import numpy

LABELS = ("Fraud", "Critical Fraud", "Declaration ID")
files = [list(csv.DictReader(open(path, newline=""))) for path in sys.argv[1:]]
names = [name for name in files[0][0] if name not in LABELS]
places = [{text: k for k, text in enumerate(sorted({row[name] for file in files for row in file}))} for name in names]


def value(place: dict, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return place[text]


matrix = [numpy.array([[value(place, row[name]) for name, place in zip(names, places)] for row in file]) for file in files]
label = [numpy.array([int(row["Fraud"]) for row in file]) for file in files]
data = lightgbm.Dataset(numpy.concatenate(matrix[:-1]), numpy.concatenate(label[:-1]))
risk = lightgbm.train({"objective": "binary", "num_threads": 1, "seed": 1, "verbosity": -1}, data, 300).predict(matrix[-1])
order = numpy.argsort(-risk, kind="stable")
print(json.dumps({share: float(label[-1][order[: int(len(order) * share)]].mean()) for share in (0.05, 0.10)}))
