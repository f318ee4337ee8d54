"""Nouns of commendation: a round of nominees, what was asked about each, a second look at one."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter


class Commendation(models.Model):
    """Units and persons put forward for one honour (表彰奖励), from proposal to decision."""

    class Kind(models.TextChoices):
        HONOUR = "honour", "表彰（授予称号）"
        REWARD = "reward", "奖励"
        PRAISE = "praise", "通报表扬"
        RECOMMEND = "recommend", "推荐上级评先"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="commendation"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="推荐单位", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="推荐人", related_name="+")
    kind = models.CharField("种类", max_length=16, choices=Kind.choices)
    honour = models.CharField("称号、奖项", max_length=120)
    nominated = models.TextField(
        "推荐名单",
        help_text="一行一个：单位；事迹。推荐个人的写：单位；姓名；事迹。如“某某镇人民政府；张某；连续三年无事故”。",
    )  # fmt: skip
    decider = models.ForeignKey(Unit, models.PROTECT, verbose_name="决定单位", related_name="+")
    asked = UnitsField(
        "征求哪些单位的意见", default=list, blank=True, help_text="不选的，征求本地安委办的意见。"
    )
    reply_by = models.DateField("答复意见期限", null=True)
    decide_by = models.DateField("作出决定期限", null=True)
    notice_where = models.CharField("在哪里公示", max_length=200, blank=True)
    notice_until = models.DateField(
        "公示到哪天", null=True, help_text="文件没有规定公示几天，由经办人写明。"
    )
    unannounced = models.CharField("不公示的理由", max_length=200, blank=True)
    objection = models.TextField("公示期间的异议和核实情况", blank=True)
    struck = models.CharField("除名的单位或者姓名", max_length=128, blank=True)
    struck_because = models.CharField("除名的理由", max_length=200, blank=True)
    reasons = models.TextField("决定理由", blank=True)

    def __str__(self) -> str:
        return self.honour


class Nominee(models.Model):
    """One unit or person put forward, struck from the list with a reason, or commended."""

    commendation = models.ForeignKey(Commendation, models.PROTECT, related_name="nominees")
    number = models.PositiveSmallIntegerField("序号")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="nominations")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="nominations")
    merits = models.CharField("主要事迹", max_length=400)
    struck_because = models.CharField("除名的理由", max_length=200, blank=True)
    granted_on = models.DateField("表彰日期", null=True)
    revoked_on = models.DateField("撤销日期", null=True)
    revoked_because = models.CharField("撤销的理由", max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commendation", "number"], name="nominee_number"),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | Q(revoked_on__gte=F("granted_on")),
                name="revoked_after_granted",
            ),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        """The person with the unit, or the unit itself."""
        return f"{self.unit.name}{self.person.name}" if self.person else self.unit.name


class Consultation(models.Model):
    """What one body answered about one nominee (评先意见); ``clear`` is None until it did."""

    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="consultations")
    body = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opinion = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    clear = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nominee", "body"], name="asked_once_of_each_body")
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.nominee}"


class AwardReview(models.Model):
    """A second look at an honour that was given, since something came to light (表彰复核)."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="award_review"
    )
    award = models.CharField(
        "表彰编号", max_length=48, help_text="表彰台账里的编号，如 BZ-2025-441521-000001-2。"
    )
    nominee = models.ForeignKey(Nominee, models.PROTECT, related_name="reviews")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="提出单位", related_name="+")
    decider = models.ForeignKey(Unit, models.PROTECT, verbose_name="决定单位", related_name="+")
    why = models.TextField("为什么复核")
    finding = models.CharField("复核意见", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"复核{self.nominee.who}的表彰"
