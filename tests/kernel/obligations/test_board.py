"""The list shows exactly what one may see, the worst first, page by page, in few queries."""

from datetime import timedelta

import pytest
from django.db.models import Q

from bihuan.kernel.obligations import assignments, board, queues, tallies
from bihuan.kernel.obligations.models import Obligation, Tally
from bihuan.kernel.obligations.sweep import sweep

from .conftest import BY, DAY, due_on, moment


@pytest.fixture
def busy(county):
    """Two departments, four firms, obligations of every stage, due date and owner."""
    county.office = county.unit("县安委办", "committee_office", place=county.county)
    ladder = county.ladder(
        {"after_hours": 0, "stage": 1},
        {"after_hours": 240, "stage": 2, "tells": ["supervisor"], "opens_hours": 48},
    )
    county.bureaus = [county.unit(f"局{n}", "regulator", place=county.county) for n in range(2)]
    county.firms = [county.unit(f"公司{n}", supervisor=county.bureaus[n % 2]) for n in range(4)]
    for n in range(40):
        due = due_on("2025-03-01") + (n % 7) * 9 * DAY if n % 9 else None
        county.obligation(county.firms[n % 4], due, ladder=ladder)
    county.obligation(None, due_on("2025-03-09"), place_path="44/4401/")
    sweep(moment("2025-03-25"))
    return county


def ordered(viewer):
    rows = Obligation.objects.visible_to(viewer).filter(done_at=None)
    return sorted(rows, key=lambda o: (-o.stage, o.current_due is None, o.current_due or 0, o.pk))


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("office", "office_clerk"), ("bureau", "department_clerk"), ("firm", "safety_officer"),
        ("office", "auditor"), ("office", "administrator"),
    ],
)  # fmt: skip
def test_the_pages_together_are_what_the_viewer_may_see_in_order(busy, who, role):
    unit = {"office": busy.office, "bureau": busy.bureaus[0], "firm": busy.firms[0]}[who]
    viewer = busy.person(unit, role)
    seen, after = [], None
    while part := board.page(viewer, after=after, size=7):
        seen += part
        after = board.mark(part[-1])
    assert seen == ordered(viewer)
    assert bool(seen) == (role != "administrator")
    assert set(board.open_to(viewer)) == set(seen)


@pytest.mark.parametrize("who", ["office", "bureau"])
def test_what_is_seen_beside_one_reason_is_the_rest_of_what_is_seen(busy, who):
    unit = {"office": busy.office, "bureau": busy.bureaus[0]}[who]
    viewer = busy.person(unit, {"office": "office_clerk", "bureau": "department_clerk"}[who])
    for reason in Obligation.reasons_to_see(viewer):
        rows = Obligation.objects.everywhere("test").filter(reason, done_at=None)
        beside = board.open_to(viewer, beside=reason)
        assert set(board.open_to(viewer)) == {*rows, *beside}
        assert not {*rows} & {*beside}


def test_a_filter_narrows_and_a_filter_that_matches_nothing_gives_an_empty_page(busy):
    viewer = busy.person(busy.office, "office_clerk")
    late = board.page(viewer, Q(stage__gte=1))
    assert late == [row for row in ordered(viewer) if row.stage]
    assert board.page(viewer, Q(pk__in=[])) == []


def test_a_page_takes_few_queries_and_its_rows_take_none(busy, django_assert_max_num_queries):
    viewer = busy.person(busy.office, "office_clerk")
    with django_assert_max_num_queries(6):
        for row in board.page(viewer):
            assert (row.holder, row.supervisor, row.subject, row.post, row.matter) is not None
            assert row.clause is None or row.clause.document.title


def test_counts_are_those_of_the_rows_before_and_after_folding(busy):
    def counted():
        found = {}
        for row in Obligation.objects.everywhere("test").filter(done_at=None):
            stages = found.setdefault(row.kind, {})
            stages[row.stage] = stages.get(row.stage, 0) + 1
        return found

    assert tallies.counts("44/") == counted()
    below = tallies.counts_below("44/4401/")
    assert sum(sum(part.values()) for part in below.values()) == tallies.total("44/")
    before = Tally.objects.count()
    saved = tallies.fold()
    assert saved > 0
    assert Tally.objects.count() == before - saved
    assert tallies.counts("44/") == counted()
    assert tallies.counts_below("44/4401/") == below
    assert tallies.fold() == 0


def test_a_neighbouring_place_with_the_same_beginning_is_not_counted(busy):
    tallies.add("44/44010/", "step", 0, 5)
    assert tallies.counts("44/4401/")["step"] != tallies.counts("44/")["step"]


def test_what_is_left_open_waits_in_its_list(busy):
    clerk = busy.person(busy.office, "office_clerk")
    assert queues.unassigned(clerk).count() == 1
    assert queues.unset(clerk).count() == 5
    sleeping = busy.obligation(
        busy.firms[0],
        due_on("2025-09-01"),
        ladder=busy.ladder({"after_hours": 0, "stage": 1}, derived="建议"),
    )
    assert list(queues.sleeping(clerk)) == [sleeping]
    rule = busy.rule(per="", times=None)
    busy.rule()
    assert list(queues.unset_rules(clerk, moment("2025-03-01").date())) == [rule]


def test_without_supervisor_or_office_above_it_waits_for_one(county):
    row = county.obligation(county.unit("公司"), due_on("2025-03-01"))
    leader = county.person(county.unit("县政府", "government", place=county.county), "leader")
    assert list(queues.unwatched(leader)) == [row]
    county.unit("省安委办", "committee_office", place=county.province)
    assert list(queues.unwatched(leader)) == []


def test_an_overdue_mark_of_a_row_that_went_away_still_continues(busy):
    viewer = busy.person(busy.office, "office_clerk")
    first = board.page(viewer, size=3)
    after = board.mark(first[-1])
    assignments.assign(
        first[-1], holder=busy.firms[1], by=BY, at=moment("2025-03-26") + timedelta(hours=1)
    )
    rest = board.page(viewer, after=after)
    assert not {row.pk for row in first} & {row.pk for row in rest}
