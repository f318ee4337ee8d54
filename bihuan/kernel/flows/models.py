"""Nouns around a flow: approvals given on the way, and transfers between units."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.trace.models import Matter


class Approval(models.Model):
    """One signature in a chain, for one round of asking (送审); the asker's own is position 0.

    ``attempt`` is the number of the entry that opened the round, ``digest`` covers the words and
    files that were approved.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="approvals")
    step = models.CharField(max_length=32)
    attempt = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    post = models.ForeignKey(Post, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT)
    agreed = models.BooleanField()
    opinion = models.CharField(max_length=400, blank=True)
    digest = AsciiField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "step", "attempt", "position"], name="approval_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.step} {self.position}"


class Transfer(models.Model):
    """A matter handed over (抄告、下达、上报): one main addressee, a reply and a result clock.

    A refusal names the next addressee and opens the next transfer; the clocks are obligations.
    """

    class Kind(models.TextChoices):
        ACROSS = "across", "抄告"
        DOWN = "down", "下达"
        UP = "up", "上报"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True)
    about = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="transfers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_sent")
    addressee = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_received")
    opinion = models.CharField("处理意见", max_length=2000)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True)
    reply = models.CharField("回复", max_length=2000, blank=True)
    result = models.CharField("结果", max_length=2000, blank=True)
    refused_because = models.CharField("不予接收的理由", max_length=400, blank=True)
    next_addressee = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="应当接收的单位", related_name="+"
    )
    reply_due = models.DateField("回复期限", null=True)
    result_due = models.DateField("反馈期限", null=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.matter_id}"
