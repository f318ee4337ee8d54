"""What anybody reads without signing in: no name, no number of a handler, no other place."""

import csv
import io
import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person, Place
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.modules.disclosure.flows import PublicationFlow as Flow
from bihuan.modules.disclosure.models import Publication
from bihuan.modules.disclosure.publications import draft_publication
from bihuan.surfaces import clock
from bihuan.surfaces.portal import downloads, pace
from tests.modules.disclosure.conftest import DAY, LISTED
from tests.modules.disclosure.test_publication import made_public
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, unit

SAID = "核对无误由王主任口头交代"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def anybody(here: County, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser in which nobody has signed in."""
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: DAY + timedelta(days=60))
    return Client()


@pytest.fixture
def public(due: Matter, here: County, clerk: Viewer, checker: Viewer, leader: Viewer) -> Matter:
    """The listed hazard, published and corrected once."""
    made_public(due, here, clerk, checker, leader)
    perform(due, Flow.correct, here, DAY, by=clerk, correction="期限写错")
    later = DAY + timedelta(days=1)
    perform(due, Flow.compose_again, here, later, by=clerk, **{**LISTED, "term_now": "2025-05-01"})
    perform(due, Flow.check, here, later, by=checker, screening=SAID)
    perform(due, Flow.approve, here, later, by=leader, opinion=SAID)
    perform(due, Flow.publish, here, later, by=clerk)
    perform(due, Flow.reprint, here, later, by=clerk, media="海丰电视台 3月4日新闻")
    return fresh(due)


def read(anybody: Client, path: str, status: int = 200) -> str:
    response = anybody.get(path)
    assert response.status_code == status, path
    return response.getvalue().decode()  # type: ignore[attr-defined]


def paths(matter: Matter) -> list[str]:
    """Return every public address that has something to do with a publication."""
    number = matter.number
    lists = [f"/public{place}{what}" for place in ("", "/441521")
             for what in ("", "/download.csv", "/download.json", "/feed.atom")]  # fmt: skip
    return [*lists, "/public/fields", f"/public/item/{number}", f"/public/item/{number}/1"]


def test_a_page_shows_the_four_things_both_terms_and_what_was_corrected(
    anybody: Client, public: Matter
):
    page = read(anybody, f"/public/item/{public.number}")
    for words in ("加装喷淋", "某某化工厂", "县应急管理局", "原定 2025-04-01，延至 2025-05-01",
                  "逾期 1 天", "期限写错", "第 2 版", "《海丰县实施方案》"):  # fmt: skip
        assert words in page, words
    old = read(anybody, f"/public/item/{public.number}/1")
    assert "这一版已更正" in old
    assert "延至" not in old


def test_nobody_who_handled_it_and_no_internal_number_is_anywhere(
    anybody: Client, public: Matter, clerk: Viewer
):
    names = list(Person.objects.values_list("name", flat=True))
    assert {"李红", "陈审", "王主任"} <= set(names)
    digests = list(Evidence.objects.values_list("sha256", flat=True))
    assert digests
    for path in paths(public):
        page = read(anybody, path)
        for secret in (
            *names,
            *digests,
            SAID,
            "opinion",
            "screening",
            f'"{public.pk}"',
            public.chain + '"',
        ):
            assert secret not in page, (path, secret)


def test_what_is_not_public_yet_cannot_be_told_from_what_is_not_there(anybody: Client, due: Matter):
    missing = read(anybody, "/public/item/GK-2025-441521-999999", 404)
    assert read(anybody, f"/public/item/{due.number}", 404) == missing
    assert due.number not in read(anybody, "/public")
    assert json.loads(read(anybody, "/public/download.json"))["items"] == []


def test_what_was_taken_down_answers_410_with_day_and_reason_and_nothing_else(
    anybody: Client, public: Matter, here: County, leader: Viewer
):
    perform(public, Flow.withdraw, here, DAY + timedelta(days=9), by=leader, taken_because="已摘牌")
    for path in (f"/public/item/{public.number}", f"/public/item/{public.number}/1"):
        page = read(anybody, path, 410)
        assert "2025-03-12" in page
        assert "已摘牌" in page
        assert "加装喷淋" not in page
    for path in paths(public)[:8]:
        assert "加装喷淋" not in read(anybody, path)
    told = json.loads(read(anybody, "/public/441521/download.json"))
    assert [(one["number"], one["because"]) for one in told["taken_down"]] == [
        (public.number, "已摘牌")
    ]  # fmt: skip


def test_a_place_shows_its_own_and_nothing_of_its_neighbour(
    anybody: Client, public: Matter, here: County, clause: Clause, clerk: Viewer
):
    beside = Place.objects.create(
        code="441523",
        name="陆河县",
        level="county",
        path="44/4415/441523/",
        parent=here.place.parent,
    )
    office = unit("陆河县安委办", "committee_office", beside)
    people = [
        here.person(f"邻{n}", office, roles.SUPERVISE, roles.ACCEPT, roles.RELEASE)
        for n in "甲乙丙"
    ]
    source = Matter.objects.everywhere("test").get(pk=public.pk)
    source.pk, source.number, source.unit, source.place = None, "X-1", office, beside
    source.place_path = beside.path
    source.save()
    theirs = draft_publication("listing", source, {}, by=people[0], at=DAY)
    words = {**LISTED, "headline": "邻县的隐患", "subject": "邻县工厂"}
    perform(theirs, Flow.compose, here, DAY, by=people[0], **words)
    perform(theirs, Flow.check, here, DAY, by=people[1])
    perform(theirs, Flow.approve, here, DAY, by=people[2])
    perform(theirs, Flow.publish, here, DAY, by=people[0])
    for what in ("", "/download.csv", "/download.json", "/feed.atom"):
        assert "邻县" in read(anybody, f"/public{what}")
        assert "邻县" in read(anybody, f"/public/441523{what}")
        assert "邻县" not in read(anybody, f"/public/441521{what}")


def test_downloads_keep_their_columns_in_their_order(anybody: Client, public: Matter):
    assert downloads.KEYS == (
        "number", "edition", "kind", "kind_title", "place", "place_name", "issuer", "headline",
        "subject", "facts", "measures", "responsible", "watcher", "term", "term_now", "decided_on",
        "until", "outcome", "basis", "formed_on", "first_public_on", "published_on", "correction",
        "media", "address",
    )  # fmt: skip
    body = json.loads(read(anybody, "/public/download.json"))
    assert body["schema"] == "bihuan.public/1"
    [row] = body["items"]
    assert tuple(row) == downloads.KEYS
    assert (row["edition"], row["term"], row["term_now"]) == (2, "2025-04-01", "2025-05-01")
    assert (row["first_public_on"], row["published_on"]) == ("2025-03-03", "2025-03-04")
    lines = list(csv.reader(io.StringIO(read(anybody, "/public/download.csv").lstrip("\ufeff"))))
    assert lines[0] == [heading for _, heading, _ in downloads.COLUMNS]
    assert lines[1] == [str(row[key]) for key in downloads.KEYS]
    feed = ElementTree.fromstring(read(anybody, "/public/441521/feed.atom"))  # noqa: S314 - ours
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == LISTED["headline"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=listing", 1), ("?kind=patrol", 0), ("?year=2025", 1),
        ("?year=2024", 0), ("?q=喷淋 化工", 1), ("?q=煤矿", 0),
    ],
)  # fmt: skip
def test_the_list_is_searched_by_kind_year_and_words(
    anybody: Client, public: Matter, query: str, found: int
):
    assert (public.number in read(anybody, f"/public/441521{query}")) == bool(found)
    assert len(json.loads(read(anybody, f"/public/download.json{query}"))["items"]) == found


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/public?kind=x", 422), ("/public?year=20x", 422), ("/public?after=x", 422),
        ("/public/999999", 404), ("/public/download.json?after=x", 422),
        ("/public/item/x", 404), ("/public?q=%00", 200), ("/public?year=9999", 422),
    ],
)  # fmt: skip
def test_bad_input_gets_a_plain_answer(anybody: Client, path: str, status: int):
    read(anybody, path, status)


def test_answers_may_be_kept_but_never_those_to_who_is_signed_in(anybody: Client, public: Matter):
    path = f"/public/item/{public.number}"
    response = anybody.get(path)
    assert response["Cache-Control"] == "public, max-age=300"
    assert not response.cookies
    assert anybody.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
    anybody.cookies["sessionid"] = "x"
    assert anybody.get(path)["Cache-Control"] == "private, no-cache"
    assert anybody.post(path).status_code == 405


def test_who_asks_too_often_waits(anybody: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pace, "PER_MINUTE", 2)
    monkeypatch.setattr(clock, "tick", lambda: 30.0)
    found = [anybody.get("/public", REMOTE_ADDR="203.0.113.7") for _ in range(3)]
    assert [one.status_code for one in found] == [200, 200, 429]
    assert found[-1]["Retry-After"] == "30"
    assert anybody.get("/public", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_a_page_asks_as_much_for_fifty_as_for_one(
    anybody: Client, public: Matter, django_assert_max_num_queries: Any
):
    record = Publication.objects.get(matter=public)
    edition = record.editions.get(replaced_at=None)
    for n in range(60):
        matter = Matter.objects.everywhere("test").get(pk=public.pk)
        matter.pk, matter.number = None, f"GK-2025-441521-1{n:05}"
        matter.save()
        record.pk = record.matter_id = matter.pk
        record.save(force_insert=True)
        edition.pk, edition.publication_id = None, record.pk
        edition.save(force_insert=True)
    with django_assert_max_num_queries(9):
        page = read(anybody, "/public")
    assert "下一页" in page
