"""What is known of the demonstration's enterprises: invented facts, entered by the one door."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, Final

from django.db.models import QuerySet

from bihuan.demo.enterprises import InventedEnterprise
from bihuan.demo.staff import Staff
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import chain_of
from bihuan.modules.dossier import census, credentials, keeping, people
from bihuan.modules.dossier.binding import Bindings

LARGE, MEDIUM, SMALL = 1000, 300, 20
#: Of eight enterprises one has too few safety staff, one has not said how many.
SHORT, SILENT, OF = 3, 5, 8
OWNERS: Final = ("private",) * 7 + ("county", "city", "central", "foreign")
VALID: Final = timedelta(days=3 * 365)
#: A photograph of one white point.
PHOTO: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415478da63f8ffff3f0005fe02fea72c1d960000000049454e44ae426082"
)
VISITED: Final = 4
#: One of so many enterprises has a dossier; the others wait for somebody to begin theirs.
FILLED: Final = 3
TOWNS: Final = 2
#: In which place the census is under way: 一季度内逐一排查.
WALKED: Final = "/370200/"


def fill(  # noqa: PLR0913 - whose dossier, how it was invented, and who fills it in
    unit: Unit, one: InventedEnterprise, number: int, bindings: Bindings, *, by: Actor, at: datetime
) -> None:
    """Fill in the dossier of every third enterprise: facts, a contact, papers it must hold."""
    day = at.date()
    if number % FILLED:
        return
    keeping.keep(
        unit, _facts(one, number), since=day, basis="登记时填报", by=by, at=at, bindings=bindings
    )
    people.name(unit, "principal", one.legal_representative, phone=one.phone, since=day,
                by=by, at=at)  # fmt: skip
    if one.high_risk:
        for n, kind in enumerate(("production_licence", "insurance")):
            ends = day + timedelta(days=200 + (number * 37 + n * 90) % 700)
            credentials.enter(
                unit, kind=kind, number=f"虚构{one.credit_code[-8:]}{n}", since=ends - VALID,
                until=ends, by=by, at=at,
            )  # fmt: skip


def _facts(one: InventedEnterprise, number: int) -> dict[str, Any]:
    heads, owner = one.headcount, OWNERS[number % len(OWNERS)]
    scale = "large" if heads >= LARGE else "medium" if heads >= MEDIUM else (
        "small" if heads >= SMALL else "micro")  # fmt: skip
    found: dict[str, Any] = {
        "scale": scale, "ownership": owner, "above_scale": heads >= MEDIUM // 2,
        "form": "branch" if owner == "central" else "single", "economic_type": "有限责任公司",
        "lifts": number % 3, "pressure_vessels": number % 5,
    }  # fmt: skip
    needed = max(3, -(-heads // 100)) if heads > 100 else 2 if heads >= 30 else 0
    if number % OF == SILENT:
        return found
    lacks = 1 if number % OF == SHORT else 0
    return found | {
        "full_time": max(0, needed - lacks), "part_time": 0 if lacks else 1,
        "safety_body": "own" if heads > 100 else "none", "in_place_training": number % 4 != 0,
        "committee": heads >= MEDIUM, "director": heads >= MEDIUM, "engineers": needed // 2,
    }  # fmt: skip


def walk(staff: Staff, at: datetime) -> None:
    """Let two towns visit some of their enterprises for the census, with a photograph each."""
    towns = Unit.objects.filter(kind="town_government", place_path__contains=WALKED)
    there = [(town, list(_around(town))) for town in towns.select_related("place").order_by("pk")]
    for town, units in [pair for pair in there if pair[1]][:TOWNS]:
        viewer = staff.able(town, roles.SERVE)
        for unit in units[:VISITED] if viewer else ():
            photo = evidence.store(
                owner=chain_of(unit.chain), kind=census.PHOTO, name="门头.png",
                content=BytesIO(PHOTO), happened_at=at, by=viewer, at=at,
            )  # fmt: skip
            census.visit(unit, on=at.date(), found="与档案一致。", photos=[photo], by=viewer, at=at)


def _around(town: Unit) -> QuerySet[Unit]:
    return Unit.objects.filter(kind="enterprise", place=town.place, until=None).order_by("pk")
