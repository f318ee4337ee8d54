"""Lists of the demonstration's posts, the year of a leader, and a leader held to account.

Of each place the office draws up lists for the head of the first lower government and its own
bureau, an enterprise for everybody; one list waits for its signature, one is still a draft.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bihuan.demo.acting import at_hour, take
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.accountability.flows import AccountabilityFlow, OpinionFlow
from bihuan.modules.responsibility import drafting, years

LOWER = ("government", "town_government")
ENLISTED = 3
WAITS = 2


def enlist(day: date) -> None:
    """Draw up, approve and sign lists in every place; open a case and ask for an opinion."""
    staff = Staff(day)
    for office in Unit.objects.filter(kind="committee_office", until=None).order_by("pk"):
        clerk = staff.titled(office, "综合岗")
        below = Unit.objects.filter(supervisor=office, until=None).order_by("pk")
        lower = [unit for unit in below.filter(kind__in=LOWER)[:ENLISTED] if staff.of(unit)]
        for n, unit in enumerate(lower):
            head = staff.leader(unit, "government") or staff.of(unit)[0]
            _list(head, clerk, staff.titled(office, "主任"), day, signs=n % ENLISTED != WAITS)
        if lower:
            _year(staff.leader(lower[0], "government"), clerk, staff, day)
            _case(lower[-1], office, clerk, staff, day)
        firms = Unit.objects.filter(
            kind="enterprise", place_path__startswith=office.place_path, posts__title="安全主管"
        )
        for firm in firms.order_by("pk")[:1]:
            officer, head = staff.titled(firm, "安全主管"), staff.leader(firm, "principal")
            for term in staff.of(firm) if head else ():
                _list(term, officer, staff.viewer(head), day, signs=True)  # type: ignore[arg-type]


def _list(term: Term, by: Viewer, approver: Viewer, day: date, *, signs: bool) -> None:
    ground = _ground("第二十二条") if term.post.unit.kind == "enterprise" else None
    made = drafting.draft(term.post, kind="post", clause=ground, by=by, at=at_hour(day, 8))
    if not made.duty_list.items.exists():
        item = drafting.Item("按本单位分工落实安全生产责任，参加安全检查和学习")
        drafting.add(made.duty_list, item, revision=made.revision, by=by, at=at_hour(day, 8))
        made.refresh_from_db()
    made = take(made, "submit", by, at_hour(day, 9))
    made = take(made, "approve", approver, at_hour(day, 10), since=day)
    if signs:
        take(made, "confirm", Staff(day).viewer(term), at_hour(day, 11))


def _year(head: Term | None, clerk: Viewer, staff: Staff, day: date) -> None:
    if head is None:
        return
    made = years.draft(
        head.post, day.year, clause=None, superior=False, by=clerk, at=at_hour(day, 12)
    )  # fmt: skip
    own = "组织辖区企业主要负责人安全培训"
    years.add(
        made.year_list, own, date(day.year, 12, 20), revision=made.revision, by=clerk,
        at=at_hour(day, 12),
    )  # fmt: skip
    made.refresh_from_db()
    made = take(
        made, "submit", clerk, at_hour(day, 13), points="一、月月带队检查。二、隐患动态清零。"
    )
    director = staff.titled(Unit.objects.get(pk=clerk.unit_id), "主任")
    made = take(made, "approve", director, at_hour(day, 14))
    take(made, "file", clerk, at_hour(day, 15))


def _case(unit: Unit, office: Unit, clerk: Viewer, staff: Staff, day: date) -> None:
    """Hold the head of a unit to account, as the office itself may, and let it be asked about."""
    found = grounds(AccountabilityFlow, clerk)
    ground = found.exclude(document__key__startswith="CN/").first() or found.first()
    head = staff.leader(unit, "government") or staff.of(unit)[0]
    party = Unit.objects.filter(kind="party_committee", place=office.place).first()
    decider = party if party and staff.of(party) else office
    if ground is not None:
        fields = {
            "unit": unit, "name": head.person.name, "event": "duty", "proposed": "transferred",
            "happened_on": day - timedelta(days=5), "facts": "连续两期没有带队检查，督办后未补办。",
            "decider": decider, "answer_by": day, "decide_by": day + timedelta(days=10),
        }  # fmt: skip
        made = open_by_hand(
            AccountabilityFlow, fields, clause=ground, by=clerk, at=at_hour(day, 9)
        )  # fmt: skip
        made = take(
            made, "answer_case", staff.viewer(head), at_hour(day, 14), answer="当时外出，未委托。"
        )
        if party is not None and decider == party:
            take(made, "decide", staff.viewer(staff.of(party)[0]), at_hour(day, 16),
                  measure="transferred", liability="leading", effective_on=day,
                  execute_by=day + timedelta(days=20), reasons="清单列明，应办未办。")  # fmt: skip
    given: Mapping[str, Any] = {
        "purpose": "promotion", "unit_name": unit.name, "name": head.person.name,
        "wanted": "拟提拔为部门主要负责人", "reply_by": day + timedelta(days=7),
    }  # fmt: skip
    bureau = Unit.objects.filter(kind="emergency_department", place=office.place).first()
    held = staff.of(bureau) if bureau else []
    asker = next((term for term in held if OpinionFlow.asker.may in term.post.role.may), None)
    if asker is not None:
        by = staff.viewer(asker)
        open_by_hand(OpinionFlow, given, clause=None, by=by, at=at_hour(day, 17))


def _ground(path: str) -> Clause | None:
    rows = Clause.objects.filter(document__key="CN/work-safety-2021", path=path)
    return rows.order_by("-version").first()
