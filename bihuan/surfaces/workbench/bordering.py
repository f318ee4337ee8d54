"""What may be done about a place: renamed, merged, moved, parted; each with its form, who may."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.orgs import authority, places, roles, succession
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.succession import Decision
from bihuan.kernel.orgs.viewer import Viewer

from .access import WorkbenchRequest
from .forms import places as forms
from .queries import changing
from .queries.changing import Sums
from .registry import when

#: A level -> the levels of places it may lie below.
ABOVE = {
    "county": ("city", "province"), "town": ("county", "zone"),
    "village": ("town", "zone"), "zone": ("county", "city"), "city": ("province",),
}  # fmt: skip


@dataclass(frozen=True)
class Border:
    """Something done about a place: ``do`` returns what was done, ``after`` what it leads to."""

    name: str
    title: str
    form: Callable[[Place, Viewer, Any], forms.BorderForm]
    do: Callable[[WorkbenchRequest, Place, Any], str]
    says: str
    after: Callable[[Viewer, Place, Any, datetime], tuple[list[Sums], list[Sums]]]
    #: Nobody can take it back: first one looks at what follows.
    final: bool = False

    def demand(self, viewer: Viewer, place: Place) -> None:
        """Refuse whose place it is not, or who would change her own; and a place that ended."""
        authority.demand(viewer, roles.MANAGE_ORGS)
        authority.demand_place(viewer, place)
        if place.path == viewer.path:
            raise NotAllowed(f"{place.name}的变更不由本级自己办理。", can="上级的安委办")
        if place.until is not None:
            raise WrongState(f"{place.name}已于 {place.until} 停用，不能再变更。")

    def opens(self, viewer: Viewer, place: Place) -> bool:
        """Say whether to offer this act to the viewer."""
        try:
            self.demand(viewer, place)
        except (NotAllowed, WrongState):
            return False
        return True


def _decision(request: WorkbenchRequest, given: Any) -> Decision:
    return Decision(given["on"], given["reason"], request.viewer, request.now)


def _rename(request: WorkbenchRequest, place: Place, given: Any) -> str:
    made = succession.rename(place, given["name"], _decision(request, given))
    return f"{made.before}改名为{made.after}：{when(request, given['on'])}"


def _merge(request: WorkbenchRequest, place: Place, given: Any) -> str:
    into = given["into"]
    _check_beside(place, into)
    succession.merge([place], into, _decision(request, given))
    return f"{place.name}并入{into.name}：{when(request, given['on'])}"


def _check_beside(place: Place, into: Place) -> None:
    if into.level != place.level or into.pk == place.pk:
        raise Invalid(f"{place.name}只能并入同一级的另一个区划。", field="into")


def _move(request: WorkbenchRequest, place: Place, given: Any) -> str:
    to = given["to"]
    _check_above(place, to)
    succession.move(place, to, _decision(request, given))
    return f"{place.name}划归{to.name}：{when(request, given['on'])}"


def _check_above(place: Place, to: Place) -> None:
    if to.pk == place.parent_id:
        raise Invalid(f"{place.name}本来就归{to.name}。", field="to")
    if to.level not in ABOVE.get(place.level, ()):
        says = f"{place.name}是{place.get_level_display()}，不能划归{to.get_level_display()}。"
        raise Invalid(says, field="to")


@transaction.atomic
def _part(request: WorkbenchRequest, place: Place, given: Any) -> str:
    parent = place.parent
    if parent is None:
        raise WrongState(f"{place.name}没有上级区划，不能拆分。")
    made = places.add_place(
        given["title"], parent=parent, code=given["code"], level=place.level, since=given["on"],
        by=request.viewer, at=request.now,
    )  # fmt: skip
    decision = _decision(request, given)
    for one in (*given["villages"], *given["units"]):
        succession.move(one, made, decision)
    taken = "、".join(one.name for one in (*given["villages"], *given["units"])[:5])
    return f"{place.name}分出{made.name}（{taken}等）：{when(request, given['on'])}"


def _same(viewer: Viewer, place: Place, _: Any, at: datetime) -> tuple[list[Sums], list[Sums]]:
    now = changing.sums_of_place(viewer, place, at)
    return [now], [now]


def _moved(viewer: Viewer, place: Place, given: Any, at: datetime) -> tuple[list[Sums], list[Sums]]:
    _check_above(place, given["to"])
    return _same(viewer, place, given, at)


def _joined(
    viewer: Viewer, place: Place, given: Any, at: datetime
) -> tuple[list[Sums], list[Sums]]:
    _check_beside(place, given["into"])
    old = changing.sums_of_place(viewer, place, at)
    new = changing.sums_of_place(viewer, given["into"], at)
    return [old, new], [old.plus(new, given["into"].name)]


def _parted(
    viewer: Viewer, place: Place, given: Any, at: datetime
) -> tuple[list[Sums], list[Sums]]:
    old = changing.sums_of_place(viewer, place, at)
    taken = [changing.sums_of_place(viewer, one, at) for one in given["villages"]]
    taken += [changing.sums_at_home(viewer, one, at) for one in given["units"]]
    new = taken[0]
    for one in taken[1:]:
        new = new.plus(one, given["title"])
    new = new.plus(Sums("", 0, 0, 0, 0), given["title"])
    return [old], [old.minus(new), new]


BORDERS = (
    Border("rename", "更名", forms.RenameForm, _rename,
           "代码和辖区不变；以前的文书仍是旧名，旧名列在沿革里。", _same),
    Border("merge", "并入另一个区划", forms.MergeForm, _merge,
           "原区划从那天起停用；它的村、单位、在办的责任和事项都归并入的区划，期限和责任单位不变。",
           _joined, final=True),
    Border("move", "划归另一个上级", forms.MoveForm, _move,
           "连同下级区划、单位、在办的责任一起划转，期限和责任单位不变。", _moved),
    Border("part", "分出新的区划", forms.PartForm, _part,
           "新区划和本区划同级；划出的村和单位连同在办的责任一起过去，其余不动。",
           _parted, final=True),
)  # fmt: skip
