"""节假日: the working calendar as it counts here, and the notice of a year nobody has shipped."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.flows import duties
from bihuan.kernel.law.calendar import FIELD, SUBJECT, working_calendar
from bihuan.kernel.law.settings import setting
from bihuan.kernel.obligations import assignments
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.lib.workdays import Calendar, DayKind

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.holidays import FIRST, LAST, NoticeForm

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Day:
    """A day of a month's sheet: its number, and what it is in words and as a style."""

    number: int
    style: str
    says: str


def shown(request: WorkbenchRequest) -> HttpResponse:
    """Show a year's holidays as they count in the viewer's place."""
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and FIRST <= int(given) <= LAST else request.now.year
    return _page(request, year, NoticeForm(initial={"year": year}))


def enter(request: WorkbenchRequest) -> HttpResponse:
    """Read a notice and show what it says; with ``act=adopt`` it counts from now on."""
    form = NoticeForm(request.POST)
    if not form.is_valid() or request.POST.get("act") != "adopt":
        year = form.cleaned_data.get("year", request.now.year) if form.is_bound else 0
        return _page(request, year, form)
    year = form.cleaned_data["year"]
    dated = form.tried(lambda given: _adopt(request, given))
    if dated is None:
        return _page(request, year, form)
    waited = f"等着它的 {dated} 件责任已算出期限。" if dated else ""
    messages.success(request, f"{year}年的节假日已录入，从现在起按它计算工作日。{waited}")
    return redirect(f"{reverse('settings-holidays')}?year={year}")


@transaction.atomic
def _adopt(request: WorkbenchRequest, given: dict[str, Any]) -> int:
    value = {day.isoformat(): kind.value for day, kind in given["days"].items()}
    assignments.decide(
        f"{SUBJECT}{given['year']}", FIELD, value, place=_place(request), reason=given["reason"],
        by=request.viewer, at=request.now,
    )  # fmt: skip
    return duties.reckon(
        request.viewer.path, reason=f"录入{given['year']}年节假日：{given['reason']}"[:400],
        by=request.viewer, at=request.now,
    )  # fmt: skip


def _place(request: WorkbenchRequest) -> Place:
    return Place.objects.get(path=request.viewer.path)


def _page(request: WorkbenchRequest, year: int, form: NoticeForm) -> HttpResponse:
    counted = working_calendar(request.viewer.path, request.now)
    read = form.days
    if read:
        counted = counted.merged_with(Calendar(read, frozenset({year})))
    known = year in counted.published
    refused = form.is_bound and bool(form.errors)
    return render(request, "workbench/settings/holidays.html", {
        "year": year,
        "before": year - 1 if year > FIRST else None,
        "after": year + 1 if year < LAST else None,
        "known": known,
        "months": list(_months(year, counted)) if known else [],
        "read": read and not refused,
        "off": sum(kind is DayKind.HOLIDAY for kind in read.values()),
        "worked": sum(kind is DayKind.WORKDAY for kind in read.values()),
        "form": form,
        "setting": setting(f"{SUBJECT}{year}", FIELD, path=request.viewer.path, at=request.now),
        "place": _place(request),
    }, status=form.status)  # fmt: skip


def _months(year: int, counted: Calendar) -> Iterator[tuple[int, list[list[Day | None]]]]:
    for month in MONTHS:
        weeks = calendar.Calendar().monthdayscalendar(year, month)
        yield month, [[_day(date(year, month, n), counted) if n else None for n in week]
                      for week in weeks]  # fmt: skip


def _day(day: date, counted: Calendar) -> Day:
    kind = counted.days.get(day)
    if kind is DayKind.HOLIDAY:
        return Day(day.day, "off", "放假")
    if kind is DayKind.WORKDAY:
        return Day(day.day, "on", "上班")
    return Day(day.day, "" if counted.is_workday(day) else "rest", "")


ROUTES = (
    Route("settings/holidays", shown, "settings-holidays", SIGNED_IN),
    Route("settings/holidays/enter", enter, "settings-holidays-enter", roles.SET_UNSET,
          writes=True),
)  # fmt: skip
