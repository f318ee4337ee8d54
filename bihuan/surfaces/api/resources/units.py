"""单位、人员、岗位: the register, one unit with its posts and who holds them today."""

from typing import Any, Literal

from pydantic import Field

from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.surfaces.workbench.queries import unit as reads
from bihuan.surfaces.workbench.queries import units as lists
from bihuan.surfaces.workbench.queries.holders import holders

from ..calls import GET, Asked, Call
from ..fields import Day, Mark, PersonRef, RowId, Shape, UnitRef, words

AREA = "单位、岗位和人员"


class UnitRow(Shape):
    """Whoever can hold a duty."""

    id: RowId
    page: str = Field(title="网页地址")
    name: str = Field(title="名称")
    kind: str = Field(title="类别")
    kind_title: str = Field(title="类别名称")
    place: str = Field(title="区划")
    place_code: str = Field(title="区划代码")
    supervisor: UnitRef | None = Field(title="督办方")
    status: str = Field(title="状态", description="operating、stopped、closed")


class Units(Shape):
    """A page of units, by place from above, then by name."""

    rows: list[UnitRow] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


class Wanted(Shape):
    """What is asked of the register."""

    q: words(60) = Field("", title="名称或统一社会信用代码")  # type: ignore[valid-type]
    kind: words(32) = Field("", title="类别")  # type: ignore[valid-type]
    place: words(16) = Field("", title="区划代码")  # type: ignore[valid-type]
    status: Literal["operating", "stopped", "closed"] | None = Field(
        None, title="状态", description="不写：不含已关闭的"
    )
    gap: Literal["unwatched", "vacant"] | None = Field(
        None, title="缺什么", description="unwatched 无督办方，vacant 空岗"
    )
    after: Mark = Field("", title="上一页的 following")


class PostShape(Shape):
    """A post and who holds it today."""

    id: RowId
    title: str = Field(title="岗位")
    role: str = Field(title="角色")
    lead: str = Field(title="领导种类")
    signs: bool = Field(title="签发文书")
    person: PersonRef | None = Field(title="任职的人", description="空：空岗")
    since: Day | None = Field(title="任职起")
    substitute: bool = Field(title="代理")


class UnitShape(UnitRow):
    """One unit. What lies outside one's scope tells no more than its row."""

    inside: bool = Field(title="在您的范围内")
    credit_code: str | None = Field(title="统一社会信用代码")
    industry: str = Field(title="行业代码")
    headcount: int | None = Field(title="从业人数")
    since: Day | None = Field(title="成立日期")
    until: Day | None = Field(title="终止日期")
    posts: list[PostShape] = Field(title="岗位")


def listing(asked: Asked) -> Units:
    """Return the units in scope that answer the filters."""
    given: Wanted = asked.query
    if given.kind and given.kind not in KINDS:
        raise Invalid(f"没有“{given.kind}”这种单位，有的是：{'、'.join(KINDS)}。", field="kind")
    filters = lists.Filters(
        q=given.q, kind=given.kind, place=given.place, status=given.status or "",
        gap=given.gap or "",
    )  # fmt: skip
    found = lists.listed(asked.viewer, filters, after=given.after)
    return Units(rows=[UnitRow(**_row(one)) for one in found.rows], following=found.following)


def show(asked: Asked) -> UnitShape:
    """Return one unit. Raises :class:`NotFound` for one the caller may not know of."""
    one = reads.find(asked.viewer, asked.path["pk"])
    inside = reads.inside(asked.viewer, one)
    return UnitShape(
        **_row(one), inside=inside, credit_code=one.credit_code if inside else None,
        industry=one.industry if inside else "", headcount=one.headcount if inside else None,
        since=one.since if inside else None, until=one.until if inside else None,
        posts=_posts(one, asked) if inside else [],
    )  # fmt: skip


def _posts(one: Unit, asked: Asked) -> list[PostShape]:
    posts = list(one.posts.order_by("pk"))
    held = holders((post.pk for post in posts), asked.viewer.on)
    shown = []
    for post in posts:
        term = held.get(post.pk)
        shown.append(PostShape(
            id=post.pk, title=post.title, role=post.role_id, lead=post.lead, signs=post.signs,
            person=PersonRef.of(term.person if term else None), since=term.since if term else None,
            substitute=bool(term and term.substitute),
        ))  # fmt: skip
    return shown


def _row(one: Unit) -> dict[str, Any]:
    return {
        "id": one.pk, "page": f"/units/{one.pk}", "name": one.name, "kind": one.kind,
        "kind_title": lists.TITLES.get(one.kind, one.kind), "place": one.place.name,
        "place_code": one.place.code, "supervisor": UnitRef.of(one.supervisor),
        "status": one.status,
    }  # fmt: skip


CALLS = (
    Call(GET, "units", listing, "units", AREA, "单位", Units, query=Wanted),
    Call(GET, "units/<id:pk>", show, "unit", AREA, "一个单位，岗位和任职的人", UnitShape),
)
