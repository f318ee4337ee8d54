"""What did not happen climbs: rung by rung, once, to the right ears."""

from datetime import timedelta

import pytest

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations import tallies
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.trace.models import Entry

from .conftest import due_on, moment

CHECK = (
    {"after_hours": -72, "stage": 0},
    {"after_hours": 0, "stage": 1},
    {"after_hours": 168, "stage": 2, "tells": ["holder", "supervisor"], "opens_hours": 120},
)


def rows(**facts):
    return Obligation.objects.everywhere("test").filter(**facts)


@pytest.fixture
def staffed(county):
    """The county with offices at two levels, a department and an enterprise it supervises."""
    county.upper = county.unit("省安委办", "committee_office", place=county.province)
    county.office = county.unit("县安委办", "committee_office", place=county.county)
    county.bureau = county.unit("县应急局", "regulator", place=county.county)
    county.firm = county.unit("某化工公司", supervisor=county.bureau)
    return county


def test_nothing_happens_before_the_first_rung(staffed):
    staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    report = sweep(moment("2025-03-28"))
    assert (report.moved, Notice.objects.everywhere("test").count()) == (0, 0)


def test_each_rung_tells_whom_it_names_and_moves_the_stage(staffed):
    row = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    for day, rung, stage in (("2025-03-30", 0, 0), ("2025-04-01", 1, 1), ("2025-04-08", 2, 2)):
        sweep(moment(day))
        row.refresh_from_db()
        assert (row.rung, row.stage) == (rung, stage)
    assert row.next_at is None
    told = Notice.objects.everywhere("test").filter(chain=row.chain).order_by("pk")
    assert [(n.template, n.unit.name) for n in told] == [
        ("due_soon", "某化工公司"),
        ("prompt", "某化工公司"),
        ("warning", "某化工公司"),
        ("warning", "县应急局"),
    ]
    assert told[3].facts == {"holder": "某化工公司", "role": "supervisor"}
    assert Entry.objects.filter(chain=row.chain, verb="climbed").count() == 3


def test_the_supervisor_owes_its_own_act_and_is_supervised_itself(staffed):
    parent = staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    sweep(moment("2025-04-08"))
    child = rows(kind=Kind.SUPERVISE).get()
    assert (child.parent, child.holder, child.supervisor) == (
        parent, staffed.bureau, staffed.office,
    )  # fmt: skip
    assert child.current_due == moment("2025-04-08") + timedelta(hours=120)
    assert child.place_path == staffed.county.path
    assert tallies.counts("44/") == {"step": {2: 1}, "supervise": {0: 1}}


def test_a_second_sweep_at_the_same_moment_changes_nothing(staffed):
    staffed.obligation(staffed.firm, due_on("2025-03-31"), ladder=staffed.ladder(*CHECK))
    sweep(moment("2025-04-08"))
    before = list(rows().order_by("pk").values()), Entry.objects.count()
    assert sweep(moment("2025-04-08")).moved == 0
    assert (list(rows().order_by("pk").values()), Entry.objects.count()) == before
