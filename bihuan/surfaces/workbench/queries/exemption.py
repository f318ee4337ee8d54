"""尽职免责台账 on paper: what was owed and done by a day, with proofs, reasons and who was told."""

from collections.abc import Iterable, Mapping
from typing import Any

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Extension, Fulfilment
from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.units import name_on
from bihuan.kernel.trace.models import Entry, Evidence
from bihuan.lib import hashing
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.layouts.paper import Paper, Section

from ..templatetags.bihuan import STAGES, day
from . import honours
from .ledgers import BASES, GROUPS, Row, Sheet

COLUMNS = ("序", "责任事项", "依据", "应于", "办结", "当日状态", "佐证（摘要前 16 位）")
WIDTHS = (1, 8, 4, 3, 3, 3, 6)
LATE = ("late", "overdue", "excused")


def paper(sheet: Sheet) -> Paper:
    """Return the ledger of a unit, or of who held a post that day in all posts held, as a paper."""
    ask = sheet.asked
    rows = [row for part in sheet.parts for row in part.rows]
    chains = [row.line.obligation.chain for row in rows]
    proofs, trail = _proofs(chains, sheet), _trail(chains, sheet)
    whose = ask.term.person.name if ask.term else name_on(ask.unit, ask.day)
    counts = "，".join(f"{GROUPS[key]} {n}" for key, n in sheet.counts.items() if n)
    return Paper(
        title="安全生产尽职免责台账",
        subtitle=f"{ask.since} 至 {ask.day} 24:00，按{BASES[ask.basis]}",
        meta=[("姓名" if ask.term else "单位", whose), ("截止日期", str(ask.day)),
              ("核验码", sheet.code), ("项数", f"{sheet.total} 项"),
              ("督办方", "、".join(sheet.supervisors) or "没有督办方")],
        sections=[
            Section("一、当日任职", _posts(sheet)),
            Section("二、应办和办结", [f"共 {sheet.total} 项：{counts or '没有应办的责任'}。"]),
            *_by_post(rows, proofs, by_post=ask.term is not None),
            Section("三、逾期、免责的情况和原因", _reasons(rows, sheet)),
            Section("四、告知记录", _told(rows, chains, sheet)),
            Section("五、当日的表彰、否决和限制", _standing(sheet)),
            Section("六、怎样核验", _how(sheet, trail)),
        ],
        closing=["本台账由系统按痕迹算出，未经人工增删；只列系统里有的记录，不代替认定责任的结论。"],
        signs=("本人（单位负责人）", "督办方"),
        foot=f"{whose} 核验码 {sheet.code} 痕迹摘要 {trail[:16]}",
    )  # fmt: skip


def _posts(sheet: Sheet) -> list[str]:
    ask = sheet.asked
    if ask.term is None:
        return [f"{name_on(ask.unit, ask.day)}（单位台账）。"]
    held = terms.terms_on(ask.term.person, ask.day)
    return [
        f"{term.post.unit.name}{term.post.title}"
        f"{f'（{term.post.get_lead_display()}）' if term.post.lead else ''}"
        f"{'，代理' if term.substitute else ''}，{term.since} 起"
        f"{f'至 {term.until}' if term.until else '至今'}。"
        for term in held
    ]


def _by_post(rows: list[Row], proofs: Mapping[str, list[str]], *, by_post: bool) -> list[Section]:
    """Return a table for each post of a person, or one for the whole of a unit."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        post = row.line.obligation.post
        groups.setdefault(str(post) if by_post and post else "", []).append(row)
    return [
        Section(name, (), COLUMNS, WIDTHS, [_row(row, proofs) for row in mine])
        for name, mine in groups.items()
    ]


def _row(row: Row, proofs: Mapping[str, list[str]]) -> tuple[str, ...]:
    o = row.line.obligation
    return (
        str(row.n), o.title, str(o.clause or "没有写明"),
        f"{in_shanghai(row.line.due):%Y-%m-%d}" if row.line.due else "未设定",
        f"{in_shanghai(row.line.done_at):%Y-%m-%d}" if row.line.done_at else "—",
        GROUPS[row.group], "；".join(proofs.get(o.chain, ())) or "没有佐证",
    )  # fmt: skip


def _proofs(chains: list[str], sheet: Sheet) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    rows = Evidence.objects.filter(chain__in=chains, uploaded_at__lte=sheet.night)
    for chain, name, digest in rows.order_by("pk").values_list("chain", "name", "sha256"):
        found.setdefault(chain, []).append(f"{name} {digest[:16]}")
    return found


def _trail(chains: list[str], sheet: Sheet) -> str:
    """Return one digest of the trace of every row by the end of the day."""
    rows = Entry.objects.filter(chain__in=chains, at__lte=sheet.night)
    heads = rows.order_by("chain", "seq").values_list("chain", "digest")
    last = dict(heads)
    return hashing.digest("bihuan trail 1", *(f"{c}|{last[c]}" for c in sorted(last)))


def _reasons(rows: Iterable[Row], sheet: Sheet) -> list[str]:
    """Return why what was late was late, as people wrote it; where nobody did, that is said."""
    late = [row for row in rows if row.group in LATE]
    if not late:
        return ["没有逾期或免责的事项。"]
    ids = [row.line.obligation.pk for row in late]
    asked: dict[int, list[str]] = {}
    extensions = Extension.objects.filter(obligation__in=ids, asked_at__lte=sheet.night)
    for one in extensions.order_by("pk"):
        granted = {True: "批准", False: "不批准", None: "未决定"}[one.granted]
        asked.setdefault(one.obligation_id, []).append(
            f"{in_shanghai(one.asked_at):%Y-%m-%d} 申请延期：{one.reason}（{granted}）"
        )
    proxies = Fulfilment.objects.filter(
        obligation__in=ids, recorded_at__lte=sheet.night
    ).exclude(proxy_reason="")  # fmt: skip
    for pk, reason in proxies.values_list("obligation", "proxy_reason"):
        asked.setdefault(pk, []).append(f"代报：{reason}")
    return [_reason(row, asked) for row in late]


def _reason(row: Row, asked: Mapping[int, list[str]]) -> str:
    o = row.line.obligation
    said = "；".join(asked.get(o.pk, ())) or "系统里没有写原因"
    reached = f"，督办到“{STAGES[row.line.stage][2]}”" if row.line.stage else ""
    due = day(row.line.due) if row.line.due else "未设定"
    return f"第 {row.n} 项“{o.title}”{GROUPS[row.group]}（应于 {due}{reached}）：{said}。"


def _told(rows: Iterable[Row], chains: list[str], sheet: Sheet) -> list[str]:
    """Return who was told of what, and when, for what was late."""
    numbers = {row.line.obligation.chain: row.n for row in rows if row.group in LATE}
    notices: Any = Notice.objects.everywhere("who was told, for a ledger in scope")
    found = notices.filter(chain__in=list(numbers), created_at__lte=sheet.night, stage__gt=0)
    said = [
        f"第 {numbers[one.chain]} 项，{in_shanghai(one.created_at):%Y-%m-%d %H:%M} "
        f"“{STAGES[one.stage][2]}”告知{one.unit.name}{one.post.title if one.post else ''}。"
        for one in found.select_related("unit", "post").order_by("created_at", "pk")
        if one.stage in STAGES
    ]
    return said or ["没有因为逾期发出的通知。"]


def _standing(sheet: Sheet) -> list[str]:
    ask = sheet.asked
    person = ask.term.person if ask.term else None
    told = honours.told(honours.standing(ask.day, unit=ask.unit, person=person), ask.day)
    return told or ["当日没有表彰，也没有在效的否决和限制。"]


def _how(sheet: Sheet, trail: str) -> list[str]:
    sealed = f"当日封存 {sheet.seal.root}。" if sheet.seal else "当日还没有封存。"
    return [
        f"内容摘要 {sheet.digest}；痕迹摘要 {trail}；"
        f"痕迹 {sheet.entries} 条，佐证 {sheet.files} 份。",
        sealed,
        "在系统里按同一对象、日期和口径再看一次责任台账，核验码相同即内容未变；"
        "运行 bihuan verify 核对全部痕迹和佐证的摘要。",
    ]
