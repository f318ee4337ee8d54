"""The page on money for safety, followed by an enterprise, its regulator, an office, a planner."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.trace.models import Matter
from bihuan.modules.funds.models import FeeLine
from bihuan.surfaces import clock
from tests.docs.district import opened
from tests.docs.pages import Reader, unseen
from tests.modules.funds.city import DAY, City, built


@pytest.fixture
def who(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Reader]:
    """The city's people at their browsers."""
    monkeypatch.setattr(clock, "now", lambda: DAY)
    city: City = built()
    seen: list[str] = []
    return {key: Reader(term, seen) for key, term in city.terms.items()}


def did(reader: Reader, number: str, step: str, *proofs: str, **given: str) -> Any:
    """Take a step from the page of a matter, with its proofs; return the answer."""
    row = Matter.objects.everywhere("test").get(number=number)
    filled: dict[str, Any] = {f"step-{key}": value for key, value in given.items()}
    filled |= {
        f"proof-{kind}": SimpleUploadedFile(f"{kind}.pdf", b"%PDF-1.4\n%%EOF\n") for kind in proofs
    }
    filled |= {"revision": row.revision, "step-step": step}
    return reader.browser.post(f"/matters/{number}/step", filled)


def took(reader: Reader, number: str, step: str, *proofs: str, **given: str) -> None:
    """Take a step that is taken."""
    answer = did(reader, number, step, *proofs, **given)
    assert answer.status_code == 302, answer.content.decode()


def begun(safety: Reader, owner: Reader) -> str:
    """Begin the ledger of the chemical works; return its number."""
    year = {"open-year": "2025", "open-carried": "0"}
    answer = safety.browser.post("/matters/new/funds.fee", year)
    number = str(answer["Location"]).rpartition("/")[2]
    base = {"trade": "hazmat", "base": "10000000", "base_source": "审计报告"}
    took(safety, number, "declare", "fee_base", **base)
    took(safety, number, "submit", planned="300000")
    took(owner, number, "confirm")
    return number


def test_money_for_safety_is_reckoned_kept_and_watched(
    who: dict[str, Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    safety, officer = who["safety"], who["officer"]
    assert "建立年度台账" in safety.see("/funds")
    number = begun(safety, who["owner"])
    took(safety, number, "extract", "fee_voucher", month="1", amount="37500")
    use = {"category": "risk", "amount": "30000", "happened_on": "2025-03-01", "about": "泄漏检测"}
    took(safety, number, "use", "fee_voucher", **use)
    shown = officer.see("/funds")
    assert "37,500（1 家）" in shown
    assert "德阳烟花厂" in shown
    line = FeeLine.objects.get(kind="use")
    took(officer, number, "question", line_number=str(line.pk), why="职工福利")
    early = did(safety, number, "report", "fee_report", summary="全年")
    page = early.content.decode()
    safety.seen.append(page)
    for says in ("还没有结束", "10,000,000 元 × 4.5% = 450,000 元", "到 2 月末少提 37,500 元",
                 "不该列支"):  # fmt: skip
        assert says in page
    monkeypatch.setattr(clock, "now", lambda: DAY + timedelta(days=330))
    took(safety, number, "report", "fee_report", summary="全年", explanation="董事会审议")
    officer.see(f"/matters/{number}")
    public(who)
    built_and_planned(who)
    tendered(who)
    assert unseen("fund-safety", safety.seen) == []


def public(who: dict[str, Reader]) -> None:
    """Draft a fund, approve it, give it out, use it; report."""
    officer = who["officer"]
    assert "条文要求、还没有登记的" in officer.see("/funds/public?year=2026")
    number = opened(officer, "funds.budget", kind="special", year="2026", amount="100", before="90")
    took(officer, number, "submit", "budget_paper", amount="100", before="90")
    took(who["chief"], number, "approve")
    book: dict[str, Any] = {"sum": "50", "happened_on": "2026-01-05", "about": "某县"}
    took(officer, number, "give", "budget_order", source="own", **book)
    outside = did(officer, number, "use", "budget_voucher", use="enforcement", **book)
    page = outside.content.decode()
    officer.seen.append(page)
    assert "只能用于" in page
    took(officer, number, "use", "budget_voucher", use="hazard", **book)
    shown = officer.see("/funds/public?year=2026&kind=special")
    assert "安全生产预防及应急专项资金" in shown


def built_and_planned(who: dict[str, Reader]) -> None:
    """Register a project with a milestone; put a plan before the regulator."""
    clerk, officer, drafter = who["clerk"], who["officer"], who["drafter"]
    facts = {"programme": "510600/deyang-2017#relocation", "name": "化工厂搬迁", "site": "老城区",
             "lead": "德阳市应急管理局", "planned": "500", "starts_by": "2026-02-01",
             "ends_by": "2026-12-01", "price": "1000", "works": "build_plant",
             "safety_fee": "12"}  # fmt: skip
    assert "没有登记项目" in clerk.see("/projects")
    number = opened(clerk, "projects.project", **facts)
    took(officer, number, "plan", milestone="新址完工", milestone_by="2026-08-01")
    took(officer, number, "start", "project_start", price="1000", works="build_plant",
         safety_fee="12")  # fmt: skip
    assert "新址完工" in officer.see(f"/matters/{number}")
    assert "规划委员会" in clerk.see("/plans")
    number = opened(drafter, "planning.plan", kind="spatial", title="城乡规划", from_year="2026",
                    until_year="2035", content="安全距离")  # fmt: skip
    took(drafter, number, "ask", "plan_draft", "plan_risk", regulator="德阳市应急管理局",
         reply_by="2026-02-20", content="安全距离")  # fmt: skip
    took(officer, number, "answer", verdict="condition", reply="后退三百米")
    took(who["director"], number, "adopt", "plan_adopted", handled="采纳", issued_as="德府发1号",
         adopted_on="2026-01-10")  # fmt: skip
    drafter.see(f"/matters/{number}")
    assert "后退" in drafter.seen[-1]


def tendered(who: dict[str, Reader]) -> None:
    """Register a bid without a fee; have it corrected; set what is low; award."""
    officer, safety, head = who["officer"], who["safety"], who["head"]
    assert "未设定" in officer.see("/projects/tenders")
    low = {"low-percent": "15", "low-reason": "会商"}
    assert head.send("/projects/tenders/low", low) == ["/projects/tenders"]
    facts = {"owner": "德阳化工厂", "name": "罐区改造", "site": "厂内", "works": "build_plant",
             "cost": "1000", "bidder": "某安装公司", "price": "800",
             "control_price": "1000"}  # fmt: skip
    filled = {f"open-{name}": value for name, value in facts.items()}
    number = officer.send("/matters/new/projects.tender", filled)[0].rpartition("/")[2]
    assert "没有单列安全生产费用" in safety.see(f"/matters/{number}")
    shut = did(officer, number, "award", "tender_award", awarded_on="2026-01-20")
    assert "没有单列安全生产费用" in shut.content.decode()
    took(officer, number, "question", correct_by="2026-02-20")
    assert "移送有处罚权的部门" in officer.see(f"/matters/{number}")
    fee = {"safety_fee": "20", "competed": "no", "answer": "已单列"}
    assert "补正报价" in safety.see(f"/matters/{number}")
    took(safety, number, "correct", "tender_quoted", **fee)
    took(officer, number, "award", "tender_award", awarded_on="2026-01-20")
    assert "比招标控制价 1,000 万元低 20%" in officer.see("/projects/tenders?which=awarded")
    kept = officer.browser.get("/projects/tenders/export").getvalue().decode()
    assert "罐区改造" in kept
