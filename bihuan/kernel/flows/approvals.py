"""Approvals on the way: which posts sign a step, in which order, and what is still missing.

Somebody of the step's unit asks (送审) with exactly what is to be entered; the posts of the chain
sign one after the other; then the step can be taken with those very words and files. A refusal, or
the matter moving on, ends the round.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from bihuan.kernel.law.models import Setting
from bihuan.kernel.law.settings import chosen
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.hashing import digest

from . import forms
from .changes import trail
from .flow import Flow
from .models import Approval
from .steps import Step

if TYPE_CHECKING:
    from .guards import Attempt

#: The field of the setting that names who signs a step.
APPROVERS: Final = "approvers"


def chain(  # noqa: PLR0913 - a step of a unit of a place at a moment
    flow: type[Flow], step: Step, unit: Unit | None, path: str, at: datetime,
    known: Mapping[str, Setting] | None = None,
) -> list[str]:  # fmt: skip
    """Return the posts that must sign a step of a unit, in order; [] when none must.

    Posts are named by title or kind of leadership. A place sets its chain (``Setting`` with field
    ``approvers``); that of the nearest place upwards counts, one for the unit's kind (subject
    ``flow.step@kind``) before a general one. A running round keeps the chain it began with.
    ``known`` are those of the place, by subject, when they were read already.
    """
    general = f"{flow.key}.{step.name}"
    subjects = [general, f"{general}@{unit.kind}"] if unit else [general]
    if known is None:
        known = chosen(APPROVERS, subjects, path=path, at=at)
    rows = [known[subject] for subject in subjects if subject in known]
    nearest = max(rows, key=lambda row: (len(row.place.path), row.subject), default=None)
    return list(nearest.value) if nearest else []


def post_named(name: str, unit: Unit | None) -> Post | None:
    """Return the post of a unit that a chain names by title or kind of leadership."""
    return Post.objects.filter(Q(title=name) | Q(lead=name), unit=unit).order_by("pk").first()


def title_of(name: str) -> str:
    """Return how people call a post that a chain names."""
    return str(dict(Post.Lead.choices).get(name, name))


def asked(matter: Matter, flow: type[Flow], step: Step) -> Entry | None:
    """Return the entry that opened the running round of approval, or None when there is none."""
    return running(trail(matter), flow, step)


def running(entries: Iterable[Entry], flow: type[Flow], step: Step) -> Entry | None:
    """Return the same of a matter whose entries, oldest first, were read already."""
    ask, moving = f"ask:{step.name}", [s.name for s in flow.steps.values() if not s.loops]
    told = [e for e in entries if e.verb in (*moving, step.name, f"disagree:{step.name}", ask)]
    return told[-1] if told and told[-1].verb == ask else None


def signed(matter: Matter, step: Step, round_: Entry) -> list[Approval]:
    """Return the signatures of a round, the asker's own first."""
    rows = matter.approvals.filter(step=step.name, attempt=round_.seq)
    return list(rows.order_by("position"))


def missing(a: "Attempt") -> str | None:
    """Return what approval an attempt still lacks in words, "" for nothing, None for no chain."""
    round_ = running(a.entries, a.flow, a.step)
    began, known = (round_.at, None) if round_ else (a.at, a.chains)
    posts = chain(a.flow, a.step, a.unit, a.matter.place_path, began, known)
    if not posts:
        return None
    if round_ is None:
        return f"“{a.step.title}”要先送审：{' → '.join(map(title_of, posts))}。"
    rows = signed(a.matter, a.step, round_)
    if len(rows) <= len(posts):
        return f"等待{title_of(posts[len(rows) - 1])}审批。"
    try:
        same = rows[0].digest == content(a.flow, a.step, a.record, a.fields, a.evidence)
    except Invalid as error:
        return error.says
    return "" if same else "填写的内容或材料与审批时不一致，请重新送审。"


def content(
    flow: type[Flow], step: Step, record: Any, fields: Mapping[str, Any], evidence: Sequence[Any]
) -> str:
    """Return the digest of what is approved: the step, its fields and its files.

    Raises :class:`Invalid` for fields the step cannot take.
    """
    values = forms.clean(flow, step, record, fields)
    words = json.dumps(values, default=str, ensure_ascii=False, sort_keys=True)
    return digest(step.name, words, *sorted(item.sha256 for item in evidence))
