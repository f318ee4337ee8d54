"""What is done on the spot and about cases: orders, compulsory measures, reviews, idle offices."""

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from .. import measures
from .cases import articles


class Injunction(models.Model):
    """An order to put a violation right (责令改正): by a day, or at once, with its re-check."""

    class Kind(models.TextChoices):
        TERM = "term", "责令限期整改"
        REMOVE = "remove", "现场处理：责令立即排除"
        EVACUATE = "evacuate", "现场处理：责令从危险区域撤出作业人员"
        HALT = "halt", "现场处理：责令暂时停止作业、停止使用"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="enforcement_order"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="当事单位", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="责令单位", related_name="+")
    authority = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="名义机关", related_name="+"
    )
    handler = models.ForeignKey(Person, models.PROTECT, verbose_name="承办人", related_name="+")
    second = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="协办执法人员", related_name="+"
    )
    kind = models.CharField("责令种类", max_length=16, choices=Kind.choices)
    article = models.CharField(
        "涉嫌违反", max_length=80, choices=articles, blank=True,
        help_text="列入罚则的选对应条款；选了首次即可处罚的，应当立案。",
    )  # fmt: skip
    found_on = models.DateField("发现日期")
    facts = models.TextField("发现的问题")
    demands = models.TextField("整改要求")
    due_on = models.DateField("整改期限")
    done = models.TextField("整改情况", blank=True)
    rechecked_on = models.DateField("复查日期", null=True)
    recheck = models.TextField("复查意见", blank=True)
    opinion = models.TextField("不予处罚的理由", blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}{self.get_kind_display()}"


class Measure(models.Model):
    """A compulsory measure (行政强制措施): approved, carried out, prolonged once, ended."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="coercive_measure"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="当事单位", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="实施单位", related_name="+")
    authority = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="决定机关", related_name="+"
    )
    handler = models.ForeignKey(Person, models.PROTECT, verbose_name="承办人", related_name="+")
    second = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="协办执法人员", related_name="+"
    )
    kind = models.CharField("强制措施", max_length=16, choices=measures.choices)
    target = models.TextField(
        "对象和范围", help_text="场所、设施、财物逐项写明，或者写供电、供应单位。"
    )
    facts = models.TextField("事实和理由")
    supplier = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="供电、供应单位", related_name="+",
        help_text="停止供电、停止供应民用爆炸物品的填写。",
    )  # fmt: skip
    urgent = models.CharField(
        "紧急情形", max_length=400, blank=True, help_text="没有紧急情形的不填。"
    )
    warned_at = models.DateTimeField("通知当事人的时间", null=True)
    started_at = models.DateTimeField("实施时间", null=True)
    until = models.DateField("期限", null=True)
    because = models.TextField("延长的理由", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    ended_because = models.TextField("解除或处理的理由", blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}行政强制措施"


class Scrutiny(models.Model):
    """A look at a case by others (执法行为审议、案卷评查), and the mistake put right."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="enforcement_review"
    )
    case = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="办案单位", related_name="+")
    reviewer = models.ForeignKey(Person, models.PROTECT, verbose_name="评查人", related_name="+")
    own = models.ForeignKey(Unit, models.PROTECT, verbose_name="评查单位", related_name="+")
    about = models.CharField("评查重点", max_length=400)
    score = models.PositiveSmallIntegerField("案卷得分（百分制）", null=True)
    findings = models.TextField("评查意见", blank=True)
    correct_by = models.DateField("纠正期限", null=True)
    corrected = models.TextField("纠正情况", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"评查{self.office.name}案卷"


class Zero(models.Model):
    """An office that inspects and never punishes (只检查不处罚), to be called in for a talk."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="zero_penalty"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="对象单位", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    since = models.DateField("统计起")
    until = models.DateField("统计止")
    inspections = models.PositiveIntegerField("检查次数", default=0)
    penalties = models.PositiveIntegerField("处罚件数", default=0)
    facts = models.TextField("情况说明")
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}只检查不处罚"
