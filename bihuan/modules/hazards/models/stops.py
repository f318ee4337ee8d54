"""An order to stop production for rectification, until work may go on."""

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from .hazard import Hazard


class Stop(models.Model):
    """Production, business or use stopped for rectification (停产停业整改), until resumption.

    ``hazard`` is the one it was ordered for; None where the order has another ground.
    """

    class Scope(models.TextChoices):
        PART = "part", "局部停产停业"
        WHOLE = "whole", "全部停产停业"
        DEVICE = "device", "停止使用设施设备"
        SITE = "site", "停止施工"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="stop")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="停产单位", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="责令单位", related_name="+")
    orderer = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, related_name="stops")
    scope = models.CharField("停产停业范围", max_length=8, choices=Scope.choices)
    what = models.CharField("停下的场所、设施设备", max_length=400)
    because = models.TextField("责令的事实和理由")
    until = models.DateField("整改期限")
    checked_on = models.DateField("复产前检查日期", null=True)
    checked_by = models.CharField("检查负责人和参加人员", max_length=200, blank=True)
    found = models.TextField("检查情况", blank=True)
    application = models.TextField("恢复生产的申请", blank=True)
    reviewers = models.CharField("现场审查人员", max_length=200, blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    again_by = models.DateField("重新整改期限", null=True)

    def __str__(self) -> str:
        return f"{self.unit.name}停产停业整改"
