"""谁没报: who reported in a period and who did not, the list to telephone by, the calls made."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from bihuan.kernel.obligations.models import Exclusion, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.reporting import calls
from bihuan.modules.reporting.contacts import RANKS

from ..access import Route, WorkbenchRequest
from ..forms.calls import CallForm
from ..queries import call_list, silence
from ..queries import completeness as reads
from ..queries.completeness import Filters
from ..queries.paging import Order, page
from ..queries.rows import may_remind
from ..queries.standings import days_late, standing, word_of
from ..sheets import List, handed_out
from ..templatetags.bihuan import day

EXCLUDED = (Order("id"),)
SHOWN = 50
#: The states whose rows are telephoned about.
CALLED = ("missing", "overdue")


def completeness(request: WorkbenchRequest) -> HttpResponse:
    """Show how complete a period is, and the members of the base in the state asked for."""
    asked = _Asked(request)
    filters, shown = asked.filters, asked.shown
    rows = asked.rows.filter(standing(filters.state, request.now))
    listed = None if filters.state in ("excluded", "unreached") else reads.listed(
        rows, shown, after=request.GET.get("after", ""))  # fmt: skip
    keys = [base.pk for base in shown]
    reading = reads.read(request.viewer, filters, asked.path, keys, request.now)
    numbers = reads.numbers(reading, filters, asked.path or request.viewer.path)
    return render(request, "workbench/completeness.html", {
        "filters": filters,
        "spans": asked.spans,
        "bases": asked.bases,
        "one": shown[0] if len(shown) == 1 else None,
        "frozen": sum(base.frozen_at is not None for base in shown),
        "asked": shown,
        "chips": reads.chips(request.viewer, filters, asked.bases),
        "counts": numbers.counts,
        "counted_at": reading.at,
        "joined": None if filters.joined else numbers.joined,
        "places": numbers.places,
        "supervisors": numbers.supervisors,
        "page": listed,
        "heard": silence.of_holders(listed.rows, request.viewer) if listed else {},
        **_reminding(request, listed.rows if listed else []),
        "titles": reads.STATES,
        **_apart(request, asked),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the members of the base that answer the filters, with contacts, as CSV or Excel."""
    asked = _Asked(request)
    rows = {"excluded": _excluded, "unreached": _lost}.get(asked.filters.state, _members)
    return handed_out(request, List("谁没报", asked.basis, COLUMNS, rows(asked)))


def to_call(request: WorkbenchRequest) -> HttpResponse:
    """Show whom to telephone about what is missing, to print; a line for each person."""
    asked = _Asked(request)
    found = call_list.lines(_uncalled(asked), request.viewer)
    some = [line for line in found if line.contact][: call_list.SHOWN]
    nobody = [line for line in found if not line.contact][: call_list.SHOWN]
    return render(request, "workbench/call_list.html", {
        "filters": asked.filters,
        "basis": asked.basis,
        "lines": some,
        "nobody": nobody,
        "shown": len(some) + len(nobody),
        "count": len(found),
        "units": sum(len(line.owed) for line in found),
    })  # fmt: skip


def export_to_call(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the list to telephone by, all of it, as CSV or Excel."""
    asked = _Asked(request)
    rows = call_list.exported(call_list.lines(_uncalled(asked), request.viewer))
    return handed_out(request, List("催报电话单", asked.basis, call_list.EXPORTED, rows))


def call(request: WorkbenchRequest) -> HttpResponse:
    """Show the form for a call about units that did not report, and enter it."""
    given = request.POST if request.method == "POST" else request.GET
    units = calls.chosen(request.viewer, given.getlist("unit"))
    if not units:
        raise NotFound("还没有选是给哪些单位打的电话。请从“谁没报”的电话单进来。")
    if request.method != "POST":
        known = {"name": given.get("name", ""), "phone": given.get("phone", ""),
                 "called_at": day(request.now.replace(second=0, microsecond=0))}  # fmt: skip
        return _call_page(request, units, CallForm(initial=known))
    form = CallForm(request.POST)
    made = form.tried(lambda said: calls.log(
        units, name=said["name"], phone=said["phone"], called_at=said["called_at"],
        reached=said["reached"] == "yes", said=said["said"], by=request.viewer, at=request.now,
    ))  # fmt: skip
    if made is None:
        return _call_page(request, units, form)
    came = "已联系上" if made.reached else "没有联系上，记为“联系不上”，等核实联系人"
    messages.success(request, f"已登记打给{made.name}的催报电话：{came}。期限和阶段不变。")
    return HttpResponseRedirect(f"{reverse('completeness')}{_back(request.POST)}#u{units[0].pk}")


class _Asked:
    """What an address asks for: the filters, the period's bases, and their members."""

    def __init__(self, request: WorkbenchRequest) -> None:
        self.viewer, self.now = request.viewer, request.now
        filters = Filters.read(request.GET)
        self.spans = reads.spans(request.viewer)
        if not filters.period and self.spans:
            filters = reads.changed(filters, period=self.spans[0].key)
        self.filters = filters if filters.state else reads.changed(filters, state="missing")
        self.path = reads.path_of(filters)
        self.bases = reads.bases(request.viewer, filters.period, self.now)
        self.shown = reads.asked(self.bases, filters)
        members = reads.members(request.viewer, filters, self.shown)
        self.rows = reads.apart(members, filters)

    @property
    def basis(self) -> str:
        """By what the rows were chosen, in words."""
        chips = reads.chips(self.viewer, self.filters, self.bases)
        period, state = self.filters.period, reads.STATES[self.filters.state]
        return "、".join([reads.period_called(period), state, *(chip.says for chip in chips)])


def _reminding(request: WorkbenchRequest, rows: Sequence[Obligation]) -> dict[str, Any]:
    """Return when the rows were last reminded of, and which may be now: once a day is enough."""
    last = silence.reminded(rows)
    today = {chain for chain, at in last.items() if in_shanghai(at).date() == request.now.date()}
    open_to = {o.pk for o in rows if o.chain not in today and may_remind(o, request.viewer)}
    return {"reminded": last, "reminds": open_to}


def _apart(request: WorkbenchRequest, asked: _Asked) -> dict[str, Any]:
    """Return what is no member of a base: who was left out, and whom nobody reaches."""
    out = reads.excluded(request.viewer, asked.filters, asked.shown)
    lost = _unreached(asked)
    shown: dict[str, Any] = {"excluded_count": out.count(), "unreached_count": lost.count()}
    if asked.filters.state == "excluded":
        shown["excluded"] = page(out.order_by(), EXCLUDED, after=request.GET.get("after", ""))
    if asked.filters.state == "unreached":
        found = list(lost[:SHOWN])
        known = silence.heard([one.pk for one in found], request.viewer)
        shown["unreached"] = [(one, known[one.pk]) for one in found]
    return shown


def _unreached(asked: _Asked) -> QuerySet[Unit]:
    rows = calls.unreached(asked.viewer).filter(reads.where(asked.filters, asked.path))
    return rows.select_related("place", "supervisor").order_by("place_path", "pk")


def _uncalled(asked: _Asked) -> Any:
    state = asked.filters.state if asked.filters.state in CALLED else "missing"
    return asked.rows.filter(standing(state, asked.now))


COLUMNS = (
    "区划", "单位", "责任事项", "期次", "状态", "应于", "逾期（天）", "完成", "督办方",
    "主要负责人", "电话", "安全负责人", "电话", "第二联系人", "电话", "上次通知", "上次已读",
    "上次登录", "上次报送", "上次催报", "催报结果", "沉默（月）", "不纳入的理由",
)  # fmt: skip


def _members(asked: _Asked) -> Iterator[tuple[Any, ...]]:
    rows = asked.rows.filter(standing(asked.filters.state, asked.now))
    ordered = reads.joined(rows).order_by("place_path", "id")
    for o, known in silence.with_heard(ordered, asked.viewer, lambda o: o.holder_id):
        yield *_what(o, asked), *_heard(known, asked), ""


def _heard(known: silence.Heard, asked: _Asked) -> tuple[Any, ...]:
    return (
        *_who(known), known.told, known.read, known.signed_in, known.reported,
        known.call.called_at if known.call else None,
        call_list.told(known.call) if known.call else "", known.silent(asked.now),
    )  # fmt: skip


def _lost(asked: _Asked) -> Iterator[tuple[Any, ...]]:
    for one, known in silence.with_heard(_unreached(asked), asked.viewer, lambda one: one.pk):
        watcher = one.supervisor.name if one.supervisor else "无督办方"
        yield (one.place.name, one.name, "", "", reads.STATES["unreached"], "", "", "", watcher,
               *_heard(known, asked), "")  # fmt: skip


def _what(o: Obligation, asked: _Asked) -> tuple[Any, ...]:
    holder = o.holder
    return (
        holder.place.name if holder else "", holder.name if holder else "未指定", o.title,
        reads.period_called(o.period), word_of(o), o.current_due,
        days_late(o, asked.viewer.on), o.done_at,
        o.supervisor.name if o.supervisor else "无督办方",
    )  # fmt: skip


def _who(known: silence.Heard) -> Iterator[str]:
    by_rank = {one.rank: one for one in known.contacts}
    for rank in RANKS:
        one = by_rank.get(rank)
        yield from (one.name, one.phone) if one else ("", "")


def _excluded(asked: _Asked) -> Iterator[tuple[Any, ...]]:
    for out in reads.excluded(asked.viewer, asked.filters, asked.shown).iterator(1000):
        yield (*_left_out(out), *[""] * (len(COLUMNS) - 6), out.reason)


def _left_out(out: Exclusion) -> tuple[Any, ...]:
    rule = out.base.rule
    return (out.unit.place.name, out.unit.name, rule.title, reads.period_called(out.base.period),
            "不纳入")  # fmt: skip


def _back(given: QueryDict) -> str:
    """Return the query of the list one came from; its address stays our own."""
    query: str = given.get("back", "")
    return query if query.startswith("?") else ""


def _call_page(request: WorkbenchRequest, units: list[Any], form: CallForm) -> HttpResponse:
    past = calls.last_calls([one.pk for one in units])
    given = request.POST if request.method == "POST" else request.GET
    shown = {"units": units, "form": form, "past": past, "back": _back(given)}
    return render(request, "workbench/call_new.html", shown, status=form.status)


ROUTES = (
    Route("completeness", completeness, "completeness", roles.SUPERVISE),
    Route("completeness/export", export, "completeness-export", roles.EXPORT),
    Route("completeness/calls", to_call, "call-list", roles.SUPERVISE),
    Route("completeness/calls/export", export_to_call, "call-list-export", roles.EXPORT),
    Route("completeness/calls/new", call, "call-new", roles.SUPERVISE),
)
