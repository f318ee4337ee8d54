"""Who may enforce: officers and their certificates, entrusted offices, staffing; benchmarks."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place, Unit
from bihuan.kernel.trace.models import Matter

from .. import rules

#: What is said yes or no to; nothing while nobody said.
SAID = (("yes", "是"), ("no", "否"))


class Warrant(models.Model):
    """An officer's certificate (执法证件) and its term; or that somebody assists only."""

    class Kind(models.TextChoices):
        OFFICER = "officer", "行政执法人员"
        AUXILIARY = "auxiliary", "辅助执法人员（只协助）"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="officer_certificate"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="所在单位", related_name="+")
    enterer = models.ForeignKey(Person, models.PROTECT, verbose_name="登记人", related_name="+")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="执法人员", related_name="enforcement_certificates"
    )
    kind = models.CharField("人员类别", max_length=16, choices=Kind.choices)
    number = models.CharField("证件编号", max_length=48)
    issuer = models.CharField("发证机关", max_length=80)
    professional = models.BooleanField("有安全相关专业背景或注册安全工程师", default=False)
    since = models.DateField("有效期起")
    until = models.DateField("有效期止", null=True)
    recorder = models.CharField("执法记录仪、移动终端编号", max_length=120, blank=True)
    trained_from = models.DateField("脱产轮训起", null=True)
    trained_until = models.DateField("脱产轮训止", null=True)
    opinion = models.CharField("意见", max_length=400, blank=True)
    ended_on = models.DateField("失效日期", null=True)
    because = models.CharField("失效原因", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.person.name} {self.get_kind_display()} {self.number}"


class Entrustment(models.Model):
    """That one authority entrusts a town with enforcement (委托执法): what, for which term."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="entrustment"
    )
    giver = models.ForeignKey(Unit, models.PROTECT, verbose_name="委托机关", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    taker = models.ForeignKey(Unit, models.PROTECT, verbose_name="受委托单位", related_name="+")
    scope = models.TextField("委托的事项和权限")
    since = models.DateField("委托期限起")
    until = models.DateField("委托期限止")
    opinion = models.CharField("意见", max_length=400, blank=True)
    ended_on = models.DateField("终止日期", null=True)
    because = models.CharField("终止原因", max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.giver.name}委托{self.taker.name}执法"


class Staffing(models.Model):
    """What an office says of its posts and means on a day (监管力量配备); None for what is unsaid.

    How many are in post and hold a valid certificate is counted, not stated.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="regulator_staffing"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="+")
    stater = models.ForeignKey(Person, models.PROTECT, verbose_name="填报人", related_name="+")
    on = models.DateField("截至")
    posts = models.PositiveIntegerField("编制数")
    enforcement_posts = models.PositiveIntegerField("其中执法岗位")
    supervisors = models.PositiveIntegerField("专（兼）职监管、安全管理人员", null=True)
    auxiliary = models.PositiveIntegerField("聘用的辅助执法人员", null=True)
    independent = models.CharField("独立设置（安监站）", max_length=4, choices=SAID, blank=True)
    full_time_head = models.CharField("站（所）长专职", max_length=4, choices=SAID, blank=True)
    separate = models.CharField(
        "执法与许可、日常管理相对分开", max_length=4, choices=SAID, blank=True
    )
    investigators = models.PositiveIntegerField("事故调查专职人员", null=True)
    inner_body = models.CharField("负责安全综合管理的机构（科室、安办）", max_length=80, blank=True)
    office_posts = models.PositiveIntegerField("单列的安委办编制数", null=True)
    funded = models.CharField("执法经费由本级财政全额保障", max_length=4, choices=SAID, blank=True)
    funds = models.DecimalField(
        "本年执法经费预算（万元）", max_digits=12, decimal_places=2, null=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    equipped = models.CharField("执法装备和车辆按标准配备", max_length=4, choices=SAID, blank=True)
    vehicles = models.PositiveIntegerField("执法车辆", null=True)
    recorders = models.PositiveIntegerField("执法记录仪", null=True)
    allowance = models.CharField("监管岗位津贴按规定发放", max_length=4, choices=SAID, blank=True)
    insured = models.CharField(
        "特殊危险岗位人员已投保人身保险", max_length=4, choices=SAID, blank=True
    )
    uniform = models.CharField("执法标志和着装已统一", max_length=4, choices=SAID, blank=True)
    opinion = models.CharField("意见", max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "staffing"

    def __str__(self) -> str:
        return f"{self.unit.name}监管力量 {self.on}"


class Band(models.Model):
    """A step of a discretion benchmark (裁量基准) that a place brought: amounts in 万元."""

    key = AsciiField(max_length=72, unique=True)
    place = models.ForeignKey(Place, models.PROTECT)
    article = models.CharField(max_length=80)
    stage = models.CharField(max_length=8)
    degree = models.CharField(max_length=16, choices=list(rules.DEGREES.items()))
    says = models.CharField("适用情形", max_length=400)
    low = models.DecimalField("最低（万元）", max_digits=10, decimal_places=4)
    high = models.DecimalField("最高（万元）", max_digits=10, decimal_places=4)
    source = models.CharField("来源", max_length=200)
    since = models.DateField("施行日期")
    until = models.DateField("停用日期", null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["article", "stage"], name="band_article")]

    def __str__(self) -> str:
        return f"{self.article} {self.get_degree_display()}"
