"""What emergency preparedness offers to the surfaces."""

from bihuan.modules import Module

from .agreement_flow import AgreementFlow
from .plan_flow import PlanFlow
from .problem_flow import ProblemFlow
from .sheets import SHEETS

MODULE = Module(
    name="emergency",
    title="应急准备",
    flows=(PlanFlow, ProblemFlow, AgreementFlow),
    provides=("emergency-plan", "rescue-team", "emergency-resources"),
    sheets=SHEETS,
)
