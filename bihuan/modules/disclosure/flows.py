"""The verbs of publication: written, checked, approved, published, corrected, taken down.

Checked before it is made public is 政府信息公开条例第十七条; where, its 第二十三条; by when, its
第二十六条 unless the clause it rests on says otherwise. Three people see each text.
"""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Law, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import editions
from .models import Publication

DISCLOSURE = Law("CN/disclosure-2019")
CHECKED, WHERE, IN_TIME, TRUE = (DISCLOSURE[f"第{n}条"] for n in ("十七", "二十三", "二十六", "六"))
#: What whoever writes fills in.
TEXT = ("headline", "facts")
DETAIL = (
    *("subject", "measures", "term", "term_now", "responsible", "watcher"),
    *("decided_on", "outcome", "until"),
)
WRITTEN = ("compose", "compose_again")


class PublicationFlow(
    Flow, key="disclosure.publication", of=Publication, title="信息公开", prefix="GK"
):
    """A publication, due from the day on which the fact came into being."""

    clerk = Party("公开单位经办人", at="matter.unit", may=roles.SUPERVISE)
    checker = Party("公开单位保密审查人", at="matter.unit", may=roles.ACCEPT)
    leader = Party("公开单位负责人", at="matter.unit", may=roles.RELEASE)
    source = Party("作出结束决定的单位", at="ended_by", may=roles.RELEASE)

    opening = Opening(
        "公开一件信息", roles.SUPERVISE, ("kind", "headline", "formed_on"),
        called=lambda p: f"公开：{p.headline}", settles=editions.demand_past,
        about=("公开", "公布", "公告", "公示", "曝光", "通报", "发布"),
    )  # fmt: skip

    due = State("待起草", initial=True)
    drafted = State("待保密审查")
    checked = State("待批准")
    returned = State("退回修改")
    approved = State("待发布")
    published = State("已公开")
    correcting = State("更正中")
    ending = State("待撤下")
    taken = State("已撤下", final=True)
    dropped = State("不予公开", final=True)

    compose = Step(
        "提交公开稿", due >> drafted, IN_TIME, who=clerk, within=editions.limit, since="formed_on",
        asks=TEXT, takes=DETAIL, edits=True, tells=(checker,), ladder=STEP_LADDER,
        then=editions.demand_whole,
    )  # fmt: skip
    check = Step(
        "保密审查通过", drafted >> checked, CHECKED, who=checker, within=editions.limit,
        since="formed_on", asks=("screening",), unlike=WRITTEN, tells=(leader,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "保密审查不通过", drafted >> returned, CHECKED, who=checker, asks=("screening",),
        unlike=WRITTEN, tells=(clerk,), returns=True,
    )  # fmt: skip
    approve = Step(
        "批准公开", checked >> approved, CHECKED, who=leader, within=editions.limit,
        since="formed_on", takes=("opinion",), unlike=(*WRITTEN, "check"), tells=(clerk,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    refuse = Step(
        "不批准，退回修改", checked >> returned, CHECKED, who=leader, asks=("opinion",),
        unlike=(*WRITTEN, "check"), tells=(clerk,), returns=True,
    )  # fmt: skip
    compose_again = Step(
        "提交修改稿", (returned | correcting) >> drafted, IN_TIME, who=clerk, within=editions.limit,
        since="formed_on", asks=TEXT, takes=DETAIL, edits=True, tells=(checker,),
        ladder=STEP_LADDER, then=editions.demand_whole,
    )  # fmt: skip
    publish = Step(
        "发布", approved >> published, IN_TIME, who=clerk, within=editions.limit,
        since="formed_on", ladder=STEP_LADDER, then=editions.make_public,
    )  # fmt: skip
    drop = Step(
        "决定不予公开", (due | drafted | checked | returned | approved) >> dropped, CHECKED,
        who=leader, asks=("opinion",), unlike=WRITTEN, optional=True, tells=(clerk,),
        gates=(Gate("没有公开过", CHECKED, missing=editions.never_public, can="公开单位负责人"),),
    )  # fmt: skip
    reprint = Step(
        "登记媒体刊发", published >> published, WHERE, who=clerk, asks=("media",), optional=True,
        needs=(Proof("reprint", "刊发的页面、版面或截图"),), then=editions.note_reprint,
    )  # fmt: skip
    correct = Step(
        "更正", published >> correcting, TRUE, who=clerk, asks=("correction",), optional=True,
        tells=(leader,), then=editions.note_correction,
    )  # fmt: skip
    keep = Step(
        "不更正，维持原文", (correcting | drafted | checked | returned | approved) >> published,
        TRUE, who=leader, asks=("opinion",), optional=True, tells=(clerk,),
        gates=(Gate("公开过", TRUE, missing=editions.was_public, can="公开单位"),),
        then=editions.put_back,
    )  # fmt: skip
    end = Step(
        "公开的事由已消失",
        (published | correcting | drafted | checked | returned | approved) >> ending, OWN,
        who=source, asks=("ended_because",), optional=True, tells=(clerk,),
        gates=(Gate("公开过", OWN, missing=editions.was_public, can="公开单位"),),
    )  # fmt: skip
    # Owed only where a last day is set.
    expire = Step(
        "期满撤下", published >> taken, OWN, who=clerk, due="until", asks=("taken_because",),
        repeats=True, ladder=STEP_LADDER, then=editions.take_down,
    )  # fmt: skip
    take_down = Step(
        "撤下", ending >> taken, OWN, who=clerk, asks=("taken_because",), ladder=STEP_LADDER,
        then=editions.take_down,
    )  # fmt: skip
    withdraw = Step(
        "提前撤下",
        (published | correcting | drafted | checked | returned | approved | ending) >> taken,
        CHECKED, who=leader, asks=("taken_because",), optional=True, tells=(clerk,),
        gates=(Gate("公开过", CHECKED, missing=editions.was_public, can="公开单位"),),
        then=editions.take_down,
    )  # fmt: skip
