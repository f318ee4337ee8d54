"""Run every benchmark of this folder, or those named: `python -m benchmarks [NAME …]`.

A benchmark is a module with a `main()`: it prints its figure, the floor and their ratio, and
returns whether the ratio keeps its bar. Each runs in a process of its own, so that none warms or
burdens another. Those of the kernel run on SQLite and on a private PostgreSQL, on the same ground
of a million obligations; `crowd` and `ten_million` run only when named. A full run writes
RESULTS.md, that of `ten_million` RESULTS-TEN-MILLION.md, that of `crowd` RESULTS-CROWD.md.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from tests import postgresql  # noqa: E402

RUN = "import sys, importlib; sys.exit(not importlib.import_module(sys.argv[1]).main())"
#: In this order: what reads before what writes.
ON_DATABASES = ("desk", "counts", "exports", "trace", "sweep", "materialise")
#: Written safely, but without waiting for the disk: the work of the database is measured, not that
#: of this machine's disk. The trace waits for it, as it does in use.
SERVER = (
    *("synchronous_commit=off", "full_page_writes=off", "max_connections=20"),
    *("shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=30min"),
    "maintenance_work_mem=512MB",
)
WHEN_NAMED = ("crowd", "ten_million")


def main(names: list[str]) -> int:
    """Return 0 when every benchmark keeps its bar."""
    alone = sorted(p.stem for p in FOLDER.glob("*.py") if not p.stem.startswith("_"))
    alone = [name for name in alone if name not in ON_DATABASES]
    unknown = [name for name in names if name not in (*alone, *ON_DATABASES)]
    if unknown:
        print(f"bench: there is no {unknown[0]}; there are {', '.join((*alone, *ON_DATABASES))}.")
        return 2
    wanted = names or [name for name in alone if name not in WHEN_NAMED]
    missed = [name for name in alone if name in wanted and not run(name, {})]
    chosen = [name for name in ON_DATABASES if name in (names or ON_DATABASES)]
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-") as folder:
        kept_in = Path(folder) / "results"
        for database in databases(Path(folder)) if chosen else ():
            environment = database | {"BIHUAN_BENCH_RESULTS": str(kept_in)}
            if not run("_ground", environment):
                return 1
            missed += [name for name in chosen if not run(name, environment)]
        if not names and kept_in.exists():
            write_results(read_results(kept_in), FOLDER / "RESULTS.md", "full run (`make bench`)")
    if missed:
        print(f"\nbench: {', '.join(missed)} did not keep the bar.")
    return bool(missed)


def run(name: str, environment: dict[str, str]) -> bool:
    """Run one module in a process of its own; say whether its `main` was content."""
    print(f"\n== {name}", flush=True)
    command = [sys.executable, "-c", RUN, f"benchmarks.{name}"]
    done = subprocess.run(
        command, cwd=FOLDER.parent, env=os.environ | environment, stdin=subprocess.DEVNULL
    )
    return done.returncode == 0


def databases(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the environment of an empty installation on each database there is."""
    for name in ("sqlite", "postgresql"):
        data = folder / name
        data.mkdir()
        if name == "sqlite":
            yield {"BIHUAN_DATABASE": "", "BIHUAN_DATA": str(data)}
            continue
        try:
            with database_server("bihuan") as (address,):
                yield {"BIHUAN_DATABASE": address, "BIHUAN_DATA": str(data)}
        except postgresql.Unavailable as reason:
            print(f"bench: not run on PostgreSQL: {reason}.")


@contextmanager
def database_server(*names: str) -> Iterator[list[str]]:
    """Start a private PostgreSQL with empty databases and yield their addresses."""
    import psycopg

    with postgresql.private_server(SERVER) as address:
        host = address.rpartition("/")[0]
        with psycopg.connect(f"{host}/postgres", autocommit=True) as server:
            for name in names:
                server.execute(f"CREATE DATABASE {name}")
        yield [f"{host}/{name}" for name in names]


def read_results(kept_in: Path) -> list[dict[str, Any]]:
    """Return the figures the benchmarks of a run have kept."""
    return [json.loads(line) for line in kept_in.read_text("utf-8").splitlines()]


def write_results(lines: list[dict[str, Any]], to: Path, run: str) -> None:
    """Write the figures of a run, the floor of each measured beside it, as a page."""
    rows = [
        f"| {r['name']} | {r['database']} | {r['figure']:.3g} {r['unit']} | {_floor(r)} "
        f"| {r['bar']} | {'yes' if r['kept'] else 'no'} |"
        for r in lines
    ]
    to.write_text(
        f"# Results of the last {run}\n\n"
        f"Written by the run on {platform.machine()} with {os.cpu_count()} processors, Python "
        f"{platform.python_version()}. The floor is measured in the same run. A miss fails the run "
        "on PostgreSQL and is only shown on SQLite. PostgreSQL ran with "
        f"{', '.join(SERVER[:2])} (the trace with synchronous_commit=on), for figure and floor "
        f"alike. The load of the machine was {os.getloadavg()[2]:.1f} over the last quarter of an "
        "hour: above the number of processors, others worked beside. What is measured, and what "
        "the floor is, stands at the top of each module here.\n\n"
        "| what | database | figure | floor | ratio | bar | kept |\n|---|---|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n",
        encoding="utf-8",
    )


def _floor(line: dict[str, Any]) -> str:
    """Return the floor and the ratio to it as two cells; empty where there is none."""
    return (
        f"{line['floor']:.3g} {line['unit']} | {line['ratio']:.2f}x" if line["ratio"] else "- | -"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
