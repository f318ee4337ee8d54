"""Nouns of responsibility: the list of a post and its items, who signed it, the year's tasks."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bihuan.kernel.law.models import Clause, Rule
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.trace.models import Matter


class DutyList(models.Model):
    """One version of what a post answers for (责任清单), or of what its unit owes and may do.

    It counts from ``since`` until (and without) ``until``; both are empty while it is drafted. The
    list of a unit's powers and duties (权力和责任清单) is that of the post that heads it.
    """

    class Kind(models.TextChoices):
        POST = "post", "岗位责任清单"
        POWERS = "powers", "权力和责任清单"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="duty_list"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="duty_lists")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="duty_lists")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices, default=Kind.POST)
    version = models.PositiveIntegerField("版本")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="编制单位", related_name="+")
    drafter = models.ForeignKey(Person, models.PROTECT, verbose_name="起草人", related_name="+")
    since = models.DateField("施行日期", null=True)
    until = models.DateField("停止施行日期", null=True)
    opinion = models.CharField("审定意见", max_length=2000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "kind", "version"], name="duty_list_version"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="duty_list_ends_after"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["post", "since"], name="duty_list_post")]

    def __str__(self) -> str:
        return f"{self.post}{self.get_kind_display()}第{self.version}版"


class DutyItem(models.Model):
    """One thing a post answers for, or a power of its unit, with the clause it rests on.

    Without ``rule`` nothing asks for it by itself: it is shown as such.
    """

    class Kind(models.TextChoices):
        DUTY = "duty", "责任"
        POWER = "power", "权力"

    class Origin(models.TextChoices):
        LAW = "law", "法律条文"
        RULE = "rule", "文件规则"
        PERSON = "person", "人工填写"

    list = models.ForeignKey(DutyList, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField("类别", max_length=8, choices=Kind.choices, default=Kind.DUTY)
    says = models.CharField("内容", max_length=400)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.PERSON)

    class Meta:
        ordering: ClassVar = ["list", "position", "id"]

    def __str__(self) -> str:
        return self.says


class Signature(models.Model):
    """That a holder of the post confirmed its list (签订责任书). A new holder signs anew."""

    list = models.ForeignKey(DutyList, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "person"], name="signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.person.name} {self.list}"


class YearList(models.Model):
    """The tasks of a post for one year (年度任务清单), with key points and summary.

    Filed with a committee office; whether each task is done, the kernel's obligations say.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="year_list"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="year_lists")
    year = models.PositiveSmallIntegerField("年度")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="编制单位", related_name="+")
    drafter = models.ForeignKey(Person, models.PROTECT, verbose_name="起草人", related_name="+")
    filed_with = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="备案单位", related_name="+"
    )
    points = models.TextField("年初工作要点", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    ends_on = models.DateField("年终总结期限")
    summary = models.TextField("年终总结", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "year"], name="year_list_once")
        ]

    def __str__(self) -> str:
        return f"{self.post}{self.year}年度任务清单"


class YearItem(models.Model):
    """One task of the year: a rule's duty, a task of a document, or one of its own with a day.

    One of its own gets its ``obligation`` when the list is approved.
    """

    list = models.ForeignKey(YearList, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    says = models.CharField("任务", max_length=400)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    task = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("期限", null=True)
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["list", "position", "id"]

    def __str__(self) -> str:
        return self.says
