"""One enterprise's file (一企一档): the page, the paper, and everything that is entered into it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import SIGHTS, may
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotAllowed, NotFound, WrongState
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import chain_of
from bihuan.kernel.trace.models import Evidence
from bihuan.modules.dossier import (
    catalogue,
    census,
    credentials,
    in_place,
    keeping,
    people,
    routing,
    unlicensed,
)
from bihuan.modules.dossier.models import Contact, Credential
from bihuan.modules.dossier.rules import TIERS
from bihuan.surfaces.layouts import dossier as printed
from bihuan.surfaces.layouts import paper as papers

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..forms import dossiers as forms
from ..forms.form import Form
from ..queries import dossier as reads
from ..queries.in_place import remedies

PHOTOS = "photos"


def show(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show the file of an enterprise."""
    return _page(request, reads.find(request.viewer, pk))


def _page(
    request: WorkbenchRequest, unit: Unit, bound: dict[str, Form] | None = None
) -> HttpResponse:
    viewer, bound = request.viewer, bound or {}
    file = reads.read(viewer, unit, request.now)
    shown: dict[str, Any] = {
        "file": file, "unit": unit, "tiers": TIERS, "forms": {}, "ahead": credentials.AHEAD.days,
        "five": in_place.standings([unit], viewer.on)[0], "five_links": remedies(unit),
    }  # fmt: skip
    if unit.until is None:
        shown |= _offers(request, file, bound)
    status = next((form.status for form in bound.values()), 200)
    return render(request, "workbench/dossiers/file.html", shown, status=status)


def _offers(request: WorkbenchRequest, file: reads.File, bound: dict[str, Form]) -> dict[str, Any]:
    """Return the forms the viewer may fill in about an enterprise."""
    viewer, unit = request.viewer, file.unit
    maintains = may(viewer, roles.MANAGE_ORGS, over=unit)
    above = maintains and viewer.sees != SIGHTS[0]
    visits = unit.pk != viewer.unit_id and (maintains or census.in_grid(viewer, unit))
    found: dict[str, Any] = {"maintains": maintains}
    if maintains:
        known = keeping.values(unit, file.held)
        found |= {
            "forms": {key: bound.get(key) or forms.FactsForm(
                key, known, file.held.revision, own=not above) for key in catalogue.GROUPS},
            "paper_form": bound.get("paper") or forms.CredentialForm(),
            "contact_form": bound.get("contact") or forms.ContactForm(),
            "end_form": forms.EndForm(),
        }  # fmt: skip
    if above:
        due = file.ruling.route.rule.tier if file.ruling and file.ruling.route.rule else ""
        found["tier_form"] = bound.get("tier") or forms.TierForm(viewer, due)
        if any(one.tag == unlicensed.TAG and one.until is None for one in unit.tags.all()):
            found["license_form"] = bound.get("license") or forms.LicenseForm()
    if visits:
        found["visit_form"] = bound.get("visit") or forms.VisitForm()
    return found


def paper(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Return the file of an enterprise as a PDF."""
    unit = reads.find(request.viewer, pk)
    file = reads.read(request.viewer, unit, request.now)
    made = papers.as_pdf(printed.paper(file, request.viewer.label, request.now), request.now)
    return saved(made, f"{unit.name}企业档案.pdf")


def facts(request: WorkbenchRequest, pk: int, group: str) -> HttpResponse:
    """Enter the facts of one group."""
    unit, viewer = reads.find(request.viewer, pk), request.viewer
    if group not in catalogue.GROUPS:
        raise NotFound("企业档案没有这一组。")
    own = viewer.sees == SIGHTS[0]
    known = keeping.values(unit)
    form = forms.FactsForm(group, known, 0, own=own, data=request.POST)
    made = form.tried(lambda given: keeping.keep(
        unit, form.facts, since=given["since"], basis=given["basis"], by=viewer, at=request.now,
        revision=given["revision"],
    ))  # fmt: skip
    if made is None:
        return _page(request, unit, {group: form})
    said = "、".join(catalogue.FACTS[one.fact].title for one in made)
    messages.success(request, f"已更新：{said}。" if made else "没有变化，什么也没有改。")
    return redirect("dossier", pk=pk)


def enter_paper(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Enter a paper, or correct the one of this kind and number."""
    unit, form = reads.find(request.viewer, pk), forms.CredentialForm(request.POST)
    made = form.tried(lambda given: credentials.enter(
        unit, by=request.viewer, at=request.now, **given
    ))  # fmt: skip
    if made is None:
        return _page(request, unit, {"paper": form})
    ends = f"有效期至 {made.until}，到期前 30 天起提醒" if made.until else "长期有效"
    messages.success(request, f"已登记{credentials.TITLES[made.kind]} {made.number}，{ends}。")
    return redirect("dossier", pk=pk)


def end_paper(request: WorkbenchRequest, pk: int, row: int) -> HttpResponse:
    """Note that a paper ceased to be valid."""
    unit, form = reads.find(request.viewer, pk), forms.EndForm(request.POST)
    found = Credential.objects.filter(unit=unit, pk=row).first()
    if found is None:
        raise NotFound("没有这份证照。")
    done = form.tried(lambda given: credentials.end(
        found, on=given["on"], reason=given["reason"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        return _page(request, unit, {"end": form})
    messages.success(request, f"{credentials.TITLES[done.kind]} {done.number} 已记为失效。")
    return redirect("dossier", pk=pk)


def name_contact(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note who is what in an enterprise."""
    unit, form = reads.find(request.viewer, pk), forms.ContactForm(request.POST)
    made = form.tried(lambda given: people.name(
        unit, given["part"], given["name"], phone=given["phone"], duties=given["duties"],
        since=given["since"], by=request.viewer, at=request.now,
    ))  # fmt: skip
    if made is None:
        return _page(request, unit, {"contact": form})
    messages.success(request, f"从 {made.since} 起，{made.get_part_display()}是{made.name}。")
    return redirect("dossier", pk=pk)


def leave_contact(request: WorkbenchRequest, pk: int, row: int) -> HttpResponse:
    """Note that a person is this no more, from today."""
    unit = reads.find(request.viewer, pk)
    found = Contact.objects.filter(unit=unit, pk=row).first()
    if found is None:
        raise NotFound("没有这个联系人。")
    people.leave(found, on=request.viewer.on, by=request.viewer, at=request.now)
    messages.success(request, f"{found.name}从今天起不再是{found.get_part_display()}。")
    return redirect("dossier", pk=pk)


def decide_tier(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Put an enterprise under a tier."""
    unit, viewer = reads.find(request.viewer, pk), request.viewer
    if viewer.sees == SIGHTS[0]:
        above = unit.supervisor.name if unit.supervisor else "安委办"
        raise NotAllowed("监管层级不由本单位自己定。", can=above)
    form = forms.TierForm(viewer, "", request.POST)
    made = form.tried(lambda given: routing.decide(
        unit, given["tier"], since=given["since"], reason=given["reason"],
        supervisor=given["supervisor"], by=viewer, at=request.now,
    ))  # fmt: skip
    if made is None:
        return _page(request, unit, {"tier": form})
    messages.success(request, f"{unit.name}由{made.get_tier_display()}监管，决定已留痕。")
    return redirect("dossier", pk=pk)


def visit(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note a visit of the census with its photographs."""
    unit, form = reads.find(request.viewer, pk), forms.VisitForm(request.POST)
    census.demand_visit(request.viewer, unit)
    made = form.tried(lambda given: _visited(request, unit, given))
    if made is None:
        return _page(request, unit, {"visit": form})
    messages.success(request, f"已登记 {made.on} 的走访。")
    return redirect("dossier", pk=pk)


@transaction.atomic
def _visited(request: WorkbenchRequest, unit: Unit, given: dict[str, Any]) -> Any:
    photos: list[Evidence] = [
        evidence.store(
            owner=chain_of(unit.chain), kind=census.PHOTO, name=str(file.name), content=file,
            happened_at=None, by=request.viewer, at=request.now,
        )
        for file in request.FILES.getlist(PHOTOS)
    ]  # fmt: skip
    return census.visit(
        unit, on=given["on"], found=given["found"], photos=photos, by=request.viewer,
        at=request.now,
    )  # fmt: skip


def license_unit(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that an unlicensed unit got its licence."""
    unit, form = reads.find(request.viewer, pk), forms.LicenseForm(request.POST)
    if unit.until is not None:
        raise WrongState(f"{unit.name}已于 {unit.until} 终止。")
    done = form.tried(lambda given: unlicensed.license_(
        unit, given["credit_code"], on=given["on"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        return _page(request, unit, {"license": form})
    messages.success(request, f"{unit.name}已转为有证单位，以前的记录都在。")
    return redirect("dossier", pk=pk)


AT = "units/<int:pk>/dossier"
ROUTES = (
    Route(AT, show, "dossier", SIGNED_IN),
    Route(f"{AT}.pdf", paper, "dossier-pdf", SIGNED_IN),
    Route(f"{AT}/facts/<str:group>", facts, "dossier-facts", roles.MANAGE_ORGS, writes=True),
    Route(f"{AT}/papers", enter_paper, "credential-enter", roles.MANAGE_ORGS, writes=True),
    Route(f"{AT}/papers/<int:row>/end", end_paper, "credential-end", roles.MANAGE_ORGS,
          writes=True),
    Route(f"{AT}/contacts", name_contact, "contact-name", roles.MANAGE_ORGS, writes=True),
    Route(f"{AT}/contacts/<int:row>/leave", leave_contact, "contact-leave", roles.MANAGE_ORGS,
          writes=True),
    Route(f"{AT}/tier", decide_tier, "tier-decide", roles.MANAGE_ORGS, writes=True),
    Route(f"{AT}/visits", visit, "visit-enter", SIGNED_IN, writes=True),
    Route(f"{AT}/license", license_unit, "unit-license", roles.MANAGE_ORGS, writes=True),
)  # fmt: skip
