"""Who gets a referral, and who answers for it: the recipient, or the sender by its letter."""

from datetime import date, datetime
from typing import Any

from bihuan.kernel.orgs import authority, places, terms
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer

from .models import Referral


def answerer(record: Any, on: date) -> Unit | None:
    """Return the recipient where somebody signs in for it, or else the sender, by its letter."""
    found: Unit = record.recipient if terms.answers(record.recipient, on) else record.office
    return found


def settle(record: Referral, by: Viewer, at: datetime) -> None:
    """Demand somebody it is about and a recipient that is another unit.

    Raises :class:`Invalid` naming the field.
    """
    if not record.about:
        raise Invalid("还没有写涉事单位或者涉事人员，至少写一个。", field="subject")
    _another(record)


def redirect(moved: Any) -> None:
    """Check whom a referral goes to instead: another unit, of one's own place or above.

    Raises :class:`Invalid` or :class:`NotAllowed`.
    """
    record: Referral = moved.record
    _another(record)
    near = places.ancestors(moved.by.path)
    authority.demand_seen(moved.by, record.recipient, "接收单位", near=near)


def _another(record: Referral) -> None:
    if record.recipient_id == record.office_id:
        raise Invalid("接收单位是本单位，请选另一个单位。", field="recipient")
