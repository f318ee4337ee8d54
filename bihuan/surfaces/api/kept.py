"""Writes that are done once, however often they are sent: the answer is kept with what was done."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from .models import KeptAnswer, Token
from .problems import Unfit

KEY: Final = "Idempotency-Key"
KEPT: Final = timedelta(days=30)


@transaction.atomic
def once(
    token: Token, key: str, digest: str, *, at: datetime, act: Callable[[], str]
) -> tuple[KeptAnswer, bool]:
    """Do an act and keep what it is answered, all or nothing; return that, and whether it was new.

    A key known already does nothing. Two with one key at once wait for each other at the unique
    row. Raises :class:`Unfit` for a key that stood for another write (``digest`` tells them apart).
    """
    facts = {"digest": digest, "at": at}
    row, new = KeptAnswer.objects.get_or_create(token=token, key=key, defaults=facts)
    if new:
        row.body = act()
        row.save(update_fields=["body"])
    elif row.digest != digest:
        says = f"这个 {KEY} 已用在另一次提交上。新的提交要用新的键。"
        raise Unfit([(KEY, says)])
    return row, new


def forget(at: datetime) -> None:
    """Drop the answers nobody will ask for again, thirty days old."""
    KeptAnswer.objects.filter(at__lt=at - KEPT).delete()
