"""What a visit looks at (检查照单): one version of a list, and its items."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.scope import ScopedManager
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .. import sources


class Checklist(models.Model):
    """One version of a checklist for an industry or a type of accident, kept by an office.

    A change makes the next version; ``previous`` is the one it replaces. It counts from ``since``
    until (and without) ``until``, both set when another person approves it, or its successor.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="checklist"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="制定单位", related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, verbose_name="起草人", related_name="+")
    name = models.CharField("照单名称", max_length=80, help_text="如冶金企业安全检查照单。")
    industry = models.CharField(
        "适用行业领域", max_length=48, blank=True, help_text="不分行业的不填。"
    )
    accident = models.CharField(
        "针对的事故类型", max_length=48, blank=True, help_text="如火灾、粉尘爆炸、中毒和窒息。"
    )
    source = AsciiField(
        "带入的检查项", max_length=48, blank=True, choices=sources.choices,
        help_text="从文件原文或判定标准带入；文件只点名、没有写内容的，带入以后是空的。",
    )  # fmt: skip
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name="修订自", related_name="+"
    )
    version = models.PositiveSmallIntegerField("版次", default=1)
    since = models.DateField("启用日期", null=True)
    until = models.DateField("停用日期", null=True)
    opinion = models.CharField("审核意见", max_length=400, blank=True)

    objects = ScopedManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, not a field

    class Meta:
        base_manager_name = "unscoped"
        ordering: ClassVar = ["name", "-version"]

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"

    @staticmethod
    def visible(viewer: Viewer) -> Q:
        """Those in use of offices here and above, and all of one's own office."""
        used = Q(matter__state="used", office__place_path__in=ancestors(viewer.path))
        return used | Q(office=viewer.unit_id)


class Item(models.Model):
    """One thing to look at: how it is answered, on which article, what a failure calls for.

    ``low`` and ``high`` bound the value of a number, None leaves a side open. ``only_if`` names an
    earlier item by number: this one is asked only if that was answered ``only_answer``. ``major``
    marks what is a major hazard under the criterion ``criterion``.
    """

    class Kind(models.TextChoices):
        CHECK = "check", "查看判断"
        NUMBER = "number", "实测数值"
        PHOTO = "photo", "拍照"
        TEXT = "text", "文字记录"

    class Level(models.TextChoices):
        NONE = "", "不合格的限期整改"
        WARN = "warn", "警：不合格的当场提出警示"
        STOP = "stop", "停：不合格的当场停止作业或使用"

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField("序号")
    section = models.CharField("分组", max_length=48, blank=True)
    says = models.CharField("检查内容", max_length=400)
    law = models.CharField("依据", max_length=160, help_text="法律、法规、标准或文件的条款。")
    kind = models.CharField("怎样记录", max_length=8, choices=Kind.choices)
    low = models.DecimalField("不低于", max_digits=12, decimal_places=3, null=True)
    high = models.DecimalField("不高于", max_digits=12, decimal_places=3, null=True)
    measure = models.CharField("单位", max_length=16, blank=True)
    level = models.CharField("不合格时", max_length=8, choices=Level.choices, blank=True)
    major = models.BooleanField("属重大事故隐患判定情形", default=False)
    criterion = AsciiField(max_length=48, blank=True, default="")
    only_if = models.PositiveSmallIntegerField("只在第几项之后检查", null=True)
    only_answer = models.CharField("那一项的结论", max_length=8, blank=True)

    class Meta:
        ordering: ClassVar = ["checklist", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checklist", "number"], name="item_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.says}"
