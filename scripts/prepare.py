"""Put everything the project needs into its own folder; do only what has changed since last time.

Standard library only: this runs before anything is installed. Each step leaves a stamp with the
digest of what it was made from, so that a second run needs no network and no time.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
LOCK = ROOT / "requirements.lock"
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "bihuan" / "surfaces" / "static" / "build"


class Failed(Exception):
    """A step could not be done; the text says which and what to look at."""


def main() -> None:
    """Run the steps that are out of date, in order."""
    make_environment()
    lock = LOCK.read_bytes()
    step("Python packages", [lock, sys.version.encode()], PYTHON, install_packages)
    step("the bihuan command", [_packaging()], BIN / "bihuan", install_project)
    modules = [path.read_bytes() for path in sorted((ROOT / "bihuan").rglob("*.py"))]
    step("bytecode", modules, ROOT / "bihuan" / "__pycache__", compile_modules)
    locked = [(FRONTEND / name).read_bytes() for name in ("package-lock.json", ".npmrc")]
    step("front-end packages", locked, FRONTEND / "node_modules", install_frontend)
    sources = (p for p in sorted((FRONTEND / "src").rglob("*")) if p.is_file())
    written = [p.read_bytes() for p in (FRONTEND / "build.mjs", *sources)]
    step("the front end", locked + written, BUILT / "manifest.json", build_frontend)


def step(title: str, inputs: Iterable[bytes], result: Path, make: Callable[[], None]) -> None:
    """Call `make` unless `result` exists and was made from the same `inputs`."""
    digest = hashlib.sha256()
    for content in inputs:
        digest.update(hashlib.sha256(content).digest())
    stamp = VENV / "made" / title.replace(" ", "-")
    if result.exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    started = time.monotonic()
    print(f"setup: {title} …", flush=True)
    make()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(digest.hexdigest())
    print(f"setup: {title} ready in {time.monotonic() - started:.0f} s", flush=True)


def make_environment() -> None:
    """Create `.venv` with the running Python unless a working one is there."""
    if PYTHON.exists():
        return
    try:
        run(sys.executable, "-m", "venv", "--clear", str(VENV))
    except Failed as error:
        raise Failed(f"{error}\nOn Debian and Ubuntu: apt-get install python3-venv") from error


def install_packages() -> None:
    """Install the locked versions, each checked against its hash; with uv where it can be had."""
    if (uv := _uv()) is not None:
        wanted = ["--compile-bytecode", "--require-hashes", "-r", str(LOCK)]
        try:
            run(uv, "pip", "install", "--quiet", "--python", str(PYTHON), *wanted)
        except Failed:
            # uv ignores the package source set in pip's own configuration.
            print("setup: uv could not install them, trying pip …", flush=True)
        else:
            return
    run(str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK))


def _uv() -> str | None:
    if (BIN / "uv").exists():
        return str(BIN / "uv")
    entry = re.search(r"^uv==(?:.*\\\n)+.*\n", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if entry is None:
        return None
    alone = VENV / "uv.txt"
    alone.write_text(entry.group(), encoding="utf-8")
    try:
        run(str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(alone))
    except Failed:
        return None
    return str(BIN / "uv")


def install_project() -> None:
    """Install this folder itself, editable, built with the setuptools of the lock."""
    run(
        *(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--no-build-isolation", "--editable", str(ROOT)),
    )


def compile_modules() -> None:
    """Compile our modules, so that the first command starts fast even where none may write."""
    run(str(PYTHON), "-m", "compileall", "-q", str(ROOT / "bihuan"))


def install_frontend() -> None:
    """Install the locked front-end packages with the Node that came with the Python packages."""
    run(str(BIN / "npm"), "ci", "--no-progress", "--loglevel=error", folder=FRONTEND)


def build_frontend() -> None:
    """Build scripts and styles into the ignored folder the web process serves."""
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    run(str(BIN / "node"), "build.mjs", str(BUILT), folder=FRONTEND)


def _packaging() -> bytes:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = (declared["build-system"], declared["project"], declared["tool"]["setuptools"])
    return repr(parts).encode()


def run(*command: str, folder: Path = ROOT) -> None:
    """Run one command quietly; raise `Failed` with its output when it fails.

    An office network often inspects what is downloaded; its certificate is then in the store of
    the system, which pip reads by itself, and uv and Node when told.
    """
    env = {"NODE_USE_SYSTEM_CA": "1", "UV_SYSTEM_CERTS": "1", **os.environ}
    env["PATH"] = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Downloads are cached below the home folder; some build machines have none.
    env["HOME"] = os.environ.get("HOME") or tempfile.gettempdir()
    done = subprocess.run(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        shown = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise Failed(f"{shown}\nfailed: {' '.join(command)}")


if __name__ == "__main__":
    try:
        main()
    except Failed as error:
        sys.exit(f"{error}\nsetup did not finish; run `make setup` again once this is mended.")
