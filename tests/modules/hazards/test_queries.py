"""What a page counts of hazards: a balance that adds up, rows behind each number, odd signs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.modules.hazards import oddities, queries
from bihuan.modules.hazards.hazard_flow import HazardFlow as Flow
from bihuan.modules.hazards.models import Criteria
from tests.modules.hazards.conftest import DAY
from tests.modules.hazards.test_hazards import act
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, moment, unit

Register = Callable[..., Matter]


@pytest.fixture
def clerk(here: County) -> Viewer:
    """Who counts for the county."""
    return here.person("李红", here.office, roles.SUPERVISE)


def closed(found: Register, here: County, officer: Viewer, on: str, at: str) -> Matter:
    """Register a hazard found on a day, and cross it off at a moment."""
    moments = moment(on), moment(at)
    matter = found(officer, moments[0], found_on=on)
    general = Criteria.objects.get(key="hazard_definition")
    until = moments[1].date()
    act(matter, "grade_ordinary", here, moments[0], against=general, due_on=until)
    act(matter, "arrange", here, moments[0])
    act(matter, "submit", here, moments[1], fixed_on=until)
    return act(matter, "pass_check", here, moments[1])


def test_opening_found_closed_and_closing_add_up_in_every_month_and_their_sum_is_the_year(
    here: County, found: Register, officer: Viewer, clerk: Viewer
):
    closed(found, here, officer, "2024-12-31", "2025-01-31")
    closed(found, here, officer, "2025-01-31", "2025-02-01")
    found(officer, moment("2025-02-28"), found_on="2025-02-28")
    dropped = found(officer, moment("2025-02-27"), found_on="2025-02-27")
    act(dropped, "dismiss", here, opinion="重复登记")
    rows = queries.hazards(clerk)
    at, sums = moment("2025-12-31"), dict.fromkeys(("found", "closed"), 0)
    closing = 1
    for month in range(1, 13):
        first = date(2025, month, 1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        span = queries.Span(first, last)
        cells = {name: rows.filter(queries.cell(name, span, at)).count() for name in queries.CELLS}
        assert cells["opening"] == closing
        closing = cells["closing"]
        assert cells["opening"] + cells["found"] - cells["closed"] == closing
        sums = {name: sums[name] + cells[name] for name in sums}
        found_rows = queries.balance(rows, "place", clerk, span, at)
        assert sum(row.cells["closing"] for row in found_rows) == closing
    year = queries.Span(date(2025, 1, 1), date(2025, 12, 31))
    [row] = queries.balance(rows, "place", clerk, year, at)
    assert (row.cells["found"], row.cells["closed"]) == (sums["found"], sums["closed"]) == (2, 2)
    assert not row.clear
    assert rows.filter(queries.in_row("place", row.key)).count() == 3


def test_a_hazard_open_on_the_last_of_december_is_there_on_the_first_of_january(
    found: Register, officer: Viewer, clerk: Viewer
):
    found(officer, moment("2024-12-31"), found_on="2024-12-31")
    for year in (2024, 2025):
        span = queries.Span(date(year, 1, 1), date(year, 12, 31))
        at = moment(f"{year}-12-31")
        assert queries.hazards(clerk).filter(queries.cell("closing", span, at)).count() == 1


def test_a_term_that_passed_is_late_whatever_was_not_begun(
    here: County, found: Register, officer: Viewer, clerk: Viewer
):
    matter = found(officer)
    general = Criteria.objects.get(key="hazard_definition")
    due = DAY.date() + timedelta(days=5)
    act(matter, "grade_ordinary", here, against=general, due_on=due)
    span, rows = queries.Span(DAY.date(), DAY.date()), queries.hazards(clerk)
    counts = [
        rows.filter(queries.cell("overdue", span, DAY + timedelta(days=days))).count()
        for days in (5, 6)
    ]
    assert counts == [0, 1]
    act(matter, "arrange", here)
    late = DAY + timedelta(days=6)
    assert rows.filter(queries.cell("overdue", span, late)).count() == 1


def test_another_countys_hazards_are_not_counted(here: County, found: Register, officer: Viewer):
    found(officer)
    away = Viewer(
        person_id=None, term_id=None, post_id=None, unit_id=10_000, path="51/", label="别处",
        sees="subtree", reads=True, may=frozenset(), on=DAY.date(),
    )  # type: ignore[arg-type]  # fmt: skip
    assert queries.hazards(away).count() == 0


def test_what_was_found_twice_is_shown_and_joined_by_a_person(
    here: County, found: Register, officer: Viewer, inspector: Viewer, clerk: Viewer
):
    first, second = found(officer), found(inspector)
    other = found(officer, spot="锅炉房", says="没有检验合格证")
    assert list(queries.alike(second.hazard, clerk)) == [first.hazard]
    assert list(queries.alike(other.hazard, clerk)) == []
    third = here.person("另一人", here.regulator, roles.ACCEPT, roles.RECHECK)
    same = {"by": third, "opinion": "与自查的是同一件"}
    with pytest.raises(Invalid, match="没有编号为"):
        perform(second, Flow.dismiss, here, DAY, same_number=second.number, **same)
    assert fresh(second).state == "found"
    perform(second, Flow.dismiss, here, DAY, same_number=first.number, **same)
    assert fresh(second).hazard.same_as == first
    assert set(queries.hazards(clerk).values_list("pk", flat=True)) == {first.pk, other.pk}


def test_odd_signs_have_a_reason_and_change_nothing(
    here: County, found: Register, officer: Viewer, principal: Viewer
):
    quick = closed(found, here, officer, "2025-03-03", "2025-03-03")
    slow = closed(found, here, officer, "2025-03-03", "2025-03-05")
    assert [one.kind for one in oddities.of_hazard(quick.hazard)] == ["quick"]
    assert list(oddities.of_hazard(slow.hazard)) == []
    used = Evidence.objects.get(kind="photo_after", chain=quick.chain)
    Evidence.objects.create(
        chain=slow.chain, kind="photo_after", name="又一张.jpg", media_type="image/jpeg", size=1,
        sha256=used.sha256, happened_at=moment("2025-03-01"), uploaded_at=DAY,
    )  # fmt: skip
    says = [one.says for one in oddities.of_hazard(slow.hazard)]
    assert says == [
        "整改后照片“又一张.jpg”在另一件隐患里也用过",
        "整改后照片“又一张.jpg”摄于 2025-03-01，早于发现日期 2025-03-03",
    ]
    assert fresh(slow).state == "closed"


def test_who_reports_nothing_beside_peers_that_do_is_named_and_nobody_else(
    here: County, found: Register, officer: Viewer, inspector: Viewer, clerk: Viewer
):
    Unit.objects.filter(pk=here.enterprise.pk).update(industry="2614")
    peer = unit("静默化工厂", "enterprise", here.place, here.regulator)
    far = unit("静默饭店", "enterprise", here.place, here.regulator)
    Unit.objects.filter(pk=peer.pk).update(industry="2614")
    Unit.objects.filter(pk=far.pk).update(industry="6210")
    seen: dict[str, Any] = {"found_on": "2025-01-01"}
    at = moment("2025-01-01")
    for one in (peer, far):
        found(inspector, at, unit=one, **seen)
    assert oddities.silent(clerk) == []
    found(officer, at, **seen)
    assert oddities.silent(clerk) == [peer]
