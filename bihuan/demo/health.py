"""The demonstration's occupational health: declared, measured over the limit, examined, kept.

A firm of two places with a safety manager declares dust to its bureau. In the fullest place a
result lies over its limit and has become a hazard, one worker stands at his post unexamined, one
was found unfit; elsewhere the report was clean.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from bihuan.demo.acting import PAPER, at_hour, take
from bihuan.demo.signins import FULLEST
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import chain_of
from bihuan.kernel.trace.models import Matter
from bihuan.modules.health import factors, measures, workers
from bihuan.modules.health.declaration_flow import DeclarationFlow
from bihuan.modules.health.models import Declaration, Survey
from bihuan.modules.health.survey_flow import SurveyFlow

#: The fullest place, and one whose document names measures.
SHOWN: Final = (FULLEST, "510600")
#: Name, post, whether he works there already, what his examination came to, "" for none.
PEOPLE: Final = (
    ("韦长河", "破碎工", True, "normal"), ("蔺秋生", "包装工", True, ""),
    ("桑玉田", "打磨工", True, "contraindicated"), ("郗小川", "学徒", False, ""),
)  # fmt: skip


def keep_well(staff: Staff) -> None:
    """Let a firm of two places declare, measure, examine and carry out a measure."""
    for firm, bureau in pairs():
        safety, clerk = staff.titled(firm, "安全主管"), staff.able(bureau, roles.SUPERVISE)
        if clerk is None:
            continue
        fullest = f"/{FULLEST}/" in firm.place_path
        _declare(firm, bureau, safety, clerk, staff)
        _measure(firm, bureau, safety, staff, "2.1" if fullest else "0.4")
        for name, work, works, result in PEOPLE if fullest else PEOPLE[:1]:
            _examine(firm, name, work, result, safety, staff, works=works)
        _carry_out(firm, safety, staff)
    Person.objects.filter(exposures__isnull=False).update(invented=True)


def pairs() -> Iterator[tuple[Unit, Unit]]:
    """Yield a firm with a safety manager of each place, and the bureau there."""
    for code in SHOWN:
        bureau = Unit.objects.filter(kind="emergency_department", place__code=code).first()
        rows = Unit.objects.filter(
            kind="enterprise", until=None, place_path__contains=f"{code}/", posts__title="安全主管"
        )
        firm = rows.order_by("pk").select_related("place", "supervisor").first()
        if firm is not None and bureau is not None:
            yield firm, bureau


def opened(flow: type[Flow], by: Viewer, staff: Staff, hour: int, **facts: Any) -> Matter:
    """Open a matter by hand at an hour of the day, without a ground."""
    return open_by_hand(flow, facts, clause=None, by=by, at=at_hour(staff.day, hour))


def _declare(firm: Unit, bureau: Unit, safety: Viewer, clerk: Viewer, staff: Staff) -> None:
    day = staff.day
    matter = opened(DeclarationFlow, safety, staff, 9, kind="initial", office=bureau,
                    grade="serious", body="安全科兼管，专职一人")  # fmt: skip
    record = Declaration.objects.get(pk=matter.pk)
    for workplace, name, group, exposed in (
        ("破碎岗", "矽尘", "dust", 12), ("空压机房", "噪声", "physical", 3),
    ):  # fmt: skip
        factors.keep(record, workplace=workplace, name=name, group=group, exposed=exposed,
                     protection="除尘器、防尘口罩、耳塞", by=safety,
                     at=at_hour(day, 9, 10))  # fmt: skip
    take(matter, "submit", safety, at_hour(day, 10))
    take(matter, "receive", clerk, at_hour(day, 14), opinion="资料齐全")


def _measure(firm: Unit, bureau: Unit, safety: Viewer, staff: Staff, result: str) -> None:
    day = staff.day
    matter = opened(
        SurveyFlow, safety, staff, 15, kind="survey", office=bureau, agency="某检测公司（虚构）",
        licence="虚构资质", number=f"虚构{firm.pk:06}", done_on=day - timedelta(days=20),
    )  # fmt: skip
    record = Survey.objects.get(pk=matter.pk)
    for workplace, name, group, measured, limit in (
        ("破碎岗", "矽尘", "dust", result, Decimal(1)),
        ("空压机房", "噪声", "physical", "83", None),
    ):  # fmt: skip
        factors.read(
            record, workplace=workplace, name=name, group=group, measured=Decimal(measured),
            limit=limit, source="报告所列限值（虚构）" if limit else "", by=safety,
            at=at_hour(day, 15, 10),
        )  # fmt: skip
    told, at = {"told_on": day}, at_hour(day, 16)
    if Decimal(result) > 1:
        told["fix_by"] = day + timedelta(days=45)
        take(matter, "treat", safety, at, "survey_report", **told)
    else:
        take(matter, "file", safety, at, "survey_report", **told)


def _examine(  # noqa: PLR0913 - a worker has a firm, a name, a post, a result, and who enters him
    firm: Unit, name: str, work: str, result: str, safety: Viewer, staff: Staff, *, works: bool
) -> None:
    day, at = staff.day, at_hour(staff.day, 11)
    row = workers.enter(
        firm, name, work=work, factors="矽尘、噪声", by=safety, at=at,
        since=day - timedelta(days=300) if works else None,
    )  # fmt: skip
    if result:
        workers.examine(
            row, kind="during", on=day - timedelta(days=9), agency="某体检机构（虚构）",
            number=f"虚构{row.pk:06}", result=result, fit="fit", paid_by="employer",
            next_on=day + timedelta(days=356), told_on=day - timedelta(days=2), by=safety, at=at,
        )  # fmt: skip


def _carry_out(firm: Unit, safety: Viewer, staff: Staff) -> None:
    """Carry out the first measure of the place's document, where it names any."""
    at = at_hour(staff.day, 12)
    for one in measures.standings(firm)[:1]:
        proof = evidence.store(
            owner=chain_of(firm.chain), kind=f"职业健康措施：{one.measure.title}",
            name="措施.txt", content=BytesIO(PAPER.encode()), happened_at=at, by=safety, at=at,
        )  # fmt: skip
        measures.keep(
            firm, one.measure.kept_as, done_on=staff.day, says="现场核对并存档",
            due_on=staff.day + timedelta(days=180), proof=proof, by=safety, at=at,
        )  # fmt: skip
