"""The documents of enforcement (执法文书), drawn up with numbers from one set of facts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Actor, Machine
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.lib.periods import label_of

from . import rules
from .measures import KINDS
from .models import Case, Injunction, Penalty

REMEDY = (
    "如不服本决定，可以自收到决定书之日起六十日内依法申请行政复议，或者六个月内依法向人民法院提起行政诉讼，"
    "但本决定不停止执行，法律另有规定的除外。"
)


def draw(  # noqa: PLR0913 - a document has its kind, facts, words, doer and moment
    record: Any, kind: str, title: str, said: list[str], *, by: Actor, at: datetime,
    cause: str, due: datetime | None = None, also: tuple[Unit, ...] = (),
) -> Letter:  # fmt: skip
    """Draw up a document in the name of a record's authority, to its party."""
    matter: Matter = record.matter
    issuer: Unit = record.authority
    # What an entrusted office draws up goes out in the name of who entrusted it.
    actor = (
        by
        if getattr(by, "unit_id", issuer.pk) == issuer.pk
        else Machine(f"受委托·{by.label}"[:150])
    )
    case = getattr(record, "case", None)
    to: Unit = case.unit if isinstance(case, Case) else record.unit
    return letters.draw_up(
        kind=kind, issuer=issuer, addressee=to, title=title[:240], chain=matter.chain,
        cause=f"{matter.chain}:{kind}:{cause}", body={"paragraphs": [s for s in said if s]},
        matter=matter, clause=matter.clause, reply_due=due, also=also, by=actor, at=at,
    )  # fmt: skip


def unsigned(kind: str, title: str) -> Any:
    """Return what says that the last document of a kind is not signed yet."""

    def missing(record: Any, _: datetime) -> str:
        letter = last(record.matter, kind)
        if letter is None or letter.state in (Letter.State.DRAFT, Letter.State.CANCELLED):
            return f"{title}{letter.number if letter else ''}还没有签发。"
        return ""

    return missing


def serve(record: Any, kind: str, *, by: Any, at: datetime) -> None:
    """Enter that the last document of a kind was served, in the name of its own office.

    What an entrusted office hands over is entered by its receipt alone.
    """
    letter = last(record.matter, kind)
    if letter is None or by.unit_id != letter.issuer_id:
        return
    receipts = Evidence.objects.filter(chain=record.matter.chain, kind="service_receipt")
    letters.serve(
        letter, unit=letter.addressee, recipient=record.recipient, served_at=record.served_at,
        receipt=receipts.order_by("-pk").first(), by=by, at=at,
    )  # fmt: skip


def last(matter: Matter, kind: str) -> Letter | None:
    """Return the last document of a kind of a matter."""
    rows = Letter.objects.everywhere("documents of a matter in scope")
    found: Letter | None = rows.filter(matter=matter.pk, kind=kind).order_by("-pk").first()
    return found


def order(record: Any, by: Actor, at: datetime) -> None:
    """Draw up an order to put right, or what is ordered on the spot."""
    kind = "rectification" if record.kind == Injunction.Kind.TERM else "onsite_measure"
    name = "责令限期整改" if record.kind == Injunction.Kind.TERM else "现场处理措施"
    basis = f"上述行为涉嫌违反{provision(record.article).name}。" if record.article else ""
    draw(record, kind, f"关于对{record.unit.name}{name}的决定", [
        f"{label_of(record.found_on)}，发现你单位存在下列问题：{record.facts}", basis,
        f"现{record.get_kind_display()}：{record.demands}",
        f"请于{label_of(record.due_on)}前整改完毕，我单位将依法复查。逾期未整改的，依法处罚。",
        f"执法人员：{record.handler.name}、{record.second.name}。",
        "" if record.kind == Injunction.Kind.TERM else REMEDY,
    ], cause="order", due=end_of(record.due_on), by=by, at=at)  # fmt: skip


def recheck(moved: Any) -> None:
    """Draw up what a re-check found."""
    record, verdict = moved.record, "已" if moved.step.name != "fail" else "未"
    if isinstance(record, Case):
        verdict = "已" if record.put_right else "未"
    draw(record, "recheck_opinion", f"关于{record.unit.name}整改情况的复查意见", [
        f"{label_of(record.rechecked_on)}，对你单位整改情况进行复查：{record.recheck}",
        f"复查意见：{verdict}整改到位。",
    ], cause=str(moved.entry.seq), by=moved.by, at=moved.at)  # fmt: skip


def notice(moved: Any) -> None:
    """Draw up the notice of the penalties proposed, their facts and the rights of the party."""
    case: Any = moved.record
    rows = list(case.penalties.filter(matter__state="proposed").order_by("pk"))
    heard = any(entitled(one) for one in rows)
    draw(case, "penalty_notice", f"关于拟对{case.unit.name}作出行政处罚的告知", [
        f"违法事实：{case.facts}", f"依据：{case.provision.name}。",
        *(f"拟处罚{n}：{worded(one)}" for n, one in enumerate(rows, 1)),
        "你单位（你）有权进行陈述和申辩。"
        f"{'有权要求听证，请在收到本告知书后五个工作日内提出。' if heard else ''}"
        "逾期未提出的，视为放弃。",
    ], cause=str(moved.entry.seq), by=moved.by, at=moved.at)  # fmt: skip


def hearing(moved: Any) -> None:
    """Draw up the notice of when the hearing is held, and by whom."""
    case: Any = moved.record
    draw(case, "hearing_notice", f"{case.unit.name}行政处罚听证会通知", [
        f"根据你单位的要求，定于{label_of(case.hearing_on)}举行听证，由{case.hearing_by}主持。",
        "可以亲自参加，也可以委托一至二人代理。无正当理由不到场的，视为放弃听证权利。",
    ], cause=str(moved.entry.seq), by=moved.by, at=moved.at)  # fmt: skip


def decision(moved: Any) -> None:
    """Draw up the decision on one party, with how the amount came about."""
    one: Any = moved.record
    case = one.case
    draw(one, "penalty_decision", f"关于对{one.party}的行政处罚决定", [
        f"违法事实：{case.facts}", f"陈述、申辩和听证：{case.statement}",
        f"处罚依据：{one.provision.name}。", f"裁量：{''.join(one.steps)}{one.reasons}",
        f"决定：{worded(one)}",
        f"罚款自收到本决定书之日起{pay_days()}日内缴纳；逾期不缴纳的，"
        f"每日按罚款数额的{rules.amount_of('surcharge.percent')}%加处罚款。" if one.amount else "",
        REMEDY,
    ], cause="decision", by=moved.by, at=moved.at)  # fmt: skip


def annulment(moved: Any) -> None:
    """Draw up that a decision is withdrawn; the decision itself stays as it was signed."""
    one: Any = moved.record
    first = last(one.matter, "penalty_decision")
    draw(one, "penalty_annulment", f"关于撤销对{one.party}的行政处罚决定的决定", [
        f"经审查，{first.number if first else '原决定'}存在下列问题：{one.opinion}",
        "现予撤销。原决定书存卷备查。",
    ], cause="annul", by=moved.by, at=moved.at)  # fmt: skip


def demand(moved: Any) -> None:
    """Draw up the demand that comes before an application to the court."""
    one: Any = moved.record
    on = in_shanghai(moved.at).date()
    extra = rules.surcharge(one.amount, one.pay_by, on) if one.amount and one.pay_by else 0
    draw(one, "penalty_demand", f"关于催告{one.party}履行行政处罚决定的催告书", [
        f"你单位（你）没有在{label_of(one.pay_by)}前履行行政处罚决定：{worded(one)}",
        f"至{label_of(on)}应加处罚款{rules.yuan(Decimal(extra))}。" if extra else "",
        f"请自收到本催告书之日起{rules.amount_of('demand.days')}日内履行，"
        "有权陈述和申辩；逾期仍不履行的，依法申请人民法院强制执行。",
    ], cause=str(moved.entry.seq), by=moved.by, at=moved.at)  # fmt: skip


def application(moved: Any) -> None:
    """Draw up the application to the court."""
    one: Any = moved.record
    first = last(one.matter, "penalty_decision")
    body = [
        f"被申请人：{one.party}。", f"执行依据：{first.number if first else ''}。",
        f"申请执行的内容：{worded(one)}",
        f"决定书{in_shanghai(one.served_at):%Y年%-m月%-d日}送达，"
        f"{in_shanghai(one.demanded_at):%Y年%-m月%-d日}催告，至今没有履行。",
        f"复议、诉讼情况：{one.contested or '法定期限内没有申请行政复议或者提起行政诉讼'}。",
    ]  # fmt: skip
    letters.draw_up(
        kind="court_application", issuer=one.authority, addressee=one.court,
        title=f"强制执行申请书（{one.party}）"[:240], chain=one.matter.chain,
        cause=f"{one.matter.chain}:court:{moved.entry.seq}", body={"paragraphs": body},
        matter=one.matter, clause=one.matter.clause, at=moved.at,
        by=moved.by if moved.by.unit_id == one.authority_id else Machine("受委托"),
    )  # fmt: skip


def spot(record: Any, by: Actor, at: datetime) -> None:
    """Draw up a decision on the spot."""
    fine = f"罚款{rules.yuan(record.amount)}" if record.amount else "警告"
    draw(record, "spot_decision", f"关于对{record.name or record.unit.name}的当场行政处罚决定", [
        f"违法事实：{record.facts}", f"处罚依据：{record.provision.name}。",
        f"当事人陈述申辩：{record.said}", f"决定：{fine}，并责令改正。", REMEDY,
        f"执法人员：{record.handler.name}、{record.second.name}。",
    ], cause="spot", by=by, at=at)  # fmt: skip


def measure(moved: Any, kind: str, title: str, said: list[str]) -> None:
    """Draw up a document about a compulsory measure, to the party and to the supplier."""
    record: Any = moved.record
    also = (record.supplier,) if record.supplier else ()
    what = KINDS[record.kind].title
    draw(record, kind, f"{title}（{record.unit.name}，{what}）", said, also=also,
         cause=str(moved.entry.seq), by=moved.by, at=moved.at)  # fmt: skip


def entrust(moved: Any) -> None:
    """Draw up the written entrustment."""
    record: Any = moved.record
    letters.draw_up(
        kind="entrustment", issuer=record.giver, addressee=record.taker,
        title=f"行政执法委托书（{record.taker.name}）", chain=record.matter.chain,
        cause=f"{record.matter.chain}:entrustment", matter=record.matter,
        clause=record.matter.clause, by=moved.by, at=moved.at, body={"paragraphs": [
            f"委托{record.taker.name}以{record.giver.name}名义实施：{record.scope}",
            f"委托期限自{label_of(record.since)}至{label_of(record.until)}。",
            "受委托单位不得再委托其他组织或者个人；委托机关对受委托实施的行为负责监督，"
            "并承担法律责任。本委托书向社会公布。",
        ]},
    )  # fmt: skip


def worded(one: Penalty) -> str:
    """Return what a penalty does, in one sentence."""
    fine = f"罚款{rules.yuan(one.amount)}" if one.amount else ""
    kind = one.get_kind_display() if one.kind != "fine" else ""
    parts = [part for part in (kind, fine, one.measure) if part]
    return f"对{one.party}{'、'.join(parts)}。"


def entitled(one: Penalty) -> bool:
    """Say whether a penalty gives a right to a hearing."""
    return rules.entitles_to_hearing(one.kind, one.amount, person=one.who == Penalty.Who.PERSON)


def provision(key: str) -> rules.Provision:
    """Return the provision of a key."""
    return rules.provisions()[key]


def pay_days() -> int:
    """Return within how many days a fine is to be paid."""
    return int(rules.amount_of("pay.days"))
