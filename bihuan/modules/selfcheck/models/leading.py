"""Who of the leadership leads which shift on the spot (领导带班), as planned and as it was."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.trace.models import Matter


class LeadPlan(models.Model):
    """A plan by which the leaders of a unit take turns on the spot, from day to day."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="leadplan")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="带班单位", related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, verbose_name="编制人", related_name="+")
    starts = models.DateField("计划从哪天起")
    ends = models.DateField("到哪天止")
    duties = models.TextField("带班职责和要求", max_length=1000)
    opinion = models.CharField("意见", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"领导带班计划 {self.starts} 至 {self.ends}"


class LeadShift(models.Model):
    """One shift of a plan: whose post leads it, and who did, with whom he went and came back.

    ``obligation`` is what it is owed under; ``led_by`` None while nobody led it. ``crew_began`` and
    ``crew_ended`` are the times of the workers of the shift; ``apart`` says that he went later than
    they did, or came back before them.
    """

    plan = models.ForeignKey(LeadPlan, models.PROTECT, related_name="shifts")
    on = models.DateField("日期")
    number = models.PositiveSmallIntegerField("班次")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    spot = models.CharField("作业现场", max_length=64)
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, related_name="lead_shifts"
    )
    led_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    began = models.DateTimeField("领导到现场（下井）", null=True)
    ended = models.DateTimeField("领导离开（升井）", null=True)
    crew_began = models.DateTimeField("工人到现场（下井）", null=True)
    crew_ended = models.DateTimeField("工人离开（升井）", null=True)
    apart = models.BooleanField("没有同时到、同时离", default=False)
    swapped = models.CharField("换人的原因", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["on", "number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "on", "number", "spot"], name="lead_shift_once")
        ]

    def __str__(self) -> str:
        return f"{self.on} 第 {self.number} 班 {self.spot}"
