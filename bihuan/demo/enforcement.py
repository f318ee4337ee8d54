"""The demonstration's enforcement: officers with certificates, orders that ran out, cases.

Every bureau has two officers and one order that nobody kept; the fullest place has a case with a
fine that is served, one under investigation, and what its bureau says of its staff.
"""

from datetime import date, datetime, timedelta
from typing import Any

from bihuan.demo.acting import at_hour, take
from bihuan.demo.people import names
from bihuan.demo.staff import Staff
from bihuan.demo.world import BY, PLACES
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.people import enter
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.enforcement.case_flow import CaseFlow
from bihuan.modules.enforcement.models import Penalty
from bihuan.modules.enforcement.order_flow import OrderFlow
from bihuan.modules.enforcement.penalty_flow import PenaltyFlow
from bihuan.modules.enforcement.register_flow import CertificateFlow, StaffingFlow

#: The place that shows every step, and the seed of the names of its second officers.
FULLEST, SEED = "441521", 29
FIRST, SECOND = "执法队员", "执法副队长"
RECORDS, SIGNS = "安全生产法(2021)|97|5", "安全生产法(2021)|99|1"


def enforce(day: date) -> None:
    """Let the bureau of every place enforce on a day."""
    ours = Unit.objects.filter(kind="emergency_department", place__code__in=PLACES)
    bureaus = ours.order_by("pk")
    for bureau, (_, name) in zip(
        bureaus.select_related("place"), enumerate(names(SEED)), strict=False
    ):
        _appoint(bureau, name, day)
        _enforce(bureau, day)


def _appoint(bureau: Unit, name: str, day: date) -> None:
    at = at_hour(day, 8)
    person = enter(name, invented=True, by=BY, at=at)
    post = terms.open_post(
        bureau, SECOND, role="enforcement_officer", lead="", signs=False, by=BY, at=at
    )
    terms.appoint(post=post, person=person, since=day, by=BY, at=at)


def _enforce(bureau: Unit, day: date) -> None:
    staff = Staff(day)
    first, second = staff.titled(bureau, FIRST), staff.titled(bureau, SECOND)
    clerk, head = staff.titled(bureau, "监管科经办人"), staff.titled(bureau, "局长")
    for n, officer in enumerate((first, second)):
        made = _open(CertificateFlow, clerk, at_hour(day, 8), {
            "person": officer.person_id, "kind": "officer", "issuer": "省人民政府（演示）",
            "number": f"演示{bureau.place.code}{n + 1:03}", "since": date(day.year - 2, 1, 1),
            "until": date(day.year + 3, 12, 31), "professional": bool(n),
        })  # fmt: skip
        take(made, "confirm", head, at_hour(day, 9))
    firms = list(Unit.objects.filter(supervisor=bureau, kind="enterprise", until=None)[:3])
    facts: dict[str, Any] = {"second": second.person_id, "found_on": day}
    _open(OrderFlow, first, at_hour(day, 10), facts | {
        "unit": firms[0], "kind": "term", "article": SIGNS, "due_on": day,
        "facts": "涉爆粉尘作业场所没有安全警示标志", "demands": "当日补设警示标志，拍照报送",
    })  # fmt: skip
    if bureau.place.code == FULLEST:
        _fine(firms[1], facts, (first, clerk, head), day)
        _open(CaseFlow, first, at_hour(day, 16), facts | {
            "unit": firms[2], "source": "report", "article": SIGNS, "stage": "first",
            "facts": "举报查实，配电房没有警示标志",
        })  # fmt: skip


def _fine(firm: Unit, facts: dict[str, Any], who: tuple[Viewer, Viewer, Viewer], day: date) -> None:
    """Fine a firm for an empty ledger of hazards, up to the service of the decision."""
    first, clerk, head = who
    case = _open(CaseFlow, first, at_hour(day, 10), facts | {
        "unit": firm, "source": "inspection", "article": RECORDS, "stage": "first",
        "facts": "隐患排查治理台账三个月空白，没有向从业人员通报",
    })  # fmt: skip
    case = take(case, "approve", head, at_hour(day, 11))
    case = take(case, "conclude", first, at_hour(day, 12), "case_evidence", "case_report",
                 "recording", proposal="违法事实清楚，建议罚款二万元。")  # fmt: skip
    _open(PenaltyFlow, first, at_hour(day, 12), {
        "who": "unit", "kind": "fine", "article": RECORDS, "stage": "first", "degree": "normal",
        "amount": 20000, "reasons": "初次查处，当场改正，没有造成后果。",
    }, case)  # fmt: skip
    case = take(case, "notify", first, at_hour(day, 13), "service_receipt")
    case = take(case, "hear", first, at_hour(day, 14), statement="当事人没有意见", waived=True)
    take(
        case,
        "decide",
        head,
        at_hour(day, 15),
        decision="同意处罚意见",
        alone="责任人员没有逾期情形",
    )
    fine = Penalty.objects.get(case=case.pk).matter
    for letter in Letter.objects.everywhere("the demonstration's letters").filter(matter=fine):
        letters.sign(letter, by=head, at=at_hour(day, 15))
    take(fine, "serve", first, at_hour(day, 16), "service_receipt",
          served_at=at_hour(day, 16), recipient="单位收发室")  # fmt: skip
    made = _open(StaffingFlow, clerk, at_hour(day, 9), {
        "on": day - timedelta(days=1), "posts": 24, "enforcement_posts": 10, "recorders": 6,
    })  # fmt: skip
    take(made, "confirm", head, at_hour(day, 10))


def _open(
    flow: type[Flow], by: Viewer, at: datetime, fields: dict[str, Any], parent: Matter | None = None
) -> Matter:  # fmt: skip
    return open_by_hand(flow, fields, clause=None, parent=parent, by=by, at=at)
