"""Nouns of engineering projects: the project, what was invested in it, its milestones."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from . import programmes


def _money(title: str, **options: Any) -> Any:
    return models.DecimalField(
        title, max_digits=14, decimal_places=2, validators=[MinValueValidator(0)], **options
    )


class Project(models.Model):
    """One engineering project (工程治理项目) of a programme a document names, in 万元.

    ``percent`` is None while nobody reported. Fields a repeated step fills in are empty again once
    it is booked; the lines keep all of it.
    """

    class Works(models.TextChoices):
        MINE = "build_mine", "矿山工程"
        HOUSE = "build_house", "铁路、房屋建筑、城市轨道交通工程"
        WATER = "build_water", "水利水电、电力工程"
        PLANT = "build_plant", "冶炼、机电安装、化工石油、通信工程"
        ROAD = "build_road", "市政公用、港口与航道、公路工程"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="project")
    keeper = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    lead = models.ForeignKey(Unit, models.PROTECT, verbose_name="牵头单位", related_name="+")
    programme = AsciiField("工程治理行动", max_length=80, choices=programmes.choices)
    name = models.CharField("项目名称", max_length=128)
    site = models.CharField("地点", max_length=128)
    planned = _money("计划投资（万元）")
    starts_by = models.DateField("计划开工")
    ends_by = models.DateField("计划完工")
    contractor = models.CharField("施工单位", max_length=128, blank=True)
    works = models.CharField("工程类别", max_length=12, choices=Works.choices, blank=True)
    price = _money("中标造价（万元）", null=True)
    safety_fee = _money(
        "合同单列的安全生产费用（万元）",
        null=True,
        help_text="和造价一起填，低于国家标准的会显示。",
    )
    sum = _money("金额（万元）", null=True)
    happened_on = models.DateField("日期", null=True)
    about = models.CharField("资金来源、用在哪里", max_length=200, blank=True)
    milestone = models.CharField("节点", max_length=128, blank=True)
    milestone_by = models.DateField("节点期限", null=True)
    percent = models.PositiveSmallIntegerField(
        "完成进度（%）", null=True, validators=[MaxValueValidator(100)]
    )
    progress = models.TextField("进展", blank=True)
    result = models.TextField("完工情况", blank=True)
    opinion = models.CharField("意见", max_length=400, blank=True)
    reason = models.CharField("停止的原因", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.name


class Tender(models.Model):
    """A bid that is to win construction works (施工招标), and the safety fee it quotes, in 万元.

    ``safety_fee`` is None while the bid quotes none apart; ``competed`` is "" while nobody said
    whether it was part of the price that bidders compete by. ``next_price`` is the lowest of the
    other bids, None where it is not known.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="tender")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="登记部门", related_name="+")
    keeper = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    owner = models.ForeignKey(Unit, models.PROTECT, verbose_name="建设单位", related_name="tenders")
    name = models.CharField("工程名称", max_length=128)
    site = models.CharField("地点", max_length=128)
    works = models.CharField("工程类别", max_length=12, choices=Project.Works.choices)
    cost = _money("工程造价（万元）")
    control_price = _money("招标控制价（万元）", null=True)
    bidder = models.CharField("拟中标的施工企业", max_length=128)
    price = _money("报价（万元）")
    next_price = _money("其他投标人的最低报价（万元）", null=True)
    safety_fee = _money(
        "单列的安全生产费用（万元）", null=True, help_text="没有单列的不填，会显示没有单列。"
    )
    competed = models.CharField(
        "安全生产费用计入竞争性报价",
        max_length=4,
        choices=(("yes", "是"), ("no", "否")),
        blank=True,
    )
    correct_by = models.DateField("补正期限", null=True)
    answer = models.CharField("补正说明", max_length=400, blank=True)
    awarded_on = models.DateField("中标日期", null=True)
    recipient = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="移送给有处罚权的部门", related_name="+"
    )
    reason = models.CharField("理由", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.name


class Investment(models.Model):
    """A sum placed for a project, or spent on it, with its papers."""

    class Kind(models.TextChoices):
        PLACED = "placed", "到位"
        SPENT = "spent", "完成投资"

    project = models.ForeignKey(Project, models.PROTECT, related_name="investments")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField("日期")
    sum = _money("金额（万元）")
    about = models.CharField("资金来源、用在哪里", max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sum}"


class Milestone(models.Model):
    """One milestone of a project: what, by when, reached with proof."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="milestone"
    )
    project = models.ForeignKey(Project, models.PROTECT, related_name="milestones")
    lead = models.ForeignKey(Unit, models.PROTECT, verbose_name="牵头单位", related_name="+")
    title = models.CharField("节点", max_length=128)
    due_on = models.DateField("期限")
    reached_on = models.DateField("达到日期", null=True)
    findings = models.TextField("完成情况", blank=True)
    reason = models.CharField("取消的原因", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.title
