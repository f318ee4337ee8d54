"""Nouns of credit: the listing and its spells, what each body did, incentives."""

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from . import rules


class Dishonesty(models.Model):
    """The case of listing a unit, and its persons, for serious dishonesty (严重失信)."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="dishonesty"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="决定单位", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="失信单位", related_name="+")
    people = models.CharField(
        "有关人员", max_length=200, blank=True, help_text="主要负责人和其他责任人员的姓名、职务。"
    )
    condition = models.CharField("列入情形", max_length=60, choices=rules.choices)
    facts = models.TextField("事由", help_text="写明事实、处罚或者调查结论的文号。")
    told_on = models.DateField("告知日期", null=True)
    state_by = models.DateField("陈述申辩期限", null=True)
    statement = models.TextField("陈述申辩和听证情况", blank=True)
    hearing_on = models.DateField("听证日期", null=True)
    opinion = models.CharField("决定意见", max_length=400, blank=True)
    listed_on = models.DateField("列入日期", null=True)
    until = models.DateField("管理期限至", null=True)
    applied_on = models.DateField("申请提前移出日期", null=True)
    remedied = models.TextField(
        "履行义务、消除影响的情况", blank=True, help_text="逐项写明，附凭据。"
    )
    because = models.CharField("理由", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}严重失信"


class Spell(models.Model):
    """A time on the list: from which day until which at the latest, and when it really ended."""

    dishonesty = models.ForeignKey(Dishonesty, models.PROTECT, related_name="spells")
    since = models.DateField()
    until = models.DateField()
    ended_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.dishonesty} {self.since}"


class Restriction(models.Model):
    """What one punishing body does to who is listed, in one area, with its receipt."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="measure")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="推送单位", related_name="+")
    dishonesty = models.ForeignKey(Dishonesty, models.PROTECT, related_name="measures")
    area = models.CharField("惩戒的方面", max_length=40)
    key = AsciiField(max_length=80)
    body = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="惩戒部门", related_name="+",
        help_text="原文没有写明是哪一个单位的，由指定的人选。",
    )  # fmt: skip
    measure = models.TextField("采取的限制或禁止措施", blank=True)
    applied_on = models.DateField("采取措施日期", null=True)
    reply = models.TextField("没有可采取的措施，说明", blank=True)
    ended_because = models.CharField("停止惩戒的原因", max_length=200, blank=True)
    lifted_on = models.DateField("解除日期", null=True)

    def __str__(self) -> str:
        return f"{self.area}：{self.dishonesty}"


class Incentive(models.Model):
    """What is granted to a unit that kept faith (守信激励), and that it was really given."""

    class Kind(models.TextChoices):
        FEWER_CHECKS = "checks", "减少检查频次"
        RESUMPTION = "resumption", "复产验收优先"
        INSURANCE = "insurance", "优化保险费率"
        CREDIT = "credit", "信贷信用评级"
        FUND = "fund", "专项激励资金"
        SUBSIDY = "subsidy", "以奖代补、建成后补"
        ACCESS = "access", "审批、准入等支持"
        PRAISE = "praise", "列为诚信企业"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="incentive"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="提出单位", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="守信单位", related_name="+")
    kind = models.CharField("激励的种类", max_length=10, choices=Kind.choices)
    grounds = models.TextField("理由", help_text="达标等级、无事故年限、改造项目等，写明凭据。")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, null=True)
    body = models.ForeignKey(Unit, models.PROTECT, verbose_name="兑现单位", related_name="+")
    until = models.DateField("有效期至", null=True)
    opinion = models.CharField("意见", max_length=400, blank=True)
    given_on = models.DateField("兑现日期", null=True)
    given = models.TextField("怎样兑现的", blank=True)
    because = models.CharField("停止的理由", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}{self.get_kind_display()}"
