"""The page on the API, followed: its program against a real server, its check against a key."""

from typing import Any

import pytest

from bihuan.kernel.trace.models import Entry
from bihuan.surfaces import clock
from bihuan.surfaces.api import pace, tokens, webhooks
from bihuan.surfaces.api.models import Subscription
from tests.docs.pages import blocks, text
from tests.surfaces import twins


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_program_of_the_page_reminds_whoever_is_late_once(
    live_server: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    county = twins.build("441521", "甲")
    clerk = county.viewer("office_clerk")
    _, key = tokens.issue("市平台", ["supervise"], 30, by=clerk, at=twins.NOW)
    program, _ = blocks("use-the-api", "python")
    ready = program.replace("https://safety.example.cn", live_server.url).replace("bh_…", key)
    assert ready != program
    exec(ready, {})  # noqa: S102 - the page's own words are what is tested
    first = capsys.readouterr().out
    assert "甲报送方案 已催办甲塑料制品厂" in first
    reminded = Entry.objects.filter(verb="reminded").count()
    assert reminded
    exec(ready, {})  # noqa: S102 - run again, it does nothing again
    assert capsys.readouterr().out == first
    assert Entry.objects.filter(verb="reminded").count() == reminded


def test_the_check_of_the_page_knows_our_signature() -> None:
    known: dict[str, Any] = {}
    exec(blocks("use-the-api", "python")[1], known)  # noqa: S102 - as above
    row, body = Subscription(pk=1, salt="x"), "{“督办”}".encode()
    head = dict(webhooks.headers(row, "w1:n1", body, twins.NOW))["Bihuan-Signature"]
    assert known["is_ours"](webhooks.key_of(row), head, body)
    assert not known["is_ours"](webhooks.key_of(row), head, body + b" ")
    assert not known["is_ours"](webhooks.key_of(Subscription(pk=2, salt="x")), head, body)


def test_the_page_says_how_fast_a_token_may_call() -> None:
    assert f"Above {pace.PER_MINUTE} calls a minute" in text("use-the-api")
