"""The letters that committee work sends: summons, circular, listing, the feedback of a patrol.

Each is drawn up when its step is taken, once for each matter and purpose, and waits for the post
that signs for the unit.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Unit
from bihuan.lib.clocks import end_of
from bihuan.lib.periods import label_of
from bihuan.modules import draw_up


def summon(moved: Any) -> None:
    """Draw up the summons of an interview: why, when, where, and what to bring."""
    asked = moved.record
    _draw_up(
        moved, "interview", asked.unit, f"关于约谈{asked.unit.name}的通知",
        [
            f"约谈事由：{asked.reason}",
            f"定于{label_of(asked.meet_on)}在{asked.venue}进行安全生产约谈，请你单位主要负责人到场。",
            "请准备书面材料：基本情况、原因分析、采取和拟采取的整改措施及时限。",
        ],
    )  # fmt: skip


def name_and_copy(moved: Any) -> None:
    """Draw up one circular for all the units it names, copied to whom it names."""
    named = moved.record
    others = named.further
    everybody = "、".join(unit.name for unit in (named.unit, *others))
    copies = [*others, *([named.copy_to] if named.copy_to else [])]
    _draw_up(
        moved, "circular", named.unit, moved.matter.title,
        [
            *([f"被通报单位：{everybody}。"] if others else []),
            named.facts,
            named.demands,
            f"请于{label_of(named.reply_by)}前反馈整改情况。",
        ],
        copies=list(dict.fromkeys(copies)), reply_due=end_of(named.reply_by),
    )  # fmt: skip


def feed_back(moved: Any) -> None:
    """Draw up what a patrol hands over to the unit: problems, major dangers, by when."""
    seen = moved.record
    _draw_up(
        moved, "circular", seen.unit, f"关于巡查{seen.unit.name}情况的反馈意见",
        [
            f"发现的问题：{seen.findings}",
            f"其中的重大事故隐患：{seen.hazards}",
            f"请于{label_of(seen.rectify_by)}前整改完毕，并将整改情况报巡查组复核。",
        ],
        reply_due=end_of(seen.rectify_by), purpose="feedback",
    )  # fmt: skip


def notify_principals(moved: Any) -> None:
    """Draw up a patrol's result for the unit's principals, copied as its clause demands."""
    seen = moved.record
    _draw_up(
        moved, "circular", seen.unit, f"关于{seen.unit.name}巡查结果和整改情况的通报",
        [
            f"巡查发现的问题：{seen.findings}",
            f"整改情况：{seen.result}",
            f"复核意见：{seen.opinion}",
            "现将以上情况通报你单位主要负责人，抄送纪检监察机关和组织部门。",
        ],
        copies=[seen.discipline, seen.organisation], purpose="result",
    )  # fmt: skip


def list_publicly(moved: Any) -> None:
    """Draw up the notice that a matter is under listed supervision, copied to who supervises."""
    listed = moved.record
    _draw_up(
        moved, "listing", listed.unit, f"关于对{listed.unit.name}有关问题挂牌督办的通知",
        [
            f"挂牌的事项（{listed.get_about_display()}）：{listed.facts}",
            f"整改措施和要求：{listed.demands}",
            f"整改期限：{label_of(listed.term)}。督办单位：{listed.watcher.name}。",
            *(
                [f"治理方案请于{label_of(listed.plan_by)}前报督办单位备案。"]
                if listed.plan_by else []
            ),
            "不能按期完成的，应在期限届满前书面申请延期。整改完成后报督办单位验收。",
        ],
        copies=[listed.watcher], reply_due=end_of(listed.term), issuer=_own_unit(moved),
    )  # fmt: skip


def delist(moved: Any) -> None:
    """Draw up the notice that listed supervision has ended."""
    listed = moved.record
    _draw_up(
        moved, "delisting", listed.unit, f"关于对{listed.unit.name}取消挂牌督办的通知",
        [
            f"挂牌的事项（{listed.get_about_display()}）：{listed.facts}",
            f"整改结果：{listed.result}",
            f"经{listed.watcher.name}验收合格，现取消挂牌督办。",
        ],
        copies=[listed.watcher], issuer=_own_unit(moved),
    )  # fmt: skip


def unsigned(record: Any, _: datetime) -> str:
    """Say that the result of a patrol was not signed yet, "" once it was."""
    rows = Letter.objects.everywhere("the notice of a patrol in scope")
    letter = rows.filter(cause=f"{record.matter.chain}:result").first()
    if letter is None:
        return "还没有起草通报。"
    waits = letter.state in (Letter.State.DRAFT, Letter.State.CANCELLED)
    return f"{letter.number}还没有签发。" if waits else ""


def _draw_up(  # noqa: PLR0913 - a letter is drawn up with all of its facts
    moved: Any, kind: str, addressee: Unit, title: str, paragraphs: Sequence[str], *,
    issuer: Unit | None = None, **more: Any,
) -> None:  # fmt: skip
    draw_up(moved, kind, issuer or moved.matter.unit, addressee, title, paragraphs, **more)


def _own_unit(moved: Any) -> Unit:
    """Return the unit of who took the step: the committee that lists, or its office."""
    return Unit.objects.get(pk=moved.by.unit_id)
