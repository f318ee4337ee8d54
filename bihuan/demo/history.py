"""Months of history, day by day, by the functions everybody uses, at the dates they happened.

Every place takes its document over on a day of its own: the clerk reviews, a second person
releases, tasks and duties begin. From then on the jobs run and people act; most in time, some
late, some never. Who acts how is decided by the number of the duty, so that a demonstration looks
the same everywhere.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import count

from bihuan.demo.world import PLACES
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Ladder
from bihuan.kernel.law.packs import PackFile
from bihuan.kernel.law.precedence import arrange
from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Fulfilment, Kind, Obligation
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs import places, terms
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import SHANGHAI, in_shanghai
from bihuan.modules.policy import intake, review
from bihuan.modules.policy.flows import ReviewFlow, TaskFlow
from bihuan.modules.policy.models import Proposal, Task

TODAY = date(2025, 3, 12)
FIRST_DAY = date(2025, 1, 6)
#: The day each place takes its document over.
TAKEN_OVER = {
    "441521": date(2025, 1, 6),
    "370200": date(2025, 1, 6),
    "510600": date(2025, 1, 13),
    "130802": date(2025, 1, 20),
    "230900": date(2025, 3, 10),
}
WEEK = timedelta(days=7)
LAST_STRETCH = timedelta(days=5)
#: Of ten duties: those met before they are due, and those met a week late; the rest never.
IN_TIME, LATE = 8, 9
TEN = 10
WORDS = "按要求开展，现场情况已记录，发现的问题已当场处理或转入整改。"


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day in China."""
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def days() -> Iterator[date]:
    """Yield the days on which the history looks around: weekly, daily towards the end."""
    day = FIRST_DAY
    while day <= TODAY:
        yield day
        day += WEEK if day + WEEK < TODAY - LAST_STRETCH else timedelta(days=1)


def live(packs: list[PackFile], seen: Callable[[str], None]) -> None:
    """Live through all days; ``seen`` is told each day and document."""
    national = [pack for pack in packs if pack.path.parent.name == "CN"]
    for pack in national:
        load_pack(pack, on=FIRST_DAY)
    ours = {pack.pack.document.place: pack for pack in packs if pack not in national}
    before = FIRST_DAY - timedelta(days=1)
    for day in days():
        for code, taken in TAKEN_OVER.items():
            if before < taken <= day:
                take_over(ours[code], code, day)
                seen(PLACES[code]["name"])
        materialise(at_hour(day, 6))
        sweep(at_hour(day, 6, 5))
        act(before, day)
        before = day
        seen(str(day))


def take_over(pack: PackFile, code: str, day: date) -> None:
    """Receive, review and release the document of a place, with its policy pack."""
    at = at_hour(day, 9)
    load_pack(pack, on=day)
    arrange(day)
    place = places.place(code)
    clerk = _viewer("综合岗", code, day)
    source = pack.path.with_suffix(".txt")
    one = intake.read(source.name, source.read_bytes(), place=place, by=clerk, at=at)
    for proposal in one.proposals.filter(state=Proposal.State.PROPOSED):
        reading = "date" if proposal.two_readings else ""
        matter = one.matter
        matter.refresh_from_db()
        review.accept(proposal, review.Desk(clerk, at, matter.revision), reading=reading)
    one.matter.refresh_from_db()
    advance(
        one.matter, ReviewFlow.submit, by=clerk, at=at_hour(day, 10),
        revision=one.matter.revision, fields={"advice": "逐条核对原文，建议发布。"},
    )  # fmt: skip
    one.matter.refresh_from_db()
    ladders = {ladder.key: ladder for ladder in Ladder.objects.filter(key__startswith="CN/")}
    advance(
        one.matter, ReviewFlow.release, by=_viewer("审核岗", code, day), at=at_hour(day, 11),
        revision=one.matter.revision,
        fields={
            "opinion": "同意发布。",
            "task_ladder": ladders["CN/suggested#task"],
            "rule_ladder": ladders["CN/suggested#check"],
        },
    )  # fmt: skip


def act(before: date, day: date) -> None:
    """Do what people did since the last look: duties that fall due, tasks that move on."""
    soon = Obligation.objects.everywhere("the demonstration's people act").filter(
        kind=Kind.PERIODIC, done_at=None, paused_at=None, holder__isnull=False
    )
    upcoming = soon.filter(
        current_due__gt=at_hour(day, 12), current_due__lte=at_hour(day + (day - before), 23, 59)
    )
    for obligation in upcoming.select_related("rule", "holder"):
        if obligation.pk % TEN < IN_TIME:
            meet(obligation, at_hour(day, 15))
    overdue = soon.filter(
        current_due__lte=at_hour(before, 0), current_due__gt=at_hour(before, 0) - WEEK
    )
    for obligation in overdue.select_related("rule", "holder"):
        if IN_TIME <= obligation.pk % TEN < LATE:
            meet(obligation, at_hour(day, 16))
    for number, task in zip(count(), _planning(), strict=False):
        if number % TEN < LATE and task.matter.unit is not None:
            move_on(task, at_hour(day, 17))


def meet(obligation: Obligation, at: datetime) -> None:
    """Meet a duty as its holder would: with the proof its rule asks for."""
    held = obligation.holder
    on = in_shanghai(at).date()
    if held is None or obligation.rule is None:
        return
    doer = _doer(held, on)
    if doer is None:
        return
    lead = obligation.slot or obligation.rule.lead
    led = _leader(held, lead, on) if lead else None
    if lead and led is None:
        return
    zero = obligation.rule.zero_allowed and obligation.pk % 3 == 0
    mode = Fulfilment.Mode.ZERO if zero else Fulfilment.Mode.DONE
    papers = [_paper(obligation, kind, doer, at) for kind in obligation.rule.proof]
    obligation.refresh_from_db()
    fulfil(
        obligation, mode=mode, happened_at=at - timedelta(hours=3),
        record={} if zero else {"place": held.name, "found": WORDS},
        led_by=led, files=papers, by=doer, at=at, revision=obligation.revision,
    )  # fmt: skip


def move_on(task: Task, at: datetime) -> None:
    """File the plan of a task, as its unit would."""
    doer = _doer(task.matter.unit, in_shanghai(at).date())
    if doer is None:
        return
    advance(
        task.matter, TaskFlow.file_plan, by=doer, at=at, revision=task.matter.revision,
        fields={"plan": f"由{doer.label}牵头，分阶段推进，每季度向安委办报送进展。"},
    )  # fmt: skip


def _planning() -> Iterator[Task]:
    rows = Task.objects.filter(matter__state=TaskFlow.planning.name)
    yield from rows.select_related("matter__unit").order_by("pk")


def _paper(obligation: Obligation, kind: str, doer: Viewer, at: datetime) -> Evidence:
    text = (
        f"{kind}\n{obligation.title}\n{obligation.period}\n{doer.label}\n{at:%Y-%m-%d}\n（演示）\n"
    )
    return evidence.store(
        owner=obligation, kind=kind, name=f"{kind}.txt", content=BytesIO(text.encode()),
        happened_at=at - timedelta(hours=3), by=doer, at=at,
    )  # fmt: skip


def _viewer(title: str, code: str, day: date) -> Viewer:
    """Return the holder of a post of the committee office of a place."""
    post = Post.objects.get(title=title, unit__kind="committee_office", unit__place__code=code)
    term = terms.holder(post, day)
    if term is None:
        raise LookupError(f"nobody holds {title} in {code}")
    return terms.viewer(term.person, on=day, term_id=term.pk)


def _doer(unit: Unit, day: date) -> Viewer | None:
    """Return a person of a unit who may meet its duties, the everyday ones before the heads."""
    for post in unit.posts.select_related("role").order_by("-pk"):
        term = terms.holder(post, day)
        if term and "fulfil" in post.role.may:
            return terms.viewer(term.person, on=day, term_id=term.pk)
    return None


def _leader(unit: Unit, lead: str, day: date) -> Person | None:
    post = terms.post_of(unit, lead, day)
    term = terms.holder(post, day) if post else None
    return term.person if term else None
