"""What the pages on access and on sign-on say can be done, done; their words stand on the pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel.trace.models import Matter
from bihuan.modules.accounts import second_factors
from bihuan.surfaces import clock
from config import environment
from tests.docs.pages import Reader, blocks, unseen
from tests.surfaces import twins
from tests.surfaces.test_enrolments import FACTS, PNG
from tests.surfaces.twins import County


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    """A county on one morning."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    return twins.build("441521", "甲")


class Colleague(Reader):
    """The person of a role, whose sign-in there may be already."""

    def __init__(self, county: County, role: str, seen: list[str]) -> None:
        self.browser, self.seen = county.browser(role), seen


def test_every_way_of_getting_people_in_is_where_the_page_says(county: County) -> None:
    head = Colleague(county, "enterprise_principal", [])
    worker, gone = county.terms["worker"], county.terms["team_leader"]
    page = f"/units/{worker.post.unit_id}"
    head.see(page)
    head.see("/units")
    head.see(f"{page}?term={worker.pk}")
    paper = head.browser.post(f"{page}/terms/{worker.pk}/invite", {"invite-way": "print"})
    head.seen.append(paper.content.decode())
    head.see("/invitations")
    head.see("/first-passwords")
    key = re.search(r"/join/([\w-]+)", paper.content.decode())[1]
    given = {"login": "wanghai", "password": twins.__doc__[:20], "again": twins.__doc__[:20]}
    assert Client(HTTP_HOST="localhost").post(f"/join/{key}", given).status_code == 302
    for _ in range(5):
        Client(HTTP_HOST="localhost").post("/sign-in", {"login": "wanghai", "password": "x"})
    account = worker.person.account
    second_factors.propose(account)
    account.second_factor.confirmed_at = twins.NOW
    account.second_factor.save()
    head.see(f"{page}?term={worker.pk}")
    successor = {"on": "2025-04-01", "reason": "退休", "person": "赵六", "phone": "13800000009"}
    head.send(f"{page}/terms/{gone.pk}/handover", {
        f"handover-{name}": value for name, value in (successor | {"way": "print"}).items()
    })  # fmt: skip
    head.see("/me")
    licence = SimpleUploadedFile("执照.png", PNG, "image/png")
    applied = Client(HTTP_HOST="localhost").post("/enrol", FACTS | {"licence": licence})
    assert applied.status_code == 200
    admin = Colleague(county, "administrator", head.seen)
    admin.see("/units")
    admin.see("/sign-in-demands")
    town = Colleague(county, "town_station", head.seen)
    matter = Matter.objects.everywhere("test").get(flow="accounts.enrolment")
    town.see(f"/matters/{matter.number}")
    assert unseen("give-people-access", head.seen) == []


def test_the_sign_ons_of_the_page_are_understood_and_their_words_are_there(
    county: County, settings
) -> None:
    named, closed = blocks("sign-in-by-another-system", "sh")
    chosen = environment.sign_on(re.search(r"='(.*)'", named, re.DOTALL)[1])
    assert [facts["kind"] for facts in chosen.values()] == ["oidc", "cas"]
    assert environment.local_sign_in(closed.strip().rpartition("=")[2]) is False
    settings.SIGN_ON = chosen
    clerk = Colleague(county, "office_clerk", [])
    clerk.see("/me")
    admin = Colleague(county, "administrator", clerk.seen)
    term = county.terms["office_clerk"]
    address = f"/units/{term.post.unit_id}"
    admin.send(f"{address}/terms/{term.pk}/link", {"link-provider": "city", "link-subject": "u1"})
    admin.see(f"{address}?term={term.pk}")
    assert unseen("sign-in-by-another-system", clerk.seen) == []


@pytest.mark.parametrize(
    "text",
    [
        "{", "[]", '{"city": {"kind": "saml"}}', '{"City!": {"kind": "cas", "title": "x"}}',
        '{"oa": {"kind": "cas", "title": "x"}}',
        '{"oa": {"kind": "cas", "title": "x", "url": "http://oa.example.cn"}}', "@missing.json",
    ],
)  # fmt: skip
def test_a_wrong_sign_on_is_named_at_the_start(text: str) -> None:
    with pytest.raises(environment.ImproperlyConfigured, match="BIHUAN_SIGN_ON"):
        environment.sign_on(text)
