"""What standardisation offers to the surfaces."""

from bihuan.modules import Module

from .check_flow import CheckFlow
from .goal_flow import GoalFlow
from .grading_flow import GradingFlow

MODULE = Module(
    name="standardization",
    title="标准化",
    flows=(GradingFlow, CheckFlow, GoalFlow),
    provides=("standardization",),
)
