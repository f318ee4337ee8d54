"""A pack is refused with one clear sentence, or every word of it can be trusted."""

from pathlib import Path

import pytest

from bihuan.kernel.law.packs import BadPack, hours_of, read_pack, read_packs, spell
from bihuan.lib.periods import PeriodKind

PACKS = Path(__file__).resolve().parents[3] / "packs"
DOCUMENT = """
document:
  key: 440000/small-2024
  title: 关于小事的通知
  place: "440000"
  level: province
  text: small.txt
  status: in_force
"""
TEXT = "关于小事的通知\n\n一、检查。企业每月至少检查1次。\n\n二、演练。企业每年演练1次。\n"
RULE = """
rules:
  - id: check
    clause: "1"
    says: 每月至少检查1次
    duty: check.month
    title: 每月检查
    who: {kinds: [enterprise]}
    per: month
"""


@pytest.fixture
def write(tmp_path: Path):
    """Return a function that writes a pack beside its text and returns its path."""
    (tmp_path / "small.txt").write_text(TEXT, "utf-8")

    def _write(body: str) -> Path:
        path = tmp_path / "small.yaml"
        path.write_text(body, "utf-8")
        return path

    return _write


def test_every_pack_of_the_project_is_valid_and_quotes_its_document_word_for_word():
    files = read_packs(PACKS)
    assert len(files) >= 12
    assert [file.path.parent.name for file in files][0] == "CN"


def test_the_five_documents_have_all_their_numbered_clauses():
    numbered = {
        file.pack.document.key: sum(clause.part == "body" for clause in file.compiled.clauses)
        for file in read_packs(PACKS)
        if file.compiled
    }
    assert numbered == {
        "230900/qitaihe-2017": 40,
        "441521/haifeng-2024": 36,
        "510600/deyang-2017": 29,
        "370200/qingdao-2016": 10,
        "130802/shuangqiao-2018": 35,
    }


def test_period_words_of_packs_are_those_of_the_calendar():
    from bihuan.kernel.law.schema import Per

    assert set(Per.__args__) - {"event", "unset"} == {kind.value for kind in PeriodKind}


def test_a_good_pack_is_read(write):
    file = read_pack(write(DOCUMENT + RULE))
    assert file.pack.rules[0].times == 1
    assert file.clause("1").text.startswith("一、检查")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "应以 document: 开头"),
        ("document: [", "不是合法的 YAML"),
        (DOCUMENT.replace("small.txt", "none.txt"), "找不到原文 none.txt"),
        (DOCUMENT + "wishes: []", "wishes"),
        (DOCUMENT.replace("level: province", "level: planet"), "document.level"),
        (DOCUMENT + RULE.replace("month\n", "fortnight\n"), "rules.0.per"),
        (DOCUMENT + RULE.replace("每月至少检查1次", "每周检查"), "引用的“每周检查”不在条款 1 里"),
        (DOCUMENT + RULE.replace('"1"', '"9"'), "文件里没有条款“9”"),
        (DOCUMENT + RULE.replace("per: month", "per: event"), "per: event 要写 event"),
        (DOCUMENT + RULE.replace("per: month", "per: month\n    times: 0"), "rules.0.times"),
        (
            DOCUMENT + RULE.replace("kinds: [enterprise]", "sets: [mines]"),
            "没有定义的集合 mines",
        ),
        (DOCUMENT + RULE + RULE.replace("rules:", ""), "标识重复：check"),
        (
            DOCUMENT
            + "ladders:\n  - {key: a, title: 甲, steps: ["
            + "{after: 3d, stage: 2, tells: [holder]}, {after: 0d, stage: 1, tells: [holder]}]}",
            "没有按先后排列",
        ),
        (
            DOCUMENT + "ladders:\n  - {key: a, title: 甲, steps: []}",
            "ladders.0.steps",
        ),
    ],
)
def test_a_bad_pack_gives_one_line_that_names_the_file_and_the_place(write, body, says):
    with pytest.raises(BadPack) as refused:
        read_pack(write(body))
    assert says in str(refused.value)
    assert str(refused.value).startswith("small.yaml：")
    assert "\n" not in str(refused.value)


def test_a_missing_or_binary_file_is_named(tmp_path):
    with pytest.raises(BadPack, match=r"gone\.yaml：读不了这个文件"):
        read_pack(tmp_path / "gone.yaml")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(BadPack, match="不是 UTF-8 文本"):
        read_pack(binary)


def test_paths_are_spelt_the_way_packs_write_them():
    assert spell(("四", "（三）")) == "四(三)"
    assert spell(("5.",)) == "5"


def test_offsets_of_rungs_are_hours():
    assert [hours_of(text) for text in ("-7d", "0d", "12h", "+3d")] == [-168, 0, 12, 72]
