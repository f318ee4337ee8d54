"""One agent stands for thirty firms: one message, one call; whom nobody reaches stays in sight."""

from typing import Any

import pytest

from bihuan.kernel.notices import notices, routing
from bihuan.kernel.notices.inbox import unreachable
from bihuan.kernel.notices.models import Delivery, Notice
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Term, Unit
from tests.ground import Hour
from tests.kernel import factories
from tests.surfaces.reporting import PERIOD, phone, rule_of
from tests.surfaces.twins import NOW, TODAY, County

FIRMS = 30


@pytest.fixture(scope="module")
def firms(county: County, hour: Hour) -> list[Unit]:
    """Thirty firms of the town with the same agent, each owing the month's report."""
    agent = factories.person("甲代办员", phone=phone(77))
    made = [factories.enterprise(county.units["town"], f"甲代办{n:02}厂") for n in range(FIRMS)]
    for firm in made:
        post = factories.post(firm, "safety_officer", lead="safety")
        Term.objects.create(post=post, person=agent, since="2020-01-01")
    rule_of(county)
    materialise(NOW)
    return made


def told(firms: list[Unit], settings: Any) -> None:
    """Let each firm be told that it did not report."""
    settings.BIHUAN_CHANNELS = {"sms": {"kind": "sms", "url": "http://127.0.0.1:1/"}}
    for row in Obligation.objects.everywhere("test").filter(holder__in=firms, period=PERIOD):
        notices.write(
            key=f"{row.chain}:agent", unit=row.holder, post=None, chain=row.chain,
            template="prompt", subject=row.title, facts={}, stage=1, urgent=False, at=NOW,
        )  # fmt: skip
    routing.route(NOW)


def test_an_agent_of_thirty_firms_gets_one_message_that_names_thirty(
    county: County, firms: list[Unit], settings: Any
) -> None:
    told(firms, settings)
    messages = Delivery.objects.filter(address=phone(77))
    assert messages.count() == 1
    about = Notice.objects.everywhere("test").filter(deliveries=messages.get())
    assert {notice.unit_id for notice in about} == {firm.pk for firm in firms}
    assert not Notice.objects.everywhere("test").filter(key__endswith=":agent", deliveries=None)
    assert set(Delivery.objects.values_list("state", flat=True)) <= set(Delivery.State.values)


def test_the_call_list_has_one_line_for_the_agent_and_one_call_is_kept_for_all(
    county: County, firms: list[Unit]
) -> None:
    station = county.browser("town_station")
    [line] = station.get("/completeness/calls", {"period": PERIOD}).context["lines"]
    assert (line.contact.phone, len(line.units)) == (phone(77), FIRMS)
    form = station.get(f"/completeness/calls/new{line.query}").context
    assert len(form["units"]) == FIRMS
    answer = station.post("/completeness/calls/new", {
        "unit": [one.pk for one in form["units"]], "call-name": "甲代办员",
        "call-phone": phone(77), "call-called_at": "2025-03-12 09:00", "call-reached": "no",
        "call-said": "停机",
    })  # fmt: skip
    assert answer.status_code == 302
    lost = station.get("/completeness", {"state": "unreached"}).context
    assert lost["unreached_count"] == FIRMS
    report = Obligation.objects.everywhere("test").get(holder=firms[0], period=PERIOD)
    before = (report.current_due, report.stage, report.done_at)
    report.refresh_from_db()
    assert (report.current_due, report.stage, report.done_at) == before


def test_a_message_that_does_not_arrive_shows_its_person_to_the_town(
    county: County, firms: list[Unit], settings: Any
) -> None:
    told(firms, settings)
    Delivery.objects.filter(address=phone(77)).update(state="failed", error="空号")
    station = factories.viewer_of(county.terms["town_station"], on=TODAY)
    assert "甲代办员" in [person.name for person in unreachable(station)]
    assert "甲代办员" in county.browser("town_station").get("/inbox").content.decode()
