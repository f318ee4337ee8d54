"""培训: rosters, who falls short of hours, one person's file, coverage, rules on hours."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import may
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.kernel.trace.models import Matter
from bihuan.modules.training import (
    candidates,
    certificates,
    class_flow,
    coverage,
    gates,
    hours,
    questions,
    rosters,
    rules,
)
from bihuan.modules.training.models import Sitting, Trainee, TrainingClass

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms import training as forms
from ..forms.form import Form
from ..queries import training as reads
from ..queries.paging import counted, page
from ..sheets import List, handed_out

SHORT_COLUMNS = (
    "单位", "姓名", "类别", "岗位", "培训种类", "要求学时", "已完成", "还差", "依据", "是否已上岗",
)  # fmt: skip
FLOWS = ("training.class", "training.exam", "training.agency")
SHOWN = 8
#: How many names a page lists at once; the export has all.
MOST_NAMED = 200


def first(request: WorkbenchRequest) -> HttpResponse:
    """Show where training stands: numbers, running classes and exams, one's own exams."""
    viewer = request.viewer
    running = Matter.objects.visible_to(viewer).filter(flow__in=FLOWS, closed_at=None)
    looks = rosters.looks(viewer)
    own = Trainee.objects.filter(person=viewer.person_id, until=None).select_related("unit")
    return render(request, "workbench/training/first.html", {
        "looks": looks,
        "counts": reads.counts(viewer, viewer.on) if looks else {},
        "running": running.order_by("-pk")[:SHOWN],
        "seats": candidates.own(viewer)[:SHOWN],
        "standings": hours.standings(list(own.select_related("person")), viewer.on),
        "owed": reads.owed(viewer, "training"),
        "banks": questions.may_keep(viewer),
    })  # fmt: skip


def roster(request: WorkbenchRequest) -> HttpResponse:
    """Show the rosters in sight."""
    return _roster(request)


def _roster(request: WorkbenchRequest, form: Form | None = None) -> HttpResponse:
    viewer, filters = request.viewer, reads.People.read(request.GET)
    rows = rosters.listed(
        viewer, q=filters.q[:60], category=filters.category, unit=filters.unit, left=filters.left
    )
    keeps = viewer.can(roles.MANAGE_ORGS)
    shown = page(rows, reads.BY_UNIT, after=request.GET.get("after", ""))
    return render(request, "workbench/training/roster.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(rows),
        "standings": {one.trainee.pk: one for one in hours.standings(shown.rows, viewer.on)},
        "categories": rules.CATEGORIES.items(),
        "form": form or (forms.TraineeForm(viewer) if keeps else None),
    }, status=form.status if form else 200)  # fmt: skip


def enter(request: WorkbenchRequest) -> HttpResponse:
    """Put somebody on a roster."""
    form = forms.TraineeForm(request.viewer, request.POST)
    made = form.tried(lambda given: _entered(request, given))
    if made is None:
        return _roster(request, form)
    messages.success(request, f"{made}已登记到{made.unit.name}的花名册。")
    return redirect("trainee", pk=made.pk)


def _entered(request: WorkbenchRequest, given: dict[str, Any]) -> Trainee:
    own = Unit.objects.get(pk=request.viewer.unit_id)
    unit = given.pop("unit", None) or own
    return rosters.enter(unit, given.pop("name"), by=request.viewer, at=request.now, **given)


def trainee(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one person's training file (一人一档)."""
    return _file(request, rosters.find(request.viewer, pk))


def _file(request: WorkbenchRequest, row: Trainee, **bound: Form) -> HttpResponse:
    viewer = request.viewer
    keeps = row.until is None and may(viewer, roles.MANAGE_ORGS, over=row.unit)
    papers = certificates.listed(viewer).filter(person=row.person)
    shown: dict[str, Any] = {
        "row": row,
        "standing": hours.standing(row, viewer.on),
        "missing": gates.missing_of(row, viewer.on) if row.working_since is None else "",
        "lessons": hours.listed(viewer, row.person),
        "papers": list(papers),
        "valid": set(papers.filter(certificates.valid(viewer.on)).values_list("pk", flat=True)),
        "sittings": Sitting.objects.filter(
            rosters.seen(viewer, "candidate__trainee__unit"),
            person=row.person, ended_at__isnull=False,
        )
        .select_related("candidate__exam__matter").order_by("-began_at"),
        "lines": Trainee.objects.filter(rosters.seen(viewer), person=row.person)
        .exclude(pk=row.pk).select_related("unit"),
        "keeps": keeps,
    }  # fmt: skip
    if keeps:
        shown |= {
            "work_form": forms.DayForm(prefix="work"), "leave_form": forms.DayForm(prefix="leave"),
            "hours_form": forms.HoursForm(prefix="hours"),
            "paper_form": forms.CertificateForm(prefix="paper"),
        }  # fmt: skip
    status = next((form.status for form in bound.values()), 200)
    return render(request, "workbench/training/person.html", shown | bound, status=status)


def work(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Let somebody begin to work."""
    row, form = rosters.find(request.viewer, pk), forms.DayForm(request.POST, prefix="work")
    done = form.tried(lambda given: rosters.let_work(
        row, on=given["on"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        return _file(request, row, work_form=form)
    messages.success(request, f"{row.person.name}从 {done.working_since} 起上岗。")
    return redirect("trainee", pk=pk)


def leave(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that somebody left."""
    row, form = rosters.find(request.viewer, pk), forms.DayForm(request.POST, prefix="leave")
    done = form.tried(lambda given: rosters.leave(
        row, on=given["on"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        return _file(request, row, leave_form=form)
    messages.success(request, f"{row.person.name}从 {done.until} 起离岗，培训记录都在。")
    return redirect("trainee", pk=pk)


def enter_hours(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Enter hours somebody was taught."""
    row, form = rosters.find(request.viewer, pk), forms.HoursForm(request.POST, prefix="hours")
    done = form.tried(lambda given: hours.enter(
        row.unit, row.person, by=request.viewer, at=request.now, **given
    ))  # fmt: skip
    if done is None:
        return _file(request, row, hours_form=form)
    messages.success(request, f"已登记 {done.on} 的“{done.course}”{done.hours} 学时。")
    return redirect("trainee", pk=pk)


def enter_paper(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Enter a certificate of somebody."""
    row = rosters.find(request.viewer, pk)
    form = forms.CertificateForm(request.POST, prefix="paper")
    done = form.tried(lambda given: certificates.enter(
        row.person, row.unit, by=request.viewer, at=request.now, **given
    ))  # fmt: skip
    if done is None:
        return _file(request, row, paper_form=form)
    due = certificates.due_on(done)
    ends = f"{due} 前换证或者复审，到期前有提醒" if due else "没有期限"
    messages.success(request, f"已登记{done}，{ends}。")
    return redirect("trainee", pk=pk)


def short(request: WorkbenchRequest) -> HttpResponse:
    """Show who falls short of hours, and by which rule."""
    filters = reads.People.read(request.GET)
    found = _short(request, filters)
    return render(request, "workbench/training/short.html", {
        "filters": filters, "chips": list(filters.chips()), "found": found[:MOST_NAMED],
        "count": len(found), "untaught": sum(one.untaught for one in found),
        "categories": rules.CATEGORIES.items(), "most": reads.MOST,
        "people": rosters.listed(request.viewer).order_by().count(),
    })  # fmt: skip


def _short(request: WorkbenchRequest, filters: reads.People) -> list[hours.Standing]:
    return reads.shortfalls(request.viewer, request.viewer.on, q=filters.q[:60],
                            category=filters.category, unit=filters.unit)  # fmt: skip


def export_short(request: WorkbenchRequest) -> HttpResponseBase:
    """Return who falls short as CSV or Excel."""
    filters = reads.People.read(request.GET)
    rows = (
        (one.trainee.unit.name, one.trainee.person.name, one.trainee.get_category_display(),
         one.trainee.work, need.demand.title, need.hours, float(need.done), float(need.short),
         need.basis, "是" if one.trainee.working_since else "否")
        for one in _short(request, filters) for need in one.needs if need.short
    )  # fmt: skip
    return handed_out(request, List("学时不足人员", filters.basis, SHORT_COLUMNS, rows))


def covered(request: WorkbenchRequest) -> HttpResponse:
    """Show who was reached since a day, by category; officials' rotation; training bodies."""
    viewer = request.viewer
    if not rosters.looks(viewer):
        raise NotAllowed("培训覆盖情况由负责培训的岗位查看。", can="安全管理岗位、监管部门")
    asked = forms.DayForm({"on": request.GET.get("since") or date(viewer.on.year, 1, 1)})
    since = asked.cleaned_data["on"] if asked.is_valid() else date(viewer.on.year, 1, 1)
    category = request.GET.get("category", "")
    known = category in rules.CATEGORIES
    sectors = coverage.sectors(viewer)
    tag = request.GET.get("tag", "") if request.GET.get("tag", "") in sectors else ""
    number = coverage.rotation_number(viewer)
    missed = coverage.missed(viewer, category, since, tag)[:MOST_NAMED] if known else []
    return render(request, "workbench/training/coverage.html", {
        "since": since, "tag": tag, "sectors": sectors,
        "shares": coverage.shares(viewer, since, tag),
        "category": rules.CATEGORIES.get(category, ""), "missed": missed,
        "unrostered": coverage.unrostered(viewer)[:SHOWN],
        "unrostered_count": counted(coverage.unrostered(viewer)),
        "owed": reads.owed(viewer, "training"), "agencies": coverage.agencies(viewer),
        "number": number, "rotations": coverage.rotations(viewer, number) if number else [],
    })  # fmt: skip


def rule_page(request: WorkbenchRequest) -> HttpResponse:
    """Show how many hours are asked of whom by which rule, and set what one's unit asks more."""
    viewer = request.viewer
    unit = Unit.objects.get(pk=viewer.unit_id)
    keeps = viewer.can(roles.MANAGE_ORGS)
    form = forms.RuleForm(request.POST or None, prefix="rule") if keeps else None
    if form is not None and form.is_bound:
        made = form.tried(lambda given: hours.set_rule(
            unit, by=viewer, at=request.now, **given
        ))  # fmt: skip
        if made is not None:
            messages.success(request, f"从 {made.since} 起，{made}。")
            return redirect("training-rules")
    national = [
        (title, risk, rules.demands(key, high_risk=risk))
        for key, title in rules.CATEGORIES.items() for risk in (True, False)
        if rules.demands(key, high_risk=risk)
    ]  # fmt: skip
    return render(request, "workbench/training/rules.html", {
        "national": national, "risky": sorted(rules.risky()), "kinds": rules.KINDS.values(),
        "local": hours.local_rules([unit], viewer.on), "form": form,
    }, status=form.status if form else 200)  # fmt: skip


def attendees(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Say who came to a class."""
    from ..queries import matters as lists
    from .matter_page import page as matter_page

    found = lists.find(request.viewer, number)
    record = TrainingClass.objects.filter(pk=found.pk).select_related("office").first()
    if record is None:
        raise NotAllowed("这件事项不是培训班。")
    form = forms.PeopleForm(class_flow.offered(request.viewer, record), request.POST, "到课人员")
    done = form.tried(lambda _: class_flow.name_attendees(
        found, rosters.named(request.viewer, form.chosen), by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        return matter_page(request, found, people_form=form)
    messages.success(request, f"到课人员 {done.attendees.count()} 人，已登记。")
    return redirect("matter", number=number)


KEEP, AT = roles.MANAGE_ORGS, "training/people/<int:pk>"
ROUTES = (
    Route("training", first, "training", SIGNED_IN),
    Route("training/roster", roster, "training-roster", SIGNED_IN),
    Route("training/roster/enter", enter, "trainee-enter", KEEP, writes=True),
    Route("training/short", short, "training-short", SIGNED_IN),
    Route("training/short/export", export_short, "training-short-export", roles.EXPORT),
    Route("training/coverage", covered, "training-coverage", SIGNED_IN),
    Route("training/rules", rule_page, "training-rules", SIGNED_IN),
    Route(AT, trainee, "trainee", SIGNED_IN),
    Route(f"{AT}/work", work, "trainee-work", KEEP, writes=True),
    Route(f"{AT}/leave", leave, "trainee-leave", KEEP, writes=True),
    Route(f"{AT}/hours", enter_hours, "trainee-hours", KEEP, writes=True),
    Route(f"{AT}/papers", enter_paper, "trainee-paper", KEEP, writes=True),
    Route("training/classes/<str:number>/people", attendees, "class-people", KEEP, writes=True),
)
