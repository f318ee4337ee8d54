"""Years entered by name complete the published calendar, for a place and below."""

from datetime import date, datetime
from typing import Any

import pytest

from bihuan.kernel.law.calendar import FIELD, SUBJECT, working_calendar
from bihuan.kernel.law.settings import set_value
from bihuan.kernel.orgs.models import Person, Post
from bihuan.lib.workdays import YearNotPublished
from tests.testapp.world import County, county, moment

FAR, ENTERED = 2090, moment("2025-01-01")
DAYS = {f"{FAR}-10-02": "holiday", f"{FAR}-10-07": "workday"}


@pytest.fixture
def here(db: Any) -> County:
    """The county."""
    return county()


def enter(here: County, days: dict[str, str] | None, at: datetime = ENTERED) -> None:
    """Enter the far year for the county."""
    clerk = here.person("设定人", here.office, "set_unset")
    by = Person.objects.get(pk=clerk.person_id), Post.objects.get(pk=clerk.post_id)
    subject = f"{SUBJECT}{FAR}"
    set_value(subject, FIELD, days, place=here.place, reason="国办发明电", by=by, at=at)


def test_a_year_entered_for_a_place_can_be_counted_in_there_and_below(here: County):
    enter(here, DAYS)
    for path in (here.place.path, f"{here.place.path}441521001/"):
        calendar = working_calendar(path, ENTERED)
        assert date(FAR, 10, 7).isoweekday() == 6
        assert calendar.is_workday(date(FAR, 10, 7))
        assert not calendar.is_workday(date(FAR, 10, 2))


def test_a_year_nobody_entered_here_by_then_stays_unknown(here: County):
    enter(here, DAYS)
    above = here.place.path.removesuffix(f"{here.place.code}/")
    for path, at in ((above, ENTERED), (here.place.path, moment("2024-12-31"))):
        with pytest.raises(YearNotPublished):
            working_calendar(path, at).is_workday(date(FAR, 10, 7))


def test_the_newer_entry_of_a_year_takes_the_place_of_the_older(here: County):
    enter(here, DAYS)
    enter(here, {f"{FAR}-10-03": "holiday"}, at=moment("2025-02-01"))
    calendar = working_calendar(here.place.path, moment("2025-02-01"))
    assert [day.day for day in calendar.days if day.year == FAR] == [3]
