"""事项: the list, one matter with the steps open to the caller and why not, its files and trace."""

from typing import Any, Literal

from pydantic import Field

from bihuan.kernel.flows.advance import open_to
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.timeline import Line, lines
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.trace.models import Matter
from bihuan.surfaces.workbench.queries import matters as lists

from ..calls import GET, POST, Asked, Call
from ..fields import ClauseRef, Done, FileRef, Id, Mark, Moment, Shape, UnitRef, words
from . import files
from .obligations import ObligationRow, shaped

AREA = "事项"


class MatterRow(Shape):
    """A record with a life."""

    number: str = Field(title="编号")
    page: str = Field(title="网页地址")
    flow: str = Field(title="流程")
    flow_title: str = Field(title="流程名称")
    title: str = Field(title="标题")
    state: str = Field(title="状态")
    state_title: str = Field(title="状态名称")
    unit: UnitRef | None = Field(title="责任单位", description="空：未指定")
    place: str = Field(title="区划")
    clause: ClauseRef | None = Field(title="依据")
    opened_at: Moment = Field(title="登记时间")
    closed_at: Moment | None = Field(title="办结时间")
    revision: int = Field(title="版本")


class Matters(Shape):
    """A page of matters, the worst first."""

    rows: list[MatterRow] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


class Wanted(Shape):
    """What is asked of the list."""

    q: words(60) = Field("", title="编号、标题或单位")  # type: ignore[valid-type]
    flow: words(48) = Field("", title="流程")  # type: ignore[valid-type]
    standing: Literal["open", "closed", "all"] = Field("open", title="在办、已办结或全部")
    place: words(16) = Field("", title="区划代码")  # type: ignore[valid-type]
    unit: Id | None = Field(None, title="责任单位编号")
    after: Mark = Field("", title="上一页的 following")


class GuardShape(Shape):
    """One condition of a step, and its answer for the caller now."""

    name: str = Field(title="条件")
    ok: bool = Field(title="是否满足")
    detail: str = Field(title="说明")
    can: str = Field(title="谁能办")


class StepShape(Shape):
    """A step that can be taken in the state the matter is in."""

    name: str = Field(title="步骤")
    title: str = Field(title="步骤名称")
    address: str = Field(title="办理地址")
    clause: ClauseRef | None = Field(title="依据")
    mine: bool = Field(title="由您办理")
    asks: list[str] = Field(title="必填")
    takes: list[str] = Field(title="可填")
    guards: list[GuardShape] = Field(title="条件")


class EntryShape(Shape):
    """One line of what happened."""

    at: Moment = Field(title="时间")
    actor: str = Field(title="谁")
    what: str = Field(title="做了什么")
    state: str = Field(title="之后的状态")
    fields: dict[str, str] = Field(title="填写的内容")
    digest: str = Field(title="摘要")


class MatterShape(MatterRow):
    """One matter with everything its page tells."""

    parent: str | None = Field(title="上级事项编号")
    facts: dict[str, str] = Field(title="登记的内容")
    owed: list[ObligationRow] = Field(title="现在谁该办")
    steps: list[StepShape] = Field(title="下一步")
    files: list[FileRef] = Field(title="佐证")
    letters: list[int] = Field(title="文书编号")
    children: list[str] = Field(title="下级事项编号")
    entries: list[EntryShape] = Field(title="痕迹")


def row_of(m: Matter) -> dict[str, Any]:
    """Return the facts of a matter as a list shows them."""
    flow = flow_of(m.flow)
    return {
        "number": m.number, "page": f"/matters/{m.number}", "flow": m.flow,
        "flow_title": flow.title, "title": m.title, "state": m.state,
        "state_title": flow.states[m.state].title, "unit": UnitRef.of(m.unit),
        "place": m.place.name, "clause": ClauseRef.of(m.clause), "opened_at": m.opened_at,
        "closed_at": m.closed_at, "revision": m.revision,
    }  # fmt: skip


def listing(asked: Asked) -> Matters:
    """Return the matters in scope that answer the filters."""
    given: Wanted = asked.query
    if given.flow and given.flow not in lists.Filters.choices()["flow"]:
        raise Invalid(f"没有“{given.flow}”这个流程。", field="flow")
    filters = lists.Filters(
        q=given.q, flow=given.flow, standing=given.standing, place=given.place,
        unit=str(given.unit or ""),
    )  # fmt: skip
    found = lists.listed(asked.viewer, filters, after=given.after)
    rows = [MatterRow(**row_of(m)) for m in found.rows]
    return Matters(rows=rows, following=found.following)


def show(asked: Asked) -> MatterShape:
    """Return one matter. Raises :class:`NotFound` outside one's scope."""
    viewer, m = asked.viewer, lists.find(asked.viewer, asked.path["number"])
    flow, known = flow_of(m.flow), lists.read(m)
    children = Matter.objects.visible_to(viewer).filter(parent=m).order_by("pk")
    parent = Matter.objects.visible_to(viewer).filter(pk=m.parent_id).first()
    return MatterShape(
        **row_of(m),
        parent=parent.number if parent else None,
        facts=dict(lists.facts(flow, known.record)),
        owed=shaped(list(lists.standing(m, viewer)), asked),
        steps=[_step(m, door) for door in lists.doors(m, known, viewer, asked.now)],
        files=[FileRef.of(f) for f in known.files],
        letters=list(m.letters.visible_to(viewer).order_by("pk").values_list("pk", flat=True)),
        children=list(children.values_list("number", flat=True)),
        entries=[_entry(line) for line in lines(m, known.entries, known.files)],
    )


def bring(asked: Asked) -> FileRef:
    """Keep a file as proof for a step open to the caller."""
    m = lists.find(asked.viewer, asked.path["number"])
    steps = open_to(m, asked.viewer, asked.now)
    if not steps:
        raise NotAllowed("这一步不由您的岗位办理。", can="事项里“现在谁该办”的单位")
    kinds = sorted({proof.kind for step in steps for proof in step.needs})
    if not kinds:
        raise Invalid("现在的步骤不收佐证。", field="kind")
    return files.keep(asked, m, kinds)


def done(m: Matter, says: str) -> Done:
    """Return what a write to a matter is answered."""
    rows = Matter.objects.everywhere("revision of what the caller just changed")
    revision = rows.values_list("revision", flat=True).get(pk=m.pk)
    return Done(says=says, address=f"/api/v1/matters/{m.number}", revision=revision)


def _step(m: Matter, door: lists.Door) -> StepShape:
    step = door.step
    return StepShape(
        name=step.name, title=step.title, mine=door.mine, clause=ClauseRef.of(door.clause),
        address=f"/api/v1/flows/{m.flow}/{m.number}/{step.name}", asks=list(step.asks),
        takes=list(step.takes),
        guards=[GuardShape(name=g.name, ok=g.ok, detail=g.says, can=g.can) for g in door.guards],
    )  # fmt: skip


def _entry(line: Line) -> EntryShape:
    return EntryShape(
        at=line.at, actor=line.actor, what=line.what, state=line.state, fields=dict(line.fields),
        digest=line.digest,
    )  # fmt: skip


_ONE = "matters/<str:number>"
CALLS = (
    Call(GET, "matters", listing, "matters", AREA, "事项，最急的在前", Matters, query=Wanted),
    Call(GET, _ONE, show, "matter", AREA, "一件事项，下一步和为什么不能办", MatterShape),
    Call(POST, f"{_ONE}/evidence", bring, "matter-evidence", AREA, "上传佐证", FileRef,
         query=files.Brought, file=True),
)  # fmt: skip
