"""What hazards are judged by: lists of criteria of one document, each from a day on."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place


class Criteria(models.Model):
    """One edition of a document that says when a hazard is major (重大事故隐患判定标准).

    ``effective_until`` is the first day on which it does not count any more. ``place`` limits it
    to a place and below, None for the whole country. ``confidence`` is that of its facts: H, M, L
    or ``row`` where each criterion has its own.
    """

    key = AsciiField(max_length=64, unique=True)
    title = models.CharField("文件", max_length=160)
    number = models.CharField("文号", max_length=80, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    effective_from = models.DateField("施行日期", null=True)
    effective_until = models.DateField("停用日期", null=True)
    source = models.CharField("来源", max_length=400)
    note = models.CharField("说明", max_length=400, blank=True)
    confidence = models.CharField("可信度", max_length=4)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("录入时间", null=True)

    class Meta:
        verbose_name_plural = "criteria"
        ordering: ClassVar = ["-effective_from", "pk"]

    def __str__(self) -> str:
        return f"《{self.title}》{f'（{self.number}）' if self.number else ''}"


class Criterion(models.Model):
    """One item of such a document: whoever matches it has a major hazard.

    ``wording`` is how sure its short wording is; the published text decides.
    """

    criteria = models.ForeignKey(Criteria, models.PROTECT, related_name="items")
    key = AsciiField(max_length=48)
    article = models.CharField("条", max_length=32)
    item = models.PositiveSmallIntegerField("项")
    industry = models.CharField("适用行业", max_length=48, blank=True)
    text = models.CharField("判定情形", max_length=400)
    confidence = models.CharField(max_length=1)
    wording = models.CharField(max_length=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["criteria", "key"], name="criterion_once")
        ]
        ordering: ClassVar = ["criteria", "pk"]

    def __str__(self) -> str:
        where = self.article if self.article.endswith("项") else f"{self.article}第{self.item}项"
        return f"{self.criteria.number or self.criteria.title} {where}：{self.text}"
