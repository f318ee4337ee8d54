"""Nouns of enforcement: cases, penalties, orders, measures; officers, entrustments, staffing."""

from .cases import Case, Penalty, Spot
from .deeds import Injunction, Measure, Scrutiny, Zero
from .officers import Band, Entrustment, Staffing, Warrant

__all__ = [
    "Band",
    "Case",
    "Warrant",
    "Entrustment",
    "Measure",
    "Injunction",
    "Penalty",
    "Scrutiny",
    "Spot",
    "Staffing",
    "Zero",
]
