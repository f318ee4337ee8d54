"""责任清单: the posts with their lists, one list with what carries each item, its papers."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Place, Post
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import hashing
from bihuan.modules.responsibility import lists, years
from bihuan.modules.responsibility.models import DutyItem, DutyList, Signature, YearList
from bihuan.surfaces.layouts.paper import Paper, Section

from .filters import Asked, Chip, called
from .paging import Order, Page, ordering, page

ORDER = (Order("unit_id"), Order("id"))


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of the posts; every field is a query parameter."""

    q: str = ""
    kind: str = ""
    place: str = ""
    state: str = ""

    whole = "全部在任岗位"

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds of unit and what a list can stand at."""
        return {"kind": KINDS, "state": lists.STANDING}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(KINDS[self.kind].title, self.query(kind=""))
        if self.place:
            yield Chip(f"区划：{called(Place, code=self.place)}", self.query(place=""))
        if self.state:
            yield Chip(lists.STANDING[self.state], self.query(state=""))


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Post]:
    """Return the posts held today that the viewer sees and that answer the filters."""
    rows = lists.standing(lists.posts(viewer, viewer.on), filters.state)
    if filters.q:
        rows = rows.filter(unit__name__icontains=filters.q[:60])
    if filters.kind:
        rows = rows.filter(unit__kind=filters.kind)
    if filters.place:
        place = Place.objects.filter(code=filters.place).first()
        rows = rows.filter(within(place.path, "unit__place_path")) if place else rows.none()
    return rows


def listed(viewer: Viewer, filters: Filters, *, after: str) -> Page:
    """Return a page of posts, unit by unit."""
    return page(matching(viewer, filters).select_related("unit__place"), ORDER, after=after)


EXPORTED = ("单位", "区划", "岗位", "任职人", "清单")


def exported(viewer: Viewer, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the list."""
    rows = matching(viewer, filters).select_related("unit__place").order_by(*ordering(ORDER))
    for post in rows.iterator(1000):
        yield (post.unit.name, post.unit.place.name, post.title, holder(post, viewer.on),
               standing_of(post))  # fmt: skip


def standing_of(post: Any) -> str:
    """Return how the list of an annotated post stands, in words."""
    word = "signed" if post.signed else "unsigned" if post.listed else "none"
    return lists.STANDING[word]


def holder(post: Post, on: date) -> str:
    """Return who holds a post on a day, "" for nobody."""
    term = terms.holder(post, on)
    return term.person.name if term else ""


@dataclass(frozen=True)
class Shown:
    """A list as a page shows it: its items, which of them no rule carries, who signed."""

    duties: DutyList
    items: list[DutyItem]
    uncarried: set[int]
    signatures: list[Signature]
    holder: str
    digest: str


def shown(duties: DutyList, on: date) -> Shown:
    """Return a list with what its page shows, as of a day."""
    rows = duties.items.select_related("clause__document", "rule").defer(
        "clause__document__text", "clause__document__compiled"
    )
    items = list(rows)
    words = [f"{i.kind}|{i.says}|{i.clause_id}|{i.rule_id}" for i in items]
    return Shown(
        duties, items, lists.uncarried(items, on),
        list(duties.signatures.select_related("person").order_by("at")), holder(duties.post, on),
        hashing.digest("bihuan duty list 1", *words),
    )  # fmt: skip


def paper(found: Shown) -> Paper:
    """Return the letter of responsibility (责任书): the list with the place to sign."""
    duties = found.duties
    rows = [
        (str(n), item.get_kind_display(), item.says, clause_of(item),
         "没有规则承载" if item.pk in found.uncarried else item.rule.title if item.rule else "")
        for n, item in enumerate(found.items, 1)
    ]  # fmt: skip
    signed = [f"{s.person.name} {s.at:%Y-%m-%d}" for s in found.signatures]
    ends = f"，{duties.until} 停止" if duties.until else ""
    columns, widths = ("序", "类别", "内容", "依据", "承载的规则"), (1, 2, 10, 6, 5)
    return Paper(
        title=f"安全生产{duties.get_kind_display()}",
        subtitle=f"{duties.unit.name} {duties.post.title}",
        meta=[
            ("编号", duties.matter.number), ("版本", f"第 {duties.version} 版"),
            ("施行", f"{duties.since} 起{ends}" if duties.since else "未施行"),
            ("任职人", found.holder or "空岗"), ("编制单位", duties.office.name),
            ("已签订", "、".join(signed) or "没有"),
        ],
        sections=[Section("", (), columns, widths, rows)],
        closing=[f"内容摘要 {found.digest}。与系统里同一编号的清单对照，摘要相同即未改动。"],
        signs=("岗位任职人", "编制单位负责人"),
        foot=f"{duties.matter.number} 摘要 {found.digest[:16]}",
    )  # fmt: skip


def clause_of(item: Any) -> str:
    """Return an item's clause as printed, "" without one."""
    return f"《{item.clause.document.title}》{item.clause.label}" if item.clause else ""


def year_paper(year: YearList, on: date) -> Paper:
    """Return a year's list with how each task stood on a day."""
    found = years.followed(year, on)
    rows = [
        (str(n), one.item.says, clause_of(one.item), _due(one), years.STATES[one.state],
         f"{one.done}/{len(one.lines)}")
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    counts = "，".join(
        f"{word} {sum(one.state == key for one in found)} 项" for key, word in years.STATES.items()
    )
    parts = [Section("一、年初工作要点", [year.points or "（还没有填写）"]),
             Section("二、任务和完成情况", [f"共 {len(found)} 项：{counts}。"],
                     ("序", "任务", "依据", "期限", "状态", "办结/应办"), (1, 9, 6, 3, 3, 2), rows),
             Section("三、年终总结", [year.summary or "（还没有填写）"])]  # fmt: skip
    facts = [f"{one.item.pk}|{one.state}|{one.done}|{len(one.lines)}" for one in found]
    digest = hashing.digest("bihuan year list 1", str(on), *facts)
    return Paper(
        title=f"{year.year}年度安全生产任务清单", subtitle=f"{year.unit.name} {year.post.title}",
        meta=[("编号", year.matter.number), ("状态截至", f"{on} 24:00"),
              ("任职人", holder(year.post, on) or "空岗"),
              ("备案单位", year.filed_with.name if year.filed_with else "未指定")],
        sections=parts,
        closing=[f"状态由系统按责任事项的痕迹算出，不能人工改。摘要 {digest}。"],
        signs=("岗位任职人", "编制单位负责人"), foot=f"{year.matter.number} 摘要 {digest[:16]}",
    )  # fmt: skip


def _due(one: years.Followed) -> str:
    dues = [line.due for line in one.lines if line.due]
    if dues:
        last = max(dues)
        return f"{last:%Y-%m-%d}" if len(dues) == 1 else f"{len(dues)} 次，末次 {last:%Y-%m-%d}"
    return str(one.item.due_on or "未设定")
