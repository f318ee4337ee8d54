"""The checks of the repository find what they are for."""

from pathlib import Path

import pytest

from scripts import check


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "frontend").mkdir()
    (tmp_path / "requirements.lock").write_text("click==8.5.1 \\\n    --hash=sha256:00\n")
    (tmp_path / "frontend" / "package-lock.json").write_text(
        '{\n"integrity": "sha512-x",\n"url": "https://opencollective.example/a"\n}\n'
    )
    monkeypatch.setattr(check, "ROOT", tmp_path)
    return tmp_path


def test_locks_of_names_and_hashes_pass(locks: Path) -> None:
    assert check.locks() == check.Outcome(passed=True)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("requirements.lock", "--index-url mirror"),
        ("requirements.lock", "click @ https://mirror.example/click.whl"),
        ("frontend/package-lock.json", '"resolved": "x"'),
        ("frontend/package-lock.json", '"tarball": "https://mirror.example/a.tgz"'),
    ],
)
def test_an_address_in_a_lock_is_found_with_its_line(locks: Path, name: str, line: str) -> None:
    file = locks / name
    file.write_text(f"{file.read_text()}{line}\n")
    outcome = check.locks()
    assert not outcome.passed
    number = len(file.read_text().splitlines())
    assert outcome.words == f"{name}:{number}: records an address: {line}"


def test_a_program_that_fails_fails_its_check_with_its_words() -> None:
    assert check.run("sh", "-c", "echo why >&2; exit 3") == check.Outcome(passed=False, words="why")


def test_one_failure_fails_the_whole_and_is_named_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = check.Outcome(passed=True, words="quiet"), check.Outcome(passed=False, words="loud")
    monkeypatch.setattr(check, "CHECKS", {"good": lambda: good, "bad": lambda: bad})
    assert check.main([]) == 1
    said = capsys.readouterr().out
    assert "loud" in said
    assert "quiet" not in said
    assert said.splitlines()[-1] == "check: 1 of 2 failed: bad"


def test_a_check_that_does_not_exist_is_refused_with_those_that_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert check.main(["lnit"]) == 2
    assert "there is no lnit; there are types, format, lint" in capsys.readouterr().out
