"""Which page a person begins with: her post decides, she may choose otherwise."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from bihuan.kernel.orgs.models import Post, Term
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.statements import Given, written_once

from .models import FirstPage

DESK, OVERVIEW = "desk", "overview"
PAGES: Final = {
    "": "按岗位定",
    OVERVIEW: "领导首页",
    DESK: "我的工作台",
}
#: Who leads: party and government principals, portfolio leaders, heads of units.
LEADING: Final = (
    Post.Lead.PARTY, Post.Lead.GOVERNMENT, Post.Lead.PRINCIPAL, Post.Lead.PORTFOLIO,
    Post.Lead.CONTROLLER,
)  # fmt: skip
#: A visit goes on while one comes back within this time.
VISIT: Final = timedelta(hours=4)


def leads(term: Term) -> bool:
    """Say whether the post of a term is one of a leader that reads what is in hand."""
    return term.post.lead in LEADING and term.post.role.reads


def of(viewer: Viewer, term: Term) -> str:
    """Return the name of the page a person begins with in a post."""
    chosen = chosen_by(viewer)
    return chosen or (OVERVIEW if leads(term) else DESK)


def chosen_by(viewer: Viewer) -> str:
    """Return the page a person chose; "" while her post decides."""
    row = _held(viewer)
    return row.page if row else ""


def choose(page: str, *, by: Viewer) -> FirstPage:
    """Begin with a page from now on, or with "" let the post decide. Raises :class:`Invalid`."""
    if page not in PAGES:
        raise Invalid("请选择首页：按岗位、领导首页或我的工作台。", field="page")
    row, _ = FirstPage.objects.update_or_create(person_id=by.person_id, defaults={"page": page})
    return row


def visit(viewer: Viewer, now: datetime) -> datetime | None:
    """Note that a person looks at the leader's page; return when her visit before this one began.

    ``None`` on the first visit.
    """
    row = _held(viewer)
    return row.before if row and _goes_on(row, now) else _begin(viewer, now)


@transaction.atomic
def _begin(viewer: Viewer, now: datetime) -> datetime | None:
    FirstPage.objects.get_or_create(person_id=viewer.person_id)
    row = FirstPage.objects.select_for_update().get(person=viewer.person_id)
    if not _goes_on(row, now):
        row.before, row.seen_at = row.seen_at, now
        row.save(update_fields=["before", "seen_at"])
    return row.before


def _goes_on(row: FirstPage, now: datetime) -> bool:
    return row.seen_at is not None and now - row.seen_at <= VISIT


def _held(viewer: Viewer) -> FirstPage | None:
    return next(iter(_of()(person=viewer.person_id)), None)


@written_once
def _of() -> Any:
    return FirstPage.objects.filter(person=Given("person"))
