"""Who acts in which post at a moment: what every page and every call asks first."""

from datetime import date, datetime
from typing import Any

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Account, Term
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.statements import NOW, Given, written_once


def acting(
    account: Account, at: datetime, *, term_id: int | None = None
) -> tuple[Viewer, Term] | None:
    """Return what :func:`terms.acting` does, asked by statements that were written before."""
    return terms.acting(account, at, term_id=term_id, held=_held_by, opened=_opened_by)


def _held_by(person: int, day: date) -> list[Term]:
    return _held()(person=person, day=day)


def _opened_by(term: int, at: datetime) -> list[str]:
    return _opened()(term=term, now=at)


@written_once
def _held() -> Any:
    return terms.held_by(Given("person"), Given("day"))


@written_once
def _opened() -> Any:
    return terms.opened_by(Given("term"), NOW)
