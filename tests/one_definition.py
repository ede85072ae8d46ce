"""Fails when two modules define the same symbol: the linker would silently take one of them. Usage: one_definition.py BUILD"""
import pathlib
import subprocess
import sys


def strong_symbols(archive: pathlib.Path) -> set[str]:
    """Names of functions and data that the archive defines for others and that are not merged copies of inline code."""
    lines = subprocess.run(["nm", "--defined-only", "--extern-only", "--no-sort", archive], capture_output=True, text=True, check=True).stdout
    return {fields[2] for fields in (line.split() for line in lines.splitlines()) if len(fields) == 3 and fields[1] in "TDBR"}


def main() -> int:
    owner: dict[str, str] = {}
    twice = []
    for archive in sorted(pathlib.Path(sys.argv[1]).glob("libwb_*.a")):
        for symbol in strong_symbols(archive):
            if symbol in owner:
                twice.append((symbol, owner[symbol], archive.name))
            owner[symbol] = archive.name
    for symbol, first, second in twice:
        name = subprocess.run(["c++filt", symbol], capture_output=True, text=True, check=True).stdout.strip()
        print(f"{name} is defined in {first} and in {second}")
    if not owner:
        print("no archive of a module in", sys.argv[1])
    return 1 if twice or not owner else 0


if __name__ == "__main__":
    sys.exit(main())
