"""The verbs of a patrol, in the order of its clause: visited, fed back, put right, announced."""

from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import letters, publicity
from .models import Patrol
from .proposals import About, propose_listing

#: What a patrol writes where it found no major hazard.
NONE_FOUND = ("未发现", "无", "没有")


def list_hazards(moved: Any) -> None:
    """Propose each major hazard that a patrol found for listed supervision."""
    seen = moved.record
    for line in seen.hazards.splitlines():
        facts = line.strip()
        if not facts or facts.rstrip("。") in NONE_FOUND:
            continue
        propose_listing(
            f"{seen.unit.name}：{facts}", cause=moved.matter, by=moved.by, at=moved.at,
            unit=seen.unit, about=About.HAZARD, facts=facts,
        )  # fmt: skip


class PatrolFlow(Flow, key="committee.patrol", of=Patrol, title="巡查督查", prefix="XC"):
    """A patrol, no step of which can be skipped before it closes."""

    acts = {"published": "向社会公布"}

    group = Party("巡查组所在单位", at="matter.unit", may=roles.SUPERVISE)
    leader = Party("巡查组所在单位负责人", at="matter.unit", may=roles.RELEASE)
    seen = Party("被巡查单位", at="unit", may=roles.FULFIL)

    opening = Opening(
        "制定巡查计划", roles.SUPERVISE, ("unit", "starts_on", "ends_on", "scope"),
        called=lambda p: f"对{p.unit.name}的安全生产巡查", grounded=True, about=("巡查", "督查"),
    )  # fmt: skip

    planned = State("待进驻", initial=True)
    visiting = State("巡查中")
    concluded = State("待反馈")
    handed_over = State("整改中")
    rectified = State("待复核")
    returned = State("退回")
    reviewed = State("待通报")
    notified = State("待公布")
    closed = State("已办结", final=True)

    start = Step(
        "进驻巡查", planned >> visiting, OWN, who=group, due="starts_on",
        asks=("led_by", "members"), tells=(seen,), ladder=STEP_LADDER,
    )  # fmt: skip
    conclude = Step(
        "形成巡查报告", visiting >> concluded, OWN, who=group, due="ends_on",
        asks=("findings", "hazards"), needs=(Proof("patrol_report", "巡查报告"),),
        ladder=STEP_LADDER, then=list_hazards,
    )  # fmt: skip
    feed_back = Step(
        "反馈并移交问题", concluded >> handed_over, OWN, who=leader,
        asks=("feedback_on", "rectify_by"), tells=(seen,), ladder=STEP_LADDER,
        then=letters.feed_back,
    )  # fmt: skip
    rectify = Step(
        "报整改情况", handed_over >> rectified, OWN, who=seen, due="rectify_by", asks=("result",),
        needs=(Proof("patrol_rectification", "整改佐证"),), tells=(group,), ladder=TASK_LADDER,
    )  # fmt: skip
    pass_review = Step(
        "复核通过", rectified >> reviewed, OWN, who=group, asks=("opinion",),
        unlike=("rectify", "rectify_again"), tells=(seen,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "复核不通过", rectified >> returned, OWN, who=group, asks=("opinion", "again_by"),
        unlike=("rectify", "rectify_again"), tells=(seen,), returns=True,
    )  # fmt: skip
    rectify_again = Step(
        "重报整改情况", returned >> rectified, OWN, who=seen, due="again_by", asks=("result",),
        needs=(Proof("patrol_rectification", "整改佐证"),), tells=(group,), ladder=TASK_LADDER,
    )  # fmt: skip
    notify = Step(
        "通报主要负责人并抄送", reviewed >> notified, OWN, who=leader,
        asks=("discipline", "organisation"), tells=(seen,), ladder=STEP_LADDER,
        then=letters.notify_principals,
    )  # fmt: skip
    announce = Step(
        "确认已向社会公告并办结", notified >> closed, OWN, who=group,
        gates=(
            Gate("通报已签发", OWN, missing=letters.unsigned, can="巡查组所在单位负责人"),
            Gate("已向社会公告", OWN, missing=publicity.unannounced, can="巡查组所在单位经办人"),
        ),
        tells=(seen,), ladder=STEP_LADDER,
    )  # fmt: skip
