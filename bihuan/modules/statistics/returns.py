"""Drawing a return up, freezing it with its rows, meeting its duty, telling what changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.obligations import fulfilments
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib import hashing, periods

from . import rules
from .figures import ALL, Asked, Table, behind, span_of, table
from .forms import Form, forms, source_of
from .models import Return

ROWS: Final = "计入的记录"
NOTHING: Final = "dropped"


def settle(record: Return, by: Viewer, at: datetime) -> None:
    """Find to whom a return goes, which duty it meets and which version it is.

    Raises :class:`Invalid` for a period that has not ended or that the form does not have, and for
    one that is being reported already, or was, without a reason for another version.
    """
    record.unit_id = by.unit_id
    if not form_of(record).used_in(by.path):
        raise Invalid("本地不用这张报表。", field="form")
    _check_period(record, at)
    place(record)
    if record.version > 1 and not record.changed_because.strip():
        says = f"这一期已经报过第 {record.version - 1} 版，请写明更正的原因。"
        raise Invalid(says, field="changed_because")


def place(record: Return) -> None:
    """Give a return its receiver, duty and version; refuse one beside another that still runs."""
    if record.office_id is None:
        record.office = record.unit.supervisor
    former = Return.objects.filter(unit=record.unit_id, form=record.form, period=record.period)
    running = former.filter(matter__closed_at=None).select_related("matter").first()
    if running is not None:
        says = f"{running.matter.number} 还在办理，请在那一件里办。"
        raise Invalid(says, field="period")
    record.version = former.exclude(matter__state=NOTHING).count() + 1
    record.duty = _duty(record)


def _check_period(record: Return, at: datetime) -> None:
    form, period = form_of(record), periods.parse(record.period)
    if str(period.kind) not in form.periods:
        raise Invalid(f"“{form.title}”不按这种期统计。", field="period")
    if period.ends_before > at:
        raise Invalid(f"{period.label}还没有结束，不能编制。", field="period")


def form_of(record: Return) -> Form:
    """Return the form of a return. Raises :class:`Invalid` for one that is gone."""
    found = forms().get(record.form)
    if found is None:
        raise Invalid("没有这张报表。", field="form")
    return found


def _duty(record: Return) -> Obligation | None:
    """Return the open duty that this return meets, None where nothing demands it of the unit."""
    duty = form_of(record).duty
    rows = Obligation.objects.everywhere("the duty a return of its own unit meets")
    found = rows.filter(
        holder=record.unit_id, rule__duty=duty, period=record.period, done_at=None, matter=None
    )
    return found.first() if duty else None


def draw(moved: Any) -> None:
    """Count the form for the period as known now; keep figures, digest and what was counted."""
    record: Return = moved.record
    _check_period(record, moved.at)
    made = table(_asked(record, moved.by, moved.at))
    record.drafter_id, record.drawn_at = moved.by.person_id, moved.at
    record.figures = frozen(made)
    record.digest = hashing.digest(json.dumps(record.figures, ensure_ascii=False, sort_keys=True))
    record.save(update_fields=["drafter", "drawn_at", "figures", "digest"])
    told = json.dumps(counted(made), ensure_ascii=False).encode()
    evidence.store(
        owner=moved.matter, kind=ROWS, name=f"{record.form}-{record.period}-计入的记录.txt",
        content=BytesIO(told), happened_at=None, by=moved.by, at=moved.at,
    )  # fmt: skip


def _asked(record: Return, by: Viewer, known: datetime) -> Asked:
    form = form_of(record)
    return Asked(form, form.by[0], span_of(periods.parse(record.period), known), by)


def frozen(made: Table) -> dict[str, Any]:
    """Return a table as it is kept: columns and rows in words, so that it prints alike for ever."""
    form = made.asked.form
    return {
        "version": form.version,
        "columns": [{"key": c.key, "title": c.title, "group": c.group} for c in form.columns],
        "rows": [
            {"key": row.key, "title": row.title,
             "cells": {c.key: _said(c, row.cells[c.key]) for c in form.columns}}
            for row in (*made.rows, made.total)
        ],
    }  # fmt: skip


def _said(column: Any, value: Any) -> str:
    if column.count and source_of(column) is None:
        return "未接通"
    return rules.shown(value, column.shape)


def counted(made: Table) -> dict[str, list[int]]:
    """Return the keys of the records that each column counts over the whole, in order."""
    form = made.asked.form
    return {
        column.key: sorted(behind(made.asked, ALL, column.key).values_list("pk", flat=True))
        for column in form.columns if column.count and source_of(column)
    }  # fmt: skip


def meet_duty(moved: Any) -> None:
    """Meet the duty that demands this return, with the file of its figures as proof."""
    record: Return = moved.record
    owed = _duty(record) if record.duty_id else None
    if owed is None:
        return
    words = json.dumps(record.figures, ensure_ascii=False, indent=1).encode()
    kinds = (owed.rule.proof if owed.rule else ()) or ("统计报表",)
    files = [
        evidence.store(
            owner=owed, kind=kind, name=f"{record.form}-{record.period}.txt",
            content=BytesIO(words), happened_at=None, by=moved.by, at=moved.at,
        )
        for kind in kinds
    ]  # fmt: skip
    owed.refresh_from_db()
    to = record.office.name if record.office else "上级单位"
    fulfilments.fulfil(
        owed, mode=Fulfilment.Mode.DONE, happened_at=moved.at,
        record={"recipient": to, "sent_by": f"系统报送，{moved.matter.number}",
                "findings": f"{form_of(record).title}，数字校验码 {record.digest[:16]}"},
        files=files, by=moved.by, at=moved.at, revision=owed.revision,
    )  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A cell of a return that reads otherwise today."""

    row: str
    column: str
    then: str
    now: str


def differences(record: Return, by: Viewer, at: datetime) -> list[Difference]:
    """Return what of a return would read otherwise if it were drawn up now.

    Who sees less than who drew it up is told nothing: her figures would be others.
    """
    if not record.figures or by.unit_id != record.unit_id:
        return []
    now = {row["key"]: row for row in frozen(table(_asked(record, by, at)))["rows"]}
    then = {row["key"]: row for row in record.figures["rows"]}
    found = []
    for key in {**then, **now}:
        old, new = then.get(key, {}), now.get(key, {})
        for column in record.figures["columns"]:
            said = tuple(one.get("cells", {}).get(column["key"], "—") for one in (old, new))
            if said[0] != said[1] and {*said} != {"—", "0"}:
                found.append(Difference((old or new)["title"], heading(column), *said))
    return found


def heading(column: Mapping[str, str]) -> str:
    """Return the heading of a kept column in one line: group and title."""
    return "·".join(filter(None, (column["group"], column["title"])))


def rows_of(record: Return) -> Evidence | None:
    """Return the file of what the last drawing counted."""
    rows = Evidence.objects.filter(chain=record.matter.chain, kind=ROWS)
    return rows.order_by("-pk").first()


def state_of(matter: Matter) -> str:
    """Return how far a return is, in words."""
    return flow_of(matter.flow).states[matter.state].title
