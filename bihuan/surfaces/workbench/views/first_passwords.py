"""初始密码: replaced by one's own before anything opens; handed out on slips to many at once."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Refused
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets import writing
from bihuan.modules.accounts import first_passwords as secrets
from bihuan.modules.accounts.first_passwords import Secret
from bihuan.surfaces.layouts import slips

from .. import entering
from ..access import PUBLIC, Route, WorkbenchRequest
from ..answers import saved, unkept
from ..forms.password import OwnPasswordForm
from ..middleware import status_of
from ..queries.paging import Order, counted
from ..queries.paging import page as paged
from ..sheets import EXCEL, workbook

SHEET = ("单位和岗位", "姓名", "登录名", "初始密码", "有效期至")
ORDER = (Order("pk"),)


def first_password(request: HttpRequest) -> HttpResponse:
    """Ask somebody on the way in for a password of her own; nothing opens before."""
    found = entering.at(request, entering.FIRST_PASSWORD)
    if found is None:
        return entering.go_on(request)
    form = OwnPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        now: datetime = request.now  # type: ignore[attr-defined]
        form.tried(lambda given: secrets.replace(
            found.account, given["password"], by=found.viewer, at=now
        ))  # fmt: skip
        if not form.errors:
            entering.keep_stamp(request, found.account)
            messages.success(request, "密码已设好，今后用它登录。初始密码不能再用。")
            return entering.go_on(request)
    shown = {"form": form, "entering": found}
    return render(request, "workbench/entering/first_password.html", shown, status=form.status)


def waiting(request: WorkbenchRequest) -> HttpResponse:
    """Show who in the viewer's scope has no sign-in yet, or never used the first password."""
    return _waiting(request)


def hand_out(request: WorkbenchRequest) -> HttpResponseBase:
    """Make the slips of those chosen and return them as a file; a refusal makes none."""
    chosen = [int(term) for term in request.POST.getlist("terms") if term.isdecimal()]
    try:
        made = secrets.hand_out(chosen, by=request.viewer, at=request.now)
    except Refused as refusal:
        return _waiting(request, refusal)
    answer = _as_sheet(made, request.now) if request.POST.get("as") == EXCEL else (
        _as_pdf(made, request.now)
    )  # fmt: skip
    return unkept(answer)


def _waiting(request: WorkbenchRequest, refusal: Refused | None = None) -> HttpResponse:
    rows, q = secrets.waiting(request.viewer, request.now), request.GET.get("q", "").strip()
    if q:
        rows = rows.filter(Q(person__name__contains=q) | Q(post__unit__name__contains=q))
    shown = {
        "page": paged(rows, ORDER, after=request.GET.get("after", ""), size=secrets.MOST),
        "count": counted(rows),
        "q": q,
        "most": secrets.MOST,
        "refusal": refusal,
    }
    status = status_of(refusal) if refusal else 200
    return render(request, "workbench/first_passwords.html", shown, status=status)


def _as_pdf(made: Sequence[Secret], at: datetime) -> HttpResponseBase:
    name = f"初始密码条-{in_shanghai(at):%Y%m%d-%H%M}.pdf"
    return saved(slips.render(made, at), name)


def _as_sheet(made: Sequence[Secret], at: datetime) -> HttpResponseBase:
    rows = [(one.post, one.person, one.login, one.password, one.until) for one in made]
    return workbook("初始密码条", at, lambda file: writing.write_list(
        file, "初始密码条", SHEET, rows
    ).about([["初始密码条"], ["生成", at, "人数", len(rows)]]))  # fmt: skip


ROUTES = (
    Route("sign-in/password", first_password, "first-password", PUBLIC),
    Route("first-passwords", waiting, "first-passwords", roles.MANAGE_ACCOUNTS),
    Route("first-passwords/slips", hand_out, "first-passwords-slips", roles.MANAGE_ACCOUNTS,
          writes=True),
)  # fmt: skip
