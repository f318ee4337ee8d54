"""The noun of publicity: one activity, planned by one unit for a day."""

from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter


class Activity(models.Model):
    """One activity of publicity (宣传活动), from its plan to its proof.

    What a document asks for again and again (每周刊登) is a duty and is met by its record; this is
    what is done once. ``reach`` holds words of :data:`~.reach.REACH`, joined by 、.
    """

    class Kind(models.TextChoices):
        MONTH = "month", "安全生产月、宣传咨询日"
        FIRE = "fire", "消防宣传月"
        COLUMN = "column", "报刊、电视、网络专栏"
        EXPOSURE = "exposure", "媒体曝光重大隐患和典型违法行为"
        ADVERT = "advert", "公益广告、警示片"
        LESSON = "lesson", "学校安全教育课"
        WARNING = "warning", "事故案例警示教育"
        LAW = "law", "普法、谁执法谁普法"
        CULTURE = "culture", "安全文化创建（平安工地、安康杯等）"
        BASE = "base", "体验馆、文化公园等阵地建设"
        OTHER = "other", "其他宣传"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="activity")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="+")
    planner = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    topic = models.CharField("主题", max_length=128)
    planned_on = models.DateField("计划哪天办")
    medium = models.CharField(
        "载体", max_length=128, help_text="报纸、电视栏目、网址、公众号、现场地点。"
    )
    reach = models.CharField(
        "进了哪里", max_length=64, blank=True,
        help_text="企业、学校、机关、社区、农村、家庭、公共场所中的一个或几个，用顿号隔开；只在媒体发布的不填。",
    )  # fmt: skip
    exposed = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="曝光的单位", related_name="+"
    )
    held_on = models.DateField("实际哪天办的", null=True)
    people = models.PositiveIntegerField("参加（受众）人数", null=True)
    findings = models.TextField("做了什么、效果怎样", blank=True)
    reason = models.CharField("不办的原因", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.topic
