"""The list of what was done: who led it, when it happened, what came of it."""

import pytest

from bihuan.kernel.obligations.models import Fulfilment
from tests.surfaces.test_obligation import paper, record, send
from tests.surfaces.twins import County


@pytest.fixture
def done(county: County) -> County:
    """The county after its principal entered the check she led."""
    assert send(county, record(county, **{"proof-检查记录": paper()})).status_code == 302
    return county


def shown(county: County, role: str, **asked: str):
    return county.browser(role).get("/records", asked).context


def test_a_record_stands_with_who_led_it_and_what_was_found(done: County) -> None:
    page = done.browser("office_clerk").get("/records").content.decode()
    assert '要记一次，到<a href="/desk?tab=mine">' in page
    assert "一台失灵，已停用" in page
    assert done.terms["enterprise_principal"].person.name in page
    context = shown(done, "office_clerk")
    [leader] = context["leaders"]
    assert (leader["led_by"], leader["n"]) == (done.terms["enterprise_principal"].person_id, 1)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "plain"}, 1),
        ({"kind": "meeting"}, 0),
        ({"since": "2025-03-11", "until": "2025-03-11"}, 1),
        ({"until": "2025-03-10"}, 0),
        ({"since": "没有这天"}, 1),
        ({"mode": "findings"}, 1),
        ({"mode": "zero"}, 0),
        ({"q": "没有这种"}, 0),
        ({"led_by": "999999"}, 0),
    ],
)
def test_each_filter_gives_what_it_says(done: County, asked: dict[str, str], found: int) -> None:
    context = shown(done, "office_clerk", **asked)
    assert (context["count"], len(context["page"].rows)) == (found, found)


def test_nobody_sees_what_another_county_did(done: County, twin: County) -> None:
    assert Fulfilment.objects.count() == 1
    for role in ("office_clerk", "enterprise_principal", "auditor"):
        assert shown(twin, role)["count"] == 0, role


def test_a_leader_is_named_to_those_alone_who_see_what_she_led(done: County, twin: County) -> None:
    leader = done.terms["enterprise_principal"].person
    asked = {"led_by": str(leader.pk)}
    [chip] = shown(done, "office_clerk", **asked)["chips"]
    assert chip.says == f"带队（主持）：{leader.name}"
    for role in ("office_clerk", "enterprise_principal", "auditor"):
        [chip] = shown(twin, role, **asked)["chips"]
        assert chip.says == "带队（主持）：没有这一项", role


def test_the_export_has_the_rows_of_the_list_with_every_field_titled(done: County) -> None:
    response = done.browser("office_clerk").get("/records/export")
    text = (
        b"".join(response).decode("utf-8-sig")
        if response.streaming
        else response.content.decode("utf-8-sig")
    )
    assert "在哪里：一车间；谁参加：车间主任、安全员" in text
    assert done.browser("worker").get("/records/export").status_code == 403
