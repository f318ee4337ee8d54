"""人员证书: the register, its export, re-check and end of one, issuing those an exam earned."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import may
from bihuan.modules.training import awards, certificates, rules
from bihuan.modules.training.models import Certificate

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms import training as forms
from ..forms.form import Form
from ..queries import training as reads
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

ORDER = (Order("until", empty=True), Order("pk"))
EXPORTED = (
    *("单位", "姓名", "证书种类", "作业类别", "编号", "发证日期", "有效期止", "应复审日期"),
    *("复审日期来源", "最近复审", "发证机关", "失效日期", "失效原因"),
)


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the certificates in sight, those that end first before the others."""
    filters = reads.Papers.read(request.GET)
    rows = certificates.listed(
        request.viewer, q=filters.q[:60], kind=filters.kind, which=filters.which
    )
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/training/certificates.html", {
        "filters": filters, "chips": list(filters.chips()), "page": shown, "count": counted(rows),
        "kinds": rules.KIND_TITLES, "whiches": reads.WHICH.items(),
        "valid": {row.pk for row in rows.filter(certificates.valid(request.viewer.on),
                                                pk__in=[one.pk for one in shown.rows])},
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the certificates that answer the filters as CSV or Excel."""
    filters = reads.Papers.read(request.GET)
    rows = (
        (row.unit.name, row.person.name, row.get_kind_display(), row.work, row.number,
         row.issued_on, row.until, row.recheck_on,
         ("按规定推算" if row.recheck_reckoned else "证书") if row.recheck_on else "",
         row.rechecked_on, row.issuer, row.ended_on, row.reason)
        for row in certificates.listed(
            request.viewer, q=filters.q[:60], kind=filters.kind, which=filters.which)
    )  # fmt: skip
    return handed_out(request, List("人员证书", filters.basis, EXPORTED, rows))


def one(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show a certificate, with what may be noted of it."""
    return _page(request, certificates.find(request.viewer, pk))


def _page(request: WorkbenchRequest, row: Certificate, **bound: Form) -> HttpResponse:
    viewer = request.viewer
    keeps = row.ended_on is None and bool(row.number) and may(
        viewer, roles.MANAGE_ORGS, over=row.unit)  # fmt: skip
    shown = {
        "row": row, "kind": rules.KINDS[row.kind], "keeps": keeps,
        "valid": certificates.valid_on(row.person, row.kind, viewer.on, work=row.work),
        "why": certificates.why_invalid(row.person, row.kind, viewer.on, work=row.work),
    }  # fmt: skip
    if keeps:
        shown |= {"recheck_form": forms.RecheckForm(prefix="recheck"),
                  "end_form": forms.EndForm(prefix="end")}  # fmt: skip
    status = next((form.status for form in bound.values()), 200)
    return render(request, "workbench/training/certificate.html", shown | bound, status=status)


def recheck(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that a certificate was re-checked."""
    row = certificates.find(request.viewer, pk)
    form = forms.RecheckForm(request.POST, prefix="recheck")
    done = form.tried(lambda given: certificates.recheck(
        row, on=given["on"], following=given["following"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        return _page(request, row, recheck_form=form)
    following = f"下次 {done.recheck_on}" if done.recheck_on else "有效期内不再复审"
    messages.success(request, f"已登记 {done.rechecked_on} 的复审，{following}。")
    return redirect("certificate", pk=pk)


def end(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that a certificate ceased to be valid."""
    row, form = certificates.find(request.viewer, pk), forms.EndForm(request.POST, prefix="end")
    done = form.tried(lambda given: certificates.end(
        row, on=given["on"], reason=given["reason"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        return _page(request, row, end_form=form)
    messages.success(request, f"{done} 已记为失效。")
    return redirect("certificate", pk=pk)


def issue(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Issue a certificate that an exam earned."""
    row = awards.issue(certificates.find(request.viewer, pk), by=request.viewer, at=request.now)
    messages.success(request, f"已发证：{row.person.name}，{row}。")
    assert row.sitting is not None  # noqa: S101 - only those of an exam are issued here
    return redirect("matter", number=row.sitting.candidate.exam.matter.number)


KEEP, AT = roles.MANAGE_ORGS, "certificates/<int:pk>"
ROUTES = (
    Route("certificates", listing, "certificates", SIGNED_IN),
    Route("certificates/export", export, "certificates-export", roles.EXPORT),
    Route(AT, one, "certificate", SIGNED_IN),
    Route(f"{AT}/recheck", recheck, "certificate-recheck", KEEP, writes=True),
    Route(f"{AT}/end", end, "certificate-end", KEEP, writes=True),
    Route(f"{AT}/issue", issue, "certificate-issue", KEEP, writes=True),
)
