"""How a person wants to be told: over which channels, when the digest comes, when it is quiet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from bihuan.kernel.notices import channels
from bihuan.kernel.notices.models import Preference
from bihuan.kernel.orgs import ports
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer

HOURS: Final = range(24)


def held(viewer: Viewer) -> Preference:
    """Return a person's preference; unsaved, with what counts by itself, while she has none."""
    found = Preference.objects.filter(person=viewer.person_id).first()
    return found or Preference(person_id=viewer.person_id)


@transaction.atomic
def choose(  # noqa: PLR0913 - a preference has these four facts
    named: Sequence[str],
    *,
    digest_hour: int,
    quiet_from: int | None,
    quiet_until: int | None,
    by: Viewer,
    at: datetime,
) -> Preference:
    """Keep how one wants to be told. Raises :class:`Invalid` for a channel or hour there is not.

    No channel named is the preferred one of the installation; quiet hours need both ends.
    """
    known = channels.configured()
    if unknown := [name for name in named if name not in known]:
        raise Invalid(f"没有“{unknown[0]}”这个渠道。", field="channels")
    if any(
        hour is not None and hour not in HOURS for hour in (digest_hour, quiet_from, quiet_until)
    ):
        raise Invalid("请选择 0 到 23 点。", field="digest_hour")
    if (quiet_from is None) != (quiet_until is None):
        raise Invalid("免打扰的起止时间要么都填，要么都不填。", field="quiet_from")
    if quiet_from is not None and quiet_from == quiet_until:
        raise Invalid("免打扰的起止时间不能相同。", field="quiet_until")
    facts = {"channels": list(named), "digest_hour": digest_hour, "quiet_from": quiet_from,
             "quiet_until": quiet_until}  # fmt: skip
    made, _ = Preference.objects.update_or_create(person_id=by.person_id, defaults=facts)
    ports.record("s", "preference_set", by=by, at=at, body={"person": by.person_id, **facts})
    return made
