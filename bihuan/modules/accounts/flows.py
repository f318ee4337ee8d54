"""The verbs of enrolment: who answers for the unit says whether it is who asks."""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER

from . import admission
from .models import Enrolment

#: A suggested ladder; it sleeps until a named person adopts it for the place.


class EnrolmentFlow(
    Flow, key="accounts.enrolment", of=Enrolment, title="企业账号申请", prefix="ZC"
):
    """An application for the first sign-in of an enterprise, or one more, until it is decided.

    No law fixes how soon: the period is unset until a named person sets it for the place.
    """

    decider = Party("受理单位", at="decider", may=roles.MANAGE_ORGS)

    applied = State("待核实", initial=True)
    admitted = State("已通过", final=True)
    refused = State("未通过", final=True)

    admit = Step(
        "核实通过", applied >> admitted, OWN, who=decider, asks=("opinion",), takes=("same_as",),
        ladder=STEP_LADDER, then=admission.admit,
    )  # fmt: skip
    refuse = Step(
        "不予通过", applied >> refused, OWN, who=decider, asks=("opinion",), ladder=STEP_LADDER,
        then=admission.refuse,
    )  # fmt: skip
