"""Nouns of correspondence: how a letter was served and taken note of, an office's own words."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bihuan.kernel.letters.kinds import kind_of
from bihuan.kernel.letters.models import Letter, Service
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from .rules import WAYS


class Receipt(models.Model):
    """The receipt of a service (送达回证): the way, and what that way needs."""

    service = models.OneToOneField(
        Service, models.PROTECT, primary_key=True, related_name="proved_by"
    )
    way = models.CharField(
        "送达方式", max_length=16, choices=[(key, way.title) for key, way in WAYS.items()]
    )
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.service_id}"


class Acknowledgement(models.Model):
    """That somebody of a unit took note of a letter to it (签收)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="acknowledgements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter", "unit"], name="acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.letter.number}"


class Wording(models.Model):
    """An office's own words for a kind of letter (文书模板), in places of the text of each letter.

    ``words`` is plain text, a paragraph a line; between 【】 stands what each letter fills in.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="wording")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="发文单位", related_name="+")
    editor = models.ForeignKey(Person, models.PROTECT, verbose_name="修订人", related_name="+")
    kind = models.CharField("文书种类", max_length=32)
    words = models.TextField("正文", help_text="一段一行；要填写的地方写在【】里。")
    reason = models.CharField("修订原因", max_length=200)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"{kind_of(self.kind).name} {self.office}"


class Order(models.Model):
    """A supervision order that a person opened (人工督办), until what it demands was checked."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="order")
    late = models.ForeignKey(
        Obligation, models.PROTECT, verbose_name="督办的责任事项", related_name="orders"
    )
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="拟办人", related_name="+")
    reason = models.TextField("督办事由", help_text="没有做到什么、做得怎样，写事实。")
    demands = models.TextField("办理要求")
    answer_days = models.PositiveSmallIntegerField(
        "答复期限（天）", validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text="自送达之日起几日内书面答复。",
    )  # fmt: skip
    words_read = models.CharField(
        "核对过的正文",
        max_length=64,
        blank=True,
        help_text="在督办单的页面看过再签发。",
    )
    served_on = models.DateField("送达日期", null=True, help_text="以送达回证为准。")
    answer = models.TextField("办理情况", blank=True)
    again_by = models.DateField("重新办理期限", null=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"督办{self.late}"
