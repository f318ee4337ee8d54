"""A report on its way: received, verified, handled, answered; what it leads to tells nothing."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.flows.steps import State, Step
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, ProofMissing
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.committee.models import Directive
from bihuan.modules.hazards.models import Hazard
from bihuan.modules.referral.models import Referral
from bihuan.modules.tips import replies
from bihuan.modules.tips.models import Lead, Retaliation, Suggestion
from bihuan.modules.tips.retaliation_flow import RetaliationFlow
from bihuan.modules.tips.suggestion_flow import SuggestionFlow
from bihuan.modules.tips.tip_flow import TipFlow
from tests.modules.tips.conftest import DAY, SAID, Bureau
from tests.testapp.performing import perform, snapshot
from tests.testapp.world import County
from tests.walks import walks


def covering(flow: type[Flow]) -> list[tuple[Step, ...]]:
    """Return walks that together leave every state by every step that leaves it."""
    left = {(origin, step) for step in flow.steps.values() for origin in step.move.origins}
    chosen = []
    for walk in sorted(walks(flow, longest=9), key=len):
        taken = set(zip(_states(flow, walk), walk, strict=True))
        if taken & left:
            left -= taken
            chosen.append(walk)
    assert not left
    return chosen


def _states(flow: type[Flow], walk: tuple[Step, ...]) -> list[State]:
    return [flow.initial, *(step.move.target for step in walk[:-1])]


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


def test_an_inspection_made_from_a_report_does_not_show_that_there_is_one(here: Bureau):
    tip = here.tip(here.report())
    matter = here.take(tip.matter, "accept", "handler", category="hazard", unit=here.units["firm"])
    matter = here.take(matter, "assign", "handler", verifier=here.units["bureau"])
    visit = {
        "unit": here.units["firm"],
        "inspector": here.units["brigade"],
        "visit_by": (DAY + timedelta(days=5)).date(),
    }
    before = snapshot()
    with pytest.raises(Invalid, match="检查的人会知道有举报"):
        here.take(matter, "arrange", "clerk", items="核实举报的除尘问题", **visit)
    assert snapshot() == before
    here.take(matter, "arrange", "clerk", items="动火审批、除尘系统、消防器材", **visit)
    made = Lead.objects.get(tip=tip).matter
    for key in ("officer", "captain"):
        seen = Matter.objects.visible_to(here.viewer(key))
        assert made in seen
        assert tip.matter not in seen
    directive = Directive.objects.get(matter=made)
    chain = " ".join(f"{one.actor}{one.verb}{one.body}" for one in Entry.objects.filter(
        chain=made.chain))  # fmt: skip
    for trace in (made.title, directive.says, chain, str(made.parent), str(made.clause)):
        assert tip.matter.number not in trace
        assert "举报" not in trace
        assert "12350" not in trace
        assert "handler" not in trace
    here.take(made, "report", "captain", result="除尘器停用，其余正常")
    assert Lead.objects.get(tip=tip).result == "除尘器停用，其余正常"
    assert Entry.objects.filter(chain=tip.matter.chain, verb="visit_reported").exists()


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
        assert made.parent is None
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
