"""A plan in one edition, the drills that exercised it, and what they found."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.obligations.models import Fulfilment
from bihuan.kernel.orgs.fields import AsciiField, UnitsField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter


class Plan(models.Model):
    """One edition of an emergency plan (应急预案) of a government, department or enterprise.

    It holds from its publication until a later edition (``replaces``) is published or it is
    withdrawn. ``above`` is the plan it is linked to (衔接), found by ``above_number``; one that is
    not kept here is named in ``above_name``. ``filed_on`` is empty for one that was not filed.
    """

    class Kind(models.TextChoices):
        COMPREHENSIVE = "comprehensive", "综合应急预案"
        SPECIAL = "special", "专项应急预案"
        SCENE = "scene", "现场处置方案"

    class Event(models.TextChoices):
        GENERAL = "general", "各类生产安全事故"
        FIRE = "fire", "火灾、爆炸"
        CHEMICAL = "chemical", "危险化学品泄漏、中毒"
        MINE = "mine", "矿山事故"
        CONFINED = "confined", "有限空间作业事故"
        COLLAPSE = "collapse", "坍塌、高处坠落"
        EQUIPMENT = "equipment", "特种设备事故"
        OCCUPATIONAL = "occupational", "职业病危害事故"
        TRAFFIC = "traffic", "交通运输事故"
        CROWD = "crowd", "人员密集场所疏散"
        CITY = "city", "城市运行（燃气、管道、地下空间等）"
        DISASTER = "disaster", "自然灾害引发的事故"
        CATASTROPHE = "catastrophe", "巨灾情景"
        OTHER = "other", "其他"

    class Review(models.TextChoices):
        REVIEW = "review", "评审（有专家参加，形成书面纪要）"
        ARGUED = "argued", "论证"
        EXAMINED = "examined", "审定（政府部门组织专家）"

    class Trigger(models.TextChoices):
        LAW = "law", "依据的法律、规章、标准或者上位预案有重大变化"
        COMMAND = "command", "应急指挥机构及其职责调整"
        RISK = "risk", "面临的风险有重大变化"
        RESOURCE = "resource", "重要应急资源有重大变化"
        DRILL = "drill", "演练或者救援中发现要修订的重大问题"
        EVALUATION = "evaluation", "评估结论是需要修订"
        OTHER = "other", "编制单位认为应当修订"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="emergency_plan"
    )
    office = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="编制单位", related_name="emergency_plans"
    )
    maker = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    kind = models.CharField("预案种类", max_length=16, choices=Kind.choices)
    event = models.CharField("针对的事故", max_length=16, choices=Event.choices)
    name = models.CharField("预案名称", max_length=128)
    edition = models.PositiveSmallIntegerField("第几版", default=1)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name="修订自", related_name="later"
    )
    above = models.ForeignKey("self", models.PROTECT, null=True, related_name="below")
    above_number = AsciiField(
        "衔接的上级预案编号", max_length=40, blank=True, default="",
        help_text="本系统里的预案写编号，见“应急准备”页面列出的本地政府和部门预案。",
    )  # fmt: skip
    above_name = models.CharField(
        "衔接的上级预案名称", max_length=128, blank=True, default="",
        help_text="不在本系统里的，写发布单位和预案名称。",
    )  # fmt: skip
    partners = UnitsField(
        "联合编制单位", default=list, blank=True,
        help_text="相邻相近的地区、行业联合编制的填写，一行一个。",
    )  # fmt: skip
    draft_by = models.DateField("哪天以前编成")
    mechanisms = models.CharField(
        "写明的工作机制", max_length=64, blank=True, default="",
        help_text="信息报送、应急响应、现场指挥、协调联动、信息发布、社会动员中写明的几个，用顿号隔开。",
    )  # fmt: skip
    review_form = models.CharField(
        "评审方式", max_length=12, choices=Review.choices, blank=True, default=""
    )
    reviewed_on = models.DateField("评审日期", null=True)
    reviewers = models.CharField(
        "评审人员", max_length=400, blank=True, default="",
        help_text="写姓名、单位和专业。与编制单位有利害关系的应当回避。",
    )  # fmt: skip
    opinion = models.TextField("评审意见", blank=True, default="")
    published_on = models.DateField("公布日期", null=True)
    recipient = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="备案受理单位", related_name="+"
    )
    submitted_on = models.DateField("报备日期", null=True)
    filing_number = models.CharField("备案编号", max_length=48, blank=True, default="")
    filed_on = models.DateField("备案日期", null=True)
    missing_papers = models.TextField(
        "需要补齐的材料", blank=True, default="", help_text="一次性写全，逐条列出。"
    )
    refile_by = models.DateField("哪天以前补齐", null=True)
    evaluate_by = models.DateField(
        "下次评估日期", null=True,
        help_text="第三十五条所列单位三年内评估一次；其他单位照本单位的评估制度定。",
    )  # fmt: skip
    evaluated_on = models.DateField("评估日期", null=True)
    conclusion = models.TextField("评估结论", blank=True, default="")
    trigger = models.CharField(
        "修订情形", max_length=12, choices=Trigger.choices, blank=True, default=""
    )
    why_revise = models.TextField("具体是什么变化、什么问题", blank=True, default="")
    revise_by = models.DateField("哪天以前公布新版", null=True)
    reason = models.CharField("不再编制、废止的原因", max_length=400, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "kind"], name="plan_of_unit"),
            models.Index(
                fields=["filing_number"], name="plan_filed", condition=~Q(filing_number="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.edition} 版）"


class Drill(models.Model):
    """That a drill, kept as a record of performance, exercised a plan: what was judged of it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="drills")
    fulfilment = models.ForeignKey(Fulfilment, models.PROTECT, related_name="exercised")
    evaluation = models.TextField("演练评估")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "fulfilment"], name="plan_exercised_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.fulfilment_id}"


class DrillProblem(models.Model):
    """One problem a drill found (演练发现的问题): put right, made a hazard, or the plan revised."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="drill_problem"
    )
    drill = models.ForeignKey(Drill, models.PROTECT, related_name="problems")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="+")
    says = models.CharField("发现的问题", max_length=400)
    fix_by = models.DateField("哪天以前处理")
    spot = models.CharField("隐患部位", max_length=128, blank=True, default="")
    fixed = models.TextField("怎样改进的", blank=True, default="")
    revise_by = models.DateField("哪天以前公布新版预案", null=True)

    def __str__(self) -> str:
        return self.says
