"""A letter somebody drafts himself: to one or several units, copied to others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer

#: What is drafted freely; every other kind comes from the matter it decides.
KINDS: Final = ("notice", "reply", "transfer")
MOST: Final = 50


@dataclass(frozen=True)
class Draft:
    """What a person writes: ``key`` is the same however often one draft is sent."""

    key: str
    kind: str
    title: str
    paragraphs: Sequence[str]
    addressed: Sequence[Unit]
    copied: Sequence[Unit] = ()


@transaction.atomic
def draw_up(draft: Draft, *, by: Viewer, at: datetime) -> Letter:
    """Return the letter of a draft: numbered now, or the one it has already.

    Raises :class:`NotAllowed` for a post that does not supervise, and :class:`Invalid`, naming the
    field, for a kind that is not drafted freely, nobody addressed, or a unit named twice.
    """
    demand(by, roles.SUPERVISE)
    if draft.kind not in KINDS:
        raise Invalid("这种文书从它所办的事项开具。", field="kind")
    units = [*draft.addressed, *draft.copied]
    if not draft.addressed:
        raise Invalid("还没有写主送单位。", field="addressed")
    if len(units) > MOST:
        raise Invalid(f"主送和抄送一共不超过{MOST}个单位。", field="addressed")
    twice = next((unit for unit in units if units.count(unit) > 1), None)
    if twice is not None:
        raise Invalid(f"{twice.name}写了两次。", field="copied")
    if any(unit.pk == by.unit_id for unit in units):
        raise Invalid("不用发给本单位。", field="addressed")
    first, *also = draft.addressed
    return letters.draw_up(
        kind=draft.kind, issuer=Unit.objects.get(pk=by.unit_id), addressee=first, also=also,
        copies=draft.copied, title=draft.title, chain=f"u{by.unit_id}",
        cause=f"u{by.unit_id}:{draft.key}", body={"paragraphs": draft.paragraphs}, by=by, at=at,
    )  # fmt: skip
