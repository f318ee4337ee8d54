"""The life of an emergency plan: drafted, reviewed, published, filed, evaluated, revised.

Articles are those of 生产安全事故应急预案管理办法; where they name no period (评审, 签署, 修订) the
period is unset, or a day that a named person wrote.
"""

from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import (
    OWN,
    Gate,
    Law,
    Opening,
    Party,
    Proof,
    State,
    Step,
    workdays,
)
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import editions, rules
from .models import Plan

LAW = Law(rules.DOCUMENT)
REVIEWED, SIGNED, FILED, PAPERS, CHECKED, EVALUATED, REVISED = (
    LAW[f"第{n}条"] for n in ("二十一", "二十四", "二十六", "二十七", "二十八", "三十五", "三十六")
)
OFFICE = Party("编制单位经办人", at="office", may=editions.MAKE)
HEAD = Party("编制单位主要负责人", at="office", may=roles.SIGN)
RECIPIENT = Party("备案受理单位", at="recipient", may=roles.ACCEPT)
TEXT = Proof("plan_text", "应急预案文本（电子文档）")
MINUTES = Proof("plan_review", "评审纪要、论证意见")
SIGNATURE = Proof("plan_signed", "主要负责人签署页、公布的证明")
FORM = Proof("plan_form", "应急预案备案申报表")
SURVEY = Proof("plan_survey", "风险评估结果和应急资源调查清单")
RECEIPT = Proof("plan_receipt", "应急预案备案登记表")
JUDGED = Proof("plan_evaluation", "预案评估报告")


def filing_limit(record: Any) -> Any:
    """Return the working days of an enterprise's filing; for governments the rule names none."""
    enterprise = record.office.kind == rules.ENTERPRISE
    return workdays(rules.FILING.workdays) if enterprise else None


class PlanFlow(Flow, key="emergency.plan", of=Plan, title="应急预案", prefix="YA"):
    """An edition of an emergency plan from its draft until a later one takes its place."""

    acts = {"drilled": "登记演练"}

    office, head, recipient = OFFICE, HEAD, RECIPIENT

    opening = Opening(
        "编制应急预案", editions.MAKE, ("kind", "event", "name", "draft_by"),
        takes=("above_number", "above_name", "partners"), doer="maker", office="office",
        called=str, about=("预案", "应急", "救援"), settles=editions.settle, then=editions.let_in,
    )  # fmt: skip

    drafting = State("编制中", initial=True)
    reviewing = State("待评审")
    signing = State("待签署公布")
    published = State("已公布，待备案")
    filing = State("待备案核对")
    returned = State("待补齐备案材料")
    in_force = State("已生效")
    revising = State("待修订（仍有效）")
    superseded = State("已由新版替代", final=True)
    withdrawn = State("已废止", final=True)
    dropped = State("不再编制", final=True)

    draft = Step(
        "编成，送评审", drafting >> reviewing, OWN, who=OFFICE, due="draft_by", needs=(TEXT,),
        takes=("mechanisms",), edits=True, ladder=TASK_LADDER, then=editions.check_draft,
    )  # fmt: skip
    drop = Step(
        "不再编制", drafting >> dropped, OWN, who=OFFICE, asks=("reason",), optional=True,
    )  # fmt: skip
    pass_ = Step(
        "评审通过", reviewing >> signing, REVIEWED, who=OFFICE, needs=(MINUTES,),
        asks=("review_form", "reviewed_on", "reviewers", "opinion"), tells=(HEAD,),
        ladder=STEP_LADDER, then=editions.check_review,
    )  # fmt: skip
    fail = Step(
        "评审没有通过，修改", reviewing >> drafting, REVIEWED, who=OFFICE, needs=(MINUTES,),
        asks=("opinion", "reviewed_on", "reviewers", "draft_by"), then=editions.check_redraft,
    )  # fmt: skip
    publish = Step(
        "签署公布，转备案", signing >> published, SIGNED, who=HEAD, needs=(SIGNATURE,),
        asks=("published_on", "recipient", "evaluate_by"), tells=(OFFICE,), ladder=STEP_LADDER,
        then=editions.publish,
    )  # fmt: skip
    publish_only = Step(
        "签署公布，不需要备案", signing >> in_force, SIGNED, who=HEAD, needs=(SIGNATURE,),
        asks=("published_on", "evaluate_by"), tells=(OFFICE,), ladder=STEP_LADDER,
        gates=(Gate("不属于应当备案的单位", FILED, missing=editions.must_file, can="编制单位"),),
        then=editions.publish,
    )  # fmt: skip
    file = Step(
        "报送备案", published >> filing, FILED, who=OFFICE, within=filing_limit,
        since="published_on", needs=(FORM, SURVEY), tells=(RECIPIENT,), ladder=TASK_LADDER,
        then=editions.note_submitted,
    )  # fmt: skip
    accept = Step(
        "材料齐全，予以备案", filing >> in_force, CHECKED, who=RECIPIENT,
        within=workdays(rules.CHECKING.workdays), needs=(RECEIPT,), asks=("filing_number",),
        tells=(OFFICE,), ladder=TASK_LADDER, then=editions.note_filed,
    )  # fmt: skip
    send_back = Step(
        "材料不齐，一次性告知", filing >> returned, CHECKED, who=RECIPIENT,
        within=workdays(rules.CHECKING.workdays), asks=("missing_papers", "refile_by"),
        tells=(OFFICE,), ladder=TASK_LADDER, returns=True, then=editions.check_refile_by,
    )  # fmt: skip
    refile = Step(
        "补齐材料，再报备案", returned >> filing, PAPERS, who=OFFICE, due="refile_by",
        needs=(FORM, SURVEY), tells=(RECIPIENT,), ladder=TASK_LADDER, then=editions.note_submitted,
    )  # fmt: skip
    deem = Step(
        "受理单位逾期不答复，视为已经备案", filing >> in_force, CHECKED, who=OFFICE, optional=True,
        gates=(Gate("核对期限已过", CHECKED, missing=editions.still_checking, can="受理单位"),),
        tells=(RECIPIENT,), then=editions.note_filed,
    )  # fmt: skip
    evaluate = Step(
        "评估，继续有效", in_force >> in_force, EVALUATED, who=OFFICE, due="evaluate_by",
        repeats=True, needs=(JUDGED,), asks=("evaluated_on", "conclusion", "evaluate_by"),
        ladder=TASK_LADDER, then=editions.check_evaluated,
    )  # fmt: skip
    must_revise = Step(
        "应当修订", in_force >> revising, REVISED, who=OFFICE, optional=True,
        asks=("trigger", "why_revise", "revise_by"), tells=(HEAD,), then=editions.check_revise_by,
    )  # fmt: skip
    supersede = Step(
        "由新版替代", revising >> superseded, REVISED, who=HEAD, due="revise_by",
        gates=(Gate("新版已公布", REVISED, missing=editions.no_later, can="编制单位经办人"),),
        ladder=TASK_LADDER,
    )  # fmt: skip
    replace = Step(
        "由新版替代（公布新版时自动办）", (published | filing | returned | in_force) >> superseded,
        REVISED, who=HEAD, optional=True,
        gates=(Gate("新版已公布", REVISED, missing=editions.no_later, can="编制单位经办人"),),
    )  # fmt: skip
    withdraw = Step(
        "废止", (in_force | revising) >> withdrawn, OWN, who=HEAD, asks=("reason",), optional=True,
        tells=(OFFICE,),
    )  # fmt: skip
