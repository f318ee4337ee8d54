"""Days entered by hand complete the published calendar."""

from datetime import date

import pytest

from bihuan.kernel.law.calendar import working_calendar
from bihuan.kernel.law.models import WorkdayOverride
from bihuan.kernel.orgs.models import Person
from bihuan.lib.workdays import YearNotPublished
from tests.testapp.world import moment

FAR = 2090


@pytest.mark.django_db
def test_a_year_entered_by_hand_can_be_counted_in():
    clerk = Person.objects.create(name="李红")
    for day, works in ((date(FAR, 10, 2), False), (date(FAR, 10, 7), True)):
        WorkdayOverride.objects.create(
            day=day, works=works, source="国办发明电", by=clerk, at=moment("2025-01-01")
        )
    calendar = working_calendar()
    assert date(FAR, 10, 7).isoweekday() == 6
    assert calendar.is_workday(date(FAR, 10, 7))
    assert not calendar.is_workday(date(FAR, 10, 2))


@pytest.mark.django_db
def test_a_year_nobody_entered_stays_unknown():
    with pytest.raises(YearNotPublished):
        working_calendar().is_workday(date(FAR, 10, 7))
