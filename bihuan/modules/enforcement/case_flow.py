"""A case from its filing to its file: evidence, notice, hearing, review, decision, re-check.

行政处罚法（2021）. The decision within ninety days of filing (第六十条); what is major passes legal
review and a discussion of the heads first (第五十七、五十八条).
"""

from typing import Any, Final

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, Proof, State, Step, days
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import filing, gates, letters, officers
from .models import Case

LAW, SAFETY = Law("CN/penalty-2021"), Law("CN/work-safety-2021")
OFFICER = Party("办案人员", at="office", may=roles.INSPECT)
LEADER = Party("处罚机关负责人", at="authority", may=roles.RELEASE)
LEGAL = Party("法制审核人员", at="authority", may=roles.LEGAL)
VALID: Final = (
    Gate("两名执法人员证件当日有效", LAW["第四十二条"], missing=officers.invalid_today,
         can="办案单位"),
    Gate("委托在期限内", LAW["第二十条"], missing=officers.ended_entrustment, can="委托机关"),
)  # fmt: skip
#: What the ninety days of 第六十条 run from, on every step up to the decision.
TERM: dict[str, Any] = {"within": days(90), "since": "filed_at", "ladder": STEP_LADDER}
TOLD = Gate("拟作的处罚都已告知", LAW["第四十四条"], missing=gates.untold, can="办案人员")
RECORDING = Proof("recording", "音像记录（执法记录仪）", least=0)


class CaseFlow(Flow, key="enforcement.case", of=Case, title="行政处罚案件", prefix="AJ"):
    """One violation of one unit, until what was decided is carried out and the file is bound."""

    acts = {"published": "公示"}

    opening = Opening(
        "提出立案", roles.INSPECT,
        ("unit", "second", "source", "article", "stage", "found_on", "facts"),
        takes=("top", "weighty"), whose="", doer="handler", office="office",
        called=lambda one: f"{one.unit.name}：{one.provision.violation}", settles=filing.settle,
    )  # fmt: skip

    proposed = State("待立案审批", initial=True)
    investigating = State("调查取证中")
    concluded = State("待告知")
    notified = State("待陈述申辩、听证")
    hearing = State("待听证")
    heard = State("待审核决定")
    reviewed = State("待集体讨论")
    discussed = State("待决定")
    supplementing = State("补充调查中")
    decided = State("执行中")
    archived = State("已结案归档", final=True)
    refused = State("不予立案", final=True)
    unpunished = State("不予处罚", final=True)
    transferred = State("已移送", final=True)

    approve = Step(
        "批准立案", proposed >> investigating, LAW["第五十四条"], who=LEADER, takes=("opinion",),
        unlike=("handler",), gates=VALID, tells=(OFFICER,), ladder=STEP_LADDER, then=filing.file,
    )  # fmt: skip
    refuse = Step(
        "不予立案", proposed >> refused, LAW["第五十四条"], who=LEADER, asks=("opinion",),
        unlike=("handler",), tells=(OFFICER,),
    )  # fmt: skip
    # Filing starts the ninety days: what is kept of it is written once the duty stands.
    conclude = Step(
        "调查终结", investigating >> concluded, LAW["第五十四条"], who=OFFICER, within=days(90),
        ladder=STEP_LADDER, asks=("proposal",), gates=VALID, then=officers.demand,
        needs=(Proof("case_evidence", "证据（笔录、照片、检测报告等）"),
               Proof("case_report", "案件调查报告"), RECORDING),
    )  # fmt: skip
    reassign = Step(
        "变更办案人员", investigating >> investigating, LAW["第四十二条"], who=OFFICER,
        asks=("handler", "second", "opinion"), optional=True, tells=(LEADER,),
        then=filing.reassign,
    )  # fmt: skip
    transfer = Step(
        "移送司法机关或者有管辖权的机关", investigating >> transferred, LAW["第五十七条"],
        who=LEADER, asks=("opinion",), optional=True, tells=(OFFICER,),
        gates=(Gate("已提出移送", LAW["第五十七条"], missing=gates.not_referred, can="办案人员"),),
    )  # fmt: skip
    notify = Step(
        "告知拟处罚的内容和权利", concluded >> notified, LAW["第四十四条"], who=OFFICER, **TERM,
        gates=(VALID[1],
               Gate("已提出处罚意见", LAW["第四十四条"], missing=gates.none_proposed,
                    can="办案人员")),
        needs=(Proof("service_receipt", "告知书送达回证"),), then=filing.notify,
    )  # fmt: skip
    hear = Step(
        "登记陈述申辩（不要求听证）", notified >> heard, LAW["第四十五条"], who=OFFICER, **TERM,
        asks=("statement",), takes=("waived",), tells=(LEGAL,), then=filing.hear,
        needs=(Proof("statement_record", "陈述申辩笔录或者放弃声明", least=0),),
    )  # fmt: skip
    convene = Step(
        "当事人要求听证，通知听证", notified >> hearing, LAW["第六十四条"], who=OFFICER,
        asks=("hearing_on", "hearing_by"), optional=True, then=filing.convene,
    )  # fmt: skip
    hold = Step(
        "听证结束，报告听证情况", hearing >> heard, LAW["第六十四条"], who=OFFICER,
        due="hearing_on", asks=("statement",), tells=(LEGAL,), then=filing.held,
        needs=(Proof("hearing_record", "听证笔录和听证会报告书"), RECORDING), ladder=STEP_LADDER,
    )  # fmt: skip
    review = Step(
        "法制审核通过", heard >> reviewed, LAW["第五十八条"], who=LEGAL, optional=True,
        asks=("reviewed",), unlike=("handler", "second", "conclude"), tells=(OFFICER, LEADER),
    )  # fmt: skip
    send_back = Step(
        "法制审核不通过，退回补充", heard >> supplementing, LAW["第五十八条"], who=LEGAL,
        optional=True, asks=("reviewed",), unlike=("handler", "second"), tells=(OFFICER,),
        returns=True,
    )  # fmt: skip
    supplement = Step(
        "补充调查完毕，再送审核", supplementing >> heard, LAW["第五十八条"], who=OFFICER, **TERM,
        asks=("proposal",), gates=(*VALID[1:], TOLD), tells=(LEGAL,), then=officers.demand,
        needs=(Proof("case_evidence", "证据（笔录、照片、检测报告等）"),),
    )  # fmt: skip
    notify_again = Step(
        "内容有变，重新告知", supplementing >> notified, LAW["第四十四条"], who=OFFICER,
        asks=("proposal",), gates=VALID[1:], then=filing.notify,
        needs=(Proof("service_receipt", "告知书送达回证"),),
    )  # fmt: skip
    discuss = Step(
        "负责人集体讨论", reviewed >> discussed, LAW["第五十七条"], who=LEADER, **TERM,
        asks=("discussed_on", "discussants"), takes=("opinion",),
        needs=(Proof("discussion_record", "集体讨论记录"),),
    )  # fmt: skip
    decide = Step(
        "作出处罚决定", (heard | discussed) >> decided, LAW["第五十七条"], who=LEADER, **TERM,
        asks=("decision",), takes=("alone",), unlike=("handler", "second", "review"),
        gates=(
            TOLD,
            Gate("重大决定已经法制审核", LAW["第五十八条"], missing=gates.unreviewed,
                 can="法制审核人员"),
            Gate("重大决定已经集体讨论", LAW["第五十七条"], missing=gates.undiscussed,
                 can="处罚机关负责人"),
            Gate("按上限处罚", LAW["第三十四条"], missing=gates.not_top, can="办案人员"),
        ),
        tells=(OFFICER,), then=filing.decide,
    )  # fmt: skip
    rethink = Step(
        "退回补充调查、变更处罚意见", (heard | reviewed | discussed) >> supplementing,
        LAW["第五十七条"], who=LEADER, optional=True, asks=("opinion",), tells=(OFFICER,),
        returns=True,
    )  # fmt: skip
    exempt = Step(
        "决定不予处罚", (heard | discussed) >> unpunished, LAW["第三十三条"], who=LEADER,
        asks=("exempt", "decision"), unlike=("handler", "second"), optional=True,
        tells=(OFFICER,), then=filing.drop_penalties,
    )  # fmt: skip
    check = Step(
        "复查整改情况", decided >> decided, LAW["第二十八条"], who=OFFICER,
        asks=("rechecked_on", "recheck", "put_right"), needs=(Proof("recheck_photo", "复查照片"),),
        then=letters.recheck,
    )  # fmt: skip
    reopen = Step(
        "发现错误，撤销决定重新处理", decided >> supplementing, LAW["第七十五条"], who=LEADER,
        asks=("mistake",), optional=True, tells=(OFFICER,), then=filing.annul,
        gates=(Gate("没有执行完毕的处罚", LAW["第七十五条"], missing=filing.carried_out,
                    can="处罚机关负责人"),),
    )  # fmt: skip
    archive = Step(
        "结案归档", decided >> archived, LAW["第四十七条"], who=OFFICER, asks=("opinion",),
        gates=(
            Gate("处罚执行完毕", LAW["第六十六条"], missing=gates.still_running, can="办案人员"),
            Gate("整改复查合格", LAW["第二十八条"], missing=gates.not_put_right, can="办案人员"),
            Gate("处罚决定已公示", SAFETY["第七十八条"], missing=gates.unpublished,
                 can="公开经办人"),
            Gate("有音像记录", LAW["第四十七条"], missing=gates.unrecorded, can="办案人员"),
        ),
        needs=(Proof("closing_paper", "结案审批表"),), ladder=STEP_LADDER,
    )  # fmt: skip
