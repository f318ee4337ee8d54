"""The hazard itself, and the parts of the plan by which it is done away with."""

from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Entry, Matter

from .. import rules
from .criteria import Criteria, Criterion


def _party(title: str, **options: Any) -> Any:
    return models.ForeignKey(Unit, models.PROTECT, verbose_name=title, related_name="+", **options)


def _person(title: str) -> Any:
    return models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name=title, related_name="+"
    )


def _money(title: str) -> Any:
    return models.DecimalField(
        title, max_digits=12, decimal_places=2, null=True, validators=[MinValueValidator(0)],
        help_text="单位：万元。不用花钱的填 0。",
    )  # fmt: skip


class Hazard(models.Model):
    """A hazard (事故隐患) at a unit of any kind: one record, however many channels found it.

    ``unit`` does away with it, ``finder`` found it, ``grader`` says how grave it is, ``checker``
    looks whether it is gone, ``regulator`` supervises it; None is unassigned. ``same_as`` is the
    record that goes on when two were of one hazard.
    """

    class Channel(models.TextChoices):
        SELF = "self", "企业自查"
        EMPLOYEE = "employee", "职工报告"
        INSPECTION = "inspection", "监督检查"
        TIP_OFF = "tip_off", "举报核实"
        GRID = "grid", "网格排查"
        EXPERT = "expert", "专家诊断"
        ALARM = "alarm", "监测报警"
        ACCIDENT = "accident", "事故暴露"

    class Grade(models.TextChoices):
        ORDINARY = "ordinary", "一般事故隐患"
        MAJOR = "major", "重大事故隐患"

    class Level(models.TextChoices):
        TOWN = "town", "乡镇（街道）"
        COUNTY = "county", "县（市、区）"
        CITY = "city", "市"
        PROVINCE = "province", "省"

    class Workers(models.TextChoices):
        ALL = "all", "职工大会"
        DELEGATES = "delegates", "职工代表大会"
        SHAREHOLDERS = "shareholders", "股东会"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="hazard")
    unit = _party("隐患单位")
    spot = models.CharField("具体位置", max_length=120, help_text="如三号仓库东侧、2 号反应釜。")
    says = models.TextField("隐患描述", max_length=1000, help_text="看到什么，可能造成什么。")
    channel = models.CharField("来源", max_length=16, choices=Channel.choices)
    found_on = models.DateField("发现日期", help_text="不填就是今天。")
    found_by = models.ForeignKey(Person, models.PROTECT, verbose_name="发现人", related_name="+")
    finder = _party("发现单位")
    grader = _party("定级单位", null=True)
    checker = _party("复查单位", null=True)
    regulator = _party("监管部门", null=True)
    grade = models.CharField("等级", max_length=8, choices=Grade.choices, blank=True)
    category = models.CharField("类别", max_length=4, choices=rules.CATEGORIES, blank=True)
    against = models.ForeignKey(
        Criteria, models.PROTECT, null=True, verbose_name="对照的判定标准", related_name="+"
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, verbose_name="符合的判定情形", related_name="+"
    )
    because = models.CharField("定级理由", max_length=400, blank=True)
    due_on = models.DateField("整改期限", null=True)
    goal = models.CharField("治理目标和任务", max_length=400, blank=True)
    body = models.CharField("负责治理的机构", max_length=120, blank=True)
    responsible = _person("整改责任人")
    measures = models.TextField("整改措施", blank=True)
    money = _money("计划经费（万元）")
    stages = models.CharField("时限和要求", max_length=400, blank=True)
    precautions = models.CharField(
        "安全措施和应急预案", max_length=400, blank=True, help_text="整改期间怎样防止出事。"
    )
    spent = _money("实际投入（万元）")
    fixed_on = models.DateField("整改完成日期", null=True)
    done = models.TextField("整改情况", blank=True)
    evaluated_by = models.CharField(
        "主持评估的安全专业人员", max_length=120, blank=True,
        help_text="写姓名和资格，如注册安全工程师、安全评价师。",
    )  # fmt: skip
    effect = models.TextField("整改效果评估", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    principal_told_on = models.DateField("告知主要负责人日期", null=True)
    controller_told_on = models.DateField("告知实际控制人日期", null=True)
    regulator_told_on = models.DateField("向监管部门报告日期", null=True)
    workers_told_on = models.DateField("向职工报告日期", null=True)
    workers_told_in = models.CharField(
        "报告的会议", max_length=16, choices=Workers.choices, blank=True
    )
    level = models.CharField("提请挂牌的级别", max_length=8, choices=Level.choices, blank=True)
    listing = models.ForeignKey(
        Matter, models.PROTECT, null=True, verbose_name="挂牌督办", related_name="+"
    )
    delisted_on = models.DateField("摘牌日期", null=True)
    help_needed = models.CharField("需要政府协调的事项", max_length=1000, blank=True)
    help_by = models.DateField("希望答复日期", null=True)
    same_number = models.CharField(
        "并入哪一件（编号）",
        max_length=40,
        blank=True,
        help_text="与已有的重复时填写那一件的编号。",
    )
    same_as = models.ForeignKey(
        Matter, models.PROTECT, null=True, verbose_name="并入的隐患", related_name="same_hazards"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "found_on"], name="hazard_unit")]

    def __str__(self) -> str:
        return self.says[:60]

    @property
    def major(self) -> bool:
        """Say whether it was graded a major one."""
        return self.grade == self.Grade.MAJOR


class PlanPart(models.Model):
    """That one part of the plan is settled (到位): which, since which day, and what proves it."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="parts")
    part = models.CharField(max_length=12, choices=[(p.value, p.label) for p in rules.Part])
    on = models.DateField("落实日期")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hazard", "part"], name="plan_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.part}"
