"""The letters of commendation: the decision on a list, and the revocation of one award."""

from typing import Any

from bihuan.lib.periods import label_of
from bihuan.modules import draw_up

from .eligibility import standing
from .models import AwardReview, Commendation

KIND = "commendation"


def decide(moved: Any) -> None:
    """Draw up the decision with everybody on the list, addressed to all their units."""
    record: Commendation = moved.record
    given = standing(record)
    noticed = (
        f"名单已在{record.notice_where}公示至{label_of(record.notice_until)}。"
        if record.notice_until
        else f"没有公示：{record.unannounced}"
    )
    said = [
        f"决定对下列单位和个人{record.get_kind_display()}：{record.honour}。",
        *(f"{n}．{one.who}：{one.merits}" for n, one in enumerate(given, 1)),
        f"决定理由：{record.reasons}",
        f"已征求有关单位意见，没有不同意见。{noticed}",
    ]
    first, *others = list(dict.fromkeys(one.unit for one in given))
    title = f"关于“{record.honour}”的决定"
    draw_up(moved, KIND, record.decider, first, title, said, also=others)


def revoke(moved: Any) -> None:
    """Draw up that an award is ended, and why."""
    record: AwardReview = moved.record
    one = record.nominee
    said = [
        f"{one.who}于{label_of(one.granted_on)}获得“{one.commendation.honour}”（{record.award}）。",
        f"经复核：{record.why}",
        f"决定自{label_of(moved.by.on)}起撤销。理由：{record.finding}",
    ]
    title = f"关于撤销{one.who}“{one.commendation.honour}”的决定"
    draw_up(moved, KIND, record.decider, one.unit, title, said)
