"""Nouns of oversight: what a body did to oversee work safety, and each problem it raised."""

from typing import Any

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from . import kinds


def _kinds() -> Any:
    """Return the kinds there are; a migration holds the words of none."""
    return kinds.choices()


class Oversight(models.Model):
    """One activity by which a body oversees work safety (监督活动), up to its word on the result.

    ``office`` handles it for the government; a body where nobody signs in answers by its papers,
    which the office enters.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="oversight"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="承接单位", related_name="+")
    registrar = models.ForeignKey(Person, models.PROTECT, verbose_name="登记人", related_name="+")
    kind = models.CharField("监督方式", max_length=16, choices=_kinds)
    body = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="监督机关", related_name="+",
        help_text="如：某某县人大常委会、政协某某县委员会；不在系统里办理的，由承接单位凭文件登记。",
    )  # fmt: skip
    topic = models.CharField("监督的题目", max_length=160)
    starts_on = models.DateField("开始日期", null=True, help_text="通知没有写的不填。")
    held_on = models.DateField("开展日期", null=True)
    looked_at = models.TextField(
        "检查、询问、调研了什么", blank=True, help_text="哪些规定、到了哪些单位、问了什么。"
    )  # fmt: skip
    attended = models.CharField("参加人员", max_length=400, blank=True)
    paper = models.CharField("文件名称和文号", max_length=160, blank=True)
    opinions = models.TextField("总的意见", blank=True)
    report_by = models.DateField(
        "报告处理情况的期限", null=True, help_text="文件没有写的不填，显示为未设定。"
    )  # fmt: skip
    result = models.TextField("研究处理情况", blank=True)
    verdict = models.TextField("监督机关的意见", blank=True)
    opinion = models.CharField("退回意见", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.topic

    @property
    def called(self) -> str:
        """The kind of oversight and the body, in words."""
        return f"{self.body.name}{self.get_kind_display()}：{self.topic}"


class Issue(models.Model):
    """One problem that oversight raised (监督意见事项), handed to who must see to it."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="oversight_issue"
    )
    oversight = models.ForeignKey(Oversight, models.PROTECT, related_name="issues")
    owner = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位", related_name="+")
    says = models.TextField("问题和意见")
    due_on = models.DateField("办理期限")
    reply = models.TextField("办理情况", blank=True)
    opinion = models.CharField("退回意见", max_length=400, blank=True)
    again_by = models.DateField("重新办理期限", null=True)
    verdict = models.CharField("监督机关的评价", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.says[:60]
