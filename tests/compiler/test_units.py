"""Names of units: what looks like one, how lists fall apart, the dictionary of aliases."""

import pytest

from bihuan.compiler import UnitDictionary, compile
from bihuan.compiler.units import looks_like_unit, split_units


@pytest.mark.parametrize(
    "name",
    ["市应急局", "县委组织部", "各县(市、区)人民政府", "团市委", "七矿公司", "市消防救援支队"],
)
def test_a_name_with_the_ending_of_a_unit_looks_like_one(name: str) -> None:
    assert looks_like_unit(name)


@pytest.mark.parametrize("name", ["社会", "全部", "市场", "厂长", "安全生产", "局", ""])
def test_other_words_do_not(name: str) -> None:
    assert not looks_like_unit(name)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("市应急局、市公安局", ["市应急局", "市公安局"]),
        ("市法制办及各行业主管、监管部门", ["市法制办", "各行业主管、监管部门"]),
        ("市工业和信息化局和市文化和旅游局", ["市工业和信息化局", "市文化和旅游局"]),
        ("市发改、财政、住建等部门", ["市发改、财政、住建等部门"]),
        ("市公安局等有关部门", ["市公安局"]),
        ("市、区人民政府", ["市、区人民政府"]),
        ("各市、县(市、区)人民政府,省有关单位", ["各市", "县(市、区)人民政府", "省有关单位"]),
        ("人行云川中支、相关金融机构", ["人行云川中支", "相关金融机构"]),
    ],
)
def test_a_list_falls_apart_into_its_units(text: str, units: list[str]) -> None:
    assert [text[start:end] for start, end in split_units(text, 0, len(text))] == units


def test_blanks_part_full_names_only() -> None:
    text = "市应急局市公安局"
    assert split_units(text, 0, len(text), gaps=[4]) == [(0, 4), (4, 8)]
    assert split_units(text, 0, len(text), gaps=[2]) == [(0, 8)]


def test_aliases_are_looked_up_in_the_jurisdiction_first() -> None:
    everywhere = UnitDictionary.of({"市自然资源和规划局": ["市国土局"]})
    local = UnitDictionary.of({"市国土资源局": ["市国土局"]}, "七台河市")
    units = everywhere.merged(local)
    assert units.canonical("市国土局", "七台河市") == "市国土资源局"
    assert units.canonical("市国土局", "青岛市") == "市自然资源和规划局"
    assert units.canonical("市财政局", "七台河市") is None


def test_merging_leaves_both_dictionaries_as_they_were() -> None:
    first = UnitDictionary.of({"甲局": ["甲"]})
    second = UnitDictionary.of({"乙局": ["甲"]})
    assert first.merged(second).canonical("甲") == "乙局"
    assert first.canonical("甲") == "甲局"


def test_a_name_in_the_dictionary_is_a_subject_even_with_an_unusual_ending() -> None:
    text = "一、任务\n1、排查。金沙湾要开展排查。\n"
    assert compile(text).clauses[0].responsible == ()
    units = UnitDictionary.of({"金沙湾": []})
    assert [item.unit for item in compile(text, units=units).clauses[0].responsible] == ["金沙湾"]
