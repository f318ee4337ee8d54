"""Generated pages are written from the code, and a stale one is noticed."""

from pathlib import Path

import pytest

from docs import generate


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(generate, "GENERATED", tmp_path / "generated")
    monkeypatch.setattr(generate, "PAGES", {"a.md": lambda root: "fresh\n"})
    return tmp_path / "generated"


def test_checking_a_missing_page_names_it_and_writes_nothing(
    pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--check"]) == 1
    assert "(a.md): run `make docs`" in capsys.readouterr().out
    assert not pages.exists()


def test_checking_a_stale_page_leaves_it_as_it_is(pages: Path) -> None:
    pages.mkdir()
    (pages / "a.md").write_text("stale\n")
    assert generate.main(["--check"]) == 1
    assert (pages / "a.md").read_text() == "stale\n"


def test_a_written_page_is_up_to_date(pages: Path) -> None:
    assert generate.main([]) == 0
    assert (pages / "a.md").read_text() == "fresh\n"
    assert generate.main(["--check"]) == 0


def test_the_size_of_the_kernel_counts_no_migrations(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001_initial.py").write_text("x\n" * 99)
    (tmp_path / "models.py").write_text("x\n" * 3)
    assert generate.lines_of_code(tmp_path) == 3


def test_the_layers_page_says_every_contract_in_words() -> None:
    text = generate.import_layers(generate.ROOT)
    assert "`config` → `bihuan`" in text
    assert "`bihuan.modules.*.rules` not `django`" in text


def test_the_coverage_page_has_a_line_for_every_clause_and_names_in_chinese_what_lacks() -> None:
    text = generate.clause_coverage(generate.ROOT)
    rows = [line for line in text.splitlines() if line.startswith("| ") and " --- " not in line]
    documents = text.count("\n## ")
    assert documents == 5
    assert len(rows) - documents == 151
    assert "风险分级" in text
    assert "risk-grading" not in text


def test_the_commands_page_shows_each_command_with_its_example() -> None:
    text = generate.command_reference(generate.ROOT)
    for command in ("bihuan", "bihuan sweep", "bihuan policy coverage"):
        assert f"## `{command}`" in text
    assert text.count("例：") == text.count("\n## ")
