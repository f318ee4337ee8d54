"""Nouns of accidents: the accident, counts of it, its way up, its investigation, the remedies."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from . import rules


class Accident(models.Model):
    """One accident at one unit: what happened, whom it harmed, how it was reported (事故).

    The numbers are those last reported; each report of them is a :class:`Toll`. ``grade`` is
    computed from them, within the window of the law. ``finding`` is what a named person found of
    how the unit reported; the lateness itself is computed from the three moments.
    """

    class Sort(models.TextChoices):
        WORK = rules.WORK, "生产安全事故"
        ROAD = rules.ROAD, "道路交通事故"
        FIRE = rules.FIRE, "火灾事故"

    class Leading(models.TextChoices):
        PRESENT = "present", "有领导在现场带班"
        ABSENT = "absent", "没有领导在现场带班"
        NOT_ASKED = "not_asked", "不要求领导带班"

    class Finding(models.TextChoices):
        PROPER = "proper", "如实及时报告"
        LATE = "late", "迟报"
        OMITTED = "omitted", "漏报"
        FALSE = "false", "谎报"
        CONCEALED = "concealed", "瞒报"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="accident")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="事故发生单位", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="登记单位", related_name="+")
    reporter = models.ForeignKey(Person, models.PROTECT, verbose_name="登记人", related_name="+")
    sort = models.CharField("事故种类", max_length=8, choices=Sort.choices)
    kind = models.CharField(
        "事故类别", max_length=32, choices=rules.kinds(),
        help_text="2026-07-01 以前按 GB 6441—1986，以后按 GB 6441—2025。",
    )  # fmt: skip
    happened_at = models.DateTimeField("发生时间")
    heard_at = models.DateTimeField("单位负责人接到报告的时间", null=True)
    site = models.CharField("事故地点", max_length=200, help_text="写到车间、路段、楼层。")
    grade = models.CharField(
        "事故等级", max_length=16, choices=tuple((k, f"{v}事故") for k, v in rules.GRADES.items())
    )
    deaths = models.PositiveIntegerField("死亡人数")
    missing = models.PositiveIntegerField("失踪（下落不明）人数", default=0)
    injured = models.PositiveIntegerField("重伤人数", help_text="含急性工业中毒。")
    slight = models.PositiveIntegerField("轻伤人数", default=0)
    loss = models.DecimalField(
        "直接经济损失（万元）", max_digits=12, decimal_places=2, null=True,
        help_text="初步估计；还不清楚的不填。",
    )  # fmt: skip
    course = models.TextField("简要经过", help_text="何时何地、在做什么、怎样发生。")
    measures = models.TextField("已经采取的措施")
    social_impact = models.BooleanField("社会影响较大", default=False)
    unlawful = models.BooleanField("非法违法生产经营", default=False)
    leading = models.CharField("领导带班", max_length=16, choices=Leading.choices, blank=True)
    rostered = models.CharField(
        "当班带班领导", max_length=64, blank=True, help_text="带班表上排的是谁。"
    )
    account = models.TextField("事故发生单位的报告", blank=True)
    changed = models.CharField("补报的情况", max_length=400, blank=True)
    finding = models.CharField("报告情形", max_length=16, choices=Finding.choices, blank=True)
    finding_says = models.TextField("认定理由", blank=True)
    rescue_delayed = models.BooleanField("贻误抢救", default=False)

    def __str__(self) -> str:
        return f"{self.unit.name}{self.get_kind_display()}事故"


class Toll(models.Model):
    """What an accident cost as it was known at one moment; never changed, only followed."""

    accident = models.ForeignKey(Accident, models.PROTECT, related_name="tolls")
    at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    deaths = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    injured = models.PositiveIntegerField()
    slight = models.PositiveIntegerField()
    loss = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    says = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"死亡 {self.deaths} 失踪 {self.missing} 重伤 {self.injured}"


class Relay(models.Model):
    """That one authority was told of an accident, and how it passed the report on (上报)."""

    class Way(models.TextChoices):
        PHONE = "phone", "电话快报"
        SYSTEM = "system", "系统直报"
        FAX = "fax", "传真、专网"
        PERSON = "person", "当面报告"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="relay")
    accident = models.ForeignKey(Accident, models.PROTECT, related_name="relays")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="接报部门", related_name="+")
    received_at = models.DateTimeField("接报时间")
    sent_to = models.CharField("上报到", max_length=120, blank=True, help_text="写部门全称。")
    sent_at = models.DateTimeField("上报时间", null=True)
    way = models.CharField("上报方式", max_length=16, choices=Way.choices, blank=True)
    government_told_at = models.DateTimeField("报告本级政府的时间", null=True)
    told = models.CharField(
        "通知情况", max_length=400, blank=True,
        help_text="公安、人力资源社会保障、工会、检察院分别何时通知、接听人是谁。",
    )  # fmt: skip
    kept_because = models.CharField("不再上报的理由", max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["accident", "unit"], name="relay_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit.name}上报事故"


class Investigation(models.Model):
    """The investigation of an accident, from naming its group to the look back (事故调查)."""

    class Level(models.TextChoices):
        NORMAL = "normal", "按事故等级调查"
        RAISED = "raised", "提级调查"
        JOINT = "joint", "跨区域联合调查"

    class Nature(models.TextChoices):
        LIABLE = "liable", "生产安全责任事故"
        NOT_LIABLE = "not_liable", "非责任事故"
        NATURAL = "natural", "自然灾害"

    class Ground(models.TextChoices):
        SPECIAL = "special", "特殊情况"
        APPRAISAL = "appraisal", "技术鉴定所需时间"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="investigation"
    )
    accident = models.ForeignKey(Accident, models.PROTECT, related_name="investigations")
    government = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="负责调查的人民政府", related_name="+"
    )
    level = models.CharField("调查方式", max_length=16, choices=Level.choices, blank=True)
    level_because = models.CharField("提级或联合调查的理由", max_length=400, blank=True)
    led_by = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="调查组牵头单位", related_name="+"
    )
    leader = models.CharField("调查组组长", max_length=64, blank=True, help_text="姓名和职务。")
    members = UnitsField(
        "成员单位", default=list, blank=True,
        help_text="公安、工会等派人参加；伤亡事故应有人力资源社会保障部门。",
    )  # fmt: skip
    invited = models.CharField(
        "邀请参加", max_length=200, blank=True, help_text="检察院的受邀人；聘请的专家。"
    )
    due_on = models.DateField("提交调查报告的期限", null=True)
    wanted = models.DateField("申请延长至", null=True)
    ground = models.CharField("延长的原因", max_length=16, choices=Ground.choices, blank=True)
    wanted_because = models.CharField("申请延长的理由", max_length=400, blank=True)
    appraised_days = models.PositiveIntegerField("不计入期限的技术鉴定天数", default=0)
    nature = models.CharField("事故性质", max_length=16, choices=Nature.choices, blank=True)
    direct_cause = models.TextField("直接原因", blank=True)
    indirect_cause = models.TextField("间接原因", blank=True)
    technical = models.TextField("技术问题专篇", blank=True)
    managerial = models.TextField("管理问题专篇", blank=True)
    liabilities = models.TextField("责任认定和处理建议", blank=True)
    proposals = models.TextField("防范和整改措施建议", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    replied_on = models.DateField("批复日期", null=True)
    remedy_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="整改责任单位", related_name="+"
    )
    remedy_says = models.TextField("整改措施", blank=True)
    remedy_by = models.DateField("整改期限", null=True)
    published_on = models.DateField("公布日期", null=True)
    published_in = models.CharField("公布的载体或网址", max_length=200, blank=True)
    explained = models.TextField("解读和回应", blank=True, help_text="怎样解读、怎样回应关切。")
    cause_found = models.BooleanField("事故原因已经查清", default=False)
    liable_handled = models.BooleanField("责任人员已经处理", default=False)
    people_taught = models.BooleanField("有关人员已经受到教育", default=False)
    measures_made = models.BooleanField("整改措施已经落实", default=False)
    closing = models.TextField("四不放过落实情况", blank=True, help_text="逐项写，注明依据的文件。")
    evaluate_by = models.DateField("评估期限", null=True)
    evaluation = models.TextField("整改落实情况评估意见", blank=True)

    def __str__(self) -> str:
        return f"{self.accident}调查"


class Remedy(models.Model):
    """One measure that an investigation demands of one unit, until somebody else checked it."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="remedy")
    investigation = models.ForeignKey(Investigation, models.PROTECT, related_name="remedies")
    asker = models.ForeignKey(Unit, models.PROTECT, verbose_name="核查单位", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="整改责任单位", related_name="+")
    says = models.TextField("整改措施")
    due_on = models.DateField("整改期限")
    result = models.TextField("整改结果", blank=True)
    opinion = models.CharField("核查意见", max_length=400, blank=True)
    again_by = models.DateField("重新整改期限", null=True)

    class Meta:
        verbose_name_plural = "remedies"

    def __str__(self) -> str:
        return f"事故整改：{self.says[:40]}"
