"""Duties that follow an event (an accident, a report, a new project) instead of the calendar."""

from datetime import date, datetime, timedelta

from django.db import transaction

from bihuan.kernel.law.models import Rule
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.terms import post_of
from bihuan.kernel.orgs.viewer import Actor
from bihuan.lib.clocks import end_of

from .models import Kind, Obligation
from .obligations import open_one


@transaction.atomic
def open_for_event(  # noqa: PLR0913 - an event has a rule, a unit, a name and a day
    rule: Rule, *, subject: Unit, event: str, on: date, by: Actor, at: datetime
) -> list[Obligation]:
    """Return the obligations a rule opens for a unit when an event happens, one for each slot.

    ``event`` names the event (``a12``, at most 24 characters): the same event opens nothing twice.
    Due ``due_days`` after the day it happened; unset where the rule gives no days.
    """
    rows = Obligation.objects.everywhere("one obligation for each event")
    due = end_of(on + timedelta(days=rule.due_days)) if rule.due_days else None
    found: list[Obligation] = []
    for slot in rule.slots or [""]:
        key = {"rule": rule, "subject": subject, "period": event, "slot": slot}
        known = rows.filter(**key).first()
        lead = slot or rule.lead
        post = post_of(subject, lead, on) if lead else None
        found.append(
            known
            or open_one(
                kind=Kind.PERIODIC, title=rule.title, holder=subject, post=post,
                clause=rule.clause, legal_due=due, ladder=rule.ladder, by=by, at=at, **key,
            )
        )  # fmt: skip
    return found
