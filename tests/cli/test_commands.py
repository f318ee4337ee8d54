"""Every command explains itself with an example; packs and coverage speak to people and scripts."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bihuan.cli import main

ROOT = Path(__file__).resolve().parents[2]
#: Commands a script waits for the outcome of.
FOR_SCRIPTS = {
    *("bihuan backup", "bihuan doctor", "bihuan materialise", "bihuan policy compile"),
    *("bihuan policy coverage", "bihuan sweep", "bihuan verify"),
}


def commands(command: click.Command, above: click.Context | None) -> Iterator[click.Context]:
    context = click.Context(command, above, info_name=command.name if above else "bihuan")
    yield context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, context)


CONTEXTS = {context.command_path: context for context in commands(main, None)}


@pytest.mark.parametrize("path", CONTEXTS)
def test_every_command_has_help_with_an_example_that_it_accepts(path: str) -> None:
    result = CliRunner().invoke(main, [*path.split()[1:], "--help"])
    assert result.exit_code == 0
    assert CONTEXTS[path].command.help
    example = result.stdout.rpartition("例：")[2]
    words = example.split()
    while "=" in words[0]:
        words.pop(0)
    assert " ".join(words).startswith(path)
    if not isinstance(CONTEXTS[path].command, click.Group):
        given = words[len(path.split()) :]
        parser = CONTEXTS[path].command.make_parser(CONTEXTS[path])
        parser.parse_args(given)


def test_what_scripts_wait_for_speaks_json() -> None:
    speaking = {
        path
        for path, context in CONTEXTS.items()
        if any("--json" in parameter.opts for parameter in context.command.params)
    }
    assert speaking == FOR_SCRIPTS


def test_the_packs_shipped_are_valid() -> None:
    result = CliRunner().invoke(main, ["packs", "check"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "引文全部与原文一致" in result.stdout


def test_a_bad_pack_is_one_line_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "441521").mkdir()
    (tmp_path / "441521" / "坏.yaml").write_text("dokument: {}\n", "utf-8")
    for words in (
        ["packs", "check", str(tmp_path)],
        ["policy", "coverage", "--packs", str(tmp_path)],
    ):
        result = CliRunner().invoke(main, words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
        assert "坏.yaml" in result.stderr


def test_coverage_counts_every_clause_of_the_five_documents() -> None:
    result = CliRunner().invoke(main, ["policy", "coverage", "--json"])
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert found["total"] == len(found["clauses"]) == 151
    assert found["real"] == sum(clause["real"] for clause in found["clauses"])
    for clause in found["clauses"]:
        assert {"document", "no", "real", "by", "missing"} <= set(clause)
        assert clause["real"] == (not clause["missing"])


def test_coverage_for_people_names_what_is_missing() -> None:
    result = CliRunner().invoke(main, ["policy", "coverage"])
    assert result.exit_code == 0
    assert result.stdout.startswith("条款 151 条，已落实 ")
    assert "    缺：" in result.stdout


@pytest.mark.django_db
def test_packs_are_loaded_once_however_often() -> None:
    from bihuan.kernel.law.models import Rule
    from bihuan.kernel.orgs import places
    from bihuan.lib.tables import Table

    places.load_places(Table("divisions").rows)
    first = CliRunner().invoke(main, ["policy", "load"])
    assert first.exit_code == 0, first.output
    rules = sorted(Rule.objects.values_list("key", "version"))
    assert rules
    again = CliRunner().invoke(main, ["policy", "load"])
    assert again.exit_code == 0
    assert "海丰县安全生产治本攻坚三年行动实施方案(2024-2026年)：无变化" in again.stdout
    assert sorted(Rule.objects.values_list("key", "version")) == rules


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "password", "says"),
    [("999999", "zhongguo-haifeng", "999999"), ("441521", "123", "密码")],
)
def test_an_administrator_who_cannot_be_made_is_refused_and_nothing_is_made(
    place: str, password: str, says: str
) -> None:
    from bihuan.kernel.orgs.models import Account, Person, Unit

    words = ["createadmin", "--place", place, "--name", "王五", "--password", password, "admin"]
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr
    assert [model.objects.count() for model in (Account, Person, Unit)] == [0, 0, 0]


@pytest.mark.django_db
def test_an_administrator_is_made_with_the_office_of_the_place() -> None:
    from bihuan.kernel.orgs.models import Account

    words = ["createadmin", "--place", "441521", "--name", "王五", "admin"]
    result = CliRunner().invoke(main, words, input="zhongguo-haifeng\nzhongguo-haifeng\n")
    assert result.exit_code == 0, result.output
    assert "已建立账号 admin：海丰县安委办系统管理员 王五" in result.stdout
    assert Account.objects.get().check_password("zhongguo-haifeng")
