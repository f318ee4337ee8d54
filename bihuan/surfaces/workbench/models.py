"""What the pages keep for themselves; nothing here says who owes what."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField


class Snapshot(models.Model):
    """The numbers of a scope too wide to count while a page waits, as of a moment.

    ``scope`` is ``p`` and the path of a place, or ``s`` and the key of a unit for what it
    supervises. Made anew with every round; what they may say to whom, the page decides.
    """

    scope = AsciiField(max_length=128, primary_key=True)
    at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="snapshot_at")]

    def __str__(self) -> str:
        at: datetime = self.at
        return f"{self.scope} {at:%Y-%m-%d %H:%M}"
