"""A bid for construction works: registered, its safety fee checked and corrected, then awarded.

严防低价中标影响企业正常安全投入. 财资〔2022〕136号第十七条: the fee is quoted apart and not cut in
competing.
"""

from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Law, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import authority, places, roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.modules import TASK_LADDER, demand_ahead, demand_past

from . import tenders
from .models import Tender

APART = Law("CN/safety-fee-2022")["第十七条"]
OFFICE = Party("登记部门", at="office", may=roles.SUPERVISE)
OWNER = Party("建设单位", at="owner", may=roles.FULFIL)
QUOTED = Proof("tender_quoted", "补正后的报价文件")
AWARD = Proof("tender_award", "中标通知书或者施工合同")


def check_term(moved: Any) -> None:
    """Refuse a day for the correction that has passed."""
    demand_ahead(moved, "correct_by")


def check_correction(moved: Any) -> None:
    """Refuse a fee above the price."""
    tenders.check_fee(moved.record)


def check_award(moved: Any) -> None:
    """Refuse an award ahead."""
    demand_past(moved, "awarded_on")


def check_recipient(moved: Any) -> None:
    """Refuse to refer to oneself, or to a unit that is not in sight or near."""
    record, by = moved.record, moved.by
    if record.recipient_id == record.office_id:
        raise Invalid("接收单位是本单位，请选另一个单位。", field="recipient")
    near = places.ancestors(by.path)
    authority.demand_seen(by, record.recipient, "接收单位", near=near)


class TenderFlow(Flow, key="projects.tender", of=Tender, title="施工招标安全费用", prefix="ZB"):
    """One bid that is to win: no award is registered while its safety fee is not in order."""

    office, owner = OFFICE, OWNER

    opening = Opening(
        "登记施工招标（合同）", roles.SUPERVISE,
        ("owner", "name", "site", "works", "cost", "bidder", "price"),
        takes=("safety_fee", "competed", "control_price", "next_price"), whose="owner",
        office="office", doer="keeper", called=lambda one: one.name, about=("低价中标", "招标"),
        settles=tenders.settle, then=tenders.tell,
    )  # fmt: skip

    registered = State("待定标", initial=True)
    correcting = State("待建设单位补正")
    awarded = State("已登记中标", final=True)
    void = State("废标、撤销", final=True)

    question = Step(
        "告知安全费用问题，限期补正", registered >> correcting, APART, who=OFFICE,
        asks=("correct_by",), optional=True, tells=(OWNER,), returns=True, then=check_term,
        gates=(Gate("安全生产费用有问题", APART, missing=tenders.sound, can="登记部门"),),
    )  # fmt: skip
    correct = Step(
        "补正报价", correcting >> registered, APART, who=OWNER, due="correct_by",
        asks=("safety_fee", "competed", "answer"), edits=("safety_fee", "competed"),
        needs=(QUOTED,), tells=(OFFICE,), ladder=TASK_LADDER, then=check_correction,
    )  # fmt: skip
    refer = Step(
        "移送有处罚权的部门", correcting >> correcting, OWN, who=OFFICE,
        asks=("recipient", "reason"), optional=True, tells=(OWNER,), then=check_recipient,
    )  # fmt: skip
    award = Step(
        "登记中标", registered >> awarded, APART, who=OFFICE, asks=("awarded_on",),
        needs=(AWARD,), tells=(OWNER,), then=check_award,
        gates=(Gate("安全生产费用单列、足额、不计入竞争", APART, missing=tenders.lacking,
                    can="建设单位"),),
    )  # fmt: skip
    cancel = Step(
        "废标、撤销登记", (registered | correcting) >> void, OWN, who=OFFICE, asks=("reason",),
        optional=True, tells=(OWNER,),
    )  # fmt: skip
