"""What safety money offers to the surfaces."""

from bihuan.modules import Module

from .budget_flow import BudgetFlow
from .fee_flow import FeeFlow

MODULE = Module(
    name="funds",
    title="安全投入",
    flows=(FeeFlow, BudgetFlow),
    provides=("safety-fund", "budget"),
)
