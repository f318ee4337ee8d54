"""How dates, stages and citations look on every page."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Person
from bihuan.lib.clocks import END_OF_DAY, in_shanghai

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
#: How far ahead a due date counts as near, on every page.
SOON = timedelta(days=30)
HOUR, MINUTE = 3600, 60
TITLE_ROOM = 16


@register.simple_tag
def lad(obligation: object, now: datetime) -> SafeString:
    """Return the ladder tag of an obligation as seen at a moment: icon, word, four-cell meter."""
    if outcome := getattr(obligation, "outcome", ""):
        return _tag(*OUTCOMES[outcome])
    if getattr(obligation, "paused_at", None):
        return _tag("loff", "pause", "暂停")
    stage, due_at = getattr(obligation, "stage", 0), getattr(obligation, "current_due", None)
    if stage:
        return stage_tag(stage)
    if due_at is None:
        return _tag("lun", "ask", "未设定")
    if due_at < now:
        return _tag("", "clock", "逾期")
    return _tag("", "clock", "临期") if due_at - now <= SOON else stage_tag(0)


@register.filter
def stage_tag(stage: int) -> SafeString:
    """Return the tag of a stage of the ladder."""
    return _tag(*STAGES[int(stage)], meter=int(stage) > 0)


@register.simple_tag
def tag(style: str, icon: str, word: str) -> SafeString:
    """Return a tag in the style of the ladder with a word of its own."""
    return _tag(style, icon, word)


@lru_cache
def _tag(style: str, icon: str, word: str, *, meter: bool = False) -> SafeString:
    cells = SafeString(' data-n="1"') if meter else ""
    return format_html(
        '<span class="lad {}"{}><i class="ic ic-{}"></i>{}</span>', style, cells, icon, word
    )


@register.filter
def day(moment: datetime | date | None) -> str:
    """Return a date as 2025-03-12, with the hour when it is not the end of the day."""
    if moment is None:
        return "—"
    if not isinstance(moment, datetime):
        return moment.isoformat()
    local = in_shanghai(moment)
    return f"{local:%Y-%m-%d}" if local.time() == END_OF_DAY else f"{local:%Y-%m-%d %H:%M}"


@register.simple_tag
def due(moment: datetime | None, now: datetime, done: datetime | None = None) -> SafeString:
    """Return a due date with how late it is or how long is left, both in one place."""
    if moment is None:
        return format_html('<span class="lad lun"><i class="ic ic-ask"></i>{}</span>', "未设定")
    style, words = lateness(moment, done or now, ended=done is not None)
    return format_html('{}<br><span class="{}">{}</span>', day(moment), style, words)


@register.simple_tag
def late(moment: datetime | None, now: datetime, done: datetime | None = None) -> SafeString:
    """Return only how late a due date is or how long is left; empty without a date."""
    if moment is None:
        return SafeString("")
    style, words = lateness(moment, done or now, ended=done is not None)
    return format_html('<span class="{}">{}</span>', style, words)


def lateness(due_at: datetime, seen: datetime, *, ended: bool) -> tuple[str, str]:
    """Return the class and the words for a due date seen at a moment, days by the calendar.

    >>> from datetime import UTC
    >>> lateness(datetime(2025, 3, 10, tzinfo=UTC), datetime(2025, 3, 12, tzinfo=UTC), ended=False)
    ('late', '逾期 2 天')
    """
    if ended:
        return ("good", "按期") if seen <= due_at else ("late", f"晚 {_span(due_at, seen)}")
    if seen > due_at:
        return "late", f"逾期 {_span(due_at, seen)}"
    return ("soon" if due_at - seen <= SOON else "left"), f"剩 {_span(seen, due_at)}"


def _span(earlier: datetime, later: datetime) -> str:
    days = (in_shanghai(later).date() - in_shanghai(earlier).date()).days
    seconds = int((later - earlier).total_seconds())
    if days and (seconds >= 24 * HOUR or END_OF_DAY in (_time(earlier), _time(later))):
        return f"{days} 天"
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分"


def _time(moment: datetime) -> object:
    return in_shanghai(moment).time()


@register.simple_tag
def cite(clause: Clause | None) -> SafeString:
    """Return a link to the highlighted words a duty comes from."""
    if clause is None:
        return format_html('<span class="muted">{}</span>', "无条款")
    return format_html(
        '<a class="cite" href="/policies/{}#c{}" title="{}">《{}》{}</a>',
        clause.document_id,
        clause.pk,
        clause.document.title,
        shortened(clause.document.title),
        clause.label,
    )


def shortened(title: str) -> str:
    """Return the title of a document as a list has room for it."""
    return title if len(title) <= TITLE_ROOM else f"{title[: TITLE_ROOM - 1]}…"


@register.filter
def named(person: Person | None) -> str:
    """Return a person's name, saying so when the person is invented."""
    if person is None:
        return ""
    return f"{person.name}（虚构）" if person.invented else person.name


@register.filter
def short(digest: str) -> str:
    """Return a digest as people compare it: its first and last eight signs."""
    return f"{digest[:8]}…{digest[-8:]}" if len(digest) > 16 else digest
