"""Units as a register of others describes them: differences to decide, nothing overwritten."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer

from .formats import Subject

ATTRIBUTES: Final = ("legal_representative", "address")
WORDS: Final = ("name", "industry", "headcount", "status", *ATTRIBUTES)


def _rows(viewer: Viewer, _: Any, __: Any) -> Any:
    return Unit.objects.filter(units_seen(viewer), kind="enterprise", until=None).order_by("pk")


def _say(one: Unit) -> Mapping[str, Any]:
    code = one.credit_code or ""
    return {
        "id": code, "credit_code": code, "organisation_code": code[8:17], "unit": one.name,
        "name": one.name, "industry": one.industry, "headcount": one.headcount,
        "status": one.get_status_display(), **{n: one.attributes.get(n) for n in ATTRIBUTES},
    }  # fmt: skip


def _ours(unit: Unit, _: Any) -> Mapping[str, Any]:
    return {word: value for word, value in _say(unit).items() if word in WORDS}


def _adopt(  # noqa: PLR0913 - what is adopted, for whom, why, by whom and when
    unit: Unit, word: str, value: str, *, because: str, by: Viewer, at: datetime
) -> None:
    """Put a value of the register into the file of a unit, by the verb that keeps the trace."""
    if word == "headcount":
        if not value.isdecimal():
            raise Invalid(f"从业人数“{value}”不是数字。", field="decision")
        units.correct(unit, {"headcount": int(value)}, by=by, at=at)
    elif word == "industry":
        units.correct(unit, {"industry": value}, by=by, at=at)
    elif word in ATTRIBUTES:
        units.correct(unit, {"attributes": {**unit.attributes, word: value}}, by=by, at=at)
    else:
        says = "名称和状态的变更要按机构变更办理，有依据、有日期，不能从这里直接改。"
        raise Invalid(says, field="decision")


UNITS = Subject("unit", "单位登记信息", WORDS, _rows, _say, ours=_ours, adopt=_adopt)
