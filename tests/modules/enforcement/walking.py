"""Walking every way through the flows of enforcement, what ways share only once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.forms import form
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.trace.models import Matter
from bihuan.modules.enforcement.review_flow import ReviewFlow
from tests.modules.enforcement.conftest import DAY, District, fresh
from tests.modules.enforcement.test_cases import DAYS, HOUR
from tests.walks import walks

#: Who takes the steps of each party.
WHO = {
    "办案人员": "one", "处罚机关负责人": "chief", "法制审核人员": "jurist", "当事单位": "owner",
    "登记单位": "entry", "单位负责人": "chief", "委托机关负责人": "chief",
    "受委托单位": "station", "评查单位": "clerk", "本单位确认人": "chief",
    "提出单位经办人": "clerk", "提出单位负责人": "head",
}  # fmt: skip


def covering(flow: type[Flow]) -> list[tuple[Step, ...]]:
    """Return few walks that take every step between them."""
    left, chosen = set(flow.steps.values()), []
    ways = [way for way in walks(flow, longest=9) if lawful({step.name for step in way})]
    while left:
        best = max(ways, key=lambda walk: (len(left & set(walk)) / len(walk), len(walk)))
        assert left & set(best)
        chosen.append(best)
        left -= set(best)
    return chosen


def lawful(way: set[str]) -> bool:
    """Say whether a way is open: after a hearing nobody decides without the reviewer."""
    return not {"hold", "decide"} <= way or "review" in way


def said(step: Step, flow: type[Flow], at: datetime, here: District) -> dict[str, Any]:
    """Return plausible values for what a step asks."""
    day = at.date()
    known: dict[str, Any] = {
        "handler": here.person("one"), "second": here.person("two"), "waived": True,
        "put_right": True, "paid_on": day, "paid": 90000, "rechecked_on": day,
        "hearing_on": date(2025, 3, 18), "court": here.units["court"], "discussed_on": day,
        "exempt": "first", "trained_from": date(2024, 9, 1), "trained_until": date(2024, 12, 15),
        "until": date(2029, 1, 1), "ended_on": day, "score": 88, "alone": "责任人员另案处理",
        "warned_at": at - 2 * DAYS,
    }  # fmt: skip
    asked = form(flow, step).fields
    later = (at + 20 * DAYS).date()
    rest = {f.name: {"day": later, "moment": at}.get(f.kind, "已办") for f in asked if f.required}
    return rest | {f.name: known[f.name] for f in asked if f.name in known}


Prepare = Callable[[Matter, Step, datetime], datetime]


def walk_all(
    here: District, flow: type[Flow], made: Callable[[], Matter], prepare: Prepare | None = None
) -> None:
    """Walk every covering way of a flow to its end, what ways share only once."""
    ready = prepare or (lambda matter, step, at: waited(here, flow, matter, step, at))
    with undone():
        follow(here, flow, (made(), DAY + HOUR), covering(flow), ready)


def follow(
    here: District, flow: type[Flow], now: tuple[Matter, datetime], ways: list[tuple[Step, ...]],
    ready: Prepare,
) -> None:  # fmt: skip
    """Go on along each way, put back before the next; nothing is owed where one ends."""
    matter, moment = now
    if () in ways:
        rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not rows.exists(), matter.state
        assert fresh(matter).closed_at is not None
    for step in dict.fromkeys(way[0] for way in ways if way):
        rest = [way[1:] for way in ways if way and way[0] is step]
        with undone():
            at = ready(matter, step, moment)
            papers = [proof.kind for proof in step.needs]
            given = said(step, flow, at, here)
            taken = here.take(matter, step.name, WHO[step.who.title], *papers, at=at, **given)
            follow(here, flow, (taken, at + HOUR), rest, ready)


@contextmanager
def undone() -> Iterator[None]:
    """Put the database back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def waited(
    here: District, flow: type[Flow], matter: Matter, step: Step, at: datetime
) -> datetime:  # fmt: skip
    """Sign what was drawn up, and wait for the day of a step."""
    here.sign(matter, at)
    if step.name == "apply":
        return DAY + 200 * DAYS
    if step.name in ("demand", "fail", "hold", "confirm") and flow is not ReviewFlow:
        return at + 30 * DAYS
    return at
