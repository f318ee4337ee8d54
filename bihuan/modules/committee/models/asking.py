"""What is asked of others: their comments on a draft, their help with a task."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.trace.models import Matter


class CommentRound(models.Model):
    """A draft sent round for comments (征求意见). Meanwhile the draft binds nobody."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="comment_round"
    )
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    name = models.CharField("文稿名称", max_length=160)
    says = models.TextField("起草说明", blank=True)
    addressees = UnitsField("征求意见的单位", default=list, help_text="一行一个单位，写全称。")
    due_on = models.DateField("反馈期限")
    outcome = models.TextField("采纳情况说明", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """What one unit answers about a draft (反馈意见)."""

    class Stance(models.TextChoices):
        AGREE = "agree", "同意"
        NONE = "none", "无意见"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="comment")
    round = models.ForeignKey(CommentRound, models.PROTECT, related_name="comments")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="反馈单位", related_name="+")
    due_on = models.DateField("反馈期限")
    stance = models.CharField("态度", max_length=8, choices=Stance.choices, blank=True)
    words = models.TextField(
        "修改意见", blank=True,
        help_text="一行一条，先写条款再写冒号，如“第三条：建议把期限改为月底”；对全文的写“全文：”。",
    )  # fmt: skip
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}的意见"


class Remark(models.Model):
    """One comment on one clause of a draft, and whether it was adopted (意见采纳情况)."""

    class Verdict(models.TextChoices):
        ADOPTED = "adopted", "采纳"
        PARTLY = "partly", "部分采纳"
        DECLINED = "declined", "不采纳"

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="remarks")
    clause = models.CharField("条款", max_length=60)
    says = models.TextField("意见")
    verdict = models.CharField("处理", max_length=8, choices=Verdict.choices, blank=True)
    because = models.CharField("理由", max_length=400, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.clause}：{self.says}"[:60]


class Assistance(models.Model):
    """Help that a unit asks of another for what it has to do (请求协助). It stops no clock."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="assistance"
    )
    asker = models.ForeignKey(Unit, models.PROTECT, verbose_name="请求单位", related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="请求人", related_name="+")
    asked = models.ForeignKey(Unit, models.PROTECT, verbose_name="协助单位", related_name="+")
    need = models.TextField("请求协调、协助的事")
    by_when = models.DateField("希望答复的日期")
    reply = models.CharField("怎样协助", max_length=400, blank=True)
    because = models.CharField("不能协助的理由", max_length=400, blank=True)
    answer = models.TextField("协助结果", blank=True)
    opinion = models.CharField("意见", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.need[:60]
