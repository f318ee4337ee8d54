"""A small county to test in: places, units, people, one document with a rule and a ladder."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bihuan.kernel.law.models import Clause, Document, Ladder, LadderStep, Rule
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person, Place, Post, Role, Term, Unit
from bihuan.kernel.orgs.terms import viewer
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.lib.clocks import SHANGHAI, end_of

BY = Machine("测试")


def moment(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """Return a Shanghai moment of a day."""
    return datetime.combine(
        date.fromisoformat(day), datetime.min.time().replace(hour=hour, minute=minute), SHANGHAI
    )


@dataclass
class County:
    """Builders for a province, its county and two towns."""

    province: Place
    county: Place
    town: Place
    document: Document
    clause: Clause
    numbers: Any = field(default_factory=count)

    def unit(self, name: str, kind: str = "enterprise", **facts: Any) -> Unit:
        place = facts.pop("place", self.town)
        return Unit.objects.create(
            name=name, kind=kind, place=place, place_path=place.path, **facts
        )

    def ladder(self, *steps: dict[str, Any], derived: str = "") -> Ladder:
        ladder = Ladder.objects.create(key=f"t#{next(self.numbers)}", title="阶梯", derived=derived)
        for position, step in enumerate(steps):
            LadderStep.objects.create(
                ladder=ladder, position=position, **{"tells": ["holder"], **step}
            )
        return ladder

    def rule(self, **facts: Any) -> Rule:
        values = {
            "key": f"t#r{next(self.numbers)}", "clause": self.clause, "place": self.county,
            "duty": "check", "title": "安全检查", "says": "每月检查", "per": "month", "times": 1,
            "selects": {"kinds": ["enterprise"]}, "in_force_from": date(2025, 1, 1),
        }  # fmt: skip
        return Rule.objects.create(**{**values, **facts})

    def obligation(self, holder: Unit | None, due: datetime | None, **facts: Any) -> Obligation:
        at = facts.pop("at", moment("2025-01-01"))
        values: dict[str, Any] = {
            "kind": Kind.STEP, "title": "整改", "ladder": None, "by": BY, "clause": self.clause,
        }  # fmt: skip
        return open_one(**{**values, "holder": holder, "legal_due": due, "at": at, **facts})

    def person(self, unit: Unit, role: str, name: str = "", lead: str = "") -> Viewer:
        person = Person.objects.create(name=name or f"人{next(self.numbers)}")
        post = Post.objects.create(
            unit=unit, title=f"岗{next(self.numbers)}", role=Role.objects.get(pk=role), lead=lead
        )
        term = Term.objects.create(post=post, person=person, since=date(2020, 1, 1))
        return viewer(person, on=date(2025, 1, 1), term_id=term.pk)


@pytest.fixture
def county(db):
    """A county with one in-force document and the shipped roles, and nobody in it."""
    roles.load_roles()
    province = Place.objects.create(code="44", name="省", level="province", path="44/")
    county = Place.objects.create(
        code="4401", name="县", level="county", parent=province, path="44/4401/"
    )
    town = Place.objects.create(
        code="440101", name="镇", level="town", parent=county, path="44/4401/440101/"
    )
    document = Document.objects.create(
        key="T/doc",
        title="办法",
        place=county,
        level="county",
        status="in_force",
        text="",
        sha256="",
    )
    clause = Clause.objects.create(
        document=document, path="五", no="5", text="每月检查", start=0, end=4, position=0
    )
    return County(province, county, town, document, clause)


def due_on(day: str) -> datetime:
    """Return the last second of a day."""
    return end_of(date.fromisoformat(day))


DAY = timedelta(days=1)
