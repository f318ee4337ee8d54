"""Units without a licence (无证单位): entered by place, owner and grid person; licensed or closed.

An unlicensed unit is a unit like any other, without credit code and of the category 无证: rules,
duties and history are its own, and stay when it is licensed.
"""

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Actor
from bihuan.lib.clocks import in_shanghai

from . import keeping
from .catalogue import FACTS

TAG: Final = "无证"
#: What must be known of one: who runs it, who of the grid watches it, how it was found.
MUST: Final = ("owner", "grid_person", "found_by")


@transaction.atomic
def enter(  # noqa: PLR0913 - a unit that no licence describes
    name: str,
    *,
    place: Place,
    supervisor: Unit | None,
    facts: dict[str, Any],
    found_on: date,
    by: Actor,
    at: datetime,
) -> Unit:
    """Enter a unit without a licence. Raises refusals of the register, :class:`Invalid`."""
    for key in MUST:
        if not facts.get(key):
            raise Invalid(f"还没有填写“{FACTS[key].title}”。", field=key)
    if found_on > in_shanghai(at).date():
        raise Invalid("“发现日期”不能晚于今天。", field="found_on")
    made = units.register(
        name=name, kind=keeping.ENTERPRISE, place=place, supervisor=supervisor, by=by, at=at
    )
    units.tag(made, TAG, since=found_on, by=by, at=at)
    keeping.keep(made, facts, since=found_on, basis="无证单位登记", by=by, at=at)
    return made


@transaction.atomic
def license_(unit: Unit, credit_code: str, *, on: date, by: Actor, at: datetime) -> Unit:
    """Note that a unit got its licence: it has a credit code and is an ordinary unit from a day."""
    if not unit.tags.filter(tag=TAG, until=None).exists():
        raise WrongState(f"{unit.name}不在无证单位之列。")
    if not credit_code.strip():
        raise Invalid("还没有填写“统一社会信用代码”。", field="credit_code")
    if on > in_shanghai(at).date():
        raise Invalid("“从哪天起”不能晚于今天。", field="on")
    held = units.correct(unit, {"credit_code": credit_code}, by=by, at=at)
    units.untag(held, TAG, on=on, by=by, at=at)
    return held
