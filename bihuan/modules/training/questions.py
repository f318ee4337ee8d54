"""The question bank: each question in versions, with its source; banks of one's own and above."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from bihuan.kernel.orgs import places, roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries

from .hours import ENTERPRISE
from .models import Question
from .papers import LETTERS, Key

JUDGEMENT: Final = ("对", "错")
LEAST_OPTIONS, MOST_OPTIONS = 2, len(LETTERS)
FACTS: Final = ("subject", "kind", "stem", "options", "answer", "source")
Kind = Question.Kind


def usable(by: Viewer) -> QuerySet[Question]:
    """Return the questions in use of one's own unit's bank and of those of authorities above."""
    rows = of_units(by.unit_id, by.path).filter(until=None)
    return rows if by.reads else rows.none()


def of_units(unit: int, path: str) -> QuerySet[Question]:
    """Return every version of every question that a unit at a path draws from."""
    above = Q(unit__place_path__in=places.ancestors(path)) & ~Q(unit__kind=ENTERPRISE)
    rows = Question.objects.filter(Q(unit=unit) | above)
    return rows.select_related("unit").order_by("unit_id", "number", "version")


def may_keep(by: Viewer) -> bool:
    """Say whether a viewer keeps her unit's bank, and so may see answers: who organises, does."""
    return by.reads and by.can(roles.MANAGE_ORGS)


def listed(by: Viewer, **asked: Any) -> QuerySet[Question]:
    """Return the questions a keeper of a bank may see, with ``q``, ``subject`` and ``kind``.

    Answers are seen by who keeps a bank only: :class:`NotAllowed` for everybody else, and nothing
    for who sees no business of the units she manages.
    """
    if not by.can(roles.MANAGE_ORGS):
        raise NotAllowed("题库带答案，只给组织考试的岗位看。", can="安全管理岗位、部门经办人")
    rows = usable(by)
    if words := asked.get("q"):
        rows = rows.filter(Q(stem__icontains=words) | Q(number__icontains=words))
    for name in ("subject", "kind"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    return rows


def subjects(by: Viewer) -> list[tuple[str, int]]:
    """Return the subjects of the usable questions, with how many each has."""
    rows = usable(by).order_by().values("subject").annotate(n=Count("pk")).order_by("subject")
    return [(row["subject"], row["n"]) for row in rows]


@transaction.atomic
def keep(number: str, *, by: Viewer, at: datetime, **facts: Any) -> Question:
    """Put a question into the bank of the viewer's unit, or make the next version of one.

    What is the same as before makes no version. Raises :class:`Invalid` naming the field.
    """
    unit = Unit.objects.get(pk=by.unit_id)
    demand(by, roles.MANAGE_ORGS, over=unit)
    given = checked(facts)
    if not number.strip():
        raise Invalid("还没有填写“题号”。", field="number")
    rows = Question.objects.select_for_update().filter(unit=unit, number=number.strip())
    last = rows.order_by("-version").first()
    if last is not None and last.until is None and _facts(last) == given:
        return last
    if last is not None and last.until is None:
        last.until = at
        last.save(update_fields=["until"])
    version = last.version + 1 if last else 1
    made = Question.objects.create(
        unit=unit, number=number.strip(), version=version, by_id=by.person_id, since=at, **given
    )
    body = {"question": made.pk, "number": made.number, "version": version}
    entries.append_to(unit.chain, "question_kept", by=by, at=at, body=body)
    return made


@transaction.atomic
def retire(question: Question, *, by: Viewer, at: datetime) -> Question:
    """Take a question out of use; papers drawn from it stay as they are."""
    held = Question.objects.select_for_update().select_related("unit").get(pk=question.pk)
    demand(by, roles.MANAGE_ORGS, over=held.unit)
    if held.until is not None:
        raise WrongState(f"第 {held.number} 题这一版已经停用。")
    held.until = at
    held.save(update_fields=["until"])
    body = {"question": held.pk, "number": held.number}
    entries.append_to(held.unit.chain, "question_retired", by=by, at=at, body=body)
    return held


def find(by: Viewer, pk: int) -> Question:
    """Return a question of the viewer's own unit's bank. Raises :class:`NotFound`."""
    row = listed(by).filter(pk=pk, unit=by.unit_id).first()
    if row is None:
        raise NotFound("本单位题库里没有这道题，或者已经停用。")
    return row


def checked(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of a question as they are kept. Raises :class:`Invalid`."""
    given = {name: facts.get(name) for name in FACTS}
    for name, title in (("subject", "科目"), ("stem", "题干"), ("source", "出处")):
        given[name] = str(given[name] or "").strip()
        if not given[name]:
            raise Invalid(f"还没有填写“{title}”。", field=name)
    if given["kind"] not in Kind.values:
        raise Invalid(f"题型应为{'、'.join(Kind.labels)}之一。", field="kind")
    if given["kind"] == Kind.JUDGEMENT:
        given["options"] = list(JUDGEMENT)
    options = [str(one).strip() for one in given["options"] or () if str(one).strip()]
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        says = f"选项应有 {LEAST_OPTIONS} 至 {MOST_OPTIONS} 个，一行一个。"
        raise Invalid(says, field="options")
    if len(set(options)) < len(options):
        raise Invalid("有两个选项一样。", field="options")
    given["options"], given["answer"] = options, _answer(given, len(options))
    return given


def _answer(given: dict[str, Any], options: int) -> str:
    said = str(given["answer"] or "").strip().upper()
    if given["kind"] == Kind.JUDGEMENT:
        said = {"对": "A", "√": "A", "正确": "A", "错": "B", "×": "B", "错误": "B"}.get(said, said)
    letters = "".join(sorted({sign for sign in said if sign not in "、,， "}))
    if not letters or any(sign not in LETTERS[:options] for sign in letters):
        known = LETTERS[:options]
        says = f"答案应是 {'、'.join(known)} 中的字母，判断题写“对”或“错”。"
        raise Invalid(says, field="answer")
    if given["kind"] == Kind.MULTIPLE and len(letters) == 1:
        raise Invalid("多选题的答案至少有两个；只有一个的是单选题。", field="answer")
    if given["kind"] != Kind.MULTIPLE and len(letters) > 1:
        raise Invalid("单选题、判断题只有一个答案。", field="answer")
    return letters


def _facts(row: Question) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FACTS}


def keys(pks: Any) -> dict[int, Key]:
    """Return what these versions of questions ask for, by their keys."""
    rows = Question.objects.filter(pk__in=list(pks)).only("kind", "options", "answer")
    return {row.pk: Key(row.kind, len(row.options), row.answer) for row in rows.order_by("pk")}
