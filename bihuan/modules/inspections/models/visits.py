"""One inspection of one unit, and what was answered on the spot."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of

from .checklists import Checklist, Item


class Mode(models.TextChoices):
    """How a visit is made."""

    RANDOM = "random", "双随机抽查"
    UNANNOUNCED = "unannounced", "四不两直"
    FULL = "full", "1+N：全面检查"
    PART = "part", "1+N：随机抽查部分项目"
    JOINT = "joint", "联合检查"
    LED = "led", "领导带队检查"
    EXPERT = "expert", "专家会诊"
    ONLINE = "online", "网上巡查"
    SPECIAL = "special", "专项检查"
    CROSS = "cross", "跨区域交叉检查"


class Led(models.TextChoices):
    """As what somebody leads a visit; each counts by itself."""

    PARTY = "party", "党委主要负责人"
    GOVERNMENT = "government", "政府主要负责人"
    PRINCIPAL = "principal", "部门主要负责人"
    PORTFOLIO = "portfolio", "分管负责人"


def _person(title: str) -> Any:
    return models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name=title, related_name="+"
    )


class Inspection(models.Model):
    """A visit of a regulator (执法检查): prepared, made by two officers, signed, closed.

    The five elements (五要素) are ``visit_on``, ``content``, ``method``, the two officers and
    ``procedure``. ``parts`` are the numbers of the items of a visit to some of them, empty for all.
    A visit that is led names as what its leader led it: party and government principal count apart.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="inspection"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="检查单位", related_name="+")
    opener = models.ForeignKey(Person, models.PROTECT, verbose_name="登记人", related_name="+")
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="被检查单位", related_name="inspections"
    )
    mode = models.CharField("检查方式", max_length=16, choices=Mode.choices)
    cause = models.CharField("检查事由", max_length=200)
    due_on = models.DateField("最迟检查日期")
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, verbose_name="使用的照单", related_name="+"
    )
    parts = models.CharField(
        "抽查的项", max_length=400, blank=True,
        help_text="只查一部分时写照单的序号，如 1、3、5-8；全查的不填。",
    )  # fmt: skip
    visit_on = models.DateField("检查时间", null=True)
    content = models.TextField("检查内容", max_length=2000, blank=True)
    method = models.CharField(
        "检查办法", max_length=400, blank=True, help_text="如查阅资料、查看现场、询问、检测。"
    )
    procedure = models.CharField("检查程序", max_length=400, blank=True)
    lead = _person("主办执法人员")
    second = _person("协办执法人员")
    partners = UnitsField("一起检查的部门", default=list, blank=True)
    led_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="带队领导的单位", related_name="+",
        help_text="领导带队检查时填写。",
    )  # fmt: skip
    led_as = models.CharField("带队领导的职务", max_length=16, choices=Led.choices, blank=True)
    leader = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="带队领导", related_name="+"
    )
    experts = models.CharField("参加的专家", max_length=200, blank=True)
    excess = models.CharField(
        "超出年度检查次数的理由", max_length=400, blank=True,
        help_text="本地设定了次数上限、今年已经查满时填写。",
    )  # fmt: skip
    apart = models.CharField(
        "不与其他部门联合的理由", max_length=400, blank=True,
        help_text="同一月份有别的部门也要检查这家单位时填写。",
    )  # fmt: skip
    swapped = models.CharField(
        "更换抽中人员的理由", max_length=200, blank=True,
        help_text="双随机抽中的人员不能到场、换人时填写。",
    )  # fmt: skip
    lead_paper = models.CharField("主办人员证件号", max_length=40, blank=True)
    second_paper = models.CharField("协办人员证件号", max_length=40, blank=True)
    began_at = models.DateTimeField("进场时间", null=True)
    signer = models.CharField("被检查单位签字人", max_length=60, blank=True)
    refused = models.BooleanField("拒绝签字", default=False)
    summary = models.TextField("检查记录", max_length=4000, blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "visit_on"], name="inspection_unit")]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.unit.name}"

    @property
    def due_at(self) -> datetime:
        """The last moment of the day by which the visit is made."""
        return end_of(self.due_on)


class Answer(models.Model):
    """What was found of one item, or beside the list where ``item`` is None; the last one counts.

    ``due_on`` is the term to put right what does not pass. ``revision`` grows with each change, so
    that the second of two officers is told what the first one wrote.
    """

    class Verdict(models.TextChoices):
        PASS = "pass", "合格"
        FAIL = "fail", "不合格"
        NONE = "none", "不涉及"

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="answers")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField("结论", max_length=8, choices=Verdict.choices)
    value = models.DecimalField("实测值", max_digits=12, decimal_places=3, null=True)
    spot = models.CharField("具体位置", max_length=120, blank=True)
    says = models.CharField("情况", max_length=1000, blank=True)
    due_on = models.DateField("整改期限", null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["inspection", "item__number", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inspection", "item"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.says}"
