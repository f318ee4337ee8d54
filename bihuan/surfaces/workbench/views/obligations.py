"""One obligation: what it says, whose it is, that it was done, more time, an owner, an excuse."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations import assignments, extensions
from bihuan.kernel.obligations.fulfilments import fulfil as record_fulfilment
from bihuan.kernel.obligations.models import Extension, Kind, Obligation
from bihuan.kernel.obligations.reminders import remind
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import end_of
from bihuan.modules.committee.directives import hand_out
from bihuan.modules.committee.queries import handed_out
from bihuan.modules.correspondence.queries import orders_on

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.directives import DirectiveForm, directive_forms
from ..forms.form import Form
from ..forms.obligations import (
    AssignForm,
    DueForm,
    ExcuseForm,
    ExtensionDecisionForm,
    ExtensionForm,
    FulfilForm,
)
from ..queries import obligations as reads
from ..queries.climbs import climbs
from ..queries.kinds import by_domain
from ..queries.rows import may_remind, rows_of
from ..queries.selfcheck import check_lists
from ..templatetags.bihuan import day
from .openings import openings

UPLOAD = "proof-"


def obligation(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one obligation."""
    return _page(request, pk)


def fulfil(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Keep the files brought, and record that the obligation was met unless only files came."""
    o = reads.find(request.viewer, pk)
    form = FulfilForm(o, request.viewer, request.POST)
    handed = directive_forms(request.viewer, request.POST) if _hands_out(o, request.viewer) else []
    if not reads.may_fulfil(o, request.viewer):
        raise NotAllowed(reads.shut(o, request.viewer))
    kept = form.done(lambda: _keep_files(request, o))
    form.kept = len(kept or ())
    if kept:
        messages.success(request, f"已保存 {len(kept)} 份佐证。")
    if kept is not None and request.POST.get("act") == "upload":
        return _page(request, pk, fulfil=form.unjudged())
    ready = all([line.is_valid() for line in handed]) and kept is not None
    made = form.tried(lambda _: _fulfil(request, o, form, handed)) if ready else None
    if made is None:
        form.is_valid()
        return _page(request, pk, fulfil=form, handed=handed)
    left = o.times_needed - o.times_done - 1
    done = f"还要 {left} 次，应于 {day(o.current_due)}。" if left > 0 else "这项责任已办结。"
    whose = f"{o.holder.name}的这项责任：" if came_from(request) and o.holder else ""
    messages.success(request, f"{whose}已记录“{made.get_mode_display()}”。{done}")
    if back := came_from(request):
        return HttpResponseRedirect(reverse("completeness") + back)
    return redirect("obligation", pk=pk)


def ask_extension(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Ask for more time."""
    o, form = reads.find(request.viewer, pk), ExtensionForm(request.POST)
    done = form.tried(lambda given: extensions.ask(
        o, to_due=end_of(given["to_due"]), reason=given["reason"],
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if done is None:
        return _page(request, pk, extension=form)
    watcher = o.supervisor.name if o.supervisor else "督办方"
    messages.success(request, f"已申请延期到 {day(done.to_due)}，等{watcher}批准；批准前督办不停。")
    return redirect("obligation", pk=pk)


def decide_extension(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Decide a request for more time."""
    asked = Extension.objects.filter(pk=pk).first()
    if asked is None:
        raise NotFound("没有这份延期申请，或您的岗位看不到。")
    o, form = reads.find(request.viewer, asked.obligation_id), ExtensionDecisionForm(request.POST)
    done = form.tried(lambda given: extensions.decide(
        asked, granted=given["agreed"] == "yes", opinion=given["opinion"],
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if done is None:
        return _page(request, o.pk, decision=form)
    moved = f"已批准。现行期限改为 {day(asked.to_due)}，法定期限不变。"
    messages.success(request, moved if done.granted else "未批准。期限不动，督办不停。")
    return redirect("obligation", pk=o.pk)


def excuse(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """End an obligation without its being done, by name and with a reason."""
    o, form = reads.find(request.viewer, pk), ExcuseForm(request.POST)
    done = form.tried(
        lambda given: extensions.excuse(o, given["reason"], by=request.viewer, at=request.now)
    )
    if done is None:
        return _page(request, pk, excuse=form)
    messages.success(request, "已批准免责。单独计数，不算按期办结。")
    return redirect("obligation", pk=pk)


def assign(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Name the unit that owes an obligation."""
    o, form = reads.find(request.viewer, pk), AssignForm(request.viewer, request.POST)
    done = form.tried(lambda given: assignments.assign(
        o, holder=given["unit"], reason=given["reason"], by=request.viewer, at=request.now,
    ))  # fmt: skip
    if done is None:
        return _page(request, pk, assign=form)
    due = f"应于 {day(done.current_due)}" if done.current_due else "期限未设定"
    messages.success(request, f"已指定{form.cleaned_data['unit'].name}，{due}。")
    return redirect("obligation", pk=pk)


def set_due(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Set the date the document leaves open."""
    o, form = reads.find(request.viewer, pk), DueForm(request.POST)
    done = form.tried(lambda given: assignments.set_due(
        o, due=end_of(given["day"]), reason=given["reason"], by=request.viewer, at=request.now,
    ))  # fmt: skip
    if done is None:
        return _page(request, pk, due_form=form)
    messages.success(request, f"已设定期限 {day(done.current_due)}，督办从这一天起算。")
    return redirect("obligation", pk=pk)


def remind_holder(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Remind who owes an obligation, at most once a day."""
    o = reads.find(request.viewer, pk)
    notice = remind(o, by=request.viewer, at=request.now)
    messages.success(request, f"已催办{notice.unit.name}，马上送达；写入痕迹，期限和阶段不变。")
    back = request.POST.get("back", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back) if ours else redirect("obligation", pk=pk)


def _keep_files(request: WorkbenchRequest, o: Obligation) -> list[Evidence]:
    kinds = {kind: kind for kind in (o.rule.proof if o.rule else ())} | {"other": reads.OTHER}
    return [
        evidence.store(owner=o, kind=kind, name=file.name, content=file, happened_at=None,
                       by=request.viewer, at=request.now)
        for name, kind in kinds.items() for file in request.FILES.getlist(UPLOAD + name)
    ]  # fmt: skip


@transaction.atomic
def _fulfil(
    request: WorkbenchRequest, o: Obligation, form: FulfilForm, handed: list[DirectiveForm]
) -> Any:
    """Record that it was met and hand out what came of it, both or neither."""
    given, used = form.cleaned_data, reads.used_files(o)
    files = Evidence.objects.filter(chain=o.chain).exclude(pk__in=used).order_by("pk")
    made = record_fulfilment(
        o, mode=given["mode"], happened_at=given["happened_at"], record=form.record,
        led_by=given["led_by"], files=list(files), proxy_reason=given.get("proxy_reason", ""),
        by=request.viewer, at=request.now, revision=revision(request),
    )  # fmt: skip
    out = [line.given for line in handed if line.given]
    hand_out(o, out, by=request.viewer, at=request.now)
    if out:
        messages.success(request, f"已交办 {len(out)} 件，承办单位马上收到。")
    return made


def _hands_out(o: Obligation, viewer: Viewer) -> bool:
    """Say whether what comes of meeting it can be handed to other units here."""
    own = o.holder_id == viewer.unit_id
    return own and o.kind != Kind.SUPERVISE and viewer.can(roles.ASSIGN) and viewer.sees != "own"


def came_from(request: WorkbenchRequest) -> str:
    """Return the query of the list of who did not report that one came from, if one did."""
    given = (request.POST if request.method == "POST" else request.GET).get("back", "")
    return given if given.startswith("?") else ""


def revision(request: WorkbenchRequest) -> int:
    """Return which state of the thing the visitor saw; none is stale by definition."""
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() else -1


def _page(request: WorkbenchRequest, pk: int, **bound: Any) -> HttpResponse:
    viewer, now = request.viewer, request.now
    o = reads.find(viewer, pk)
    files = list(Evidence.objects.filter(chain=o.chain).select_related("author").order_by("pk"))
    asked = list(o.extensions.select_related("asked_by", "decided_by").order_by("pk"))
    pending = next((one for one in asked if one.granted is None), None)
    proofs = reads.checklist(o, files, reads.used_files(o))
    shown = {
        "o": o,
        "row": rows_of([o], viewer, now)[o.pk],
        "words": reads.highlighted(o),
        "step_page": o.matter_id is not None,
        "shut": reads.shut(o, viewer),
        "proofs": proofs,
        "lacking": [line.title for line in proofs if not line.files],
        "fulfilments": o.fulfilments.select_related("person", "post", "led_by", "led_post"),
        "extensions": asked,
        "pending": pending,
        "files": files,
        "kinds": {},
        "trail": reads.trail(o),
        "climbs": climbs(o),
        "reminds": may_remind(o, viewer),
        "reasons": list(reads.reasons(o, viewer, pending)),
        "letters": Letter.objects.visible_to(viewer).filter(chain=o.chain).order_by("pk"),
        "notices": reads.notices(o),
        "handed_out": handed_out(o, viewer),
        "twins": reads.twins(o),
        "opens": by_domain(openings(viewer, on_duty=True)) if o.holder_id != viewer.unit_id else [],
        "orders": orders_on(o, viewer),
        "check_lists": check_lists(o, viewer) if not o.done_at else [],
        "back": came_from(request),
        "children": o.children.visible_to(viewer).select_related("holder").order_by("pk"),
    }
    page = shown | _forms(o, request, pending) | bound
    answers = [form for form in bound.values() if isinstance(form, Form)]
    status = max((form.status for form in (*answers, *bound.get("handed", ()))), default=200)
    return render(request, "workbench/obligation.html", page, status=status)


def _forms(o: Obligation, request: WorkbenchRequest, pending: Extension | None) -> dict[str, Any]:
    """Return the forms open to this person, empty; a missing one has its reason on the page."""
    viewer = request.viewer
    found: dict[str, Any] = {}
    if o.done_at:
        return found
    if reads.may_fulfil(o, viewer):
        found["fulfil"] = FulfilForm(o, viewer)
        found["handed"] = directive_forms(viewer) if _hands_out(o, viewer) else []
    if pending and viewer.can(roles.EXTEND) and o.holder_id != viewer.unit_id:
        found["decision"] = ExtensionDecisionForm()
    elif not pending and o.current_due and o.holder_id == viewer.unit_id:
        found["extension"] = ExtensionForm()
    if viewer.can(roles.ASSIGN) and o.matter_id is None and o.holder_id != viewer.unit_id:
        found["assign"] = AssignForm(viewer)
    if o.legal_due is None and viewer.can(roles.SET_UNSET):
        found["due_form"] = DueForm()
    if reads.may_excuse(o, viewer):
        found["excuse"] = ExcuseForm()
    return found


ROUTES = (
    Route("obligations/<int:pk>/remind", remind_holder, "obligation-remind", roles.SUPERVISE,
          writes=True),
    Route("obligations/<int:pk>", obligation, "obligation", SIGNED_IN),
    Route("obligations/<int:pk>/fulfil", fulfil, "obligation-fulfil", SIGNED_IN, writes=True),
    Route("obligations/<int:pk>/extension", ask_extension, "obligation-extension", roles.FULFIL,
          writes=True),
    Route("extensions/<int:pk>", decide_extension, "extension-decide", roles.EXTEND, writes=True),
    Route("obligations/<int:pk>/excuse", excuse, "obligation-excuse", roles.EXTEND, writes=True),
    Route("obligations/<int:pk>/assign", assign, "obligation-assign", roles.ASSIGN, writes=True),
    Route("obligations/<int:pk>/due", set_due, "obligation-due", roles.SET_UNSET, writes=True),
)  # fmt: skip
