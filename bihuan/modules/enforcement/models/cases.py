"""The case, the penalties it ends in, and the penalty on the spot."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from .. import rules

MONEY: dict[str, Any] = {
    "max_digits": 16,
    "decimal_places": 2,
    "null": True,
    "validators": [MinValueValidator(0)],
}


def articles() -> list[tuple[str, str]]:
    """Return the provisions one may choose from, as people cite them."""
    return [(key, f"{one.name} {one.violation}"[:90]) for key, one in rules.provisions().items()]


class Kind(models.TextChoices):
    """What a penalty does."""

    WARN = "warn", "警告、通报批评"
    FINE = "fine", "罚款"
    STOP = "stop", "责令停产停业"
    CONFISCATE = "confiscate", "没收违法所得、非法财物"
    REVOKE = "revoke", "暂扣、吊销许可证件"
    CLOSE = "close", "提请关闭"
    BAR = "bar", "限制从业"


class Case(models.Model):
    """A case (案件) from its filing to its file: who did what, against which article.

    ``office`` handles it; ``authority`` decides it: itself, or the one that entrusted it.
    """

    class Source(models.TextChoices):
        INSPECTION = "inspection", "监督检查"
        ORDER = "order", "逾期未整改"
        REPORT = "report", "举报"
        TRANSFER = "transfer", "移送"
        SUPERIOR = "superior", "上级交办"
        ACCIDENT = "accident", "事故调查"

    class Top(models.TextChoices):
        OVER = "over", "超能力、超强度、超定员生产"
        ABSENT = "absent", "没有负责人带班，或者该带班而未带班"
        ILLEGAL = "illegal", "非法违法生产经营建设"
        HAZARD = "hazard", "重大隐患整改不到位"

    class Exempt(models.TextChoices):
        MINOR = "minor", "轻微并及时改正，没有造成危害后果"
        FIRST = "first", "初次违法，后果轻微并及时改正"
        BLAMELESS = "blameless", "有证据证明没有主观过错"
        UNPROVEN = "unproven", "违法事实不能成立"
        LAPSED = "lapsed", "超过追究时效"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="case")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="当事单位", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="办案单位", related_name="+")
    authority = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="处罚机关", related_name="+"
    )
    handler = models.ForeignKey(Person, models.PROTECT, verbose_name="承办人", related_name="+")
    second = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="协办执法人员", related_name="+",
        help_text="执法人员不得少于两人，证件当日都要有效。",
    )  # fmt: skip
    source = models.CharField("案件来源", max_length=16, choices=Source.choices)
    article = models.CharField("涉嫌违反", max_length=80, choices=articles)
    stage = models.CharField(
        "情形", max_length=8, choices=list(rules.STAGES.items())[:2], default=rules.FIRST
    )
    found_on = models.DateField("发现日期")
    facts = models.TextField("违法事实", help_text="写明时间、地点、经过和已经查实的情况。")
    top = models.CharField(
        "规定按上限处罚的情形", max_length=16, choices=Top.choices, blank=True,
        help_text="选了的，每一项罚款都要是法定上限。",
    )  # fmt: skip
    weighty = models.BooleanField("涉及重大公共利益，或者疑难复杂", default=False)
    filed_at = models.DateTimeField("立案时间", null=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    proposal = models.TextField("调查终结的处理意见", blank=True)
    notified_at = models.DateTimeField("告知时间", null=True)
    waived = models.BooleanField("当事人书面放弃陈述、申辩和听证", default=False)
    statement = models.TextField("陈述、申辩和复核情况", blank=True)
    hearing_on = models.DateField("听证日期", null=True)
    hearing_by = models.CharField("听证主持人（非本案调查人员）", max_length=48, blank=True)
    reviewed = models.TextField("法制审核意见", blank=True)
    discussed_on = models.DateField("集体讨论日期", null=True)
    discussants = models.CharField("参加讨论的负责人", max_length=200, blank=True)
    exempt = models.CharField("不予处罚的理由", max_length=16, choices=Exempt.choices, blank=True)
    alone = models.CharField("不处罚责任人员的理由", max_length=400, blank=True)
    decision = models.TextField("处理决定", blank=True)
    rechecked_on = models.DateField("复查日期", null=True)
    recheck = models.TextField("复查情况", blank=True)
    put_right = models.BooleanField("已整改到位", default=False)
    mistake = models.TextField("发现的错误和纠正理由", blank=True)
    published_on = models.DateField("公示日期", null=True)
    published_in = models.CharField("公示的网址", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}：{self.provision.violation}"

    @property
    def provision(self) -> rules.Provision:
        """The item of the article it is about."""
        return rules.provisions()[self.article]


class Penalty(models.Model):
    """One penalty of a case on one party: proposed, decided, served, paid, or brought to court."""

    class Who(models.TextChoices):
        UNIT = "unit", "单位"
        PERSON = "person", "个人"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="penalty")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="penalties")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="办案单位", related_name="+")
    authority = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="处罚机关", related_name="+"
    )
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="承办人", related_name="+")
    who = models.CharField("处罚对象", max_length=8, choices=Who.choices)
    name = models.CharField(
        "被处罚人姓名、职务", max_length=80, blank=True, help_text="处罚个人的填写。"
    )
    kind = models.CharField("处罚种类", max_length=16, choices=Kind.choices)
    article = models.CharField("处罚依据", max_length=80, choices=articles)
    stage = models.CharField("适用情形", max_length=8, choices=list(rules.STAGES.items()))
    degree = models.CharField("裁量档次", max_length=16, choices=list(rules.DEGREES.items()))
    amount = models.DecimalField(
        "罚款（元）", **MONEY, help_text="罚款的填写，超过条文上限的提不出来。"
    )
    grade = models.CharField(
        "事故等级或情形", max_length=16, blank=True, help_text="按事故等级、情形计算的条款才填写。"
    )
    income = models.DecimalField(
        "上一年年收入（元）", **MONEY, help_text="按年收入计算的条款才填写。"
    )
    gain = models.DecimalField(
        "违法所得（元）", **MONEY, help_text="按违法所得计算的条款才填写，没有违法所得的填 0。"
    )
    original = models.DecimalField("原罚款数额（元）", **MONEY, help_text="按日连续处罚的填写。")
    days = models.PositiveIntegerField("连续处罚日数", null=True, help_text="按日连续处罚的填写。")
    measure = models.CharField(
        "罚款以外的内容", max_length=400, blank=True,
        help_text="停产停业、没收、暂扣或者吊销等，写明范围和期限。",
    )  # fmt: skip
    reasons = models.TextField("裁量理由", help_text="写明事实、情节和选这一档的理由。")
    steps = models.JSONField(default=list)
    decided_on = models.DateField("决定日期", null=True)
    served_at = models.DateTimeField("送达时间", null=True)
    recipient = models.CharField("签收人", max_length=48, blank=True)
    pay_by = models.DateField("履行期限", null=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    paid = models.DecimalField("缴纳（元）", **MONEY)
    paid_on = models.DateField("履行日期", null=True)
    demanded_at = models.DateTimeField("催告书送达时间", null=True)
    spared = models.DecimalField("不予加处、减免的加处罚款（元）", **MONEY)
    contested = models.CharField(
        "行政复议、诉讼情况", max_length=400, blank=True,
        help_text="没有申请复议、提起诉讼的不填；填写了的，申请执行的期限由办案人员核对。",
    )  # fmt: skip
    court = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="申请执行的人民法院", related_name="+"
    )
    apply_from = models.DateField("可以申请强制执行之日", null=True)
    apply_by = models.DateField("申请强制执行的最后一日", null=True)
    ruling = models.CharField("裁定文号和内容", max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "penalties"

    def __str__(self) -> str:
        return f"{self.party}{self.get_kind_display()}"

    @property
    def party(self) -> str:
        """Whom it is on: the unit, or the person."""
        unit = self.case.unit.name if self.case else ""
        return unit if self.who == self.Who.UNIT else f"{unit}{self.name}"

    @property
    def provision(self) -> rules.Provision:
        """The item of the article it rests on."""
        return rules.provisions()[self.article]


class Spot(models.Model):
    """A small fine or a warning on the spot (当场处罚): decided, handed over, filed, paid."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="spot_penalty"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="当事单位", related_name="+")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="办案单位", related_name="+")
    authority = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="处罚机关", related_name="+"
    )
    handler = models.ForeignKey(Person, models.PROTECT, verbose_name="承办人", related_name="+")
    second = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="协办执法人员", related_name="+"
    )
    name = models.CharField(
        "被处罚的公民姓名", max_length=48, blank=True, help_text="处罚单位的不填。"
    )
    article = models.CharField("处罚依据", max_length=80, choices=articles)
    facts = models.TextField("违法事实")
    amount = models.DecimalField("罚款（元）", **MONEY, blank=True, help_text="警告的不填。")
    said = models.TextField("当事人的陈述申辩", help_text="没有的写明没有。")
    served_at = models.DateTimeField("交付时间", null=True)
    recipient = models.CharField("签收人", max_length=48, blank=True)
    pay_by = models.DateField("履行期限", null=True)
    opinion = models.CharField("备案审查意见", max_length=400, blank=True)
    paid_on = models.DateField("履行日期", null=True)

    def __str__(self) -> str:
        return f"当场处罚{self.name or self.unit.name}"

    @property
    def provision(self) -> rules.Provision:
        """The item of the article it rests on."""
        return rules.provisions()[self.article]
