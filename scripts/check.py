"""Everything a change must pass besides the tests. One line for each check; what failed, in full.

Usage: python scripts/check.py [NAME …]     without names, all of them
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
STRICT = ("bihuan/lib", "bihuan/compiler", "bihuan/kernel", "config", "scripts", "docs")
STRICT_FILES = tuple(f"bihuan/modules/*/{name}.py" for name in ("rules", "flows", "*_flow"))
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|\"resolved\"")
# npm writes where a package asks for donations; that names no registry.
HARMLESS = re.compile(r'^\s*"url": "https?://[^"]*"$')


@dataclass(frozen=True)
class Outcome:
    """What one check says: whether it passed, and its words."""

    passed: bool
    words: str = ""


def main(names: list[str]) -> int:
    """Run the checks called `names` (all without names), two at a time; 0 when all pass."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"check: there is no {unknown[0]}; there are {', '.join(CHECKS)}.")
        return 2
    failed = []
    chosen = names or list(CHECKS)
    with ThreadPoolExecutor(2) as pool:
        for name, (outcome, seconds) in zip(chosen, pool.map(_timed, chosen), strict=True):
            print(f"{'ok    ' if outcome.passed else 'FAILED'} {name} ({seconds:.1f} s)")
            if not outcome.passed:
                failed.append(name)
                print(outcome.words, flush=True)
    if failed:
        print(f"check: {len(failed)} of {len(chosen)} failed: {', '.join(failed)}")
    return bool(failed)


def _timed(name: str) -> tuple[Outcome, float]:
    started = time.monotonic()
    return CHECKS[name](), time.monotonic() - started


def run(*command: str) -> Outcome:
    """Run a program of the project on an empty installation; it passes when it returns 0."""
    with tempfile.TemporaryDirectory() as data:
        env = os.environ | {"BIHUAN_DATA": data, "BIHUAN_DATABASE": ""}
        done = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    return Outcome(done.returncode == 0, (done.stdout + done.stderr).strip())


def types() -> Outcome:
    """The pure parts, the kernel and every module's rules and flows pass mypy --strict."""
    files = [str(path.relative_to(ROOT)) for glob in STRICT_FILES for path in ROOT.glob(glob)]
    return run(str(BIN / "mypy"), *(p for p in STRICT if (ROOT / p).exists()), *files)


def layers() -> Outcome:
    """No package imports what lies outside it."""
    outcome = run(str(BIN / "lint-imports"), "--no-cache")
    drawn = re.compile(r"^.*[═║╔╗╚╝─│╩╦].*\n?", re.MULTILINE)
    return Outcome(outcome.passed, drawn.sub("", outcome.words).strip())


def locks() -> Outcome:
    """The lock files name packages, versions and hashes, and no place they were fetched from."""
    found = []
    for name in ("requirements.lock", "frontend/package-lock.json"):
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1):
            if ADDRESS.search(line) and not HARMLESS.match(line):
                found.append(f"{name}:{number}: records an address: {line.strip()}")
    return Outcome(not found, "\n".join(found))


def packs() -> Outcome:
    """Every policy pack loads, and each quotation is found in its document."""
    return run(str(BIN / "bihuan"), "packs", "check")


CHECKS: dict[str, Callable[[], Outcome]] = {
    "types": types,
    "format": lambda: run(str(BIN / "ruff"), "format", "--check", "--output-format=concise", "."),
    "lint": lambda: run(str(BIN / "ruff"), "check", "--quiet", "--output-format=concise", "."),
    "layers": layers,
    "django": lambda: run(PYTHON, "manage.py", "check", "--fail-level", "WARNING"),
    "migrations": lambda: run(PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),
    "locks": locks,
    "packs": packs,
    "docs": lambda: run(PYTHON, "-m", "docs.generate", "--check"),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
