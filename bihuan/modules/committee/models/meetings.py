"""A safety committee: who sits on it from when to when, its meetings and what they decide."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.trace.models import Evidence, Matter


class Seat(models.Model):
    """A seat on a committee (席位), held by a unit through a post from one day to another.

    ``body`` is the committee: a unit of its own, or the town or enterprise whose committee it is.
    Who sits there on a day is who holds ``post`` that day; no post means *unassigned*.
    """

    class Part(models.TextChoices):
        FIRST_DIRECTOR = "first_director", "第一主任"
        DIRECTOR = "director", "主任"
        DEPUTY = "deputy", "副主任"
        MEMBER = "member", "成员"
        OFFICE = "office", "办公室"

    body = models.ForeignKey(Unit, models.PROTECT, related_name="seats")
    part = models.CharField("职务", max_length=16, choices=Part.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="成员单位", related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    since = models.DateField("任职起")
    until = models.DateField("任职止", null=True)
    reason = models.CharField("依据", max_length=400, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "since"], name="seat_body_since")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "part", "unit", "post"],
                condition=Q(until__isnull=True),
                name="seat_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
                name="seat_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body.name}{self.get_part_display()} {self.unit.name}"


class Meeting(models.Model):
    """A committee's meeting, from its plan to its signed minutes.

    ``duty`` is the recurring duty that holding it meets, chosen when it is planned.
    """

    class Kind(models.TextChoices):
        PLENARY = "plenary", "全体会议"
        SPECIAL = "special", "专题会议"
        CONTACTS = "contacts", "成员单位联络员会议"
        SECTOR = "sector", "专业委员会会议"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="meeting")
    body = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="召集的安委会", related_name="meetings"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位", related_name="+")
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="meetings")
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    kind = models.CharField("会议种类", max_length=16, choices=Kind.choices)
    meets_on = models.DateField("会议日期")
    starts_at = models.CharField("开始时间", max_length=16)
    venue = models.CharField("会议地点", max_length=120)
    topic = models.CharField("会议主题", max_length=200, blank=True)
    replies_by = models.DateField("回执和议题截止")
    held_on = models.DateField("实际召开日期", null=True)
    observers = models.CharField("列席人员", max_length=400, blank=True)
    said = models.TextField("会议情况", blank=True)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="主持人", related_name="+"
    )
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return self.matter.title


class Convocation(models.Model):
    """One member called to a meeting: what it answers, and whether it came (会议回执)."""

    class Reply(models.TextChoices):
        SELF = "self", "本人参加"
        DEPUTY = "deputy", "委派他人"
        LEAVE = "leave", "请假"

    class Presence(models.TextChoices):
        PRESENT = "present", "到会"
        DEPUTY = "deputy", "代会"
        LEAVE = "leave", "请假"
        ABSENT = "absent", "缺席"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="convocation"
    )
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="convocations")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="成员单位", related_name="+")
    reply_by = models.DateField("回执期限")
    reply = models.CharField("回执", max_length=16, choices=Reply.choices, blank=True)
    attendee = models.CharField("参会人员姓名和职务", max_length=80, blank=True)
    because = models.CharField("委派或请假的原因", max_length=200, blank=True)
    presence = models.CharField("到会情况", max_length=16, choices=Presence.choices, blank=True)
    opinion = models.CharField("意见", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}的会议回执"


class AgendaItem(models.Model):
    """One item of a meeting's agenda (议题), put there by the system, the office or a member."""

    class Kind(models.TextChoices):
        FOLLOWUP = "followup", "上次会议议定事项落实情况"
        ANALYSIS = "analysis", "安全生产形势分析"
        LATE = "late", "上次会议以来的逾期事项"
        ITEM = "item", "议题"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    title = models.CharField("议题", max_length=200)
    says = models.TextField("说明", blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    declined = models.CharField("不列入的理由", max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Resolution(models.Model):
    """One thing a meeting decided (议定事项); with a holder it is handed out with the minutes."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="resolutions")
    says = models.TextField("议定事项")
    holder = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="承办单位", related_name="+"
    )
    due_on = models.DateField("办结期限", null=True)
    directive = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.says[:60]
