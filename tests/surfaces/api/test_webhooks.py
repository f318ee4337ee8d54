"""What a post is told goes on to a program: signed, once, again until it is taken, or said why."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.notices import inbox, notices, sending
from bihuan.kernel.notices.models import Delivery, Notice
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.trace.models import Entry
from bihuan.surfaces import rounds
from bihuan.surfaces.api import webhooks
from bihuan.surfaces.api.models import Subscription
from tests.kernel import factories
from tests.kernel.notices.receivers import Gateway, gateway
from tests.surfaces import twins
from tests.surfaces.twins import County

LATER = twins.NOW + timedelta(minutes=5)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Gateway]:
    """A program on this machine that the operator lets be told."""
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    with gateway() as got:
        yield got


@pytest.fixture
def subscribed(county: County, receiver: Gateway) -> tuple[Subscription, str]:
    """The firm's principal lets a program be told of prompts and orders; with the key."""
    factories.account_of(county.terms["enterprise_principal"])
    viewer = county.viewer("enterprise_principal")
    return webhooks.subscribe(
        "企业平台", receiver.url, ["prompt", "order"], by=viewer, at=twins.NOW
    )


def tell(county: County, unit: str, template: str = "prompt", **more: Any) -> Notice:
    """Tell a unit of a county something, a minute after the subscription."""
    return notices.write(
        key=f"told:{Notice.unscoped.count()}", unit=county.units[unit], post=more.get("post"),
        chain=county.late.chain, template=template, subject=county.late.title, facts={}, stage=1,
        urgent=True, at=twins.NOW + timedelta(minutes=1), due=county.late.current_due,
    )  # fmt: skip


def send(minutes: int = 5) -> None:
    """Let the outbox work at a moment."""
    at = twins.NOW + timedelta(minutes=minutes)
    webhooks.queue(at)
    sending.send(at)


def ours() -> Any:
    """Return the messages to the program of these tests."""
    return Delivery.objects.filter(channel="webhook", address__startswith="http://127.0.0.1")


def test_a_notice_goes_on_once_signed_with_the_key_shown_once(
    county: County, receiver: Gateway, subscribed: tuple[Subscription, str]
) -> None:
    row, key = subscribed
    told = tell(county, "firm")
    rounds.make(LATER)
    rounds.make(LATER)
    ours = [(head, body) for head, body in receiver.requests if body["notice"] == told.pk]
    [(head, body)] = ours
    assert body["id"] == head["Idempotency-Key"] == f"w{row.pk}:n{told.pk}"
    assert (body["kind"], body["about"]) == ("prompt", f"/obligations/{county.late.pk}")
    assert "还没有办理记录" in body["body"]
    moment, signed = re.fullmatch(r"t=(\d+),v1=(\w+)", head["Bihuan-Signature"]).groups()
    content = json.dumps(body, ensure_ascii=False).encode()
    assert webhooks.signature(key, moment, content) == signed
    assert webhooks.signature(key + "x", moment, content) != signed
    delivery = Delivery.objects.get(key=body["id"])
    assert (delivery.state, delivery.attempts) == ("sent", 1)
    assert Delivery.notices.through.objects.get(delivery=delivery).notice_id == told.pk


def test_only_what_the_post_is_told_goes_on(
    county: County, twin: County, receiver: Gateway, subscribed: tuple[Subscription, str]
) -> None:
    wanted = {tell(county, "firm").pk, tell(county, "firm", "order").pk}
    wanted.add(tell(county, "firm", post=county.terms["enterprise_principal"].post).pk)
    tell(county, "firm", "moved")
    tell(county, "firm", post=county.terms["safety_officer"].post)
    tell(county, "office")
    tell(twin, "firm")
    send()
    assert {body["notice"] for _, body in receiver.requests} == wanted
    assert twin.mark not in json.dumps(receiver.requests, ensure_ascii=False)


def test_what_was_told_before_the_subscription_does_not_go_on(
    county: County, receiver: Gateway, subscribed: tuple[Subscription, str]
) -> None:
    send()
    assert receiver.requests == []


def test_a_receiver_that_fails_is_told_again_under_the_same_id(
    county: County, receiver: Gateway, subscribed: tuple[Subscription, str]
) -> None:
    tell(county, "firm")
    receiver.answers[:] = [(500, {}), (503, {})]
    send(5)
    [waiting] = ours()
    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert "HTTP 500" in waiting.error
    send(60)
    send(120)
    assert len(receiver.keys) == 3
    assert len(set(receiver.keys)) == 1
    assert Delivery.objects.get(pk=waiting.pk).state == "sent"


def test_a_receiver_that_refuses_is_shown_with_a_way_to_send_again(
    county: County, receiver: Gateway, subscribed: tuple[Subscription, str]
) -> None:
    tell(county, "firm")
    receiver.answers[:] = [(400, {})]
    send()
    browser = county.browser("enterprise_principal")
    page = browser.get("/me/subscriptions").content.decode()
    assert "发送失败" in page
    assert "HTTP 400" in page
    [failed] = ours()
    assert (
        county.browser("office_clerk").post(f"/me/deliveries/{failed.pk}/again").status_code == 404
    )
    # A program that cannot be reached says nothing about how to reach the person.
    assert inbox.unreachable(county.viewer("enterprise_principal")) == []
    assert browser.post(f"/me/deliveries/{failed.pk}/again").status_code == 302
    again = Delivery.objects.get(pk=failed.pk)
    assert (again.state, again.address) == ("queued", receiver.url)
    sending.send(LATER)
    assert Delivery.objects.get(pk=failed.pk).state == "sent"


def test_a_redirect_is_not_followed(
    county: County, receiver: Gateway, subscribed: tuple[Subscription, str]
) -> None:
    tell(county, "firm")
    receiver.answers[:] = [(302, {})]
    send()
    assert ours().get().state == "failed"
    assert len(receiver.requests) == 1


def test_an_ended_subscription_sends_nothing_that_still_waits(
    county: County, receiver: Gateway, subscribed: tuple[Subscription, str]
) -> None:
    tell(county, "firm")
    webhooks.queue(LATER)
    browser = county.browser("enterprise_principal")
    assert county.browser("office_clerk").post(
        f"/me/subscriptions/{subscribed[0].pk}/end"
    ).status_code == 404  # fmt: skip
    assert browser.post(f"/me/subscriptions/{subscribed[0].pk}/end").status_code == 302
    tell(county, "firm")
    send(10)
    assert receiver.requests == []
    assert ours().get().error == "推送已停止。"
    assert Entry.objects.filter(verb="unsubscribed").count() == 1


def test_a_subscription_ends_with_the_term(
    county: County, receiver: Gateway, subscribed: tuple[Subscription, str]
) -> None:
    Term.objects.filter(pk=county.terms["enterprise_principal"].pk).update(until=twins.TODAY)
    tell(county, "firm")
    send()
    assert receiver.requests == []
    assert not ours().exists()


def test_a_host_the_operator_took_back_is_sent_nothing(
    county: County, receiver: Gateway, subscribed: tuple[Subscription, str], settings: Any
) -> None:
    tell(county, "firm")
    settings.WEBHOOK_HOSTS = ("oa.example.cn",)
    send()
    assert receiver.requests == []
    assert "不能推送到 127.0.0.1" in ours().get().error


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://elsewhere.example.cn/x", "不能推送到 elsewhere.example.cn"),
        ("http://127.0.0.1.example.cn/", "不能推送到"),
        ("http://user@127.0.0.1/", "不带用户名"),
        ("http://127.0.0.1@elsewhere.example.cn/", "不带用户名"),
        ("file:///etc/passwd", "地址要写成"),
        ("http://[127.0.0.1/", "地址要写成"),
        ("http://127.0.0.1:99999/", "地址要写成"),
        ("http://127.0.0.1/ x", "地址要写成"),
        ("http://127.0.0.1/\nHost: x", "的网址"),
        ("http://127.0.0.1/" + "a" * 200, "200 个字以内"),
    ],
)
def test_messages_go_only_where_the_operator_lets_them(settings: Any, url: str, says: str) -> None:
    settings.WEBHOOK_HOSTS = ("127.0.0.1",)
    with pytest.raises(Invalid) as refusal:
        webhooks.checked_url(url)
    assert says in refusal.value.says
    assert refusal.value.field == "url"


def test_who_may_not_export_sends_nothing_on(county: County, receiver: Gateway) -> None:
    with pytest.raises(NotAllowed, match="您的岗位不能导出数据"):
        webhooks.subscribe("x", receiver.url, ["prompt"], by=county.viewer("worker"), at=twins.NOW)
    page = county.browser("worker").get("/me/subscriptions").content.decode()
    assert "您可以看，不能新建" in page
    assert not webhooks.held(county.viewer("worker")).exists()


def test_the_page_makes_a_subscription_and_shows_its_key_once(
    county: County, receiver: Gateway
) -> None:
    browser = county.browser("enterprise_principal")
    form = {"subscription-name": "平台", "subscription-url": receiver.url,
            "subscription-kinds": ["prompt"]}  # fmt: skip
    wrong = browser.post("/me/subscriptions/new", form | {"subscription-url": "http://10.0.0.1/"})
    assert wrong.status_code == 422
    assert "系统管理员允许的主机：127.0.0.1" in wrong.content.decode()
    made = browser.post("/me/subscriptions/new", form)
    key = made.context["secret"]
    assert key in made.content.decode()
    assert key not in browser.get("/me/subscriptions").content.decode()
    assert key not in str(list(Subscription.objects.values()))
    assert key not in Entry.objects.get(verb="subscribed").body
