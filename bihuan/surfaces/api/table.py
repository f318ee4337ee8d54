"""Every call of the API, joined from the nouns that offer them."""

from .calls import Call
from .resources import (
    accounts,
    bases,
    documents,
    dossiers,
    evidence,
    exchange,
    histories,
    inbox,
    ledger,
    letters,
    matters,
    me,
    obligations,
    registry,
    staffing,
    steps,
    tasks,
    units,
)

CALLS: tuple[Call, ...] = (
    *me.CALLS,
    *obligations.CALLS,
    *matters.CALLS,
    *tasks.CALLS,
    *letters.CALLS,
    *units.CALLS,
    *histories.CALLS,
    *registry.CALLS,
    *dossiers.CALLS,
    *staffing.CALLS,
    *accounts.CALLS,
    *documents.CALLS,
    *bases.CALLS,
    *ledger.CALLS,
    *inbox.CALLS,
    *evidence.CALLS,
    *exchange.CALLS,
    *steps.calls(),
)
