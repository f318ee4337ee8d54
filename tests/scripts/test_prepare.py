"""Set-up does what changed since last time, and only that."""

from pathlib import Path

import pytest

from scripts import prepare


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return the list of what was made; the environment is an empty folder."""
    monkeypatch.setattr(prepare, "VENV", tmp_path)
    return []


def _step(made: list[bytes], content: bytes, result: Path) -> None:
    def make() -> None:
        made.append(content)
        result.write_bytes(content)

    prepare.step("a thing", [content], result, make)


def test_a_step_runs_once_for_the_same_inputs(made: list[bytes], tmp_path: Path) -> None:
    for _ in range(2):
        _step(made, b"one", tmp_path / "result")
    assert made == [b"one"]


def test_a_step_runs_again_when_an_input_changes(made: list[bytes], tmp_path: Path) -> None:
    for content in (b"one", b"two"):
        _step(made, content, tmp_path / "result")
    assert made == [b"one", b"two"]


def test_a_step_runs_again_when_its_result_was_removed(made: list[bytes], tmp_path: Path) -> None:
    _step(made, b"one", tmp_path / "result")
    (tmp_path / "result").unlink()
    _step(made, b"one", tmp_path / "result")
    assert made == [b"one", b"one"]


def test_a_step_that_fails_leaves_no_stamp(made: list[bytes], tmp_path: Path) -> None:
    def fail() -> None:
        raise prepare.Failed("no")

    with pytest.raises(prepare.Failed):
        prepare.step("a thing", [b"one"], tmp_path / "result", fail)
    assert not (tmp_path / "made").exists()


def test_a_command_that_fails_is_shown_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(prepare.Failed, match=r"no such thing\nfailed: sh -c"):
        prepare.run("sh", "-c", "echo no such thing; exit 1", folder=tmp_path)


def test_changing_the_settings_of_a_tool_does_not_reinstall_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declared = '[build-system]\n[project]\nname="x"\n[tool.setuptools]\n'
    monkeypatch.setattr(prepare, "ROOT", tmp_path)
    digests = []
    for more in ("", "[tool.ruff]\nline-length = 90\n", "[project.scripts]\nx = 'y:z'\n"):
        (tmp_path / "pyproject.toml").write_text(declared + more)
        digests.append(prepare._packaging())
    assert digests[0] == digests[1] != digests[2]
