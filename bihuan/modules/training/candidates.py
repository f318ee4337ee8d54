"""Who is to sit an exam, how each stands, and admission slips for those who never sign in."""

import secrets
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.refusals import NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter
from bihuan.lib import hashing

from .models import Candidate, Exam, Trainee

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH: Final = 16
NO_SLIP: Final = "没有这个准考码。请对照准考单逐位核对，或者请组织单位重发。"


@transaction.atomic
def call(matter: Matter, trainees: list[Trainee], *, by: Viewer, at: datetime) -> int:
    """Call people of rosters to an exam; return how many are new. Who was called stays called.

    Raises :class:`NotAllowed` for who does not hold the exam, :class:`WrongState` once it ended.
    """
    exam = _held(matter, by)
    known = set(exam.candidates.values_list("trainee_id", flat=True))
    fresh = [row for row in trainees if row.pk not in known]
    Candidate.objects.bulk_create(Candidate(exam=exam, trainee=row) for row in fresh)
    if fresh:
        body = {"people": sorted(row.person_id for row in fresh)}
        entries.append(matter, "candidates_called", by=by, at=at, body=body)
    return len(fresh)


@transaction.atomic
def make_slip(candidate: Candidate, *, by: Viewer, at: datetime) -> str:
    """Return a new admission key (准考码), shown once; the one before it lapses.

    It admits to this exam and opens nothing else, so that who has no sign-in can sit it under his
    name. Raises :class:`WrongState` for who signs in himself or has passed.
    """
    exam = _held(candidate.exam.matter, by)
    held = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    name = candidate.trainee.person.name
    if hasattr(candidate.trainee.person, "account"):
        raise WrongState(f"{name}有账号，请本人登录后从“我的考试”进入。")
    if held.passed:
        raise WrongState(f"{name}已经合格。")
    key = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    held.key = digest(key)
    held.save(update_fields=["key"])
    body = {"person": candidate.trainee.person_id}
    entries.append(exam.matter, "slip_made", by=by, at=at, body=body)
    return key


def admitted(key: str) -> Candidate:
    """Return the candidate of an admission key. Raises :class:`NotFound`."""
    plain = "".join(key.upper().split()).replace("-", "")
    found = _rows().filter(key=digest(plain)).first() if len(plain) == _LENGTH else None
    if found is None:
        raise NotFound(NO_SLIP)
    return found


def digest(key: str) -> str:
    """Return the digest a key is kept as."""
    return hashing.digest("bihuan admission 1", key)


def own(by: Viewer) -> QuerySet[Candidate]:
    """Return the exams a signed-in person is called to, the running ones first."""
    rows = _rows().filter(trainee__person=by.person_id, trainee__until=None)
    return rows.exclude(exam__matter__state__in=("drafted", "dropped")).order_by(
        "exam__matter__closed_at", "exam__closes_on", "pk"
    )


def find_own(by: Viewer, pk: int) -> Candidate:
    """Return one's own candidacy. Raises :class:`NotFound` for anybody else's."""
    found = own(by).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这场考试，或者您不在考生名单上。")
    return found


def of_exam(exam: Exam) -> QuerySet[Candidate]:
    """Return the candidates of an exam with how each stands."""
    rows = _rows().filter(exam=exam).prefetch_related("sittings")
    rows = rows.select_related("trainee__person__account")
    return rows.order_by("trainee__unit__place_path", "trainee__unit_id", "pk")


def _rows() -> QuerySet[Candidate]:
    return Candidate.objects.select_related(
        "exam__matter", "exam__office", "trainee__person", "trainee__unit"
    )


def _held(matter: Matter, by: Viewer) -> Exam:
    exam = Exam.objects.select_related("office", "matter").get(pk=matter.pk)
    demand(by, roles.MANAGE_ORGS, over=exam.office)
    if matter.closed_at is not None:
        raise WrongState("考试已经结束。")
    return exam
