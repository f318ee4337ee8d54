"""One act for several rows of a list: each goes through its own door, each refusal is told.

One refusal never stops the others, and no row is left out without a word.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from bihuan.kernel.obligations import assignments
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.reminders import remind
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, Refused, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.policy import tasks
from bihuan.modules.policy.models import Task
from bihuan.modules.policy.review import Desk

from .queries import obligations as reads

#: As many as one can answer for by looking at them.
MOST: Final = 200
UNSEEN: Final = "看不到的一项"


@dataclass(frozen=True)
class Given:
    """What an act is done with: by whom and when; to which unit, on which ground."""

    desk: Desk
    unit: Unit | None = None
    reason: str = ""

    @property
    def by(self) -> Viewer:
        """Who acts."""
        return self.desk.by

    @property
    def to(self) -> Unit:
        """The unit named. Raises :class:`Invalid` without one."""
        if self.unit is None:
            raise Invalid("还没有填写“责任单位”。", field="unit")
        return self.unit


@dataclass(frozen=True)
class Act:
    """An act on a row: its title, what comes of it, whether a unit and a reason are asked for."""

    key: str
    title: str
    says: str
    asks: bool
    do: Callable[[Obligation, Given], object]


@dataclass(frozen=True)
class Outcome:
    """What became of one row: its key and title, and why and by whom else when it was refused."""

    pk: int
    title: str
    holder: str = ""
    refusal: Refused | None = None

    @property
    def seen(self) -> bool:
        """Say whether the row is one the actor may see."""
        return self.title != UNSEEN


def carry_out(act: Act, keys: Iterable[str], given: Given) -> list[Outcome]:
    """Do an act to each row, by its key, and return what became of each, in the order given.

    Raises :class:`Invalid` when none or more than 200 are chosen; nothing is done then.
    """
    wanted = picked(keys)
    return [_tried(act, pk, given) for pk in wanted]


def picked(keys: Iterable[str]) -> list[int]:
    """Return the keys of the rows chosen, each once. Raises :class:`Invalid` for none or too many.

    A key that is no number is a row that is not there.
    """
    wanted = list(dict.fromkeys(int(key) if key.isdecimal() else 0 for key in keys))
    if not wanted:
        raise Invalid("还没有勾选事项。先在清单里勾选，再选要办什么。", field="pick")
    if len(wanted) > MOST:
        raise Invalid(f"一次最多勾选 {MOST} 项，您勾了 {len(wanted)} 项。", field="pick")
    return wanted


def refused(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return what was not done."""
    return [one for one in outcomes if one.refusal]


def _tried(act: Act, pk: int, given: Given) -> Outcome:
    title, holder = UNSEEN, ""
    try:
        row = reads.find(given.by, pk)
        title, holder = row.title, row.holder.name if row.holder else ""
        with transaction.atomic():
            act.do(row, given)
    except Refused as refusal:
        return Outcome(pk, title, holder, refusal)
    return Outcome(pk, title, holder)


def _remind(row: Obligation, given: Given) -> None:
    remind(row, by=given.by, at=given.desk.at)


def _assign(row: Obligation, given: Given) -> None:
    if row.holder is not None:
        says = f"已有责任单位{row.holder.name}。要换单位，请用“转交”。"
        raise WrongState(says)
    _give(row, given)


def _hand_on(row: Obligation, given: Given) -> None:
    if row.holder is None:
        raise WrongState("还没有责任单位。请用“指定责任单位”。")
    if row.holder_id == given.to.pk:
        raise WrongState(f"责任单位已经是{given.to.name}。")
    _give(row, given)


def _give(row: Obligation, given: Given) -> None:
    if not given.reason.strip():
        raise Invalid("还没有填写“依据或理由”。", field="reason")
    if row.matter is None:
        assignments.assign(row, holder=given.to, reason=given.reason, by=given.by, at=given.desk.at)
        return
    task = Task.objects.filter(matter=row.matter_id).select_related("clause", "document").first()
    if task is None:
        raise WrongState(f"随事项{row.matter.number}办理，请在事项页面转交。")
    desk = Desk(given.by, given.desk.at, row.matter.revision)
    tasks.assign_owner(task, desk, given.to, remember=False, reason=given.reason)


ACTS: Final = {
    act.key: act
    for act in (
        Act("remind", "催办", "马上告诉责任单位；期限和阶段不变，一天一次", asks=False, do=_remind),
        Act("assign", "指定责任单位", "给还没有责任单位的指定一个；期限不变", asks=True,
            do=_assign),
        Act("hand_on", "转交", "把责任单位换成另一个；期限不变，原单位的经管留在台账", asks=True,
            do=_hand_on),
    )
}  # fmt: skip
