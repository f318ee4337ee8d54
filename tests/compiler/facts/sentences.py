"""Invented sentences in the manner of plans, laws and rules, with what has to be read in them.

``dates``: (words, date, other reading, kind). ``routines``: (per, times, at least, subject,
words the action contains). Both are complete: nothing else may be found.
"""

from dataclasses import dataclass, field

from bihuan.compiler.facts.model import Context

Date = tuple[str, str | None, str | None, str]
Routine = tuple[str, int | None, bool, str | None, str]

PLAN = Context(2024, (2024, 2026))
WORK_YEAR = Context(2023, (2023, 2023))
LAW = Context(2021)
THREE_YEARS = Context(2020, (2020, 2022))
LAW_2024 = Context(2024)


@dataclass(frozen=True)
class Case:
    """One sentence and all dates and routines in it."""

    sentence: str
    context: Context = PLAN
    dates: list[Date] = field(default_factory=list)
    routines: list[Routine] = field(default_factory=list)
