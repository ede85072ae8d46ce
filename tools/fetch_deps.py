#!/usr/bin/env python3
"""Installs the pinned registry packages of tools/deps.lock.json into a prefix (default .deps).

Only the registries' ordinary clients are used (npm pack, pip download). Every archive is checked against its pinned SHA-256 before a file is
taken out of it. A stamp per package makes a second call cost nothing. npm comes from the machine, else from the pinned package "npm" of the
lock, which is fetched only then. In "extract" a source that ends in "/" is a whole folder.
"""
import argparse
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import typing
import zipfile

NPM = "npm"  # the lock's entry that is fetched only where the machine has none


def npm_command(lock: dict, prefix: pathlib.Path) -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    install(NPM, lock, prefix)
    node = prefix / "node" / "bin" / "node"
    node.chmod(0o755)
    return [str(node), str(prefix / "node" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def pip_command(prefix: pathlib.Path) -> list[str]:
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return [sys.executable, "-m", "pip"]
    environment = prefix / "pip"
    if not (environment / "bin" / "pip").exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    return [str(environment / "bin" / "python"), "-m", "pip"]


def fetch(via: str, spec: str, into: pathlib.Path, lock: dict, prefix: pathlib.Path) -> pathlib.Path:
    if via == "npm":
        command = [*npm_command(lock, prefix), "pack", "--silent", "--pack-destination", str(into), spec]
    else:
        kind = ["--no-binary", spec.split("==")[0]] if via == "pip-sdist" else ["--only-binary=:all:"]
        command = [*pip_command(prefix), "download", "-q", "--no-deps", *kind, "-d", str(into), spec]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=into)
    (archive,) = list(into.iterdir())
    return archive


def members(archive: pathlib.Path) -> typing.Iterator[tuple[str, typing.Callable[[], bytes]]]:
    """Names of the files in an archive, each with a way to read it."""
    if archive.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(archive) as opened:
            for name in opened.namelist():
                if not name.endswith("/"):
                    yield name, lambda name=name: opened.read(name)
    else:
        with tarfile.open(archive) as opened:
            for member in opened:
                if member.isfile():
                    yield member.name, lambda member=member: opened.extractfile(member).read()


def extract(archive: pathlib.Path, files: dict[str, str], prefix: pathlib.Path) -> None:
    for name, read in members(archive):
        for source, target in files.items():
            if name != source and not (source.endswith("/") and name.startswith(source)):
                continue
            out = prefix / (target + name[len(source):])
            if not out.resolve().is_relative_to(prefix):
                sys.exit(f"{archive.name}: {name} would lie outside {prefix}")
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(read())


def is_complete(name: str, entry: dict, prefix: pathlib.Path) -> bool:
    stamp = prefix / ".stamps" / name
    present = all((prefix / target).exists() for target in entry["extract"].values())
    return present and stamp.exists() and stamp.read_text() == entry["sha256"]


def install(name: str, lock: dict, prefix: pathlib.Path) -> None:
    entry = lock[name]
    if is_complete(name, entry, prefix):
        return
    with tempfile.TemporaryDirectory() as scratch:
        archive = fetch(entry["via"], entry["spec"], pathlib.Path(scratch), lock, prefix)
        found = hashlib.sha256(archive.read_bytes()).hexdigest()
        if found != entry["sha256"]:
            sys.exit(f"{name}: {entry['spec']} has SHA-256 {found}, the lock says {entry['sha256']}")
        extract(archive, entry["extract"], prefix)
    (prefix / ".stamps").mkdir(exist_ok=True)
    (prefix / ".stamps" / name).write_text(entry["sha256"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefix", default=".deps")
    prefix = pathlib.Path(parser.parse_args().prefix).resolve()
    prefix.mkdir(parents=True, exist_ok=True)
    lock = json.loads((pathlib.Path(__file__).parent / "deps.lock.json").read_text())
    for name in lock:
        if name != NPM:
            install(name, lock, prefix)


if __name__ == "__main__":
    main()
