"""What must be there before a case moves on. Each says in words what is missing, "" if nothing."""

from datetime import datetime
from decimal import Decimal

from bihuan.kernel.law.calendar import working_calendar
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib import clocks
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.workdays import YearNotPublished

from . import letters, rules
from .models import Case, Penalty

HEARING, REVIEW = "听证", "审核、讨论"
#: What records each stage of a case (全过程记录): kinds of its files, and steps of its trace.
RECORDED = (
    ("启动", (), ("approve",)), ("调查取证", ("case_evidence", "case_report"), ()),
    ("告知、陈述申辩", ("statement_record",), ("notify", "hear", "notify_again")),
    (HEARING, ("hearing_record",), ("hold",)),
    (REVIEW, ("discussion_record",), ("review", "discuss")), ("决定", (), ("decide",)),
    ("送达", ("service_receipt",), ()), ("执行", ("payment_receipt", "court_paper"), ()),
    ("音像", ("recording",), ()),
)  # fmt: skip


def proposed(case: Case) -> list[Penalty]:
    """Return the penalties that a case proposes or has decided."""
    rows = case.penalties.exclude(matter__state__in=("dropped", "annulled"))
    return list(rows.select_related("matter", "case__unit").order_by("pk"))


def none_proposed(case: Case, _: datetime) -> str:
    """Say that no penalty is proposed, which the notice must tell."""
    return "" if proposed(case) else "还没有提出处罚意见，请先从本页“提出处罚意见”。"


def untold(case: Case, _: datetime) -> str:
    """Say which penalty the party was not told of, proposed after the notice (第四十四条)."""
    told = case.notified_at
    later = [one for one in proposed(case) if told is None or one.matter.opened_at > told]
    if not later:
        return ""
    return f"{later[0].matter.number} 在告知以后提出，还没有告知当事人，请重新告知。"


def one_sided(case: Case, _: datetime) -> str:
    """Say that a responsible person must be punished beside the unit, or why not (一案双罚)."""
    rows = proposed(case)
    units = [one for one in rows if one.who == Penalty.Who.UNIT]
    persons = any(one.who == Penalty.Who.PERSON for one in rows)
    asked = [one for one in units if one.provision.both(one.stage)]
    if not asked or persons or case.alone:
        return ""
    return f"{asked[0].provision.name}要求同时处罚责任人员，请提出，或者写明不处罚责任人员的理由。"


def not_top(case: Case, _: datetime) -> str:
    """Say that a case of those to be fined at the limit proposes less."""
    if not case.top:
        return ""
    less = [one for one in proposed(case) if one.amount and one.degree != rules.TOP]
    if not less:
        return ""
    return f"“{case.get_top_display()}”按规定上限处罚，{less[0].party}的罚款没有选“上限”。"


def weights(case: Case) -> list[str]:
    """Return why a case is major: it needs legal review and a collective discussion."""
    rows = proposed(case)
    return rules.major((
        (case.weighty, "涉及重大公共利益，或者疑难复杂"),
        (case.hearing_on is not None, "经过听证程序"),
        (any(letters.entitled(one) for one in rows), "拟作出的处罚达到听证标准"),
        (any(one.degree == rules.MITIGATED for one in rows), "拟减轻处罚"),
    ))  # fmt: skip


def unreviewed(case: Case, _: datetime) -> str:
    """Say that a major decision has not passed legal review."""
    why = weights(case)
    if not why or case.matter.state in ("reviewed", "discussed"):
        return ""
    return f"属于重大执法决定（{'；'.join(why)}），要先经法制审核。"


def undiscussed(case: Case, _: datetime) -> str:
    """Say that a major decision was not discussed by the heads together."""
    why = weights(case)
    if not why or case.matter.state == "discussed":
        return ""
    return f"属于重大执法决定（{'；'.join(why)}），要由负责人集体讨论。"


def too_early(case: Case, at: datetime) -> str:
    """Say that the party may still ask for a hearing."""
    if case.waived or case.notified_at is None:
        return ""
    if not any(letters.entitled(one) for one in proposed(case)):
        return ""
    try:
        calendar = working_calendar(case.matter.place_path, at)
        until = clocks.due(case.notified_at, rules.limit_of("hearing.ask"), calendar)
    except YearNotPublished:
        return "告知期限跨入还没有公布放假安排的年度，算不出要求听证的期限。"
    if at > until:
        return ""
    return f"当事人到 {in_shanghai(until).date()} 为止可以要求听证，没有书面放弃的要等到期满。"


def still_running(case: Case, _: datetime) -> str:
    """Say which penalties of a case are not carried out yet."""
    rows = case.penalties.filter(matter__closed_at=None).select_related("matter")
    return "".join(f"{one.party}的处罚 {one.matter.number} 还没有执行完毕。" for one in rows)


def unpublished(case: Case, _: datetime) -> str:
    """Say that the decision is not public yet (安全生产法第七十八条)."""
    return "" if case.published_on else "处罚决定还没有公示。"


def not_put_right(case: Case, _: datetime) -> str:
    """Say that nobody found the violation put right."""
    if case.put_right:
        return ""
    return "还没有复查确认整改到位。" if not case.recheck else "复查没有整改到位，不能结案。"


def unrecorded(case: Case, _: datetime) -> str:
    """Say that no sound or picture records the case (行政处罚法第四十七条)."""
    chains = [case.matter.chain, *(one.matter.chain for one in proposed(case))]
    kept = Evidence.objects.filter(chain__in=chains, kind="recording")
    return "" if kept.exists() else "还没有执法全过程的音像记录。"


def not_referred(case: Case, _: datetime) -> str:
    """Say that the case was not handed over to police or another authority yet."""
    rows = Matter.objects.everywhere("referrals of a case in scope")
    found = rows.filter(parent=case.matter_id, flow__startswith="referral.")
    return "" if found.exists() else "请先从本页提出案件移送，移送登记后才能转为移送。"


def undecided(one: Penalty, _: datetime) -> str:
    """Say that the case of a penalty is not decided."""
    decided = one.case is not None and one.case.matter.state == "decided"
    return "" if decided else "案件还没有作出处罚决定。"


def unpaid(one: Penalty) -> Decimal:
    """Return what of a fine and what was added to it is not paid."""
    if one.amount is None:
        return Decimal(0)
    added = Decimal(0)
    if one.pay_by and one.paid_on:
        added = rules.surcharge(one.amount, one.pay_by, one.paid_on)
    return one.amount + max(added - (one.spared or 0), Decimal(0)) - (one.paid or 0)


def in_time(one: Penalty, at: datetime) -> str:
    """Say that a penalty need not be carried out yet."""
    if one.pay_by is None or in_shanghai(at).date() > one.pay_by:
        return ""
    return f"履行期限到 {one.pay_by}，还没有逾期。"


def not_ripe(one: Penalty, at: datetime) -> str:
    """Say that the court cannot be asked yet, or no more (行政强制法第五十三、五十四条)."""
    on = in_shanghai(at).date()
    if one.apply_from and on < one.apply_from:
        return f"最早 {one.apply_from} 可以申请：催告后期满，且复议、诉讼期限届满。"
    if one.apply_by and on > one.apply_by:
        return f"申请强制执行的期限到 {one.apply_by}，已经过了。"
    return ""
