"""What is not there, not allowed or broken is answered in our words; machines ask for health."""

from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory

from bihuan.kernel.obligations.models import SweepRun
from bihuan.surfaces.workbench.views import faults, health

AT = datetime.fromisoformat("2025-03-03T06:00+08:00")


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_HOST="localhost")


def test_an_address_nobody_serves_is_a_page_with_a_way_on(browser: Client) -> None:
    answer = browser.get("/no/such/page")
    assert answer.status_code == 404
    assert "没有这一页，或者您的岗位看不到" in answer.content.decode()
    assert "去登录" in answer.content.decode()


def test_a_part_of_a_page_that_is_not_there_takes_the_place_of_the_content(
    browser: Client,
) -> None:
    answer = browser.get("/no/such/page", HTTP_HX_REQUEST="true")
    assert (answer["HX-Retarget"], answer["HX-Reselect"]) == ("#main", "#main")


def test_a_wrong_host_is_a_bad_request(browser: Client) -> None:
    answer = browser.get("/sign-in", HTTP_HOST="evil.example")
    assert answer.status_code == 400
    assert "提交的内容读不了" in answer.content.decode()


def test_a_broken_page_needs_neither_viewer_nor_database() -> None:
    answer = faults.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "期限照算" in answer.content.decode()


def test_health_says_when_the_last_sweep_ran(db: None, browser: Client) -> None:
    assert browser.get("/healthz").json() == {"database": "ok", "last_sweep": None}
    SweepRun.objects.create(job="sweep", at=AT, started=AT, finished=AT)
    SweepRun.objects.create(job="sweep", at=AT.replace(hour=7), started=AT)
    assert browser.get("/healthz").json()["last_sweep"] == "2025-03-03T06:00:00+08:00"


def test_health_says_that_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(SweepRun.objects, "filter", fails)
    answer = health.healthz(RequestFactory().get("/healthz"))
    assert answer.status_code == 503
    assert b'"unreachable"' in answer.content


def test_search_engines_are_kept_out(browser: Client) -> None:
    assert browser.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
