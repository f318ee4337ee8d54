"""Nouns of standardisation: how a grade came about. The grade itself is a paper of the dossier."""

from typing import Any, ClassVar

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from . import rules


def _choices(words: Any) -> tuple[tuple[str, str], ...]:
    return tuple(words.items())


Grades = tuple((grade, grade) for grade in rules.GRADES)


class Standard(models.Model):
    """One version of a scored list (评分标准) of a unit; a change makes the next one."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="登记单位", related_name="+")
    name = models.CharField("标准名称", max_length=96)
    version = models.PositiveSmallIntegerField("版次")
    source = models.CharField("出处（文件名称、文号或标准编号）", max_length=200)
    since = models.DateField("从哪天起")
    until = models.DateField("到哪天止", null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name", "version"], name="standard_version")
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"


class StandardItem(models.Model):
    """One scored item of a list."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="items")
    number = models.CharField("编号", max_length=24)
    aspect = models.CharField("方面", max_length=12, choices=_choices(rules.ASPECTS))
    says = models.TextField("内容")
    points = models.DecimalField("分值", max_digits=7, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["standard", "number"], name="standard_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.says}"


class Grading(models.Model):
    """One application of an enterprise for a grade: self-assessed, reviewed, decided."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="grading")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="企业", related_name="gradings")
    applicant = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    office = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="定级部门", related_name="+",
        help_text="负责标准化定级的部门，写全称。",
    )  # fmt: skip
    kind = models.CharField("类别", max_length=8, choices=_choices(rules.KINDS))
    sector = models.CharField(
        "行业", max_length=48, help_text="照文件的叫法，如 危险化学品生产、工贸。"
    )
    wanted = models.CharField("申请等级", max_length=8, choices=Grades)
    self_on = models.DateField("自评日期", null=True)
    self_score = models.DecimalField("自评得分", max_digits=7, decimal_places=2, null=True)
    self_says = models.TextField("自评结论和问题", blank=True)
    opinion = models.CharField("审核意见", max_length=400, blank=True)
    reviewer = models.CharField("评审单位", max_length=128, blank=True)
    review_by = models.DateField("评审期限", null=True)
    reviewed_on = models.DateField("现场评审日期", null=True)
    score = models.DecimalField("评审得分", max_digits=7, decimal_places=2, null=True)
    findings = models.TextField("评审结论和问题", blank=True)
    grade = models.CharField("定级", max_length=8, choices=Grades, blank=True)
    number = models.CharField("证书（公告）编号", max_length=64, blank=True)
    since = models.DateField("有效期起", null=True)
    until = models.DateField("有效期止", null=True)
    reason = models.CharField("理由", max_length=400, blank=True)
    standard = models.ForeignKey(Standard, models.PROTECT, null=True, related_name="gradings")

    def __str__(self) -> str:
        return f"{self.unit.name}{self.get_kind_display()}{self.wanted}"


class ItemScore(models.Model):
    """What an enterprise gave itself for an item, and what the review gave."""

    grading = models.ForeignKey(Grading, models.CASCADE, related_name="scores")
    item = models.ForeignKey(StandardItem, models.PROTECT, related_name="+")
    own = models.DecimalField("自评", max_digits=7, decimal_places=2)
    reviewed = models.DecimalField("评审", max_digits=7, decimal_places=2, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grading", "item"], name="item_score_once")
        ]

    def __str__(self) -> str:
        return f"{self.grading_id} {self.item_id}"


class GradeCheck(models.Model):
    """A look at who holds a grade (动态检查): it is kept, lowered, or lost."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="grade_check"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="企业", related_name="grade_checks")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="检查部门", related_name="+")
    opener = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="经办人", related_name="+"
    )
    trigger = models.CharField("事由", max_length=12, choices=_choices(rules.TRIGGERS))
    facts = models.TextField("情况")
    before = models.CharField("原等级", max_length=8, blank=True)
    answer = models.TextField("企业的说明", blank=True)
    findings = models.TextField("检查结论", blank=True)
    checked_on = models.DateField("检查日期", null=True)
    grade = models.CharField("降为", max_length=8, choices=Grades, blank=True)
    reason = models.CharField("理由", max_length=400, blank=True)
    decided_on = models.DateField("生效日期", null=True)

    def __str__(self) -> str:
        return f"{self.unit.name}{self.get_trigger_display()}"


class Goal(models.Model):
    """By when an enterprise must hold which grade (达标要求), and what follows if it does not."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="grade_goal"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="企业", related_name="grade_goals")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="提出部门", related_name="+")
    setter = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    grade = models.CharField("应达等级", max_length=8, choices=Grades)
    due_on = models.DateField("应达标日期")
    facts = models.TextField("未达标的情况", blank=True)
    fix_by = models.DateField("改正期限", null=True)
    heard_on = models.DateField("告知陈述申辩权利的日期", null=True)
    heard = models.TextField("陈述申辩情况", blank=True, help_text="没有提出的写“没有提出”。")
    scope = models.CharField("停产停业的范围", max_length=400, blank=True)
    reason = models.CharField("理由", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}应达{self.grade}"
