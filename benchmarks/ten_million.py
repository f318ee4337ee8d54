"""Ten million open obligations against one million: the same 50,000 transitions, counts and pages.

Takes long and some twelve gigabytes, so it runs only when named. Both sizes stand on one private
PostgreSQL; the floor of the sweep is the sweep of one million.
"""

import json
import tempfile
from pathlib import Path

from benchmarks import __main__ as bench

BAR = 1.3
SIZES = {"bihuan": 1_000_000, "ten": 10_000_000}


def main() -> bool:
    """Measure and return whether the bars are kept."""
    figures: dict[str, float] = {}
    kept = True
    with tempfile.TemporaryDirectory() as folder, bench.database_server(*SIZES) as addresses:
        for (name, rows), address in zip(SIZES.items(), addresses, strict=True):
            results = Path(folder) / name
            environment = {
                "BIHUAN_DATABASE": address,
                "BIHUAN_DATA": folder,
                "BIHUAN_BENCH_ROWS": str(rows),
                "BIHUAN_BENCH_RESULTS": str(results),
            }
            kept &= bench.run("_ground", environment)
            for part in ("desk", "counts", "sweep"):
                kept &= bench.run(part, environment)
            lines = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
            figures[name] = next(r["figure"] for r in lines if r["name"].startswith("sweep"))
    ratio = figures["ten"] / figures["bihuan"]
    print(
        f"sweep, 10M open against 1M open: {figures['ten']:.3g} s, {figures['bihuan']:.3g} s, "
        f"{ratio:.2f}x (bar <= {BAR}x){'' if ratio <= BAR else '  NOT KEPT'}"
    )
    return kept and ratio <= BAR
