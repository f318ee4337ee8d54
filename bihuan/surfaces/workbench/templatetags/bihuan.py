"""How dates, stages and citations look on every page."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.kernel.law.models import Clause

register = template.Library()

#: Stage of the ladder -> class, icon, word. The same everywhere.
STAGES = {
    0: ("", "ring", "未到期"),
    1: ("l1", "bell", "提示"),
    2: ("l2", "warn", "警示"),
    3: ("l3", "order", "督办"),
    4: ("l4", "plate", "挂牌"),
}
OUTCOMES = {
    "on_time": ("lok", "check", "按期办结"),
    "late": ("lok", "check", "逾期办结"),
    "excused": ("loff", "check", "经批准免责"),
    "void": ("loff", "cross", "规则变更失效"),
    "lapsed": ("loff", "check", "事由消除"),
}
SOON_DAYS = 30
HOURS = 3600
DAY = 86400


@register.filter
def ladder(obligation: object) -> SafeString:
    """Return the ladder tag of an obligation: icon, word and four-cell meter."""
    outcome = getattr(obligation, "outcome", "")
    if outcome:
        return _tag(*OUTCOMES[outcome])
    if getattr(obligation, "paused_at", None):
        return _tag("loff", "pause", "暂停")
    stage = getattr(obligation, "stage", 0)
    if not stage and getattr(obligation, "current_due", None) is None:
        return _tag("lun", "ask", "未设定")
    return stage_tag(stage)


@register.filter
def stage_tag(stage: int) -> SafeString:
    """Return the tag of a stage of the ladder."""
    return _tag(*STAGES[int(stage)], meter=int(stage) > 0)


def _tag(style: str, icon: str, word: str, *, meter: bool = False) -> SafeString:
    cells = SafeString(' data-n="1"') if meter else ""
    return format_html(
        '<span class="lad {}"{}><i class="ic ic-{}"></i>{}</span>', style, cells, icon, word
    )


@register.simple_tag
def due(moment: datetime | None, now: datetime, done: datetime | None = None) -> SafeString:
    """Return a due date with how late it is or how long is left, both in one place."""
    if moment is None:
        return format_html('<span class="lad lun"><i class="ic ic-ask"></i>{}</span>', "未设定")
    day = timezone.localtime(moment).strftime("%Y-%m-%d")
    style, words = lateness(moment, done or now, ended=done is not None)
    return format_html('{}<br><span class="{}">{}</span>', day, style, words)


def lateness(due_at: datetime, seen: datetime, *, ended: bool) -> tuple[str, str]:
    """Return the class and the words for a due date seen at a moment.

    >>> from datetime import UTC
    >>> lateness(datetime(2025, 3, 10, tzinfo=UTC), datetime(2025, 3, 12, tzinfo=UTC), ended=False)
    ('late', '逾期 2 天')
    """
    left = (due_at - seen).total_seconds()
    if ended:
        return ("good", "按期") if left >= 0 else ("late", f"逾期 {_span(-left)}办结")
    if left < 0:
        return "late", f"逾期 {_span(-left)}"
    return ("soon" if left <= SOON_DAYS * DAY else "left"), f"剩 {_span(left)}"


def _span(seconds: float) -> str:
    if seconds >= DAY:
        return f"{int(seconds // DAY)} 天"
    return f"{max(1, int(seconds // HOURS))} 小时"


@register.simple_tag
def cite(clause: Clause | None) -> SafeString:
    """Return a link to the highlighted words a duty comes from."""
    if clause is None:
        return format_html('<span class="muted">{}</span>', "无条款")
    return format_html(
        '<a class="cite" href="/policies/{}#c{}">《{}》{}</a>',
        clause.document_id,
        clause.pk,
        clause.document.title,
        clause.label,
    )
