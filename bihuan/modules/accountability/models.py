"""Nouns of accountability: the case, what it bars its person or unit from, the opinion asked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.trace.models import Matter


class Event(models.TextChoices):
    """What somebody is held to account for; accidents by the grades of 国务院令第493号第三条."""

    ORDINARY = "ordinary", "发生一般事故"
    SERIOUS = "serious", "发生较大事故"
    MAJOR = "major", "发生重大事故"
    EXTRAORDINARY = "extraordinary", "发生特别重大事故"
    CONCEALED = "concealed", "瞒报、谎报、漏报、迟报事故"
    FAILED = "failed", "安全生产责任考核不合格"
    DUTY = "duty", "责任没有履行"
    SUPERVISION = "supervision", "督办不力"
    INTERFERENCE = "interference", "非法干预监管执法"
    FALSE_REPORT = "false_report", "机构租借资质、挂靠、出具虚假报告"


class Measure(models.TextChoices):
    """What may be decided, from the lightest to the heaviest."""

    ADMONITION = "admonition", "警示约谈"
    CRITICISM = "criticism", "通报批评"
    TRANSFERRED = "transferred", "组织处理：调离岗位"
    SIDELINED = "sidelined", "组织处理：改任非领导职务"
    REMOVED = "removed", "组织处理：免职"
    DEMOTED = "demoted", "组织处理：降职"
    DISCIPLINED = "disciplined", "纪律处分：撤职以下处分"
    DISMISSED = "dismissed", "纪律处分：撤职、开除"
    CRIMINAL = "criminal", "追究刑事责任"
    REVOKED = "revoked", "吊销资质、资格"
    REVOKED_LIFE = "revoked_life", "吊销资质、资格（情节严重）"


class Liability(models.TextChoices):
    """How far the person or unit is liable for what happened."""

    MAIN = "main", "主要责任"
    IMPORTANT = "important", "重要责任"
    LEADING = "leading", "领导责任"
    OTHER = "other", "其他责任"


class Accountability(models.Model):
    """One person, or one unit, held to account for one event (问责).

    ``unit`` is the unit itself, or the one where ``person`` held ``post`` on the day of the event.
    ``account`` says what was owed and done by that day when the case was opened.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="accountability"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="提出单位", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="被问责单位（人员所在单位）", related_name="+"
    )
    name = models.CharField(
        "被问责人姓名", max_length=32, blank=True, help_text="问责单位的不填；问责人员的写姓名。"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="held_to_account")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, verbose_name="当日岗位", related_name="+"
    )
    event = models.CharField("问责情形", max_length=16, choices=Event.choices)
    happened_on = models.DateField("发生日期", help_text="按这一天的任职和责任台账对照。")
    facts = models.TextField("事实", help_text="写明没有做到什么、依据哪些记录。")
    account = models.CharField("当日责任台账", max_length=400, blank=True)
    proposed = models.CharField("建议措施", max_length=16, choices=Measure.choices)
    decider = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="决定机关", related_name="+",
        help_text="按干部管理权限；组织处理以上的措施，安委会、安委办只能建议。",
    )  # fmt: skip
    answer_by = models.DateField("陈述申辩期限")
    decide_by = models.DateField("作出决定期限")
    answer = models.TextField("陈述申辩", blank=True)
    unanswered = models.CharField("未陈述的情况", max_length=400, blank=True)
    measure = models.CharField("决定措施", max_length=16, choices=Measure.choices, blank=True)
    liability = models.CharField("责任程度", max_length=16, choices=Liability.choices, blank=True)
    effective_on = models.DateField(
        "生效日期", null=True, help_text="限制从这一天起算；刑罚从执行完毕之日起算。"
    )
    reasons = models.TextField("决定理由", blank=True, help_text="对照台账逐项写：哪一项应办未办。")
    organisation = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="抄送组织部门", related_name="+"
    )
    execute_by = models.DateField("执行期限", null=True)
    executed = models.TextField("执行情况", blank=True)
    appeal = models.TextField("申诉理由", blank=True)
    review = models.TextField("复核意见", blank=True)

    class Meta:
        verbose_name_plural = "accountability"

    def __str__(self) -> str:
        return f"问责{self.who}"

    @property
    def who(self) -> str:
        """The person with the unit, or the unit itself."""
        return f"{self.unit.name}{self.person.name}" if self.person else self.unit.name


class Bar(models.Model):
    """What a person or unit is barred from by a clause, from a day until (and without) another.

    Without ``until`` it is for life. ``key`` names the line of the pack it follows from.
    An appointment bar names the posts by ``leads`` of units of ``kinds``; ``industry`` is the
    division (two digits of GB/T 4754) it is limited to, empty for all. An industry bar names every
    post of units of ``kinds``; one of a unit names every post of it.
    """

    class What(models.TextChoices):
        PROMOTION = "promotion", "提拔或者重用"
        AWARD = "award", "评先评优"
        APPOINTMENT = "appointment", "任职"
        INDUSTRY = "industry", "从业（行业禁入）"

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="bars")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="bars")
    cause = models.ForeignKey(Matter, models.PROTECT, related_name="bars")
    key = AsciiField(max_length=96)
    what = models.CharField("限制事项", max_length=16, choices=What.choices)
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+")
    says = models.CharField("原文", max_length=400)
    since = models.DateField("起")
    until = models.DateField("止", null=True)
    leads = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    industry = AsciiField(max_length=8, blank=True, default="")
    revoked_on = models.DateField("撤销日期", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cause", "key"], name="bar_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(unit__isnull=False),
                name="bar_of_person_or_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whose}：{self.says}"

    @property
    def whose(self) -> str:
        """The name of whom it bars."""
        named = self.person or self.unit
        return named.name if named else ""


class Opinion(models.Model):
    """What the committee office is asked about a person or unit before something is decided.

    An organisation department asks before a promotion, an awarding unit before an award. Who asks
    need not see the unit; ``unit`` and ``person`` are found by name in the place of who asks.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="opinion")
    asked_by = models.ForeignKey(Unit, models.PROTECT, verbose_name="征求单位", related_name="+")
    asker = models.ForeignKey(Person, models.PROTECT, verbose_name="征求人", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="答复单位", related_name="+")
    purpose = models.CharField("征求事由", max_length=16, choices=Bar.What.choices)
    unit_name = models.CharField("对象单位", max_length=128, help_text="单位全称或文件里的简称。")
    name = models.CharField("人选姓名", max_length=32, blank=True, help_text="征求单位意见的不填。")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    wanted = models.CharField("拟办事项", max_length=200, help_text="拟任什么职、评什么奖。")
    reply_by = models.DateField("答复期限")
    findings = models.TextField("核对情况", blank=True)
    remarks = models.CharField("审签意见", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"征求对{self.who}的意见"

    @property
    def who(self) -> str:
        """Whom it is about, as the letter names them."""
        return f"{self.unit_name}{self.name}"
