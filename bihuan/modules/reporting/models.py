"""Nouns of urging: the telephone call."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.models import Person, Post, Unit


class Call(models.Model):
    """A telephone call to somebody who answers for units that did not report (催报记录).

    One call may be about many units: an agent stands for thirty. ``name`` and ``phone`` are whom
    and what was dialled that day; ``called_at`` is when, ``at`` when it was entered. Written by
    ``calls.log`` alone and never changed.
    """

    units = models.ManyToManyField(Unit, related_name="calls")
    name = models.CharField("联系人", max_length=64)
    phone = models.CharField("电话", max_length=20)
    called_at = models.DateTimeField("通话时间")
    reached = models.BooleanField("联系上了")
    said = models.CharField("通话情况", max_length=400)
    person = models.ForeignKey(Person, models.PROTECT, related_name="calls_made")
    post = models.ForeignKey(Post, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "phone", "called_at"], name="call_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.called_at:%Y-%m-%d}"
