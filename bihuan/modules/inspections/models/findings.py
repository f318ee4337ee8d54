"""What did not pass (检查发现的问题): put right, decided, handed over or a hazard of its own."""

from datetime import datetime

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of

from .visits import Answer, Inspection


class Finding(models.Model):
    """One problem found at a visit, until it is corrected, decided, or received by another.

    ``office`` is the department whose officer found it. ``hazard``, ``case`` and ``referral`` are
    the matters in which it goes on; ``decision`` and ``receipt`` what came of them.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="finding")
    inspection = models.ForeignKey(
        Inspection, models.PROTECT, verbose_name="检查", related_name="findings"
    )
    answer = models.OneToOneField(Answer, models.PROTECT, related_name="finding")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="检查单位", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="被检查单位", related_name="+")
    finder = models.ForeignKey(Person, models.PROTECT, verbose_name="发现人", related_name="+")
    spot = models.CharField("具体位置", max_length=120, blank=True)
    says = models.TextField("问题", max_length=1400)
    law = models.CharField("依据", max_length=160, blank=True)
    level = models.CharField(max_length=8, blank=True)
    criterion = AsciiField(max_length=48, blank=True, default="")
    due_on = models.DateField("整改期限")
    result = models.TextField("整改情况", max_length=2000, blank=True)
    fixed_on = models.DateField("整改完成日期", null=True)
    opinion = models.CharField("复查意见", max_length=2000, blank=True)
    hazard = models.ForeignKey(
        Matter, models.PROTECT, null=True, verbose_name="列为的隐患", related_name="+"
    )
    case_because = models.TextField("立案的事实和理由", max_length=2000, blank=True)
    case = models.ForeignKey(
        Matter, models.PROTECT, null=True, verbose_name="案件", related_name="+"
    )
    decision = models.CharField(
        "处理决定", max_length=400, blank=True, help_text="写文号、日期和内容，不予处罚的也写。"
    )
    recipient = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="移送给谁", related_name="+"
    )
    refer_because = models.TextField("移送理由", max_length=2000, blank=True)
    reply_by = models.DateField("回执期限", null=True)
    result_by = models.DateField("反馈结果期限", null=True)
    referral = models.ForeignKey(
        Matter, models.PROTECT, null=True, verbose_name="移送", related_name="+"
    )
    receipt = models.CharField("移送回执", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.says[:60]

    @property
    def due_at(self) -> datetime:
        """The last moment of the day by which it is put right."""
        return end_of(self.due_on)
