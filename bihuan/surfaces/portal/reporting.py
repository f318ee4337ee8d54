"""举报: sent by anybody, followed by code. Nothing here keeps, logs or passes on who asks.

What is sent is answered on the spot and kept by no browser or cache; a code never stands in an
address.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import NotFound, Refused
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.tips import intake, ledger, replies
from bihuan.modules.tips.models import Tip
from bihuan.surfaces import clock
from bihuan.surfaces.workbench.access import PUBLIC, Route
from bihuan.surfaces.workbench.forms.form import Form
from bihuan.surfaces.workbench.forms.tips import MoreForm, NameForm, ReportForm, attachments
from bihuan.surfaces.workbench.middleware import status_of

from . import pace
from .pages import page, place_frame

#: How many places are offered for a name, and how long a name may be.
MOST, LONGEST = 20, 30
View = Callable[..., HttpResponse]


def unkept(view: View) -> View:
    """Let anybody ask and send, not too often; let nobody keep the answer."""

    @sensitive_post_parameters()
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = request.method == "POST"
        wait = pace.seconds_to_send(request) if sent else pace.seconds_to_wait(request)
        if wait:
            refused = page("refused", {"says": _slow(wait)}, status=429)
            refused["Retry-After"] = str(wait)
            return refused
        try:
            response = view(request, *args, **kwargs)
        except Refused as refusal:
            response = page("refused", {"says": refusal.says}, status=status_of(refusal))
        response["Cache-Control"] = "no-store"
        return response

    return answer


@unkept
def choose(request: HttpRequest) -> HttpResponse:
    """Find the place where the thing is by its name, among those that receive reports here."""
    day, words = in_shanghai(clock.now()).date(), request.GET.get("q", "").strip()[:LONGEST]
    found = [one for one in _places(words) if intake.office_of(one, day)] if words else []
    return page("report_places", {"receiving": found, "q": words})


@unkept
@sensitive_variables()
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form of a report, and take it; the code is shown once."""
    place = places.place(code)
    office = intake.office_of(place, in_shanghai(clock.now()).date())
    if office is None:
        raise NotFound(f"{place.name}还没有在这里受理举报，请拨打 12350。")
    seals = intake.key_of(office) is not None
    sent = request.method == "POST"
    form = ReportForm(
        request.POST if sent else None, request.FILES.getlist("tip-files"), seals=seals
    )
    receipt = form.tried(
        lambda _: intake.receive(place, form.report(), form.who, at=clock.now())
    ) if sent else None  # fmt: skip
    frame = place_frame(place) | {"token": get_token(request), "office": office, "seals": seals}
    if receipt is None:
        return page("report", frame | {"form": form, "most": intake.MOST}, status=form.status)
    return page("receipt", frame | {"receipt": receipt})


@unkept
@sensitive_variables()
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for a code; with one, show how far the report is and do what its reporter wants."""
    frame = {"token": get_token(request)}
    if request.method != "POST":
        return page("code", frame)
    code = request.POST.get("code", "")[:40]
    try:
        tip = replies.find(code)
    except NotFound as refusal:
        return page("code", frame | {"says": refusal.says}, status=404)
    forms: dict[str, Form] = {
        "more": MoreForm(), "name_form": NameForm(),
        "harm": MoreForm(prefix="harm", label="发生了什么"),
    }  # fmt: skip
    act = _ACTS.get(request.POST.get("act", ""))
    said = act(request, tip, forms) if act else {}
    tip = replies.find(code)
    shown = frame | forms | said | place_frame(tip.office.place) | {
        "code": code, "tip": replies.progress(tip, clock.now()),
        "cashier": ledger.cashier(tip.office, clock.now()),
    }  # fmt: skip
    status = max(form.status for form in forms.values())
    return page("follow", shown, status=status)


def _add(request: HttpRequest, tip: Tip, forms: dict[str, Form]) -> dict[str, Any]:
    form = forms["more"] = MoreForm(request.POST)
    files = attachments(request.FILES.getlist("more-files"))
    made = form.tried(lambda given: replies.add(tip, given["says"], files, at=clock.now()))
    return _done(forms, "more", MoreForm(), "已收到您的补充。") if made else {}


def _name(request: HttpRequest, tip: Tip, forms: dict[str, Form]) -> dict[str, Any]:
    form = forms["name_form"] = named = NameForm(request.POST)

    def leave(_: dict[str, Any]) -> bool:
        replies.leave_name(tip, named.who, at=clock.now())
        return True

    made = form.tried(leave)
    return _done(forms, "name_form", NameForm(), "姓名电话已加密保存。") if made else {}


def _harm(request: HttpRequest, tip: Tip, forms: dict[str, Form]) -> dict[str, Any]:
    form = forms["harm"] = MoreForm(request.POST, prefix="harm", label="发生了什么")
    made = form.tried(lambda given: replies.complain(tip, given["says"], at=clock.now()))
    if not made:
        return {}
    says = f"已另行登记为 {made.number}，由受理单位先采取保护措施再核实。"
    return _done(forms, "harm", MoreForm(prefix="harm", label="发生了什么"), says)


def _claim(request: HttpRequest, tip: Tip, forms: dict[str, Form]) -> dict[str, Any]:
    return {"claim_code": replies.make_claim_code(tip, at=clock.now())}


def _done(forms: dict[str, Form], name: str, empty: Form, says: str) -> dict[str, Any]:
    forms[name] = empty
    return {"done": says}


def _slow(wait: int) -> str:
    return f"发送得太快，请 {wait} 秒后再试；紧急险情请拨打 119 或者 12350。"


def _places(words: str) -> list[Place]:
    """Return a few places whose name holds some words, or whose code they are."""
    rows = Place.objects.filter(Q(name__icontains=words) | Q(code=words))
    return list(rows.order_by("path")[:MOST])


_ACTS: dict[str, Callable[[HttpRequest, Tip, dict[str, Form]], dict[str, Any]]] = {
    "add": _add, "name": _name, "harm": _harm, "claim": _claim,
}  # fmt: skip

ROUTES = (
    Route("public/report", choose, "tip-places", PUBLIC),
    Route("public/follow", follow, "tip-follow", PUBLIC),
    Route("public/<str:code>/report", new, "tip-new", PUBLIC),
)
