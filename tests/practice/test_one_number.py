"""Deadlines are written once: change the number in a pack, and everything shows the new one."""

import re
from datetime import date, timedelta
from pathlib import Path

from django.test import Client
from icalendar import Calendar

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation
from bihuan.lib.clocks import end_of
from bihuan.surfaces import rounds
from tests.ground import Hour
from tests.journeys import story as tale
from tests.surfaces.twins import NOW, County

KEY = "CN/hazard-2007#report.quarter"


def quarter(county: County, period: str) -> Obligation:
    rows = Obligation.objects.everywhere("test").filter(rule__key=KEY, period=period)
    return rows.get(holder=county.units["firm"])


def calendar_day(county: County, row: Obligation) -> date:
    """Return the day on which a duty stands in the calendar of who owes it."""
    page = county.browser("safety_officer").post("/me/calendar/new", {"calendar-name": "手机"})
    address = re.search(r"/calendar/[\w-]+\.ics", page.content.decode())
    assert address is not None
    made = Calendar.from_ical(Client(HTTP_HOST="localhost").get(address.group()).content)
    [found] = [one for one in made.walk("VEVENT") if str(one["uid"]).startswith(f"{row.chain}@")]
    day: date = found.decoded("dtstart")
    return day


def test_a_number_changed_in_a_pack_changes_page_ladder_and_notice(
    county: County, hour: Hour, tmp_path: Path
) -> None:
    hour.at = NOW
    tale.load("CN/suggested.yaml", "CN/hazard-2007.yaml", hour=hour)
    leader = county.browser("office_leader")
    pk = tale.suggested("check").pk
    leader.post(f"/settings/ladders/{pk}", {f"ladder{pk}-reason": tale.REASON})
    rounds.make(NOW)
    assert quarter(county, "2025Q1").current_due == end_of(date(2025, 4, 15))
    text = (tale.PACKS / "CN/hazard-2007.yaml").read_text("utf-8")
    changed = tmp_path / "hazard-2007.yaml"
    changed.write_text(text.replace("due_days: 15", "due_days: 20", 1), "utf-8")
    load_pack(read_pack(changed), on=date(2025, 4, 1))
    hour.look("2025-04-02", "2025-07-01", "2025-07-21")
    assert quarter(county, "2025Q1").legal_due == end_of(date(2025, 4, 15))
    second = quarter(county, "2025Q2")
    assert (second.current_due, second.stage) == (end_of(date(2025, 7, 20)), 1)
    page = county.browser("office_clerk").get(f"/obligations/{second.pk}").content.decode()
    assert "2025-07-20" in page
    assert "2025-07-15" not in page
    assert calendar_day(county, second) == date(2025, 7, 20)
    told = Notice.objects.everywhere("test").filter(chain=second.chain, template="prompt")
    assert {notice.due for notice in told} == {second.current_due}
    assert hour.at - second.current_due < timedelta(days=1)


def test_no_page_writes_a_number_of_days_of_its_own() -> None:
    written = re.compile(r"\d+ ?(?:日|天|个工作日|小时)(?!</button>)")
    found = {
        path.name: written.findall(path.read_text("utf-8"))
        for path in (tale.PACKS.parent / "bihuan").rglob("templates/**/*.html")
    }
    assert len(found) > 100
    assert {name: words for name, words in found.items() if words} == {}
