"""Writing notices; every cause tells once."""

from datetime import datetime
from typing import Any

from bihuan.kernel.orgs.models import Post, Unit

from . import wording
from .models import Notice

_SUBJECT = 240


def write(  # noqa: PLR0913 - a notice has these facts
    *, key: str, unit: Unit, post: Post | None, chain: str, template: str, subject: str,
    facts: dict[str, Any], stage: int, urgent: bool, at: datetime, due: datetime | None = None,
) -> Notice:  # fmt: skip
    """Write a notice to a unit, or to one of its posts, and return it.

    A key that has told already returns what it told, unchanged. Raises LookupError for a template
    nobody knows.
    """
    wording.wording(template)
    values = {
        "unit": unit, "post": post, "chain": chain, "template": template,
        "subject": subject[:_SUBJECT], "facts": facts, "stage": stage, "urgent": urgent,
        "due": due, "created_at": at,
    }  # fmt: skip
    rows = Notice.objects.everywhere("write once per cause")
    notice: Notice = rows.get_or_create(key=key, defaults=values)[0]
    return notice


def tell(  # noqa: PLR0913 - as the port of orgs asks
    *, key: str, unit: Unit, chain: str, template: str, subject: str, facts: dict[str, Any],
    at: datetime,
) -> None:  # fmt: skip
    """Write an urgent notice to a unit for the package of units and posts."""
    write(
        key=key, unit=unit, post=None, chain=chain, template=template, subject=subject,
        facts=facts, stage=0, urgent=True, at=at,
    )  # fmt: skip
