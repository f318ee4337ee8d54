"""The place in which a document arrives: its office, departments, firms, and people at browsers.

Everything is made by the functions the product uses, so every unit, post and term has its trace.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from bihuan.kernel.orgs import accounts, people, places, terms, units
from bihuan.kernel.orgs.models import Place, Post, Term, Unit
from bihuan.kernel.orgs.roles import load_roles
from bihuan.kernel.orgs.viewer import Machine
from bihuan.lib.tables import Table
from tests.journeys.browser import PASSWORD, Browser

BY = Machine("开通")


@dataclass
class Town:
    """A place with its units by name, and its people by login."""

    place: Place
    at: datetime
    letters: str
    units: dict[str, Unit] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)

    def unit(  # noqa: PLR0913 - a unit has a name, a kind, a place, other names and categories
        self, name: str, kind: str, under: Unit | None = None, *, also: Iterable[str] = (),
        place: Place | None = None, tags: Iterable[str] = (),
    ) -> Unit:  # fmt: skip
        """Register a unit with the other names the document has for it, and its categories."""
        letters = {"letter_prefix": self.letters} if kind == "committee_office" else None
        made = units.register(
            name=name, kind=kind, place=place or self.place, supervisor=under, attributes=letters,
            by=BY, at=self.at,
        )  # fmt: skip
        for alias in also:
            units.add_alias(made, alias, place=self.place, by=BY, at=self.at)
        for tag in tags:
            units.tag(made, tag, since=self.at.date(), by=BY, at=self.at)
        self.units[name] = made
        return made

    def staff(  # noqa: PLR0913 - a post has a unit, a title, a role, a lead and a signature
        self, login: str, unit: Unit, title: str, role: str, *, lead: str = "", signs: bool = False
    ) -> Term:
        """Open a post and put a person with a sign-in into it."""
        post = terms.open_post(
            unit, title, role=role, lead=lead, signs=signs, by=BY, at=self.at
        )  # fmt: skip
        return self.appoint(login, post, self.at.date())

    def appoint(self, login: str, post: Post, since: date) -> Term:
        """Put a new person with a sign-in into a post."""
        person = people.enter(f"{post.unit.name[-3:]}{login}", invented=True, by=BY, at=self.at)
        accounts.create(login, person, PASSWORD, by=BY, at=self.at)
        self.terms[login] = terms.appoint(
            post=post, person=person, since=since, by=BY, at=self.at
        )  # fmt: skip
        return self.terms[login]

    def browser(self, login: str) -> Browser:
        """Return a browser in which a person has just signed in."""
        return Browser(login)

    def name(self, login: str) -> str:
        """Return the name of the person behind a sign-in."""
        return self.terms[login].person.name


def found(code: str, letters: str, at: datetime) -> Town:
    """Return the place of a code with its committee, its office, a clerk and a head who signs."""
    load_roles()
    places.load_places(_around(code))
    town = Town(places.place(code), at, letters)
    name = town.place.name
    committee = town.unit(f"{name}安委会", "committee")
    office = town.unit(f"{name}安委办", "committee_office", committee)
    town.staff("clerk", office, "综合岗", "office_clerk")
    town.staff("head", office, "主任", "office_leader", lead="principal", signs=True)
    return town


def department(town: Town, login: str, name: str, *also: str, kind: str = "department") -> Unit:
    """Register a department under the office, with somebody who does its work."""
    made = town.unit(name, kind, town.units[f"{town.place.name}安委办"], also=also)
    town.staff(login, made, "主要负责人", "department_leader", lead="principal", signs=True)
    return made


def firm(town: Town, login: str, name: str, under: Unit, tags: Iterable[str] = ()) -> Unit:
    """Register an enterprise under the department that answers for it, with its principal."""
    made = town.unit(name, "enterprise", under, tags=tags)
    town.staff(login, made, "主要负责人", "enterprise_principal", lead="principal", signs=True)
    return made


def street(town: Town, login: str, under: Unit) -> Unit:
    """Register the government of the first place below, with its two principals."""
    below = town.place.children.order_by("code").first()
    assert below is not None
    made = town.unit(f"{below.name}人民政府", "town_government", under, place=below)
    town.staff(f"{login}-party", made, "党委书记", "leader", lead="party")
    town.staff(login, made, "镇长", "leader", lead="government", signs=True)
    return made


@cache
def _around(code: str) -> list[dict[str, str]]:
    """Return the divisions above a place, itself and those right below it."""
    wanted = {f"{code[:2]}0000", f"{code[:4]}00", code}
    rows = Table("divisions").rows
    ids = {row["id"] for row in rows if row["code"] == code}
    return [dict(r) for r in rows if r["code"] in wanted or r["parent"] in ids]
