"""A pack that cannot be used is refused in one line naming file and place; nothing is loaded."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import BadPack, read_pack
from tests.faults.refusal import contents, is_one_clear_sentence
from tests.surfaces.twins import County

TEXT = "关于小事的通知\n\n一、检查。企业每月至少检查1次。\n\n二、演练。企业每年演练1次。\n"
STEP = {"after": "0d", "stage": 1, "tells": ["holder"]}


def good() -> dict[str, Any]:
    """Return a pack in which nothing is wrong."""
    return {
        "document": {
            "key": "441521/small-2024", "title": "关于小事的通知", "place": "441521",
            "level": "county", "text": "small.txt", "status": "in_force",
        },
        "ladders": [{"key": "own", "title": "阶梯", "derived": "天数由本地定", "steps": [STEP]}],
        "rules": [{
            "id": "check", "clause": "1", "says": "每月至少检查1次", "duty": "check.month",
            "title": "每月检查", "who": {"kinds": ["enterprise"]}, "per": "month", "ladder": "own",
        }],
    }  # fmt: skip


def broken(path: str, value: Any) -> dict[str, Any]:
    """Return the good pack with one value put in place of another, or taken away by ``...``."""
    pack: Any = good()
    *way, last = (int(part) if part.isdecimal() else part for part in path.split("."))
    part = pack
    for name in way:
        part = part[name]
    if value is ...:
        del part[last]
    else:
        part[last] = value
    return dict(pack)


#: What is wrong -> where, with what, and the words of the answer.
BROKEN: dict[str, tuple[str, Any, str]] = {
    "no title": ("document.title", ..., "document.title"),
    "no key": ("document.key", ..., "document.key"),
    "a key of another form": ("document.key", "Small 2024", "document.key"),
    "a place that is no code": ("document.place", "海丰", "document.place"),
    "a place nobody loaded": ("document.place", "999999", "999999"),
    "a level that is none": ("document.level", "planet", "document.level"),
    "a state that is none": ("document.status", "maybe", "document.status"),
    "a text that is not there": ("document.text", "gone.txt", "gone.txt"),
    "a day that is none": ("document.dated", "2024-02-30", "document.dated"),
    "a word nobody knows": ("document.mood", "好", "document.mood"),
    "no clause": ("rules.0.clause", ..., "rules.0.clause"),
    "a clause that is not there": ("rules.0.clause", "9", "9"),
    "a quotation that is not there": ("rules.0.says", "每周检查2次", "每周检查2次"),
    "a quotation of another clause": ("rules.0.says", "每年演练1次", "每年演练1次"),
    "no units": ("rules.0.who", ..., "rules.0.who"),
    "units by a word nobody knows": ("rules.0.who", {"colour": ["red"]}, "rules.0.who"),
    "a set nobody drew": ("rules.0.who", {"sets": ["mines"]}, "mines"),
    "a period that is none": ("rules.0.per", "fortnight", "rules.0.per"),
    "no times": ("rules.0.times", 0, "rules.0.times"),
    "times in words": ("rules.0.times", "twice", "rules.0.times"),
    "an event without name": ("rules.0.per", "event", "event"),
    "a ladder that is not there": ("rules.0.ladder", "stairs", "stairs"),
    "a ladder without rungs": ("ladders.0.steps", [], "ladders.0.steps"),
    "a rung in no unit of time": (
        "ladders.0.steps", [STEP | {"after": "3x"}], "ladders.0.steps.0.after"),
    "a rung that tells nobody known": (
        "ladders.0.steps", [STEP | {"tells": ["mayor"]}], "ladders.0.steps.0.tells"),
    "rungs out of order": (
        "ladders.0.steps", [STEP | {"after": "3d"}, STEP], "没有按先后排列"),
    "a stage that is none": ("ladders.0.steps", [STEP | {"stage": 9}], "ladders.0.steps.0.stage"),
    "rules that are no list": ("rules", {"check": 1}, "rules"),
    "one rule twice": ("rules", good()["rules"] * 2, "check"),
    "no document": ("document", ..., "document"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_pack_that_cannot_be_used_is_named_with_the_place_and_loads_nothing(
    county: County, tmp_path: Path, name: str
) -> None:
    where, value, names = BROKEN[name]
    (tmp_path / "small.txt").write_text(TEXT, "utf-8")
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(broken(where, value), allow_unicode=True), "utf-8")
    before = contents()
    with pytest.raises(BadPack) as refused:
        load_pack(read_pack(path), on=date(2025, 3, 12))
    assert is_one_clear_sentence([str(refused.value)], names), str(refused.value)
    assert str(refused.value).startswith("small.yaml：")
    assert contents() == before


def test_the_pack_the_faults_are_made_of_is_good(county: County, tmp_path: Path) -> None:
    (tmp_path / "small.txt").write_text(TEXT, "utf-8")
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(good(), allow_unicode=True), "utf-8")
    loaded = load_pack(read_pack(path), on=date(2025, 3, 12))
    assert loaded.new == {"clauses": 2, "ladders": 1, "rules": 1}
