"""The page on spreadsheets, followed word by word in the pages of the product and on a server."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel.orgs.models import Unit
from bihuan.surfaces import clock
from tests.cli.installation import copy_into, shell
from tests.docs.pages import blocks, unseen
from tests.docs.test_enter_units import MORNING
from tests.kernel import factories

PAGE = "import-spreadsheets"


def test_the_table_of_the_page_is_judged_taken_and_mended(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    office = factories.committee_office(factories.county())
    clerk = factories.person_in(factories.post(office, "office_clerk", "综合岗"))
    browser, seen = Client(HTTP_HOST="localhost"), ""
    browser.force_login(
        factories.account_of(clerk), backend="django.contrib.auth.backends.ModelBackend"
    )
    for address in ("/units", "/imports", "/imports/units", "/desk"):
        seen += browser.get(address).content.decode()
    [table] = blocks(PAGE, "csv")
    sent = {"file": SimpleUploadedFile("台账.csv", table.encode("gb18030"))}
    preview = browser.post("/imports/units", sent)["Location"]
    seen += browser.get(preview).content.decode()
    assert "“约20”不是整数" in seen
    assert not Unit.objects.filter(name="海丰县新纸厂").exists()
    browser.post(f"{preview}/take", {"act": "but_wrong"})
    assert Unit.objects.get(name="海丰县新纸厂").headcount == 35
    wrong = browser.get(f"{preview}/wrong").getvalue().decode().replace("约20", "20")
    mended = {"file": SimpleUploadedFile("待改.csv", wrong.encode())}
    again = browser.post("/imports/units", mended)["Location"]
    browser.post(f"{again}/take", {"act": "take"})
    assert Unit.objects.get(name="海丰县砖厂").headcount == 20
    assert unseen(PAGE, [seen]) == []


@pytest.mark.slow
def test_the_commands_of_the_page_run(tmp_path: Path) -> None:
    copy_into(tmp_path)
    (tmp_path / "单位.csv").write_text(blocks(PAGE, "csv")[0], "utf-8")
    [script] = blocks(PAGE, "sh")
    done = shell(tmp_path, script)
    assert done.returncode == 0, done.stderr
    assert "导入了 1 行" in done.stdout
