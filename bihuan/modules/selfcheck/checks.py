"""Going through a list: every item answered, what is abnormal named, what is owed met by it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, BinaryIO, Final

from django.db import transaction

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.bounds import within_bounds
from bihuan.lib.clocks import in_shanghai

from . import carrying, rules
from .models import Check, CheckAnswer, PostItem, PostList
from .models.lists import Level

Verdict = CheckAnswer.Verdict
#: The proof that a check itself is, as rules name it; a photograph of an item.
RECORD, PHOTO = "检查记录", "自查照片"
#: How many numbers of items a refusal names.
NAMED: Final = 12


@dataclass(frozen=True)
class Seen:
    """What somebody saw of one item, and a photograph of it by name and content."""

    verdict: str = ""
    value: Decimal | None = None
    says: str = ""
    photo: tuple[str, BinaryIO] | None = None


def unanswered(record: PostList, at: datetime) -> str:
    """Say that a list was not gone through item by item at this moment."""
    made = Check.objects.filter(list=record, at=at).exists()
    return "" if made else "从“自查”页逐项填写结论，不能直接办结。"


@transaction.atomic
def make(  # noqa: PLR0913 - a check has a list, answers, what it counts for, and who made it when
    record: PostList, seen: Mapping[int, Seen], *, obligation: Obligation | None = None,
    phase: str = "", by: Viewer, at: datetime,
) -> Check:  # fmt: skip
    """Write down what was found of every item of a list, by their numbers, and return it.

    Nothing is assumed and nothing is answered in bulk; what is abnormal says what was seen. The
    check counts for ``obligation``, else for the first that is owed; the last list that its rule
    asks for meets it. Raises :class:`Invalid` naming the item, :class:`WrongState` for what was
    checked already, and what the step of the list refuses.
    """
    today = in_shanghai(at).date()
    # One at a time, so that nothing is checked twice. Who looks changes nothing that another could
    # have seen otherwise: the state of now counts.
    held = Matter.objects.everywhere("the list that is gone through").select_for_update()
    matter = held.get(pk=record.pk)
    row = _counts_for(record, obligation, phase, at)
    answers = [_answer(item, seen.get(item.number, Seen())) for item in record.items.all()]
    _demand_all(answers)
    bad = sum(one.verdict == Verdict.BAD for one in answers)
    made = Check.objects.create(
        list=record, obligation=row, phase=phase, at=at, by_id=by.person_id, abnormal=bad
    )
    if record.rule is None and record.every is not None:
        record.next_on = today + timedelta(days=record.every)
        record.save(update_fields=["next_on"])
    _keep(made, answers, seen, by)
    _step(matter, by, at)
    if row is not None:
        _meet(made, row, by)
    return made


def _counts_for(
    record: PostList, named: Obligation | None, phase: str, at: datetime
) -> Obligation | None:
    """Return what a check counts for; refuse one that was made already, or a phase left open."""
    if (record.level == Level.SHIFT) != bool(phase) or phase not in ("", *Check.Phase.values):
        raise Invalid("每班自查选班前、班中或班后；别的清单不选。", field="phase")
    rows = carrying.owed(record, in_shanghai(at).date())
    done = Check.objects.filter(list=record, phase=phase).values("obligation")
    if named is None:
        return rows.exclude(pk__in=done.exclude(obligation=None)).first()
    found = rows.filter(pk=named.pk).first()
    if found is None:
        raise WrongState(f"“{named.title}”不是这份清单现在要查的。")
    if done.filter(obligation=found).exists():
        raise WrongState(f"这份清单在{found.period}已经查过了。")
    return found


def _answer(item: PostItem, seen: Seen) -> CheckAnswer:
    verdict, kind = seen.verdict, item.kind
    if kind == PostItem.Kind.NUMBER and verdict != Verdict.NONE and seen.value is not None:
        fine = within_bounds(seen.value, item.low, item.high)
        verdict = Verdict.FINE if fine else Verdict.BAD
    elif kind == PostItem.Kind.NUMBER and verdict != Verdict.NONE:
        verdict = ""
    made = CheckAnswer(item=item, verdict=verdict, says=seen.says.strip())
    made.value = seen.value if kind == PostItem.Kind.NUMBER and verdict != Verdict.NONE else None
    if made.verdict not in ("", *Verdict.values):
        raise Invalid("结论只有正常、异常、不涉及。", field=f"verdict{item.number}")
    if made.verdict == Verdict.BAD and not made.says:
        raise Invalid(f"第 {item.number} 项异常，写明看到了什么。", field=f"says{item.number}")
    if kind == PostItem.Kind.TEXT and made.verdict == Verdict.FINE and not made.says:
        raise Invalid(f"第 {item.number} 项要写情况。", field=f"says{item.number}")
    if kind == PostItem.Kind.PHOTO and made.verdict == Verdict.FINE and seen.photo is None:
        raise Invalid(f"第 {item.number} 项要拍照。", field=f"photo{item.number}")
    return made


def _demand_all(answers: Sequence[CheckAnswer]) -> None:
    left = [one.item.number for one in answers if not one.verdict]
    if left:
        first = "、".join(map(str, left[:NAMED]))
        more = "等" if len(left) > NAMED else ""
        says = f"还有 {len(left)} 项没有结论：第 {first} 项{more}。"
        raise Invalid(says, field=f"verdict{left[0]}")


def _keep(
    made: Check, answers: Sequence[CheckAnswer], seen: Mapping[int, Seen], by: Viewer
) -> None:
    """Keep the answers, and the photographs on the chain of the list."""
    for one in answers:
        photo = seen.get(one.item.number, Seen()).photo
        one.of_check = made
        if photo is not None:
            one.photo = evidence.store(
                owner=made.list.matter, kind=f"{PHOTO}（第 {one.item.number} 项）", name=photo[0],
                content=photo[1], happened_at=None, by=by, at=made.at,
            )  # fmt: skip
    CheckAnswer.objects.bulk_create(answers)


def _step(matter: Matter, by: Viewer, at: datetime) -> None:
    from .list_flow import PostListFlow

    advance(matter, PostListFlow.check, by=by, at=at, revision=matter.revision)


def _meet(made: Check, row: Obligation, by: Viewer) -> None:
    """Keep the record of a check at what is owed; meet it as often as all its lists were done.

    Where a rule asks for more proof than the record of the check, its unit adds it by hand.
    """
    evidence.store(
        owner=row, kind=RECORD, name=f"检查记录-{made.list.matter.number}-{made.pk}.txt",
        content=BytesIO(written(made).encode()), happened_at=None, by=by, at=made.at,
    )  # fmt: skip
    if set(row.rule.proof if row.rule else ()) - {RECORD}:
        return
    lists = list(carrying.beside(made.list, in_shanghai(made.at).date()))
    checks = list(Check.objects.filter(obligation=row, list__in=lists))
    phases = [{one.phase for one in checks if one.list_id == which.pk} for which in lists]
    for _ in range(min(rules.rounds(phases), row.times_needed) - row.times_done):
        # Each time it is met moves the row on.
        row = Obligation.objects.everywhere("what a check meets").get(pk=row.pk)
        fulfil(
            row, mode=_mode(row, checks), happened_at=made.at, record=_record(made, checks),
            led_by=Person.objects.get(pk=by.person_id) if row.rule and row.rule.lead else None,
            files=list(Evidence.objects.filter(chain=row.chain, kind=RECORD)), by=by, at=made.at,
            revision=row.revision,
        )  # fmt: skip


def _mode(row: Obligation, checks: Sequence[Check]) -> str:
    if any(one.abnormal for one in checks):
        return Fulfilment.Mode.FINDINGS
    zero = row.rule is not None and row.rule.zero_allowed
    return Fulfilment.Mode.ZERO if zero else Fulfilment.Mode.DONE


def _record(made: Check, checks: Sequence[Check]) -> dict[str, Any]:
    """Return the record of performance (``records.toml``, ``check``)."""
    names = dict.fromkeys(one.by.name for one in checks)
    bad = sum(one.abnormal for one in checks)
    found = f"异常 {bad} 项，见检查记录" if bad else "未发现异常"
    return {
        "place": made.list.unit.name, "participants": "、".join(names),
        "findings": f"按岗位自查清单查了 {len(checks)} 份，{found}。",
    }  # fmt: skip


def written(made: Check) -> str:
    """Return a check as it is kept and printed: whose list, who, when, item by item."""
    lines = [f"{made.list.unit.name} {made.list}", f"{in_shanghai(made.at):%Y-%m-%d %H:%M} "
             f"{made.get_phase_display()} {made.by.name}"]  # fmt: skip
    for one in made.answers.select_related("item"):
        seen = f"：{seen_of(one)}" if seen_of(one) else ""
        lines.append(f"{one.item} {one.get_verdict_display()}{seen}")
    return "\n".join(lines)


def as_hazards(record: PostList, at: datetime) -> list[tuple[CheckAnswer, dict[str, Any]]]:
    """Return what was abnormal when a list was gone through, each as the hazard it may be."""
    rows = CheckAnswer.objects.filter(
        of_check__list=record, of_check__at=at, verdict=Verdict.BAD, hazard=None
    )
    return [(one, {"unit": record.unit, "spot": one.item.section,
                   "says": f"{one.item.says}：{seen_of(one)}", "channel": "self"})
            for one in rows.select_related("item", "photo")]  # fmt: skip


def seen_of(one: CheckAnswer) -> str:
    """Return the value and the words of an answer, "" where it has neither."""
    value = f"实测 {one.value.normalize():f} {one.item.measure}" if one.value is not None else ""
    return "，".join(filter(None, (value.strip(), one.says)))


def note_hazard(one: CheckAnswer, hazard: Matter) -> None:
    """Keep at an answer the hazard that was registered from it."""
    one.hazard = hazard
    one.save(update_fields=["hazard"])
