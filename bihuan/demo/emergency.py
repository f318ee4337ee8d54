"""The demonstration's emergencies: plans, a drill, teams, an agreement, materials about to end.

The department of every place keeps a team that is shared; that of the fullest has a plan others
link to. There one enterprise has filed its plan, keeps a team and has held a drill; another
published weeks ago, has not filed and waits for an agreement to be confirmed.
"""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, Final

from bihuan.demo.acting import PAPER, at_hour, take
from bihuan.demo.signins import FULLEST
from bihuan.demo.staff import Staff
from bihuan.demo.world import PLACES
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.emergency import agreement_flow, drills, rules, stocks, teams
from bihuan.modules.emergency.models import Plan, Team
from bihuan.modules.emergency.plan_flow import PlanFlow

REVIEWERS: Final = "安全、消防、化工专业专家各一人（虚构）"
EXPERTS: Final = "对照要素逐项评审，组织体系、处置程序和衔接关系可行，同意通过。"
#: How long before they are entered the plans were reviewed and published.
REVIEWED, PUBLISHED = timedelta(days=45), timedelta(days=40)
YEARS: Final = 3
HELD: Final = {
    "scenario": "储罐区泄漏，堵漏、疏散和外部求援。", "form": "实战演练",
    "participants": "应急队和当班人员 26 人",
    "findings": "八分钟完成疏散；外部求援的联系顺序不清。",
}  # fmt: skip


def prepare(staff: Staff) -> None:
    """Let departments and some enterprises publish their plans, keep teams and materials."""
    for code in PLACES:
        bureau = Unit.objects.get(kind="emergency_department", place__code=code)
        team = _team(bureau, staff, "综合应急救援队", "backbone", shared="city")
        if code != FULLEST:
            continue
        above = _department(bureau, staff)
        first, second = _firms(code)
        _file(_enterprise(first, bureau, above, staff), bureau, staff)
        _equip(_team(first, staff, "兼职应急救援队", "part"), staff)
        _enterprise(second, bureau, above, staff)
        by, at = staff.titled(second, "安全主管"), at_hour(staff.day, 16)
        agreement_flow.propose(
            team, covers="接报后出动，参加初期处置和人员搜救；每半年到厂熟悉情况一次。",
            since=staff.day, until=staff.day + timedelta(days=364), by=by, at=at,
        )  # fmt: skip


def exercise(staff: Staff) -> None:
    """Let who filed its plan hold the drill it owes and tie it to the plan, with what it found."""
    filed = Plan.objects.filter(matter__state="in_force", recipient__isnull=False)
    for plan in filed.select_related("matter", "office"):
        by, at = staff.titled(plan.office, "安全主管"), at_hour(staff.day, 15)
        duties = Obligation.objects.everywhere("the drill a demonstration's enterprise owes")
        duty = duties.filter(
            holder=plan.office, rule__record=drills.RECORD, done_at=None, base__isnull=False,
        ).select_related("rule", "base").first()  # fmt: skip
        if duty is None:
            continue
        drills.tie(
            plan, _drill(duty, by, at), evaluation="疏散和初期处置到位，外部求援的联系顺序不清。",
            problems=("应急联系电话更换后没有更新到处置卡",), fix_by=staff.day + timedelta(days=10),
            revision=plan.matter.revision, by=by, at=at,
        )  # fmt: skip


def _drill(duty: Obligation, by: Viewer, at: datetime) -> Fulfilment:
    """Meet the duty of a drill with the papers its rule asks for."""
    papers = [
        evidence.store(owner=duty, kind=kind, name=f"{kind}.txt", content=BytesIO(PAPER.encode()),
                       happened_at=at, by=by, at=at)
        for kind in duty.rule.proof
    ]  # fmt: skip
    told = {field.name: HELD.get(field.name, "本单位") for field in duty.record_kind.fields}
    return fulfil(duty, mode=Fulfilment.Mode.DONE, happened_at=at, record=told, files=papers,
                  by=by, at=at, revision=duty.revision)  # fmt: skip


def _firms(code: str) -> tuple[Unit, Unit]:
    """Return the enterprise that signs in, and another one whose plan must be filed."""
    rows = Unit.objects.filter(
        kind="enterprise", until=None, place_path__contains=f"{code}/", posts__title="安全主管"
    ).order_by("pk").select_related("place")  # fmt: skip
    first = rows[0]
    return first, rows.filter(tags__tag__in=rules.FILING.tags).exclude(pk=first.pk).distinct()[0]


def _department(bureau: Unit, staff: Staff) -> Matter:
    """Let a department publish the plan that enterprises link to."""
    clerk, head = staff.titled(bureau, "监管科经办人"), staff.titled(bureau, "局长")
    made = _reviewed({
        "kind": "special", "event": "general",
        "name": f"{bureau.place.name}生产安全事故专项应急预案",
    }, "examined", clerk, staff.day)  # fmt: skip
    return take(made, "publish_only", head, at_hour(staff.day, 11), "plan_signed",
                published_on=staff.day - PUBLISHED, evaluate_by=_later(staff.day))  # fmt: skip


def _enterprise(firm: Unit, bureau: Unit, above: Matter, staff: Staff) -> Matter:
    """Let an enterprise enter the plan it published weeks ago, to be filed with the department."""
    safety, head = staff.titled(firm, "安全主管"), staff.titled(firm, "主要负责人")
    made = _reviewed({
        "kind": "comprehensive", "event": "general", "name": "生产安全事故综合应急预案",
        "above_number": above.number,
    }, "review", safety, staff.day)  # fmt: skip
    return take(made, "publish", head, at_hour(staff.day, 11), "plan_signed", recipient=bureau,
                published_on=staff.day - PUBLISHED, evaluate_by=_later(staff.day))  # fmt: skip


def _reviewed(facts: dict[str, Any], form: str, by: Viewer, day: date) -> Matter:
    at = at_hour(day, 9)
    made = open_by_hand(PlanFlow, facts | {"draft_by": day}, clause=None, by=by, at=at)
    drawn = take(made, "draft", by, at_hour(day, 9, 30), "plan_text",
                 mechanisms="信息报送、应急响应、现场指挥")  # fmt: skip
    return take(drawn, "pass_", by, at_hour(day, 10), "plan_review", review_form=form,
                reviewed_on=day - REVIEWED, reviewers=REVIEWERS, opinion=EXPERTS)  # fmt: skip


def _later(day: date) -> date:
    return rules.years_after(day - PUBLISHED, YEARS)


def _file(plan: Matter, bureau: Unit, staff: Staff) -> None:
    """File an enterprise's plan and take it in."""
    safety = staff.titled(Plan.objects.get(pk=plan.pk).office, "安全主管")
    sent = take(plan, "file", safety, at_hour(staff.day, 14), "plan_form", "plan_survey")
    take(sent, "accept", staff.titled(bureau, "监管科经办人"), at_hour(staff.day, 17),
         "plan_receipt", filing_number=f"应急备{staff.day:%Y}001（虚构）")  # fmt: skip


def _team(unit: Unit, staff: Staff, name: str, kind: str, *, shared: str = "") -> Team:
    """Let a unit keep a team with two people, looked at once."""
    title = "监管科经办人" if unit.kind == "emergency_department" else "安全主管"
    by, at, day = staff.titled(unit, title), at_hour(staff.day, 15), staff.day
    made = teams.enter(
        unit, unit.place, name=name, kind=kind, skills="火灾初期处置、危险化学品堵漏、人员搜救",
        address="单位院内器材库旁（虚构）", duty_phone="10000000119", covers=unit.place.name,
        turn_out=5, needed=3, needed_basis="队伍建设方案（虚构）", shared=shared,
        since=day - timedelta(days=300), by=by, at=at,
    )  # fmt: skip
    for n, (who, part) in enumerate((("罗大勇", "head"), ("邱小兵", "member"))):
        teams.join(
            made, name=who, part=part, time="part", phone=f"1000000{unit.pk:03}{n}"[:11],
            qualification="应急救援员", valid_until=day + timedelta(days=20 + 400 * n),
            since=day - timedelta(days=200), by=by, at=at,
        )  # fmt: skip
    teams.check(made, on=day, present=2, ready=True, by=by, at=at,
                findings="器材齐全，空气呼吸器压力正常；离核定人数还差一人。")  # fmt: skip
    return made


def _equip(team: Team, staff: Staff) -> None:
    """Let an enterprise enter its equipment: one piece is about to end, some is lent."""
    unit, day, at = team.unit, staff.day, at_hour(staff.day, 16)
    by = staff.titled(unit, "安全主管")
    lies = {"spot": "应急器材库", "custodian": "罗大勇", "phone": "10000000120", "team": team,
            "since": day - timedelta(days=200), "by": by, "at": at}  # fmt: skip
    stocks.enter(unit, unit.place, kind="protection", name="正压式空气呼吸器", model="6.8L",
                 quantity=6, measure="套", inspect_by=day + timedelta(days=12), **lies)  # fmt: skip
    bags = stocks.enter(unit, unit.place, kind="leak", name="吸附棉", quantity=40, measure="箱",
                        valid_until=day + timedelta(days=500), **lies)  # fmt: skip
    stocks.move(bags, "lent", 5, on=day, to_name="相邻企业（虚构）", purpose="联合演练",
                back_by=day + timedelta(days=10), by=by, at=at)  # fmt: skip
    stocks.open_expiring(at_hour(day, 18))
