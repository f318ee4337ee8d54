"""A report on its way: received, verified, handled, answered; what it leads to tells nothing."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, ProofMissing
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.hazards.models import Hazard
from bihuan.modules.inspections.models import Inspection
from bihuan.modules.inspections.visit_flow import InspectionFlow
from bihuan.modules.referral.models import Referral
from bihuan.modules.tips import replies
from bihuan.modules.tips.models import Lead, Retaliation, Suggestion, Tip
from bihuan.modules.tips.retaliation_flow import RetaliationFlow
from bihuan.modules.tips.suggestion_flow import SuggestionFlow
from bihuan.modules.tips.tip_flow import TipFlow
from tests.modules.tips.conftest import DAY, SAID, Bureau
from tests.testapp.performing import perform, snapshot
from tests.testapp.world import County
from tests.walks import covering

LOOKED_AT = "动火审批、除尘系统、消防器材"


def test_every_way_of_a_report_ends_with_nothing_owed(here: Bureau):
    earlier = here.report(at=DAY - timedelta(days=1))
    units = here.units
    county = County(here.place, units["office"], units["bureau"], units["firm"])
    for walk in covering(TipFlow):
        matter, at = here.tip(here.report()).matter, DAY
        for step in walk:
            at += timedelta(hours=1)
            given: dict[str, Any] = {
                "unit": units["firm"], "verifier": units["bureau"], "recipient": units["brigade"],
                "inspector": units["brigade"], "same_number": earlier.number,
            }  # fmt: skip
            fields = {name: value for name, value in given.items() if name in step.asks}
            if step is TipFlow.accept:
                fields |= {"category": "hazard", "unit": units["firm"]}
            perform(matter, step, county, at, **fields)
        open_ = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not open_.exists(), [one.name for one in walk]


def test_every_way_of_retaliation_and_of_a_suggestion_ends_with_nothing_owed(here: Bureau):
    handler, assistant = here.viewer("handler"), here.viewer("assistant")
    county = County(here.place, here.units["office"], here.units["bureau"], here.units["firm"])
    for flow, by, fields in (
        (RetaliationFlow, handler, {"says": "举报后第二天被解聘"}),
        (SuggestionFlow, assistant, {
            "source": "deputy", "proposer": "第 12 号建议", "headline": "加密路口巡查",
            "says": "学校门口", "handler": here.units["brigade"],
        }),
    ):  # fmt: skip
        for walk in covering(flow):
            matter, at = open_by_hand(flow, fields, clause=None, by=by, at=DAY), DAY
            for step in walk:
                at += timedelta(hours=1)
                given = {"handler": here.units["brigade"]} if "handler" in step.asks else {}
                given |= {"finding": "proven"} if "finding" in step.asks else {}
                given |= {"content": "yes"} if "content" in step.asks else {}
                perform(matter, step, county, at, **given)
            open_ = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
            assert not open_.exists(), [one.name for one in walk]
    assert Retaliation.objects.exists()
    assert Suggestion.objects.exclude(replied_on=None).exists()


def verifying(here: Bureau) -> Tip:
    """A report on the foundry that the bureau verifies itself."""
    tip = here.tip(here.report())
    matter = here.take(tip.matter, "accept", "handler", category="hazard", unit=here.units["firm"])
    here.take(matter, "assign", "handler", verifier=here.units["bureau"])
    return tip


def arranged(here: Bureau, tip: Tip, inspector: str, items: str = LOOKED_AT) -> Matter:
    """Have somebody look at the foundry, who does not learn why."""
    here.take(
        tip.matter, "arrange", "clerk", unit=here.units["firm"], items=items,
        inspector=here.units[inspector], visit_by=(DAY + timedelta(days=5)).date(),
    )  # fmt: skip
    return Lead.objects.get(tip=tip).matter


def silent(made: Matter, tip: Tip) -> None:
    """Find no word in a matter or its trace of the report it was made for."""
    record = flow_of(made.flow).record(made.pk)
    facts = {one.name: str(getattr(record, one.name)) for one in record._meta.concrete_fields}
    chain = Entry.objects.filter(chain=made.chain).values_list("actor", "verb", "body")
    told = f"{made.title}{facts}{list(chain)}{made.parent}{made.clause}"
    for word in (tip.matter.number, "举报", "12350", "handler", SAID.says):
        assert word not in told, word


def test_a_visit_made_from_a_report_is_one_like_any_other_and_what_it_found_comes_back(
    here: Bureau,
):
    tip = verifying(here)
    before = snapshot()
    with pytest.raises(Invalid, match="检查的人会知道有举报"):
        arranged(here, tip, "brigade", "核实举报的除尘问题")
    assert snapshot() == before
    made = arranged(here, tip, "brigade")
    visit = Inspection.objects.get(matter=made)
    assert (visit.office, visit.content, visit.mode) == (
        here.units["brigade"], LOOKED_AT, "unannounced"
    )  # fmt: skip
    for key, sees in {"officer": False, "captain": False, "clerk": True, "owner": False}.items():
        seen = Matter.objects.visible_to(here.viewer(key))
        assert (made in seen) is (key != "owner"), key
        assert (tip.matter in seen) is sees, key
    pair = {"lead": here.terms["officer"].person, "second": here.terms["captain"].person}
    here.take(made, "prepare", "officer", **pair, mode="unannounced", content=LOOKED_AT,
              visit_on=DAY.date(), method="查看现场", procedure="出示证件、检查")  # fmt: skip
    here.take(made, "begin", "officer", lead_paper="1", second_paper="2")
    here.take(made, "sign", "officer", "inspection_record", summary="除尘器停用", signer="厂长")
    silent(made, tip)
    assert made in Matter.objects.visible_to(here.viewer("owner"))
    assert Lead.objects.get(tip=tip).result == "除尘器停用"
    assert Entry.objects.filter(chain=tip.matter.chain, verb="visit_reported").exists()


def test_who_makes_no_visits_gets_a_task_that_does_not_tell_of_the_report(here: Bureau):
    tip = verifying(here)
    made = arranged(here, tip, "treasury")
    here.take(made, "report", "cashier", result="除尘器停用，其余正常")
    silent(made, tip)
    assert Lead.objects.get(tip=tip).result == "除尘器停用，其余正常"


def test_the_clerk_who_arranged_a_visit_hears_that_nobody_went(here: Bureau):
    tip = verifying(here)
    made = arranged(here, tip, "brigade")
    county = County(here.place, here.units["office"], here.units["bureau"], here.units["firm"])
    perform(made, InspectionFlow.cancel, county, DAY, opinion="企业已停产")
    assert Lead.objects.get(tip=tip).result == "不再检查：企业已停产"


def test_who_is_reported_neither_sees_the_report_nor_verifies_itself(here: Bureau):
    tip = here.tip(here.report())
    matter = here.take(
        tip.matter, "accept", "handler", category="hazard", unit=here.units["bureau"]
    )
    assert tip.matter not in Matter.objects.visible_to(here.viewer("owner"))
    before = snapshot()
    with pytest.raises(Invalid, match="不能核实自己"):
        here.take(matter, "assign", "handler", verifier=here.units["bureau"])
    assert snapshot() == before


def test_what_is_verified_becomes_a_hazard_or_a_case_without_the_report(here: Bureau):
    tip = here.tip(here.report())
    matter = here.take(tip.matter, "accept", "handler", category="hazard", unit=here.units["firm"])
    matter = here.take(matter, "assign", "handler", verifier=here.units["bureau"])
    matter = here.take(matter, "confirm", "clerk", "tip_verification", facts="除尘器停用")
    here.take(matter, "to_hazard", "clerk", unit=here.units["firm"])
    here.take(matter, "to_case", "clerk", recipient=here.units["brigade"], reason="有处罚权")
    hazard, case = Hazard.objects.get(), Referral.objects.get()
    assert (hazard.channel, hazard.says) == ("tip_off", "除尘器停用")
    assert (case.kind, case.facts) == ("case", "除尘器停用")
    for made in (hazard.matter, case.matter):
        assert (made.parent, made.clause) == (None, None)
        assert SAID.says not in made.title
    assert {lead.kind for lead in tip.leads.all()} == {"hazard", "case"}


def test_the_reporter_follows_answers_and_is_answered_by_code_alone(here: Bureau):
    receipt = here.report()
    tip = here.tip(receipt)
    here.take(tip.matter, "ask", "handler", question="哪个班组在作业？")
    shown = replies.progress(here.tip(receipt), DAY)
    assert [one.says for one in shown.messages] == ["哪个班组在作业？"]
    replies.add(here.tip(receipt), "夜班", at=DAY)
    entry = Entry.objects.filter(chain=tip.matter.chain).last()
    assert (entry.actor, entry.verb, entry.person_id) == ("系统·举报人", "answered", None)
    here.verified(receipt)
    done = replies.progress(here.tip(receipt), DAY)
    assert (done.state, done.reply) == ("已答复", "属实，已责令停产")
    with pytest.raises(NotFound, match="没有这个查询码"):
        replies.find("AAAA-BBBB-CCCC-DDDD")
    assert replies.find(receipt.code.lower().replace("-", " ")) == tip


def test_a_later_report_joins_the_first_and_its_reporter_sees_how_that_one_goes(here: Bureau):
    first, later = here.report(), here.report(at=DAY + timedelta(hours=2))
    with pytest.raises(Invalid, match="请把晚的并入早的"):
        here.take(here.tip(first).matter, "merge", "handler", same_number=later.number)
    here.take(here.tip(later).matter, "merge", "handler", same_number=first.number)
    here.verified(first)
    assert replies.progress(here.tip(later), DAY).reply == "属实，已责令停产"


def test_the_result_is_signed_by_another_and_verified_with_proof(here: Bureau):
    tip = here.tip(here.report())
    matter = here.take(tip.matter, "accept", "handler", category="hazard")
    matter = here.take(matter, "assign", "handler", verifier=here.units["bureau"])
    before = snapshot()
    with pytest.raises(ProofMissing, match="核实的书面材料"):
        here.take(matter, "confirm", "clerk", facts="属实")
    with pytest.raises(NotAllowed):
        here.take(matter, "arrange", "handler", unit=here.units["firm"], items="例行",
                  inspector=here.units["brigade"], visit_by=DAY.date())  # fmt: skip
    assert snapshot() == before
    matter = here.take(matter, "confirm", "leader", "tip_verification", facts="属实")
    matter = here.take(matter, "handle", "clerk", handling="已责令整改")
    with pytest.raises(NotAllowed, match="是您本人"):
        here.take(matter, "sign", "leader", opinion="同意")


def test_retaliation_is_a_matter_of_its_own_opened_by_code(here: Bureau):
    receipt = here.report()
    made = replies.complain(here.tip(receipt), "举报后被扣了奖金", at=DAY)
    record = Retaliation.objects.get(matter=made)
    assert (record.office, record.says) == (here.units["bureau"], "举报后被扣了奖金")
    assert Obligation.objects.everywhere("test").filter(matter=made, holder=record.office).exists()
    assert made not in Matter.objects.visible_to(here.viewer("owner"))
