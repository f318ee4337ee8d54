"""Rescue teams with members, readiness and call-ups; agreements with who has none of its own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place, Unit
from bihuan.kernel.trace.models import Matter

#: How far beyond the units one looks after a team or stock shows; the place is found from it.
SHARED = (
    ("", "不共享"), ("county", "本县（市、区）"), ("city", "本市"), ("province", "本省"),
)  # fmt: skip


class Team(models.Model):
    """A rescue team (应急救援队伍) of a unit, from one day to another.

    ``needed`` is the size that was fixed for it, None while nobody fixed one. ``shared_path`` is
    the place within which others may find it, "" for none.
    """

    class Kind(models.TextChoices):
        FULL = "full", "专职应急救援队伍"
        PART = "part", "兼职应急救援队伍"
        BACKBONE = "backbone", "骨干（专业）应急救援队伍"
        FIRE = "fire", "政府专职消防队"
        VOLUNTEER_FIRE = "volunteer_fire", "志愿消防队"
        MICRO_STATION = "micro_station", "微型消防站"
        VOLUNTEER = "volunteer", "志愿者、社会救援队伍"

    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="所属单位", related_name="rescue_teams"
    )
    name = models.CharField("队伍名称", max_length=96)
    kind = models.CharField("队伍种类", max_length=16, choices=Kind.choices)
    skills = models.CharField("擅长处置", max_length=200)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="驻地", related_name="+")
    place_path = AsciiField(max_length=120)
    address = models.CharField("驻地地址", max_length=128)
    duty_phone = models.CharField("值班电话", max_length=20)
    covers = models.CharField("责任区", max_length=200, blank=True, default="")
    turn_out = models.PositiveSmallIntegerField("出动时间（分钟）", null=True)
    arrive = models.PositiveSmallIntegerField("到达责任区最远处（分钟）", null=True)
    needed = models.PositiveSmallIntegerField("核定人数", null=True)
    needed_basis = models.CharField("核定依据", max_length=200, blank=True, default="")
    shared = models.CharField("共享范围", max_length=12, choices=SHARED, blank=True, default="")
    shared_path = AsciiField(max_length=120, blank=True, default="")
    since = models.DateField("成立日期")
    until = models.DateField("撤销日期", null=True)
    reason = models.CharField("撤销原因", max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(until__isnull=True), name="team_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["place_path"], name="team_place")]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody in a rescue team: what she does there, how she is called, what she is trained for.

    ``valid_until`` is the last day on which the qualification holds, None for one without end.
    """

    class Part(models.TextChoices):
        HEAD = "head", "队长"
        DEPUTY = "deputy", "副队长"
        MEMBER = "member", "队员"
        DRIVER = "driver", "驾驶员"
        MEDIC = "medic", "医疗救护"
        TECHNICIAN = "technician", "技术、装备"

    class Time(models.TextChoices):
        FULL = "full", "专职"
        PART = "part", "兼职"

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    name = models.CharField("姓名", max_length=32)
    part = models.CharField("担任", max_length=12, choices=Part.choices)
    time = models.CharField("专职还是兼职", max_length=8, choices=Time.choices)
    phone = models.CharField("电话", max_length=20)
    qualification = models.CharField("资格、培训证书", max_length=96, blank=True, default="")
    valid_until = models.DateField("资格有效期止", null=True)
    since = models.DateField("入队日期")
    until = models.DateField("离队日期", null=True)

    def __str__(self) -> str:
        return self.name


class Readiness(models.Model):
    """That a team was looked at (战备检查): who was there, what was ready, what was not."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="checks")
    on = models.DateField("检查日期")
    present = models.PositiveSmallIntegerField("实到人数")
    ready = models.BooleanField("人员、装备能随时出动")
    findings = models.TextField("检查情况")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["team", "-on"], name="readiness_latest")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.on}"


class CallUp(models.Model):
    """That a team was called out (调用): by whom, whereto, for what, when it was there and back."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="calls")
    called_at = models.DateTimeField("接到调用")
    called_by = models.CharField("谁调用", max_length=96)
    where = models.CharField("到哪里", max_length=128)
    event = models.CharField("什么事", max_length=200)
    people = models.PositiveSmallIntegerField("出动人数")
    arrived_at = models.DateTimeField("到达", null=True)
    returned_at = models.DateTimeField("返回", null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.team_id} {self.called_at}"


class Agreement(models.Model):
    """A rescue agreement (应急救援协议): a team answers for a unit that has none of its own."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="rescue_agreement"
    )
    client = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="协议单位", related_name="rescue_agreements"
    )
    maker = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    team = models.ForeignKey(
        Team, models.PROTECT, verbose_name="救援队伍", related_name="agreements"
    )
    covers = models.CharField("约定的救援服务", max_length=400)
    since = models.DateField("协议起")
    until = models.DateField("协议止")
    reason = models.CharField("原因", max_length=400, blank=True, default="")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["client", "until"], name="agreement_client")]

    def __str__(self) -> str:
        return f"{self.client} {self.team}"
