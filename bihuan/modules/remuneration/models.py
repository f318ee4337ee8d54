"""The noun: a settled result of assessment, told to the body that pays, appraises or promotes."""

from typing import Any

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter


def _unit(title: str, **options: Any) -> Any:
    return models.ForeignKey(Unit, models.PROTECT, verbose_name=title, related_name="+", **options)


class PayNotice(models.Model):
    """A result told to whoever settles pay, merit and promotion (考核结果运用), until it is used.

    ``result`` is the matter of the result; what it says is copied, so that the notice stays as it
    was. ``recipient`` is None until somebody names it. A recipient where nobody signs in answers
    by letter, which the office enters with its proof.
    """

    class Use(models.TextChoices):
        PAY = "pay", "企业负责人年薪（薪酬）核定"
        MERIT = "merit", "领导班子业绩考核"
        AWARD = "award", "评先评优"
        PROMOTION = "promotion", "职务晋升、任免"
        DUTY = "duty", "履职评定"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="pay_notice"
    )
    office = _unit("考核单位")
    unit = _unit("被考核单位")
    result = models.ForeignKey(
        Matter, models.PROTECT, null=True, verbose_name="考核结果", related_name="+"
    )
    says = models.CharField("考核结果的内容", max_length=400, blank=True)
    drafter = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )
    recipient = _unit("送交的主管部门", null=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="涉及的负责人", related_name="+"
    )
    use = models.CharField("用于", max_length=12, choices=Use.choices, blank=True)
    advice = models.CharField(
        "意见建议", max_length=1000, blank=True, help_text="按办法怎样挂钩；没有办法的只送结果。"
    )
    reply_by = models.DateField("回执期限", null=True)
    report_by = models.DateField("反馈运用情况的期限", null=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    reply = models.CharField("回执", max_length=400, blank=True, help_text="签收人、日期。")
    declined_because = models.CharField("退回的理由", max_length=400, blank=True)
    outcome = models.TextField(
        "运用情况", blank=True, help_text="怎样用的：年薪核定、评优、任免各是什么决定。"
    )

    def __str__(self) -> str:
        return f"{self.unit.name}考核结果运用"
