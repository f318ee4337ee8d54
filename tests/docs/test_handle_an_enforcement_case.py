"""The page on handling a case, followed by officers, a head, a reviewer's office and a town."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.trace.models import Matter
from tests.docs.district import NOW, people
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

__all__ = ["people"]
PACKS = Path(__file__).parents[2] / "packs"
FOUND = 302


@pytest.fixture
def staff(people: dict[str, Term]) -> dict[str, Term]:
    """The district's people, with two officers of the bureau under the law of penalties."""
    for pack in ("CN/work-safety-2021", "CN/penalty-2021", "CN/coercion-2011"):
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=NOW.date())
    bureau = people["bureau"].post.unit
    for key in ("one", "two"):
        people[key] = factories.person_in(factories.post(bureau, "enforcement_officer"), f"钱{key}")
    Unit.objects.filter(pk=people["owner"].post.unit_id).update(supervisor=bureau)
    return people


def opened(reader: Reader, key: str, under: str = "", **given: Any) -> str:
    """Open a matter of a kind, on the page of another or of its own; return its number."""
    address = f"/matters/new/{key}{f'?matter={under}' if under else ''}"
    answer = reader.browser.post(address, {f"open-{name}": said for name, said in given.items()})
    assert answer.status_code == FOUND, answer.content.decode()
    return str(answer["Location"]).rpartition("/")[2]


def took(reader: Reader, number: str, step: str, *proofs: str, **given: str) -> None:
    """Take a step on the page of a matter, with its proofs; the page is not shown again."""
    row = Matter.objects.everywhere("test").get(number=number)
    filled: dict[str, Any] = {f"step-{key}": value for key, value in given.items()}
    filled |= {
        f"proof-{kind}": SimpleUploadedFile(f"{kind}.pdf", b"%PDF-1.4\n%%EOF\n") for kind in proofs
    }
    filled |= {"revision": row.revision, "step-step": step}
    answer = reader.browser.post(f"/matters/{number}/step", filled)
    assert answer.status_code == FOUND, answer.content.decode()


def signed(chief: Term) -> None:
    """Sign what was drawn up as its signer does."""
    by = factories.viewer_of(chief, on=NOW.date())
    for letter in Letter.objects.everywhere("test").filter(state="draft", issuer=chief.post.unit):
        letters.sign(letter, by=by, at=NOW)


def certify(who: dict[str, Reader], staff: dict[str, Term]) -> None:
    """Look around, then enter and confirm the certificates of the two officers."""
    for address in ("/matters", "/enforcement", "/enforcement/officers", "/enforcement/mandatory"):
        who["bureau"].see(address)
    for n, key in enumerate(("one", "two")):
        paper = opened(
            who["bureau"], "enforcement.certificate", person=staff[key].person_id, kind="officer",
            number=f"冀H{n}", issuer="省政府", since="2024-01-01", until="2028-12-31",
        )  # fmt: skip
        assert "核对无误" in who["chief"].see(f"/matters/{paper}")
        took(who["chief"], paper, "confirm")


def test_a_case_from_the_certificates_to_the_file(staff: dict[str, Term]) -> None:
    seen: list[str] = []
    who = {key: Reader(term, seen) for key, term in staff.items() if key != "organ"}
    certify(who, staff)
    firm = {"unit": "双桥铸造厂", "second": staff["two"].person_id}
    article = "安全生产法(2021)|97|5"
    who["one"].see("/enforcement")
    assert opened(
        who["one"], "enforcement.order", kind="term", found_on="2025-05-20", facts="台账空白",
        demands="补记并通报", due_on="2025-05-25", article=article, **firm,
    )  # fmt: skip
    case = opened(
        who["one"], "enforcement.case", source="inspection", article=article, stage="first",
        found_on="2025-05-19", facts="隐患台账空白", **firm,
    )  # fmt: skip
    took(who["chief"], case, "approve")
    took(who["one"], case, "conclude", "case_evidence", "case_report", proposal="建议罚款")
    fine = opened(
        who["one"], "enforcement.penalty", case, who="unit", kind="fine", article=article,
        stage="first", degree="normal", amount="20000", reasons="初次",
    )  # fmt: skip
    assert "罚款怎么得出" in who["one"].see(f"/matters/{fine}")
    took(who["one"], case, "notify", "service_receipt")
    took(who["one"], case, "hear", statement="没有意见", waived="on")
    who["chief"].see(f"/matters/{case}")
    took(who["chief"], case, "decide", decision="同意", alone="责任人员另案")
    signed(staff["chief"])
    took(who["one"], fine, "serve", "service_receipt", served_at="2025-05-20 10:00",
         recipient="钱某")  # fmt: skip
    for key in ("one", "chief", "clerk"):
        who[key].see(f"/matters/{fine}")
        who[key].see(f"/matters/{case}")
    assert "20000" in who["clerk"].see("/enforcement/statistics")
    answer = who["chief"].browser.get(f"/enforcement/{case}/file")
    assert answer.content.startswith(b"%PDF")
    assert who["police"].browser.get(f"/enforcement/{case}/file").status_code == 404
    assert Matter.objects.everywhere("test").filter(flow="disclosure.publication").exists()
    later(who, staff, article)
    assert unseen("handle-an-enforcement-case", seen) == []


def later(who: dict[str, Reader], staff: dict[str, Term], article: str) -> None:
    """See what stands on the pages of a major case and of an order that was not kept."""
    firm = {"unit": "双桥铸造厂", "second": staff["two"].person_id}
    order = opened(
        who["one"], "enforcement.order", kind="halt", found_on="2025-05-20", facts="无监护",
        demands="停止作业", due_on="2025-05-20", article=article, **firm,
    )  # fmt: skip
    took(who["owner"], order, "report", "rectified_photo", done="没有完成")
    took(who["one"], order, "fail", "recheck_photo", rechecked_on="2025-05-20", recheck="没有改")
    who["one"].see(f"/matters/{order}")
    assert "没有改" in who["clerk"].see("/enforcement/mandatory")
    took(who["one"], order, "prosecute")
    case = Matter.objects.everywhere("test").get(parent__number=order).number
    took(who["chief"], case, "approve")
    took(who["one"], case, "conclude", "case_evidence", "case_report", proposal="建议罚款")
    opened(
        who["one"], "enforcement.penalty", case, who="unit", kind="fine", article=article,
        stage="overdue", degree="top", amount="200000", reasons="逾期未改",
    )  # fmt: skip
    assert "重大执法决定" in who["one"].see(f"/matters/{case}")
