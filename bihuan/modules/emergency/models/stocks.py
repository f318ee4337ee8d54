"""Emergency equipment and materials: what lies where, how long it is good, who took it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place, Unit

from .teams import SHARED, Team


class Stock(models.Model):
    """Equipment or material kept for emergencies (应急装备、物资) by a unit in one spot.

    ``quantity`` is what lies there now; what is lent out is ``out``. ``duty`` is the obligation to
    replace or inspect it, ``valid_until`` and ``inspect_by`` the days it turns on.
    """

    class Kind(models.TextChoices):
        PROTECTION = "protection", "个体防护"
        FIRE = "fire", "消防灭火"
        RESCUE = "rescue", "破拆、顶撑、起重"
        DETECTION = "detection", "侦检监测"
        LEAK = "leak", "堵漏、洗消、输转"
        DRAINAGE = "drainage", "排水、防汛"
        MEDICAL = "medical", "医疗急救"
        POWER = "power", "照明、电力"
        SIGNAL = "signal", "通信、警戒"
        VEHICLE = "vehicle", "车辆、船艇"
        LIVING = "living", "生活保障"
        OTHER = "other", "其他"

    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="保管单位", related_name="emergency_stocks"
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, verbose_name="配给队伍", related_name="equipment"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    name = models.CharField("名称", max_length=96)
    model = models.CharField("规格型号", max_length=96, blank=True, default="")
    quantity = models.PositiveIntegerField("现存数量")
    out = models.PositiveIntegerField("借出数量", default=0)
    measure = models.CharField("计量单位", max_length=8)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="所在区划", related_name="+")
    place_path = AsciiField(max_length=120)
    spot = models.CharField("存放地点", max_length=128)
    custodian = models.CharField("保管人", max_length=32)
    phone = models.CharField("保管人电话", max_length=20)
    valid_until = models.DateField("有效期止", null=True)
    inspect_by = models.DateField("下次检验（检查）日期", null=True)
    inspected_on = models.DateField("最近检验（检查）", null=True)
    shared = models.CharField("共享范围", max_length=12, choices=SHARED, blank=True, default="")
    shared_path = AsciiField(max_length=120, blank=True, default="")
    since = models.DateField("入账日期")
    ended_on = models.DateField("注销日期", null=True)
    reason = models.CharField("注销原因", max_length=200, blank=True, default="")
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["place_path"], name="stock_place"),
            models.Index(
                fields=["valid_until"], name="stock_until", condition=Q(ended_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}{f'（{self.model}）' if self.model else ''}"


class Movement(models.Model):
    """That something of a stock came, went, was lent or came back: how much, to whom, for what.

    ``left`` is what lay there afterwards. ``of`` is the loan a return belongs to; ``back`` what of
    a loan has come back, and ``duty`` the obligation to bring it back by a day.
    """

    class Kind(models.TextChoices):
        IN = "in", "补充入库"
        LENT = "lent", "借出（调用）"
        BACK = "back", "归还"
        USED = "used", "消耗"
        SCRAPPED = "scrapped", "报废"

    stock = models.ForeignKey(Stock, models.PROTECT, related_name="movements")
    kind = models.CharField("变动", max_length=12, choices=Kind.choices)
    quantity = models.PositiveIntegerField("数量")
    left = models.PositiveIntegerField("变动后现存")
    on = models.DateField("日期")
    to = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="借用单位", related_name="+"
    )
    to_name = models.CharField("给谁、谁经手", max_length=96, blank=True, default="")
    purpose = models.CharField("用途", max_length=200)
    of = models.ForeignKey("self", models.PROTECT, null=True, related_name="returns")
    back = models.PositiveIntegerField("已归还", default=0)
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_of_something"),
            models.CheckConstraint(condition=Q(back__lte=F("quantity")), name="movement_back"),
        ]

    def __str__(self) -> str:
        return f"{self.stock_id} {self.kind} {self.quantity}"
