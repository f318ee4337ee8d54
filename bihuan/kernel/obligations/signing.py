"""Signing or cancelling a letter the ladder drew up, which meets the duty to sign it."""

from datetime import datetime

from django.db import transaction

from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.viewer import Viewer

from . import obligations
from .models import Kind, Obligation


@transaction.atomic
def sign(letter: Letter, *, by: Viewer, at: datetime) -> Letter:
    """Sign a letter as ``letters.sign`` does, and settle the obligation to sign it."""
    signed = letters.sign(letter, by=by, at=at)
    _settle(letter, by=by, at=at)
    return signed


@transaction.atomic
def cancel(letter: Letter, *, reason: str, by: Viewer, at: datetime) -> Letter:
    """Cancel a letter as ``letters.cancel`` does, and settle the obligation to sign it."""
    cancelled = letters.cancel(letter, reason=reason, by=by, at=at)
    _settle(letter, by=by, at=at)
    return cancelled


def _settle(letter: Letter, *, by: Viewer, at: datetime) -> None:
    waiting = Obligation.objects.everywhere("the duty to sign a letter")
    for duty in waiting.filter(
        kind=Kind.SIGN, period=letter.cause, done_at=None, holder=by.unit_id
    ):
        obligations.settle(duty, by=by, at=at)
