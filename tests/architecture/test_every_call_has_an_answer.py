"""Every call of the API answers every role as one table says; a county never sees its twin there.

``calls.csv`` is that table, after the manner of ``addresses.csv``: a line per call, a column per
role, in each cell the status for the role's own county and for the county next door. Each caller
has a token with all that her post may, and sends what the document says fits.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.kernel.orgs.roles import ROLES
from bihuan.kernel.trace.models import Entry
from bihuan.surfaces.api import pace, tokens
from bihuan.surfaces.api.calls import POST, Call, permit
from bihuan.surfaces.api.models import KeptAnswer
from bihuan.surfaces.api.table import CALLS
from tests.architecture import roles
from tests.ground import Hour
from tests.surfaces import twins
from tests.surfaces.api.program import Program, program
from tests.surfaces.api.samples import addressed, body_of
from tests.surfaces.twins import County

TABLE = Path(__file__).with_name("calls.csv")
REFUSED, TURNED = 400, 403
NOTHING = "404/404"
#: The flow of the tests is not the product's.
OURS = [call for call in CALLS if not call.name.startswith("test.")]


def table() -> dict[str, dict[str, str]]:
    """Return the expected answers: call, then role, then ``own/twin``."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("call"): row for row in csv.DictReader(file)}


def ask(caller: Program, call: Call, own: County, county: County) -> HttpResponse:
    """Call about the things of a county, and take back what it did."""
    address = addressed(call, county)
    if call.name == "ledger":
        address += f"?unit={county.units['firm'].pk}"
    with transaction.atomic():
        if call.file:
            given = caller.bring(f"{address}?name=a.pdf&kind=其他材料", twins.PDF)
        elif call.method == POST:
            given = caller.post(address, body_of(call, own))
        else:
            given = caller.get(address)
        _changed_nothing_if_refused(call, given)
        transaction.set_rollback(True)
    return given


def _changed_nothing_if_refused(call: Call, given: HttpResponse) -> None:
    if given.status_code >= REFUSED:
        assert given["Content-Type"] == "application/problem+json", call.name
        assert re.search("[\u4e00-\u9fff]", given.json()["detail"]), call.name
        facts = (Entry.objects.count(), Notice.unscoped.count(), KeptAnswer.objects.count())
        assert facts == _before, f"{call.name} was refused and changed something"


_before: tuple[int, int, int] = (0, 0, 0)


def text(given: HttpResponse) -> str:
    """Return what a program could read in an answer."""
    if given.streaming:
        return f"{b''.join(given.streaming_content)!r}{given.headers}"
    return given.content.decode(errors="replace") + str(given.headers)


@pytest.fixture(scope="module")
def built(hour: Hour) -> Iterator[tuple[County, County]]:
    """The two counties, on one morning."""
    hour.at = twins.NOW
    with pytest.MonkeyPatch.context() as patch:
        # All are asked within that one minute.
        patch.setattr(pace, "PER_MINUTE", 100 * len(OURS))
        yield twins.build("441521", "甲"), twins.build("441523", "骉")


@pytest.fixture
def counties(built: tuple[County, County], db: None) -> tuple[County, County]:
    """The two counties; what a test does to them is undone after it."""
    return built


def answers(role: str, own: County, twin: County) -> Iterator[tuple[str, str]]:
    """Yield each call with what it answers a role, in her county and next door."""
    global _before
    caller, refused = program(own, role), False
    absent: set[tuple[str, str]] = set()
    use = tokens.use(f"Bearer {caller.key}", twins.NOW)
    _before = (Entry.objects.count(), Notice.unscoped.count(), KeptAnswer.objects.count())
    for call in OURS:
        away = roles.turned_away(call.access, role)
        if away and refused:
            # Decided before a thing is looked up, by one function; how it is said was seen before.
            with pytest.raises(NotAllowed):
                permit(call, use)
            yield call.name, f"{TURNED}/{TURNED}"
            continue
        # The steps of a flow of which there is nothing differ in their last word alone.
        steps = (call.pattern.rpartition("/")[0], call.access)
        if steps in absent:
            yield call.name, NOTHING
            continue
        here = ask(caller, call, own, own)
        refused = refused or away
        assert twin.mark not in text(here), f"{call.name} leaks"
        there = here
        if not away and ("<" in call.pattern or call.name == "ledger"):
            there = ask(caller, call, own, twin)
        assert twin.mark not in text(there), f"{call.name} leaks"
        answered = f"{here.status_code}/{there.status_code}"
        if answered == NOTHING and call.pattern.startswith("flows/"):
            absent.add(steps)
        yield call.name, answered


def test_the_table_has_a_line_for_every_call_and_a_column_for_every_role() -> None:
    expected = table()
    assert set(expected) == {call.name for call in OURS}
    assert all(set(row) == set(ROLES) for row in expected.values())


@pytest.mark.slow
@pytest.mark.parametrize("role", roles.asked())
def test_every_call_answers_as_the_table_says(role: str, counties: tuple[County, County]) -> None:
    expected = table()
    wrong = [
        f"{name} for {role}: {cell}"
        for name, cell in answers(role, *counties)
        if cell != expected.get(name, {}).get(role)
    ]
    assert wrong == []


def test_nobody_calls_anything_without_a_token(counties: tuple[County, County]) -> None:
    global _before
    nobody = Program("bh_nobody")
    _before = (Entry.objects.count(), Notice.unscoped.count(), KeptAnswer.objects.count())
    for call in OURS:
        assert ask(nobody, call, counties[0], counties[0]).status_code == 401, call.name
        # A session in a browser is no token.
        browser = counties[0].browser("office_clerk")
        signed_in = browser.get(f"/api/v1/{addressed(call, counties[0])}")
        assert signed_in.status_code in (401, 405), call.name
