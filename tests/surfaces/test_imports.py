"""导入 on pages: the template, the preview, mending, deciding, the result; exports of the same."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.orgs.models import Person, Term, Unit
from bihuan.kernel.trace.models import Entry, Evidence
from bihuan.modules.imports.models import Import, ImportRow

HEAD = "单位名称,类别,区划,督办方,从业人数\n"
LOCKED = bytes.fromhex("d0cf11e0") + "EncryptedPackage".encode("utf-16-le")
GOOD = "甲新纸厂,企业,甲镇,甲县应急管理局,35\n"
BAD = "甲错厂,企业,甲县,甲县应急管理局,很多\n"


def send(county, content, key="units", role="office_clerk", name="表.csv"):
    body = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, body)
    return county.browser(role).post(f"/imports/{key}", {"file": file})


def opened(county, response, role="office_clerk", query=""):
    return county.browser(role).get(response["Location"] + query)


def lines(response):
    return list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))


def rows_of(response):
    return list(openpyxl.load_workbook(BytesIO(response.getvalue())).worksheets[0].values)


def test_a_clerk_hands_in_a_table_sees_what_it_would_do_and_takes_all_but_the_wrong_rows(county):
    response = send(county, HEAD + GOOD + BAD)
    page = opened(county, response).content.decode()
    assert "从业人数</b>：“很多”不是整数；只写数字，如 35" in page
    assert "除了有错的，导入其余 1 行" in page
    assert not Unit.objects.filter(name="甲新纸厂").exists()
    browser = county.browser("office_clerk")
    refused = browser.post(response["Location"] + "/take", {"act": "take"})
    assert refused.status_code == 409
    assert "有 1 行有错" in refused.content.decode()
    browser.post(response["Location"] + "/take", {"act": "but_wrong"})
    assert Unit.objects.get(name="甲新纸厂").headcount == 35
    assert "导入了 1 行，1 行没有导入" in opened(county, response).content.decode()
    assert "表.csv" in browser.get("/imports").content.decode()


def test_the_wrong_rows_are_handed_back_mended_and_handed_in_again(county):
    response = send(county, HEAD + GOOD + BAD)
    browser = county.browser("office_clerk")
    handed = browser.get(response["Location"] + "/wrong?format=xlsx")
    head, row = rows_of(handed)
    assert head == ("单位名称", "类别", "区划", "督办方", "从业人数", "要改什么")
    assert row[-1] == "原表第 3 行：从业人数：“很多”不是整数；只写数字，如 35"
    book = browser.get(response["Location"] + "/wrong?format=xlsx").getvalue()
    mended = openpyxl.load_workbook(BytesIO(book))
    mended.worksheets[0]["E2"] = "12"
    file = BytesIO()
    mended.save(file)
    again = send(county, file.getvalue(), name="待改.xlsx")
    browser.post(again["Location"] + "/take", {"act": "take"})
    assert Unit.objects.get(name="甲错厂").headcount == 12


def test_taking_none_leaves_everything_as_it_was(county):
    before = Unit.objects.count()
    response = send(county, HEAD + GOOD)
    county.browser("office_clerk").post(response["Location"] + "/drop")
    assert Unit.objects.count() == before
    assert "没有任何内容被改动" in opened(county, response).content.decode()


def test_a_change_that_needs_a_basis_asks_for_it_and_keeps_what_was_typed(county):
    response = send(county, "单位名称,区划,督办方\n甲塑料制品厂,甲县,甲镇人民政府\n")
    address = response["Location"] + "/take"
    browser = county.browser("office_clerk")
    refused = browser.post(address, {"act": "take", "take-basis": ""})
    assert refused.status_code == 422
    assert "还没有填写“依据”" in refused.content.decode()
    browser.post(address, {"act": "take", "take-basis": "海委编〔2025〕3号"})
    assert Unit.objects.get(name="甲塑料制品厂").supervisor == county.units["town"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("表.pdf", b"%PDF-1.4", "不是电子表格"),
        ("表.xlsx", b"hello", "可能只是改了后缀"),
        ("表.xlsx", b"", "是空文件"),
        ("表.xlsx", LOCKED, "有打开密码"),
        ("表.csv", "类别,区划\n企业,甲县\n".encode(), "没有“单位名称”一列"),
        ("表.csv", "姓名,手机,单位,岗位\n王五,1,甲厂,安全员\n".encode(), "这像是人员的表"),
        ("表.csv", HEAD.encode(), "表头下面没有内容"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table_is_refused_and_nothing_is_kept(county, name, content, words):
    kept = (Import, ImportRow, Entry, Evidence)
    before = [model.objects.count() for model in kept]
    response = send(county, content, name=name)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "没有任何内容被改动" in response.content.decode()
    assert [model.objects.count() for model in kept] == before


def test_no_file_at_all_is_said(county):
    response = county.browser("office_clerk").post("/imports/units", {})
    assert response.status_code == 422
    assert "还没有选择文件" in response.content.decode()


def test_who_may_not_is_refused_and_sees_no_way_in(county):
    assert send(county, HEAD + GOOD, role="worker").status_code == 403
    assert send(county, HEAD + GOOD, key="tasks", role="administrator").status_code == 403
    assert 'href="/imports"' in county.browser("office_clerk").get("/units").content.decode()
    assert 'href="/imports/tasks"' in county.browser("leader").get("/matters").content.decode()
    assert 'href="/imports/tasks"' not in county.browser("worker").get("/matters").content.decode()
    assert 'href="/imports/units"' not in county.browser("worker").get("/imports").content.decode()
    assert county.browser("auditor").get("/imports/people/export").status_code == 403
    response = send(county, HEAD + GOOD)
    for role in ("department_clerk", "worker", "administrator"):
        expected = 200 if role == "administrator" else 404
        assert opened(county, response, role).status_code == expected
        for act in ("/take", "/drop", "/wrong", "/file"):
            if role != "administrator":
                ask = county.browser(role)
                send_to = ask.post if act in ("/take", "/drop") else ask.get
                assert send_to(response["Location"] + act).status_code == 404


def test_the_file_comes_back_as_it_was_handed_in(county):
    response = send(county, HEAD + GOOD)
    back = county.browser("office_leader").get(response["Location"] + "/file")
    assert back.getvalue().decode() == HEAD + GOOD


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("key", ["units", "people", "tasks"])
def test_what_is_exported_and_imported_again_changes_nothing(county, key, format):
    Term.objects.filter(post__role="worker").update(reason="=1+1")
    Unit.objects.filter(name="甲塑料制品厂").update(
        attributes={"address": "@海城镇"}, since="2020-05-01", headcount=35
    )
    for n, person in enumerate(Person.objects.order_by("pk")):
        Person.objects.filter(pk=person.pk).update(phone=f"138{n:08}")
    handed = county.browser("office_clerk").get(f"/imports/{key}/export?format={format}")
    response = send(county, handed.getvalue(), key=key, name=f"表.{format}")
    made = Import.objects.latest("pk")
    assert made.total >= 1
    wrong = made.rows.exclude(verdict="same").values_list("problems", "changes")
    assert list(wrong) == []
    assert "没有要改的" in opened(county, response).content.decode()


def test_the_list_of_units_itself_can_be_imported_again(county):
    handed = county.browser("office_clerk").get("/units/export?format=xlsx")
    send(county, handed.getvalue(), name="单位.xlsx")
    assert set(Import.objects.latest("pk").rows.values_list("verdict", flat=True)) == {"same"}


@pytest.mark.parametrize("key", ["units", "people", "tasks"])
def test_a_template_filled_in_by_its_own_examples_is_read(county, key):
    from bihuan.modules.imports import intake

    sheet = intake.sheet(key)
    answer = county.browser("office_clerk").get(f"/imports/{key}/template")
    assert rows_of(answer) == [tuple(column.heading for column in sheet.columns)]
    for column in sheet.columns:
        column.value(column.example)
        assert all(column.value(choice) is not None for choice in column.choices)


def test_a_long_table_is_a_job_and_its_page_shows_how_far_it_is(county, monkeypatch):
    from bihuan.surfaces import jobs

    asked = []
    monkeypatch.setattr(jobs, "carry_import_on", asked.append)
    rows = "".join(f"甲第{n}砖厂,企业,甲县,甲县应急管理局,{n}\n" for n in range(120))
    response = send(county, HEAD + rows)
    made = Import.objects.latest("pk")
    assert asked == [made.pk]
    page = opened(county, response).content.decode()
    assert "正在逐行核对：0 / 120 行" in page
    assert 'hx-trigger="every 2s"' in page


def test_a_job_that_was_lost_is_gone_on_with(county, monkeypatch):
    from bihuan.modules.imports import intake
    from bihuan.surfaces import clock, jobs
    from tests.surfaces.twins import NOW

    made = intake.receive(intake.sheet("units"), "表.csv", (HEAD + GOOD).encode(),
                          by=county.viewer("office_clerk"), at=NOW)  # fmt: skip
    jobs.carry_imports_on.call_local()
    assert Import.objects.latest("pk").state == "judging"
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))
    jobs.carry_imports_on.call_local()
    assert Import.objects.get(pk=made.pk).state == "judged"


def test_every_list_is_handed_out_as_excel_too(county):
    browser = county.browser("office_clerk")
    firm = county.units["firm"].pk
    for address in ("/desk/export?", "/matters/export?", "/letters/export?", "/units/export?",
                    f"/ledger/export?unit={firm}&"):  # fmt: skip
        table = browser.get(f"{address}format=csv")
        head, *rest = lines(table)[3:]
        book = rows_of(browser.get(f"{address}format=xlsx"))
        assert list(book[0]) == head
        assert len(book) == len(rest)
        assert rest[-1] == ["行数", str(len(rest) - 1)]
        assert browser.get(f"{address}format=pdf").status_code == 422
