"""The nouns of emergency preparedness."""

from .plans import Drill, DrillProblem, Plan
from .stocks import Movement, Stock
from .teams import Agreement, CallUp, Member, Readiness, Team

__all__ = [
    "Agreement", "CallUp", "Drill", "DrillProblem", "Member", "Movement", "Plan", "Readiness",
    "Stock", "Team",
]  # fmt: skip
