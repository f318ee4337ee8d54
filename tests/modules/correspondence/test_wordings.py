"""An office words its letters itself; what binds cannot be left out, and nothing is executed."""

from datetime import timedelta

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.approvals import APPROVERS
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.settings import set_value
from bihuan.kernel.letters import frozen
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.orgs.refusals import Invalid, Refused
from bihuan.kernel.trace.models import Matter
from bihuan.modules.correspondence import rules, service, wordings
from bihuan.modules.correspondence.flows import WordingFlow
from tests.kernel.factories import AT
from tests.kernel.letters.county import order as drafted
from tests.modules.correspondence.conftest import now

LATER = AT + timedelta(hours=3)
OWN = (
    "【单位名称】：\n"
    "“【事项】”限【期限】，逾期【已逾天数】天。{0.__class__}\n【本件内容】\n望速办。"
)


def revise(here, words=OWN, kind="supervision_order") -> Matter:
    given = {"kind": kind, "words": words, "reason": "按本地习惯"}
    return open_by_hand(WordingFlow, given, clause=None, by=here.clerk, at=AT)


def adopt(matter, by) -> Matter:
    held = now(matter)
    advance(held, WordingFlow.adopt, by=by, at=LATER, revision=held.revision, fields={})
    return now(matter)


def test_letters_speak_in_the_words_of_their_office_once_these_are_adopted(here):
    matter = revise(here)
    assert drafted(here.office, "a").body["paragraphs"][0].startswith("你单位承担的")
    adopt(matter, here.clerk)
    assert drafted(here.office, "b").body["paragraphs"] == [
        "海丰县应急管理局：",
        "“核查可塘镇重大事故隐患”限2024年3月2日，逾期10天。{0.__class__}",
        "望速办。",
    ]
    own = drafted(here.office, "c", body={"paragraphs": ["另附清单。"]})
    assert own.body["paragraphs"] == ["海丰县应急管理局：", "另附清单。", "望速办。"]


def test_a_signed_letter_keeps_the_words_it_was_signed_in(here):
    letter = service.sign(drafted(here.office), by=here.leader, at=AT)
    was = frozen.printed(letter)
    adopt(revise(here), here.clerk)
    assert frozen.printed(Letter.objects.everywhere("test").get(pk=letter.pk)) == was


def test_newer_words_replace_older_ones_and_the_supplied_ones_come_back(here):
    first = adopt(revise(here), here.clerk)
    second = adopt(revise(here, OWN.replace("望速办", "请速办")), here.clerk)
    assert (now(first).state, second.state) == ("replaced", "in_use")
    assert drafted(here.office, "a").body["paragraphs"][-1] == "请速办。"
    advance(
        second, WordingFlow.retire, by=here.clerk, at=LATER, revision=second.revision,
        fields={"opinion": "改回"},
    )  # fmt: skip
    assert drafted(here.office, "b").body["paragraphs"][0].startswith("你单位承担的")


def test_where_a_chain_says_so_a_second_person_approves(here):
    set_value(
        f"{WordingFlow.key}.adopt", APPROVERS, ["主任"], place=here.office.unit.place,
        reason="议定", by=(Person.objects.get(pk=here.leader.person_id),
                         here.office.signing), at=AT,
    )  # fmt: skip
    matter = revise(here)
    with pytest.raises(Refused, match="“启用模板”要先送审：主任"):
        adopt(matter, here.clerk)
    assert now(matter).state == "drafted"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (OWN.replace("【事项】", "【事情】"), "没有【事情】这个填写处。可用的有：【单位名称】"),
        (OWN.replace("【期限】", "三日内"), "缺少【期限】"),
        (OWN.replace("\n【本件内容】", ""), "缺少【本件内容】"),
        (OWN.replace("【本件内容】", "如下：【本件内容】"), "【本件内容】要单独占一段"),
        (OWN + "【事项", "没有成对"),
    ],
)
def test_words_that_would_not_bind_are_refused_and_nothing_is_kept(here, words, says):
    with pytest.raises(Invalid, match=says) as refusal:
        revise(here, words)
    assert refusal.value.field == "words"
    assert Matter.objects.everywhere("test").filter(flow=WordingFlow.key).count() == 0


@pytest.mark.parametrize("kind", ["supervision_order", "reply", "interview"])
def test_the_supplied_words_can_be_edited_as_they_are(kind):
    assert rules.misworded(kind, wordings.supplied(kind)) == ""
