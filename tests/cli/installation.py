"""A real installation in a folder of its own, worked by the real command in its own process."""

import atexit
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from tests.migrated import alone

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

#: Sets up, opens an account, keeps one file as evidence, looks once, seals the day.
_BUILD = """
from io import BytesIO
from bihuan.cli import main
main(["setup"], standalone_mode=False)
main(["createadmin", "--place", "441521", "--name", "王五", "--password", "zhongguo-haifeng",
      "admin"], standalone_mode=False)
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace import evidence, seals
from bihuan.kernel.trace.entries import chain_of
from bihuan.surfaces import clock
at = clock.now()
photo = BytesIO("已整改".encode())
evidence.store(owner=chain_of("s"), kind="photo", name="现场.txt", content=photo, happened_at=at,
               by=Machine("测试"), at=at)
main(["sweep"], standalone_mode=False)
seals.seal(at.date(), at=at)
"""


def environment(**settings: str) -> dict[str, str]:
    """Return the environment of a process of an installation, without the tests' own settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BIHUAN_")}
    own.pop("DJANGO_SETTINGS_MODULE", None)
    own["PATH"] = f"{BIN}{os.pathsep}{own['PATH']}"
    return own | settings


def bihuan(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a folder, whose `data` is its data folder."""
    return subprocess.run(
        [BIN / "bihuan", *words], cwd=folder, env=environment(**settings), capture_output=True,
        text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def shell(folder: Path, script: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run the lines of a page in a folder; the first that fails ends it."""
    return subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=environment(**settings), capture_output=True,
        text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def build(folder: Path, **settings: str) -> None:
    """Make a small installation in `folder/data`."""
    done = subprocess.run(
        [sys.executable, "-c", _BUILD], cwd=folder, env=environment(**settings),
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@cache
def model() -> Path:
    """Return the data folder of a small installation; one process of a run builds it for all."""
    own = _gone_afterwards(Path(mkdtemp(prefix="bihuan-installation-")))
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    shared = Path(gettempdir()) / f"bihuan-installation-of-{run}"
    shared.mkdir(exist_ok=True)
    with alone(shared / "lock"):
        if not (shared / "data").exists():
            draft = Path(mkdtemp(dir=_gone_afterwards(shared)))
            build(draft)
            (draft / "data").rename(shared / "data")
        shutil.copytree(shared / "data", own / "data")
    return own / "data"


def _gone_afterwards(folder: Path) -> Path:
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def _archive() -> Path:
    made = model().parent / "b.tar"
    done = bihuan(made.parent, "backup", made.name)
    assert done.returncode == 0, done.stderr
    return made


def backed_up_into(folder: Path) -> Path:
    """Put a backup of the small installation into a folder as `b.tar`."""
    return shutil.copy(_archive(), folder / "b.tar")


def copy_into(folder: Path) -> Path:
    """Put a small installation into `folder/data`; made once, copied ever after."""
    shutil.copytree(model(), folder / "data")
    return folder / "data"
