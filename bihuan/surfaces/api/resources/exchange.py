"""数据交换: the records of a format to be pulled, and a partner's file to be taken in."""

from datetime import timedelta
from typing import Any

from pydantic import Field

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.modules.exchange import deliveries, packages
from bihuan.modules.exchange.models import Incoming
from bihuan.modules.statistics import figures, returns
from bihuan.surfaces.workbench.queries import statistics as lists

from ..calls import GET, POST, Asked, Call
from ..fields import Day, RowId, Shape, words

AREA = "数据交换"
#: Days of one pull.
LONGEST = 366


class Wanted(Shape):
    """From which day to which something changed."""

    since: Day = Field(title="从哪天起")
    until: Day = Field(title="到哪天（含）")


class LeftOut(Shape):
    """A record that lacks what the format demands."""

    about: str = Field(title="编号")
    reason: str = Field(title="缺什么")


class Records(Shape):
    """The records of a format under their names there, and what is left out with its reason."""

    format: str = Field(title="数据格式")
    version: int = Field(title="格式版本")
    rows: list[dict[str, str]] = Field(title="记录")
    left_out: list[LeftOut] = Field(title="没有编入的")


class RowShape(Shape):
    """What became of one record of a delivery."""

    line: int = Field(title="行")
    theirs: str = Field(title="对方编号")
    state: str = Field(title="结果", description="taken、same、differs、poisoned、settled")
    reason: str = Field(title="原因")


class Received(Shape):
    """A delivery and what became of each of its records."""

    id: RowId
    count: int = Field(title="条数")
    rows: list[RowShape] = Field(title="各条")


class Brought(Shape):
    """How the file is called."""

    name: words(200) = Field("data.json", title="文件名")  # type: ignore[valid-type]


class FormWanted(Shape):
    """What is asked of a statistical form."""

    period: words(16) = Field("", title="期次", description="空：最近结束的一期")  # type: ignore[valid-type]
    by: words(16) = Field("", title="分行方式")  # type: ignore[valid-type]
    place: words(16) = Field("", title="区划代码")  # type: ignore[valid-type]
    known: words(10) = Field("", title="统计时点", description="空：现在")  # type: ignore[valid-type]


class Figures(Shape):
    """A statistical form with its figures as they print; the last row is the whole."""

    form: str = Field(title="表号")
    title: str = Field(title="报表")
    basis: str = Field(title="口径")
    columns: list[dict[str, str]] = Field(title="列")
    rows: list[dict[str, Any]] = Field(title="行")


def records(asked: Asked) -> Records:
    """Return what of a format changed in some days, as far as the caller sees it."""
    form = packages.format_of(asked.path["key"], asked.viewer.path)
    since, until = asked.query.since, asked.query.until
    if not timedelta() <= until - since <= timedelta(days=LONGEST):
        raise Invalid(f"起止日期要先后相接，最长 {LONGEST} 天。", field="until")
    if not form.goes_out:
        raise Invalid(f"“{form.title}”只接收，不报出。", field="key")
    made = packages.records(form, asked.viewer, since, until)
    return Records(format=form.key, version=form.version, rows=made.rows,
                   left_out=[LeftOut(**one) for one in made.left_out])  # fmt: skip


def receive(asked: Asked) -> Received:
    """Take a partner's file; the same file again gives what became of it the first time."""
    made = deliveries.receive(
        asked.path["key"], asked.query.name, asked.body.read(), by=asked.viewer, at=asked.now
    )
    rows = Incoming.objects.filter(delivery=made).order_by("line")
    return Received(id=made.pk, count=made.count, rows=[
        RowShape(line=one.line, theirs=one.theirs, state=one.state, reason=one.reason)
        for one in rows
    ])  # fmt: skip


def form(asked: Asked) -> Figures:
    """Return the figures of a statistical form, counted in the caller's scope."""
    found = lists.form_of(asked.path["key"], asked.viewer)
    given = lists.Filters(asked.query.period, asked.query.by, asked.query.place, asked.query.known)
    made = figures.table(lists.asked(found, given, asked.viewer, asked.now))
    told = returns.frozen(made)
    return Figures(form=found.key, title=found.title, basis=lists.basis(made.asked),
                   columns=told["columns"], rows=told["rows"])  # fmt: skip


_ONE = "exchange/<str:key>"
CALLS = (
    Call(GET, f"{_ONE}/records", records, "exchange-records", AREA, "取一种格式的记录", Records,
         roles.EXPORT, query=Wanted),
    Call(POST, f"{_ONE}/deliveries", receive, "exchange-deliver", AREA, "送来一个文件", Received,
         roles.FULFIL, query=Brought, file=True),
    Call(GET, "statistics/<str:key>", form, "statistics", AREA, "一张统计报表的数字", Figures,
         query=FormWanted),
)  # fmt: skip
