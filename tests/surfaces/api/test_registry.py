"""Programs keep the register as the pages do: by the same verbs, with the same refusals."""

from typing import Any

from django.http import HttpResponse

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Person, Post, Succession, Term, Unit
from bihuan.kernel.trace.models import Entry
from bihuan.surfaces.api import pace
from tests.surfaces import twins
from tests.surfaces.api.program import program
from tests.surfaces.twins import County

NEW = {
    "name": "甲县新建化工厂",
    "kind": "enterprise",
    "place": "441521",
    "supervisor": "甲县应急管理局",
}
PAPER = {"on": "2025-03-12", "reason": "甲府〔2025〕7号"}


def refusal(given: HttpResponse) -> tuple[int, str]:
    """Return status and field of a refusal."""
    return given.status_code, given.json().get("field", "")


def everything() -> tuple[int, ...]:
    """Count the rows a refused write must leave as they are."""
    return tuple(model._base_manager.count() for model in (Unit, Person, Post, Term, Entry))


def test_a_unit_is_registered_staffed_and_renamed_by_a_program(county: County) -> None:
    clerk = program(county, "office_clerk")
    made = clerk.post("units", NEW | {"headcount": 40, "industry": "C2614"}).json()
    address = made["address"].removeprefix("/api/v1/")
    assert (
        clerk.post(f"{address}/tags", {"tag": "危险化学品", "since": "2025-03-12"}).status_code
        == 200
    )
    post = clerk.post(f"{address}/posts", {"title": "厂长", "role": "enterprise_principal",
                                           "lead": "principal", "signs": True}).json()  # fmt: skip
    term = clerk.post(f"{address}/terms", {
        "post": post["id"], "newcomer": {"name": "林厂长", "phone": "13800000001"},
        "since": "2025-03-12",
    }).json()  # fmt: skip
    renamed = clerk.post(f"{address}/rename", {"name": "甲县新建精细化工厂", **PAPER}).json()
    assert renamed["says"] == "甲县新建化工厂改名为甲县新建精细化工厂：从 2025-03-12 起，已办理。"
    shown, told = clerk.get(address).json(), clerk.get(f"{address}/history").json()
    assert shown["name"] == "甲县新建精细化工厂"
    assert [post["person"]["name"] for post in shown["posts"]] == ["林厂长"]
    assert [name["name"] for name in told["names"]] == ["甲县新建化工厂"]
    assert [change["reason"] for change in told["changes"]] == ["甲府〔2025〕7号"]
    ended = clerk.post(f"terms/{term['id']}/end", {"on": "2025-03-13", "reason": "调离"})
    assert ended.status_code == 200
    assert Term.objects.get(pk=term["id"]).until.isoformat() == "2025-03-13"
    assert [one["name"] for one in clerk.get("people", q="林厂长").json()["rows"]] == ["林厂长"]


def test_a_department_goes_into_another_with_all_it_owes_and_watches(county: County) -> None:
    clerk, bureau, town = (
        program(county, "office_clerk"),
        county.units["bureau"],
        county.units["town"],
    )
    owed = Obligation.objects.everywhere("test").filter(holder=bureau, done_at=None).count()
    before = Obligation.objects.everywhere("test").filter(holder=town, done_at=None).count()
    body = {"into": town.name, **PAPER}
    assert clerk.post(f"units/{bureau.pk}/merge", body).status_code == 200
    now = Obligation.objects.everywhere("test").filter(holder=town, done_at=None).count()
    assert now == before + owed
    assert not bureau.supervised.filter(until=None).exists()
    again = clerk.post(f"units/{bureau.pk}/merge", body)
    assert again.status_code == 409
    assert Succession.objects.filter(old_unit=bureau).count() == 1


REFUSED: tuple[tuple[str, str, dict[str, Any], tuple[int, str]], ...] = (
    ("office_clerk", "units", NEW | {"place": "441523"}, (422, "place")),
    ("office_clerk", "units", NEW | {"kind": "club"}, (422, "kind")),
    ("office_clerk", "units", NEW | {"credit_code": "91441521MA4UXY127A"}, (422, "credit_code")),
    ("office_clerk", "units", NEW | {"attributes": {"floors": 3}}, (422, "floors")),
    ("office_clerk", "units", NEW | {"industry": "化工"}, (422, "industry")),
    ("office_clerk", "units/{firm}/facts", {}, (422, "credit_code")),
    ("office_clerk", "units/{firm}/merge", {"into": "甲县没有的局", **PAPER}, (422, "into")),
    ("office_clerk", "units/{bureau}/split",
     {"heir": "甲镇人民政府", "parts": [{"unit": "甲县安委办", "takes": [999_999]}], **PAPER},
     (422, "parts.0.takes")),
    ("office_clerk", "units/{firm}/terms",
     {"post": 999_999, "person": 1, "since": "2025-03-12"}, (422, "post")),
    ("office_clerk", "units/{firm}/posts", {"title": "员", "role": "nobody"}, (422, "role")),
    ("safety_officer", "units/{firm}/posts", {"title": "员", "role": "office_clerk"}, (403, "")),
    ("safety_officer", "units/{firm}/status", {"to": "close", "reason": "歇业"}, (403, "")),
    ("safety_officer", "units/{firm}/aliases", {"alias": "厂", "place": "441521"}, (403, "")),
    ("safety_officer", "units/{firm}/rename", {"name": "甲县好厂", **PAPER}, (403, "")),
)  # fmt: skip


def test_what_the_pages_refuse_is_refused_and_changes_nothing(county: County) -> None:
    before = everything()
    for role, address, body, expected in REFUSED:
        ids = {key: unit.pk for key, unit in county.units.items()}
        given = program(county, role).post(address.format(**ids), body)
        assert refusal(given) == expected, given.json()
    assert everything()[:4] == before[:4]


def test_a_person_of_another_county_is_neither_found_nor_appointed(
    county: County, twin: County
) -> None:
    clerk, stranger = program(county, "office_clerk"), twin.terms["worker"]
    post = county.terms["worker"].post_id
    body = {"post": post, "person": stranger.person_id, "since": "2025-03-12"}
    given = clerk.post(f"units/{county.units['firm'].pk}/terms", body)
    assert refusal(given) == (422, "person")
    assert clerk.get("people", q=stranger.person.name[:1]).json()["rows"] == []
    assert (
        clerk.post(f"terms/{stranger.pk}/end", {"on": "2025-03-13", "reason": "调离"}).status_code
        == 404
    )
    assert Term.objects.get(pk=stranger.pk).until is None


def test_the_calls_of_all_web_processes_are_counted_together(county: County) -> None:
    program(county, "office_clerk")
    minute = int(twins.NOW.timestamp()) // 60
    counted = [pace.in_database(county.token, m) for m in (minute, minute, minute, minute + 1)]
    assert counted == [1, 2, 3, 1]


def test_another_file_of_the_same_length_is_another_write(county: County) -> None:
    principal = program(county, "enterprise_principal")
    address = f"obligations/{county.duty.pk}/evidence?name=记录.pdf&kind=检查记录"
    other = twins.PDF.replace(b"1.4", b"1.7")
    assert principal.bring(address, twins.PDF, key="f").status_code == 200
    assert refusal(principal.bring(address, other, key="f")) == (422, "Idempotency-Key")
    assert principal.bring(address, twins.PDF, key="f")["Idempotent-Replayed"] == "true"
    assert len(other) == len(twins.PDF)
