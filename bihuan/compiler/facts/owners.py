"""Who a recurring duty falls on, by the responsible units already read in its sentence.

Both readers look at the same words; where the one that reads periods found nobody, or took
more than a name, the unit that the sentence makes responsible is the owner.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bihuan.compiler.facts.model import Recurring
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.view import plain, squeeze

#: What may stand between two units that do something together.
_TOGETHER: Final[Pattern] = Pattern(r"[ 　]*(?:、|和|与|及|或者?|以及)[ 　]*")
_STOPS: Final[str] = "。;；!！\n"
#: What opens no name: 委托机构, 组织专家, 由主要负责人.
_NO_NAME: Final[Pattern] = Pattern("委托|组织(?!部)|督促|指导|要求|聘请|邀请|安排|指派|会同|由")

Span = tuple[int, int]


def with_owners(source: str, duties: Iterable[Recurring], units: Sequence[Span]) -> list[Recurring]:
    """Return the duties, each with the unit its sentence makes responsible where it lacks one.

    ``units`` are the offsets in ``source`` of the units of the clause that act.
    """
    return [_owned(source, duty, units) for duty in duties]


def _owned(source: str, duty: Recurring, units: Sequence[Span]) -> Recurring:
    opens = max(source.rfind(mark, 0, duty.start) for mark in _STOPS) + 1
    named = [unit for unit in units if opens <= unit[0] and unit[1] <= duty.start]
    if not named:
        return duty
    subject = duty.subject
    if subject is not None and not _NO_NAME.match(subject):
        return replace(duty, subject=_cut(source, subject, named))
    return replace(duty, subject=_joined(source, named))


def _joined(source: str, named: Sequence[Span]) -> str:
    """Return the last unit, with those printed beside it: 县公安局、县交通运输局."""
    start, end = named[-1]
    for before in reversed(named[:-1]):
        if before[1] > start or not _TOGETHER.fullmatch(source[before[1] : start]):
            break
        start = before[0]
    return squeeze(plain(source[start:end]))


def _cut(source: str, subject: str, named: Sequence[Span]) -> str:
    """Return the subject without what follows the name it begins with: 安全总监|协助矿长."""
    names = (squeeze(plain(source[start:end])) for start, end in reversed(named))
    for name in names:
        rest = subject.removeprefix(name)
        if rest != subject and rest.startswith(("协助", "配合", "(以下", "(简称", "为", "是")):
            return name
    return subject
