"""A visit from its scheme to the last problem settled, and everything that may not be skipped."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.assignments import decide
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    ProofMissing,
    WrongState,
)
from bihuan.kernel.trace.models import Matter
from bihuan.modules.inspections import answers, checklists, findings
from bihuan.modules.inspections.finding_flow import FindingFlow
from bihuan.modules.inspections.models import Answer, Finding, Inspection
from bihuan.modules.inspections.visit_flow import InspectionFlow
from tests.modules.accountability.conftest import DAY
from tests.modules.inspections.conftest import DUE, TODAY, Bureau
from tests.testapp.performing import snapshot
from tests.walks import walks

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
AFTER: dict[str, Any] = {"result": "已加装泄爆口", "fixed_on": TODAY}


def owed(matter: Matter) -> dict[str, tuple[str, date | None]]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return {o.step: (o.holder.name, o.current_due and o.current_due.date()) for o in rows}


def sees(here: Bureau, key: str, matter: Matter) -> bool:
    return Matter.objects.visible_to(here.viewer(key)).filter(pk=matter.pk).exists()


def test_every_step_lies_on_a_way_to_an_end():
    for flow in (InspectionFlow, FindingFlow):
        assert {step for walk in walks(flow) for step in walk} == set(flow.steps.values())


def test_a_visit_without_notice_is_seen_by_the_unit_only_when_its_record_is_signed(here: Bureau):
    matter = here.visit()
    assert owed(matter)["prepare"] == ("双桥区应急管理局", DUE)
    matter = here.begun(here.prepared(matter))
    assert not sees(here, "owner", matter)
    here.failed(matter, None)
    matter = here.signed(matter)
    assert sees(here, "owner", matter)
    problem = here.problems(matter)[0]
    assert owed(problem) == {"submit": ("双桥铸造厂", DUE)}
    letter = Letter.objects.everywhere("test").get(matter=matter)
    assert letter.addressee == here.units["firm"]
    assert "没有泄爆口（三号车间）。应于2025年3月31日前整改完毕" in "".join(
        letter.body["paragraphs"]
    )


def test_a_visit_closes_only_when_every_problem_is_corrected_decided_received_or_a_closed_hazard(
    here: Bureau,
):
    matter, (fixed, fined, sent, grave) = here.found(many=4)
    here.take(fixed, "submit", "owner", "photo_after", **AFTER)
    here.take(fixed, "pass_check", "two", opinion="现场核对合格")
    here.take(fined, "ask_case", "one", case_because="经责令仍不整改")
    here.take(fined, "settle_case", "one", "finding_decision", decision="双应急罚〔2025〕1号")
    here.take(sent, "refer", "one", recipient=here.units["fire"], refer_because="消防设施由其处理",
              reply_by=DUE, result_by=DUE)  # fmt: skip
    here.take(grave, "make_hazard", "one", spot="三号车间")
    before = snapshot()
    with pytest.raises(ProofMissing, match=r"还有 2 个问题没有.*“问题3”.*“问题4”"):
        here.take(matter, "close", "bureau-d", opinion="同意")
    assert snapshot() == before
    hazard = Finding.objects.get(pk=grave.pk).hazard
    assert (hazard.hazard.channel, hazard.hazard.says, hazard.parent) == (
        "inspection", "问题4", grave,
    )  # fmt: skip
    referral = Finding.objects.get(pk=sent.pk).referral
    assert "问题3" in referral.referral.facts
    findings.note_receipt(referral, "钱fire 3月5日签收", by=here.viewer("fire-c"), at=DAY)
    here.take(sent, "settle_referral", "one", receipt="钱fire 3月5日签收")
    here.take(hazard, "dismiss", "two", opinion="现场核对不是隐患")
    assert here.take(matter, "close", "bureau-d", opinion="都有着落").state == "closed"
    other, _ = here.found(many=0)
    with pytest.raises(NotAllowed, match="是您本人"):
        here.take(other, "close", "one", opinion="同意")


def test_a_problem_that_is_not_put_right_goes_back_and_one_on_the_spot_needs_a_picture(
    here: Bureau,
):
    _, (first, second) = here.found(many=2)
    first = here.take(first, "submit", "owner", "photo_after", **AFTER)
    first = here.take(first, "fail_check", "one", opinion="只遮挡没有加装", due_on=DUE)
    assert (first.state, owed(first)) == ("returned", {"submit": ("双桥铸造厂", DUE)})
    with pytest.raises(ProofMissing, match="整改后照片"):
        here.take(second, "on_spot", "one", opinion="已改", **AFTER)
    case = here.take(first, "ask_case", "one", case_because="拒不整改")
    before = snapshot()
    with pytest.raises(ProofMissing, match="还没有处罚"):
        here.take(case, "settle_case", "one", decision="说罚了")
    assert snapshot() == before
    back = here.take(case, "decline_case", "one", opinion="情节轻微", due_on=DUE)
    sent = here.take(back, "refer", "one", recipient=here.units["fire"], refer_because="归消防",
                     reply_by=DUE, result_by=DUE)  # fmt: skip
    with pytest.raises(ProofMissing, match="对方还没有回执"):
        here.take(sent, "settle_referral", "one", receipt="口头答应")
    assert here.take(sent, "take_back", "one", opinion="不归消防", due_on=DUE).state == "returned"
    done = here.take(second, "on_spot", "one", "photo_after", opinion="已改", **AFTER)
    assert done.state == "corrected"


LACKING: tuple[tuple[dict[str, Any], str], ...] = (
    ({"second": "one"}, "second"),
    ({"second": "owner"}, "second"),
    ({"visit_on": TODAY - timedelta(days=1)}, "visit_on"),
    ({"mode": "part"}, "checklist"),
    ({"mode": "joint"}, "mode"),
    ({"mode": "expert"}, "experts"),
    ({"mode": "led"}, "led_unit"),
    ({"content": ""}, "content"),
)


def test_a_scheme_without_its_five_elements_or_two_officers_is_refused(here: Bureau):
    matter = here.visit()
    before = snapshot()
    for given, field in LACKING:
        said = {k: here.person(v) if k == "second" else v for k, v in given.items()}
        with pytest.raises(Invalid) as refusal:
            here.prepared(matter, **said)
        assert refusal.value.field == field
    assert snapshot() == before
    assert Inspection.objects.get(pk=matter.pk).lead is None


def test_a_visit_led_by_a_principal_names_who_held_the_post_and_as_what(here: Bureau):
    matter = here.prepared(
        here.visit(mode="led"), led_unit=here.units["government"], led_as="government"
    )
    record = Inspection.objects.get(pk=matter.pk)
    assert (record.leader, record.led_as) == (here.person("governor"), "government")
    with pytest.raises(Invalid, match="没有登记在任的党委主要负责人"):
        here.prepared(here.visit(mode="led"), led_unit=here.units["government"], led_as="party")


def test_a_cap_counts_only_where_it_is_set_and_the_reason_for_more_is_kept(here: Bureau):
    here.prepared(here.visit())
    second = here.prepared(here.visit())
    head, said = here.viewer("head"), "区政府办公会"
    decide("inspections.visit", "cap", 2, place=here.place, reason=said, by=head, at=DAY)
    assert second.state == "ready"
    third, before = here.visit(), snapshot()
    with pytest.raises(Invalid, match="已经安排检查双桥铸造厂 2 次，本地设定每年不超过 2 次"):
        here.prepared(third)
    assert snapshot()[:1] == before[:1]
    here.prepared(third, excess="群众举报线索")
    assert Inspection.objects.get(pk=third.pk).excess == "群众举报线索"


def test_two_departments_in_one_month_go_together_or_say_why_not_with_one_list_of_problems(
    here: Bureau,
):
    here.visit(by="fire-o")
    matter, before = here.visit(), snapshot()
    with pytest.raises(Invalid, match="同一月份双桥区消防救援大队也要检查双桥铸造厂"):
        here.prepared(matter)
    assert snapshot()[:1] == before[:1]
    matter = here.take(matter, "invite", "one", partners=[here.units["fire"].pk])
    matter = here.begun(here.prepared(matter, mode="joint", second=here.person("fire-o")))
    assert sees(here, "fire-c", matter)
    here.failed(matter, None, says="除尘", by="one")
    here.failed(matter, None, says="消火栓无水", by="fire-o")
    with pytest.raises(NotFound):
        here.failed(matter, None, by="organiser")
    matter = here.signed(matter)
    assert [f.office.name for f in Finding.objects.order_by("pk")] == [
        "双桥区应急管理局", "双桥区消防救援大队",
    ]  # fmt: skip
    here.take(here.problems(matter)[1], "ask_case", "fire-o", case_because="拒不整改")


ITEMS: tuple[dict[str, Any], ...] = (
    {"says": "是否有除尘系统", "kind": "check"},
    {"says": "风速", "kind": "number", "low": Decimal("23"), "measure": "m/s", "only_if": 1,
     "only_answer": "pass", "level": "stop"},
    {"says": "铭牌", "kind": "photo"},
)  # fmt: skip


def under_a_list(here: Bureau) -> Matter:
    """A visit that began with a checklist of three items."""
    made, by = here.listed(), here.viewer("bureau-c")
    none = dict.fromkeys(("section", "measure", "level", "only_answer"), "")
    for number, item in enumerate(ITEMS, 1):
        made.matter.refresh_from_db()
        given = {**none, "law": "AQ 4273", **item}
        checklists.put_item(made, number, given, by=by, at=DAY, revision=made.matter.revision)
    return here.begun(here.prepared(here.visit(checklist=here.used(made))))


def test_items_are_asked_as_they_follow_and_nothing_is_assumed(here: Bureau):
    matter = under_a_list(here)
    with pytest.raises(ProofMissing, match="还有 2 项没有结论：第 1、3 项"):
        here.signed(matter)
    here.answer(matter, 1)
    record = Inspection.objects.get(pk=matter.pk)
    assert [item.number for item, _ in answers.asked(record)] == [1, 2, 3]
    before = snapshot()
    for given, field in (
        ({"verdict": "fail"}, "says"), ({"verdict": "fail", "says": "坏"}, "due_on"),
        ({"verdict": ""}, "verdict"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            here.answer(matter, 1, seen=1, **given)
        assert refusal.value.field == field
    with pytest.raises(Invalid, match="实测值"):
        here.answer(matter, 2)
    with pytest.raises(Invalid, match="要拍照"):
        here.answer(matter, 3)
    assert snapshot() == before


def test_a_measured_value_decides_and_the_second_of_two_officers_is_told(here: Bureau):
    matter = under_a_list(here)
    here.answer(matter, 1)
    here.answer(matter, 3, photo=("铭牌.png", BytesIO(PNG)))
    here.answer(matter, 2, value=Decimal("19.5"), says="风速不足", due_on=DUE)
    with pytest.raises(Conflict):
        here.answer(matter, 2, by="two", value=Decimal("24"))
    assert Answer.objects.get(item__number=2).verdict == "fail"
    here.signed(matter)
    found = Finding.objects.get()
    assert found.says == "风速：风速不足（实测 19.5m/s）"
    assert (found.law, found.level) == ("AQ 4273", "stop")
    with pytest.raises(WrongState, match="签字以后不能改"):
        here.answer(matter, 2, seen=1, value=Decimal("24"))
