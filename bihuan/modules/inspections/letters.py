"""The paper of a visit: the order to put right what did not pass, each problem with its term."""

from typing import Any

from bihuan.lib.clocks import end_of
from bihuan.lib.periods import label_of
from bihuan.modules import draw_up

from .models import Finding, Inspection


def order(moved: Any, found: list[Finding]) -> None:
    """Draw up one order for all problems of a visit; none where there is no problem."""
    record: Inspection = moved.record
    if not found:
        return
    lines = [
        f"{n}．{one.says}{f'（{one.spot}）' if one.spot else ''}。"
        f"{f'依据：{one.law}。' if one.law else ''}应于{label_of(one.due_on)}前整改完毕。"
        for n, one in enumerate(found, 1)
    ]
    day = label_of(record.began_at.date() if record.began_at else record.due_on)
    draw_up(
        moved, "rectification", record.office, record.unit,
        f"关于责令{record.unit.name}限期整改的通知", [
            f"{day}对你单位检查，发现下列问题，现责令限期整改：",
            *lines,
            "整改期间应当采取安全防范措施，不能保证安全的，撤出人员，停止作业和使用。",
            "整改完毕后报请复查。逾期不整改或者整改不合格的，依法处理。",
        ], purpose="order", reply_due=end_of(max(one.due_on for one in found)),
    )  # fmt: skip
