"""A small county for tests: an office, a regulator, an enterprise, and people in their posts."""

from dataclasses import dataclass
from datetime import datetime

from bihuan.kernel.law.models import Clause, Document, Ladder, LadderStep
from bihuan.kernel.orgs.models import Person, Place, Post, Role, Term, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import SHANGHAI

PATH = "44/4415/441521/"


def moment(day: str, hour: int = 9) -> datetime:
    """Return an hour of a day in Shanghai: ``moment("2025-03-01")`` is nine in the morning."""
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=SHANGHAI)


@dataclass
class County:
    """The places, units and law every test of a flow needs."""

    place: Place
    office: Unit
    regulator: Unit
    enterprise: Unit

    def person(self, name: str, unit: Unit, *may: str, sees: str = "subtree") -> Viewer:
        """Put a person in a post of a unit and return her as she signs in that day."""
        key = f"{sees}-{'-'.join(sorted(may))}"[:32]
        role, _ = Role.objects.get_or_create(
            key=key, defaults={"title": key, "sees": sees, "may": sorted(may)}
        )
        person, _ = Person.objects.get_or_create(name=name)
        post, _ = Post.objects.get_or_create(unit=unit, title=f"{name} {key}"[:48], role=role)
        term = Term.objects.create(post=post, person=person, since="2020-01-01")
        return Viewer(
            person_id=person.pk, term_id=term.pk, post_id=post.pk, unit_id=unit.pk,
            path=unit.place_path, label=f"{unit.name}{name}", sees=sees, reads=True,
            may=frozenset(may), on=moment("2025-01-01").date(),
        )  # fmt: skip


def county() -> County:
    """Return the county, its place tree and its three units."""
    parent, path = None, ""
    for code, name, level in (
        ("44", "广东省", "province"),
        ("4415", "汕尾市", "city"),
        ("441521", "海丰县", "county"),
    ):
        path += f"{code}/"
        parent, _ = Place.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "parent": parent, "path": path}
        )
    place = Place.objects.get(code="441521")
    office = unit("县安委办", "committee_office", place)
    regulator = unit("县应急管理局", "regulator", place, office)
    return County(place, office, regulator, unit("某某化工厂", "enterprise", place, regulator))


def unit(name: str, kind: str, place: Place, supervisor: Unit | None = None) -> Unit:
    """Return a new unit."""
    return Unit.objects.create(
        name=name, kind=kind, place=place, place_path=place.path, supervisor=supervisor
    )


def test_law(place: Place) -> Document:
    """Return a law of three clauses with the ladders the test flow names."""
    document = Document.objects.create(
        key="CN/test-law", title="试行规定", place=place, level="nation", status="in_force",
        in_force_from="2020-01-01", text="三条", sha256="0" * 64,
    )  # fmt: skip
    for n, path in enumerate(("第一条", "第二条", "第三条")):
        Clause.objects.create(
            document=document, path=path, text=f"{path}的内容", start=n, end=n + 1, position=n
        )
    supervise = Ladder.objects.create(key="CN/test-law#supervise", title="督办责任")
    rectify = Ladder.objects.create(key="CN/test-law#rectify", title="整改")
    LadderStep.objects.create(
        ladder=supervise, position=0, after_hours=0, stage=2, tells=["holder", "office"]
    )
    LadderStep.objects.create(
        ladder=supervise, position=1, after_hours=72, stage=3, tells=["holder", "office"],
        letter="supervision_order",
    )  # fmt: skip
    LadderStep.objects.create(
        ladder=rectify, position=0, after_hours=0, stage=2, tells=["holder", "supervisor"],
        opens_hours=120, opens_ladder=supervise,
    )  # fmt: skip
    return document


test_law.__test__ = False  # type: ignore[attr-defined]
