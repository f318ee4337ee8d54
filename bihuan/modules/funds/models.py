"""Nouns of safety money: an enterprise's year, a public fund's year, and what was booked in each.

Fields that a repeated step fills in are empty again once it is booked; the lines keep all of it.
"""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from . import tables

MONTH = (MinValueValidator(1), MaxValueValidator(12))
YEAR = (MinValueValidator(2000), MaxValueValidator(2100))


def _money(title: str, **options: Any) -> Any:
    """A sum that is not negative."""
    return models.DecimalField(
        title, max_digits=16, decimal_places=2, validators=[MinValueValidator(0)], **options
    )


def _unit(title: str, **options: Any) -> Any:
    return models.ForeignKey(Unit, models.PROTECT, verbose_name=title, related_name="+", **options)


def _person(title: str, **options: Any) -> Any:
    return models.ForeignKey(
        Person, models.PROTECT, verbose_name=title, related_name="+", **options
    )


def _month(title: str, **options: Any) -> Any:
    return models.PositiveSmallIntegerField(title, validators=MONTH, null=True, **options)


class FeeYear(models.Model):
    """The safety fee of one enterprise in one year (安全生产费用年度台账), in 元.

    ``carried`` is what was left of the year before and ``owed_before`` what that year owed; None
    while nobody said so. What this year owes is reckoned from the bases, never typed.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="fee_year")
    unit = _unit("企业")
    keeper = _person("经办人")
    year = models.PositiveSmallIntegerField("年度", validators=YEAR)
    carried = _money("上年结余（元）", null=True, help_text="上年建过台账的自动结转，不用填。")
    owed_before = _money(
        "上年度应提取额（元）", null=True, help_text="结余达到它的三倍时暂停提取。"
    )
    deducted = models.CharField(
        "已按规定税前列支", max_length=4, choices=(("yes", "是"), ("no", "否")), blank=True
    )
    trade = AsciiField("行业（业务）", max_length=24, choices=tables.trades, blank=True)
    base = models.DecimalField(
        "提取依据数", max_digits=18, decimal_places=2, null=True, validators=[MinValueValidator(0)],
        help_text="营业收入、造价写元，产量写吨或者千立方米；还不知道的不填，应提金额显示未设定。",
    )  # fmt: skip
    base_month = _month("依据数的月份", help_text="按产量、造价提取的填写；按营业收入的不填。")
    base_source = models.CharField(
        "依据数从哪里来", max_length=200, blank=True, help_text="审计报告、纳税申报表、产量报表。"
    )
    planned = _money("本年计划使用（元）", null=True)
    month = _month("提取月份")
    amount = _money("金额（元）", null=True)
    category = AsciiField("支出类别", max_length=16, choices=tables.categories, blank=True)
    happened_on = models.DateField("支出日期", null=True)
    about = models.CharField("用在哪里", max_length=200, blank=True)
    hazard_number = models.CharField(
        "隐患编号", max_length=40, blank=True, help_text="治理登记过的隐患的填写。"
    )
    line_number = models.PositiveIntegerField("台账序号", null=True)
    why = models.CharField("为什么不属于安全费用支出", max_length=200, blank=True)
    summary = models.TextField("全年提取和使用情况", blank=True)
    explanation = models.TextField(
        "使用不足的书面说明", blank=True,
        help_text="实际使用不足应提金额 60% 的必须填：原因，经哪次董事会（股东会）审议。",
    )  # fmt: skip
    report_by = models.DateField("年报期限", null=True)
    begins_on = models.DateField("年度起", null=True)
    opinion = models.CharField("意见", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name} {self.year} 年安全生产费用"


class FeeBase(models.Model):
    """On what a trade of an enterprise extracts: a later row of a trade and month counts instead.

    ``base`` None says that the trade is worked in and its base not known yet.
    """

    fee = models.ForeignKey(FeeYear, models.PROTECT, related_name="bases")
    trade = AsciiField("行业（业务）", max_length=24, choices=tables.trades)
    month = _month("月份")
    base = models.DecimalField("依据数", max_digits=18, decimal_places=2, null=True)
    source = models.CharField("来源", max_length=200)
    proofs = models.JSONField(default=list)
    by = _person("登记人")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.get_trade_display()} {self.base}"


class FeeLine(models.Model):
    """A sum extracted for a month, or used for a category, with its vouchers.

    ``foreign`` says in the regulator's words why a use does not belong here, "" while it does.
    """

    class Kind(models.TextChoices):
        EXTRACT = "extract", "提取"
        USE = "use", "使用"

    fee = models.ForeignKey(FeeYear, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    month = models.PositiveSmallIntegerField("月份", validators=MONTH)
    on = models.DateField("日期", null=True)
    amount = _money("金额（元）")
    category = AsciiField("支出类别", max_length=16, choices=tables.categories, blank=True)
    about = models.CharField("用在哪里", max_length=200, blank=True)
    hazard = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    proofs = models.JSONField(default=list)
    foreign = models.CharField("不属于安全费用支出", max_length=200, blank=True)
    by = _person("登记人")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class Budget(models.Model):
    """A public fund for safety in one year (安全生产经费预算), in 万元, from draft to report.

    ``before`` is the sum of the year before, None while nobody said so. Of a fund that is a share,
    ``base`` is what it is a share of.
    """

    class Kind(models.TextChoices):
        SPECIAL = "special", "安全生产预防及应急专项资金"
        WORK = "work", "安全生产工作经费（整治经费）"
        ENFORCEMENT = "enforcement", "监管执法经费"
        DEPARTMENT = "department", "安监部门经费"
        HAZARDS = "hazards", "重大隐患治理资金"
        MATCHING = "matching", "上级专项资金和本级配套资金"
        INCENTIVE = "incentive", "达标奖励专项资金"
        TECHNOLOGY = "technology", "安全科技补贴"
        PREVENTION = "prevention", "事故预防资金（保费提取）"
        INJURY = "injury", "工伤预防费"

    class Source(models.TextChoices):
        OWN = "own", "本级财政"
        NATION = "nation", "中央"
        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "县（市、区）"
        ENTERPRISE = "enterprise", "企业"
        INSURER = "insurer", "保险机构、工伤保险基金"

    class Use(models.TextChoices):
        HAZARD = "hazard", "隐患排查治理"
        DUAL = "dual", "双重预防机制"
        STANDARD = "standard", "标准化建设"
        TEACHING = "teaching", "安全（工伤预防）宣传培训"
        PLAN = "plan", "规划确定的重点任务"
        RISK = "risk", "风险评估管控"
        CONSULTING = "consulting", "安全咨询"
        CHECKING = "checking", "安全检查论证"
        PREVENTION = "prevention", "事故预防服务"
        EXAMINATION = "examination", "危害岗位职业健康体检"
        AWARD = "award", "达标奖励"
        SUBSIDY = "subsidy", "机械化、自动化改造和安全科技补贴"
        ENFORCEMENT = "enforcement", "监管执法和装备"
        RESCUE = "rescue", "应急救援"
        SERVICE = "service", "购买安全服务"
        OTHER = "other", "其他"

    class Way(models.TextChoices):
        COMPETITION = "competition", "竞争立项"
        REWARD = "reward", "以奖代补"
        AFTERWARDS = "afterwards", "建成后补"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="safety_budget"
    )
    office = _unit("编制单位")
    drafter = _person("经办人")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("年度", validators=YEAR)
    about_unit = _unit("投保企业", null=True, help_text="保费提取的预防资金，逐家登记时填写。")
    amount = _money("本年安排（万元）")
    before = _money("上年安排（万元）", null=True, help_text="上年登记过的自动取，不用填。")
    base = _money("提取基数（万元）", null=True, help_text="保费总额、上年度工伤保险基金征缴额。")
    base_source = models.CharField("基数和上年数从哪里来", max_length=200, blank=True)
    per_head = _money("人均（万元）", null=True, help_text="安监部门经费填写。")
    police_per_head = _money("同级公安部门人均（万元）", null=True)
    cut_reason = models.CharField(
        "少于要求的理由", max_length=400, blank=True, help_text="比上年少、比应提的少时必须写明。"
    )
    opinion = models.CharField("意见", max_length=400, blank=True)
    sum = _money("金额（万元）", null=True)
    happened_on = models.DateField("日期", null=True)
    source = models.CharField("资金来源", max_length=12, choices=Source.choices, blank=True)
    use = models.CharField("用途", max_length=12, choices=Use.choices, blank=True)
    way = models.CharField(
        "支持方式", max_length=12, choices=Way.choices, blank=True, help_text="支持企业改造的填写。"
    )
    about = models.CharField("给谁、用在哪里", max_length=200, blank=True)
    hazard_number = models.CharField(
        "隐患编号", max_length=40, blank=True, help_text="治理登记过的隐患的填写。"
    )
    result = models.TextField("执行情况", blank=True)
    report_by = models.DateField("报告期限", null=True)

    def __str__(self) -> str:
        return f"{self.year} 年{self.get_kind_display()}"


class BudgetLine(models.Model):
    """A sum given out of a public fund, or used, with its papers."""

    class Kind(models.TextChoices):
        GIVEN = "given", "拨付（到位）"
        USED = "used", "使用"

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField("日期")
    sum = _money("金额（万元）")
    source = models.CharField("资金来源", max_length=12, choices=Budget.Source.choices, blank=True)
    use = models.CharField("用途", max_length=12, choices=Budget.Use.choices, blank=True)
    way = models.CharField("支持方式", max_length=12, choices=Budget.Way.choices, blank=True)
    about = models.CharField("给谁、用在哪里", max_length=200)
    hazard = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    proofs = models.JSONField(default=list)
    by = _person("登记人")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sum}"
