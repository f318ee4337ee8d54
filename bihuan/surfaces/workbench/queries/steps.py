"""The steps of every flow as a place runs them: within what time, and who signs beforehand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bihuan.kernel.flows import approvals
from bihuan.kernel.flows.flow import Flow, flows
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.law.models import Setting
from bihuan.kernel.law.settings import chosen
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Post
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import Limit, Unit
from bihuan.surfaces import flow_sheet

WITHIN = "within"


@dataclass(frozen=True)
class Chain:
    """Who signs a step, in order, in units of a kind ("" for every kind), and who set it so."""

    kind: str
    posts: tuple[str, ...]
    setting: Setting


@dataclass(frozen=True)
class Row:
    """A step: its limit in words, whether a person may set it, what was set, who signs."""

    key: str
    step: Step
    limit: str
    is_open: bool
    setting: Setting | None
    chains: tuple[Chain, ...]


def steps(viewer: Viewer, at: datetime) -> list[tuple[type[Flow], list[Row]]]:
    """Return every flow with its steps as the viewer's place runs them."""
    limits = chosen(WITHIN, path=viewer.path, at=at)
    chains = chosen(approvals.APPROVERS, path=viewer.path, at=at)
    return [(flow, list(_rows(flow, limits, chains))) for flow in flows()]


def step_named(key: str, viewer: Viewer, at: datetime) -> tuple[type[Flow], Row] | None:
    """Return one step by its key, ``flow.step``."""
    found = ((flow, row) for flow, rows in steps(viewer, at) for row in rows if row.key == key)
    return next(found, None)


def posts_known(viewer: Viewer) -> dict[str, str]:
    """Return what a chain may call a post: kinds of leadership and titles in the viewer's place.

    By how people write it; the value is how the chain keeps it.
    """
    titles = Post.objects.filter(within(viewer.path, "unit__place_path")).order_by("title")
    known = {title: title for title in titles.values_list("title", flat=True).distinct()}
    return known | {str(label): value for value, label in Post.Lead.choices if value}


def said(value: Mapping[str, str | int]) -> str:
    """Return a limit that was set, in words."""
    return flow_sheet.span(Limit(int(value["amount"]), Unit(value["unit"])))


def _rows(
    flow: type[Flow], limits: Mapping[str, Setting], chains: Mapping[str, Setting]
) -> Iterator[Row]:
    for step in flow.steps.values():
        key = f"{flow.key}.{step.name}"
        words = flow_sheet.limit_of(flow, step)
        row = limits.get(key)
        yield Row(
            key, step, said(row.value) if row else words, words == flow_sheet.UNSET, row,
            tuple(_chains(key, chains)),
        )  # fmt: skip


def _chains(key: str, chains: Mapping[str, Setting]) -> Iterator[Chain]:
    for kind in ("", *KINDS):
        row = chains.get(f"{key}@{kind}" if kind else key)
        if row:
            yield Chain(kind, tuple(map(approvals.title_of, row.value)), row)
