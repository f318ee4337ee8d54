"""应报基数: whom one rule binds in one period, and how each of them fared."""

from typing import Literal

from pydantic import Field

from bihuan.kernel.obligations.models import Base, Obligation
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.surfaces.workbench.queries import bases as denominators
from bihuan.surfaces.workbench.queries.desk import LONG, SHOWN
from bihuan.surfaces.workbench.queries.paging import page

from ..calls import GET, Asked, Call
from ..fields import ClauseRef, Day, Mark, RowId, Shape, UnitRef
from .obligations import ObligationRow, shaped


class Wanted(Shape):
    """Which members are asked for."""

    fate: Literal[  # the outcomes a member may have
        "on_time", "zero", "proxy", "late", "missed", "paused", "excused", "ended", "running"
    ] | None = Field(None, title="结果")  # fmt: skip
    after: Mark = Field("", title="上一页的 following")


class FateShape(Shape):
    """One outcome, and how many members in scope had it."""

    key: str = Field(title="结果")
    title: str = Field(title="结果名称")
    n: int = Field(title="数")


class ExclusionShape(Shape):
    """A unit left out of the base, with the reason."""

    unit: UnitRef = Field(title="单位")
    reason: str = Field(title="原因")


class BaseShape(Shape):
    """The denominator of a rate, as far as the caller sees its members."""

    id: RowId
    page: str = Field(title="网页地址")
    rule: str = Field(title="规则")
    title: str = Field(title="责任")
    clause: ClauseRef | None = Field(title="依据")
    period: str = Field(title="期次")
    starts: Day = Field(title="起")
    ends: Day = Field(title="止")
    cut_off: Day = Field(title="截止日")
    frozen: bool = Field(title="已定")
    fates: list[FateShape] = Field(title="各结果的数，合计为您看得到的基数")
    rows: list[ObligationRow] = Field(title="成员")
    exclusions: list[ExclusionShape] = Field(title="除外")
    following: str = Field(title="下一页", description="空：没有下一页")


def show(asked: Asked) -> BaseShape:
    """Return a base. Raises :class:`NotFound` when none of its members is in scope."""
    given, pk = asked.query, asked.path["pk"]
    members = Obligation.objects.visible_to(asked.viewer).filter(base=pk)
    found = Base.objects.select_related("rule__clause__document").filter(pk=pk).first()
    if found is None or not members.exists():
        raise NotFound("没有这个应报基数，或您的岗位看不到其中任何单位。")
    rows = denominators.fated(members, given.fate or "", asked.now)
    listed = page(rows.select_related(*SHOWN).defer(*LONG), denominators.ORDER, after=given.after)
    counted = denominators.fates(members, asked.now)
    left_out = denominators.excluded(found, asked.viewer)
    return BaseShape(
        id=found.pk, page=f"/bases/{found.pk}", rule=found.rule.key, title=found.rule.title,
        clause=ClauseRef.of(found.rule.clause), period=found.period, starts=found.starts,
        ends=found.ends, cut_off=found.cut_off, frozen=found.frozen_at is not None,
        fates=[FateShape(key=one.key, title=one.title, n=one.n) for one in counted],
        rows=shaped(listed.rows, asked), following=listed.following,
        exclusions=[ExclusionShape(unit=UnitRef.of(one.unit), reason=one.reason)
                    for one in left_out],
    )  # fmt: skip


CALLS = (
    Call(GET, "bases/<id:pk>", show, "base", "应报基数", "一个应报基数和它的成员", BaseShape,
         query=Wanted),
)  # fmt: skip
