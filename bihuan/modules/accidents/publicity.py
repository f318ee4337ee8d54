"""What an investigation has to say to the public, and what it knows of its being public."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace.models import Matter

from . import rules
from .models import Investigation


def of_inquiry(record: Investigation) -> Mapping[str, Any]:
    """Return what the publication of a report begins with, {} before it was replied to."""
    if record.replied_on is None:
        return {}
    parts = (
        ("事故经过", record.accident.course), ("直接原因", record.direct_cause),
        ("间接原因", record.indirect_cause), ("技术问题", record.technical),
        ("管理问题", record.managerial), ("防范和整改措施", record.proposals),
    )  # fmt: skip
    return {
        "headline": f"{record.accident.matter.title}调查报告"[:160],
        "subject": record.accident.unit.name,
        "facts": "\n".join(f"{title}：{said}" for title, said in parts),
        "outcome": record.liabilities,
        "decided_on": record.replied_on,
        "formed_on": record.replied_on,
    }


def unpublished(record: Investigation, _: datetime) -> str:
    """Say that the report was not made public yet, "" once it was."""
    return "" if record.published_on else "事故调查报告还没有向社会公布。"


def note(source: Matter, where: str, *, by: Actor, at: datetime) -> None:
    """Keep since when and where the report of an investigation is public, once."""
    record = Investigation.objects.filter(matter=source.pk, published_on=None).first()
    if record is None:
        return
    held = hold(source.pk, by=by, revision=source.revision)
    record.published_on, record.published_in = rules.day_of(at), where
    record.save(update_fields=["published_on", "published_in"])
    said = {"published_on": str(record.published_on), "published_in": where}
    record_change(held, "published", by=by, at=at, body={"fields": said})
