"""Nouns of the dossier: what is known of an enterprise and since when; papers, people, visits."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place, Post, Unit
from bihuan.kernel.trace.models import Matter

from .catalogue import FACTS
from .rules import TIERS

Tier = tuple(TIERS.items())


def _of(fact: str) -> tuple[tuple[str, str], ...]:
    return tuple(FACTS[fact].choices.items())


class Dossier(models.Model):
    """What is known of one enterprise today (一企一档); how it came to be so are ``FactChange``.

    Columns are what lists filter by. ``unmet`` counts the findings against the staffing that is
    demanded of it, None while nothing can be said; ``findings`` are their words. ``tier_due`` is
    what the routing rules of its place give, "" while facts are missing or no rule is in force;
    ``tier`` what a named person decided.
    """

    unit = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="dossier")
    scale = models.CharField(max_length=8, choices=_of("scale"), blank=True, default="")
    above_scale = models.BooleanField(null=True)
    ownership = models.CharField(max_length=12, choices=_of("ownership"), blank=True, default="")
    form = models.CharField(max_length=12, choices=_of("form"), blank=True, default="")
    facts = models.JSONField(default=dict)
    unmet = models.PositiveSmallIntegerField(null=True)
    findings = models.JSONField(default=list)
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")
    tier = models.CharField("监管层级", max_length=8, choices=Tier, blank=True, default="")
    tier_due = models.CharField(max_length=8, choices=Tier, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unmet"], name="dossier_unmet", condition=Q(unmet__gt=0)),
            models.Index(
                fields=["tier_due"], name="dossier_to_route", condition=~Q(tier=F("tier_due"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}"


class FactChange(models.Model):
    """That a fact of an enterprise was so from a day on: what was before, who said it, on what."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="fact_changes")
    fact = AsciiField("事项", max_length=32)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    since = models.DateField("从哪天起")
    basis = models.CharField("依据", max_length=200, blank=True)
    own = models.BooleanField("企业自报", default=False)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "fact", "since", "id"], name="fact_since")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.fact} {self.since}"


class SideIndustry(models.Model):
    """A class of industry an enterprise also works in (兼营行业), beside the one of its unit."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="side_industries")
    code = AsciiField(max_length=4)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "code"], name="side_industry_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code}"


class Credential(models.Model):
    """A paper with number and validity (证照): licence, insurance, standardisation, plan filing.

    ``until`` is the last day on which it is valid, None for one without end. It ends early by
    ``ended_on``, or is replaced by a later one of its kind. ``duty`` is the obligation to renew it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="credentials")
    kind = AsciiField("种类", max_length=24)
    number = models.CharField("编号", max_length=64)
    grade = models.CharField("等级", max_length=16, blank=True, default="")
    covers = models.CharField("许可、承保范围", max_length=200, blank=True, default="")
    issuer = models.CharField("发证（承保）单位", max_length=64, blank=True, default="")
    since = models.DateField("有效期起")
    until = models.DateField("有效期止", null=True)
    ended_on = models.DateField("提前失效日期", null=True)
    reason = models.CharField("失效原因", max_length=200, blank=True, default="")
    own = models.BooleanField("企业自报", default=False)
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "number"], name="credential_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="credential_ends_after",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["until"], name="credential_until", condition=Q(ended_on__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Contact(models.Model):
    """Who is what in an enterprise that may have no sign-in (联系人), from one day to another."""

    class Part(models.TextChoices):
        PRINCIPAL = "principal", "主要负责人"
        CONTROLLER = "controller", "实际控制人"
        CHAIRMAN = "chairman", "董事长"
        SECRETARY = "secretary", "党组织书记"
        MANAGER = "manager", "总经理"
        SAFETY = "safety", "安全管理负责人"
        DIRECTOR = "director", "安全总监（专职安全副总）"
        TECHNICAL = "technical", "技术负责人"
        SECOND = "second", "第二联系人"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contacts")
    part = models.CharField("身份", max_length=12, choices=Part.choices)
    name = models.CharField("姓名", max_length=32)
    phone = models.CharField("电话", max_length=20, blank=True, default="")
    duties = models.CharField("分管的安全职责", max_length=200, blank=True, default="")
    since = models.DateField("从哪天起")
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "part"],
                condition=Q(until__isnull=True) & ~Q(part="second"),
                name="contact_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.name}"


class RoutingDecision(models.Model):
    """By whom, when and on which rule an enterprise was put under one tier (分级监管决定)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="routings")
    tier = models.CharField("监管层级", max_length=8, choices=Tier)
    due = models.CharField("规则得出的层级", max_length=8, choices=Tier, blank=True)
    rule = AsciiField("规则", max_length=96, blank=True)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+")
    says = models.CharField("原文", max_length=400, blank=True)
    also = models.JSONField("同时符合的规则", default=list)
    facts = models.JSONField("当时的情况", default=dict)
    supervisor = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("理由", max_length=200, blank=True)
    since = models.DateField("从哪天起")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "id"], name="routing_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.tier}"


class Visit(models.Model):
    """That somebody of the grid was at an enterprise for the census (走访) and what was found.

    Photographs hang on the chain of the unit; ``photos`` are their ids. ``changed`` says whether
    something of the dossier was put right.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="visits")
    on = models.DateField("走访日期")
    changed = models.BooleanField("情况有变化")
    found = models.CharField("走访情况", max_length=400)
    photos = models.JSONField(default=list)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "on"], name="visit_once_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["on"], name="visit_on")]

    def __str__(self) -> str:
        return f"{self.unit} {self.on}"


class LinkCharge(models.Model):
    """Which department answers in a place for one link of a trade (环节监管), from a day on."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    link = AsciiField("环节", max_length=96)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="links")
    since = models.DateField("从哪天起")
    until = models.DateField(null=True)
    basis = models.CharField("依据", max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "link", "unit"],
                condition=Q(until__isnull=True),
                name="link_in_charge_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.link} {self.unit}"


class Grid(models.Model):
    """A named part of a village, town or zone whose enterprises somebody looks after (网格).

    ``unit`` is whose grid it is; who looks after it are the terms of its posts.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grids", verbose_name="设立单位")
    name = models.CharField("网格名称", max_length=32)
    since = models.DateField("从哪天起")
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(until__isnull=True), name="grid_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class GridPost(models.Model):
    """A post of a grid: what for, and how its holder is employed; he holds a term of ``post``."""

    class Part(models.TextChoices):
        WORKER = "worker", "网格员（安全信息员）"
        WELFARE = "welfare", "安全生产公益岗位"

    class Manner(models.TextChoices):
        FULL = "full", "专职"
        PART = "part", "兼职"
        CONTRACT = "contract", "劳动合同聘用（政府购买服务）"
        WELFARE = "welfare", "公益性岗位"

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="posts")
    post = models.OneToOneField(Post, models.PROTECT, related_name="grid_post")
    part = models.CharField("岗位", max_length=8, choices=Part.choices)
    manner = models.CharField("用工方式", max_length=8, choices=Manner.choices)

    def __str__(self) -> str:
        return f"{self.get_part_display()}"


class GridUnit(models.Model):
    """That an enterprise is looked after in a grid, from one day to another; in one at a time."""

    grid = models.ForeignKey(Grid, models.PROTECT, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="in_grids")
    since = models.DateField("从哪天起")
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until__isnull=True), name="in_one_grid"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["grid"], name="grid_holds", condition=Q(until__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} in {self.grid_id}"


class GridReport(models.Model):
    """What a grid worker found and reported upwards, to whom, and what became of it (网格上报)."""

    class Kind(models.TextChoices):
        MAJOR = "major", "重大安全隐患"
        HAZARD = "hazard", "一般安全隐患"
        ILLEGAL = "illegal", "非法违法生产经营、建设"
        OTHER = "other", "其他安全问题"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="grid_report"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="上报单位", related_name="+")
    reporter = models.ForeignKey(Person, models.PROTECT, verbose_name="上报人", related_name="+")
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, related_name="reports")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="涉及的单位", related_name="+",
        help_text="登记过的单位；没有登记的写在“地点”里。",
    )  # fmt: skip
    spot = models.CharField("地点", max_length=120)
    says = models.TextField("看到什么")
    found_on = models.DateField("发现日期", null=True, help_text="不填就是今天。")
    dissuaded = models.CharField(
        "劝导情况", max_length=400, blank=True, help_text="当场劝了谁、改了没有；没有劝的不填。"
    )
    receiver = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="接报单位", related_name="+"
    )
    routed = models.CharField("为什么报给它", max_length=200, blank=True)
    handling = models.CharField("核实情况", max_length=400, blank=True)
    recipient = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="移交给有执法权的部门", related_name="+"
    )
    reason = models.CharField("移交理由", max_length=400, blank=True)
    led_to = models.ForeignKey(
        Matter, models.PROTECT, null=True, verbose_name="转成的事项", related_name="+"
    )
    result = models.TextField("处理结果", blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.spot}"
