"""The letters of a hazard: the order to put it right, drawn up by the authority that orders it."""

from typing import Any

from bihuan.kernel.letters import letters
from bihuan.kernel.orgs.models import Unit
from bihuan.lib.clocks import end_of
from bihuan.lib.periods import label_of
from bihuan.modules import draw_up


def order_rectification(moved: Any) -> None:
    """Draw up the order to put a major hazard right within its term, if an authority gives it.

    What an enterprise grades itself orders nothing; its regulator is told by the flow.
    """
    record = moved.record
    issuer = Unit.objects.get(pk=moved.by.unit_id)
    if issuer.pk == record.unit_id or record.due_on is None:
        return
    draw_up(
        moved, "rectification", issuer, record.unit,
        f"关于责令{record.unit.name}限期整改事故隐患的通知", [
            f"{label_of(record.found_on)}，发现你单位{record.spot}存在下列事故隐患：{record.says}",
            f"判定为{record.get_grade_display()}"
            f"{f'，依据{record.criterion}' if record.criterion else ''}。",
            *([f"核查意见：{record.opinion}"] if moved.step.returns else []),
            f"请于{label_of(record.due_on)}前整改完毕，整改前和整改中应当采取安全防范措施，"
            "不能保证安全的，撤出人员，停止作业和使用。",
            "请将本通知告知你单位主要负责人和实际控制人，治理情况向职工大会或者职工代表大会报告。",
        ], purpose=f"rectification:{moved.entry.seq}", reply_due=end_of(record.due_on),
    )  # fmt: skip


def order_stop(record: Any, by: Any, at: Any) -> None:
    """Draw up the order to stop production for rectification."""
    matter = record.matter
    letters.draw_up(
        kind="rectification", issuer=record.office, addressee=record.unit,
        title=f"关于责令{record.unit.name}停产停业整改的通知", chain=matter.chain,
        cause=f"{matter.chain}:stop",
        body={"paragraphs": [
            record.because,
            f"现责令你单位{record.get_scope_display()}：{record.what}。",
            f"请于{label_of(record.until)}前整改完毕。整改逾期没有完成的，不得恢复生产。",
            "恢复生产前应当进行检查，书面提出申请，经现场审查同意后方可恢复。",
        ]},
        matter=matter, clause=matter.clause, reply_due=end_of(record.until), by=by, at=at,
    )  # fmt: skip
