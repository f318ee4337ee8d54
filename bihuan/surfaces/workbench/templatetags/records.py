"""How rows of records are reached in a template."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.urls import reverse
from django.utils.safestring import SafeString

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Post
from bihuan.kernel.orgs.roles import ASSIGN
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.periods import parse

from .. import kept_views
from ..forms.settings import PERIODS
from ..queries import rows, standings
from ..queries.letters import unserved_days
from ..queries.matters import consequence
from .bihuan import stage_tag, tag

register = template.Library()

VERBS = {
    "opened": "登记",
    "fulfilled": "填报办理记录",
    "settled": "办结",
    "ended": "结束",
    "climbed": "升级",
    "assigned": "指定责任单位",
    "reminded": "催办",
    "called": "电话催报",
    "due_set": "设定期限",
    "extension_asked": "申请延期",
    "extension_decided": "决定延期申请",
    "excused": "批准免责",
    "paused": "暂停",
    "resumed": "恢复",
    "returned": "退回",
    "evidence": "上传佐证",
    "reassigned": "随单位变更转移",
    "motion_taken": "提请约谈或通报",
    "motion_declined": "不提请约谈或通报",
    "dossier_kept": "更新企业档案",
    "credential_entered": "登记证照",
    "trainee_entered": "登记花名册",
    "trainee_changed": "更正花名册",
    "trainee_working": "上岗",
    "trainee_left": "离岗",
    "training_entered": "登记学时",
    "hours_set": "规定学时",
    "question_kept": "存题",
    "question_retired": "停用题目",
    "certificate_entered": "登记证书",
    "certificate_rechecked": "登记复审",
    "certificate_ended": "证书失效",
    "certificate_issued": "发证",
    "exposed_entered": "登记接害人员",
    "exposed_changed": "更正接害人员",
    "exposed_working": "接害人员上岗",
    "exposed_left": "接害人员离岗",
    "exposed_examined": "登记职业健康检查",
    "health_result_read": "查看检查结论",
    "health_measure_kept": "登记职业健康措施",
    "cycle_set": "规定检查周期",
    "standard_kept": "登记评分标准",
    "team_entered": "登记救援队伍",
    "team_changed": "更正救援队伍",
    "team_disbanded": "撤销救援队伍",
    "team_joined": "登记队员",
    "team_left": "队员离队",
    "team_checked": "战备检查",
    "team_called": "调用救援队伍",
    "stock_entered": "登记应急物资",
    "stock_changed": "更正应急物资",
    "stock_moved": "应急物资变动",
    "stock_inspected": "检验应急物资",
    "stock_ended": "注销应急物资",
    "credential_changed": "更正证照",
    "credential_ended": "记证照失效",
    "contact_named": "登记联系人",
    "contact_left": "注销联系人",
    "tier_decided": "决定监管层级",
    "routing_ordered": "设定分级监管规则次序",
    "link_charged": "明确环节监管部门",
    "link_relieved": "解除环节监管部门",
    "visited": "登记走访",
    "letter_drawn_up": "起草",
    "letter_revised": "修改文字",
    "letter_signed": "签发",
    "letter_served": "登记送达",
    "letter_cancelled": "作废",
    "letter_acknowledged": "签收",
}
LETTER_TAGS = {
    "draft": ("", "doc", "待签发"),
    "signed": ("", "clock", "待送达"),
    "served": ("lok", "check", "已送达"),
    "cancelled": ("loff", "cross", "已作废"),
}
LEDGER_TAGS = {
    "on_time": ("lok", "check", "按期办结"),
    "late": ("lok", "check", "逾期办结"),
    "overdue": ("", "clock", "逾期未办"),
    "excused": ("loff", "check", "经批准免责"),
    "running": ("", "ring", "未到期"),
    "undated": ("lun", "ask", "未设定"),
    "signing": ("", "doc", "待签发"),
    "ended": ("loff", "cross", "已结束"),
}


@register.simple_tag
def row_of(known: Mapping[int, Any], thing: Any) -> Any:
    """Return what a mapping by id holds for a thing; ``None`` for no thing."""
    return known.get(thing.pk) if thing else None


@register.filter
def kind_title(kind: str) -> str:
    """Return what a kind of unit is called."""
    return KINDS[kind].title


@register.filter
def home(obligation: Obligation) -> str:
    """Return the page where a duty is done."""
    return rows.home(obligation)


@register.filter
def item(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping holds for a key; ``None`` when nothing."""
    return mapping.get(key)


@register.filter
def may(viewer: Viewer, capability: str) -> bool:
    """Say whether the viewer's post carries a capability."""
    return viewer.can(capability)


@register.filter
def told(field: BoundField) -> Mapping[str, str] | None:
    """Return the consequences of a field's choices; ``None`` for a field that is no such choice."""
    return getattr(field.field, "told", None)


@register.filter
def leads(door: Any, flow: Any) -> str:
    """Return what taking a step leads to, in words."""
    return consequence(flow, door.step)


@register.filter
def last_taken(climbs: Sequence[Any]) -> bool:
    """Say whether the last rung of a ladder was taken."""
    return bool(climbs) and climbs[-1].taken


@register.filter
def period_word(key: str) -> str:
    """Return what an official calls a period (2025年第一季度); empty for what is none."""
    try:
        return parse(key).label
    except ValueError:
        return ""


@register.filter
def total(counted: Sequence[Any]) -> int:
    """Return the sum of counts that each carry an ``n``."""
    return sum(one.n for one in counted)


@register.filter
def mode_word(mode: str) -> str:
    """Return how an obligation was met, in words; a dash while it was not."""
    return str(Fulfilment.Mode(mode).label) if mode in Fulfilment.Mode.values else "—"


@register.filter
def slot_word(slot: str) -> str:
    """Return whose of several separate counts an obligation is."""
    return str(Post.Lead(slot).label) if slot in Post.Lead.values else slot


@register.filter
def verb_word(verb: str) -> str:
    """Return what an entry of an obligation's trace says was done."""
    return VERBS.get(verb, verb)


@register.filter
def record_words(done: Fulfilment, o: Obligation) -> list[tuple[str, Any]]:
    """Return what was recorded when an obligation was met, titled as its kind of record is."""
    return o.record_kind.read(done.record)


@register.filter
def set_word(value: Any) -> str:
    """Return a value that somebody set, in words."""
    if value is True:
        return "采用"
    if value is None:
        return "停用"
    return PERIODS.get(value, str(value)) if isinstance(value, str) else str(value)


@register.filter
def letter_tag(state: str) -> SafeString:
    """Return the tag of a letter's state."""
    return tag(*LETTER_TAGS[state])


@register.filter
def unserved(letter: Letter, now: datetime) -> str:
    """Return how long a signed letter has not been served, in words; "" when that is not so."""
    days = unserved_days(letter, now)
    return "" if days is None else f"签发 {days} 天未送达"


@register.filter
def with_state(filters: Any, state: str) -> str:
    """Return the query of filters with another state."""
    return str(filters.query(state=state))


@register.filter
def standing_word(o: Obligation) -> str:
    """Return how a member of a base stands, in words."""
    return standings.word_of(o)


@register.filter
def query_of(row: Any, state: str) -> str:
    """Return the query that opens the rows of one number of a row of counts."""
    return str(row.query(state))


@register.filter
def silence(known: Any, now: datetime) -> int | None:
    """Return for how many months a unit gave no sign; ``None`` when it never gave any."""
    found: int | None = known.silent(now)
    return found


@register.filter
def with_gap(filters: Any, gap: str) -> str:
    """Return the query of filters with another gap."""
    return str(filters.query(gap=gap))


@register.simple_tag
def ledger_tag(row: Any) -> SafeString:
    """Return the tag of a line of the ledger: the stage of the day, or how it had ended."""
    if row.group in ("overdue", "running", "undated") and row.line.stage:
        return stage_tag(row.line.stage)
    return tag(*LEDGER_TAGS[row.group])


@register.filter
def date_only(moment: datetime | None) -> str:
    """Return the Shanghai day of a moment; a dash for none."""
    return f"{in_shanghai(moment):%Y-%m-%d}" if moment else "—"


@register.filter
def led_by(filters: Any, person: int) -> str:
    """Return the query of filters for what one person led."""
    return str(filters.query(led_by=str(person)))


@register.inclusion_tag("workbench/parts/kept.html", takes_context=True)
def kept(context: Any, page: str) -> dict[str, Any]:
    """Show the views kept of a list, and what keeps the filters it is shown with."""
    viewer = context["viewer"]
    return {
        "page": page,
        "address": reverse(page),
        "viewer": viewer,
        "csrf_token": context.get("csrf_token", ""),
        "query": kept_views.lasting(context["filters"]),
        "views": [view for view in context["kept"] if view.page == page],
        "shares": viewer.can(ASSIGN),
    }
