"""A county with a chemical works and a plastics works, their rosters and their keepers.

The world is made once for each file; every test undoes what it did.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.training import candidates, class_flow, exam_flow, questions, rosters
from bihuan.modules.training.models import (
    Attendance,
    Certificate,
    Exam,
    Sitting,
    Trainee,
)
from tests.ground import ground
from tests.kernel import factories
from tests.modules.accountability.conftest import PACKS
from tests.testapp.performing import photo

__all__ = ["ground"]
AT = datetime(2025, 3, 12, 9, 0, tzinfo=SHANGHAI)
TODAY = AT.date()


class Works:
    """The county's units by name, its people by key; ``chem`` is of high risk, ``toys`` is not."""

    def __init__(self) -> None:
        place = self.place = factories.county()
        for name in ("CN/suggested", "CN/work-safety-2021", "CN/training-2015"):
            load_pack(read_pack(PACKS / f"{name}.yaml"), on=date(2021, 9, 1))
        office = factories.committee_office(place)
        bureau = factories.department(place, "应急管理局", "emergency_department")
        self.units = {
            "office": office, "bureau": bureau,
            "chem": factories.enterprise(bureau, "海丰化工厂"),
            "toys": factories.enterprise(bureau, "海丰玩具厂"),
            "agency": factories.unit("海丰安全培训中心", "agency", place),
        }  # fmt: skip
        UnitTag.objects.create(unit=self.units["chem"], tag="危险化学品", since=date(2020, 1, 1))
        posts = {
            "clerk": ("office", "office_clerk"), "officer": ("bureau", "department_clerk"),
            "chief": ("bureau", "department_leader"), "safety": ("chem", "safety_officer"),
            "owner": ("chem", "enterprise_principal"), "worker": ("chem", "worker"),
            "rival": ("toys", "safety_officer"),
        }  # fmt: skip
        self.terms = {
            key: factories.person_in(factories.post(self.units[unit], role), f"李{key}")
            for key, (unit, role) in posts.items()
        }

    def viewer(self, key: str, on: date = TODAY) -> Viewer:
        """The person of a key, looking on a day."""
        return factories.viewer_of(self.terms[key], on=on)

    def enter(
        self, name: str, category: str = "worker", unit: str = "chem", **given: Any
    ) -> Trainee:
        """Put somebody on a roster, come last year unless told."""
        facts = {"joined": date(2024, 3, 1)} | given
        key = {"chem": "safety", "toys": "rival", "bureau": "officer"}[unit]
        return rosters.enter(
            self.units[unit], name, category=category, by=self.viewer(key), at=AT, **facts
        )

    def bank(self, count: int = 12) -> None:
        """Fill the works' bank with judgements, single and multiple questions on one subject."""
        for n in range(count):
            kind = ("judgement", "single", "multiple")[n % 3]
            answer = {"judgement": "对", "single": "B", "multiple": "AC"}[kind]
            questions.keep(
                f"Q{n:03}", by=self.viewer("safety"), at=AT, subject="通用", kind=kind,
                stem=f"第 {n} 题怎么做？", options=[f"{n} 甲", f"{n} 乙", f"{n} 丙", f"{n} 丁"],
                answer=answer, source="安全生产法第四十一条",
            )  # fmt: skip

    def open(self, flow: type[Flow], by: str, at: datetime = AT, **fields: Any) -> Matter:
        """Open a matter by hand without a ground."""
        return open_by_hand(flow, fields, clause=None, by=self.viewer(by, at.date()), at=at)

    def exam(self, *, by: str = "safety", **given: Any) -> Matter:
        """An exam of three judgements, three single and two multiple questions: 20 points."""
        fields: dict[str, Any] = {
            "name": "全员安全考试", "subjects": "通用", "judgements": 3, "judgement_points": 2,
            "singles": 3, "single_points": 2, "multiples": 2, "multiple_points": 4,
            "pass_mark": 12, "minutes": 30, "tries": 2, "opens_on": TODAY,
            "closes_on": date(2025, 3, 31),
        }  # fmt: skip
        return self.open(exam_flow.ExamFlow, by, **(fields | given))

    def released(self, *trainees: Trainee, **given: Any) -> Matter:
        """An exam with candidates that can be sat."""
        matter = self.exam(**given)
        candidates.call(matter, list(trainees), by=self.viewer("safety"), at=AT)
        return self.take(matter, "release", "safety")

    def planned(self, *trainees: Trainee, by: str = "safety", **given: Any) -> Matter:
        """A class of eight hours with these people named."""
        fields: dict[str, Any] = {
            "course": "三级安全教育", "purpose": "first", "how": "face", "starts_on": TODAY,
            "hours": "8", "teacher": "李safety", "content": "工艺危险、应急处置、重大隐患判定",
        }  # fmt: skip
        matter = self.open(class_flow.ClassFlow, by, **(fields | given))
        if trainees:
            viewer = self.viewer(by)
            class_flow.name_attendees(matter, list(trainees), by=viewer, at=AT)
        return fresh(matter)

    def take(self, matter: Matter, step: str, by: str, at: datetime = AT, **fields: Any) -> Matter:
        """Let somebody take a step, with its proofs."""
        row = fresh(matter)
        taken = flow_of(row.flow).steps[step]
        files = [photo(row, proof.kind, at) for proof in taken.needs]
        advance(row, taken, by=self.viewer(by, at.date()), at=at, revision=row.revision,
                evidence=files, fields=fields)  # fmt: skip
        return fresh(matter)


def fresh(matter: Matter) -> Matter:
    """The matter as it is now."""
    return Matter.objects.everywhere("test").get(pk=matter.pk)


def owed(**of: Any) -> list[Obligation]:
    """What is owed and not done."""
    return list(Obligation.objects.everywhere("test").filter(done_at=None, **of).order_by("pk"))


def everything() -> list[Any]:
    """What a refused act must leave as it was."""
    tables = (Trainee, Attendance, Certificate, Exam, Sitting)
    rows = [list(model.objects.order_by("pk").values()) for model in tables]
    return [*rows, owed(), list(Entry.objects.order_by("pk").values_list("digest", flat=True))]


@pytest.fixture(scope="module")
def world(ground: None) -> Works:
    """The county, made once for a file."""
    return Works()


@pytest.fixture
def here(world: Works, db: None) -> Iterator[Works]:
    """The county; what a test does in it is undone."""
    return world


def unit(works: Works, key: str) -> Unit:
    """A unit as it is now."""
    return Unit.objects.get(pk=works.units[key].pk)
