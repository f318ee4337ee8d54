"""That work or production begins again after it stood still."""

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter


class Resumption(models.Model):
    """One resumption of work or production (复工复产), checked and accepted before it."""

    class Cause(models.TextChoices):
        HOLIDAY = "holiday", "节假日停工停产"
        REPAIR = "repair", "检修、改造"
        SEASON = "season", "季节性停工停产"
        MARKET = "market", "市场原因停工停产"
        ORDERED = "ordered", "责令停产停业"
        OTHER = "other", "其他"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="resumption"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="复工复产单位", related_name="+")
    opener = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    cause = models.CharField("停工停产原因", max_length=12, choices=Cause.choices)
    what = models.CharField("停下的场所、装置", max_length=200)
    stopped_on = models.DateField("停工停产日期")
    resume_on = models.DateField("计划复工复产日期")
    measures = models.TextField("复工复产安全措施", max_length=1000)
    opinion = models.CharField("意见", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}复工复产（{self.what}）"[:240]
