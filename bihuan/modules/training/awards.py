"""Certificates an exam earned: they wait until a person of the exam's office issues them."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.refusals import NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.numbers import next_number
from bihuan.lib.clocks import in_shanghai, months_after

from .models import Certificate, Exam

PREFIX: Final = "PXZ"


def waiting(exam: Exam) -> QuerySet[Certificate]:
    """Return the certificates an exam earned that nobody has issued yet."""
    rows = Certificate.objects.filter(sitting__candidate__exam=exam, number="", ended_on=None)
    return rows.select_related("person", "unit").order_by("pk")


@transaction.atomic
def issue(row: Certificate, *, by: Viewer, at: datetime) -> Certificate:
    """Issue a certificate: with its number, from today, for as long as the exam's plan says.

    By the office that held the exam, never to oneself: :class:`NotAllowed`.
    """
    exams = "sitting__candidate__exam"
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "person", "unit", f"{exams}__office__place", f"{exams}__matter"
    )
    held = rows.get(pk=row.pk)
    if held.sitting is None:
        raise WrongState("这份证书不是考试得来的，请直接登记。")
    exam = held.sitting.candidate.exam
    demand(by, roles.MANAGE_ORGS, over=exam.office)
    if held.person_id == by.person_id:
        raise NotAllowed("不能给自己发证。", can=f"{exam.office.name}其他岗位")
    if held.number or held.ended_on:
        raise WrongState(f"{held} 已经发过，或者已经失效。")
    day = in_shanghai(at).date()
    held.number = next_number(PREFIX, exam.office.place.code, day.year)
    held.issued_on = day
    held.until = months_after(day, exam.valid_months) if exam.valid_months else None
    held.save(update_fields=["number", "issued_on", "until"])
    body = {"person": held.person_id, "kind": held.kind, "number": held.number,
            "exam": exam.matter.number}  # fmt: skip
    entries.append_to(held.unit.chain, "certificate_issued", by=by, at=at, body=body)
    return held
