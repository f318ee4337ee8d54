"""What may be done about what a unit is: each act with its form, what follows, and who may."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.kernel.obligations import pauses
from bihuan.kernel.orgs import authority, roles, succession, units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.kernel.orgs.succession import Decision
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai

from .access import WorkbenchRequest
from .forms import registry as forms
from .forms.form import Form
from .queries import unit as reads
from .queries.unit import Follows
from .templatetags.bihuan import day

NOTED = "写入痕迹，记您的姓名和岗位。"


@dataclass(frozen=True)
class Act:
    """Something done about a unit: ``do`` returns what was done, ``says`` what will follow."""

    name: str
    title: str
    group: str
    form: Callable[[Unit, Viewer, Any], Form]
    do: Callable[[WorkbenchRequest, Unit, Any], str]
    says: Callable[[Unit, Follows], str]
    access: str = roles.MANAGE_ORGS
    above: bool = True
    fits: Callable[[Unit], bool] = lambda _: True
    #: Nobody can take it back: first one looks at what follows.
    final: bool = False

    @property
    def demands(self) -> tuple[str, bool]:
        """What is demanded of a post: its capability, and whether it must stand above the unit."""
        return self.access, self.above and self.access == roles.MANAGE_ORGS

    def demand(self, viewer: Viewer, unit: Unit) -> None:
        """Raise :class:`NotAllowed` when the viewer's post may not do this about the unit."""
        access, above = self.demands
        if above:
            authority.demand_from_above(viewer, over=unit)
        else:
            authority.demand(viewer, access, over=unit)

    def opens(self, viewer: Viewer, unit: Unit) -> bool:
        """Say whether :meth:`demand` would let the viewer do this."""
        try:
            self.demand(viewer, unit)
        except NotAllowed:
            return False
        return True


def offered(acts: Sequence[Act], viewer: Viewer, unit: Unit) -> list[Act]:
    """Return the acts to offer the viewer; what several demand alike is looked up once."""
    if unit.until is not None:
        return []
    opens: dict[tuple[str, bool], bool] = {}
    for act in acts:
        if act.demands not in opens:
            opens[act.demands] = act.opens(viewer, unit)
    return [act for act in acts if opens[act.demands] and act.fits(unit)]


def _alias(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    given = form.cleaned_data
    made = units.add_alias(
        unit, given["alias"], place=given["place"], by=request.viewer, at=request.now
    )
    return f"{given['place'].name}的文件里写“{made.alias}”，今后都指{unit.name}。"


def _tag(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    given = form.cleaned_data
    units.tag(unit, given["tag"], since=given["since"], by=request.viewer, at=request.now)
    return f"{unit.name}从 {given['since']} 起列入“{given['tag']}”。"


def _untag(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    given = form.cleaned_data
    units.untag(unit, given["tag"], on=given["on"], by=request.viewer, at=request.now)
    return f"{unit.name}从 {given['on']} 起不再列入“{given['tag']}”。"


def _turn(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    turns = {"stop": units.stop, "resume": units.resume, "close": units.close}
    given = form.cleaned_data
    turned = turns[given["to"]](unit, reason=given["reason"], by=request.viewer, at=request.now)
    return f"{unit.name}已改为“{turned.get_status_display()}”。"


def _pause(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    pauses.pause_unit(
        unit, reason=form.cleaned_data["reason"], by=request.viewer, at=request.now
    )  # fmt: skip
    return f"{unit.name}的周期检查已暂停，页面上显示“暂停”，不计漏查。"


def _run(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    pauses.resume_unit(unit, by=request.viewer, at=request.now)
    return f"{unit.name}的周期检查已恢复，期限接着算。"


def _decision(request: WorkbenchRequest, form: Any) -> Decision:
    given = form.cleaned_data
    return Decision(given["on"], given["reason"], request.viewer, request.now)


def _when(request: WorkbenchRequest, form: Any) -> str:
    return when(request, form.cleaned_data["on"])


def when(request: WorkbenchRequest, on: date) -> str:
    """Say that a change was made, or on which day it will be."""
    done = on <= in_shanghai(request.now).date()
    return f"从 {day(on)} 起，已办理。" if done else f"已登记，到 {day(on)} 办理。"


def _rename(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    made = succession.rename(unit, form.cleaned_data["name"], _decision(request, form))
    return f"{made.before}改名为{made.after}：{_when(request, form)}"


def _move(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    made = succession.move(unit, form.cleaned_data["to"], _decision(request, form))
    return f"{unit.name}由{made.before}划入{made.after}：{_when(request, form)}"


def _transfer(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    [made] = succession.transfer([unit], form.cleaned_data["to"], _decision(request, form))
    return f"{unit.name}的督办方由{made.before}改为{made.after}：{_when(request, form)}"


def _merge(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    into = form.cleaned_data["into"]
    succession.merge([unit], into, _decision(request, form))
    return f"{unit.name}并入{into.name}：{_when(request, form)}"


def _split(request: WorkbenchRequest, unit: Unit, form: Any) -> str:
    heir, decision = form.cleaned_data["heir"], _decision(request, form)
    succession.split(unit, heir=heir, parts=form.parts, decision=decision)
    return f"{unit.name}拆分，其余由{heir.name}承接：{_when(request, form)}"


def _paused(unit: Unit) -> bool:
    return reads.pause(unit) is not None


def _is_tagged(unit: Unit) -> bool:
    return unit.tags.filter(until=None).exists()


def _renamed(unit: Unit, goes: Follows) -> str:
    return f"在办的{goes.owed}不变；旧名记入“曾用名”，以前的文书仍是旧名。"


def _moved(unit: Unit, goes: Follows) -> str:
    return f"在办的{goes.owed}随单位划入新区划，期限和督办方不变。"


def _transferred(unit: Unit, goes: Follows) -> str:
    old = unit.supervisor.name if unit.supervisor else "没有督办方"
    return f"现在：{old}。在办的{goes.owed}改由新的督办方督办，责任单位和期限不变。"


def _merged(unit: Unit, goes: Follows) -> str:
    return (
        f"{unit.name}从那天起关闭，在任 {goes.held} 人同日离任；在办的{goes.owed}、"
        f"督办的 {goes.units} 个单位和{goes.watched}全部转给并入的单位，期限不变。"
    )


def _parted(unit: Unit, goes: Follows) -> str:
    return (
        f"{unit.name}从那天起关闭，在任 {goes.held} 人同日离任；它督办 {goes.units} 个单位，"
        f"列在各部分里的归该部分，其余连同在办的{goes.owed}由承接单位接过。"
    )


RECORD, STATE, CHANGE = "名称和类别", "状态", "机构变更"
ACTS = (
    Act("aliases", "加别名", RECORD, forms.AliasForm, _alias,
        lambda unit, _: f"今后审阅文件时，这样写的都对应到{unit.name}。"),
    Act("tags", "列入类别", RECORD, forms.TagForm, _tag,
        lambda _, __: "适用于这一类别的规则，从下一期起对它生成责任。"),
    Act("untag", "移出类别", RECORD, forms.UntagForm, _untag,
        lambda _, __: "只适用于这一类别的规则，从下一期起不再对它生成责任。", fits=_is_tagged),
    Act("status", "改状态", STATE, forms.StatusForm, _turn, lambda _, __: NOTED),
    Act("pause", "暂停检查", STATE, forms.PauseForm, _pause,
        lambda _, __: "未逾期的周期检查马上暂停，新一期的也先暂停；已逾期的照常督办。",
        access=roles.PAUSE, fits=lambda unit: not _paused(unit)),
    Act("run", "恢复检查", STATE, forms.ResumeForm, _run,
        lambda _, __: "暂停期间到期的按“暂停”了结，其余的期限接着算。",
        access=roles.PAUSE, fits=_paused),
    Act("rename", "更名", CHANGE, forms.RenameForm, _rename, _renamed),
    Act("move", "变更区划", CHANGE, forms.MoveForm, _move, _moved),
    Act("transfer", "变更督办方", CHANGE, forms.TransferForm, _transfer, _transferred),
    Act("merge", "并入其他单位", CHANGE, forms.MergeForm, _merge, _merged, final=True),
    Act("split", "拆分", CHANGE, forms.SplitForm, _split, _parted, final=True),
)  # fmt: skip
