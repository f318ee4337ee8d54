"""Changing a matter: hold its row, refuse a stale editor, count the change, write it down."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.refusals import Conflict, NotFound
from bihuan.kernel.orgs.scope import paths_seen
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import in_shanghai

from .flow import flow_of
from .steps import OWN, Ref

_ACTS = {"": "", "ask": "送审：", "agree": "同意：", "disagree": "不同意："}
_VERBS = {
    "opened": "登记", "evidence": "上传材料", "joined": "加入办理", "letter_drawn_up": "起草文书",
    "letter_revised": "修改文书", "letter_signed": "签发文书", "letter_served": "送达文书",
    "letter_cancelled": "作废文书", "letter_acknowledged": "签收文书",
}  # fmt: skip


def hold(matter_id: int, *, by: Actor, revision: int) -> Matter:
    """Lock a matter for change in the current transaction and return its row.

    Raises :class:`NotFound` when it does not exist or the actor may not see it (the two look the
    same), and :class:`Conflict`, saying who changed what and when, when ``revision`` is not the
    matter's any more.
    """
    rows = Matter.objects.everywhere("lock for change")
    matter: Matter | None = rows.select_for_update().filter(pk=matter_id).first()
    if matter is None or not sees(by, matter):
        raise NotFound("没有找到这件事项。")
    if matter.revision != revision:
        last = trail(matter).last()
        what = verb_title(matter.flow, last.verb) if last else ""
        who, when = (last.actor, last.at) if last else ("", matter.opened_at)
        raise Conflict(revision=matter.revision, who=who, what=what, when=when)
    return matter


def record_change(
    matter: Matter, verb: str, *, by: Actor, at: datetime, body: dict[str, Any]
) -> Entry:
    """Count a change of a held matter and append its entry; the body carries the revision."""
    matter.revision += 1
    matter.save(update_fields=["revision", "state", "closed_at"])
    return entries.append(matter, verb, by=by, at=at, body={**body, "revision": matter.revision})


def sees(by: Actor, matter: Matter) -> bool:
    """Say whether an actor may open a matter; a machine may open any."""
    if not isinstance(by, Viewer):
        return True
    # Most actors work in their own place, which needs no query.
    if by.reads and matter.place_path.startswith(paths_seen(by)):
        return True
    return bool(Matter.objects.visible_to(by).filter(pk=matter.pk).exists())


def trail(matter: Matter) -> Any:
    """Return the matter's entries, oldest first."""
    return Entry.objects.filter(chain=matter.chain).order_by("seq")


def verb_title(flow: str, verb: str) -> str:
    """Return an entry's verb as people read it: the title of the step, and what was done to it."""
    act, _, name = verb.rpartition(":")
    declared = flow_of(flow)
    if name in declared.steps:
        return f"{_ACTS.get(act, act)}{declared.steps[name].title}"
    return declared.acts.get(verb) or _VERBS.get(verb, verb)


def cite(ref: Ref, matter: Matter, at: datetime) -> Clause | None:
    """Return the clause a reference means for a matter: the version in force on the day."""
    if ref == OWN:
        return matter.clause
    day = in_shanghai(at).date()
    return (
        Clause.objects.filter(document__key=ref.document, path=ref.path)
        .filter(Q(in_force_from=None) | Q(in_force_from__lte=day))
        .filter(Q(in_force_until=None) | Q(in_force_until__gt=day))
        .order_by("-version")
        .select_related("document")
        .defer("document__text", "document__compiled")
        .first()
    )
