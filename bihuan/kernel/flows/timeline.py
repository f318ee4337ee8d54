"""What happened to a matter, line by line, as its page and its print show it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField

from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Evidence, Matter
from bihuan.lib.clocks import in_shanghai

from .changes import sees, trail, verb_title
from .flow import flow_of

#: What the entry of a change besides the steps says, and how it is called.
_CHANGED = {"to": "改为", "unit": "单位", "due_on": "期限", "says": "内容", "title": "名称",
            "value": "数值", "because": "原因", "reason": "理由", "opinion": "意见"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One entry: when, who in which post, what; the state after it, what was filled in, the files.

    ``fields`` are pairs of title and value; ``digest`` is the entry's own.
    """

    seq: int
    at: datetime
    actor: str
    what: str
    state: str
    fields: tuple[tuple[str, str], ...]
    evidence: tuple[Evidence, ...]
    digest: str


def timeline(matter: Matter, viewer: Viewer) -> list[Line]:
    """Return the lines of a matter, oldest first. Raises :class:`NotFound` outside one's scope."""
    if not sees(viewer, matter):
        raise NotFound("没有找到这件事项。")
    return lines(matter, trail(matter), Evidence.objects.filter(chain=matter.chain))


def lines(matter: Matter, entries: Iterable[Entry], brought: Iterable[Evidence]) -> list[Line]:
    """Return the lines of a matter in scope whose entries and files were read already."""
    files = {str(e.pk): e for e in brought}
    return [_line(matter, entry, files) for entry in entries]


def _line(matter: Matter, entry: Any, files: dict[str, Evidence]) -> Line:
    flow, body = flow_of(matter.flow), json.loads(entry.body)
    known: dict[str, Any] = {f.attname: f for f in flow.of._meta.concrete_fields}
    state = flow.states.get(body.get("to") or "")
    said = [_said(known.get(n), n, v) for n, v in body.get("fields", {}).items()]
    if state is None:
        said += [(title, str(body[n])) for n, title in _CHANGED.items()
                 if body.get(n) not in (None, "", matter.title)]  # fmt: skip
    return Line(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        what=verb_title(matter.flow, entry.verb),
        state=state.title if state else "",
        fields=tuple(said),
        evidence=tuple(files[pk] for pk in body.get("evidence", ()) if pk in files),
        digest=entry.digest,
    )


def _said(field: Any, name: str, value: Any) -> tuple[str, str]:
    """Return the title of a field and what was filled in; a row chosen by how it is called."""
    if field is None:
        return name, str(value)
    if isinstance(field, UnitsField):
        value = "、".join(Unit.objects.filter(pk__in=value).values_list("name", flat=True))
    elif field.is_relation and value != "None":
        value = field.related_model._base_manager.filter(pk=value).first() or value
    elif isinstance(field, DateTimeField) and value != "None":
        value = f"{in_shanghai(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    words = {"True": "是", "False": "否"} | dict(field.flatchoices)
    return str(field.verbose_name), str(words.get(value, value))
