"""What enforcement offers to the surfaces."""

from bihuan.modules import Module

from . import benchmarks
from .case_flow import CaseFlow
from .measure_flow import MeasureFlow
from .order_flow import OrderFlow
from .penalty_flow import PenaltyFlow
from .register_flow import CertificateFlow, EntrustmentFlow, StaffingFlow
from .review_flow import ReviewFlow, ZeroFlow
from .spot_flow import SpotFlow

MODULE = Module(
    name="enforcement",
    title="执法办案",
    flows=(
        *(CaseFlow, PenaltyFlow, SpotFlow, OrderFlow, MeasureFlow, ReviewFlow, ZeroFlow),
        *(CertificateFlow, EntrustmentFlow, StaffingFlow),
    ),
    sheets=(benchmarks.SHEET,),
    provides=(
        *("enforcement", "penalty", "coercive-measure", "legal-review", "court-enforcement"),
        *("enforcement-review", "regulator-staffing", "staffing"),
    ),
)
