"""Approving more time moves the date, refusing it moves nothing; no conclusion is pre-filled."""

import re

import pytest

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from tests.ground import Hour
from tests.surfaces.twins import NOW, County

MOVED = ("current_due", "legal_due", "stage", "next_at", "ladder_id", "done_at")


def facts(of: Obligation) -> dict[str, object]:
    """Return what a decision about more time may move, as it is now."""
    rows = Obligation.objects.everywhere("test").filter(pk=of.pk)
    found: dict[str, object] = rows.values(*MOVED).get()
    return found


@pytest.fixture
def late(county: County, hour: Hour) -> Obligation:
    """The late duty of the firm, for which it asked for time until 10 April; a round later."""
    hour.at = NOW
    rows = Obligation.objects.everywhere("test").filter(pk=county.late.pk)
    Ladder.objects.filter(pk=county.ladder.pk).update(derived="")
    rows.update(ladder=county.ladder, next_at=NOW)
    hour.look("2025-03-18")
    row: Obligation = rows.get()
    assert row.stage > 0
    return row


def _stage(of: Obligation) -> int:
    return int(str(facts(of)["stage"]))


def decide(county: County, agreed: str) -> None:
    given = {"decision-agreed": agreed, "decision-opinion": "到现场看过"}
    answer = county.browser("department_leader").post(f"/extensions/{county.asked.pk}", given)
    assert answer.status_code == 302


def test_a_refusal_moves_nothing_and_is_shown(county: County, late: Obligation) -> None:
    before = facts(late)
    letters = Letter.objects.everywhere("test").count()
    decide(county, "no")
    assert facts(late) == before
    assert Letter.objects.everywhere("test").count() == letters
    page = county.browser("safety_officer").get(f"/obligations/{late.pk}").content.decode()
    assert "不批准" in page
    assert "到现场看过" in page


def test_an_approval_moves_the_current_date_alone_and_the_ladder_begins_anew(
    county: County, late: Obligation, hour: Hour
) -> None:
    before = facts(late)
    decide(county, "yes")
    after = facts(late)
    assert after["current_due"] == county.asked.to_due != before["current_due"]
    assert (after["legal_due"], after["stage"]) == (before["legal_due"], 0)
    hour.look("2025-04-05")
    assert facts(late)["stage"] == 0
    hour.look("2025-04-18")
    assert _stage(late) > 0
    page = county.browser("office_clerk").get(f"/obligations/{late.pk}").content.decode()
    assert "2025-04-10" in page
    assert "法定 2025-03-10" in page


def test_no_conclusion_is_filled_in_beforehand(county: County) -> None:
    seen = 0
    for role, address in (
        ("department_leader", f"/obligations/{county.late.pk}"),
        ("enterprise_principal", f"/obligations/{county.duty.pk}"),
        ("department_clerk", f"/obligations/{county.duty.pk}"),
        ("enterprise_principal", f"/matters/{county.task.number}"),
        ("office_leader", f"/matters/{county.task.number}"),
    ):
        page = county.browser(role).get(address).content.decode()
        radios = re.findall(r'<input type="radio" name="([^"]+)"([^>]*)>', page)
        names = [name for name, _ in radios]
        # One way only is no conclusion: by proxy, for another unit.
        chosen = {name for name, rest in radios if "checked" in rest and names.count(name) > 1}
        words = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
        assert (chosen, "".join(words).strip()) == (set(), ""), (role, address)
        seen += len(names) + len(words)
    assert seen
