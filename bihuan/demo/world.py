"""The demonstration's places, units, posts and people, made with the functions everybody uses.

Government units are those the five documents name, under the names of their time; persons and
enterprises are invented and marked so.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from itertools import count
from typing import Any

from django.db import transaction

from bihuan.demo import dossiers
from bihuan.demo.enterprises import DEMONSTRATION, InventedEnterprise, enterprises
from bihuan.demo.people import names, phone
from bihuan.kernel.orgs import places, terms, units
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.people import enter
from bihuan.kernel.orgs.roles import load_roles
from bihuan.kernel.orgs.viewer import Machine
from bihuan.lib.tables import Table
from bihuan.modules.dossier.binding import Bindings

BY = Machine("建立演示")
SEED = 20250312
PLACES: dict[str, dict[str, Any]] = tomllib.loads(
    (files(__package__) / "places.toml").read_text("utf-8")
)
#: Kind of unit in the table of units -> our kind.
KINDS = {
    "government": "government",
    "committee": "committee",
    "office": "supporting_department",
    "regulator": "regulator",
    "sector department": "department",
    "supervision": "judiciary",
    "judiciary": "judiciary",
    "legislature": "other",
    "zone": "zone_committee",
    "party organ": "supporting_department",
    "mass organisation": "mass_organisation",
    "media": "media",
    "financial body": "supporting_department",
    "enterprise group": "group",
    "service body": "rescue_team",
    "generic group": "group",
    "town": "group",
}
#: Posts by kind of unit: title, role, kind of leadership, signs letters.
POSTS: dict[str, tuple[tuple[str, str, str, bool], ...]] = {
    "committee": (("主任", "leader", "government", True),),
    "committee_office": (
        ("主任", "office_leader", "principal", True),
        ("综合岗", "office_clerk", "", False),
        ("审核岗", "office_leader", "portfolio", False),
    ),
    "government": (
        ("党委书记", "leader", "party", False),
        ("政府主要负责人", "leader", "government", True),
    ),
    "party_committee": (("书记", "leader", "party", True),),
    "emergency_department": (
        ("局长", "department_leader", "principal", True),
        ("监管科经办人", "department_clerk", "", False),
        ("执法队员", "enforcement_officer", "", False),
    ),
    "regulator": (
        ("主要负责人", "department_leader", "principal", True),
        ("经办人", "department_clerk", "", False),
    ),
    "department": (
        ("主要负责人", "department_leader", "principal", True),
        ("经办人", "department_clerk", "", False),
    ),
    "town_government": (
        ("党（工）委书记", "leader", "party", False),
        ("镇长（主任）", "leader", "government", True),
        ("应急（安监）站站长", "town_station", "safety", False),
    ),
    "zone_committee": (
        ("主任", "leader", "government", True),
        ("安监站站长", "town_station", "safety", False),
    ),
}
OTHER_POSTS = (("负责人", "department_leader", "principal", True),)
TEAMS_IN = 2


@dataclass
class World:
    """What was built: leading units by place code, and all enterprises by place code."""

    office: dict[str, Unit] = field(default_factory=dict)
    committee: dict[str, Unit] = field(default_factory=dict)
    emergency: dict[str, Unit] = field(default_factory=dict)
    enterprises: dict[str, list[Unit]] = field(default_factory=dict)


@dataclass
class Builder:
    """Builds one place after another as of a day."""

    at: datetime
    world: World = field(default_factory=World)
    people: Iterator[tuple[int, str]] = field(default_factory=lambda: enumerate(names(SEED)))
    towns: dict[str, Place] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        """Read once for all what binds their enterprises."""
        self.bindings = Bindings(self.at)

    @property
    def since(self) -> date:
        """The day from which everybody holds his post."""
        return self.at.date()

    def build(self, code: str) -> None:
        """Build the units, posts, people and enterprises of one place."""
        facts, place = PLACES[code], places.place(code)
        own = {"letter_prefix": facts["letters"]}
        government = self.unit(place, facts["government"], "government", None, own)
        committee = self.unit(place, facts["committee"], "committee", government, own)
        office = self.unit(place, facts["office"], "committee_office", committee, own)
        emergency = self.unit(place, facts["emergency"], "emergency_department", office, own)
        self.unit(place, facts["party"], "party_committee")
        self.world.office[code], self.world.committee[code] = office, committee
        self.world.emergency[code] = emergency
        self.named_units(facts, place, office)
        self.lower_governments(place, office)
        self.world.enterprises[code] = [
            self.enterprise(one, emergency) for one in enterprises(code, DEMONSTRATION[code], SEED)
        ]
        self.workshops(self.world.enterprises[code])

    def unit(
        self,
        place: Place,
        names: list[str],
        kind: str,
        supervisor: Unit | None = None,
        attributes: dict[str, str] | None = None,
    ) -> Unit:
        """Register a unit with its aliases and fill its posts."""
        made = units.register(
            name=names[0], kind=kind, place=place, supervisor=supervisor,
            attributes=attributes, by=BY, at=self.at,
        )  # fmt: skip
        for alias in names[1:]:
            units.add_alias(made, alias, place=place, by=BY, at=self.at)
        if kind != "group":
            for title, role, lead, signs in POSTS.get(kind, OTHER_POSTS):
                self.staff(made, title, role, lead, signs=signs)
        return made

    def staff(self, unit: Unit, title: str, role: str, lead: str, *, signs: bool) -> None:
        """Open a post and appoint an invented person to it."""
        number, name = next(self.people)
        person = enter(name, phone=phone(number), invented=True, by=BY, at=self.at)
        post = terms.open_post(unit, title, role=role, lead=lead, signs=signs, by=BY, at=self.at)
        terms.appoint(post=post, person=person, since=self.since, by=BY, at=self.at)

    def named_units(self, facts: dict[str, Any], place: Place, office: Unit) -> None:
        """Register every other unit and group the document names."""
        taken = {name for key in ("committee", "office", "government", "party", "emergency")
                 for name in facts[key]}  # fmt: skip
        for row in Table("units").rows:
            if row["doc"] != facts["document"] or row["row_type"] == "post":
                continue
            printed = [row["name"], *filter(None, row["aliases"].split(";"))]
            if taken & set(printed) or row["level"] in ("national", "province", "enterprise"):
                continue
            kind = "group" if row["row_type"] == "group" else KINDS[row["kind"]]
            name = printed[0] if kind == "group" else full_name(printed[0], facts)
            aliases = [alias for alias in printed if alias not in taken and alias != name]
            self.unit(place, [name, *aliases], kind, office)
            taken |= {name, *printed}

    def lower_governments(self, place: Place, office: Unit) -> None:
        """Register the government of every county, town and zone right below."""
        for below in place.children.order_by("code"):
            if below.level == Place.Level.ZONE:
                continue
            town = below.level == Place.Level.TOWN
            street = below.name.endswith("街道")
            suffix = "办事处" if street else "人民政府"
            kind = "town_government" if town else "government"
            self.unit(below, [below.name + suffix], kind, office)

    def town(self, code: str) -> Place:
        """Return the town of enterprises, asked for once."""
        if code not in self.towns:
            self.towns[code] = places.place(code)
        return self.towns[code]

    def enterprise(self, one: InventedEnterprise, emergency: Unit) -> Unit:
        """Register an invented enterprise with its principal and its safety officer."""
        unit = units.register(
            name=one.name,
            kind="enterprise",
            place=self.town(one.place_code),
            supervisor=emergency,
            credit_code=one.credit_code,
            industry=one.industry_code,
            headcount=one.headcount,
            invented=True,
            attributes={
                "address": one.address,
                "legal_representative": one.legal_representative,
                "actual_controller": one.actual_controller,
                "phone": one.phone,
            },
            by=BY,
            at=self.at,
        )
        for tag in one.tags:
            units.tag(unit, tag, since=self.since, by=BY, at=self.at)
        dossiers.fill(unit, one, next(self.numbers), self.bindings, by=BY, at=self.at)
        self.staff(unit, "主要负责人", "enterprise_principal", "principal", signs=True)
        if one.safety_officer:
            self.staff(unit, "安全主管", "safety_officer", "safety", signs=False)
        return unit

    def workshops(self, made: list[Unit]) -> None:
        """Give two enterprises of a place a workshop and a team: they owe by shift and week."""
        for owner in made[:TEAMS_IN]:
            for kind, name in (("workshop", "一车间"), ("team", "一班")):
                unit = units.register(
                    name=f"{owner.name}{name}", kind=kind, place=owner.place,
                    supervisor=owner, invented=True, by=BY, at=self.at,
                )  # fmt: skip
                self.staff(unit, f"{name}负责人", "team_leader", "principal", signs=False)


def full_name(printed: str, facts: dict[str, Any]) -> str:
    """Return the full name of a unit that a document prints short (``市财政局``)."""
    if printed in facts["rename"]:
        return str(facts["rename"][printed])
    if printed.startswith(facts["name"]):
        return printed
    return str(facts["name"]) + printed.removeprefix(facts["short"])


@transaction.atomic
def build(builder: Builder, codes: tuple[str, ...] = tuple(PLACES)) -> None:
    """Build the demonstration's places, into an empty database."""
    load_roles()
    places.load_places(Table("divisions").rows)
    for code in codes:
        builder.build(code)
