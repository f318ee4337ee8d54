"""Who is commended: asked about, barred, announced, decided, looked at again, revoked."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace.models import Matter
from bihuan.lib import packfolders
from bihuan.modules.accountability.models import Bar
from bihuan.modules.commendation import conditions, queries
from bihuan.modules.commendation.flows import AwardReviewFlow, CommendationFlow
from bihuan.modules.commendation.models import Nominee
from tests.modules.accountability.conftest import DAY
from tests.modules.commendation.conftest import NOTICE, Awards
from tests.testapp.performing import snapshot
from tests.testapp.world import moment
from tests.walks import walks

LATER = moment("2025-03-21")


def barred(here: Awards, **whose: Any) -> Bar:
    """Bar somebody from awards by a decision of the same day."""
    case = here.propose()
    return Bar.objects.create(
        cause=case, key="x#y", what="award", clause=Clause.objects.get(
            document__key="130802/shuangqiao-2018", no="30"),
        says="取消本年度各类评先评优资格", since=date(2025, 3, 1), until=date(2026, 1, 1), **whose,
    )  # fmt: skip


def test_a_list_is_asked_about_announced_and_decided_with_a_letter_to_all(here: Awards):
    matter = here.granted(LATER)
    assert matter.state == "granted"
    assert [one.granted_on for one in Nominee.objects.order_by("number")] == [date(2025, 3, 21)] * 2
    letter = Letter.objects.everywhere("test").get(matter=matter)
    assert {letter.addressee.name, *(copy.unit.name for copy in letter.copies.all())} == {
        "双桥铸造厂", "石洞子沟镇人民政府",
    }  # fmt: skip
    firm, mayor = here.units["firm"], here.terms["mayor"].person
    assert [one.commendation.honour for one in queries.of(LATER.date(), unit=firm)] == [
        "安全生产先进集体和个人"
    ]
    assert queries.of(LATER.date(), person=mayor)
    assert not queries.of(DAY.date(), person=mayor)


def test_every_step_lies_on_a_way_to_an_end():
    for flow in (CommendationFlow, AwardReviewFlow):
        taken = {step for walk in walks(flow) for step in walk}
        assert taken == set(flow.steps.values())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("双桥铸造厂", "第 1 行写成"),
        ("没有的厂；好", "没有登记“没有的厂”"),
        ("双桥铸造厂；李没有；好", "没有登记任职人“李没有”"),
        ("双桥铸造厂；好\n双桥铸造厂；好", "写了两次"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_by_its_line(here: Awards, line: str, says: str):
    before = snapshot()
    with pytest.raises(Invalid, match=says) as refusal:
        here.nominate(nominated=line)
    assert refusal.value.field == "nominated"
    assert snapshot() == before
    assert not Nominee.objects.exists()


def test_nobody_is_announced_before_every_body_answered(here: Awards):
    matter = here.take(here.nominate(), "ask", "bureau-c")
    first, second = here.opinions(matter)
    assert first.unit == here.units["office"]
    before = snapshot()
    with pytest.raises(ProofMissing, match="还没有双桥区安委办的意见"):
        here.take(matter, "announce", "bureau-c", notice_where="网站",
                  notice_until=date(2025, 3, 20))  # fmt: skip
    assert snapshot() == before
    first = here.take(first, "find_clear", "clerk", findings="无")
    here.take(first, "sign_clear", "head")
    second = here.take(second, "find_objection", "clerk", findings="正在问责")
    here.take(second, "sign_objection", "head")
    with pytest.raises(ProofMissing, match="有不同意见，请除名"):
        here.announced(matter)
    matter = here.take(matter, "strike", "bureau-c", struck="赵mayor", struck_because="有不同意见")
    assert here.announced(matter).state == "announced"


@pytest.mark.parametrize("whose", ["unit", "person"])
def test_who_is_barred_is_not_commended_even_when_the_bar_came_after_the_opinion(
    here: Awards, whose: str
):
    matter = here.announced(here.agreed(here.nominate()))
    barred(here, **{whose: here.units["firm"] if whose == "unit" else here.terms["mayor"].person})
    before = snapshot()
    with pytest.raises(ProofMissing, match="取消本年度各类评先评优资格"):
        here.take(matter, "decide", "secretary", at=LATER, reasons="好")
    assert snapshot() == before
    assert not Nominee.objects.exclude(granted_on=None).exists()


def test_nothing_is_decided_while_the_notice_runs_nor_by_who_proposed(here: Awards):
    matter = here.announced(here.agreed(here.nominate()))
    before = snapshot()
    with pytest.raises(ProofMissing, match="公示到 2025-03-20"):
        here.take(matter, "decide", "secretary", at=moment("2025-03-20"), reasons="好")
    assert snapshot() == before
    with pytest.raises(Invalid, match="晚于今天"):
        here.take(
            here.agreed(here.nominate(honour="另一批")), "announce", "bureau-c", NOTICE,
            notice_where="网站", notice_until=DAY.date(),
        )  # fmt: skip


def test_praise_without_a_notice_says_why(here: Awards):
    matter = here.agreed(here.nominate(kind="praise"))
    matter = here.take(matter, "go_on", "bureau-c", unannounced="通报表扬，文件没有要求公示")
    matter = here.take(matter, "decide_at_once", "secretary", reasons="好")
    letter = Letter.objects.everywhere("test").get(matter=matter)
    assert any("没有公示：通报表扬" in line for line in letter.body["paragraphs"])


def test_an_award_is_looked_at_again_when_a_bar_arises_and_revoked_with_a_reason(here: Awards):
    here.granted(LATER)
    firm = here.units["firm"]
    here.decided(unit=firm, name="", event="failed", at=LATER, proposed="criticism",
                 answer_by=date(2025, 3, 25), decide_by=date(2025, 4, 1),
                 measure="criticism", effective_on=date(2025, 3, 15))  # fmt: skip
    [review] = Matter.objects.everywhere("test").filter(flow=AwardReviewFlow.key)
    assert review.unit == here.units["party"]
    here.take(review, "revoke", "secretary", at=LATER, finding="考核不合格，取消资格")
    award = Nominee.objects.get(unit=firm)
    assert (award.revoked_on, award.revoked_because) == (LATER.date(), "考核不合格，取消资格")
    letter = Letter.objects.everywhere("test").get(matter=review)
    assert "撤销" in letter.title
    assert not queries.listed(here.viewer("clerk", LATER), q="铸造").exists()
    assert queries.listed(here.viewer("clerk", LATER), which="revoked").get() == award


def test_a_review_is_asked_for_by_the_number_of_an_award_one_may_see(here: Awards):
    matter = here.granted(LATER)
    with pytest.raises(Invalid, match="没有“BZ-1-1”"):
        _review(here, "BZ-1-1")
    made = _review(here, f"{matter.number}-2")
    assert made.unit == here.units["party"]
    assert here.take(made, "keep", "secretary", at=LATER, finding="查无此事").state == "kept"


def _review(here: Awards, number: str) -> Matter:
    from bihuan.kernel.flows.openings import open_by_hand

    by = here.viewer("bureau-c", LATER)
    return open_by_hand(
        AwardReviewFlow, {"award": number, "why": "群众反映"}, clause=None, by=by, at=LATER
    )


def test_a_condition_of_the_document_is_met_by_what_the_register_says(here: Awards):
    firm = here.units["firm"]
    assert conditions.unmet(firm, DAY.date()) == []
    [one] = conditions.conditions()
    Document.objects.filter(key="130802/shuangqiao-2018").update(key=one.document)
    assert "达标等级作为各种评先评优的必要条件" in conditions.unmet(firm, DAY.date())[0]
    units.tag(firm, "标准化三级", since=date(2025, 1, 1), by=Machine("t"), at=DAY)
    assert conditions.unmet(Unit.objects.get(pk=firm.pk), DAY.date()) == []


def test_each_condition_quotes_its_document():
    for one in conditions.conditions():
        text = (packfolders.ROOT / f"{one.document}.txt").read_text("utf-8")
        assert one.says in text


def test_another_region_is_not_put_forward_nor_seen(here: Awards):
    from tests.kernel import factories

    away = factories.county("441521", "海丰县")
    other = factories.enterprise(factories.committee_office(away), "海丰化工厂")
    with pytest.raises((Invalid, NotAllowed)):
        here.nominate(nominated="海丰化工厂；好")
    here.granted(LATER)
    stranger = factories.viewer_of(
        factories.person_in(factories.post(other, "enterprise_principal", lead="principal")),
        on=LATER.date(),
    )
    assert not queries.listed(stranger).exists()
