"""Who may read what of a person's health. Everybody else learns numbers, and never a name.

A worker reads what is his own. Of his employer, only posts that keep people may; a department that
receives a case reads that case. No wider scope, no role above, and no export opens more.
"""

from datetime import datetime

from django.db.models import Q

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries

from .models import Disease, Examination, Patient
from .parties import employs


def demand_keeper(by: Viewer, unit: Unit) -> None:
    """Refuse whoever does not keep the health files of an enterprise."""
    if not employs(by, unit.pk):
        says = f"职业健康监护档案由{unit.name}保管，只有它维护人员的岗位可以登记和查阅。"
        raise NotAllowed(says, can=f"{unit.name}主要负责人、安全管理人员")


def seen(by: Viewer, unit: str = "unit", person: str = "person") -> Q:
    """Match the rows about workers that a viewer may read: her own, or those she keeps."""
    if not by.reads:
        return Q(pk__in=[])
    own = Q(**{person: by.person_id})
    return own | Q(**{unit: by.unit_id}) if by.can(roles.MANAGE_ORGS) else own


def open_result(pk: int, *, by: Viewer, at: datetime) -> Examination:
    """Return an examination with its result; that a keeper looked is traced, not what she saw.

    Raises :class:`NotFound` for one that is neither hers nor in her keeping.
    """
    rows = Examination.objects.filter(seen(by, "worker__unit", "worker__person"), pk=pk)
    found = rows.select_related("worker__unit", "worker__person").first()
    if found is None:
        raise NotFound("没有这次检查，或者不向您的岗位公开。")
    if found.worker.person_id != by.person_id:
        body = {"worker": found.worker_id, "examination": found.pk}
        entries.append_to(found.worker.unit.chain, "health_result_read", by=by, at=at, body=body)
    return found


def reads_patient(by: Viewer, disease: Disease, patient: Patient) -> bool:
    """Say whether a viewer may read whom a case is about."""
    receives = by.unit_id == disease.office_id and by.can(roles.SUPERVISE)
    own = patient.worker.person_id == by.person_id
    return by.reads and (own or receives or employs(by, disease.unit_id))


def open_patient(disease: Disease, *, by: Viewer, at: datetime) -> Patient:
    """Return whom a case is about; that somebody looked is traced. Raises :class:`NotAllowed`."""
    rows = Patient.objects.select_related("worker__person", "worker__unit")
    patient = rows.get(pk=disease.pk)
    if not reads_patient(by, disease, patient):
        raise NotAllowed("患者信息只向本人、用人单位的保管岗位和接收报告的部门公开。")
    if patient.worker.person_id != by.person_id:
        entries.append(disease.matter, "patient_read", by=by, at=at, body={})
    return patient
