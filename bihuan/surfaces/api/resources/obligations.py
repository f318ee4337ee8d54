"""责任事项: the list the desk works through, one of them, and what may be done about it."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from bihuan.kernel.obligations import assignments, extensions
from bihuan.kernel.obligations.fulfilments import fulfil as record_fulfilment
from bihuan.kernel.obligations.models import Extension, Obligation
from bihuan.kernel.obligations.reminders import remind as tell_holder
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import end_of
from bihuan.surfaces.workbench.forms.lookups import UnitField
from bihuan.surfaces.workbench.forms.steps import colleagues
from bihuan.surfaces.workbench.queries import desk
from bihuan.surfaces.workbench.queries import obligations as reads
from bihuan.surfaces.workbench.queries.rows import Row, rows_of
from bihuan.surfaces.workbench.templatetags.bihuan import day

from ..calls import GET, POST, Asked, Call
from ..fields import (
    ClauseRef,
    Day,
    Done,
    FileRef,
    Id,
    Mark,
    Moment,
    Nothing,
    PersonRef,
    PostRef,
    RowId,
    Shape,
    UnitRef,
    Written,
    words,
)
from . import files
from .looked_up import looked_up
from .records import FulfilmentShape, RecordField, fields_of, fulfilment, record_of

AREA = "责任事项"
MOST_FILES = 100
MOST_FIELDS = 20


class ObligationRow(Shape):
    """Who owes what by when under which clause."""

    id: RowId
    page: str = Field(title="网页地址")
    kind: str = Field(title="来源", description="periodic、step、supervise、sign")
    title: str = Field(title="责任事项")
    matter: str | None = Field(title="事项编号")
    step: str = Field(title="环节")
    clause: ClauseRef | None = Field(title="依据")
    base: int | None = Field(title="应报基数编号")
    period: str = Field(title="期次")
    holder: UnitRef | None = Field(title="责任单位", description="空：未指定")
    post: PostRef | None = Field(title="岗位")
    person: PersonRef | None = Field(title="当日任职的人")
    supervisor: UnitRef | None = Field(title="督办方")
    subject: UnitRef | None = Field(title="对象单位")
    legal_due: Moment | None = Field(title="法定期限", description="空：未设定")
    current_due: Moment | None = Field(title="现行期限")
    stage: int = Field(title="阶段", description="0 未升级，1 提示，2 警示，3 督办，4 挂牌")
    stuck: str = Field(title="卡在哪里")
    times_needed: int = Field(title="要几次")
    times_done: int = Field(title="已办几次")
    paused_at: Moment | None = Field(title="暂停")
    done_at: Moment | None = Field(title="办结时间")
    outcome: str = Field(title="结果", description="空：未办结")
    revision: int = Field(title="版本")


class Obligations(Shape):
    """A page of obligations, the worst first."""

    rows: list[ObligationRow] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


class Wanted(Shape):
    """The desk's filters."""

    state: Literal["late", "1", "2", "3", "4", "bare", "soon", "unset"] | None = Field(
        None, title="状态", description="late 已逾期，1–4 阶段，bare 逾期而没有督办阶梯，"
        "soon 快到期，unset 未设定期限或单位",
    )  # fmt: skip
    tab: Literal["mine", "idle"] | None = Field(
        None, title="视图", description="mine 本岗位的，idle 督办方没动的"
    )
    q: words(60) = Field("", title="编号、单位或几个字")  # type: ignore[valid-type]
    place: words(16) = Field("", title="区划代码")  # type: ignore[valid-type]
    unit: Id | None = Field(None, title="责任单位编号")
    document: Id | None = Field(None, title="文件编号")
    after: Mark = Field("", title="上一页的 following")


class ExtensionShape(Shape):
    """A request for more time, and the decision on it."""

    id: RowId
    from_due: Moment = Field(title="原期限")
    to_due: Moment = Field(title="申请延到")
    reason: str = Field(title="理由")
    asked_by: PersonRef = Field(title="申请人")
    asked_at: Moment = Field(title="申请时间")
    granted: bool | None = Field(title="是否批准", description="空：待批")
    decided_by: PersonRef | None = Field(title="审批人")
    opinion: str = Field(title="意见")


class Shut(Shape):
    """Something the token's post cannot do here: why, and who could."""

    act: str = Field(title="事情")
    detail: str = Field(title="原因")
    can: str = Field(title="谁能办")


class ObligationShape(ObligationRow):
    """One obligation with everything its page tells."""

    words: str = Field(title="条款原文")
    record_kind: str = Field(title="记录种类")
    record_fields: list[RecordField] = Field(title="记录的内容")
    proofs: list[str] = Field(title="要的佐证")
    missing: list[str] = Field(title="还缺的佐证")
    files: list[FileRef] = Field(title="已传的佐证")
    fulfilments: list[FulfilmentShape] = Field(title="办理记录")
    extensions: list[ExtensionShape] = Field(title="延期")
    shut: list[Shut] = Field(title="不能办的和原因")


class Fulfilling(Shape):
    """The record of one time an obligation was met."""

    mode: Literal["findings", "zero", "done", "proxy"] = Field(title="结果")
    happened_at: Written = Field(title="什么时候做的")
    record: dict[str, words(2000)] = Field(  # type: ignore[valid-type]
        title="内容", max_length=MOST_FIELDS, description="按这项责任 record_fields 的 name 填写"
    )
    led_by: Id | None = Field(None, title="带队人编号")
    proxy_reason: words(200) = Field("", title="代报原因")  # type: ignore[valid-type]
    files: list[Id] = Field([], max_length=MOST_FILES, title="佐证编号")
    revision: int = Field(ge=0, le=2**31, title="版本", description="读到的 revision")


class Extending(Shape):
    """A request for more time."""

    to_due: Day = Field(title="申请延到")
    reason: words(400, 1) = Field(title="理由")  # type: ignore[valid-type]


class Deciding(Shape):
    """The decision on a request for more time; a no needs its reason."""

    agreed: bool = Field(title="是否批准")
    opinion: words(400) = Field("", title="理由或要求")  # type: ignore[valid-type]


class Excusing(Shape):
    """The reason for which an obligation ends without being done."""

    reason: words(400, 1) = Field(title="免责的理由")  # type: ignore[valid-type]


class Assigning(Shape):
    """The unit that owes."""

    unit: words(128, 1) = Field(  # type: ignore[valid-type]
        title="责任单位", description="全称、文件里的简称，或统一社会信用代码"
    )
    reason: words(400, 1) = Field(title="指定的依据")  # type: ignore[valid-type]


class Dating(Shape):
    """The date a document leaves open."""

    day: Day = Field(title="期限")
    reason: words(400, 1) = Field(title="设定的依据")  # type: ignore[valid-type]


def row_of(o: Obligation, row: Row) -> dict[str, Any]:
    """Return the facts of an obligation as a list shows them."""
    return {
        "id": o.pk, "page": row.address, "kind": o.kind, "title": o.title,
        "matter": o.matter.number if o.matter else None, "step": o.step,
        "clause": ClauseRef.of(o.clause), "base": o.base_id, "period": o.period,
        "holder": UnitRef.of(o.holder), "post": PostRef.of(o.post),
        "person": PersonRef.of(row.term.person if row.term else None),
        "supervisor": UnitRef.of(o.supervisor), "subject": UnitRef.of(o.subject),
        "legal_due": o.legal_due, "current_due": o.current_due, "stage": o.stage,
        "stuck": "" if o.done_at else row.stuck, "times_needed": o.times_needed,
        "times_done": o.times_done, "paused_at": o.paused_at, "done_at": o.done_at,
        "outcome": o.outcome, "revision": o.revision,
    }  # fmt: skip


def shaped(rows: Sequence[Obligation], asked: Asked) -> list[ObligationRow]:
    """Return obligations as lists show them, whatever their number in four queries."""
    known = rows_of(rows, asked.viewer, asked.now)
    return [ObligationRow(**row_of(o, known[o.pk])) for o in rows]


def listing(asked: Asked) -> Obligations:
    """Return the open obligations in scope that answer the filters."""
    given: Wanted = asked.query
    filters = desk.Filters(
        state=given.state or "", tab=given.tab or "", q=given.q, place=given.place,
        unit=str(given.unit or ""), document=str(given.document or ""),
    )  # fmt: skip
    found = desk.listed(asked.viewer, filters, asked.now, after=given.after)
    return Obligations(rows=shaped(found.rows, asked), following=found.following)


def show(asked: Asked) -> ObligationShape:
    """Return one obligation. Raises :class:`NotFound` outside one's scope."""
    o, viewer = reads.find(asked.viewer, asked.path["pk"]), asked.viewer
    held = list(Evidence.objects.filter(chain=o.chain).order_by("pk"))
    more_time = list(o.extensions.select_related("asked_by", "decided_by").order_by("pk"))
    pending = next((one for one in more_time if one.granted is None), None)
    proofs = reads.checklist(o, held, reads.used_files(o))
    done = o.fulfilments.select_related("person", "led_by").order_by("pk")
    return ObligationShape(
        **row_of(o, rows_of([o], viewer, asked.now)[o.pk]),
        words=o.clause.text if o.clause else "",
        record_kind=o.record_kind.title,
        record_fields=fields_of(o),
        proofs=[line.title for line in proofs],
        missing=[line.title for line in proofs if not line.files],
        files=[FileRef.of(file) for file in held],
        fulfilments=[fulfilment(one) for one in done],
        extensions=[_extension(one) for one in more_time],
        shut=[Shut(act=r.act, detail=r.says, can=r.can) for r in reads.reasons(o, viewer, pending)],
    )


def fulfil(asked: Asked) -> Done:
    """Record that an obligation was met."""
    o, given = reads.find(asked.viewer, asked.path["pk"]), asked.body
    if not reads.may_fulfil(o, asked.viewer):
        raise NotAllowed(reads.shut(o, asked.viewer), can=o.holder.name if o.holder else "安委办")
    made = record_fulfilment(
        o, mode=given.mode, happened_at=given.happened_at, led_by=_leader(o, given, asked.viewer),
        record=record_of(o, given.record),
        files=_fresh(o, given.files), proxy_reason=given.proxy_reason, by=asked.viewer,
        at=asked.now, revision=given.revision,
    )  # fmt: skip
    left = o.times_needed - o.times_done - 1
    more = f"还要 {left} 次。" if left > 0 else "这项责任已办结。"
    return _done(o, f"已记录“{made.get_mode_display()}”。{more}")


def bring(asked: Asked) -> FileRef:
    """Keep a file as proof of an obligation, for the next record of it."""
    o = reads.find(asked.viewer, asked.path["pk"])
    if not reads.may_fulfil(o, asked.viewer):
        raise NotAllowed(reads.shut(o, asked.viewer), can=o.holder.name if o.holder else "安委办")
    return files.keep(asked, o, [*(o.rule.proof if o.rule else ()), reads.OTHER])


def ask_extension(asked: Asked) -> Done:
    """Ask for more time in the name of the holder."""
    o, given = reads.find(asked.viewer, asked.path["pk"]), asked.body
    made = extensions.ask(
        o, to_due=end_of(given.to_due), reason=given.reason, by=asked.viewer, at=asked.now
    )
    return _done(o, f"已申请延期到 {day(made.to_due)}，编号 {made.pk}；批准前督办不停。")


def decide_extension(asked: Asked) -> Done:
    """Grant or refuse more time."""
    row = Extension.objects.filter(pk=asked.path["pk"]).first()
    if row is None:
        raise NotFound("没有这份延期申请，或您的岗位看不到。")
    o, given = reads.find(asked.viewer, row.obligation_id), asked.body
    if not given.agreed and not given.opinion:
        raise Invalid("不同意要写明理由。", field="opinion")
    extensions.decide(
        row, granted=given.agreed, opinion=given.opinion, by=asked.viewer, at=asked.now
    )
    granted = f"已批准，现行期限改为 {day(row.to_due)}，法定期限不变。"
    return _done(o, granted if given.agreed else "未批准，期限不动，督办不停。")


def excuse(asked: Asked) -> Done:
    """End an obligation without its being done."""
    o = reads.find(asked.viewer, asked.path["pk"])
    extensions.excuse(o, asked.body.reason, by=asked.viewer, at=asked.now)
    return _done(o, "已批准免责。单独计数，不算按期办结。")


def assign(asked: Asked) -> Done:
    """Say who owes an obligation."""
    o, given = reads.find(asked.viewer, asked.path["pk"]), asked.body
    unit: Unit = looked_up(UnitField(viewer=asked.viewer), given.unit, "unit")
    assignments.assign(o, holder=unit, reason=given.reason, by=asked.viewer, at=asked.now)
    return _done(o, f"已指定{unit.name}。")


def set_due(asked: Asked) -> Done:
    """Set the date a document leaves open."""
    o, given = reads.find(asked.viewer, asked.path["pk"]), asked.body
    made = assignments.set_due(
        o, due=end_of(given.day), reason=given.reason, by=asked.viewer, at=asked.now
    )
    return _done(o, f"已设定期限 {day(made.current_due)}，督办从这一天起算。")


def remind(asked: Asked) -> Done:
    """Remind who owes an obligation, at most once a day."""
    o = reads.find(asked.viewer, asked.path["pk"])
    notice = tell_holder(o, by=asked.viewer, at=asked.now)
    return _done(o, f"已催办{notice.unit.name}；写入痕迹，期限和阶段不变。")


def _done(o: Obligation, says: str) -> Done:
    rows = Obligation.objects.everywhere("revision of what the caller just changed")
    revision = rows.values_list("revision", flat=True).get(pk=o.pk)
    return Done(says=says, address=f"/api/v1/obligations/{o.pk}", revision=revision)


def _leader(o: Obligation, given: Fulfilling, viewer: Viewer) -> Any:
    if given.led_by is None:
        return None
    found = colleagues(o.holder_id or 0, viewer.on).filter(pk=given.led_by).first()
    if found is None:
        raise Invalid(f"{given.led_by} 不是责任单位现任的人员。", field="led_by")
    return found


def _fresh(o: Obligation, ids: Sequence[int]) -> list[Evidence]:
    used = reads.used_files(o)
    for pk in ids:
        if pk in used:
            raise Invalid(f"佐证 {pk} 已用于上一次办理，请传新的。", field="files")
    return files.named(o.chain, ids)


def _extension(one: Extension) -> ExtensionShape:
    return ExtensionShape(
        id=one.pk, from_due=one.from_due, to_due=one.to_due, reason=one.reason,
        asked_by=PersonRef.of(one.asked_by), asked_at=one.asked_at, granted=one.granted,
        decided_by=PersonRef.of(one.decided_by), opinion=one.opinion,
    )  # fmt: skip


def _write(pattern: str, act: Any, title: str, body: type[Shape], access: str) -> Call:
    name = f"obligation-{act.__name__}".replace("_", "-")
    return Call(POST, pattern, act, name, AREA, title, Done, access, body=body)


_ONE = "obligations/<id:pk>"
CALLS = (
    Call(GET, "obligations", listing, "obligations", AREA, "在办的责任事项，最急的在前",
         Obligations, query=Wanted),
    Call(GET, _ONE, show, "obligation", AREA, "一项责任", ObligationShape),
    _write(f"{_ONE}/fulfilments", fulfil, "填报办理记录（自己填报或代报）", Fulfilling, ""),
    Call(POST, f"{_ONE}/evidence", bring, "obligation-evidence", AREA, "上传佐证", FileRef,
         query=files.Brought, file=True),
    _write(f"{_ONE}/extensions", ask_extension, "申请延期", Extending, roles.FULFIL),
    _write("extensions/<id:pk>/decision", decide_extension, "审批延期", Deciding, roles.EXTEND),
    _write(f"{_ONE}/excuse", excuse, "批准免责", Excusing, roles.EXTEND),
    _write(f"{_ONE}/holder", assign, "指定责任单位", Assigning, roles.ASSIGN),
    _write(f"{_ONE}/due", set_due, "设定期限", Dating, roles.SET_UNSET),
    _write(f"{_ONE}/reminders", remind, "催办", Nothing, roles.SUPERVISE),
)  # fmt: skip
