"""What an investigation has to say to the public, and what it knows of its being public."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from .models import Investigation

#: What of a report is told, in the order of its chapters.
PARTS = (
    *("direct_cause", "indirect_cause", "technical", "managerial", "liabilities", "proposals"),
)


def of_inquiry(record: Investigation) -> Mapping[str, Any]:
    """Return the whole report, chapter by chapter, {} before it was replied to."""
    if record.replied_on is None:
        return {}
    titles: Any = Investigation._meta.get_field
    told = [(titles(name).verbose_name, getattr(record, name)) for name in PARTS]
    return {
        "headline": f"{record.accident}调查报告"[:160],
        "subject": record.accident.unit.name,
        "facts": "\n\n".join(f"{title}\n{said}" for title, said in told if said),
        "outcome": record.get_nature_display(),
        "decided_on": record.replied_on,
        "formed_on": record.replied_on,
    }


def unpublished(record: Investigation, _: datetime) -> str:
    """Say that the report was not made public yet, "" once it was."""
    return "" if record.published_on else "事故调查报告还没有向社会公布。"
