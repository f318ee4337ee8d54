"""What must be there before a hazard moves on. Each says in words what is missing, "" if nothing.

``at`` is unused where only the record counts.
"""

from collections.abc import Iterable
from datetime import datetime

from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs.models import Post
from bihuan.kernel.trace.models import Evidence

from . import rules
from .models import Hazard, Stop

RESUMED = ("resumed", "withdrawn", "shut_down")


def not_own(record: Hazard, _: datetime) -> str:
    """Say that the hazard was found by an authority, which grades it."""
    return "" if record.grader_id == record.unit_id else "不是自查发现的，由发现它的部门先定级。"


def no_before(record: Hazard, _: datetime) -> str:
    """Say that no picture shows the hazard as it was."""
    kinds = ("photo_found", "photo_before")
    shot = Evidence.objects.filter(chain=record.matter.chain, kind__in=kinds)
    return "" if shot.exists() else "还没有整改前的照片。"


def settled_parts(record: Hazard) -> set[rules.Part]:
    """Return the parts of its plan that are settled."""
    return {rules.Part(part) for part in record.parts.values_list("part", flat=True)}


def plan_incomplete(record: Hazard, _: datetime) -> str:
    """Name the parts of the plan that are not settled (六到位)."""
    missing = [part.label for part in rules.Part if part not in settled_parts(record)]
    return f"治理方案还缺：{'、'.join(missing)}。" if missing else ""


def untold(record: Hazard, _: datetime) -> str:
    """Say which of the unit's two heads was not told, with proof, of its major hazard."""
    told = {"principal": record.principal_told_on, "controller": record.controller_told_on}
    names = {"principal": "主要负责人", "controller": "实际控制人"}
    waiting = [
        names[lead] for lead, day in told.items() if day is None and not was_read(record, lead)
    ]
    return f"还没有告知{'、'.join(waiting)}的凭据（已读的通知，或登记的送达）。" if waiting else ""


def was_read(record: Hazard, lead: str) -> bool:
    """Say whether the head of a unit has opened the notice of the hazard, which is proof enough."""
    rows = Notice.objects.everywhere("proof that a head was told").filter(
        key__in=[notice_key(record, post.pk) for post in posts_of(record, lead)]
    )
    return bool(rows.filter(readings__isnull=False).exists())


def notice_key(record: Hazard, post: int) -> str:
    """Return the key of the notice by which a post learns of the hazard."""
    return f"{record.matter.chain}:major:{post}"


def posts_of(record: Hazard, lead: str) -> Iterable[Post]:
    """Return the posts of a kind of leadership of the unit."""
    return Post.objects.filter(unit=record.unit_id, lead=lead).order_by("pk")


def unreported(record: Hazard, _: datetime) -> str:
    """Say which of the two reports (双报告) is missing."""
    missing = []
    if record.regulator_told_on is None:
        missing.append("向负有安全生产监督管理职责的部门的报告")
    if record.workers_told_on is None:
        missing.append("向职工大会、职工代表大会（股东会）的报告")
    return f"“双报告”还缺{'和'.join(missing)}。" if missing else ""


def still_listed(record: Hazard, _: datetime) -> str:
    """Say that listed supervision of the hazard has not ended."""
    if record.listing is None or record.delisted_on is not None or record.listing.closed_at:
        return ""
    return f"挂牌督办 {record.listing.number} 还没有摘牌。"


def still_stopped(record: Hazard, _: datetime) -> str:
    """Say that an order to stop production for the hazard still stands."""
    stop = record.stops.filter(matter__closed_at=None).select_related("matter").first()
    return f"停产停业整改 {stop.matter.number} 还没有恢复生产的结论。" if stop else ""


def not_evaluated(record: Stop, _: datetime) -> str:
    """Say that the hazard behind an order to stop was not found done away with yet."""
    hazard = record.hazard
    if hazard is None or hazard.matter.state in ("accepting", "signing", "closed"):
        return ""
    return f"隐患 {hazard.matter.number} 还没有治理完毕并通过评估，不得恢复生产。"


def not_accepted(record: Stop, _: datetime) -> str:
    """Say that the authority has not accepted the rectification behind an order to stop."""
    hazard = record.hazard
    if hazard is None or hazard.matter.state in ("signing", "closed"):
        return ""
    return f"隐患 {hazard.matter.number} 还没有通过验收，不得恢复生产。"


def listing_waits(hazard: Hazard) -> str:
    """Say that listed supervision cannot end: the hazard was not accepted."""
    if hazard.matter.state in ("signing", "closed"):
        return ""
    return f"隐患 {hazard.matter.number} 还没有通过评估和验收，不能摘牌。"
