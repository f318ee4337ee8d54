"""Grids of the demonstration and what was seen in them; what congresses raised, and its answers."""

from datetime import date, datetime, timedelta
from typing import Final

from bihuan.demo.accounts import PASSWORD
from bihuan.demo.acting import at_hour, take
from bihuan.demo.people import people, phone
from bihuan.demo.staff import Staff
from bihuan.demo.world import BY, PLACES
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.orgs import accounts, roles, terms, units
from bihuan.kernel.orgs import people as persons
from bihuan.kernel.orgs.models import Account, Person, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.dossier import grids
from bihuan.modules.dossier.models import Grid
from bihuan.modules.dossier.report_flow import GridReportFlow
from bihuan.modules.oversight import issues
from bihuan.modules.oversight.flows import OversightFlow
from bihuan.modules.oversight.models import Oversight

#: In which places grids are drawn: those whose documents ask for grid workers.
DRAWN: Final = ("/130802/", "/510600/")
#: Numbers of invented telephones and people that nobody else of the demonstration has.
FIRST: Final = 9_100_000
SEED, FEW, MANY = 91, 2, 4
RAISED: Final = ("乡镇（街道）安全监管人员不足。", "重点行业执法检查计划没有全部完成。")


def patrol(staff: Staff) -> None:
    """Draw two grids in a few towns, one with a worker who reports, one that waits for one."""
    names = iter(people(FEW * len(DRAWN), SEED))
    for n, path in enumerate(DRAWN):
        towns = Unit.objects.filter(kind="town_government", place_path__contains=path, until=None)
        for town in towns.select_related("place").order_by("pk")[:FEW]:
            clerk = staff.able(town, roles.SERVE)
            if clerk is not None and clerk.can("manage_orgs"):
                _draw(town, clerk, next(names), FIRST + 10 * n + town.pk % 10, staff)


def _draw(town: Unit, clerk: Viewer, name: str, number: int, staff: Staff) -> None:
    day, at = staff.day, at_hour(staff.day, 10)
    first = grids.draw(town, "第一网格", manner="full", since=day, by=clerk, at=at)
    grids.draw(town, "第二网格", manner="part", since=day, by=clerk, at=at)
    here = grids.free(first)[:MANY]
    grids.include(first, list(here), since=day, by=clerk, at=at)
    person = persons.enter(
        name, phone=phone(number), invented=True, unit=town, by=clerk, at=at
    )  # fmt: skip
    post = first.posts.get().post
    term = terms.appoint(post=post, person=person, since=day, by=clerk, at=at)
    _sign_in(town, person, at)
    worker = terms.as_viewer(term, day)
    _report(first, worker, staff, at + timedelta(hours=4))


def _sign_in(town: Unit, person: Person, at: datetime) -> None:
    """Let the first worker of a place sign in, so that her phone page can be looked at."""
    place = next(facts for code, facts in PLACES.items() if f"/{code}/" in town.place_path)
    login = f"{place['login']}.grid"
    if not Account.objects.filter(login=login).exists():
        accounts.create(login, person, PASSWORD, by=BY, at=at)


def _report(grid: Grid, worker: Viewer, staff: Staff, at: datetime) -> None:
    member = grid.members.select_related("unit__supervisor").order_by("pk").first()
    fields = {"kind": "hazard", "spot": "车间安全出口", "says": "安全出口堆放原料，通道不足一米。",
              "unit": member.unit if member else None,
              "dissuaded": "当场劝说，答应清理。"}  # fmt: skip
    made = open_by_hand(GridReportFlow, fields, clause=None, by=worker, at=at)
    receiver = GridReportFlow.record(made.pk).receiver
    taker = staff.able(receiver, roles.SERVE)
    if taker is not None and taker.can("accept"):
        made = take(made, "take_on", taker, at + timedelta(hours=1))
        take(made, "deal", taker, at + timedelta(hours=2), "grid_result",
             handling="到场核实属实", result="原料已清走，通道恢复。")  # fmt: skip


def oversee(staff: Staff) -> None:
    """Let a congress inspect in every place; one problem is answered, one is late by today."""
    for office in Unit.objects.filter(kind="committee_office", until=None).order_by("pk"):
        bureau = Unit.objects.filter(kind="emergency_department", place=office.place).first()
        if bureau is not None:
            _inspect(office, bureau, staff)


def _inspect(office: Unit, bureau: Unit, staff: Staff) -> None:
    clerk, day, at = staff.titled(office, "综合岗"), staff.day, at_hour(staff.day, 9)
    name = f"{office.place.name}人大常委会"
    body = Unit.objects.filter(name=name, place=office.place).first() or units.register(
        name=name, kind="congress", place=office.place, by=clerk, at=at
    )
    fields = {"kind": "inspection", "body": body, "topic": "安全生产法贯彻实施情况"}
    made = open_by_hand(OversightFlow, fields, clause=None, by=clerk, at=at)
    made = take(made, "hold", clerk, at_hour(day, 10), held_on=day,
                looked_at="监管责任、执法力量和主体责任的落实，看了两个镇（街道）。")  # fmt: skip
    record = Oversight.objects.select_related("matter", "office", "body").get(matter=made)
    raised = [issues.Raised(bureau, says, _due(day, n)) for n, says in enumerate(RAISED)]
    problems = issues.hand_out(record, raised, by=clerk, at=at_hour(day, 11))
    take(made, "give_out", clerk, at_hour(day, 14), "oversight_paper",
         paper="关于安全生产法执法检查的审议意见（虚构）", opinions="总体较好，两项问题要解决。",
         report_by=day + timedelta(days=60))  # fmt: skip
    owner = staff.doer(bureau)
    if owner is not None:
        one = take(problems[0], "answer", owner, at_hour(day, 16), "oversight_reply",
                   reply="已与编制部门商定，年内增加 3 名监管人员。")  # fmt: skip
        take(one, "check", clerk, at_hour(day, 17))


def _due(day: date, n: int) -> date:
    return day + timedelta(days=30 if n == 0 else 1)
