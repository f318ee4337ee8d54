"""What was handed out; who was summoned, named, patrolled or put under listed supervision."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.trace.models import Matter


class Directive(models.Model):
    """One thing handed to one unit (交办事项): decided at a meeting, or found on the ground.

    The holder is the matter's unit; ``given_by`` watches over it. ``source`` is the performed duty
    it comes from; what a summons, a patrol or another matter gave has that as its parent.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="directive"
    )
    holder = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位", related_name="+")
    given_by = models.ForeignKey(Unit, models.PROTECT, verbose_name="交办单位", related_name="+")
    giver = models.ForeignKey(Person, models.PROTECT, verbose_name="交办人", related_name="+")
    source = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="directives")
    says = models.TextField("交办内容")
    due_on = models.DateField("办结期限")
    result = models.TextField("办理结果", blank=True)
    again_by = models.DateField("重新办理期限", null=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return self.says[:60]


class Interview(models.Model):
    """A summons of one unit by another (安全生产约谈), from its proposal to what was promised."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="interview"
    )
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="被约谈单位", related_name="+")
    reason = models.TextField("约谈事由", help_text="写明没有做到什么、依据哪些记录。")
    opinion = models.CharField("意见", max_length=2000, blank=True)
    meet_on = models.DateField("约谈日期", null=True)
    venue = models.CharField("约谈地点", max_length=120, blank=True)
    held_on = models.DateField("实际约谈日期", null=True)
    led_by = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="主持人", related_name="+"
    )
    attended = models.CharField("到场人员", max_length=400, blank=True)
    said = models.TextField("约谈记录", blank=True, help_text="指出的问题和对方的说明。")
    promises = models.TextField("整改承诺", blank=True)
    rectify_by = models.DateField("整改期限", null=True)
    result = models.TextField("整改情况", blank=True)

    def __str__(self) -> str:
        return f"约谈{self.unit.name}"


class Circular(models.Model):
    """A circular that names units for what they did or left undone (通报)."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="circular")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="起草人", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="被通报单位", related_name="+")
    others = UnitsField(
        "其他被通报单位",
        default=list,
        help_text="一行一个单位；每个单位各自反馈，全部确认后才办结。",
    )
    copy_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="抄送单位", related_name="+"
    )
    facts = models.TextField("通报的事实")
    demands = models.TextField("要求")
    reply_by = models.DateField("反馈期限")
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"通报{self.unit.name}"

    @property
    def further(self) -> list[Unit]:
        """The units it names besides the first, in the order of the register."""
        rows = Unit.objects.filter(pk__in=self.others).exclude(pk=self.unit_id)
        return list(rows.order_by("pk"))


class CircularAnswer(models.Model):
    """What a unit named in a circular answers (通报反馈); the circular waits for it."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="circular_answer"
    )
    circular = models.ForeignKey(Circular, models.PROTECT, related_name="answers")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="被通报单位", related_name="+")
    told = models.TextField("通报的事实和要求", blank=True)
    reply_by = models.DateField("反馈期限")
    reply = models.TextField("整改反馈", blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}的反馈"


class Patrol(models.Model):
    """A patrol of how one unit performs its statutory duties (巡查督查), up to the public notice.

    Findings are handed over, put right and reviewed; result and rectification go to
    the unit's principals, to the organs of discipline and organisation, and to the public.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="patrol")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="被巡查单位", related_name="+")
    starts_on = models.DateField("进驻日期")
    ends_on = models.DateField("结束日期")
    scope = models.TextField("巡查内容")
    led_by = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="组长", related_name="+"
    )
    members = models.CharField("组员", max_length=400, blank=True)
    findings = models.TextField("发现的问题", blank=True)
    hazards = models.TextField(
        "其中的重大事故隐患", blank=True,
        help_text="一行一件，每一件同时转为待批准的挂牌督办；没有的写“未发现”。",
    )  # fmt: skip
    feedback_on = models.DateField("反馈日期", null=True)
    rectify_by = models.DateField("整改期限", null=True)
    result = models.TextField("整改情况", blank=True)
    again_by = models.DateField("重新整改期限", null=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)
    discipline = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="纪检监察机关", related_name="+"
    )
    organisation = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="组织部门", related_name="+"
    )
    announced_on = models.DateField("公布日期", null=True)
    announced_in = models.CharField("公布的载体或网址", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"巡查{self.unit.name}"


class ListedSupervision(models.Model):
    """A major hazard, or the handling of an accident, under listed supervision (挂牌督办).

    ``unit`` puts it right, ``watcher`` supervises and accepts. ``term`` is the day set when it was
    listed; a later one is an extension of the duty, and both are kept.
    """

    class About(models.TextChoices):
        HAZARD = "hazard", "重大事故隐患"
        ACCIDENT = "accident", "事故查处"
        OTHER = "other", "其他突出问题"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="listed_supervision"
    )
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="整改责任单位", related_name="+")
    about = models.CharField("挂牌的事项", max_length=16, choices=About.choices)
    facts = models.TextField("基本情况", help_text="在哪里、是什么、可能造成什么后果。")
    watcher = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="督办单位", related_name="+"
    )
    demands = models.TextField("整改措施和要求", blank=True)
    term = models.DateField("整改期限", null=True)
    plan_by = models.DateField("治理方案备案期限", null=True)
    plan = models.TextField("治理方案要点", blank=True)
    published_on = models.DateField("公布日期", null=True)
    published_in = models.CharField("公布的载体或网址", max_length=200, blank=True)
    progress = models.TextField("整改进展", blank=True)
    wanted = models.DateField("申请延长至", null=True)
    wanted_because = models.CharField("申请延期的理由", max_length=400, blank=True)
    result = models.TextField("整改结果", blank=True)
    again_by = models.DateField("重新整改期限", null=True)
    exposed_on = models.DateField("曝光日期", null=True)
    exposed_in = models.CharField("曝光的载体或网址", max_length=200, blank=True)
    opinion = models.CharField("意见", max_length=2000, blank=True)

    def __str__(self) -> str:
        return f"挂牌督办{self.unit.name}"


class Motion(models.Model):
    """What a person decided about one miss for which the system proposed a summons or circular.

    Taken up, ``matter`` is what she opened; declined, ``declined`` is her reason. The proposal
    itself is never stored: it is counted anew each time from what was missed.
    """

    kind = models.CharField(max_length=16)
    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="motions")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="motions")
    declined = models.CharField("不提请的理由", max_length=400, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "obligation"], name="motion_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.obligation_id}"
