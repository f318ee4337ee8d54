"""The page on who has not reported, followed in the pages of the product."""

import pytest

from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.modules.reporting.models import Call
from bihuan.surfaces import clock
from tests.docs.pages import Reader, unseen
from tests.surfaces import reporting, twins
from tests.surfaces.reporting import APRIL, PERIOD
from tests.surfaces.twins import County


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    """A county in which some firms of a town did not report."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    made = twins.build("441521", "甲")
    monkeypatch.setattr(clock, "now", lambda: APRIL)
    return made


def test_from_who_is_missing_to_the_last_report(county: County) -> None:
    owed = reporting.month_of(county)
    seen: list[str] = []
    station = Reader(county.terms["town_station"], seen)
    office = Reader(county.terms["office_leader"], seen)
    for state in ("missing", "excluded", "unreached", "all"):
        office.see(f"/completeness?period={PERIOD}&state={state}")
    station.see(f"/completeness?period={PERIOD}")
    office.see(f"/completeness/calls?period={PERIOD}")
    firm = owed["silent"].holder_id
    station.see(f"/completeness/calls/new?unit={firm}")
    assert station.send("/completeness/calls/new", {
        "unit": [firm], "call-name": "甲silent安全员", "call-phone": reporting.phone(100),
        "call-called_at": "2025-04-01 08:50", "call-reached": "yes", "call-said": "口头报了",
    })  # fmt: skip
    row = Obligation.objects.everywhere("test").get(pk=owed["silent"].pk)
    back = f"/completeness?period={PERIOD}&state=missing"
    assert office.send(f"/obligations/{row.pk}/remind", {"back": back}) == [back]
    assert "<small>催办 2025-04-01" in seen[-1]
    row.refresh_from_db()
    station.see(f"/obligations/{row.pk}")
    assert station.send(f"/obligations/{row.pk}/fulfil", {
        "revision": row.revision, "fulfil-mode": "proxy", "fulfil-happened_at": "2025-03-31",
        "fulfil-place": "车间", "fulfil-participants": "站长", "fulfil-findings": "无",
        "fulfil-proxy_reason": "电话里口述",
    })  # fmt: skip
    assert (Call.objects.count(), Fulfilment.objects.filter(mode="proxy").count()) == (1, 2)
    office.see("/desk")
    office.see(f"/places/{county.place.code}")
    assert unseen("see-who-has-not-reported", seen) == []
