"""Everything one obligation's page tells."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.dateparse import parse_datetime

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Extension, Fulfilment, Kind, Obligation, Outcome
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Evidence

from ..templatetags.bihuan import STAGES, day

OTHER = "其他材料"
#: Where an entry says from what to what: moments, or units by their keys.
ENDS = ("from", "to")


def find(viewer: Viewer, pk: int) -> Obligation:
    """Return one obligation. Raises :class:`NotFound` outside one's scope."""
    rows = Obligation.objects.visible_to(viewer).select_related(
        "holder", "supervisor", "post__unit", "subject", "clause__document", "matter", "base",
        "rule", "ladder", "parent__holder",
    )  # fmt: skip
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这项责任，或您的岗位看不到。")
    return found


def highlighted(o: Obligation) -> list[tuple[str, bool]]:
    """Return the clause's words in pieces; the piece that oblige is marked."""
    if o.clause is None:
        return []
    text = o.clause.text
    says = o.rule.says if o.rule and o.rule.clause_id == o.clause_id else ""
    start = text.find(says) if says else -1
    if start < 0:
        return [(text, False)]
    end = start + len(says)
    pieces = [(text[:start], False), (says, True), (text[end:], False)]
    return [piece for piece in pieces if piece[0]]


@dataclass(frozen=True)
class Line:
    """One proof the rule asks for and the files brought of it."""

    kind: str
    title: str
    files: tuple[Evidence, ...]


def checklist(o: Obligation, files: list[Evidence], used: set[int]) -> list[Line]:
    """Return the proofs an obligation needs, each with the files not used for an earlier time."""
    fresh = [file for file in files if file.pk not in used]
    return [
        Line(kind, kind, tuple(file for file in fresh if file.kind == kind))
        for kind in (o.rule.proof if o.rule else ())
    ]


@dataclass(frozen=True)
class Said:
    """An entry as its page shows it."""

    entry: Entry
    said: list[tuple[str, str]]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.entry, name)


def trail(o: Obligation) -> list[Said]:
    """Return the trace of an obligation, the newest first."""
    told = [(row, json.loads(row.body)) for row in Entry.objects.filter(chain=o.chain)]
    told.sort(key=lambda one: -one[0].seq)
    named = {body[end] for _, body in told for end in ENDS if isinstance(body.get(end), int)}
    units = dict(Unit.objects.filter(pk__in=named).values_list("pk", "name"))
    return [Said(entry, list(_said(body, units))) for entry, body in told]


def used_files(o: Obligation) -> set[int]:
    """Return the evidence that earlier times of this obligation were proved with."""
    bodies = Entry.objects.filter(chain=o.chain, verb="fulfilled").values_list("body", flat=True)
    return {int(pk) for body in bodies for pk in json.loads(body).get("files", {})}


def notices(o: Obligation) -> list[Notice]:
    """Return whom this obligation's notices told, the newest first, with how many read them."""
    rows = Notice.objects.everywhere("whom an obligation in scope told").filter(chain=o.chain)
    counted = rows.annotate(n_read=Count("readings")).select_related("unit", "post")
    return list(counted.order_by("-created_at", "-pk")[:20])


def twins(o: Obligation) -> list[Obligation]:
    """Return what each of those who count separately owes in the period, this one among them.

    Party and government principals each lead on their own; one does not stand in for the other.
    """
    if not o.slot:
        return []
    rows = Obligation.objects.everywhere("the same duty of one unit in scope")
    same = rows.filter(rule=o.rule_id, period=o.period, holder=o.holder_id, subject=o.subject_id)
    return list(same.order_by("pk"))


@dataclass(frozen=True)
class Reason:
    """An act this person cannot do here: why, and who could."""

    act: str
    says: str
    can: str = ""


def reasons(o: Obligation, viewer: Viewer, pending: Extension | None) -> Iterator[Reason]:
    """Yield why the acts of the page are shut for this person."""
    if o.done_at:
        return
    holder = o.holder.name if o.holder else "责任单位"
    watcher = o.supervisor.name if o.supervisor else "督办方"
    if o.matter_id is None and not may_fulfil(o, viewer):
        yield Reason("办理", shut(o, viewer))
    if o.current_due is None:
        yield Reason("申请延期", "还没有期限，谈不上延期。先设定期限。", "有设定职责的岗位")
    elif pending:
        yield Reason("申请延期", "已有一份申请待批。", watcher)
    elif o.holder_id != viewer.unit_id:
        yield Reason("申请延期", f"由责任单位{holder}申请。", holder)
    if not may_excuse(o, viewer):
        own = o.holder_id == viewer.unit_id
        says = "不能批准自己单位免责。" if own else "您的岗位不能批准免责。"
        yield Reason("批准免责", says, watcher)


def may_fulfil(o: Obligation, viewer: Viewer) -> bool:
    """Say whether this person may record here that it was done, himself or by proxy."""
    if o.done_at or o.paused_at or o.holder_id is None or o.matter_id is not None:
        return False
    if o.kind == Kind.SIGN:
        return False
    own = o.holder_id == viewer.unit_id
    return viewer.can(roles.FULFIL) if own else o.kind != Kind.SUPERVISE and viewer.can(roles.PROXY)


def may_excuse(o: Obligation, viewer: Viewer) -> bool:
    """Say whether this person may end it without its being done."""
    return viewer.can(roles.EXTEND) and o.holder_id != viewer.unit_id and not o.done_at


def shut(o: Obligation, viewer: Viewer) -> str:
    """Say why this person cannot record anything here."""
    if o.holder_id is None:
        return "还没有责任单位。指定之后才能办理。"
    if o.paused_at:
        return "责任单位停产或检修，这项责任暂停，不计逾期；恢复后再办。"
    if o.holder_id != viewer.unit_id:
        return f"由{o.holder.name if o.holder else '责任单位'}办理。"
    if o.kind == Kind.SIGN:
        return "在文书的页面办理。"
    return "您的岗位不办理责任事项。"


_WORDS = {
    "mode": Fulfilment.Mode.choices,
    "outcome": Outcome.choices,
    "stage": [(stage, word) for stage, (_, _, word) in STAGES.items()],
}
_TITLES = {
    "reason": "理由", "opinion": "意见", "from": "原值", "to": "现值", "due": "期限",
    "mode": "方式", "outcome": "结果", "name": "文件", "kind": "材料", "stage": "阶段",
    "number": "文号", "title": "标题", "proxy_reason": "代报原因", "times": "第几次",
    "happened_at": "发生时间",
}  # fmt: skip


def _said(body: dict[str, Any], units: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for key, given in body.items():
        value = units.get(given, given) if key in ENDS and isinstance(given, int) else given
        if key in _TITLES and isinstance(value, str | int) and value != "":
            yield _TITLES[key], _readable(key, value)


def _readable(key: str, value: str | int) -> str:
    if key in _WORDS:
        return str(dict(_WORDS[key]).get(value, value))
    moment = parse_datetime(value) if isinstance(value, str) and "T" in value else None
    return day(moment) if moment else str(value)
