"""Nouns of assessment: the scheme, one unit's result in one round, its scores, a veto."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.lib import periods

from . import rules


def _checked(read: Callable[[str], Any], text: str) -> None:
    try:
        read(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def valid_criteria(text: str) -> None:
    """Refuse criteria that cannot be read."""
    _checked(rules.read_criteria, text)


def valid_grades(text: str) -> None:
    """Refuse grades that cannot be read."""
    _checked(rules.read_grades, text)


def valid_period(key: str) -> None:
    """Refuse what is no month, quarter, half or year."""
    kinds = periods.PeriodKind
    try:
        known = periods.parse(key).kind in (kinds.MONTH, kinds.QUARTER, kinds.HALF, kinds.YEAR)
    except ValueError:
        known = False
    if not known:
        raise ValidationError("写成 2025-03、2025Q1、2025-H1 或 2025 这样。")


class Scheme(models.Model):
    """What units are assessed by (考核方案): criteria and grades as an office wrote them.

    ``share`` is what work safety weighs in the comprehensive assessment, in per cent, None while
    nobody said. ``period``, ``self_by`` and ``score_by`` are of the round opened last; ``next_on``
    is by when the next one must be.
    """

    class Subjects(models.TextChoices):
        TOWNS = "towns", "镇街（按辖区计）"
        DEPARTMENTS = "departments", "部门"
        ENTERPRISES = "enterprises", "生产经营单位"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="scheme")
    drafter = models.ForeignKey(Person, models.PROTECT, verbose_name="拟定人", related_name="+")
    name = models.CharField("方案名称", max_length=120)
    subjects = models.CharField("考核对象", max_length=16, choices=Subjects.choices)
    criteria = models.TextField(
        "考核项目", validators=[valid_criteria],
        help_text="一行一项：名称；过程、结果、加分或扣分；分值；按期办结率、逾期未办每项扣、升级督办每项扣"
        "或评分；按项扣的再写每项扣几分。如“责任按期办结；过程；30；按期办结率”。",
    )  # fmt: skip
    grades = models.TextField(
        "等次", validators=[valid_grades],
        help_text="一行一个：名称；从几分起；取消评先评优的再写“取消评优”。如“不合格；0；取消评优”。",
    )  # fmt: skip
    share = models.DecimalField(
        "安全生产在综合考核中的权重（%）", max_digits=5, decimal_places=2, null=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    opinion = models.CharField("意见", max_length=2000, blank=True)
    period = models.CharField(
        "考核哪一期", max_length=16, blank=True, validators=[valid_period],
        help_text="月、季、半年或年，写成 2025-03、2025Q1、2025-H1 或 2025。",
    )  # fmt: skip
    self_by = models.DateField("自评期限", null=True)
    score_by = models.DateField("评分期限", null=True)
    next_on = models.DateField("下一期最迟哪天开展", null=True)

    def __str__(self) -> str:
        return self.name


class Result(models.Model):
    """How one unit fared in one round (考核结果), from its own statement to what stands.

    ``office`` assesses. ``total`` and ``grade`` are frozen with the scores when the scoring is
    done; ``digest`` is the SHA-256 of all of it.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="assessment"
    )
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="results")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="被考核单位", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="考核单位", related_name="+")
    period = models.CharField("期次", max_length=16)
    self_by = models.DateField("自评期限")
    score_by = models.DateField("评分期限")
    self_points = models.DecimalField(
        "自评得分", max_digits=7, decimal_places=2, null=True, validators=[MinValueValidator(0)]
    )
    statement = models.TextField("自评说明", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    appeal_by = models.DateField("申诉期限", null=True)
    settle_by = models.DateField("确定结果的期限", null=True, help_text="要晚于申诉期限。")
    appeal = models.TextField("申诉理由", blank=True, help_text="写明不同意哪一项、依据什么。")
    answer = models.TextField("复核意见", blank=True)
    veto_says = models.CharField("一票否决的事由", max_length=400, blank=True)
    veto_since = models.DateField("从哪天起", null=True)
    veto_until = models.DateField("到哪天止", null=True, help_text="没有定的不填。")
    total = models.DecimalField("得分", max_digits=7, decimal_places=2, null=True)
    grade = models.CharField("等次", max_length=rules.LONGEST, blank=True)
    barred = models.BooleanField("取消评先评优", null=True)
    digest = AsciiField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheme", "unit", "period"], name="assessed_once_in_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.period}"


class Score(models.Model):
    """What one criterion of one result scored, and from what.

    A counted one keeps the duties behind it: ``of`` fell due, ``met`` of them count, their ids in
    ``rows``. A typed one keeps who entered it and on what basis. ``absent`` is a criterion that a
    named person left out, with the reason in ``says``; without ``points`` and not absent, there
    was nothing to read.
    """

    result = models.ForeignKey(Result, models.PROTECT, related_name="scores")
    number = models.PositiveSmallIntegerField("序号")
    points = models.DecimalField("得分", max_digits=7, decimal_places=2, null=True)
    met = models.PositiveIntegerField(null=True)
    of = models.PositiveIntegerField(null=True)
    rows = models.JSONField(default=list)
    absent = models.BooleanField("不参评", default=False)
    says = models.CharField("依据", max_length=1000, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "number"], name="scored_once")
        ]

    def __str__(self) -> str:
        return f"{self.result} {self.number}"


class Veto(models.Model):
    """That one thing decides a result against everything else (一票否决), and from when to when.

    It decides one ``result``, or every result of a ``unit`` whose period has the day it happened
    on; ``cause`` is the matter it follows from. Once lifted it decides nothing.
    """

    result = models.ForeignKey(Result, models.PROTECT, null=True, related_name="vetoes")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="vetoes")
    happened_on = models.DateField("发生日期", null=True)
    cause = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="vetoes")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    says = models.CharField("事由", max_length=400)
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    lifted_on = models.DateField("撤销日期", null=True)
    lifted_because = models.CharField("撤销的理由", max_length=2000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(result__isnull=False)
                ^ models.Q(unit__isnull=False, happened_on__isnull=False),
                name="veto_of_result_or_unit",
            )
        ]

    def __str__(self) -> str:
        return self.says


class VetoCase(models.Model):
    """A veto on a unit entered by hand, with its basis: decided by a second person, appealed."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="veto_case"
    )
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="考核单位", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="被否决单位", related_name="+")
    happened_on = models.DateField("发生日期", help_text="这一天所在各期的考核都按一票否决定等次。")
    says = models.CharField(
        "一票否决的事由", max_length=400, help_text="写明事故或者问题、谁认定的。"
    )
    since = models.DateField("从哪天起取消评先评优")
    until = models.DateField(
        "到哪天止", null=True, help_text="这一天起不再限制。文件没有写期限的不填。"
    )
    organisation = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="抄送组织部门", related_name="+"
    )
    opinion = models.CharField("审定意见", max_length=400, blank=True)
    appeal = models.TextField("申诉理由", blank=True)
    answer = models.TextField("复核意见", blank=True)

    def __str__(self) -> str:
        return f"一票否决：{self.unit.name}"
