"""The five real documents, against what people read in them by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.compiler import Document, compile

ROOT = Path(__file__).parents[2]
POLICIES = {
    "qitaihe": "230900/qitaihe-2017.txt",
    "haifeng": "441521/haifeng-2024.txt",
    "qingdao": "370200/qingdao-2016.txt",
    "deyang": "510600/deyang-2017.txt",
    "shuangqiao": "130802/shuangqiao-2018.txt",
}


def _gold(name: str) -> dict[str, Any]:
    gold: dict[str, Any] = json.loads((ROOT / f"tests/clauses/{name}.json").read_text("utf-8"))
    return gold


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {name: compile(ROOT / "packs" / path) for name, path in POLICIES.items()}


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_clauses_carry_the_numbers_and_headings_read_by_hand(
    name: str, documents: dict[str, Document]
) -> None:
    read = [(clause.id, clause.heading) for clause in documents[name].numbered()]
    by_hand = [
        (str(clause["no"]), clause["heading"])
        for clause in _gold(name)["clauses"]
        if clause["no"] != "closing"
    ]
    assert read == by_hand


@pytest.mark.parametrize("name", ["qitaihe", "haifeng", "deyang", "shuangqiao"])
def test_clauses_stand_under_the_chapter_read_by_hand(
    name: str, documents: dict[str, Document]
) -> None:
    read = [clause.chapter for clause in documents[name].numbered()]
    by_hand = [clause["chapter"] for clause in _gold(name)["clauses"] if clause["no"] != "closing"]
    assert read == by_hand


def test_every_division_bracket_of_qitaihe_gives_its_leads_helpers_and_sharers(
    documents: dict[str, Document],
) -> None:
    keys = {"lead": "lead", "cooperate": "cooperate", "share": "shared"}
    read = [
        {role: [item.unit for item in clause.responsible if item.role == role] for role in keys}
        for clause in documents["qitaihe"].numbered()
    ]
    by_hand = [
        {role: clause.get(key, []) for role, key in keys.items()}
        for clause in _gold("qitaihe")["clauses"]
    ]
    assert read == by_hand


@pytest.mark.parametrize(
    ("number", "units"),
    [
        ("1", {"应急管理部门", "卫生健康部门", "文广旅体部门", "消防救援部门"}),
        ("22", {"县有关部门"}),
        ("四(二)", {"各镇(场)安委会", "经济开发区", "县安委会各成员单位", "县财政局(国资局)"}),
        ("四(三)", {"各镇(场)安委会主要负责同志", "县安委会有关成员单位", "县安委会"}),
        ("四(八)", {"县安委会", "县安委办"}),
    ],
)
def test_the_prose_of_haifeng_names_who_must_act(
    number: str, units: set[str], documents: dict[str, Document]
) -> None:
    clause = next(item for item in documents["haifeng"].clauses if item.id == number)
    assert units <= {item.unit for item in clause.responsible}


@pytest.mark.parametrize("number", [1, 2, 9, 12, 13, 14, 17, 19, 21, 22, 23, 24, 25, 26, 31])
def test_a_clause_of_shuangqiao_that_names_nobody_has_no_owner(
    number: int, documents: dict[str, Document]
) -> None:
    document = documents["shuangqiao"]
    clause = next(item for item in document.clauses if item.no == number)
    assert clause.responsible == ()
    assert any(
        warning.kind == "no-owner" and warning.start == clause.start
        for warning in document.warnings
    )


@pytest.mark.parametrize("number", [1, 2, 10, 24, 28])
def test_a_clause_of_deyang_that_names_nobody_has_no_owner(
    number: int, documents: dict[str, Document]
) -> None:
    clause = next(item for item in documents["deyang"].clauses if item.no == number)
    assert clause.responsible == ()


@pytest.mark.parametrize("name", ["qitaihe", "shuangqiao"])
def test_the_closing_paragraph_is_a_clause_without_number(
    name: str, documents: dict[str, Document]
) -> None:
    closing = documents[name].clauses[-1]
    assert closing.part == "closing"
    assert closing.no is None
    assert closing.as_json()["closing"] is True
    assert {item.unit for item in closing.responsible} & {"各区县", "区安委办"}


@pytest.mark.parametrize(
    ("name", "number", "date", "level"),
    [
        ("haifeng", None, "2024-02-26", "county"),
        ("qingdao", None, "2016-02-25", "city"),
        ("qitaihe", "七政发〔2017〕4号", "2017-04-06", "city"),
        ("deyang", "德安办函〔2017〕103号", "2017-09-25", "city"),
        ("shuangqiao", "承双桥发〔2018〕11号", "2018-04-02", "district"),
    ],
)
def test_the_head_of_the_document_is_read(
    name: str, number: str | None, date: str, level: str, documents: dict[str, Document]
) -> None:
    header = documents[name].header
    by_hand = _gold(name)["document"]
    assert header.title == by_hand.get("title_verbatim", by_hand["title"])
    assert header.number == number
    assert header.date is not None
    assert header.date.isoformat() == date
    assert header.level == level
    assert header.draft is (name == "deyang")


def test_damaged_numbers_and_dates_are_proposals_beside_the_raw_words(
    documents: dict[str, Document],
) -> None:
    document = documents["deyang"]
    proposals = {warning.raw: warning.proposal for warning in document.warnings if warning.proposal}
    assert proposals["〔201632号"] == "〔2016〕32号"
    assert proposals["〔20151号"] == "〔2015〕1号"
    assert proposals["926日"] == "9月26日"
    assert "〔201632号" in document.source
    basis = document.header.basis[0]
    assert (basis.number, basis.raw_number) == ("中发〔2016〕32号", "中发〔201632号")
