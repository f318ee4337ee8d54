"""移送台账: what was handed to whom, who answered when, what became of it."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.referral import queries
from bihuan.modules.referral.models import Referral

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.filters import Asked, Chip
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

ORDER = (Order("matter_id", falling=True),)
CRIME = ("crime", "涉嫌犯罪案件移送")
KINDS = (*Referral.Kind.choices, CRIME)
EXPORTED = (
    *("编号", "种类", "移送单位", "接收单位", "涉事单位（人员）", "登记日期", "回执", "立案文书"),
    *("不予受理（立案）理由", "处理结果", "现在到哪一步"),
)


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    kind: str = ""
    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds of referral there are."""
        return {"kind": [value for value, _ in KINDS], "which": ("open",)}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(str(dict(KINDS)[self.kind]), self.query(kind=""))
        if self.which:
            yield Chip("没有办结", self.query(which=""))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the referrals the viewer sees."""
    filters = Filters.read(request.GET)
    rows = _matching(request.viewer, filters)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/referrals.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "states": {row.pk: state_of(row) for row in shown.rows},
        "count": counted(rows),
        "kinds": KINDS,
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the referrals that answer the filters as CSV or Excel."""
    filters = Filters.read(request.GET)
    rows = (
        (row.matter.number, row.get_kind_display() or CRIME[1], row.office.name, row.recipient.name,
         row.about, in_shanghai(row.matter.opened_at).date(), row.reply, row.docketed,
         row.refused_because, row.result, state_of(row))
        for row in _matching(request.viewer, filters)
    )  # fmt: skip
    return handed_out(request, List("移送台账", filters.basis, EXPORTED, rows))


def state_of(row: Referral) -> str:
    """Return how far a referral is, in words."""
    return flow_of(row.matter.flow).states[row.matter.state].title


def _matching(viewer: Viewer, filters: Filters) -> Any:
    return queries.listed(viewer, q=filters.q[:60], kind=filters.kind, open=filters.which == "open")


ROUTES = (
    Route("referrals", listing, "referrals", SIGNED_IN),
    Route("referrals/export", export, "referrals-export", roles.EXPORT),
)
