"""One noun: a hidden danger to be put right."""

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter


class Rectification(models.Model):
    """A danger found at an enterprise, put right by it, checked by its regulator."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="rectification"
    )
    regulator = models.ForeignKey(Unit, models.PROTECT, null=True, verbose_name="监管部门")
    found_by = models.ForeignKey(Person, models.PROTECT, verbose_name="发现人")
    danger = models.CharField("隐患描述", max_length=1000)
    measures = models.CharField("整改措施", max_length=1000, blank=True)
    money = models.PositiveIntegerField("治理经费（元）", null=True)
    due_on = models.DateField("整改期限", null=True)
    opinion = models.CharField("核查意见", max_length=1000, blank=True)

    def __str__(self) -> str:
        return self.danger
