"""Nouns of inspections."""

from .checklists import Checklist, Item
from .draws import Draw
from .findings import Finding
from .plans import EnforcementPlan, PlannedVisit
from .visits import Answer, Inspection, Led, Mode

__all__ = [
    "Answer", "Checklist", "Draw", "EnforcementPlan", "Finding", "Inspection", "Item", "Led",
    "Mode", "PlannedVisit",
]  # fmt: skip
