"""What follows when a hazard is not done away with: sanctions in order, or an inquiry."""

from django.core.validators import MinValueValidator
from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from .hazard import Hazard


class Sanction(models.Model):
    """One unit held to a hazard that it did not do away with, or whose supervision was weak.

    Measures come in the order of the documents: summons, exposure, then compulsory measure and the
    highest fine for an enterprise, accountability for an authority; at last the criminal courts.
    """

    class Failing(models.TextChoices):
        RECTIFICATION = "rectification", "整改不力"
        SUPERVISION = "supervision", "督办不力"

    class Measure(models.TextChoices):
        STOP = "stop", "停产停业"
        SITE = "site", "停止施工"
        POWER = "power", "停止供电"
        EXPLOSIVES = "explosives", "停止供应民用爆炸物品"
        SEAL = "seal", "查封、扣押"
        CLOSE = "close", "提请关闭"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="hazard_sanction"
    )
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, related_name="sanctions")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="对象单位", related_name="+")
    failing = models.CharField("情形", max_length=16, choices=Failing.choices)
    facts = models.TextField("事实", help_text="写明期限、退回情况和依据的记录。")
    interview = models.ForeignKey(
        Matter, models.PROTECT, null=True, verbose_name="约谈", related_name="+"
    )
    talked_on = models.DateField("约谈日期", null=True)
    exposed_on = models.DateField("曝光日期", null=True)
    exposed_in = models.CharField("曝光的载体或网址", max_length=200, blank=True)
    measure = models.CharField("强制措施", max_length=16, choices=Measure.choices, blank=True)
    paper = models.CharField("决定书文号", max_length=120, blank=True)
    fine = models.DecimalField(
        "罚款（万元）", max_digits=10, decimal_places=2, null=True,
        validators=[MinValueValidator(0)], help_text="按规定的上限。",
    )  # fmt: skip
    account = models.TextField("核查问责情况", blank=True)
    sent_on = models.DateField("移送日期", null=True)
    sent_to = models.CharField("移送的机关", max_length=120, blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}{self.get_failing_display()}"


class Inquiry(models.Model):
    """A major hazard that persisted, looked into by reference to an accident (参照事故调查处理)."""

    class Cause(models.TextChoices):
        UNSEARCHED = "unsearched", "未排查"
        UNSEEN = "unseen", "明显问题未查出"
        REFUSED = "refused", "拒不整改"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="hazard_inquiry"
    )
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, related_name="inquiries")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="被调查单位", related_name="+")
    cause = models.CharField("长期存在的原因", max_length=16, choices=Cause.choices)
    facts = models.TextField("基本情况")
    group = models.CharField("调查组组成", max_length=400, blank=True)
    findings = models.TextField("调查认定", blank=True)
    advice = models.TextField("处理建议", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    handled = models.TextField("处理落实情况", blank=True)

    class Meta:
        verbose_name_plural = "inquiries"

    def __str__(self) -> str:
        return f"{self.unit.name}重大事故隐患长期存在"
