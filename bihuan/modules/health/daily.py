"""What occupational health looks at in each round: surveys, examinations, measures about due."""

from datetime import datetime

from . import measures, surveys, workers


def look(at: datetime) -> int:
    """Open the duties whose day is near; return how many. Safe to repeat."""
    return surveys.open_due(at) + workers.open_due(at) + measures.open_due(at)
