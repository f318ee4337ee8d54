"""A city under its document and the fee rules: office, bureau, finance, a chemical works."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Document
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Place, Term, Unit, UnitTag
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.lib import packfolders
from tests.kernel import factories
from tests.photograph import photographed
from tests.testapp.performing import perform
from tests.testapp.world import County, moment
from tests.walks import covering

DAY = moment("2025-03-03")
PACKS = ("CN/suggested", "CN/official-documents-2012", "CN/safety-fee-2022",
         "510600/deyang-2017")  # fmt: skip


class City:
    """The city's units by name, its people by key."""

    def __init__(self) -> None:
        place = self.place = factories.county("510600", "德阳市")
        Place.objects.filter(pk=place.pk).update(name="德阳市", level="city")
        place.refresh_from_db()
        for name in PACKS:
            load_pack(read_pack(packfolders.ROOT / f"{name}.yaml"), on=date(2023, 1, 1))
        # The text at hand is a draft, which binds nobody; here the city has adopted it.
        Document.unread.filter(key="510600/deyang-2017").update(status=Document.Status.IN_FORCE)
        office = factories.committee_office(place)
        bureau = factories.department(place, "应急管理局", "emergency_department")
        self.units = {
            "office": office, "bureau": bureau,
            "planner": factories.department(place, "发展和改革委员会", "department"),
            "firm": factories.enterprise(bureau, "德阳化工厂"),
            "other": factories.enterprise(bureau, "德阳烟花厂"),
        }  # fmt: skip
        Unit.objects.filter(pk__in=(bureau.pk, self.units["planner"].pk)).update(supervisor=office)
        for name, tag in (("firm", "危险化学品"), ("other", "烟花爆竹")):
            UnitTag.objects.create(unit=self.units[name], tag=tag, since=date(2020, 1, 1))
        posts = {
            "clerk": ("office", "office_clerk"), "head": ("office", "office_leader"),
            "officer": ("bureau", "department_clerk"), "chief": ("bureau", "department_leader"),
            "drafter": ("planner", "department_clerk"),
            "director": ("planner", "department_leader"),
            "safety": ("firm", "safety_officer"), "owner": ("firm", "enterprise_principal"),
            "rival": ("other", "safety_officer"),
        }  # fmt: skip
        self.terms: dict[str, Term] = {
            key: factories.person_in(factories.post(self.units[unit], role), f"赵{key}")
            for key, (unit, role) in posts.items()
        }

    def viewer(self, key: str, at: Any = DAY) -> Viewer:
        """The person of a key, looking on a day."""
        return factories.viewer_of(self.terms[key], on=at.date())

    def open(self, flow: type[Flow], by: str, at: Any = DAY, **fields: Any) -> Matter:
        """Let somebody open a matter, on the first clause it may rest on where it must."""
        viewer = self.viewer(by, at)
        must = flow.opening is not None and flow.opening.grounded
        clause = grounds(flow, viewer).first() if must else None
        return open_by_hand(flow, fields, clause=clause, by=viewer, at=at)

    def take(self, matter: Matter, step: str, by: str, at: Any = DAY, **fields: Any) -> Matter:
        """Let somebody take a step with all its proofs."""
        row, viewer = fresh(matter), self.viewer(by, at)
        taken = flow_of(row.flow).steps[step]
        papers = [
            evidence.store(owner=row, kind=proof.kind, name=f"{proof.kind}.txt",
                           content=SimpleUploadedFile("a.txt", f"{step} {at}\n".encode()),
                           happened_at=at, by=viewer, at=at)
            for proof in taken.needs
        ]  # fmt: skip
        row = fresh(matter)
        advance(row, taken, by=viewer, at=at, revision=row.revision, evidence=papers, fields=fields)
        return fresh(matter)

    def walk(self, matter: Matter, steps: tuple[Step, ...], at: Any, given: Any) -> Matter:
        """Take steps one after another, with what ``given`` says for each."""
        county = County(self.place, self.units["office"], self.units["bureau"], self.units["firm"])
        for step in steps:
            perform(matter, step, county, at, **given(step, fresh(matter)))
        return fresh(matter)


def fresh(matter: Matter) -> Matter:
    """Return a matter as it stands now."""
    return Matter.objects.everywhere("test").get(pk=matter.pk)


built = photographed(City)
WALKS = covering
