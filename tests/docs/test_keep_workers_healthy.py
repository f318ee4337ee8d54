"""The page on occupational health, followed by a foundry, its worker and two departments."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.trace.models import Matter
from bihuan.modules.health.models import Examination, ExposedWorker, SurveyResult
from tests.docs.district import NOW, PACKS, opened, people, refused, stepped
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

__all__ = ["people"]
NUMBERED = ("occupational-disease-2018", "hazard-declaration-2012", "workplace-health-2021")


@pytest.fixture
def who(people: dict[str, Term]) -> dict[str, Reader]:
    """The district's people at their browsers, with a worker of the foundry, under the law."""
    for pack in (*NUMBERED, "hazard-2007"):
        load_pack(read_pack(PACKS / f"CN/{pack}.yaml"), on=NOW.date())
    firm = people["owner"].post.unit
    people["worker"] = factories.person_in(factories.post(firm, "worker"), "张工")
    seen: list[str] = []
    keys = ("owner", "worker", "bureau", "clerk", "mayor", "chief")
    return {key: Reader(people[key], seen) for key in keys}


def put(reader: Reader, address: str, **given: Any) -> str:
    """Send a form that is taken; return where it leads."""
    answer = reader.browser.post(address, given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_foundry_declares_measures_examines_and_reports(who: dict[str, Reader]) -> None:
    owner, worker, bureau = who["owner"], who["worker"], who["bureau"]
    owner.see("/training")
    owner.see("/occupational")
    declared(owner, bureau)
    measured(owner, bureau)
    place = examined(owner, worker)
    case = reported(owner, bureau, place)
    for reader in (who["clerk"], who["mayor"], bureau):
        assert "张工" not in reader.see("/occupational/workers")
    page = who["clerk"].see(f"/matters/{case}")
    assert "张工" not in page
    assert "矽肺" not in page
    assert "这件报告是关于您本人的：矽肺" in worker.see(f"/matters/{case}")
    kept(owner)
    assert "没有说明有没有危害" in who["clerk"].see("/occupational")
    assert "双桥铸造厂" in who["clerk"].see("/occupational/units?which=over")
    assert (
        "双桥铸造厂"
        in b"".join(
            who["clerk"].browser.get("/occupational/units/export?which=over")  # type: ignore[arg-type]
        ).decode()
    )
    assert unseen("keep-workers-healthy", owner.seen) == []


def declared(owner: Reader, bureau: Reader) -> None:
    """Declare dust, be sent back, be received."""
    number = opened(owner, "health.declaration", kind="initial", grade="serious",
                    office="双桥区应急管理局")  # fmt: skip
    assert "还没有登记危害因素" in refused(owner, number, "submit")
    line = {"workplace": "造型", "group": "dust", "name": "矽尘", "exposed": "9"}
    put(owner, f"/occupational/declarations/{number}/factors",
        **{f"factor-{key}": value for key, value in line.items()})  # fmt: skip
    owner.see(f"/matters/{number}")
    stepped(owner, number, "submit")
    bureau.see(f"/matters/{number}")
    stepped(bureau, number, "send_back", opinion="补报清理岗")
    stepped(owner, number, "submit")
    stepped(bureau, number, "receive")
    assert "年度更新" in owner.see(f"/matters/{number}")


def measured(owner: Reader, bureau: Reader) -> None:
    """Enter a report over its limit: it becomes a hazard, and waits for it."""
    owner.see("/matters/new/health.survey")
    number = opened(owner, "health.survey", kind="survey", office="双桥区应急管理局",
                    agency="某检测公司", licence="冀001", number="J1",
                    done_on="2025-05-19")  # fmt: skip
    line = {"workplace": "造型", "group": "dust", "name": "矽尘", "measured": "2", "limit": "1",
            "source": "报告所列标准"}  # fmt: skip
    address = f"/occupational/surveys/{number}/readings"
    put(owner, address, **{f"reading-{key}": value for key, value in line.items()})
    page = owner.browser.post(address, {"reading-workplace": "清理"}).content.decode()
    assert "还没有填写“危害因素”" in page
    owner.see(f"/matters/{number}")
    stepped(owner, number, "treat", "survey_report", told_on="2025-05-20", fix_by="2025-06-20")
    row = SurveyResult.objects.get()
    assert row.hazard is not None
    assert row.hazard.number in owner.see(f"/matters/{number}")
    put(owner, f"{address}/{row.pk}/again", **{"again-again": "0.5"})
    late = refused(owner, number, "close", fixed="加装除尘", again_on="2025-05-20")
    assert row.hazard.number in late
    owner.see(f"/occupational/units/{row.survey.unit_id}")


def examined(owner: Reader, worker: Reader) -> str:
    """Enter the worker, be refused, enter his examination, read its result, who reads what."""
    owner.see("/occupational/workers")
    line = {"name": "张工", "work": "造型工", "factors": "矽尘"}
    place = put(owner, "/occupational/workers/enter",
                **{f"worker-{key}": value for key, value in line.items()})  # fmt: skip
    early = owner.browser.post(f"{place}/work", {"work-on": "2025-05-20"})
    assert early.status_code == 409
    assert "没有上岗前职业健康检查" in early.content.decode()
    facts = {"kind": "before", "on": "2025-05-19", "agency": "区疾控", "number": "T1",
             "result": "normal", "fit": "fit", "paid_by": "employer",
             "findings": "偏瘦"}  # fmt: skip
    put(owner, f"{place}/examine", **{f"exam-{key}": value for key, value in facts.items()})
    put(owner, f"{place}/work", **{"work-on": "2025-05-20"})
    exam = Examination.objects.get()
    for reader in (owner, worker):
        assert "偏瘦" not in reader.see(place)
        shown = reader.browser.post(f"/occupational/examinations/{exam.pk}")
        assert "偏瘦" in shown.content.decode()
        assert shown["Cache-Control"] == "no-store"
    owner.see("/occupational/cycles")
    return place


def reported(owner: Reader, bureau: Reader, place: str) -> str:
    """Report a suspected disease; the bureau opens whom it is about."""
    facts = {"kind": "suspected", "says": "矽肺", "found_on": "2025-05-20",
             "office": "双桥区应急管理局"}  # fmt: skip
    put(owner, f"{place}/report", **{f"disease-{key}": value for key, value in facts.items()})
    case = Matter.objects.everywhere("test").get(flow="health.disease").number
    bureau.see(f"/matters/{case}")
    shown = bureau.browser.post(f"/occupational/cases/{case}").content.decode()
    assert "张工" in shown
    ended = owner.browser.post(f"{place}/leave", {"leave-on": "2025-05-20", "leave-why": "ended"})
    assert "诊断、医学观察期间" in ended.content.decode()
    return case


def kept(owner: Reader) -> None:
    """Carry out a measure of the document, with proof and without."""
    firm = ExposedWorker.objects.get().unit_id
    page = owner.see(f"/occupational/units/{firm}")
    assert "全过程职业健康管理制度" in page
    address = f"/occupational/units/{firm}/measures/130802.rules"
    said = {"measure-done_on": "2025-05-20", "measure-says": "制度已发布",
            "measure-due_on": "2026-05-20"}  # fmt: skip
    assert "还没有上传佐证" in owner.browser.post(address, said).content.decode()
    put(owner, address, **said, **{
        "measure-proof": SimpleUploadedFile("制度.pdf", b"%PDF-1.4\n%%EOF\n")
    })  # fmt: skip
    assert "制度已发布" in owner.see(f"/occupational/units/{firm}")
