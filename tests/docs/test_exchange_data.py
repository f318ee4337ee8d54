"""The page on exchanging data, followed by an office and a program of its clerk."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel.orgs.models import Term, Unit
from bihuan.lib.creditcodes import complete, organisation_check
from bihuan.surfaces.api import tokens
from tests.docs.district import NOW, people, took
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

__all__ = ["people"]
CODE = complete("91130802FAKE0143" + organisation_check("FAKE0143"))
HAZARD = {
    "id": "a-1", "companyCode": CODE[8:17], "dangerName": "熔炼炉", "dangerLevel": "0",
    "dangerDesc": "冷却水管渗漏", "registTime": "2025-05-19 08:00:00", "dangerState": "0",
}  # fmt: skip
REGISTER = [
    {"id": "r-1", "统一社会信用代码": CODE, "从业人数": "60"},
    {"id": "r-2", "企业名称": "双桥铸造厂"},
]


def test_a_package_a_delivery_a_difference_and_a_program(people: dict[str, Term]) -> None:
    seen: list[str] = []
    who = {key: Reader(term, seen) for key, term in people.items()}
    clerk = who["clerk"]
    Unit.objects.filter(name="双桥铸造厂").update(credit_code=CODE, headcount=50)
    for address in ("/statistics", "/exchange", "/exchange/formats/hazards-dual-prevention"):
        clerk.see(address)
    for _ in range(2):
        brought(clerk, "hazards-dual-prevention", [HAZARD])
    brought(clerk, "business-register", REGISTER)
    assert "不按名称对应" in clerk.see("/exchange/queue")
    decided(clerk)
    number = packed(clerk, who["head"])
    assert "下载数据包" in clerk.see(f"/matters/{number}")
    called(people["clerk"])
    assert unseen("exchange-data", seen) == []


def brought(reader: Reader, key: str, rows: list[dict[str, str]]) -> None:
    """Bring a file on the page."""
    file = SimpleUploadedFile("data.json", json.dumps(rows).encode())
    assert reader.send("/exchange/receive", {"format": key, "file": file})


def decided(reader: Reader) -> None:
    """Give the row without a code up, and adopt the other number."""
    from bihuan.modules.exchange.models import Difference, Incoming

    row, one = Incoming.objects.get(state="poisoned"), Difference.objects.get()
    assert reader.send(f"/exchange/rows/{row.pk}/again", {})
    assert reader.send(f"/exchange/rows/{row.pk}/given-up", {"because": "对方已撤回"})
    given = {"decision": "adopted", "because": "年报核对过"}
    assert reader.send(f"/exchange/differences/{one.pk}", given)
    assert Unit.objects.get(credit_code=CODE).headcount == 60
    refused = reader.browser.post(f"/exchange/differences/{one.pk}", given)
    assert refused.status_code == 409
    assert "已经决定" in refused.content.decode()


def packed(clerk: Reader, head: Reader) -> str:
    """Make, release, send a package and enter its receipt."""
    clerk.see("/matters/new/exchange.package")
    given = {"open-format": "hazards-dual-prevention", "open-since": "2025-05-01",
             "open-until": "2025-05-20"}  # fmt: skip
    number = clerk.send("/matters/new/exchange.package", given)[0].rpartition("/")[2]
    took(clerk, number, "make")
    took(head, number, "approve")
    took(clerk, number, "send", sent_by="政务专网", receipt_by="2025-05-25")
    took(clerk, number, "receive", receipt="回执 12 号", taken="0")
    return number


def called(term: Term) -> None:
    """Pull, bring and count by a token."""
    by = factories.viewer_of(term, on=NOW.date())
    _, key = tokens.issue("交换", ("fulfil", "export"), 30, by=by, at=NOW)
    head = {"HTTP_AUTHORIZATION": f"Bearer {key}"}
    browser = Client(HTTP_HOST="localhost")
    pulled = browser.get(
        "/api/v1/exchange/hazards-dual-prevention/records?since=2025-05-01&until=2025-05-31", **head
    ).json()
    assert [one["reason"] for one in pulled["left_out"]] == ["缺“隐患等级”（dangerLevel）"]
    answer = browser.post(
        "/api/v1/exchange/hazards-dual-prevention/deliveries?name=b.json",
        json.dumps([{**HAZARD, "id": "a-2"}]).encode(), content_type="application/octet-stream",
        HTTP_IDEMPOTENCY_KEY="k1", **head,
    )  # fmt: skip
    assert [row["state"] for row in answer.json()["rows"]] == ["taken"], answer.content
    told = browser.get("/api/v1/statistics/S7?period=2025Q1", **head).json()
    assert told["rows"][-1]["title"] == "合计"
