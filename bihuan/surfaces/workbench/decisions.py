"""What a reviewer may do with one proposal, by the word its button submits."""

from collections.abc import Callable

from django.http import QueryDict

from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.modules.policy import review
from bihuan.modules.policy.models import Proposal
from bihuan.modules.policy.review import Desk

from .proposals import correction

Act = Callable[[Proposal, Desk, QueryDict], object]
PARTS = ("1-", "2-")


def decide(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    """Do what was submitted. Raises what :mod:`bihuan.modules.policy.review` raises."""
    act = ACTS.get(given.get("act", ""))
    if act is None:
        raise NotFound("没有这一步。")
    act(proposal, desk, given)


def _accept(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    review.accept(proposal, desk, reading=given.get("reading", ""))


def _correct(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    data = correction(proposal, given)
    review.correct(proposal, desk, data, reason=given.get("reason", ""))


def _reject(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    review.reject(proposal, desk, reason=given.get("why", ""))


def _split(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    review.split(proposal, desk, [correction(proposal, given, prefix) for prefix in PARTS])


def _merge(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    wanted = [pk for pk in given.getlist("with") if pk.isdecimal()]
    others = list(Proposal.objects.filter(review=proposal.review_id, pk__in=wanted))
    review.merge([proposal, *others], desk, {})


def _leave_open(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    review.leave_open(proposal, desk)


def _undo(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    review.undo(proposal, desk)


def _name_unit(proposal: Proposal, desk: Desk, given: QueryDict) -> None:
    name = given.get("registered", "").strip()
    unit = units.find(name, place=proposal.review.document.place, on=desk.by.on) if name else None
    if unit is None:
        says = f"单位库里没有“{name}”。请写单位全称。" if name else "请写单位库里的单位全称。"
        raise Invalid(says, field="registered")
    review.learn_alias(proposal, desk, unit)


ACTS: dict[str, Act] = {
    "accept": _accept,
    "correct": _correct,
    "reject": _reject,
    "split": _split,
    "merge": _merge,
    "open": _leave_open,
    "undo": _undo,
    "unit": _name_unit,
}
