"""Ten million open obligations against one million: the same 50,000 transitions, counts and pages.

Takes long and some twelve gigabytes, so it runs only when named. Both sizes stand on one private
PostgreSQL; the floor of the sweep is the sweep of one million.
"""

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import __main__ as bench

BAR = 1.3
RESULTS = bench.FOLDER / "RESULTS-TEN-MILLION.md"
SIZES = {"bihuan": 1_000_000, "ten": 10_000_000}


def main() -> bool:
    """Measure, write the results down and return whether the bars are kept."""
    figures: dict[str, float] = {}
    lines: list[dict[str, Any]] = []
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
            if not bench.run("_ground", environment):
                return False
            for part in ("desk", "counts", "sweep"):
                kept &= bench.run(part, environment)
            lines += bench.read_results(results)
            figures[name] = next(r["figure"] for r in reversed(lines) if "sweep" in r["name"])
    lines.append(_compared(figures["ten"], figures["bihuan"]))
    bench.write_results(lines, RESULTS, "run with ten million rows (`ten_million`)")
    return kept and lines[-1]["kept"]


def _compared(ten: float, one: float) -> dict[str, Any]:
    """Print and return the sweep over ten million beside that over one."""
    ratio = ten / one
    line = {
        "name": "sweep, 10M open against 1M open", "database": "postgresql", "figure": ten,
        "floor": one, "ratio": ratio, "unit": "s", "bar": f"<= {BAR}x", "kept": ratio <= BAR,
    }  # fmt: skip
    print(
        f"{line['name']}: {ten:.3g} s, {one:.3g} s, {ratio:.2f}x (bar {line['bar']})"
        f"{'' if line['kept'] else '  NOT KEPT'}"
    )
    return line
