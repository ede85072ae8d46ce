"""A linear SVM on character n-grams (scikit-learn) on the splits of bench/hs_text_parts.cc: random, families, first four letters."""
import csv
import json
import re
import sys

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold, KFold
from sklearn.svm import LinearSVC


def letters(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def main(path: str) -> None:
    with open(path, encoding="utf-8-sig", newline="") as file:
        parts = list(csv.DictReader(file))
    labels = np.array([part["TNVED"][:6] for part in parts])
    texts = [f"{part['part_num']} | {part['manufacturer']}".lower() for part in parts]
    features = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 5), sublinear_tf=True).fit_transform(texts)
    families = [part["manufacturer"] + "|" + re.match(r"[A-Z]*\d{0,2}", letters(part["part_num"])).group(0) for part in parts]
    beginnings = [part["manufacturer"] + "|" + letters(part["part_num"])[:4] for part in parts]
    splits = {"families": GroupKFold(5).split(features, labels, families),
              "random": KFold(5, shuffle=True, random_state=1).split(features),
              "beginnings": GroupKFold(5).split(features, labels, beginnings)}
    for name, folds in splits.items():
        right = sum(int((LinearSVC(C=1.0).fit(features[train], labels[train]).predict(features[test]) == labels[test]).sum())
                    for train, test in folds)
        print(json.dumps({"split": name, "accuracy": right / len(parts)}))


if __name__ == "__main__":
    main(sys.argv[1])
