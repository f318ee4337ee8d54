"""Run the tests once on each database and end with one line that counts both runs.

`BIHUAN_REQUIRE_POSTGRES=1` makes a missing PostgreSQL an error instead of a remark.
`BIHUAN_TEST_WORKERS` is the number of processes, 2 unless told.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import postgresql  # noqa: E402

NO_TESTS_COLLECTED = 5


@dataclass
class Count:
    """What came of a number of tests."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, report: Path) -> None:
        """Add the outcomes of one run, read from its JUnit report."""
        # The file is our own pytest's, written a moment ago.
        for suite in ElementTree.parse(report).iter("testsuite"):  # noqa: S314
            total, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
            failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            self.failed += failed
            self.skipped += skipped
            self.passed += total - failed - skipped

    def line(self, seconds: float) -> str:
        """Return the counts the way pytest ends a run."""
        named = (("failed", self.failed), ("passed", self.passed), ("skipped", self.skipped))
        shown = ", ".join(f"{number} {name}" for name, number in named if number)
        return f"===== {shown or 'no tests ran'} in {seconds:.2f}s ====="


def main(arguments: list[str]) -> int:
    """Return 0 when every test passed on every database there is."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    started, count, codes = time.monotonic(), Count(), []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        addresses = {"SQLite": ""}
        try:
            addresses["PostgreSQL"] = stack.enter_context(postgresql.private_server())
        except postgresql.Unavailable as reason:
            if os.environ.get("BIHUAN_REQUIRE_POSTGRES") == "1":
                print(f"tests: {reason}, and BIHUAN_REQUIRE_POSTGRES=1 demands it.")
                return 1
            remark = f"Not run on PostgreSQL: {reason}."
        else:
            remark = ""
        for database, address in addresses.items():
            print(f"tests on {database}", flush=True)
            report = folder / f"{database}.xml"
            codes.append(run(address, report, arguments))
            if report.exists():
                count.add(report)
    if remark:
        print(remark)
    print(count.line(time.monotonic() - started))
    bad = [code for code in codes if code not in (0, NO_TESTS_COLLECTED)]
    return max(bad, default=0 if 0 in codes else NO_TESTS_COLLECTED)


def run(address: str, report: Path, arguments: list[str]) -> int:
    """Run pytest on the database at `address`; return its exit code."""
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}"]
    # Neighbours stay together, so that what a file of tests builds once is built by one process.
    command += ["-n", os.environ.get("BIHUAN_TEST_WORKERS", "2"), "--dist=worksteal", *arguments]
    environment = os.environ | {"BIHUAN_DATABASE": address}
    # The four processes of a run read the same tests: the first compiles them for the others.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
