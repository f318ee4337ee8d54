"""Two runs of the tests are counted as one."""

from pathlib import Path

from tests.run import Count


def report(folder: Path, **numbers: int) -> Path:
    shown = " ".join(f'{name}="{number}"' for name, number in numbers.items())
    path = folder / f"{len(list(folder.iterdir()))}.xml"
    path.write_text(f"<testsuites><testsuite {shown}/></testsuites>")
    return path


def test_the_outcomes_of_both_databases_are_added_up(tmp_path: Path) -> None:
    count = Count()
    count.add(report(tmp_path, tests=10, failures=1, errors=1, skipped=3))
    count.add(report(tmp_path, tests=10, failures=0, errors=0, skipped=1))
    assert count == Count(passed=14, failed=2, skipped=4)
    assert count.line(1.5) == "===== 2 failed, 14 passed, 4 skipped in 1.50s ====="


def test_a_run_without_tests_says_so() -> None:
    assert Count().line(0) == "===== no tests ran in 0.00s ====="
