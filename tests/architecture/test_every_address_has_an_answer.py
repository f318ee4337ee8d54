"""Every address answers every role as one table says; a county never sees its twin anywhere.

``addresses.csv`` is that table: a line per route, a column per role, in each cell the status for
the role's own county and for the county next door. A route without a line, or an answer that is
not the table's, fails; so does a page, count, export or file that bears the twin's mark.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client, client
from django.urls import reverse

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs.roles import ROLES
from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts.models import Invitation, SignIn
from bihuan.modules.assessment.models import Result
from bihuan.modules.dossier.models import Grid
from bihuan.modules.emergency.models import Member, Movement, Plan
from bihuan.modules.health.models import Declaration, Disease, Examination, ExposedWorker
from bihuan.modules.interference.models import Interference
from bihuan.modules.oversight.models import Oversight
from bihuan.modules.selfcheck.models import Check, LeadShift
from bihuan.modules.standardization.models import Grading
from bihuan.modules.training.models import Candidate, Certificate, Question, TrainingClass
from bihuan.surfaces.portal.urls import ROUTES as PORTAL
from bihuan.surfaces.workbench.access import Route
from bihuan.surfaces.workbench.urls import ROUTES as WORKBENCH
from tests.architecture import roles
from tests.ground import Hour
from tests.surfaces import assessed, funded, handed, readied, taught, twins
from tests.surfaces.twins import County

TABLE = Path(__file__).with_name("addresses.csv")
ROUTES = (*PORTAL, *WORKBENCH)
#: What ends the session is asked last.
LAST = ("sign-ins-end", "sign-out")
REFUSED, TURNED = 400, 403
Things = dict[str, dict[str, Any]]


def table() -> dict[str, dict[str, str]]:
    """Return the expected answers: route, then role, then ``own/twin``."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("route"): row for row in csv.DictReader(file)}


def addresses(county: County) -> Iterator[tuple[Route, str]]:
    """Yield every route with its address for the things of a county."""
    things = _things(county)
    for route in sorted(ROUTES, key=lambda route: route.name in LAST):
        if route.pattern.startswith("invitations"):
            # Sent again, an invitation is another one.
            things["invitations"] = {"pk": _invitation(county)}
        asks = route.name.startswith("ledger") or route.name == "call-new"
        query = f"?unit={county.units['firm'].pk}" if asks else ""
        yield route, reverse(route.name, kwargs=_kwargs(route, things)) + query


def _kwargs(route: Route, things: Things) -> dict[str, Any]:
    known = next((v for start, v in things.items() if route.pattern.startswith(start)), {})
    return {name: value for name, value in known.items() if f":{name}>" in route.pattern}


def _things(county: County) -> Things:
    """Return what of a county stands in an address, by how its pattern begins."""
    proposal = county.review.proposals.order_by("pk").first()
    assert proposal is not None and county.duties and county.year  # noqa: PT018 - all are there
    result = Result.objects.select_related("matter", "scheme__matter").filter(
        matter__place_path=county.place.path
    ).get()  # fmt: skip
    return _settings(county) | {
        "assessments/<str:number>/<str:period>": {"number": result.scheme.matter.number,
                                                  "period": result.period},
        "assessments": {"number": result.matter.number, "criterion": 2},
        "policies/reviews": {"pk": county.review.pk, "proposal": proposal.pk,
                             "clause": proposal.clause_id, "name": "submit"},
        "policies": {"pk": county.document.pk},
        "obligations": {"pk": county.late.pk},
        "extensions": {"pk": county.asked.pk},
        "matters": {"number": county.task.number, "step": "accept",
                    "key": "committee.directive", "pk": 1},
        "committees": {"pk": county.units["committee"].pk, "seat": 1},
        "motions": {"kind": "interview", "pk": county.units["firm"].pk},
        "letters": {"pk": county.letter.pk, "unit": county.units["bureau"].pk, "key": "reply"},
        "inbox": {"pk": _notice(county)},
        "places/<str:code>/changes": {"code": county.units["town"].place.code},
        "units": {"pk": county.units["firm"].pk, "term": county.terms["worker"].pk,
                  "group": "people", "row": 1},
        "bases": {"pk": county.duty.base_id},
        "evidence": {"pk": county.paper.pk},
        "imports": {"pk": county.imported.pk},
        "join": {"key": "unknown"},
        "sign-on": {"key": "unknown"},
        "enrol": {"receipt": "unknown"},
        "calendar": {"key": "bc_nobody"},
        "public": {"number": "unknown", "edition": 1, "code": "441521"},
        "places": {"code": county.place.code},
        "views": {"page": "desk", "pk": 1},
        "duties/posts": {"pk": county.duties.post_id},
        "duties/<str": {"number": county.duties.matter.number, "pk": 1},
        "interference": {"number": _recorded(county)},
        "years": {"number": county.year.matter.number, "pk": 1},
    } | _taught(county) | _readied(county)  # fmt: skip


def _taught(county: County) -> Things:
    """Return what of a county's training, cases, forms and exchange stands in an address."""
    seat = Candidate.objects.select_related("exam__matter").get(
        trainee__unit=county.units["firm"]
    )  # fmt: skip
    firm, number = {"unit": county.units["firm"]}, seat.exam.matter.number
    return {
        "training/people": {"pk": seat.trainee_id},
        "training/classes": {"number": TrainingClass.objects.get(
            office=county.units["firm"]).matter.number},
        "training/exams": {"number": number, "pk": seat.pk},
        "certificates": {"pk": Certificate.objects.filter(**firm).earliest("pk").pk},
        "questions": {"pk": Question.objects.filter(**firm).earliest("pk").pk},
        "exams/slip": {"what": "save"},
        "enforcement": {"number": "unknown"},
        "occupational/units": {"pk": county.units["firm"].pk, "key": "unknown"},
        "occupational/workers": {"pk": ExposedWorker.objects.get(**firm).pk},
        "occupational/examinations": {"pk": Examination.objects.get(
            worker__unit=county.units["firm"]).pk},
        "occupational/cases": {"number": Disease.objects.get(**firm).matter.number},
        "occupational/declarations": {"number": Declaration.objects.get(**firm).matter.number,
                                      "pk": 1},
        "occupational/surveys": {"number": "unknown", "pk": 1},
        "standardization/gradings": {"number": Grading.objects.get(**firm).matter.number},
        "statistics": {"key": "S7"},
        "exchange/formats": {"key": "business-register"},
        "exchange": {"pk": 1},
        "exams": {"pk": seat.pk, "what": "begin"},
    }  # fmt: skip


def _readied(county: County) -> Things:
    """Return what of a county's plans, teams and stocks stands in an address."""
    firm = county.units["firm"]
    member, loan = Member.objects.get(team__unit=firm), Movement.objects.get(stock__unit=firm)
    plan = Plan.objects.select_related("matter").get(office=firm)
    shift = LeadShift.objects.select_related("plan__matter").get(plan__unit=firm)
    check = Check.objects.select_related("list__matter").get(list__office=firm)
    return {
        "selfcheck/lists": {"number": check.list.matter.number, "pk": check.list.items.get().pk},
        "selfcheck/checks": {"pk": check.pk},
        "selfcheck/leading/plans": {"number": shift.plan.matter.number},
        "selfcheck/leading/shifts": {"pk": shift.pk},
        "emergency/plans": {"number": plan.matter.number},
        "emergency/teams": {"pk": member.team_id, "member": member.pk},
        "emergency/stocks": {"pk": loan.stock_id, "loan": loan.pk},
    }


def _settings(county: County) -> Things:
    """Return what somebody sets for herself or for her place."""
    return {
        "me/tokens": {"pk": county.token.pk},
        "dossiers": {"pk": 1},
        "grids": {"pk": _grid(county).pk, "row": _grid(county).members.get().pk},
        "oversight": {"number": _overseen(county)},
        "me/links": {"key": "unknown"},
        "me/sign-ins": {"pk": _sign_in(county)},
        "me/subscriptions": {"pk": county.subscription.pk},
        "me/deliveries": {"pk": county.delivery.pk},
        "me/calendar": {"pk": county.token.pk},
        "settings/rules": {"pk": county.open_rule.pk},
        "settings/ladders": {"pk": county.ladder.pk},
        "settings/steps": {"key": "committee.interview.approve"},
    }


def _recorded(county: County) -> str:
    rows = Interference.objects.everywhere("test").filter(place=county.place)
    return str(rows.get().number)


def _grid(county: County) -> Grid:
    return Grid.objects.get(unit=county.units["village"])


def _overseen(county: County) -> str:
    return str(Oversight.objects.get(office=county.units["office"]).matter.number)


def _notice(county: County) -> int:
    rows = Notice.objects.everywhere("test").filter(unit=county.units["firm"])
    return rows.get(key__startswith="test:").pk


def _sign_in(county: County) -> int:
    return SignIn.objects.get(account__person=county.terms["office_clerk"].person).pk


def _invitation(county: County) -> int:
    term = county.terms["village_informant"]
    return Invitation.objects.filter(term=term).order_by("-pk")[0].pk


def ask(browser: Client, route: Route, address: str) -> HttpResponseBase:
    """Ask an address as its route is asked."""
    return browser.post(address) if route.writes else browser.get(address)


def text(response: HttpResponseBase) -> str:
    """Return what a person could read in an answer."""
    body: bytes = response.getvalue()  # type: ignore[attr-defined]
    response.close()
    return body.decode(errors="replace") + str(response.headers)


@pytest.fixture(scope="module")
def built(hour: Hour) -> Iterator[tuple[County, County]]:
    """The two counties, on one morning."""
    hour.at = twins.NOW
    with pytest.MonkeyPatch.context() as patch:
        # What an answer shows is read here, not what it was made of: no need to keep copies.
        patch.setattr(client, "store_rendered_templates", lambda *_, **__: None)
        both = twins.build("441521", "甲"), twins.build("441523", "骉")
        for county in both:
            assessed.hold(county)
            twins.enlist(county)
            handed.over(county)
            taught.fill(county)
            funded.fill(county)
            readied.fill(county)
        yield both


@pytest.fixture
def counties(built: tuple[County, County], db: None) -> tuple[County, County]:
    """The two counties; what a test does to them is undone after it."""
    return built


def test_the_table_has_a_line_for_every_route_and_a_column_for_every_role() -> None:
    expected = table()
    assert set(expected) == {route.name for route in ROUTES}
    assert all(set(row) == set(ROLES) for row in expected.values())


def test_on_a_second_database_every_sight_is_asked_and_somebody_opens_every_address() -> None:
    everywhere = set().union(*map(roles.needs, ROLES))
    assert everywhere > roles.OPENING
    assert set().union(*map(roles.needs, roles.enough())) == everywhere
    assert len(roles.enough()) < len(ROLES)


@pytest.mark.slow
@pytest.mark.parametrize("role", roles.asked())
def test_every_address_answers_as_the_table_says(
    role: str, counties: tuple[County, County]
) -> None:
    own, twin = counties
    browser, expected, wrong = own.browser(role), table(), []
    for (route, here), (_, there) in zip(addresses(own), addresses(twin), strict=True):
        if roles.turned_away(route.access, role):
            # At the door, whatever stands behind it: each door is knocked at in test_doors.py.
            first = second = TURNED
        else:
            first = _answer(browser, route, here, twin.mark)
            # An address without a thing in it is the same in both counties.
            second = first if here == there else _answer(browser, route, there, twin.mark)
        if (cell := f"{first}/{second}") != expected.get(route.name, {}).get(role):
            wrong.append(f"{route.name} for {role}: {cell}")
    assert wrong == []


def _answer(browser: Client, route: Route, address: str, mark: str) -> int:
    """Return the status of an answer, after making sure that it neither leaks nor changes."""
    before = Entry.objects.count()
    response = ask(browser, route, address)
    assert mark not in text(response), f"{address} leaks"
    if response.status_code >= REFUSED:
        assert Entry.objects.count() == before, f"{address} was refused and changed something"
    return response.status_code


def test_nobody_opens_anything_but_the_public_addresses_without_signing_in(
    counties: tuple[County, County],
) -> None:
    visitor = Client(HTTP_HOST="localhost")
    for route, address in addresses(counties[0]):
        response = ask(visitor, route, address)
        if route.access:
            assert response.status_code == 302, route.name
            assert response["Location"].startswith(reverse("sign-in")), route.name
        else:
            assert response.status_code < 500, route.name
