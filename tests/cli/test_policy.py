"""The command ``bihuan policy compile``, as a person or a script calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bihuan.cli import main

ROOT = Path(__file__).parents[2]
QITAIHE = ROOT / "packs/230900/qitaihe-2017.txt"


def test_json_is_the_compiled_document_and_nothing_else() -> None:
    result = CliRunner().invoke(main, ["policy", "compile", str(QITAIHE), "--json"])
    assert result.exit_code == 0
    compiled = json.loads(result.stdout)
    assert compiled["document"]["number"] == "七政发〔2017〕4号"
    assert [c["no"] for c in compiled["clauses"] if c["no"] is not None] == list(range(1, 41))
    assert result.stderr == ""


def test_the_output_goes_to_a_file_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    result = CliRunner().invoke(
        main, ["policy", "compile", str(QITAIHE), "--json", "-o", str(target)]
    )
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(target.read_text("utf-8"))["warnings"] == []


def test_the_summary_lists_clauses_owners_and_open_questions() -> None:
    result = CliRunner().invoke(main, ["policy", "compile", str(QITAIHE)])
    assert result.exit_code == 0
    assert "牵头 市安监局、市煤管局；配合 市监察局" in result.stdout
    assert "共 40 条，其中 0 条未写明责任单位" in result.stdout


@pytest.mark.parametrize("name", ["没有.txt", "空.txt", "旧.doc"])
def test_a_file_that_cannot_be_read_exits_2_with_one_line(tmp_path: Path, name: str) -> None:
    if name != "没有.txt":
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if "doc" in name else b"")
    result = CliRunner().invoke(main, ["policy", "compile", str(tmp_path / name), "--json"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert name in result.stderr


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    target = tmp_path / "没有" / "out.json"
    result = CliRunner().invoke(main, ["policy", "compile", str(QITAIHE), "-o", str(target)])
    assert result.exit_code == 2
    assert "无法写入" in result.stderr
    assert not target.exists()


def test_compiling_loads_neither_django_nor_the_readers_it_does_not_need() -> None:
    program = (
        "import sys\nfrom bihuan.cli import main\n"
        f"main(['policy', 'compile', {str(QITAIHE)!r}, '--json'], standalone_mode=False)\n"
        "heavy = {'django', 'docx', 'pypdfium2', 'selectolax', 'lxml'} & set(sys.modules)\n"
        "sys.stderr.write(','.join(sorted(heavy)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stderr.decode() == ""


def test_help_names_the_commands() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert "policy" in result.stdout


def test_an_unknown_command_is_refused() -> None:
    result = CliRunner().invoke(main, ["polcy"])
    assert result.exit_code == 2
    assert "polcy" in result.stderr
