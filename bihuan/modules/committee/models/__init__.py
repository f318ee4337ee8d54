"""Nouns of committee work: the committee and its meetings, what it asks, whom it supervises."""

from .asking import Assistance, Comment, CommentRound, Remark
from .meetings import AgendaItem, Convocation, Meeting, Resolution, Seat
from .supervision import (
    Circular,
    CircularAnswer,
    Directive,
    Interview,
    ListedSupervision,
    Motion,
    Patrol,
)

__all__ = [
    "AgendaItem",
    "Assistance",
    "Circular",
    "CircularAnswer",
    "Comment",
    "CommentRound",
    "Directive",
    "Interview",
    "Convocation",
    "ListedSupervision",
    "Meeting",
    "Motion",
    "Patrol",
    "Remark",
    "Resolution",
    "Seat",
]
