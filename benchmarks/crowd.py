"""Twenty people at once, and search: a million obligations on PostgreSQL, a tenth of it on SQLite.

How it is measured, and what the bars are, stands at the top of `_crowd`.
"""

import tempfile
from pathlib import Path

from benchmarks import __main__ as bench

RESULTS = bench.FOLDER / "RESULTS-CROWD.md"
ROWS = {"sqlite": 100_000, "postgresql": 1_000_000}


def main() -> bool:
    """Measure, write the results down and return whether the bars are kept."""
    kept = True
    with tempfile.TemporaryDirectory(prefix="bihuan-crowd-") as folder:
        results = Path(folder) / "results"
        for environment in bench.databases(Path(folder)):
            rows = ROWS["postgresql" if environment["BIHUAN_DATABASE"] else "sqlite"]
            environment |= {
                "BIHUAN_BENCH_ROWS": str(rows),
                "BIHUAN_BENCH_RESULTS": str(results),
            }
            kept &= bench.run("_ground", environment) and bench.run("_crowd", environment)
        bench.write_results(
            bench.read_results(results), RESULTS, "run with twenty people at once (`crowd`)"
        )
    return kept
