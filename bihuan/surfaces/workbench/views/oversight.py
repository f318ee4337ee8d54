"""人大、政协监督: what bodies oversaw, what they raised, who handles it, what is late."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.oversight import issues, kinds
from bihuan.modules.oversight.flows import OversightFlow

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.oversight import IssueForm
from ..queries import matters as lists
from ..queries.filters import Asked, Chip, called
from ..queries.oversight import state_of
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out
from . import matter_page

ORDER = (Order("matter_id", falling=True),)
STANDING = {"open": "没有办结", "late": "超期未报", "returned": "退回重办", "done": "已办结"}
EXPORTED = ("编号", "监督活动", "监督机关", "承办单位", "问题和意见", "办理期限", "重新办理期限",
            "办到哪一步", "是否超期", "办理情况", "监督机关的评价")  # fmt: skip


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    kind: str = ""
    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds of oversight."""
        return {"kind": kinds.kinds(), "which": ("open",)}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(kinds.kinds()[self.kind].title, self.query(kind=""))
        if self.which:
            yield Chip("没有办结", self.query(which=""))


@dataclass(frozen=True)
class Problems(Asked):
    """What the visitor asked to see of the problems."""

    standing: str = ""
    owner: str = ""

    numbers: ClassVar[tuple[str, ...]] = ("owner",)

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return how a problem may stand."""
        return {"standing": STANDING}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.standing:
            yield Chip(STANDING[self.standing], self.query(standing=""))
        if self.owner:
            yield Chip(called(Unit, pk=self.owner), self.query(owner=""))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the activities the viewer may open, each with the counts of its problems."""
    filters, viewer = Filters.read(request.GET), request.viewer
    rows = issues.listed(viewer, q=filters.q[:60], kind=filters.kind, open=filters.which)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/oversight/list.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "kinds": kinds.kinds().values(),
        "states": {row.pk: OversightFlow.states[row.matter.state].title for row in shown.rows},
        "problems": counted(issues.problems(viewer)),
        "standing": [(key, title, counted(issues.problems(viewer, standing=key)))
                     for key, title in STANDING.items()],
    })  # fmt: skip


def problems(request: WorkbenchRequest) -> HttpResponse:
    """Show the problems that oversight raised, by how they stand and whose they are."""
    filters, viewer = Problems.read(request.GET), request.viewer
    rows = _problems(viewer, filters)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/oversight/problems.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "rows": [(one, state_of(one)) for one in shown.rows],
        "standing": STANDING.items(),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the problems that answer the filters as CSV or Excel."""
    filters = Problems.read(request.GET)
    rows = (
        (one.matter.number, one.oversight.topic, one.oversight.body.name, one.owner.name, one.says,
         one.due_on, one.again_by, state_of(one), "是" if one.late else "否",
         one.reply, one.verdict)
        for one in _problems(request.viewer, filters)
    )  # fmt: skip
    return handed_out(request, List("监督意见办理台账", filters.basis, EXPORTED, rows))


def raise_issue(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Hand a problem of an activity to its owner."""
    found = lists.find(request.viewer, number)
    if found.flow != OversightFlow.key:
        raise NotFound("没有这项监督活动，或您的岗位看不到。")
    record, form = flow_of(found.flow).record(found.pk), IssueForm(request.viewer, request.POST)
    made = form.tried(lambda given: issues.hand_out(
        record, [issues.Raised(**given)], by=request.viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return matter_page.page(request, found, issue_form=form)
    messages.success(request, f"已交办{made[0].number}。")
    return redirect("matter", number=number)


def _problems(viewer: Viewer, filters: Problems) -> Any:
    return issues.problems(viewer, standing=filters.standing, owner=filters.owner)


ROUTES = (
    Route("oversight", listing, "oversight", SIGNED_IN),
    Route("oversight/problems", problems, "oversight-problems", SIGNED_IN),
    Route("oversight/problems/export", export, "oversight-export", roles.EXPORT),
    Route("oversight/<str:number>/problems", raise_issue, "oversight-raise", roles.SUPERVISE,
          writes=True),
)  # fmt: skip
