#!/usr/bin/env python3
"""Runs the ```sh blocks of README.md and docs/tutorial.md in an empty folder, with the built command on the path; `make` lines are left out,
since the checks before this one run them. Every command must succeed."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main() -> int:
    binary = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        tools = pathlib.Path(folder) / "bin"
        tools.mkdir()
        (tools / "waybill").symlink_to(binary)
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "NO_COLOR": "1"}
        for page in ("README.md", "docs/tutorial.md"):
            work = pathlib.Path(folder) / page.replace("/", "_")
            work.mkdir()
            for block in re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text(), re.S):
                lines = [line for line in block.splitlines() if not line.startswith(("make", "git ", "cd ", "pip "))]
                script = "set -e\n" + "\n".join(lines).replace("build/waybill", "waybill")
                done = subprocess.run(["bash", "-c", script], cwd=work, env=environment, capture_output=True, text=True)
                if done.returncode != 0:
                    print(f"{page}: a block ended with {done.returncode}:\n{block}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
                    return 1
    print("all commands of README.md and docs/tutorial.md run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
