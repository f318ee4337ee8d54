"""What credit offers to the surfaces."""

from bihuan.modules import Module

from .dishonesty_flow import DishonestyFlow
from .incentive_flow import IncentiveFlow
from .measure_flow import MeasureFlow

MODULE = Module(
    name="credit",
    title="诚信",
    flows=(DishonestyFlow, MeasureFlow, IncentiveFlow),
    provides=("credit-blacklist", "incentive"),
)
