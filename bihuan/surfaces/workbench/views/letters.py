"""文书: the register, and one letter from draft to service."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.letters import frozen, kinds, letters
from bihuan.kernel.letters.models import Letter, Service
from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.refusals import NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import chain_of
from bihuan.modules.accounts import second_factors
from bihuan.modules.correspondence import rules, service
from bihuan.modules.correspondence.flows import OrderFlow
from bihuan.modules.correspondence.queries import recipients
from bihuan.surfaces.layouts import pdf, word

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..forms.form import Form
from ..forms.letters import CancelForm, ReviseForm, ServeForm, SignForm
from ..queries import letters as register
from ..queries.chains import address_of
from ..queries.paging import counted
from ..sheets import List, handed_out
from ..templatetags.bihuan import day
from .second_factor import take

State = Letter.State


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the register: what is to be signed and served first."""
    filters = register.Filters.read(request.GET)
    rows = register.matching(request.viewer, filters)
    return render(request, "workbench/letters.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": register.listed(request.viewer, filters, after=request.GET.get("after", "")),
        "count": counted(rows),
        "kinds": kinds.KINDS,
        "states": State.choices,
        "sides": register.SIDES,
        "now": request.now,
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the register as CSV or Excel; cancelled numbers are in it."""
    filters = register.Filters.read(request.GET)
    rows = register.exported(request.viewer, filters, request.now)
    return handed_out(request, List("文书登记簿", filters.basis, register.EXPORTED, rows))


def letter(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one letter as it prints."""
    return _page(request, pk)


def sign(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Sign the words that were read."""
    found = register.find(request.viewer, pk)
    form = SignForm(request.POST, asks_code=_asks_code(request.viewer, request.now))
    done = form.tried(lambda given: _sign(request, found, given))
    if done is None:
        return _page(request, pk, signing=form)
    reply = f"，{day(done.reply_due)} 前回复" if done.reply_due else ""
    messages.success(request, f"已签发 {done.number}，待送达{done.addressee.name}{reply}。")
    return redirect("letter", pk=pk)


def revise(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Change the words of a draft."""
    found = register.find(request.viewer, pk)
    form = ReviseForm(found, request.POST)
    done = form.tried(lambda given: letters.revise(
        found, title=given["title"], paragraphs=form.paragraphs, by=request.viewer, at=request.now,
    ))  # fmt: skip
    if done is None:
        return _page(request, pk, revising=form)
    messages.success(request, f"已修改 {found.number}，原来的文字在痕迹里。")
    return redirect("letter", pk=pk)


def serve(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Record that the letter was handed over or refused, with the receipt."""
    found = register.find(request.viewer, pk)
    form = ServeForm(found, request.POST, request.FILES)
    done = form.tried(lambda _: _serve(request, found, form))
    if done is None:
        return _page(request, pk, serving=form)
    how = done.proved_by.get_way_display()
    messages.success(request, f"已登记：{done.unit.name} {day(done.at)} {how}，{done.recipient}。")
    return redirect("letter", pk=pk)


def cancel(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Cancel a letter; its number stays used."""
    found, form = register.find(request.viewer, pk), CancelForm(request.POST)
    done = form.tried(lambda given: [service.cancel(
        found, reason=given["reason"], by=request.viewer, at=request.now,
    )])  # fmt: skip
    if done is None:
        return _page(request, pk, cancelling=form)
    messages.success(request, f"{found.number} 已作废，文号保留。")
    return redirect("letter", pk=pk)


def acknowledge(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Take note of a letter to one's unit."""
    found = register.find(request.viewer, pk)
    service.acknowledge(found, by=request.viewer, at=request.now)
    messages.success(request, f"已签收 {found.number}，发文单位看得到。")
    return redirect("letter", pk=pk)


def receipt(request: WorkbenchRequest, pk: int, unit: int) -> HttpResponse:
    """Return the receipt of service for one unit, to be signed, or as it was."""
    found = register.find(request.viewer, pk)
    one = next((one for one in recipients(found) if one.unit.pk == unit), None)
    if one is None:
        raise NotFound("这份文书没有发给这个单位。")
    made = pdf.receipt(register.receipt_facts(found, one), found.signed_at or found.drawn_up_at)
    return saved(made, f"{found.number}送达回证.pdf")


def as_pdf(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Return the letter as PDF, laid out as an official document."""
    return pdf_of(register.find(request.viewer, pk))


def as_word(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Return the letter as a Word file with the same facts."""
    return word_of(register.find(request.viewer, pk))


def pdf_of(found: Letter) -> HttpResponse:
    """Return a letter that is in scope as a PDF to be saved."""
    return saved(pdf.render(found), f"{found.number}.pdf")


def word_of(found: Letter) -> HttpResponse:
    """Return a letter that is in scope as a Word file to be saved."""
    return saved(word.render(found), f"{found.number}.docx")


def _asks_code(viewer: Viewer, at: datetime) -> bool:
    """Say whether the place wants a one-time code with each signature."""
    return second_factors.demands(viewer.path, at).signing


def _sign(request: WorkbenchRequest, found: Letter, given: dict[str, str]) -> Letter:
    if "code" in given:
        take(request.user, given["code"], request)
    if given["read"] != register.as_read(found):
        raise WrongState(f"{found.number}在您打开后改过，请重新核对再签发。")
    return service.sign(found, by=request.viewer, at=request.now)


@transaction.atomic
def _serve(request: WorkbenchRequest, found: Letter, form: ServeForm) -> Service:
    given = form.cleaned_data
    scan = given["receipt"] and evidence.store(
        owner=chain_of(found.chain), kind="送达回证", name=given["receipt"].name,
        content=given["receipt"], happened_at=given["served_at"], by=request.viewer,
        at=request.now,
    )  # fmt: skip
    served = service.Served(given["unit"], given["way"], form.served_facts, scan or None)
    return service.serve(found, served, by=request.viewer, at=request.now)


def _page(request: WorkbenchRequest, pk: int, **bound: Form) -> HttpResponse:
    viewer = request.viewer
    found = register.find(viewer, pk)
    answer = next(iter(bound.values()), None)
    shown = {
        "letter": found,
        "printed": frozen.printed(found),
        "kind": kinds.kind_of(found.kind).name,
        "ask": request.GET.get("ask", ""),
        "recipients": recipients(found),
        "fields": rules.FIELDS,
        "unserved": register.unserved_days(found, request.now),
        "trail": register.trail(found),
        "thing": address_of(found.chain),
        "order": found.matter if found.matter and found.matter.flow == OrderFlow.key else None,
        **_forms(found, viewer, request.now),
        **bound,
    }
    return render(request, "workbench/letter.html", shown, status=answer.status if answer else 200)


def _forms(found: Letter, viewer: Viewer, at: datetime) -> dict[str, object]:
    """Return the forms open to this person, and why the others are not."""
    shown: dict[str, object] = {}
    own, post = viewer.unit_id == found.issuer_id, terms.signer_of(found.issuer)
    if found.state == State.DRAFT:
        if own and post and post.pk == viewer.post_id and viewer.can(roles.SIGN):
            asks = _asks_code(viewer, at)
            shown["signing"] = SignForm(read=register.as_read(found), asks_code=asks)
        else:
            nobody = f"{found.issuer.name}还没有指定签发文书的岗位，要先指定。"
            shown["waits"] = f"等{found.issuer.name}{post.title}签发。" if post else nobody
        if own:
            shown["revising"] = ReviseForm(found)
    if own and found.state in (State.SIGNED, State.SERVED) and viewer.can(roles.SERVE):
        form = ServeForm(found)
        if form.fields["unit"].queryset.exists():  # type: ignore[attr-defined]
            shown["serving"] = form
    mine = next((one for one in recipients(found) if one.unit.pk == viewer.unit_id), None)
    if mine and found.state in (State.SIGNED, State.SERVED) and viewer.can(roles.FULFIL):
        shown["noting"] = mine.acknowledged is None
    if own and found.state in (State.DRAFT, State.SIGNED) and viewer.can(roles.SIGN):
        shown["cancelling"] = CancelForm()
    return shown


ROUTES = (
    Route("letters", listing, "letters", SIGNED_IN),
    Route("letters/export", export, "letters-export", roles.EXPORT),
    Route("letters/<int:pk>", letter, "letter", SIGNED_IN),
    Route("letters/<int:pk>/sign", sign, "letter-sign", roles.SIGN, writes=True),
    Route("letters/<int:pk>/words", revise, "letter-revise", SIGNED_IN, writes=True),
    Route("letters/<int:pk>/service", serve, "letter-serve", roles.SERVE, writes=True),
    Route("letters/<int:pk>/cancel", cancel, "letter-cancel", roles.SIGN, writes=True),
    Route("letters/<int:pk>/acknowledgement", acknowledge, "letter-acknowledge", roles.FULFIL,
          writes=True),
    Route("letters/<int:pk>/receipts/<int:unit>.pdf", receipt, "letter-receipt", SIGNED_IN),
    Route("letters/<int:pk>.pdf", as_pdf, "letter-pdf", SIGNED_IN),
    Route("letters/<int:pk>.docx", as_word, "letter-word", SIGNED_IN),
)  # fmt: skip
