"""What the how-to pages say holds: their commands run, their examples are the code's."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from bihuan.cli import main
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Rule
from bihuan.kernel.law.packs import BadPack, read_pack
from bihuan.kernel.notices.channels import Message, configured
from config import environment
from tests.cli.installation import copy_into, shell
from tests.cli.test_commands import CONTEXTS
from tests.docs.pages import HOW_TO, blocks, names, text
from tests.kernel import factories

ROOT = HOW_TO.parents[1]
ONE_PAGE = 80


@pytest.mark.parametrize("name", names())
def test_a_page_is_one_page_and_found_from_the_readme(name: str) -> None:
    assert len(text(name).splitlines()) <= ONE_PAGE
    assert f"docs/how-to/{name}.md" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", names())
def test_every_link_and_path_of_a_page_is_there(name: str) -> None:
    page = text(name)
    for target in re.findall(r"\]\(([^)#]+)\)", page):
        assert (HOW_TO / target).exists(), target
    for path in re.findall(r"`((?:bihuan|tests|packs|config|docs)/[\w./-]+)`", page):
        if "2025" not in path:
            assert (ROOT / path).exists(), path


def typed(name: str) -> list[list[str]]:
    """Return the calls of `bihuan` of a page, in blocks and in running text, as words."""
    page = text(name)
    lines = re.findall(r"^(?:\w+=\S+ )*(bihuan [^\n]*)$", page, re.MULTILINE)
    lines += re.findall(r"`(bihuan [a-z][^`]*)`", page)
    return [shlex.split(line) for line in lines]


@pytest.mark.parametrize("name", names())
def test_every_command_of_a_page_exists_and_takes_what_it_is_given(name: str) -> None:
    for words in typed(name):
        length = max(
            (n for n in range(2, len(words) + 1) if " ".join(words[:n]) in CONTEXTS), default=0
        )
        assert length, words
        context = CONTEXTS[" ".join(words[:length])]
        given = words[length:]
        context.command.make_parser(context).parse_args(given or [])


@pytest.mark.parametrize("name", names())
def test_every_variable_of_a_page_is_a_setting(name: str) -> None:
    settings = (ROOT / "config" / "settings.py").read_text("utf-8")
    for variable in re.findall(r"BIHUAN_[A-Z_]+", text(name)):
        assert f'"{variable}"' in settings, variable


@pytest.mark.slow
@pytest.mark.parametrize("name", ["back-up-and-restore", "prove-what-happened", "keep-it-running"])
def test_the_commands_of_a_page_run_as_they_stand(tmp_path: Path, name: str) -> None:
    copy_into(tmp_path)
    # Whether the pages are styled, this year's holidays known, is the machine's affair.
    script = "".join(blocks(name, "sh")).replace("doctor --json", "doctor --json || test $? = 1")
    done = shell(tmp_path, script)
    assert done.returncode == 0, done.stdout + done.stderr
    if name != "keep-it-running":
        assert "没有发现改动" in done.stdout


@pytest.mark.slow
def test_the_script_that_enters_units_and_people_runs_and_they_can_sign_in(tmp_path: Path) -> None:
    copy_into(tmp_path)
    [script], [command] = (
        blocks("enter-units-and-people", "python"),
        blocks("enter-units-and-people", "sh"),
    )
    signs_in = (
        "\nfrom django.contrib.auth import get_user_model\n"
        "wangwu = get_user_model().objects.get(login='wangwu')\n"
        "assert wangwu.check_password('a-password-to-be-changed')\n"
        "print(bureau.supervisor, terms.terms_on(person, at.date())[0].post)\n"
    )
    (tmp_path / "enter.py").write_text(script + signs_in, "utf-8")
    done = shell(tmp_path, command)
    assert done.returncode == 0, done.stderr
    assert "海丰县安委办 " in done.stdout


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The example of the page, written where the page says."""
    [words], [yaml] = blocks("write-a-pack", "text"), blocks("write-a-pack", "yaml")
    folder = tmp_path / "packs" / "441521"
    folder.mkdir(parents=True)
    (folder / "fireworks-2025.txt").write_text(words, "utf-8")
    (folder / "fireworks-2025.yaml").write_text(yaml, "utf-8")
    return folder / "fireworks-2025.yaml"


def test_the_example_of_a_pack_is_valid(pack: Path) -> None:
    result = CliRunner().invoke(main, ["packs", "check", str(pack.parents[1])])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "1 个政策包，2 条规则" in result.stdout
    assert [str(c.no) for c in read_pack(pack).compiled.clauses] == ["1", "2", "3"]


def test_the_example_of_a_pack_with_a_word_not_in_the_text_is_refused(pack: Path) -> None:
    pack.write_text(pack.read_text("utf-8").replace("says: 每月至少", "says: 每月最少"), "utf-8")
    with pytest.raises(BadPack, match="self-check 引用的“每月最少开展1次自查”不在条款 1 里"):
        read_pack(pack)


@pytest.mark.django_db
def test_the_example_of_a_pack_loads_once_and_leaves_open_what_the_text_leaves_open(
    pack: Path,
) -> None:
    factories.county()
    load_pack(read_pack(ROOT / "packs/CN/suggested.yaml"), on=factories.DAY)
    loaded = load_pack(read_pack(pack), on=factories.DAY)
    rules = {
        rule.key.rpartition("#")[2]: rule
        for rule in Rule.objects.filter(clause__document=loaded.document)
    }
    assert rules["self-check"].per == "month"
    assert rules["drill"].per == ""
    assert load_pack(read_pack(pack), on=factories.DAY).new == {}


def test_the_example_of_a_kind_of_matter_is_the_one_the_tests_run_on() -> None:
    import bihuan.modules
    from tests.testapp.flows import RectificationFlow

    noun, head, step, offer, proof = blocks("add-a-kind-of-matter", "python")
    assert noun in (ROOT / "tests/testapp/models.py").read_text("utf-8")
    flows = (ROOT / "tests/testapp/flows.py").read_text("utf-8")
    assert head in flows
    assert step in flows
    assert proof in (ROOT / "tests/kernel/flows/test_walks.py").read_text("utf-8")
    known = {"Module": bihuan.modules.Module, "RectificationFlow": RectificationFlow}
    exec(offer, known)  # noqa: S102 - the page's own words are what is tested
    assert known["MODULE"].flows == (RectificationFlow,)
    capabilities = (ROOT / "packs/capabilities.toml").read_text("utf-8")
    assert all(f'"{word}"' in capabilities for word in known["MODULE"].provides)


def exported(block: str) -> dict[str, str]:
    """Return the variables a block of the shell sets."""
    words = shlex.split(block)
    return dict(word.split("=", 1) for word in words if word.startswith("BIHUAN_"))


def test_the_ways_to_tell_people_are_understood(settings) -> None:
    alone, several = (exported(b) for b in blocks("tell-people-by-mail-and-sms", "sh"))
    server = environment.mail_server(alone["BIHUAN_SMTP"])
    assert (server.user, server.host, server.encrypted) == (
        "notice@example.cn", "mail.example.cn", True,
    )  # fmt: skip
    settings.BIHUAN_CHANNELS = environment.channels(several["BIHUAN_CHANNELS"], mail="")
    ways = configured()
    assert list(ways) == ["sms", "wecom", "email"]
    assert ways["sms"].repeatable
    assert not ways["wecom"].repeatable
    [body] = blocks("tell-people-by-mail-and-sms", "json")
    shown = json.loads(body)
    message = Message(shown["id"], shown["phone"], shown["text"], "")
    assert ways["sms"].shape(message) == shown
    table = re.findall(r"^\| `(\w+)` \|", text("tell-people-by-mail-and-sms"), re.MULTILINE)
    assert set(table) == {"kind", "email", *environment.GATEWAYS}


def test_the_settings_for_postgresql_are_understood() -> None:
    _, chosen, *_ = blocks("install-on-postgresql", "sh")
    values = exported(chosen)
    entry = environment.database(values["BIHUAN_DATABASE"], Path("data"))
    assert (entry["NAME"], entry["HOST"], entry["PORT"]) == ("bihuan", "db.example.cn", "5432")
    assert environment.public_address(values["BIHUAN_URL"])[2]
    assert environment.mail_server(values["BIHUAN_SMTP"]).user == "notice@example.cn"
