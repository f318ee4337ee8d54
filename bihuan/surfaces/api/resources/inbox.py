"""通知: what the token's post and unit were told. Reading it here marks nothing as read."""

from collections.abc import Sequence

from pydantic import Field

from bihuan.kernel.notices import inbox as box
from bihuan.kernel.notices import wording
from bihuan.kernel.notices.models import Notice
from bihuan.surfaces.workbench.queries.chains import addresses_of
from bihuan.surfaces.workbench.queries.paging import page
from bihuan.surfaces.workbench.views.inbox import ORDER

from ..calls import GET, Asked, Call
from ..fields import Mark, Moment, PostRef, RowId, Shape, UnitRef


class Wanted(Shape):
    """Which notices are asked for."""

    unread: bool = Field(default=False, title="只要未读的")
    after: Mark = Field("", title="上一页的 following")


class NoticeShape(Shape):
    """One notice."""

    id: RowId
    kind: str = Field(title="种类")
    title: str = Field(title="标题")
    body: str = Field(title="内容")
    unit: UnitRef = Field(title="发给的单位")
    post: PostRef | None = Field(title="发给的岗位")
    about: str = Field(title="说的哪件事（网页地址）")
    due: Moment | None = Field(title="期限")
    stage: int = Field(title="阶段")
    urgent: bool = Field(title="加急")
    at: Moment = Field(title="时间")
    read: bool = Field(title="本人已读")


class Notices(Shape):
    """A page of the inbox, the newest first."""

    rows: list[NoticeShape] = Field(title="各行")
    following: str = Field(title="下一页", description="空：没有下一页")


def listing(asked: Asked) -> Notices:
    """Return the notices to the token's post and unit."""
    given: Wanted = asked.query
    rows = box.inbox(asked.viewer)
    found = page(rows.filter(is_read=False) if given.unread else rows, ORDER, after=given.after)
    return Notices(rows=shapes(found.rows), following=found.following)


def shapes(notices: Sequence[Notice]) -> list[NoticeShape]:
    """Return notices as programs read them; unread where nobody asked who read them."""
    about = addresses_of({notice.chain for notice in notices})
    return [_shape(notice, about[notice.chain]) for notice in notices]


def _shape(notice: Notice, about: str) -> NoticeShape:
    title, body = wording.render(notice)
    return NoticeShape(
        id=notice.pk, kind=notice.template, title=title, body=body, unit=UnitRef.of(notice.unit),
        post=PostRef.of(notice.post), about=about, due=notice.due, stage=notice.stage,
        urgent=notice.urgent, at=notice.created_at, read=getattr(notice, "is_read", False),
    )  # fmt: skip


CALLS = (Call(GET, "inbox", listing, "inbox", "通知", "发给本岗位和本单位的通知", Notices,
              query=Wanted),)  # fmt: skip
