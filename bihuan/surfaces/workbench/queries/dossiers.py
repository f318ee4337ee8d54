"""The list of enterprises by what their dossiers say: filters, what they lack, the export."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Unit, UnitTag
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.dossier import credentials, industries, routing, sources, unlicensed
from bihuan.modules.dossier.catalogue import FACTS
from bihuan.modules.dossier.keeping import ENTERPRISE
from bihuan.modules.dossier.models import Dossier
from bihuan.modules.dossier.rules import TIERS

from .filters import Asked, Chip, called
from .paging import Order, Page, ordering, page

ORDER = (Order("place_path"), Order("name"), Order("id"))
SCALES, OWNERS = FACTS["scale"].choices, FACTS["ownership"].choices
Status = Unit.Status
CHUNK = 500


def _about(condition: Q) -> Q:
    """Match the units whose dossier matches."""
    return Q(Exists(Dossier.objects.filter(condition, pk=OuterRef("pk"))))


#: What an enterprise may lack: how its filter is called, and what it matches on a day.
LACKS: Mapping[str, tuple[str, Callable[[date], Q]]] = {
    "staffing": ("人员不足", lambda _: _about(Q(unmet__gt=0))),
    "expired": ("证照过期", credentials.expired),
    "insurance": ("没有有效安责险", lambda on: credentials.lacking("insurance", on)),
    "routing": ("待定监管层级", lambda _: _about(routing.waiting())),
    "unsupervised": ("无督办方", lambda _: Q(supervisor=None)),
    "unlicensed": ("无证", lambda on: _tagged([unlicensed.TAG], on)),
    "empty": ("未建档", lambda _: ~Q(Exists(Dossier.objects.filter(pk=OuterRef("pk"))))),
}


def _tagged(tags: Container[str], on: date) -> Q:
    rows = UnitTag.objects.filter(on_day(on), unit=OuterRef("pk"), tag__in=tags)
    return Q(Exists(rows))


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of the enterprises; every field is a query parameter."""

    q: str = ""
    place: str = ""
    industry: str = ""
    scale: str = ""
    owner: str = ""
    tier: str = ""
    status: str = ""
    set: str = ""
    lack: str = ""

    whole = "全部企业，不含已关闭"

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return what each filter may say."""
        known = {f"{one.document}#{one.key}" for one in sources.sets()}
        return {"scale": SCALES, "owner": OWNERS, "tier": TIERS, "status": Status.values,
                "set": known, "lack": LACKS, "industry": dict(industries.divisions())}  # fmt: skip

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        says: dict[str, str] = {
            "q": f"含“{self.q}”", "industry": industries.called(self.industry),
            "scale": SCALES.get(self.scale, ""), "owner": OWNERS.get(self.owner, ""),
            "tier": TIERS.get(self.tier, ""), "lack": LACKS[self.lack][0] if self.lack else "",
            "set": next((s.title for s in sources.sets() if _key(s) == self.set), ""),
            "status": str(Status(self.status).label) if self.status else "",
        }  # fmt: skip
        for name, words in says.items():
            if getattr(self, name):
                yield Chip(words, self.query(**{name: ""}))
        if self.place:
            yield Chip(f"区划：{called(Place, code=self.place)}", self.query(place=""))


def _key(one: sources.Set) -> str:
    return f"{one.document}#{one.key}"


def sets_in(viewer: Viewer) -> list[tuple[str, str]]:
    """Return key and title of the sets that documents in force here draw."""
    here = sources.in_force(viewer.path, viewer.on)
    return [(_key(one), one.title) for one in sources.sets() if one.document in here]


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Unit]:
    """Return the enterprises the viewer sees that answer the filters; closed ones when asked."""
    rows = Unit.objects.filter(units_seen(viewer), kind=ENTERPRISE)
    rows = rows.filter(status=filters.status) if filters.status else rows.exclude(
        status=Status.CLOSED
    )  # fmt: skip
    if filters.q:
        words = filters.q[:60]
        rows = rows.filter(Q(name__icontains=words) | Q(credit_code__icontains=words.upper()))
    if filters.place:
        place = Place.objects.filter(code=filters.place).first()
        rows = rows.filter(within(place.path)) if place else rows.none()
    if filters.industry:
        side = industries.within(filters.industry, "side_industries__code")
        rows = rows.filter(industries.within(filters.industry) | Q(
            pk__in=Unit.objects.filter(side).values("pk")))  # fmt: skip
    given = {"scale": filters.scale, "ownership": filters.owner, "tier": filters.tier}
    if asked := {name: value for name, value in given.items() if value}:
        rows = rows.filter(_about(Q(**asked)))
    if filters.set:
        drawn = next(one for one in sources.sets() if _key(one) == filters.set)
        rows = rows.filter(_tagged(drawn.tags, viewer.on))
    if filters.lack:
        rows = rows.filter(LACKS[filters.lack][1](viewer.on))
    return rows


def listed(viewer: Viewer, filters: Filters, *, after: str) -> Page:
    """Return a page of enterprises, by place from above, then by name."""
    return page(_joined(matching(viewer, filters)), ORDER, after=after)


def _joined(rows: QuerySet[Unit]) -> QuerySet[Unit]:
    return rows.select_related("place", "supervisor", "dossier").defer("attributes")


EXPORTED = (
    "企业", "统一社会信用代码", "区划", "区划代码", "督办方", "状态", "行业", "规模", "隶属",
    "监管层级", "规则得出的层级", "从业人数", "人员配备缺口",
)  # fmt: skip


def exported(viewer: Viewer, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the list."""
    rows = _joined(matching(viewer, filters)).order_by(*ordering(ORDER)).iterator(CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from (_exported(one) for one in chunk)


def _exported(one: Unit) -> tuple[Any, ...]:
    held = getattr(one, "dossier", None) or Dossier(unit=one)
    watcher = one.supervisor.name if one.supervisor else "未指定"
    lacks = "；".join(held.findings) if held.unmet else "没有" if held.unmet == 0 else "未知"
    return (
        one.name, one.credit_code, one.place.name, one.place.code, watcher,
        one.get_status_display(), industries.called(one.industry) if one.industry else "",
        held.get_scale_display(), held.get_ownership_display(), held.get_tier_display(),
        held.get_tier_due_display(), one.headcount, lacks,
    )  # fmt: skip
