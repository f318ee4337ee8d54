"""What a program reads is what its post sees on the pages, page by page, and nothing else."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices import notices
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Task
from bihuan.surfaces.workbench.queries import paging
from tests.surfaces import twins
from tests.surfaces.api.program import Program, program
from tests.surfaces.twins import County


def titles(caller: Program, address: str, **query: object) -> list[str]:
    """Return the titles of all rows of a list, read page by page."""
    found, after = [], ""
    while True:
        given = caller.get(address, after=after, **query)
        assert given.status_code == 200, given.content.decode()
        page = given.json()
        found += [row.get("title") or row["name"] for row in page["rows"]]
        after = page["following"]
        if not after:
            return found


def test_the_list_of_obligations_has_the_filters_of_the_desk(county: County, twin: County) -> None:
    clerk = program(county, "office_clerk")
    everything = titles(clerk, "obligations")
    open_ = Obligation.objects.visible_to(county.viewer("office_clerk")).filter(done_at=None)
    assert sorted(everything) == sorted(open_.values_list("title", flat=True))
    assert titles(clerk, "obligations", state="late", q="报送方案") == ["甲报送方案"]
    assert titles(clerk, "obligations", unit=county.units["town"].pk) == []
    assert titles(clerk, "obligations", place=twin.place.code) == []
    assert titles(clerk, "obligations", document=twin.document.pk) == []


def test_a_list_is_read_page_by_page_without_missing_or_doubling_a_row(county: County) -> None:
    for n in range(2 * paging.SIZE):
        open_one(
            kind=Kind.PERIODIC, title=f"甲第{n}项", holder=county.units["firm"],
            legal_due=None, ladder=None, by=twins.BY, at=twins.NOW,
        )  # fmt: skip
    found = titles(program(county, "office_clerk"), "obligations")
    assert len(found) == len(set(found))
    assert {f"甲第{n}项" for n in range(2 * paging.SIZE)} <= set(found)


def test_a_longer_list_asks_the_database_no_more_often(county: County) -> None:
    clerk = program(county, "office_clerk")
    lists = ("obligations", "inbox", f"documents/{county.document.pk}/tasks")
    notices.write(
        key="one", unit=county.units["office"], post=None, chain=county.task.chain,
        template="prompt", subject="甲", facts={}, stage=1, urgent=False, at=twins.NOW,
    )  # fmt: skip
    few = [_queries(clerk, address) for address in lists]
    clauses = [
        Clause.objects.create(
            document=county.document, path=f"附{n}", text="甲", start=0, end=1, position=n
        )
        for n in range(1, 9)
    ]
    for n, clause in enumerate(clauses):
        record = Task(document=county.document, clause=clause, part="whole", says="甲")
        case = Case(f"甲第{n}件", county.place, county.units["firm"], clause)
        matter = begin(TaskFlow, case, record, by=twins.BY, at=twins.NOW)
        notices.write(
            key=f"many:{n}", unit=county.units["office"], post=None, chain=matter.chain,
            template="prompt", subject=f"甲{n}", facts={}, stage=1, urgent=False, at=twins.NOW,
        )  # fmt: skip
    assert [_queries(clerk, address) for address in lists] == few


def _queries(caller: Program, address: str) -> int:
    caller.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert caller.get(address).status_code == 200
    return len(asked)


def test_the_mark_of_one_list_opens_no_other(county: County) -> None:
    for n in range(paging.SIZE + 1):
        notices.write(
            key=f"many:{n}", unit=county.units["office"], post=None, chain=county.late.chain,
            template="prompt", subject=f"甲{n}", facts={}, stage=1, urgent=False, at=twins.NOW,
        )  # fmt: skip
    clerk = program(county, "office_clerk")
    mark = clerk.get("inbox").json()["following"]
    assert mark
    for address in ("obligations", "matters", "units", "letters"):
        given = clerk.get(address, after=mark)
        assert (given.status_code, given.json()["field"]) == (422, "after")


def test_what_is_asked_wrongly_is_named_and_what_would_be_right(county: County) -> None:
    clerk = program(county, "office_clerk")
    for address, query, field, says in (
        ("obligations", {"state": "迟"}, "state", "“状态”只能是 'late', '1', '2', '3', '4'"),
        ("obligations", {"stat": "late"}, "stat", "“stat”这里没有这一项，请核对名称。"),
        ("obligations", {"unit": "甲"}, "unit", "“责任单位编号”要是整数。"),
        ("obligations", {"q": "字" * 61}, "q", "“编号、单位或几个字”最多 60 个字。"),
        ("matters", {"flow": "没有"}, "flow", "没有“没有”这个流程。"),
        ("ledger", {"day": "2025-02-30"}, "day", "“到哪天”要写成 2025-03-12 这样。"),
        ("ledger", {"day": "2025-03-13"}, "day", "台账只能看到今天为止。"),
        ("letters", {"kind": "x"}, "kind", "没有“x”这种文书"),
        ("inbox", {"unread": "也许"}, "unread", "“只要未读的”要是 true 或 false。"),
    ):
        given = clerk.get(address, **query)
        assert (given.status_code, given.json()["field"]) == (422, field)
        assert says in given.json()["detail"]


def test_one_obligation_says_what_is_missing_and_why_not(county: County) -> None:
    seen = program(county, "office_clerk").get(f"obligations/{county.late.pk}").json()
    assert seen["holder"]["name"] == "甲塑料制品厂"
    assert [one["granted"] for one in seen["extensions"]] == [None]
    assert {one["act"] for one in seen["shut"]} == {"办理", "申请延期", "批准免责"}
    duty = program(county, "safety_officer").get(f"obligations/{county.duty.pk}").json()
    assert duty["missing"] == ["检查记录"]
    assert duty["base"] == county.duty.base_id


def test_one_matter_says_which_steps_are_the_callers_and_why_not(county: County) -> None:
    address = f"matters/{county.task.number}"
    [mine] = program(county, "safety_officer").get(address).json()["steps"][:1]
    assert (mine["name"], mine["mine"]) == ("file_plan", True)
    assert mine["asks"] == ["plan"]
    [shut] = program(county, "office_clerk").get(address).json()["steps"][:1]
    assert not shut["mine"]
    why = [guard for guard in shut["guards"] if not guard["ok"]]
    assert why[0]["detail"] == "“报送工作方案”由甲塑料制品厂（责任单位）办理。"
    assert why[0]["can"] == "甲塑料制品厂"


def test_a_letter_comes_as_data_pdf_and_word(county: County) -> None:
    clerk, pk = program(county, "office_clerk"), county.letter.pk
    assert clerk.get(f"letters/{pk}").json()["paragraphs"] == ["甲有一项逾期。"]
    assert clerk.get(f"letters/{pk}.pdf").content.startswith(b"%PDF")
    assert clerk.get(f"letters/{pk}.docx").content.startswith(b"PK")
    assert Letter.objects.visible_to(county.viewer("office_clerk")).get(pk=pk).state == "draft"


def test_a_unit_outside_ones_scope_tells_no_more_than_its_name(county: County) -> None:
    officer = program(county, "safety_officer")
    own = officer.get(f"units/{county.units['firm'].pk}").json()
    assert own["inside"]
    assert [post["person"]["name"] for post in own["posts"]][0] == "甲enterpri"
    above = officer.get(f"units/{county.units['bureau'].pk}").json()
    assert (above["inside"], above["posts"], above["credit_code"]) == (False, [], None)


def test_the_ledger_is_the_sheet_of_the_page(county: County) -> None:
    firm = county.units["firm"].pk
    sheet = program(county, "office_clerk").get("ledger", unit=firm).json()
    assert sheet["total"] == sum(sheet["counts"].values()) == len(sheet["lines"])
    page = county.browser("office_clerk").get(f"/ledger?unit={firm}").content.decode()
    assert sheet["code"] in page


def test_reading_the_inbox_marks_nothing_as_read(county: County) -> None:
    officer = program(county, "safety_officer")
    assert officer.get("inbox").json()["rows"][0]["read"] is False
    assert officer.get("inbox", unread="true").json()["rows"]


def test_documents_clauses_tasks_and_bases_are_read(county: County) -> None:
    clerk = program(county, "office_clerk")
    document = clerk.get(f"documents/{county.document.pk}").json()
    assert document["clauses"][0]["tasks"] == [county.task.number]
    tree = clerk.get(f"documents/{county.document.pk}/tasks").json()
    assert tree["branches"][0]["tasks"][0]["number"] == county.task.number
    base = clerk.get(f"bases/{county.duty.base_id}").json()
    assert sum(fate["n"] for fate in base["fates"]) == len(base["rows"]) == 1


def test_answers_are_kept_by_nobody_on_the_way(county: County) -> None:
    clerk = program(county, "office_clerk")
    for address in (
        "obligations",
        f"letters/{county.letter.pk}.pdf",
        f"evidence/{county.paper.pk}",
    ):
        given = clerk.get(address)
        assert "no-store" in given["Cache-Control"]
        given.close()


def test_addresses_nobody_serves_and_methods_nobody_takes_say_so(county: County) -> None:
    clerk = program(county, "office_clerk")
    assert clerk.get("obligation").json()["detail"] == "没有这个接口。全部接口见 /api。"
    assert clerk.get("obligations/0").status_code == 404
    assert clerk.get(f"obligations/{10**30}").status_code == 404
    given = clerk.client.delete(f"/api/v1/obligations/{county.late.pk}")
    assert (given.status_code, given["Allow"]) == (405, "GET")
    head = clerk.client.head(f"/api/v1/obligations/{county.late.pk}")
    assert (head.status_code, head.content) == (200, b"")
