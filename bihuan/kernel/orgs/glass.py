"""Breaking the glass (应急查阅): timed access outside one's scope; reasoned, told, traced."""

from datetime import datetime, timedelta

from django.db import transaction

from bihuan.lib.clocks import in_shanghai

from . import ports, roles
from .authority import demand
from .models import GlassBreak, Place
from .refusals import Invalid, WrongState
from .units import OFFICE, nearest
from .viewer import Viewer

LASTS = timedelta(hours=3)


@transaction.atomic
def break_glass(place: Place, reason: str, *, by: Viewer, at: datetime) -> GlassBreak:
    """Open a place and all below it to this post for three hours, and tell its committee office.

    Raises :class:`NotAllowed` for a post that may not, :class:`Invalid` without a reason,
    :class:`WrongState` while it is open.
    """
    demand(by, roles.BREAK_GLASS)
    if not reason.strip():
        raise Invalid("还没有填写应急查阅的“事由”。", field="reason")
    running = GlassBreak.objects.filter(term=by.term_id, place=place, until__gt=at).first()
    if running:
        raise WrongState(f"{place.name}已开放到 {in_shanghai(running.until):%m-%d %H:%M}。")
    broken = GlassBreak.objects.create(
        term_id=by.term_id, place=place, reason=reason, since=at, until=at + LASTS
    )
    office = nearest(OFFICE, place.path, in_shanghai(at).date())
    facts = {"who": by.label, "reason": reason, "until": broken.until.isoformat()}
    chain = office.chain if office else "s"
    body = {**facts, "place": place.code}
    ports.record(chain, "glass_broken", by=by, at=at, body=body)
    if office:
        ports.tell(
            key=f"glass:{broken.pk}", unit=office, chain=chain, template="glass_broken",
            subject=place.name, facts=facts, at=at,
        )  # fmt: skip
    return broken
