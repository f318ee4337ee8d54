"""What was owed on a past day, as known then and later; births that nobody may rewrite."""

from datetime import date

import pytest

from bihuan.kernel.obligations import assignments, birth, extensions, obligations
from bihuan.kernel.obligations.ledger import ledger
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.orgs.succession import Decision, merge, move, transfer
from bihuan.kernel.trace.models import Entry
from bihuan.kernel.trace.verify import verify

from .conftest import BY, due_on, moment


@pytest.fixture
def here(county):
    """A firm, its department and one obligation that was extended, late and then done."""
    county.bureau = county.unit("县应急局", "regulator", place=county.county)
    county.firm = county.unit("公司", supervisor=county.bureau)
    boss = county.boss = county.person(county.bureau, "department_leader")
    officer = county.person(county.firm, "safety_officer")
    ladder = county.ladder({"after_hours": 0, "stage": 1}, {"after_hours": 120, "stage": 2})
    county.owed = county.obligation(county.firm, due_on("2025-01-31"), ladder=ladder)
    sweep(moment("2025-02-01"))
    asked = extensions.ask(
        county.owed, to_due=due_on("2025-02-28"), reason="备件未到", by=officer,
        at=moment("2025-02-02"),
    )  # fmt: skip
    extensions.decide(asked, granted=True, opinion="", by=boss, at=moment("2025-02-05"))
    sweep(moment("2025-03-06"))
    obligations.settle(county.owed, by=BY, at=moment("2025-03-10"))
    return county


def look(county, day, known):
    lines = ledger(county.firm, day=date.fromisoformat(day), known_on=date.fromisoformat(known))
    return [(line.due, line.stage, line.outcome) for line in lines]


def test_the_same_day_looks_different_as_more_becomes_known(here):
    first, later = due_on("2025-01-31"), due_on("2025-02-28")
    assert look(here, "2025-01-15", "2025-01-15") == [(first, 0, "")]
    assert look(here, "2025-02-03", "2025-02-03") == [(first, 1, "")]
    assert look(here, "2025-02-03", "2025-02-06") == [(later, 1, "")]
    assert look(here, "2025-03-07", "2025-03-07") == [(later, 2, "")]
    assert look(here, "2025-03-07", "2025-04-01") == [(later, 2, "late")]
    assert look(here, "2025-03-11", "2025-04-01") == []
    assert look(here, "2024-12-31", "2025-04-01") == []


def test_who_handed_a_duty_on_still_answers_for_the_days_before(here):
    other = here.unit("接手公司")
    row = here.obligation(here.firm, due_on("2025-09-30"), at=moment("2025-04-01"))
    assignments.assign(row, holder=other, by=here.boss, at=moment("2025-05-01"))
    day, known = date(2025, 4, 15), date(2025, 6, 1)
    assert [line.obligation for line in ledger(here.firm, day=day, known_on=known)] == [row]
    assert ledger(other, day=day, known_on=known) == []
    assert [li.obligation for li in ledger(other, day=known, known_on=known)] == [row]
    assert ledger(here.firm, day=known, known_on=known) == []


def test_a_person_answers_for_the_posts_held_that_day(here):
    boss = Person.objects.get(pk=here.boss.person_id)
    post = here.bureau.posts.get(pk=here.boss.post_id)
    row = here.obligation(here.bureau, due_on("2025-09-30"), post=post)
    lines = ledger(boss, day=date(2025, 5, 1), known_on=date(2025, 5, 1))
    assert [line.obligation for line in lines] == [row]


def test_what_becomes_of_units_and_places_is_followed_and_nothing_ends_by_it(here):
    row = here.obligation(here.firm, due_on("2025-09-30"), at=moment("2025-04-01"))
    county = here.unit("县公司", place=here.county)
    new = here.unit("县经信局", "department", place=here.county)
    at = moment("2025-05-01")
    told = Decision(on=date(2025, 5, 1), reason="机构改革", by=BY, at=at)
    transfer([here.firm], new, told)
    row.refresh_from_db()
    assert row.supervisor == new
    merge([here.firm], county, told)
    row.refresh_from_db()
    assert (row.holder, row.place_path, row.done_at) == (county, here.county.path, None)
    move(county, here.town, told)
    row.refresh_from_db()
    assert row.place_path == here.town.path
    assert verify().findings == []


def test_births_are_verified_whatever_was_assigned_set_or_opened_in_bulk(here):
    here.rule(
        ladder=here.ladder(
            {"after_hours": 0, "stage": 2, "tells": ["supervisor"], "opens_hours": 24}
        )
    )
    materialise(moment("2025-01-02"))
    sweep(moment("2025-03-06"))
    row = here.obligation(here.firm, None)
    assignments.set_due(
        row, due=due_on("2025-09-30"), reason="纪要", by=here.boss, at=moment("2025-04-02")
    )
    assignments.assign(row, holder=here.bureau, by=here.boss, at=moment("2025-04-03"))
    assert verify().findings == []
    everyone = Obligation.objects.everywhere("test")
    assert everyone.filter(kind="supervise").exists()
    for change in (
        {"legal_due": due_on("2025-12-31")}, {"title": "别的"}, {"period": "2024-01"},
        {"opened_at": moment("2024-01-01")}, {"holder": here.firm},
        {"current_due": due_on("2025-12-31")}, {"stage": 3},
        {"done_at": moment("2025-02-01"), "outcome": "on_time", "next_at": None},
    ):  # fmt: skip
        for kind in ("periodic", "supervise", "step"):
            victim = everyone.filter(kind=kind).order_by("-pk").first()
            before = {name: getattr(victim, name) for name in change}
            if before == change:
                continue
            everyone.filter(pk=victim.pk).update(**change)
            found = [finding for finding in verify().findings if victim.chain in str(finding)]
            assert found, (kind, change)
            everyone.filter(pk=victim.pk).update(**before)
    assert verify().findings == []


def test_the_digest_made_in_sql_is_the_one_made_in_python(here):
    materialise(moment("2025-01-02"))
    for row in Obligation.objects.everywhere("test"):
        first = Entry.objects.filter(chain=row.chain, seq=1).first()
        start = first.previous if first else row.trail_head
        assert birth.recompute([row.pk]) == {row.pk: start}


def test_it_is_overdue_from_the_night_after_its_day_until_it_has_ended(here):
    def overdue(day, known):
        night = due_on(day)
        lines = ledger(here.firm, day=night.date(), known_on=date.fromisoformat(known))
        return [line.overdue(night) for line in lines]

    assert overdue("2025-01-31", "2025-01-31") == [False]
    assert overdue("2025-02-01", "2025-02-01") == [True]
    assert overdue("2025-02-01", "2025-02-06") == [False]
    assert overdue("2025-03-09", "2025-03-09") == [True]
    assert overdue("2025-03-09", "2025-04-01") == [False]
