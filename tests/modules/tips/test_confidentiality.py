"""Who reported is nowhere to be read: not in the database, a log, a page, an export, the trace."""

import logging
import struct
import zlib
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Entry, Evidence
from bihuan.modules.tips import custody, intake, replies, sealing
from bihuan.modules.tips.intake import Attachment, Report, Who
from bihuan.modules.tips.models import Tip, Vault
from bihuan.surfaces import clock
from bihuan.surfaces.portal import pace
from tests.kernel import factories
from tests.modules.tips.conftest import DAY, PASSPHRASE, REPORTER, SAID, Bureau
from tests.testapp.performing import snapshot

ADDRESS = "203.0.113.77"
SECRETS = (REPORTER.name, REPORTER.phone, REPORTER.joint, "住在厂区隔壁", ADDRESS)
FORM = {
    "tip-way": "named", "tip-name": REPORTER.name, "tip-phone": REPORTER.phone,
    "tip-joint": REPORTER.joint, "tip-says": "三号车间没有除尘", "tip-spot": "可塘镇工业大道 18 号",
}  # fmt: skip
CAMERA = "Pixel-9 22.9712N 115.3234E"


@pytest.fixture
def at_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be of the day."""
    monkeypatch.setattr(clock, "now", lambda: DAY)


def png(*, text: str = CAMERA) -> bytes:
    """A picture of one grey pixel that says with what and where it was taken."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    told = chunk(b"tEXt", b"Comment\0" + text.encode())
    return b"\x89PNG\r\n\x1a\n" + head + told + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(
        b"IEND", b""
    )  # fmt: skip


def everything(folder: Path) -> bytes:
    """All that the database file holds, free pages too, and every file kept beside it.

    On a server it is what a dump holds: each row of each table.
    """
    found = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        return b"".join((connection.connection.serialize(), *found))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - tables of our own
            found += [repr(row).encode() for row in cursor.fetchall()]
    return b"".join(found)


def test_a_dump_a_log_the_trace_and_the_notices_show_no_reporter_and_no_address(
    here: Bureau, at_day: None, caplog: pytest.LogCaptureFixture
):
    locked = here.key()
    visitor = Client(HTTP_HOST="localhost", REMOTE_ADDR=ADDRESS)
    with caplog.at_level(logging.INFO):
        bad = visitor.post("/public/441521/report", FORM | {"tip-spot": ""})
        lost = visitor.post("/public/follow", {"code": "AAAA-BBBB-CCCC-DDDD"})
        sent = visitor.post("/public/441521/report", FORM | {
            "tip-files": SimpleUploadedFile("林小满家门口.png", png()),
        })  # fmt: skip
    assert (bad.status_code, lost.status_code, sent.status_code) == (422, 404, 200)
    assert REPORTER.name in bad.content.decode()
    code = sent.context["receipt"].code if sent.context else _code(sent.content.decode())
    assert sent["Cache-Control"] == "no-store"
    # A stricter one would let browsers send no origin, and the form would be refused.
    assert sent["Referrer-Policy"] == "same-origin"
    kept = everything(evidence.root())
    for secret in (*SECRETS, code, code.replace("-", ""), CAMERA, PASSPHRASE, locked.decode()):
        assert secret.encode() not in kept, secret
    assert "没有除尘".encode() in kept
    for secret in (*SECRETS, code):
        assert secret not in caplog.text, secret
    assert not visitor.cookies.get("sessionid")
    tip = replies.find(code)
    assert tip.named
    assert Evidence.objects.get(chain=tip.matter.chain).name == "附件1.png"
    assert not Notice.objects.everywhere("test").filter(subject__contains=REPORTER.name).exists()


def _code(page: str) -> str:
    start = page.index('class="mono"><b>') + len('class="mono"><b>')
    return page[start : start + 19]


def test_pages_search_export_and_program_show_no_reporter(here: Bureau, at_day: None):
    here.key()
    tip = here.tip(here.report(REPORTER))
    number = tip.matter.number
    for key in ("handler", "director", "custodian", "officer"):
        browser = factories.browser_of(factories.account_of(here.terms[key]))
        for address in (f"/matters/{number}", "/tips", "/tips/export", "/matters/export",
                        f"/search?q={number}", f"/api/v1/matters/{number}"):  # fmt: skip
            answer = browser.get(address)
            body = answer.getvalue().decode(errors="replace")
            for secret in SECRETS:
                assert secret not in body, (key, address)
            if (key, address) == ("handler", f"/matters/{number}"):
                assert "留了姓名，加密保存" in body
                assert "由此提出" not in body
    clerk = factories.browser_of(factories.account_of(here.terms["clerk"]))
    page = clerk.get(f"/matters/new/committee.directive?matter={number}")
    assert number not in page.content.decode().split("<main")[1]


def test_only_the_custodian_with_key_passphrase_and_reason_opens_it_and_each_try_is_traced(
    here: Bureau,
):
    locked = here.key()
    tip = here.tip(here.report(REPORTER))
    number, custodian = tip.matter.number, here.viewer("custodian")

    def tried(by: str = "custodian", reason: str = "领奖核对", word: str = PASSPHRASE) -> object:
        return custody.open_identity(number, locked, word, reason, by=here.viewer(by), at=DAY)

    before = snapshot()
    for who in ("handler", "leader", "director", "auditor"):
        with pytest.raises(NotAllowed, match="由保管员打开"):
            tried(who)
    with pytest.raises(Invalid, match="还没有写打开的理由"):
        tried(reason=" ")
    assert snapshot() == before
    with pytest.raises(Invalid, match="已经留痕"):
        tried(word="另外一个口令也够长了")
    assert dict(tried()) == dict(REPORTER.facts)
    verbs = list(Entry.objects.filter(chain=tip.matter.chain).values_list("verb", flat=True))
    assert verbs[-2:] == ["identity_refused", "identity_opened"]
    assert "领奖核对" in Entry.objects.filter(chain=tip.matter.chain).last().body
    told = Notice.objects.everywhere("test").filter(template=custody.TEMPLATE)
    assert told.get().unit == here.units["bureau"]
    assert [row.tip for row in custody.kept(custodian)] == [tip]


def test_a_sealed_identity_opens_nowhere_but_at_its_report_and_with_no_other_key(here: Bureau):
    first = here.key()
    one, other = here.tip(here.report(REPORTER)), here.tip(here.report(Who("周某", "13800000000")))
    assert len(one.vault.sealed) == len(other.vault.sealed)
    with pytest.raises(sealing.Locked):
        sealing.unseal(one.vault.sealed, first, PASSPHRASE, other.vault.code)
    second = here.key()
    with pytest.raises(sealing.Locked):
        sealing.unseal(one.vault.sealed, second, PASSPHRASE, one.vault.code)
    later = here.tip(here.report(REPORTER)).vault
    assert later.key != one.vault.key
    assert sealing.unseal(later.sealed, second, PASSPHRASE, later.code)["姓名"] == REPORTER.name
    assert sealing.unseal(one.vault.sealed, first, PASSPHRASE, one.vault.code)


def test_without_a_key_nobody_leaves_a_name_and_later_the_code_seals_it(here: Bureau):
    before = snapshot()
    with pytest.raises(Invalid, match="现在只能不留姓名举报"):
        here.report(REPORTER)
    assert (snapshot(), Tip.objects.count()) == (before, 0)
    receipt = here.report()
    here.key()
    replies.leave_name(here.tip(receipt), REPORTER, at=DAY)
    assert here.tip(receipt).named
    with pytest.raises(Invalid, match="已经留过姓名"):
        replies.leave_name(here.tip(receipt), Who("另一人", "13900000000"), at=DAY)
    assert REPORTER.name not in repr(Vault.objects.values()) + repr(REPORTER)


def test_words_that_betray_are_sent_back_before_anybody_reads_them(here: Bureau, at_day: None):
    visitor = Client(HTTP_HOST="localhost")
    given = FORM | {"tip-way": "nameless", "tip-says": "我的手机 13912345678，三号车间"}
    sent = visitor.post("/public/441521/report", given)
    assert sent.status_code == 422
    assert "请去掉手机号码" in sent.content.decode()
    assert not Tip.objects.exists()


def test_what_cannot_be_bared_is_not_kept(here: Bureau):
    before = (snapshot(), set(evidence.root().rglob("*")))
    for name, content in (
        ("a.heic", b"ftypheic"),
        ("a.jpg", b"\xff\xd8\xff\xe1"),
        ("a.pdf", b"%PDF"),
    ):
        with pytest.raises(Invalid, match="为了保护您没有收"):
            intake.receive(here.place, Report("厂房", "镇上", files=[Attachment(name, content)]),
                           at=DAY)  # fmt: skip
    assert (snapshot(), set(evidence.root().rglob("*"))) == before


def test_too_many_from_one_address_wait_and_nothing_tells_whose_they_were(
    here: Bureau, at_day: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pace, "SENT_PER_HOUR", 2)
    kept: list[str] = []

    def remembered(key: str, start: int, **options: Any) -> bool:
        kept.append(key)
        return bool(real(key, start, **options))

    real = pace.cache.add
    monkeypatch.setattr(pace, "cache", SimpleNamespace(add=remembered, incr=pace.cache.incr))
    visitor = Client(HTTP_HOST="localhost", REMOTE_ADDR="203.0.113.90")
    codes = [visitor.post("/public/follow", {"code": "x"}).status_code for _ in range(3)]
    assert codes == [404, 404, 429]
    assert kept
    assert not any("203.0.113" in key for key in kept)
    other = Client(HTTP_HOST="localhost", REMOTE_ADDR="203.0.113.91")
    assert other.post("/public/follow", {"code": "x"}).status_code == 404


def test_the_reporter_does_everything_by_code_on_the_portal(here: Bureau, at_day: None):
    here.key()
    visitor = Client(HTTP_HOST="localhost")
    page = visitor.get("/public/441521/report").content.decode()
    assert "不记录您的网址" in page
    assert "海丰县" in visitor.get("/public/report?q=海丰").content.decode()
    sent = visitor.post("/public/441521/report", FORM | {"tip-way": "nameless"})
    code = _code(sent.content.decode())
    assert "已收到，待受理" in visitor.post("/public/follow", {"code": code}).content.decode()
    for act, given, says in (
        ("add", {"more-says": "夜班也在作业"}, "已收到您的补充"),
        ("name", {"name-name": REPORTER.name, "name-phone": REPORTER.phone}, "已加密保存"),
        ("harm", {"harm-says": "第二天被调岗"}, "已另行登记为"),
    ):
        shown = visitor.post("/public/follow", {"code": code, "act": act, **given})
        assert says in shown.content.decode(), act
    assert replies.find(code).retaliations.count() == 1
    assert visitor.get("/public/441521").status_code == 200
    assert visitor.get("/public/999999/report").status_code == 404
    with pytest.raises(NotFound, match="还没有在这里受理举报"):
        intake.receive(factories.county("441523", "陆河县"), SAID, at=DAY + timedelta(days=1))
