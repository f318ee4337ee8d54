"""Run every benchmark of this folder, or those named: `python -m benchmarks [NAME …]`.

A benchmark is a module with a `main()`: it prints its figure, the floor and their ratio, and
returns whether the ratio keeps its bar. Each runs in a process of its own, so that none warms or
burdens another.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RUN = "import sys, importlib; sys.exit(not importlib.import_module(sys.argv[1]).main())"


def main(names: list[str]) -> int:
    """Return 0 when every benchmark keeps its bar."""
    every = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    unknown = [name for name in names if name not in every]
    if unknown:
        print(f"bench: there is no {unknown[0]}; there are {', '.join(every)}.")
        return 2
    missed = []
    for name in names or every:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, "-c", RUN, f"benchmarks.{name}"]
        if subprocess.run(command, cwd=FOLDER.parent, stdin=subprocess.DEVNULL).returncode:
            missed.append(name)
    if missed:
        print(f"\nbench: {', '.join(missed)} did not keep the bar.")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
