"""隐患整改, small: found, rectifying, submitted, then closed or returned."""

from datetime import datetime

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Party, Proof, State, Step, days
from bihuan.kernel.orgs import roles

from .models import Rectification

LAW = Law("CN/test-law")
RECTIFY, SUPERVISE = "CN/test-law#rectify", "CN/test-law#supervise"
HOLDER = Party("责任单位", at="matter.unit", may=roles.FULFIL)
REGULATOR = Party("监管部门", at="regulator", may=roles.RECHECK)
BEFORE, AFTER = Proof("photo_before", "整改前照片"), Proof("photo_after", "整改后照片")


def no_money(record: Rectification, at: datetime) -> str:
    return "" if record.money is not None else "还没有落实治理经费。"


FUNDED = Gate("经费已落实", LAW["第二条"], missing=no_money, can="责任单位")


class RectificationFlow(
    Flow, key="test.rectification", of=Rectification, title="隐患整改", prefix="ZG"
):
    """A danger from its finding to its being crossed off by the regulator."""

    found = State("已发现", initial=True)
    rectifying = State("整改中")
    submitted = State("待核查")
    returned = State("退回重改")
    closed = State("已销号", final=True)

    plan = Step(
        "制定整改措施", found >> rectifying, LAW["第一条"], who=HOLDER, within=days(5),
        asks=("measures",), takes=("money",), tells=(REGULATOR,), ladder=RECTIFY,
    )  # fmt: skip
    fund = Step("落实经费", rectifying >> rectifying, LAW["第一条"], who=HOLDER, asks=("money",))
    submit = Step(
        "报请核查", (rectifying | returned) >> submitted, LAW["第一条"], who=HOLDER, due="due_on",
        needs=(BEFORE, AFTER), gates=(FUNDED,), tells=(REGULATOR,), ladder=RECTIFY,
    )  # fmt: skip
    close = Step(
        "核查合格", submitted >> closed, LAW["第三条"], who=REGULATOR, within=days(10),
        asks=("opinion",), unlike=("plan", "submit"), tells=(HOLDER,), ladder=SUPERVISE,
    )  # fmt: skip
    send_back = Step(
        "核查不合格", submitted >> returned, LAW["第三条"], who=REGULATOR,
        asks=("opinion", "due_on"), unlike=("plan", "submit"), tells=(HOLDER,), returns=True,
    )  # fmt: skip
