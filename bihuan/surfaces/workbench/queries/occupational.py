"""职业健康: filters of its lists, one enterprise's file, and the parts of a matter's page."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.health import measures, parties, privacy, rules, standings, surveys
from bihuan.modules.health.declaration_flow import DeclarationFlow
from bihuan.modules.health.disease_flow import DiseaseFlow
from bihuan.modules.health.models import Declaration, Disease, Patient, Survey
from bihuan.modules.health.survey_flow import SurveyFlow

from ..forms import occupational as forms
from .filters import Asked, Chip
from .paging import Order

BY_PLACE = (Order("place_path"), Order("pk"))
BY_UNIT = (Order("unit_id"), Order("pk"))
WORKERS = {
    "unexamined": "没有检查就在岗", "overdue": "检查逾期", "unfit": "不能从事或待复查",
    "waiting": "还没有上岗",
}  # fmt: skip
FLOWS = (DeclarationFlow.key, SurveyFlow.key, DiseaseFlow.key)


@dataclass(frozen=True)
class Units(Asked):
    """Which enterprises the visitor asked for."""

    which: str = ""
    q: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the words there are."""
        return {"which": standings.WHICH}


@dataclass(frozen=True)
class Workers(Asked):
    """Which workers the visitor asked for."""

    q: str = ""
    which: str = ""
    left: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the states there are."""
        return {"which": WORKERS, "left": ("1",)}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.which:
            yield Chip(WORKERS[self.which], self.query(which=""))
        if self.left:
            yield Chip("已离岗", self.query(left=""))


def find(viewer: Viewer, pk: int) -> Unit:
    """Return an enterprise in sight. Raises :class:`NotFound`."""
    row = Unit.objects.filter(units_seen(viewer), pk=pk, kind="enterprise").first()
    if row is None:
        raise NotFound("没有这家企业，或者不在您的范围。")
    return row


def file_of(viewer: Viewer, unit: Unit) -> dict[str, Any]:
    """Return an enterprise's health file: what it declared, measured, examined, carried out."""
    visible = Matter.objects.visible_to(viewer).values("pk")
    declared = Declaration.objects.filter(unit=unit, matter__in=visible)
    shown = declared.select_related("matter", "office").order_by("-pk")
    cases = Disease.objects.filter(unit=unit, matter__in=visible).select_related("matter")
    standing = next((one for one in shown if one.matter.state == "standing"), None)
    return {
        "unit": unit, "declared": shown, "standing": standing,
        "factors": standing.factors.order_by("workplace", "pk") if standing else [],
        "surveys": Survey.objects.filter(unit=unit, matter__in=visible)
        .select_related("matter").order_by("-done_on"),
        "dues": [
            (Survey.Kind(one.kind).label, one.day, bool(one.day and one.day < viewer.on), one.last)
            for one in surveys.dues(Unit.objects.filter(pk=unit.pk))
        ],
        "people": standings.people(viewer, unit),
        "cases": cases.order_by("-pk"), "measures": [
            (one, one.missing(viewer.on), measures.clause_of(one.measure))
            for one in measures.standings(unit)
        ],
        "keeps": parties.employs(viewer, unit.pk) and unit.until is None,
    }  # fmt: skip


def health_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the page of a declaration, a survey or a case shows besides."""
    part = {
        DeclarationFlow.key: _declaration, SurveyFlow.key: _survey, DiseaseFlow.key: _case,
    }.get(matter.flow)  # fmt: skip
    return part(matter, viewer) if part else {}


def _declaration(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    record = Declaration.objects.get(pk=matter.pk)
    writes = matter.state == "drafting" and parties.employs(viewer, record.unit_id)
    rows = list(record.factors.order_by("workplace", "pk"))
    return {"declaration": record, "factors": rows, "factors_kept": writes,
            "exposed_sum": sum(row.exposed for row in rows),
            "factor_form": forms.FactorForm(prefix="factor") if writes else None}  # fmt: skip


def _survey(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    record = Survey.objects.get(pk=matter.pk)
    own = parties.employs(viewer, record.unit_id)
    writes = own and matter.state == "recording"
    rows = list(record.readings.select_related("hazard").order_by("workplace", "pk"))
    return {
        "survey": record, "readings": rows, "readings_kept": writes,
        "over": sum(row.verdict == rules.OVER for row in rows),
        "unset": sum(row.verdict == rules.UNSET for row in rows),
        "reading_form": forms.ReadingForm(prefix="reading") if writes else None,
        "again_form": forms.AgainForm(prefix="again")
        if own and matter.state in ("fixing", "stopped") else None,
    }  # fmt: skip


def _case(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    record = Disease.objects.get(pk=matter.pk)
    patient = Patient.objects.select_related("worker__person").get(pk=matter.pk)
    own = patient.worker.person_id == viewer.person_id and viewer.reads
    return {"disease": record, "patient": patient if own else None,
            "patient_open": not own and privacy.reads_patient(viewer, record, patient)}  # fmt: skip
