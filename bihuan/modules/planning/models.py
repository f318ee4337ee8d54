"""The noun of planning: one plan, with the regulator's opinion and how it was handled."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

YEAR = (MinValueValidator(2000), MaxValueValidator(2100))


def _unit(title: str, **options: Any) -> Any:
    return models.ForeignKey(Unit, models.PROTECT, verbose_name=title, related_name="+", **options)


class SafetyPlan(models.Model):
    """A plan of a place (规划), or a choice of site, from its draft to its yearly checks.

    ``issued_as`` is the number of the document by which it was adopted: where that document is
    taken over as a policy, its tasks and their indicators are those of the plan.
    """

    class Kind(models.TextChoices):
        DEVELOPMENT = "development", "经济社会发展总体规划（安全生产内容）"
        SAFETY = "safety", "安全生产中长期发展规划"
        CAPACITY = "capacity", "安全生产监管监察能力建设规划"
        HEALTH = "health", "职业病防治中长期规划"
        SPATIAL = "spatial", "城乡、国土空间规划"
        SITING = "siting", "企业选址、基础设施和居民区布局"

    class Verdict(models.TextChoices):
        AGREE = "agree", "同意"
        CONDITION = "condition", "按意见修改后同意"
        OBJECT = "object", "不同意（重大安全风险）"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="safety_plan"
    )
    office = _unit("编制单位")
    drafter = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    title = models.CharField("名称", max_length=128)
    from_year = models.PositiveSmallIntegerField("从哪一年", validators=YEAR)
    until_year = models.PositiveSmallIntegerField("到哪一年", validators=YEAR)
    content = models.TextField(
        "安全生产的内容",
        help_text="写进规划的目标、指标、任务和保障；选址布局的写明安全距离和风险。",
    )
    regulator = _unit("征求意见的安全监管部门", null=True)
    reply_by = models.DateField("答复期限", null=True)
    verdict = models.CharField("意见", max_length=12, choices=Verdict.choices, blank=True)
    reply = models.TextField("意见和理由", blank=True)
    handled = models.TextField(
        "意见怎样处理", blank=True, help_text="逐条写采纳了什么，没有采纳的写理由。"
    )
    issued_as = models.CharField("印发文号", max_length=64, blank=True)
    adopted_on = models.DateField("通过（印发）日期", null=True)
    check_year = models.PositiveSmallIntegerField("检查的年度", validators=YEAR, null=True)
    checked = models.TextField("实施情况", blank=True)
    opinion = models.CharField("审批意见", max_length=400, blank=True)
    result = models.TextField("总结评估", blank=True)

    def __str__(self) -> str:
        return self.title
