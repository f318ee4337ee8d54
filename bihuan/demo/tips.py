"""The demonstration's reports, one at every stage, and one enterprise on the list of dishonesty.

Who reports is invented; the key that seals it was thrown away, so make a new one to try it.
"""

from datetime import date, timedelta
from decimal import Decimal
from secrets import token_urlsafe

from bihuan.demo.acting import at_hour, take
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.credit import measures
from bihuan.modules.credit.dishonesty_flow import DishonestyFlow
from bihuan.modules.credit.incentive_flow import IncentiveFlow
from bihuan.modules.tips import custody, intake, ledger, replies
from bihuan.modules.tips.intake import Receipt, Report, Who
from bihuan.modules.tips.suggestion_flow import SuggestionFlow

BUREAU = "emergency_department"
SEEN = (
    ("打磨车间粉尘很厚，除尘器停着，工人没有防尘口罩。", "工业园一号路尽头的厂房"),
    ("夜里用货车拉气瓶，没有标志，停在居民楼下。", "老市场北门"),
    ("仓库安全出口锁着，里面住人。", "站前路 6 号仓库"),
    ("没有许可证的小作坊生产烟花，白天关门夜里开工。", "河堤边的旧砖房"),
    ("焊接的地方旁边堆着泡沫板，没有人看火。", "二号桥下的厂房"),
)


def receive(day: date) -> None:
    """Let a county get reports, and a district list one of its enterprises."""
    staff = Staff(day)
    for bureau in Unit.objects.filter(kind=BUREAU, until=None).order_by("pk"):
        posts = {term.post.title for term in staff.of(bureau)}
        if "12350 受理员" in posts:
            _report(bureau, staff, day)
        titles = {area.title for area, _ in measures.areas_of(bureau.place_path)}
        if any(title in bureau.name for title in titles):
            _list(bureau, staff, day)


def _report(bureau: Unit, staff: Staff, day: date) -> None:
    handler, clerk = (staff.titled(bureau, one) for one in ("12350 受理员", "监管科经办人"))
    head = staff.titled(bureau, "局长")
    keeper = staff.titled(bureau, "举报人身份保管员")
    custody.make_key(token_urlsafe(), by=keeper, at=at_hour(day, 8))
    firm = Unit.objects.filter(supervisor=bureau, kind="enterprise", until=None).order_by("pk")[2]
    _name_cashier(bureau, staff, head, day)
    who = Who("林小满（虚构）", "0660-0000000")
    sent = [
        intake.receive(bureau.place, Report(says, spot), who if n in (0, 2) else None,
                       at=at_hour(day, 8, n))
        for n, (says, spot) in enumerate(SEEN)
    ]  # fmt: skip
    kind = {"category": "hazard", "unit": firm}
    done = take(_of(sent[0]), "accept", handler, at_hour(day, 9), **kind)
    done = take(done, "assign", handler, at_hour(day, 9, 5), verifier=bureau)
    _arrange(done, bureau, firm, clerk, day)
    facts = "除尘器停用，积尘超过规定，作业人员没有防护。"
    done = take(done, "confirm", clerk, at_hour(day, 11), "tip_verification", facts=facts)
    done = take(done, "handle", clerk, at_hour(day, 14), handling="责令停产整改，罚款四万元。",
                 fine=Decimal(40_000))  # fmt: skip
    done = take(done, "sign", head, at_hour(day, 15), opinion="同意")
    take(
        done, "answer", handler, at_hour(day, 16), reply="您举报的情况属实，已责令停产整改并处罚。"
    )
    reward = Matter.objects.everywhere("the demonstration's rewards").get(parent=done)
    reward = take(
        reward, "propose", handler, at_hour(day, 16, 10), basis="CN/report-reward-2018#fine"
    )
    take(reward, "approve", head, at_hour(day, 17), opinion="同意")
    take(_of(sent[1]), "ask", handler, at_hour(day, 9, 30), question="货车的牌号还记得吗？")
    replies.add(replies.find(sent[1].code), "尾号 17，蓝色货车。", at=at_hour(day, 12))
    going = take(_of(sent[2]), "accept", handler, at_hour(day, 10), **kind)
    verify_by = day + timedelta(days=14)
    take(going, "assign", handler, at_hour(day, 10, 5), verifier=bureau, verify_by=verify_by)
    _suggest(bureau, clerk, day)


def _arrange(tip: Matter, bureau: Unit, firm: Unit, clerk: Viewer, day: date) -> None:
    """Hand an ordinary inspection to the nearest other office, where there is one."""
    rows = Unit.objects.filter(place=bureau.place, kind="department", until=None)
    inspector = rows.exclude(pk=bureau.pk).order_by("pk").first()
    if inspector is not None:
        items, visit_by = "动火审批、除尘系统、消防器材、劳动防护用品", day + timedelta(days=7)
        take(tip, "arrange", clerk, at_hour(day, 9, 20), unit=firm, inspector=inspector,
             items=items, visit_by=visit_by)  # fmt: skip


def _name_cashier(bureau: Unit, staff: Staff, head: Viewer, day: date) -> None:
    rows = Unit.objects.filter(place=bureau.place, name__contains="财政局", until=None)
    treasury = rows.order_by("pk").first()
    held = staff.of(treasury) if treasury else []
    if held:
        ledger.name_cashier(held[0].post, "演示：由财政部门发放", by=head, at=at_hour(day, 8))


def _suggest(bureau: Unit, clerk: Viewer, day: date) -> None:
    fields = {
        "source": "deputy", "proposer": "县人大代表第 21 号建议（虚构）",
        "headline": "在学校门口路口增设减速设施", "says": "上下学时段车流大，建议增设减速带。",
        "handler": bureau, "reply_by": day + timedelta(days=60),
    }  # fmt: skip
    open_by_hand(SuggestionFlow, fields, clause=None, by=clerk, at=at_hour(day, 9))


def _list(bureau: Unit, staff: Staff, day: date) -> None:
    """List an enterprise, with every body still silent; propose an incentive for another."""
    clerk, head = staff.titled(bureau, "监管科经办人"), staff.titled(bureau, "局长")
    firms = Unit.objects.filter(supervisor=bureau, kind="enterprise", until=None).order_by("pk")[:5]
    found = [area for area, _ in measures.areas_of(bureau.place_path)]
    area = next(one for one in found if one.title in bureau.name)
    measures.name_body(area.key, bureau, place=bureau.place, reason="演示：暂由本局牵头",
                       by=head, at=at_hour(day, 8))  # fmt: skip
    fields = {
        "unit": firms[3], "people": "主要负责人（虚构）", "condition": "licence",
        "facts": "许可证暂扣期间组织生产，已处罚款三十万元（虚构）。",
    }  # fmt: skip
    made = open_by_hand(DishonestyFlow, fields, clause=None, by=clerk, at=at_hour(day, 9))
    made = take(made, "tell", clerk, at_hour(day, 10), "dishonesty_notice", told_on=day,
                 state_by=day + timedelta(days=5))  # fmt: skip
    made = take(made, "hear", clerk, at_hour(day, 14), statement="当事人书面表示没有异议。")
    take(made, "decide", head, at_hour(day, 16), "dishonesty_decision", opinion="列入，推送各部门")
    ground = grounds(IncentiveFlow, clerk).exclude(document__key__startswith="CN/").first()
    if ground is not None:
        fields = {"unit": firms[4], "kind": "checks", "grounds": "三级标准化达标，三年没有事故",
                  "body": bureau, "until": day.replace(year=day.year + 1)}  # fmt: skip
        open_by_hand(IncentiveFlow, fields, clause=ground, by=clerk, at=at_hour(day, 10))


def _of(receipt: Receipt) -> Matter:
    found: Matter = replies.find(receipt.code).matter
    return found
