#!/usr/bin/env python3
"""Fails when docs/cli.md, docs/tables.md or docs/errors.md are not in step with the program. With --write it brings the first two up to date."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def output(binary: str, *words: str) -> str:
    return subprocess.run([binary, *words], capture_output=True, text=True, check=True).stdout


def cli_page(binary: str) -> str:
    overview = output(binary, "--help")
    names = [line.split()[0] for line in overview.split("Commands\n")[1].splitlines() if line.startswith("  ") and line[2] != " "]
    parts = ["# Commands\n\nMade from `waybill --help` by `tests/docs/check_docs.py BINARY --write`.\n\n```\n" + overview + "```\n"]
    parts += [f"\n## {name}\n\n```\n{output(binary, name, '--help')}```\n" for name in names]
    return "".join(parts)


def tables_page(binary: str) -> str:
    return "# Tables of the case file\n\nMade from `waybill schema` by `tests/docs/check_docs.py BINARY --write`.\n\n" + output(binary, "schema")


def error_codes() -> set[str]:
    """Codes in the sources: "word.word" as the first member of an Error."""
    codes = set()
    for path in (ROOT / "src").rglob("*.cc"):
        if path.name.endswith("_test.cc"):
            continue
        codes |= set(re.findall(r'Error(?:\s+\w+)?\{\s*"([a-z]+\.[a-z_]+)"', path.read_text()))
        codes |= set(re.findall(r'return \{"([a-z]+\.[a-z_]+)",', path.read_text()))
        codes |= set(re.findall(r'(?:failure|at|error|toml_error)\((?:[^()"]*,\s*)?"([a-z]+\.[a-z_]+)"', path.read_text()))
    return {code for code in codes if not code.endswith((".h", ".toml", ".csv", ".cc"))}


def main() -> int:
    binary = sys.argv[1]
    faults = []
    for name, page in (("cli.md", cli_page(binary)), ("tables.md", tables_page(binary))):
        path = ROOT / "docs" / name
        if "--write" in sys.argv:
            path.write_text(page)
        elif not path.exists() or path.read_text() != page:
            faults.append(f"docs/{name} is not what the program says; run tests/docs/check_docs.py {binary} --write")
    documented = set(re.findall(r"^## ([a-z]+\.[a-z_]+)", (ROOT / "docs" / "errors.md").read_text(), re.M))
    faults += [f"docs/errors.md has no section for {code}" for code in sorted(error_codes() - documented)]
    print("\n".join(faults) if faults else "docs are in step")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
