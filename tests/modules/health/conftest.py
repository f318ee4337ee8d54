"""A district with a works, its workers and keepers, a health bureau and an office above both.

The world is made once for each file; every test undoes what it did.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.health import factors, workers
from bihuan.modules.health.declaration_flow import DeclarationFlow
from bihuan.modules.health.models import (
    Declaration,
    Disease,
    Examination,
    ExposedWorker,
    Factor,
    MeasureKept,
    Patient,
    Survey,
    SurveyDue,
    SurveyResult,
)
from bihuan.modules.health.survey_flow import SurveyFlow
from tests.ground import ground
from tests.kernel import factories
from tests.modules.accountability.conftest import PACKS
from tests.testapp.performing import photo

__all__ = ["ground"]
AT = datetime(2025, 3, 12, 9, 0, tzinfo=SHANGHAI)
TODAY = AT.date()
LOADED = ("CN/suggested", "CN/occupational-disease-2018", "CN/hazard-declaration-2012",
          "CN/workplace-health-2021", "CN/hazard-2007")  # fmt: skip


class Works:
    """The district's units and people by key; ``firm`` has hazards, ``rival`` is another firm."""

    #: The place, by code and name; what its documents ask of it differs.
    WHERE = ("510603", "旌阳区")

    def __init__(self) -> None:
        place = self.place = factories.county(*self.WHERE)
        for name in LOADED:
            load_pack(read_pack(PACKS / f"{name}.yaml"), on=date(2021, 9, 1))
        office = factories.committee_office(place)
        bureau = factories.department(place, "应急管理局", "emergency_department")
        self.units = {
            "office": office, "bureau": bureau, "health": factories.department(place, "卫健局"),
            "firm": factories.enterprise(bureau, "旌阳水泥厂"),
            "rival": factories.enterprise(bureau, "旌阳木器厂"),
        }  # fmt: skip
        posts = {
            "clerk": ("office", "office_clerk"), "auditor": ("office", "auditor"),
            "officer": ("bureau", "department_clerk"), "doctor": ("health", "department_clerk"),
            "safety": ("firm", "safety_officer"), "owner": ("firm", "enterprise_principal"),
            "worker": ("firm", "worker"), "other": ("rival", "safety_officer"),
        }  # fmt: skip
        self.terms = {
            key: factories.person_in(factories.post(self.units[unit], role), f"李{key}")
            for key, (unit, role) in posts.items()
        }

    def viewer(self, key: str, on: date = TODAY) -> Viewer:
        """The person of a key, looking on a day."""
        return factories.viewer_of(self.terms[key], on=on)

    def open(self, flow: type[Flow], by: str, at: datetime = AT, **fields: Any) -> Matter:
        """Open a matter by hand without a ground."""
        return open_by_hand(flow, fields, clause=None, by=self.viewer(by, at.date()), at=at)

    def take(self, matter: Matter, step: str, by: str, at: datetime = AT, **fields: Any) -> Matter:
        """Let somebody take a step, with its proofs."""
        row = fresh(matter)
        taken = flow_of(row.flow).steps[step]
        files = [photo(row, proof.kind, at) for proof in taken.needs]
        advance(row, taken, by=self.viewer(by, at.date()), at=at, revision=row.revision,
                evidence=files, fields=fields)  # fmt: skip
        return fresh(matter)

    def draft(self, by: str = "safety", **given: Any) -> Matter:
        """A declaration being filled in."""
        facts = {"kind": "initial", "office": self.units["health"], "grade": "serious"} | given
        return self.open(DeclarationFlow, by, **facts)

    def dust(self, matter: Matter, by: str = "safety", **given: Any) -> Factor:
        """A line of a declaration: dust at the crusher."""
        facts = {"workplace": "破碎岗", "group": "dust", "name": "矽尘", "exposed": 12} | given
        record = Declaration.objects.get(pk=matter.pk)
        return factors.keep(record, by=self.viewer(by), at=AT, **facts)

    def declared(self) -> Matter:
        """A declaration that was received."""
        matter = self.draft()
        self.dust(matter)
        return self.take(self.take(matter, "submit", "safety"), "receive", "doctor")

    def survey(self, *results: str, at: datetime = AT, **given: Any) -> Matter:
        """A report with results against a limit of one; "" is one whose report names no limit."""
        facts = {"kind": "survey", "office": self.units["health"], "agency": "某检测公司",
                 "licence": "川职卫001", "number": f"J{Survey.objects.count()}",
                 "done_on": at.date()} | given  # fmt: skip
        matter = self.open(SurveyFlow, "safety", at, **facts)
        for n, result in enumerate(results):
            factors.read(
                Survey.objects.get(pk=matter.pk), workplace=f"{n} 号岗", group="dust", name="矽尘",
                measured=Decimal(result or "1"), limit=Decimal(1) if result else None,
                source="GBZ 2.1" if result else "", measure="mg/m³",
                by=self.viewer("safety"), at=at,
            )  # fmt: skip
        return fresh(matter)

    def exposed(self, name: str = "赵大", **given: Any) -> ExposedWorker:
        """A worker at the crusher, not let to work yet unless told."""
        facts = {"work": "破碎工", "factors": "矽尘、噪声"} | given
        return workers.enter(self.units["firm"], name, by=self.viewer("safety"), at=AT, **facts)

    def examined(
        self, row: ExposedWorker, result: str = "normal", kind: str = "before",
        at: datetime = AT, **given: Any,
    ) -> Examination:  # fmt: skip
        """An examination of a worker."""
        facts = {"on": at.date(), "agency": "区疾控中心", "number": "T1", "fit": "fit",
                 "paid_by": "employer"} | given  # fmt: skip
        return workers.examine(
            row, by=self.viewer("safety", at.date()), at=at, kind=kind, result=result, **facts
        )


def fresh(matter: Matter) -> Matter:
    """The matter as it is now."""
    return Matter.objects.everywhere("test").get(pk=matter.pk)


def owed(**of: Any) -> list[Obligation]:
    """What is owed and not done."""
    return list(Obligation.objects.everywhere("test").filter(done_at=None, **of).order_by("pk"))


def everything() -> list[Any]:
    """What a refused act must leave as it was."""
    tables = (Declaration, Factor, Survey, SurveyResult, SurveyDue, ExposedWorker, Examination,
              MeasureKept, Disease, Patient)  # fmt: skip
    rows = [list(model.objects.order_by("pk").values()) for model in tables]
    return [*rows, owed(), list(Entry.objects.order_by("pk").values_list("digest", flat=True))]


@pytest.fixture(scope="module")
def world(ground: None) -> Works:
    """The district, made once for a file."""
    return Works()


@pytest.fixture
def here(world: Works, db: None) -> Iterator[Works]:
    """The district; what a test does in it is undone."""
    return world
