"""Nouns of exchange: a package that goes out, an arrival, its rows, a difference."""

from typing import ClassVar, Final

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Evidence, Matter

from .formats import titles

#: What the file of a package is kept as.
FILE: Final = "数据包"


class Package(models.Model):
    """A package for a partner (数据包): made by the system, released, sent, answered by a receipt.

    ``digest`` is the SHA-256 of the file, ``count`` what is in it, ``left_out`` what lacks
    something the format demands, each with its reason.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="package")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="报出单位", related_name="+")
    drafter = models.ForeignKey(Person, models.PROTECT, verbose_name="编制人", related_name="+")
    format = models.CharField("数据格式", max_length=48, choices=titles)
    since = models.DateField("从哪天起有变化的")
    until = models.DateField("到哪天（含）")
    count = models.PositiveIntegerField("条数", null=True)
    left_out = models.JSONField(default=list)
    digest = AsciiField(max_length=64, blank=True, default="")
    sent_by = models.CharField(
        "怎样送的", max_length=120, blank=True, help_text="专网、接口、光盘，写清楚送到哪里。"
    )
    receipt_by = models.DateField("回执期限", null=True)
    receipt = models.CharField("回执", max_length=400, blank=True, help_text="编号、日期和内容。")
    taken = models.PositiveIntegerField("对方收下条数", null=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"{self.format} {self.since}—{self.until}"


class Arrival(models.Model):
    """A file of a partner as it came in; the same file comes in once."""

    format = models.CharField("数据格式", max_length=48)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="接收单位", related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="接收人", related_name="+")
    at = models.DateTimeField("接收时间")
    name = models.CharField("文件名", max_length=200)
    digest = AsciiField(max_length=64)
    count = models.PositiveIntegerField("条数")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["format", "unit", "digest"], name="delivered_once")
        ]

    def __str__(self) -> str:
        return self.name


class Incoming(models.Model):
    """One record of a delivery: taken, known already, different from ours, or not to be taken."""

    class State(models.TextChoices):
        TAKEN = "taken", "已收下"
        SAME = "same", "已有，没有变化"
        DIFFERS = "differs", "与本系统不一致"
        POISONED = "poisoned", "收不下"
        SETTLED = "settled", "已处理"

    delivery = models.ForeignKey(Arrival, models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField("行")
    theirs = models.CharField("对方编号", max_length=64, blank=True)
    body = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField("原因", max_length=400, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    because = models.CharField("处理理由", max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "incoming"
        indexes: ClassVar = [
            models.Index(fields=["theirs"], name="incoming_theirs"),
            models.Index(fields=["state"], name="incoming_state"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}:{self.line}"


class Difference(models.Model):
    """One value of a partner that is not ours; a named person decides which one stands."""

    class Decision(models.TextChoices):
        OPEN = "", "待决定"
        KEPT = "kept", "保留本系统的"
        ADOPTED = "adopted", "采用对方的"

    incoming = models.ForeignKey(Incoming, models.PROTECT, related_name="differences")
    word = models.CharField(max_length=32)
    title = models.CharField("字段", max_length=64)
    ours = models.CharField("本系统", max_length=1000, blank=True)
    theirs = models.CharField("对方", max_length=1000, blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True, default="")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    because = models.CharField("理由", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.title}：{self.ours} / {self.theirs}"


def file_of(matter: Matter) -> Evidence | None:
    """Return the file of a package, None before it is made."""
    rows = Evidence.objects.filter(chain=matter.chain, kind=FILE)
    return rows.order_by("-pk").first()
