"""Writing an interference down, adding to it, and proving that nothing was changed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.notices import notices
from bihuan.kernel.notices.wording import Wording
from bihuan.kernel.orgs import authority, places, roles
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.entries import canonical, instant
from bihuan.kernel.trace.numbers import next_number
from bihuan.lib import hashing
from bihuan.lib.clocks import in_shanghai

from .models import Addition, Interference

#: Who does what a leader might interfere with: any of these makes an officer.
OFFICERS: Final = (roles.INSPECT, roles.SUPERVISE, roles.SERVE, roles.LEGAL, roles.REVIEW)
DISCIPLINE: Final = "judiciary"
PREFIX: Final = "GY"
TEMPLATE: Final = "interference"
WORDING: Final = Wording(
    "干预记录", "{subject}有新的内容，请打开查看。内容只对记录人、纪检监察机关和报告的负责人可见。"
)
KINDS: Final = Addition.Kind


@dataclass(frozen=True)
class Facts:
    """What an officer writes down; nothing of it can be changed afterwards."""

    who: str
    who_post: str
    happened_on: date
    how: str
    concerned: str
    said: str
    discipline: Unit
    leader: Post | None = None


def may_record(by: Viewer) -> bool:
    """Say whether a post is one of those that enforce, investigate or supervise."""
    return any(by.can(word) for word in OFFICERS)


@transaction.atomic
def record(facts: Facts, *, by: Viewer, at: datetime) -> Interference:
    """Write an interference down and tell the discipline organ that there is one.

    Raises :class:`NotAllowed` for a post that does not enforce or an organ out of reach,
    :class:`Invalid` for a day ahead, an organ that is none of discipline, or a leader who is the
    one recorded.
    """
    if not may_record(by):
        raise NotAllowed("干预记录由执法、监管和经办人员写。", can="执法、监管、经办岗位")
    _check(facts, by, at)
    unit = Unit.objects.select_related("place").get(pk=by.unit_id)
    row = Interference(
        **vars(facts), place=unit.place, office=unit, recorder_id=by.person_id, recorded_at=at,
        number=next_number(PREFIX, unit.place.code, in_shanghai(at).year),
    )  # fmt: skip
    row.digest = digest(row)
    row.save(force_insert=True)
    entries.append(row, "recorded", by=by, at=at, body={"digest": row.digest})
    _tell(row, facts.discipline, None, "recorded", at)
    if facts.leader:
        _tell(row, facts.leader.unit, facts.leader, "leader", at)
    return row


def _check(facts: Facts, by: Viewer, at: datetime) -> None:
    if facts.happened_on > in_shanghai(at).date():
        raise Invalid("这一天还没有到。", field="happened_on")
    if facts.discipline.kind != DISCIPLINE:
        raise Invalid(f"{facts.discipline.name}不是监察、审判、检察机关。", field="discipline")
    near = places.ancestors(by.path)
    authority.demand_seen(by, facts.discipline, "送交的纪检监察机关", near=near)
    if facts.leader is None:
        return
    authority.demand_seen(by, facts.leader.unit, "报告的负责人", near=near)
    holders = facts.leader.terms.filter(person__name=facts.who.strip(), until=None)
    if holders.exists():
        raise Invalid("报告的负责人就是被记录的人，请换一位。", field="leader")


@transaction.atomic
def add(row: Interference, kind: str, says: str, *, by: Viewer, at: datetime) -> Addition:
    """Add to a record: who wrote it says more, the discipline organ says what it did.

    Raises :class:`NotFound` for who may not see it, :class:`NotAllowed` for the wrong one of the
    two, :class:`Invalid` without words.
    """
    found = find(by, row.number)
    if kind not in KINDS.values:
        raise Invalid("请选择类别。", field="kind")
    if not says.strip():
        raise Invalid("还没有填写“内容”。", field="says")
    if kind not in offered(found, by):
        says_why = "补充由记录人写，核实、通报和追责由收到记录的纪检监察机关写。"
        raise NotAllowed(says_why, can=found.discipline.name)
    made = Addition(interference=found, kind=kind, says=says.strip(), by_id=by.person_id, at=at)
    made.digest = digest_of(made)
    made.save(force_insert=True)
    entries.append(found, "added", by=by, at=at, body={"kind": kind, "digest": made.digest})
    other = found.discipline if kind == KINDS.MORE else found.office
    if other.pk == found.discipline_id:
        _tell(found, other, None, f"addition:{made.pk}", at)
    return made


def offered(row: Interference, by: Viewer) -> list[str]:
    """Return the kinds of addition a viewer may add."""
    found = [KINDS.MORE.value] if row.recorder_id == by.person_id else []
    if row.discipline_id == by.unit_id and by.can(roles.SUPERVISE):
        found += [kind for kind in KINDS.values if kind != KINDS.MORE]
    return found


def find(by: Viewer, number: str) -> Interference:
    """Return a record by its number. Raises :class:`NotFound` for who may not see it."""
    row = listed(by).filter(number=number).first()
    if row is None:
        raise NotFound("没有这份干预记录，或者不向您的岗位公开。")
    return row


def listed(by: Viewer, **asked: Any) -> QuerySet[Interference]:
    """Return the records a viewer may see, the latest first; ``since`` and ``until`` are days."""
    rows = Interference.objects.visible_to(by)
    if asked.get("since"):
        rows = rows.filter(happened_on__gte=asked["since"])
    if asked.get("until"):
        rows = rows.filter(happened_on__lte=asked["until"])
    shown = rows.select_related("place", "office", "recorder", "discipline", "leader__unit")
    return shown.prefetch_related("additions").order_by("-recorded_at", "-pk")


def outcome(row: Interference) -> str:
    """Return what the discipline organ said last, "" while it said nothing."""
    said = [one for one in row.additions.all() if one.kind != KINDS.MORE]
    return str(said[-1].get_kind_display()) if said else ""


def counts(rows: QuerySet[Interference]) -> dict[str, int]:
    """Return how many records there are by what became of them, for a report of a period."""
    found = Counter(outcome(row) or "还没有答复" for row in rows)
    return dict(found)


def unchanged(row: Interference) -> bool:
    """Say whether a record and all that was added to it are as they were written."""
    additions = row.additions.all()
    return digest(row) == row.digest and all(digest_of(one) == one.digest for one in additions)


def digest(row: Interference) -> str:
    """Return the digest of what was written down."""
    told = [row.number, row.who, row.who_post, str(row.happened_on), row.how, row.concerned,
            row.said, row.discipline_id, row.leader_id, row.recorder_id,
            instant(row.recorded_at)]  # fmt: skip
    return hashing.digest("bihuan interference 1", canonical(told))


def digest_of(one: Addition) -> str:
    """Return the digest of what was added."""
    told = [one.interference_id, one.kind, one.says, one.by_id, instant(one.at)]
    return hashing.digest("bihuan interference addition 1", canonical(told))


def _tell(row: Interference, unit: Unit, post: Post | None, cause: str, at: datetime) -> None:
    notices.write(
        key=f"{row.chain}:{cause}", unit=unit, post=post, chain=row.chain, template=TEMPLATE,
        subject=row.number, facts={}, stage=0, urgent=False, at=at,
    )  # fmt: skip
