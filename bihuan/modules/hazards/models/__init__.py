"""Nouns of hazards: the hazard, its plan, its criteria; orders to stop, what failure leads to."""

from .criteria import Criteria, Criterion
from .failing import Inquiry, Sanction
from .hazard import Hazard, PlanPart
from .rewards import Reward
from .stops import Stop

__all__ = ["Criteria", "Criterion", "Hazard", "Inquiry", "PlanPart", "Reward", "Sanction", "Stop"]
