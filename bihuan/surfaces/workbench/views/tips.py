"""12350: the ledger of reports, the counter, who keeps identities, who pays rewards."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from bihuan.kernel.law.settings import setting
from bihuan.kernel.obligations.assignments import decide
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.modules.tips import custody, intake, ledger, queries, rewards
from bihuan.modules.tips.models import Tip
from bihuan.modules.tips.tip_flow import TipFlow

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import under, unkept
from ..forms.form import Form
from ..forms.tips import CounterForm, IdentityForm, KeyForm, PayoutForm, TermsForm
from ..queries.filters import Asked, Chip
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

ORDER = (Order("matter__opened_at", falling=True), Order("matter_id", falling=True))
EXPORTED = (
    *("编号", "收到", "来源", "类别", "留了姓名", "发生在哪里", "被举报的单位", "受理单位"),
    *("核实单位", "现在到哪一步", "处理结果"),
)


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter."""

    q: str = ""
    category: str = ""
    channel: str = ""
    state: str = ""
    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return what each filter may be."""
        return {
            "category": Tip.Category.values, "channel": Tip.Channel.values,
            "state": list(TipFlow.states), "which": ("open",),
        }  # fmt: skip

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.category:
            yield Chip(Tip.Category(self.category).label, self.query(category=""))
        if self.channel:
            yield Chip(Tip.Channel(self.channel).label, self.query(channel=""))
        if self.state:
            yield Chip(TipFlow.states[self.state].title, self.query(state=""))
        if self.which:
            yield Chip("没有办结", self.query(which=""))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the reports the viewer sees, how many are where, and what is set or not."""
    filters, viewer = Filters.read(request.GET), request.viewer
    return _listing(request, filters, TermsForm(viewer) if viewer.can(roles.SET_UNSET) else None)


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the reports that answer the filters as CSV or Excel: no word of who reported."""
    filters = Filters.read(request.GET)
    rows = (
        (row.matter.number, in_shanghai(row.matter.opened_at).date(), row.get_channel_display(),
         row.get_category_display(), "是" if row.named else "否", row.spot,
         row.unit.name if row.unit else row.about, row.office.name,
         row.verifier.name if row.verifier else "", TipFlow.states[row.matter.state].title,
         row.handling)
        for row in _matching(request.viewer, filters)
    )  # fmt: skip
    return handed_out(request, List("举报台账", filters.basis, EXPORTED, rows))


@sensitive_post_parameters()
@sensitive_variables()
def new(request: WorkbenchRequest) -> HttpResponse:
    """Take down a report that came by phone, letter or visit; show its code once, to be told."""
    unit = Unit.objects.select_related("place").get(pk=request.viewer.unit_id)
    sent = request.method == "POST"
    form = CounterForm(
        request.POST if sent else None, request.FILES.getlist("tip-files"),
        seals=intake.key_of(unit) is not None,
    )  # fmt: skip
    receipt = form.tried(lambda given: intake.receive(
        unit.place, form.report(given["channel"]), form.who, at=request.now, by=request.viewer
    )) if sent else None  # fmt: skip
    shown = {"form": form, "receipt": receipt, "seals": intake.key_of(unit) is not None}
    return unkept(render(request, "workbench/tips/new.html", shown, status=form.status))


def keeping(request: WorkbenchRequest) -> HttpResponse:
    """Show the custodian her keys and which reports have a sealed identity."""
    return _keeping(request, KeyForm(), IdentityForm())


@sensitive_post_parameters()
@sensitive_variables()
def make_key(request: WorkbenchRequest) -> HttpResponse:
    """Make a key and hand its private half over as a file, once."""
    form = KeyForm(request.POST)
    made = form.tried(lambda given: custody.make_key(
        given["passphrase"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return _keeping(request, form, IdentityForm())
    key, locked = made
    name = f"12350-{key.fingerprint}.pem"
    return unkept(HttpResponse(locked, content_type="application/x-pem-file", headers=under(name)))


@sensitive_post_parameters()
@sensitive_variables()
def open_identity(request: WorkbenchRequest) -> HttpResponse:
    """Show who reported, once, to the custodian who brings key, passphrase and reason."""
    form = IdentityForm(request.POST, request.FILES)
    found = form.tried(lambda given: custody.open_identity(
        given["number"].strip(), given["key"].read(10_000), given["passphrase"], given["reason"],
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if found is None:
        return _keeping(request, KeyForm(), form)
    shown = {"facts": dict(found), "number": form.cleaned_data["number"]}
    return unkept(render(request, "workbench/tips/identity.html", shown))


def payouts(request: WorkbenchRequest) -> HttpResponse:
    """Show the cashier what was paid, and take a code: first the sum, then the voucher."""
    sent = request.method == "POST"
    form, found, paid = PayoutForm(request.POST if sent else None), None, None
    rows = ledger.paid(request.viewer, request.now)
    if sent and form.is_valid():
        given = form.cleaned_data
        try:
            found = ledger.find(given["code"], by=request.viewer, at=request.now)
        except NotFound as refusal:
            form.add_error("code", refusal.says)
        if found is not None and request.POST.get("act") == "pay":
            paid = form.tried(lambda given: ledger.pay(
                given["code"], given["voucher"], by=request.viewer, at=request.now
            ))  # fmt: skip
    if paid is not None:
        messages.success(request, f"{paid.number} 已登记发放 {paid.amount} 元。")
        return redirect("tip-payouts")
    shown = {"form": form, "found": found, "rows": list(rows[:200]), "count": rows.count()}
    return unkept(render(request, "workbench/tips/payouts.html", shown, status=form.status))


def settle(request: WorkbenchRequest) -> HttpResponse:
    """Name the post that pays and set what an ordinary hazard earns."""
    form = TermsForm(request.viewer, request.POST)
    if form.tried(lambda given: _set(request, given)) is None:
        return _listing(request, Filters(), form)
    messages.success(request, "已设定，记名记日期。")
    return redirect("tips")


def _set(request: WorkbenchRequest, given: dict[str, Any]) -> bool:
    by, at, reason = request.viewer, request.now, given["reason"]
    if given["post"]:
        ledger.name_cashier(given["post"], reason, by=by, at=at)
    if given["amount"]:
        place = Unit.objects.select_related("place").get(pk=by.unit_id).place
        decide(rewards.SUBJECT, rewards.FIELD, given["amount"], place=place, reason=reason,
               by=by, at=at)  # fmt: skip
    return True


def _listing(request: WorkbenchRequest, filters: Filters, form: Form | None) -> HttpResponse:
    viewer = request.viewer
    rows = _matching(viewer, filters)
    unit = Unit.objects.get(pk=viewer.unit_id)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    amount = setting(rewards.SUBJECT, rewards.FIELD, path=viewer.path, at=request.now)
    return render(request, "workbench/tips/list.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "states": TipFlow.states,
        "dues": {row.pk: end_of(row.verify_by) for row in shown.rows if row.verify_by},
        "counts": [(title, n, filters.query(state=key))
                   for key, title, n in queries.counts(_matching(viewer, Filters()))],
        "categories": Tip.Category.choices,
        "channels": Tip.Channel.choices,
        "cashier": ledger.cashier(unit, request.now),
        "pays": ledger.pays(viewer, request.now),
        "amount": amount,
        "key": intake.key_of(unit),
        "form": form,
    }, status=form.status if form else 200)  # fmt: skip


def _keeping(request: WorkbenchRequest, key: KeyForm, identity: IdentityForm) -> HttpResponse:
    rows = custody.kept(request.viewer)
    shown = {
        "keys": list(custody.keys(request.viewer)), "rows": list(rows[:200]), "count": rows.count(),
        "key_form": key, "identity_form": identity,
    }  # fmt: skip
    status = max(key.status, identity.status)
    return unkept(render(request, "workbench/tips/custody.html", shown, status=status))


def _matching(viewer: Viewer, filters: Filters) -> Any:
    return queries.listed(
        viewer, q=filters.q[:60], category=filters.category, channel=filters.channel,
        state=filters.state, open=filters.which == "open",
    )  # fmt: skip


ROUTES = (
    Route("tips", listing, "tips", SIGNED_IN),
    Route("tips/export", export, "tips-export", roles.EXPORT),
    Route("tips/new", new, "tip-counter", roles.INTAKE),
    Route("tips/custody", keeping, "tip-custody", roles.IDENTITY),
    Route("tips/custody/key", make_key, "tip-key", roles.IDENTITY, writes=True),
    Route("tips/custody/open", open_identity, "tip-identity", roles.IDENTITY, writes=True),
    Route("tips/payouts", payouts, "tip-payouts", SIGNED_IN),
    Route("tips/terms", settle, "tip-terms", roles.SET_UNSET, writes=True),
)
