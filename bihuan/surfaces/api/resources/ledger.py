"""责任台账: what a unit, or whoever held a post, owed and did, as of any past day."""

from typing import Literal

from pydantic import Field

from bihuan.kernel.orgs.refusals import NotFound
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.workbench.queries import ledgers

from ..calls import GET, Asked, Call
from ..fields import ClauseRef, Day, Id, Moment, PersonRef, PostRef, Shape, UnitRef


class Wanted(Shape):
    """Whose ledger, as of which day, as known when."""

    unit: Id | None = Field(None, title="单位编号", description="不写：本单位")
    post: Id | None = Field(None, title="岗位编号", description="写了就是当日任此岗位的人的台账")
    since: Day | None = Field(None, title="从哪天", description="不写：当年 1 月 1 日")
    day: Day | None = Field(None, title="到哪天", description="不写：今天")
    basis: Literal["then", "now"] = Field(
        "then", title="以什么时候所知为准", description="then 当日所知，now 今天所知"
    )


class LineShape(Shape):
    """One duty as it stood that day."""

    n: int = Field(title="序")
    obligation: int = Field(title="责任事项编号")
    title: str = Field(title="责任事项")
    clause: ClauseRef | None = Field(title="条款")
    group: str = Field(title="状态")
    group_title: str = Field(title="状态名称")
    due: Moment | None = Field(title="应于")
    done_at: Moment | None = Field(title="完成")
    stage: int = Field(title="阶段")
    files: int = Field(title="佐证份数")


class LedgerShape(Shape):
    """The sheet as it is printed, with the code by which a print is compared with the system."""

    unit: UnitRef = Field(title="单位")
    post: PostRef | None = Field(title="岗位")
    person: PersonRef | None = Field(title="当日任职的人")
    since: Day = Field(title="从哪天")
    day: Day = Field(title="到哪天")
    basis: str = Field(title="以什么时候所知为准")
    counts: dict[str, int] = Field(title="各状态的数")
    total: int = Field(title="合计")
    lines: list[LineShape] = Field(title="责任")
    digest: str = Field(title="摘要")
    code: str = Field(title="核验码")


def show(asked: Asked) -> LedgerShape:
    """Return the ledger asked for. Raises :class:`NotFound` outside one's scope."""
    given: Wanted = asked.query
    query = {name: str(value) for name, value in given if value is not None}
    ask = ledgers.asked(asked.viewer, query, in_shanghai(asked.now).date())
    sheet = ledgers.sheet(ask)
    if sheet is None:
        raise NotFound(f"{ask.day} 没有人任这一岗位，没有台账。")
    return LedgerShape(
        unit=UnitRef.of(ask.unit), post=PostRef.of(ask.post),
        person=PersonRef.of(ask.term.person if ask.term else None), since=ask.since, day=ask.day,
        basis=ask.basis, counts=sheet.counts, total=sheet.total, digest=sheet.digest,
        code=sheet.code, lines=[_line(row) for part in sheet.parts for row in part.rows],
    )  # fmt: skip


def _line(row: ledgers.Row) -> LineShape:
    line, owed = row.line, row.line.obligation
    return LineShape(
        n=row.n, obligation=owed.pk, title=owed.title, clause=ClauseRef.of(owed.clause),
        group=row.group, group_title=ledgers.GROUPS[row.group], due=line.due,
        done_at=line.done_at, stage=line.stage, files=row.files,
    )  # fmt: skip


CALLS = (
    Call(GET, "ledger", show, "ledger", "责任台账", "一个单位或岗位截至某日的责任台账",
         LedgerShape, query=Wanted),
)  # fmt: skip
