#!/usr/bin/env python3
"""Fails when a module includes one that layers.txt does not allow, or when the engine's header is known outside the store."""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#include "([a-z_0-9]+)/', re.M)
ENGINE = re.compile(r'^\s*#include [<"]duckdb\.h', re.M)


def read_layers(text: str) -> dict[str, set[str]]:
    layers = {}
    for line in text.splitlines():
        if match := re.match(r"([a-z]+):(.*)", line):
            layers[match[1]] = set(match[2].split())
    return layers


def violations(layers: dict[str, set[str]], files: dict[str, str]) -> list[str]:
    found = []
    for path, text in sorted(files.items()):
        module = path.split("/")[1]
        if module not in layers:
            found.append(f"{path}: module {module} is not in layers.txt")
            continue
        for included in INCLUDE.findall(text):
            if included in layers and included != module and included not in layers[module]:
                found.append(f"{path}: {module} may not include {included}")
        if module != "store" and ENGINE.search(text):
            found.append(f"{path}: only store may include the engine's header")
    return found


def self_test(layers: dict[str, set[str]]) -> None:
    planted = {"src/goods/x.cc": '#include "measure/measure.h"\n', "src/base/y.h": '#include "text/fold.h"\n', "src/cli/z.cc": "#include <duckdb.h>\n"}
    assert len(violations(layers, planted)) == 3, "the check does not find planted violations"
    assert not violations(layers, {"src/goods/x.cc": '#include "reference/catalogue.h"\n'})


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent
    layers = read_layers((root / "layers.txt").read_text())
    self_test(layers)
    files = {p.relative_to(root).as_posix(): p.read_text() for p in (root / "src").rglob("*") if p.suffix in (".h", ".cc")}
    found = violations(layers, files)
    print("\n".join(found) if found else f"{len(files)} files keep the layers")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
