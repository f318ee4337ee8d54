"""The page on emergencies, followed by a foundry and the bureau that takes its plan in."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Rule
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.orgs.models import Term, UnitTag
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of
from bihuan.modules.emergency.models import DrillProblem, Stock
from tests.docs.district import NOW, PACKS, people, refused
from tests.docs.pages import Reader, unseen
from tests.docs.test_train_and_certify import put

__all__ = ["people"]
TODAY = str(NOW.date())


@pytest.fixture
def who(people: dict[str, Term]) -> dict[str, Reader]:
    """The district's people at their browsers, under the national rules."""
    for pack in ("work-safety-2021", "emergency-plan-2019", "emergency-2019", "hazard-2007"):
        load_pack(read_pack(PACKS / "CN" / f"{pack}.yaml"), on=NOW.date())
    UnitTag.objects.create(unit=people["owner"].post.unit, tag="金属冶炼", since="2020-01-01")
    seen: list[str] = []
    return {key: Reader(people[key], seen) for key in ("owner", "bureau")}


def step(reader: Reader, number: str, name: str, *proofs: str, **given: str) -> None:
    """Take a step as its form does, without looking at the pages around it."""
    row = Matter.objects.everywhere("test").get(number=number)
    filled: dict[str, Any] = {f"step-{key}": value for key, value in given.items()}
    filled |= {f"proof-{k}": SimpleUploadedFile(f"{k}.pdf", b"%PDF-1.4\n%%EOF\n") for k in proofs}
    assert put(reader, f"/matters/{number}/step",
               {"revision": row.revision, "step-step": name, **filled})  # fmt: skip


def begun(reader: Reader, **given: str) -> str:
    """Begin a plan as its form does; return its number."""
    facts = {f"open-{key}": value for key, value in given.items()}
    return number_of(put(reader, "/matters/new/emergency.plan", facts))


def number_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_foundry_plans_files_drills_and_finds_help_near(
    who: dict[str, Reader], people: dict[str, Term]
) -> None:
    owner, bureau = who["owner"], who["bureau"]
    assert re.search(r'which=none">没有预案 1<', owner.see("/emergency"))
    number = filed(owner, bureau)
    drilled(owner, number, people["owner"])
    teams(owner, bureau)
    materials(owner)
    assert unseen("prepare-for-emergencies", owner.seen) == []


def filed(owner: Reader, bureau: Reader) -> str:
    """Let the foundry write, sign and file its plan, and the bureau take it in."""
    number = begun(owner, kind="comprehensive", event="general",
                    name="综合应急预案", draft_by="2025-05-30")  # fmt: skip
    owner.see(f"/matters/{number}")
    step(owner, number, "draft", "plan_text")
    owner.see(f"/matters/{number}")
    argued = {"review_form": "argued", "reviewed_on": TODAY, "reviewers": "厂内", "opinion": "好"}
    assert "还缺" in refused(owner, number, "pass_", **argued)
    step(owner, number, "pass_", "plan_review", **argued | {"review_form": "review"})
    owner.see(f"/matters/{number}")
    step(owner, number, "publish", "plan_signed", published_on=TODAY, evaluate_by="2028-05-01",
         recipient="双桥区应急管理局")  # fmt: skip
    assert "2025-06-18" in owner.see(f"/matters/{number}")
    step(owner, number, "file", "plan_form", "plan_survey")
    bureau.see(f"/matters/{number}")
    step(bureau, number, "accept", "plan_receipt", filing_number="双应急备〔2025〕3号")
    assert number in bureau.see("/emergency/plans?which=unlinked")
    return number


def drilled(owner: Reader, number: str, term: Term) -> None:
    """Meet the duty of a drill on its page, tie it to the plan, make a hazard of what it found."""
    rule = Rule.objects.get(key="CN/emergency-plan-2019#drill.scene")
    firm = term.post.unit
    duty = open_one(
        kind="periodic", title="现场处置方案演练", holder=firm, rule=rule, clause=rule.clause,
        legal_due=end_of(NOW.date()), ladder=None, by=Machine("周期"), at=NOW,
    )  # fmt: skip
    held(duty, term)
    page = owner.see(f"/matters/{number}")
    [drill] = re.findall(r'<option value="(\d+)">2025-05-20 现场处置方案演练', page)
    revision = Matter.objects.everywhere("test").get(number=number).revision
    assert put(owner, f"/emergency/plans/{number}/drills", {
        "revision": revision, "drill-drill": drill, "drill-evaluation": "疏散慢",
        "drill-problems": "出口被堵\n分工不清", "drill-fix_by": "2025-05-30",
    })  # fmt: skip
    first = DrillProblem.objects.earliest("pk")
    owner.see(f"/matters/{first.matter.number}")
    step(owner, first.matter.number, "make_hazard", spot="一车间")


def held(duty: Any, term: Term) -> None:
    """Record that the drill was held, as its page does."""
    from io import BytesIO

    from bihuan.kernel.obligations.fulfilments import fulfil
    from bihuan.kernel.orgs.terms import as_viewer
    from bihuan.kernel.trace import evidence

    by = as_viewer(term, NOW.date())
    papers = [
        evidence.store(owner=duty, kind=kind, name=f"{n}.txt", content=BytesIO(kind.encode()),
                       happened_at=NOW, by=by, at=NOW)
        for n, kind in enumerate(duty.rule.proof)
    ]  # fmt: skip
    told = {field.name: "写明" for field in duty.record_kind.fields}
    fulfil(duty, mode="done", happened_at=NOW, record=told, files=papers, by=by, at=NOW,
           revision=duty.revision)  # fmt: skip


def team(reader: Reader, name: str, **given: str) -> str:
    """Enter a team with a man; return the address of its page."""
    facts = {"name": name, "kind": "part", "skills": "灭火", "address": "厂区", "since": TODAY,
             "duty_phone": "0314-119", **given}  # fmt: skip
    at = put(reader, "/emergency/teams/enter", {f"team-{k}": v for k, v in facts.items()})
    man = {"name": "甲", "part": "head", "time": "part", "phone": "13900000000", "since": TODAY}
    assert put(reader, f"{at}/members", {f"member-{k}": v for k, v in man.items()})
    return at


def teams(owner: Reader, bureau: Reader) -> None:
    """Let the bureau keep a team, looked at and called out; the foundry agrees with it."""
    assert "登记一支队伍" in bureau.see("/emergency/teams")
    at = team(bureau, "区骨干队", kind="backbone", shared="county", needed="3",
              needed_basis="区批复")  # fmt: skip
    assert "不足" in bureau.see("/emergency/teams?which=short&near=双桥区")
    looked = {"on": TODAY, "present": "1", "ready": "yes", "findings": "齐"}
    assert put(bureau, f"{at}/checks", {f"check-{k}": v for k, v in looked.items()})
    called = {"called_at": f"{TODAY} 08:00", "called_by": "区局", "where": "镇上", "event": "火",
              "people": "1"}  # fmt: skip
    assert put(bureau, f"{at}/calls", {f"call-{k}": v for k, v in called.items()})
    assert "上次检查能出动" in bureau.see(at)
    page = owner.see(at)
    assert "13900000000" not in page
    assert "0314-119" in page
    law = "/emergency/units?what=teams&demand=CN/emergency-2019/law&which="
    wanted = {"agree-covers": "灭火", "agree-since": TODAY, "agree-until": "2026-05-19"}
    deal = number_of(put(owner, f"{at}/agree", wanted))
    bureau.see(f"/matters/{deal}")
    step(bureau, deal, "confirm", "rescue_agreement")
    assert "签了救援协议</td>" in owner.see(f"{law}agreed")


def materials(owner: Reader) -> None:
    """Enter something, lend it, get it back, inspect it."""
    assert "登记一项" in owner.see("/emergency/stocks")
    facts = {"kind": "fire", "name": "干粉灭火器", "quantity": "20", "measure": "具",
             "spot": "一库", "custodian": "甲", "phone": "1", "since": TODAY,
             "valid_until": "2025-06-01"}  # fmt: skip
    at = put(owner, "/emergency/stocks/enter", {f"stock-{k}": v for k, v in facts.items()})
    lent = {"kind": "lent", "quantity": "5", "on": TODAY, "to_name": "邻厂", "purpose": "演练",
            "back_by": "2025-05-30"}  # fmt: skip
    assert put(owner, f"{at}/moves", {f"move-{k}": v for k, v in lent.items()})
    assert "借出没有还清" in owner.see(at)
    [loan] = re.findall(r"loans/(\d+)/back", owner.see(at))
    assert put(owner, f"{at}/loans/{loan}/back", {
        "back-quantity": "5", "back-on": TODAY, "back-purpose": "完好"})  # fmt: skip
    new = {"on": TODAY, "result": "换新", "valid_until": "2027-05-01"}
    assert put(owner, f"{at}/inspections", {f"inspect-{k}": v for k, v in new.items()})
    assert "今天能用" in owner.see(at)
    assert Stock.objects.get().quantity == 20
