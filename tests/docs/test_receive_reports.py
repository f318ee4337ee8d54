"""The page on reports, followed by reporter, handler, clerk, leader, custodian and cashier."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel.trace.models import Matter
from bihuan.modules.tips.models import Bounty
from bihuan.surfaces import clock
from tests.docs.district import opened, took
from tests.docs.pages import Reader, unseen
from tests.ground import ground
from tests.modules.tips.conftest import DAY, PASSPHRASE, Bureau, county

__all__ = ["ground"]
SENT = {
    "tip-way": "named", "tip-name": "林小满", "tip-phone": "0660-1234567",
    "tip-says": "除尘器停着", "tip-spot": "工业大道 18 号",
}  # fmt: skip


class Visitor:
    """Somebody without an account who does what the page tells."""

    def __init__(self, seen: list[str]) -> None:
        self.browser, self.seen = Client(HTTP_HOST="localhost"), seen

    def ask(self, address: str, given: dict[str, Any] | None = None) -> str:
        """Open or send a public page and return it."""
        answer = self.browser.post(address, given) if given else self.browser.get(address)
        page: str = answer.content.decode()
        assert answer.status_code == 200, page
        self.seen.append(page)
        return page


def coded(page: str) -> str:
    """Return the code a page shows."""
    return page.split('class="mono"><b>')[1][:19]


@pytest.fixture
def here(db: None, monkeypatch: pytest.MonkeyPatch) -> Bureau:
    """A county under its document."""
    monkeypatch.setattr(clock, "now", lambda: DAY)
    return county()


def test_a_report_from_the_public_page_to_the_voucher(here: Bureau) -> None:
    seen: list[str] = []
    who = {key: Reader(here.terms[key], seen) for key in (
        "handler", "clerk", "leader", "custodian", "captain", "cashier")}  # fmt: skip
    visitor = Visitor(seen)
    locked = prepared(who, here)
    assert "我要举报" in visitor.ask("/public")
    visitor.ask("/public/441521/report")
    code = coded(visitor.ask("/public/441521/report", SENT))
    number = Matter.objects.everywhere("test").get(flow="tips.tip").number
    verified(who, here, number)
    took(who["handler"], number, "answer", reply="属实，已处罚")
    assert "属实，已处罚" in visitor.ask("/public/follow", {"code": code})
    paid(who, visitor, code)
    answer = who["custodian"].browser.post("/tips/custody/open", {
        "identity-number": number, "identity-reason": "核对第一署名人",
        "identity-passphrase": PASSPHRASE, "identity-key": SimpleUploadedFile("k.pem", locked),
    })  # fmt: skip
    assert "林小满" in answer.content.decode()
    assert "打开举报人身份" in who["handler"].see(f"/matters/{number}")
    besides(who, here)
    assert unseen("receive-reports", seen) == []


def prepared(who: dict[str, Reader], here: Bureau) -> bytes:
    """Make the key and name the cashier; return the key file."""
    who["custodian"].see("/tips/custody")
    given = {"key-passphrase": PASSPHRASE, "key-again": PASSPHRASE}
    locked: bytes = who["custodian"].browser.post("/tips/custody/key", given).content
    assert locked.startswith(b"-----BEGIN ENCRYPTED")
    who["leader"].see("/tips")
    post = here.terms["cashier"].post
    assert who["leader"].send("/tips/terms", {
        "terms-post": post.pk, "terms-amount": 200, "terms-reason": "局务会",
    })  # fmt: skip
    who["custodian"].see("/tips")
    assert "200 元" in who["handler"].see("/tips")
    return locked


def verified(who: dict[str, Reader], here: Bureau, number: str) -> None:
    """Accept, look without telling, confirm, handle and sign."""
    firm, bureau = here.units["firm"].name, here.units["bureau"].name
    took(who["handler"], number, "accept", category="hazard", unit=firm)
    took(who["handler"], number, "assign", verifier=bureau)
    took(who["clerk"], number, "arrange", unit=firm, inspector=here.units["brigade"].name,
         items="动火审批、除尘系统", visit_by="2025-03-10")  # fmt: skip
    visit = Matter.objects.everywhere("test").get(flow="inspections.visit").number
    shown = who["captain"].see(f"/matters/{visit}").split("<main")[1].split("<aside")[0]
    assert "动火审批、除尘系统" in shown
    assert "举报" not in shown
    assert who["captain"].browser.get(f"/matters/{number}").status_code == 404
    pair = {"lead": here.terms["officer"].person_id, "second": here.terms["captain"].person_id}
    took(
        who["captain"],
        visit,
        "prepare",
        **pair,
        mode="unannounced",
        visit_on="2025-03-03",
        content="动火审批、除尘系统",
        method="查看现场",
        procedure="检查、记录",
    )
    took(who["captain"], visit, "begin", lead_paper="1", second_paper="2")
    took(who["captain"], visit, "sign", "inspection_record", summary="除尘器停用", signer="厂长")
    assert "除尘器停用" in who["handler"].see(f"/matters/{number}")
    took(who["clerk"], number, "confirm", "tip_verification", facts="除尘器停用")
    who["clerk"].see(f"/matters/{number}")
    took(who["clerk"], number, "handle", handling="罚款四万元", unit=firm, fine="40000")
    took(who["leader"], number, "sign", opinion="同意")
    who["handler"].see(f"/matters/{number}")


def paid(who: dict[str, Reader], visitor: Visitor, code: str) -> None:
    """Propose, approve, claim and pay the reward."""
    reward = Bounty.objects.get().matter.number
    took(who["handler"], reward, "propose", basis="CN/report-reward-2018#fine")
    took(who["leader"], reward, "approve")
    shown = visitor.ask("/public/follow", {"code": code, "act": "claim"})
    assert "6000" in shown
    claim = coded(shown)
    who["cashier"].see("/tips")
    who["cashier"].see("/tips/payouts")
    answer = who["cashier"].browser.post("/tips/payouts", {"payout-code": claim})
    assert "6000" in answer.content.decode()
    given = {"payout-code": claim, "payout-voucher": "2025-03-18", "act": "pay"}
    assert who["cashier"].send("/tips/payouts", given)
    who["handler"].see(f"/matters/{reward}")
    took(who["handler"], reward, "close")


def besides(who: dict[str, Reader], here: Bureau) -> None:
    """Take down a letter, a retaliation and a suggestion."""
    who["handler"].see("/tips/new")
    given = {
        "tip-channel": "letter",
        "tip-way": "nameless",
        "tip-says": "仓库住人",
        "tip-spot": "站前路",
    }
    answer = who["handler"].browser.post("/tips/new", given)
    assert "已登记" in answer.content.decode()
    later = Matter.objects.everywhere("test").filter(flow="tips.tip").latest("pk")
    who["handler"].see(f"/matters/{later.number}")
    harm = opened(who["handler"], "tips.retaliation", says="举报后被解聘")
    who["handler"].see(f"/matters/{harm}")
    made = opened(
        who["clerk"], "tips.suggestion", source="deputy", proposer="第 12 号建议",
        headline="加密巡查", says="学校门口", handler=here.units["brigade"].name,
    )  # fmt: skip
    took(who["captain"], made, "take_on")
    took(who["captain"], made, "draft", reply="已安排")
    assert "第 12 号建议" in who["clerk"].see(f"/matters/{made}")
    who["clerk"].see("/matters/new")
