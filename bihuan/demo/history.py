"""Months of history, day by day, by the functions everybody uses, at the dates they happened.

Every place takes its document over on a day of its own: the clerk reviews, a second person
releases, tasks and duties begin. From then on the jobs run and people act; most in time, some
late, some never. Who acts how is decided by the number of the duty, so that a demonstration looks
the same everywhere.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from bihuan.demo.accidents import happen
from bihuan.demo.acting import at_hour
from bihuan.demo.committee import convene, give
from bihuan.demo.dossiers import walk
from bihuan.demo.duties import enlist
from bihuan.demo.emergency import exercise, prepare
from bihuan.demo.enforcement import enforce
from bihuan.demo.funds import fund
from bihuan.demo.gradings import grade
from bihuan.demo.grids import oversee, patrol
from bihuan.demo.hazards import look
from bihuan.demo.health import keep_well
from bihuan.demo.honours import commend
from bihuan.demo.inspections import inspect
from bihuan.demo.meetings import compose, gather
from bihuan.demo.publications import announce
from bihuan.demo.returns import report
from bihuan.demo.selfchecks import draw_up, go_through
from bihuan.demo.staff import Staff
from bihuan.demo.tips import receive
from bihuan.demo.training import examine, teach
from bihuan.demo.world import PLACES
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Clause, Ladder
from bihuan.kernel.law.packs import PackFile
from bihuan.kernel.law.precedence import arrange
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.assignments import decide as set_value
from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Fulfilment, Kind, Obligation
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs import places, roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence, seals
from bihuan.kernel.trace.models import Evidence, Matter, Trailed
from bihuan.modules.correspondence import service
from bihuan.modules.policy import intake, review
from bihuan.modules.policy.flows import ReviewFlow, TaskFlow
from bihuan.modules.policy.models import Proposal, Review, Task

TODAY = date(2025, 3, 12)
#: The day everybody is in post, and the day from which duties recur.
FIRST_DAY = date(2024, 2, 26)
RECURRING_SINCE = date(2025, 1, 6)
#: The day each place takes its document over; one is taken over when it is new.
TAKEN_OVER = {
    "441521": date(2024, 3, 1),
    "370200": date(2025, 1, 6),
    "510600": date(2025, 1, 20),
    "130802": date(2025, 2, 5),
    "230900": date(2025, 3, 10),
}
#: The days on which the history looks around, before and after duties recur.
EARLY = tuple(
    date(2024, month, day) for month, day in ((3, 1), (3, 15), (5, 20), (6, 20), (12, 16), (12, 24))
)
LATER = tuple(
    date(2025, month, day)
    for month, day in ((1, 6), (1, 20), (2, 5), (2, 24), (3, 4), (3, 10), (3, 12))
)
#: The day on which enterprises begin their rosters and teach.
TAUGHT_ON = date(2025, 2, 24)
#: The day on which towns begin to visit their enterprises for the census.
WALKED_ON = date(2025, 3, 4)
ADOPTED = True
HOURS_TO_SIGN = 24
#: Of ten duties: those met before they are due, and those met late; the rest never.
IN_TIME, LATE = 8, 9
TEN = 10
WORDS = "按要求开展，现场情况已记录，发现的问题已当场处理或转入整改。"
#: What people wrote into the fields of a record, where it is not the sentence above.
SAID = {
    "place": "本单位",
    "participants": "班子成员和有关科室、岗位人员",
    "absent": "",
    "topics": "通报上期安全生产情况，研究隐患整改和下期重点。",
    "decisions": "一、未整改的隐患逐项明确责任人和期限。二、下期检查重点岗位的操作规程执行情况。",
    "looked_at": "安全责任落实、隐患整改、现场作业和应急准备。",
    "scenario": "仓库起火，人员疏散和初期火灾扑救。",
    "form": "实战演练",
    "recipient": "督办单位",
    "sent_by": "书面报送",
    "medium": "本单位公告栏和工作群",
    "audience": "全体人员",
    "figures": "隐患数量比上期减少，临时用电和动火作业问题较多。",
    "measures": "加强动火作业现场监护，开展临时用电专项检查。",
}
PASSED = "原定日期在本地接手之前已过，现行期限由本地另定"


def days() -> tuple[date, ...]:
    """Return the days on which the history looks around."""
    return (*EARLY, *LATER)


def live(packs: list[PackFile], seen: Callable[[str], None]) -> None:
    """Live through all days; ``seen`` is told each day and document."""
    national = [pack for pack in packs if pack.path.parent.name == "CN"]
    for pack in national:
        load_pack(pack, on=RECURRING_SINCE)
    ours = {pack.pack.document.place: pack for pack in packs if pack not in national}
    before = FIRST_DAY
    for day, following in zip(days(), (*days()[1:], TODAY + timedelta(days=1)), strict=True):
        for code, taken in TAKEN_OVER.items():
            if before < taken <= day:
                take_over(ours[code], code, day)
                seen(PLACES[code]["name"])
        materialise(at_hour(day, 6))
        sweep(at_hour(day, 6, 5))
        if day != TODAY:
            act(before, day, following)
            if day == WALKED_ON:
                walk(Staff(day), at_hour(day, 14))
                patrol(Staff(day))
                oversee(Staff(day))
            if day == TAUGHT_ON:
                teach(Staff(day))
                prepare(Staff(day))
                draw_up(Staff(day))
            if following == TODAY:
                examine(Staff(day))
                fund(Staff(day))
                keep_well(Staff(day))
                grade(Staff(day))
                exercise(Staff(day))
                go_through(Staff(day))
                enlist(day)
                commend(day)
                enforce(day)
                receive(day)
                report(day)
            seals.seal(day, at_hour(day, 23, 59))
        before = day
        seen(str(day))


def take_over(pack: PackFile, code: str, day: date) -> None:
    """Receive, review and release the document of a place, with its policy pack.

    A day the document set that has passed by now is left open, for the place to set anew.
    """
    at = at_hour(day, 9)
    load_pack(pack, on=max(day, RECURRING_SINCE))
    arrange(day)
    staff, office = Staff(day), Unit.objects.get(kind="committee_office", place__code=code)
    clerk, approver = staff.titled(office, "综合岗"), staff.titled(office, "审核岗")
    source = pack.path.with_suffix(".txt")
    one = intake.read(source.name, source.read_bytes(), place=places.place(code), by=clerk, at=at)
    decide(one, clerk, day)
    matter = step(
        one.matter, ReviewFlow.submit, clerk, at_hour(day, 10), advice="逐条核对原文，建议发布。"
    )
    ladders = {ladder.key: ladder for ladder in Ladder.objects.filter(key__startswith="CN/")}
    step(
        matter, ReviewFlow.release, approver, at_hour(day, 11), opinion="同意发布。",
        task_ladder=ladders["CN/suggested#task"], rule_ladder=ladders["CN/suggested#check"],
    )  # fmt: skip
    adopt(code, approver, at_hour(day, 11))
    compose(office, day)


def decide(one: Review, clerk: Viewer, day: date) -> None:
    """Decide every proposal of a review, clause by clause: the plain ones of a clause together."""

    def desk() -> review.Desk:
        return review.Desk(clerk, at_hour(day, 9), one.matter.revision)

    waiting = one.proposals.filter(state=Proposal.State.PROPOSED).select_related("clause")
    for proposal in waiting.filter(kind=Proposal.Kind.DEADLINE):
        if "" < (proposal.data.get("date") or "") < str(day):
            review.reject(proposal, desk(), reason=PASSED)
            one.matter.revision += 1
    for clause in Clause.objects.filter(pk__in=waiting.values("clause")):
        one.matter.revision += len(review.accept_clause(one, clause, desk()))
    for proposal in waiting.all():
        review.accept(proposal, desk(), reading="date" if proposal.two_readings else "")
        one.matter.revision += 1


def adopt(code: str, who: Viewer, at: datetime) -> None:
    """Adopt the other suggested ladders and the day within which an order is to be signed."""
    reason = "随文件发布一并采用（系统建议值，文件未规定）"
    place = places.place(code)
    for key in ("check_often", "step", "rectify", "sign"):
        set_value(
            f"CN/suggested#{key}", "ladder", ADOPTED, place=place, reason=reason, by=who, at=at
        )
    set_value("CN/suggested#sign", "due", HOURS_TO_SIGN, place=place, reason=reason, by=who, at=at)


def step(
    matter: Matter, taken: Step, by: Viewer, at: datetime, files: tuple[Evidence, ...] = (),
    **fields: Any,
) -> Matter:  # fmt: skip
    """Take a step of a matter and return it as it stands then."""
    revision = matter.revision
    moved = advance(matter, taken, by=by, at=at, revision=revision, fields=fields, evidence=files)
    return moved.matter


def act(before: date, day: date, following: date) -> None:
    """Do what people do until the next look: meet duties, move tasks, sign and serve letters."""
    staff, rows = Staff(day), Obligation.objects.everywhere("the demonstration's people act")
    mine = rows.filter(
        kind=Kind.PERIODIC, done_at=None, paused_at=None, holder__isnull=False
    ).select_related("rule", "holder")
    for duty in mine.filter(
        current_due__gt=at_hour(day, 15), current_due__lt=at_hour(following, 0)
    ):
        if duty.pk % TEN < IN_TIME:
            meet(duty, staff, at_hour(day, 15))
    for duty in mine.filter(current_due__gt=at_hour(before, 0), current_due__lte=at_hour(day, 0)):
        if IN_TIME <= duty.pk % TEN < LATE:
            meet(duty, staff, at_hour(day, 16))
    for duty in rows.filter(
        kind=Kind.SUPERVISE, done_at=None, holder__isnull=False, opened_at__lt=at_hour(day, 0)
    ).select_related("holder"):
        if duty.pk % TEN < IN_TIME - 1:
            urge(duty, staff, at_hour(day, 16))
    carry_on(staff, following)
    convene(staff, following)
    look(staff, tuple(code for code, taken in TAKEN_OVER.items() if taken <= day))
    inspect(staff)
    announce(staff)
    gather(staff, following)
    happen(staff)
    for letter in Letter.objects.everywhere("the demonstration's people sign").filter(
        state=Letter.State.DRAFT, drawn_up_at__lt=at_hour(day, 0)
    ):
        if letter.pk % 4:
            sign_and_serve(letter, staff, at_hour(day, 17))


def urge(duty: Obligation, staff: Staff, at: datetime) -> None:
    """Supervise, as the unit that answers for a late one would."""
    doer = staff.doer(duty.holder)
    if doer:
        fulfil(
            duty, mode=Fulfilment.Mode.DONE, happened_at=at - timedelta(hours=2),
            record={"way": "到场", "findings": "对方承诺限期补办，三日后再查。"},
            by=doer, at=at, revision=duty.revision,
        )  # fmt: skip


def carry_on(staff: Staff, following: date) -> None:
    """File plans, hand results in before they are due, accept most of them."""
    day = staff.day
    open_tasks = Task.objects.filter(matter__unit__isnull=False, matter__closed_at=None)
    tasks = open_tasks.exclude(matter__unit__kind="group").select_related("matter__unit")
    for task in tasks.filter(matter__state=TaskFlow.planning.name):
        doer = staff.doer(task.matter.unit)
        if doer and task.pk % TEN < LATE:
            plan = f"由{doer.label}牵头，分阶段推进，每季度向安委办报送进展。"
            step(task.matter, TaskFlow.file_plan, doer, at_hour(day, 14), plan=plan)
    soon = tasks.filter(matter__state=TaskFlow.running.name, due_on__lte=following)
    for task in soon:
        doer = staff.doer(task.matter.unit)
        if doer and task.pk % TEN < IN_TIME:
            hand_in(task, doer, staff)


def hand_in(task: Task, doer: Viewer, staff: Staff) -> None:
    """Ask for acceptance with proof; the committee office accepts all but some."""
    day, place = staff.day, task.document.place_id
    paper = _paper(task.matter, "task_result", task.matter.title, doer, at_hour(day, 15))
    matter = step(task.matter, TaskFlow.submit, doer, at_hour(day, 15), (paper,), result=WORDS)
    office = Unit.objects.get(kind="committee_office", place=place)
    clerk = staff.titled(office, "综合岗")
    if task.pk % TEN < IN_TIME - 2:
        said = "资料齐全，经核对属实，同意验收。"
        step(matter, TaskFlow.accept, clerk, at_hour(day, 17), opinion=said)
    elif task.pk % TEN < IN_TIME - 1:
        step(
            matter, TaskFlow.send_back, clerk, at_hour(day, 17),
            opinion="佐证材料不能证明已全部完成，请补充。", again_by=day + timedelta(days=14),
        )  # fmt: skip


def sign_and_serve(letter: Letter, staff: Staff, at: datetime) -> None:
    """Sign a letter as the person named on it, then serve it."""
    held = [term for term in staff.of(letter.issuer) if term.post_id == letter.signer_post_id]
    if not held:
        return
    signed = service.sign(letter, by=staff.viewer(held[0]), at=at)
    server = staff.able(letter.issuer, roles.SERVE)
    if server:
        taken = {"recipient": "单位收发室", "served_at": at + timedelta(minutes=30)}
        served = service.Served(letter.addressee, "direct", taken)
        service.serve(signed, served, by=server, at=at + timedelta(minutes=40))


def meet(obligation: Obligation, staff: Staff, at: datetime) -> None:
    """Meet a duty as its holder would: with the proof its rule asks for."""
    held = obligation.holder
    if held is None or obligation.rule is None or obligation.meetings.exists():
        return
    doer = staff.doer(held)
    lead = obligation.slot or obligation.rule.lead
    led = staff.leader(held, lead) if lead else None
    if doer is None or (lead and led is None):
        return
    zero = obligation.rule.zero_allowed and obligation.pk % 3 == 0
    mode = Fulfilment.Mode.ZERO if zero else Fulfilment.Mode.DONE
    papers = [
        _paper(obligation, kind, obligation.title, doer, at) for kind in obligation.rule.proof
    ]
    fulfil(
        obligation, mode=mode, happened_at=at - timedelta(hours=3),
        record={} if zero else _record(obligation),
        led_by=led.person if led else None, files=papers,
        by=doer, at=at, revision=obligation.revision,
    )  # fmt: skip
    if obligation.rule.record in ("meeting", "inspection", "analysis"):
        give(obligation, staff, at)


def _record(obligation: Obligation) -> dict[str, str]:
    return {field.name: SAID.get(field.name, WORDS) for field in obligation.record_kind.fields}


def _paper(owner: Trailed, kind: str, title: str, doer: Viewer, at: datetime) -> Evidence:
    text = f"{kind}\n{title}\n{doer.label}\n{at:%Y-%m-%d}\n第 {owner.pk} 号（演示）\n"
    return evidence.store(
        owner=owner, kind=kind, name=f"{kind}.txt", content=BytesIO(text.encode()),
        happened_at=at - timedelta(hours=3), by=doer, at=at,
    )  # fmt: skip
