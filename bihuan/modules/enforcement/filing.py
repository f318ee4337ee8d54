"""Opening cases, by hand or from what was found elsewhere, and what their steps do to penalties."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.kernel.flows.advance import Case as Head
from bihuan.kernel.flows.advance import advance, begin
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.law.calendar import working_calendar
from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.refusals import Invalid, ProofMissing
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from . import gates, letters, officers, rules
from .models import Case, Injunction


@dataclass(frozen=True)
class Finding:
    """What was found elsewhere and is to become a case: of whom, what, against which article.

    ``parent`` is the matter it was found in (an inspection, an order); ``article`` a key of the
    table of penalties; ``second`` the other officer.
    """

    unit: Unit
    facts: str
    article: str
    found_on: date
    second: Person
    parent: Matter | None = None
    clause: Clause | None = None
    source: str = Case.Source.INSPECTION
    stage: str = rules.FIRST


def open_case(finding: Finding, *, by: Viewer, at: datetime) -> Matter:
    """Return the case opened on a finding, to be approved by the head of the authority.

    Raises :class:`NotAllowed` for an office or officer who may not enforce that day, and
    :class:`Invalid` for an article that is not in the table or a day that has not come.
    """
    if finding.article not in rules.provisions():
        raise Invalid("罚则表里没有这一条。", field="article")
    record = Case(
        unit=finding.unit, office_id=by.unit_id, handler_id=by.person_id, second=finding.second,
        source=finding.source, article=finding.article, stage=finding.stage,
        found_on=finding.found_on, facts=finding.facts,
    )  # fmt: skip
    settle(record, by, at)
    office = Unit.objects.select_related("place").get(pk=by.unit_id)
    head = Head(str(record)[:240], office.place, office, finding.clause, finding.parent)
    return begin(flow_of("enforcement.case"), head, record, by=by, at=at)


def give_order(  # noqa: PLR0913 - an order has its finding, what is asked, its doer and moment
    finding: Finding, kind: str, demands: str, due_on: date, *, by: Viewer, at: datetime
) -> Matter:
    """Return the order given on a finding (责令整改、现场处理), drawn up with its number.

    ``kind`` is one of :class:`Injunction.Kind`; ``article`` of the finding may be empty. Raises
    refusals as opening one by hand does.
    """
    flow = flow_of("enforcement.order")
    opening: Any = flow.opening
    record = Injunction(
        unit=finding.unit, office_id=by.unit_id, handler_id=by.person_id, second=finding.second,
        kind=kind, article=finding.article, found_on=finding.found_on, facts=finding.facts,
        demands=demands, due_on=due_on,
    )  # fmt: skip
    opening.settles(record, by, at)
    office = Unit.objects.select_related("place").get(pk=by.unit_id)
    title = opening.called(record)[:240]
    head = Head(title, office.place, office, finding.clause, finding.parent)
    made = begin(flow, head, record, by=by, at=at)
    opening.then(record, by, at)
    return made


def settle(record: Case, by: Viewer, at: datetime) -> None:
    """Check who opens a case and when it was found. Raises refusals naming the field."""
    if record.found_on > in_shanghai(at).date():
        raise Invalid("发现日期还没有到。", field="found_on")
    officers.settle(record, by, at)


def file(moved: Any) -> None:
    """Keep when the case was filed: the ninety days run from it."""
    moved.record.filed_at = moved.at
    moved.record.save(update_fields=["filed_at"])


def reassign(moved: Any) -> None:
    """Refuse to hand a case to who holds no valid certificate, or twice to the same officer."""
    case = moved.record
    officers.demand(moved)
    if case.handler_id == case.second_id:
        raise Invalid("两名办案人员不能是同一人。", field="second")
    on = in_shanghai(moved.at).date()
    for name in ("handler", "second"):
        if wrong := officers.lacks(getattr(case, name), case.office, on):
            raise Invalid(wrong, field=name)


def notify(moved: Any) -> None:
    """Keep when the party was told, and draw up the notice."""
    officers.demand(moved)
    moved.record.notified_at = moved.at
    moved.record.waived = False
    moved.record.save(update_fields=["notified_at", "waived"])
    letters.notice(moved)


def hear(moved: Any) -> None:
    """Refuse to go on while a hearing may still be asked for and is not waived."""
    officers.demand(moved)
    if early := gates.too_early(moved.record, moved.at):
        raise ProofMissing(early, can="当事人")


def convene(moved: Any) -> None:
    """Refuse a hearing at short notice or led by who investigates; draw up its notice."""
    case, today = moved.record, in_shanghai(moved.at).date()
    ahead = int(rules.amount_of("hearing.ahead"))
    first = working_calendar(case.matter.place_path, moved.at).add_workdays(today, ahead)
    if case.hearing_on <= first:
        raise Invalid(f"听证前{ahead}个工作日通知，最早 {first} 以后。", field="hearing_on")
    if case.hearing_by in (case.handler.name, case.second.name):
        raise Invalid("听证由非本案调查人员主持。", field="hearing_by")
    letters.hearing(moved)


def held(moved: Any) -> None:
    """Refuse the record of a hearing that was not held yet."""
    if in_shanghai(moved.at).date() < moved.record.hearing_on:
        raise Invalid("听证日期还没有到。", field="statement")


def decide(moved: Any) -> None:
    """Decide each penalty proposed, in the same act; refuse a case without or with one alone."""
    case: Any = moved.record
    for missing in (gates.none_proposed, gates.one_sided):
        if says := missing(case, moved.at):
            raise ProofMissing(says, can="办案人员")
    _each(moved, "proposed", "decide")


def drop_penalties(moved: Any) -> None:
    """Drop what was proposed: nobody is punished."""
    _each(moved, "proposed", "dismiss", opinion=f"不予处罚：{moved.record.get_exempt_display()}")


def annul(moved: Any) -> None:
    """Withdraw every decision of the case; the letters stay as they were signed."""
    for state in ("decided", "served", "deferred", "demanded"):
        _each(moved, state, "annul", opinion=moved.record.mistake)


def carried_out(case: Case, _: datetime) -> str:
    """Say which penalty of a case is carried out, so that it cannot simply be withdrawn."""
    rows = case.penalties.filter(
        matter__state__in=("done", "enforced", "ended", "applied", "executing")
    ).select_related("matter")
    return "".join(
        f"{one.matter.number} 已执行或已申请执行，请按执法评查的程序纠正。" for one in rows
    )


def _each(moved: Any, state: str, step: str, **fields: Any) -> None:
    rows = moved.record.penalties.filter(matter__state=state).select_related("matter")
    for one in rows.order_by("pk"):
        taken = flow_of(one.matter.flow).steps[step]
        advance(
            one.matter, taken, by=moved.by, at=moved.at, revision=one.matter.revision,
            fields=fields,
        )  # fmt: skip
