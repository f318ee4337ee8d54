"""Reporting a suspected or diagnosed disease: the case, and apart from it the patient."""

from datetime import date, datetime

from django.db import transaction

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from .disease_flow import DiseaseFlow
from .models import Disease, ExposedWorker, Patient
from .parties import REPORT, clause_of, demand_receiver
from .privacy import demand_keeper


@transaction.atomic
def report(  # noqa: PLR0913 - a report has a worker, an office, a kind, a day and an illness
    row: ExposedWorker, *, office: Unit, kind: str, found_on: date, says: str, by: Viewer,
    at: datetime,
) -> Matter:  # fmt: skip
    """Report a disease of a worker to a department; title, fields and trace name no person.

    Raises :class:`NotAllowed` for who does not keep the file, :class:`Invalid` for a day ahead, a
    receiver that supervises nobody, or a case of this worker that is still open.
    """
    demand_keeper(by, row.unit)
    demand_receiver(office)
    if kind not in Disease.Kind.values:
        raise Invalid("报告类别应为疑似或者确诊。", field="kind")
    if found_on > in_shanghai(at).date():
        raise Invalid(f"{found_on} 还没有到。", field="found_on")
    if not says.strip():
        raise Invalid("还没有填写“疑似或者诊断的职业病”。", field="says")
    running = row.diseases.filter(disease__matter__closed_at=None).select_related("disease__matter")
    if known := running.first():
        raise Invalid(f"{known.disease.matter.number} 还没有办结。", field="kind")
    record = Disease(
        unit=row.unit, reporter_id=by.person_id, office=office, kind=kind, found_on=found_on
    )
    title = f"{row.unit.name}{Disease.Kind(kind).label}报告"
    case = Case(title, row.unit.place, row.unit, clause_of(REPORT))
    # The gate of a step asks for the patient, so he is there before anybody can take one.
    matter = begin(DiseaseFlow, case, record, by=by, at=at)
    Patient.objects.create(disease=record, worker=row, says=says.strip())
    entries.append(matter, "patient_named", by=by, at=at, body={"worker": row.pk})
    return matter
