"""The page of one unit: what it owes, who works in it, and what its viewer may do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.modules.accounts.first_passwords import Secret

from ..access import WorkbenchRequest
from ..answers import unkept
from ..forms.form import Form
from ..queries import unit as reads
from ..queries.desk import LONG, ORDER, SHOWN
from ..queries.honours import standing
from ..queries.paging import page as paged
from ..queries.rows import rows_of
from ..registry import ACTS, CHANGE, offered
from ..staffing import POSTS, TERM_ACTS, account_of

SUPERVISED_SHOWN = 50
CALLS_SHOWN = 5
POST_SHOWN = 20
Bound = Mapping[str, Form]


@dataclass(frozen=True)
class Offer:
    """An act as the page offers it: its form, what will follow, where it goes."""

    name: str
    title: str
    group: str
    form: Form
    says: str
    address: str
    previews: bool = False
    final: bool = False


def page(  # noqa: PLR0913 - what was refused, chosen, made or looked at
    request: WorkbenchRequest,
    found: Unit,
    *,
    bound: Bound | None = None,
    chosen: Term | None = None,
    secret: Secret | None = None,
    looked: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a unit; ``bound`` is the refused form by its act, ``secret`` a password to show once."""
    bound = bound or {}
    inside = reads.inside(request.viewer, found)
    shown: dict[str, Any] = {"unit": found, "inside": inside, "secret": secret,
                             "looked": looked}  # fmt: skip
    shown |= _owed(request, found) | _supervised(request, found)
    if inside:
        shown |= _kept(request, found) | _offered(request, found, bound, chosen)
    status = 200 if looked else next((form.status for form in bound.values()), 200)
    answer = render(request, "workbench/unit.html", shown, status=status)
    return unkept(answer) if secret else answer


def _owed(request: WorkbenchRequest, found: Unit) -> dict[str, Any]:
    viewer, now = request.viewer, request.now
    rows = Obligation.objects.visible_to(viewer).filter(holder=found, done_at=None)
    listed = rows.select_related(*SHOWN).defer(*LONG)
    shown = paged(listed, ORDER, after=request.GET.get("after", ""), size=20)
    late = Count("pk", filter=Q(current_due__lt=now, paused_at=None))
    return {
        "page": shown,
        "rows": rows_of(shown.rows, viewer, now),
        "owed": rows.aggregate(n=Count("pk"), late=late),
    }


def _supervised(request: WorkbenchRequest, found: Unit) -> dict[str, Any]:
    viewer = request.viewer
    rows = Unit.objects.filter(units_seen(viewer), supervisor=found, until=None)
    late = Obligation.objects.visible_to(viewer).filter(
        holder__supervisor=found, done_at=None, current_due__lt=request.now, paused_at=None
    )
    return {
        "supervised": rows.order_by("pk")[:SUPERVISED_SHOWN],
        "supervised_count": rows.count(),
        "supervised_late": dict(late.values_list("holder").annotate(Count("pk"))),
    }


def _kept(request: WorkbenchRequest, found: Unit) -> dict[str, Any]:
    running = Q(until=None) | Q(until__gt=request.viewer.on)
    return {
        "names": found.names.order_by("since"),
        "aliases": found.aliases.select_related("place").order_by("pk"),
        "tags": found.tags.filter(running).order_by("pk"),
        "terms": reads.terms(found),
        "vacant": reads.vacant(found, request.viewer.on),
        "successions": reads.successions(found),
        "pause": reads.pause(found),
        "standing": standing(request.viewer.on, unit=found),
        "calls": found.calls.select_related("person").order_by("-called_at", "-pk")[:CALLS_SHOWN],
    }


def _offered(
    request: WorkbenchRequest, found: Unit, bound: Bound, chosen: Term | None
) -> dict[str, Any]:
    offers = list(_about_unit(request, found, bound))
    asked = request.GET.get("term", "")
    if chosen is None and asked.isdecimal():
        chosen = reads.term(found, int(asked))
    about = list(_about_term(request, chosen, bound)) if chosen else []
    return {
        "groups": [(name, list(rows)) for name, rows in groupby(offers, lambda o: o.group)],
        "chosen": chosen,
        "chosen_account": account_of(chosen) if chosen and about else None,
        "term_offers": about,
        **(_open_at(request, chosen) if chosen else {}),
        "manages": bool(offers),
    }


def _open_at(request: WorkbenchRequest, term: Term) -> dict[str, Any]:
    """Return what stays open at the post of a term, for who hands it on or takes it over."""
    rows = Obligation.objects.visible_to(request.viewer).filter(post=term.post, done_at=None)
    first = rows.order_by(F("current_due").asc(nulls_last=True), "pk")[:POST_SHOWN]
    return {"post_owed": list(first), "post_owed_count": rows.count()}


def _about_unit(
    request: WorkbenchRequest, found: Unit, bound: Mapping[str, Form]
) -> Iterator[Offer]:
    viewer = request.viewer
    acts = offered((*POSTS, *ACTS), viewer, found)
    if not acts:
        return
    goes = reads.follows(viewer, found)
    for act in acts:
        form = bound.get(act.name) or act.form(found, viewer, None)
        address = reverse(f"unit-{act.name}", args=[found.pk])
        yield Offer(act.name, act.title, act.group, form, act.says(found, goes), address,
                    act.group == CHANGE, act.final)  # fmt: skip


def _about_term(
    request: WorkbenchRequest, term: Term, bound: Mapping[str, Form]
) -> Iterator[Offer]:
    for act in TERM_ACTS:
        if not act.opens(request.viewer, term, request.now):
            continue
        form = bound.get(act.name) or act.form(term)
        address = reverse(f"term-{act.name}", args=[term.post.unit_id, term.pk])
        yield Offer(act.name, act.title, "", form, act.says, address)
