"""The year's inspections of a regulator (年度执法检查计划): its approval, its planned visits."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from .visits import Mode


class EnforcementPlan(models.Model):
    """What a regulator inspects in a year: approved by its government, filed above, carried out."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="enforcement_plan"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="执行单位", related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, verbose_name="编制人", related_name="+")
    year = models.PositiveSmallIntegerField("计划年度")
    aims = models.TextField("检查重点和安排", max_length=4000)
    government = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="批准的同级政府", related_name="+"
    )
    higher = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="备案的上级监管部门", related_name="+"
    )
    until = models.DateField("执行到哪一天")
    opinion = models.CharField("意见", max_length=2000, blank=True)
    filed_on = models.DateField("报送备案日期", null=True)
    result = models.TextField("执行情况", max_length=4000, blank=True)

    def __str__(self) -> str:
        return f"{self.office.name} {self.year} 年度执法检查计划"


class PlannedVisit(models.Model):
    """One visit of a plan. Its inspection is opened when the plan was filed.

    A visit taken out of a plan that runs says why and stays.
    """

    plan = models.ForeignKey(EnforcementPlan, models.PROTECT, related_name="visits")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="planned_visits")
    due_on = models.DateField("最迟检查日期")
    mode = models.CharField("检查方式", max_length=16, choices=Mode.choices)
    checklist = models.ForeignKey(
        "inspections.Checklist", models.PROTECT, null=True, verbose_name="使用的照单",
        related_name="+",
    )  # fmt: skip
    inspection = models.OneToOneField(
        Matter, models.PROTECT, null=True, related_name="planned_visit"
    )

    class Meta:
        ordering: ClassVar = ["plan", "due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.due_on}"
