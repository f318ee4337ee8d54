"""What a post looks at (一岗一清单): one edition of its list for one level, and its items."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.law.models import Rule
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.trace.models import Matter


class Level(models.TextChoices):
    """When a list is gone through; the first six as the periods and the event of rules."""

    SHIFT = "shift", "每班"
    DAY = "day", "每天"
    WEEK = "week", "每周"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    RESUMPTION = "resumption", "复工复产前"
    OWN = "own", "本单位自定"


class PostList(models.Model):
    """One edition of the list of a post for one level.

    ``unit`` is that of the post: the enterprise, or a workshop or team of it; ``office`` drew the
    list up. ``rule`` is what a document in force asks of the unit at this level, None where none
    does: then ``every`` says in days how often, as the enterprise decided, None while it did not,
    and ``next_on`` by which day it is next due. An edition counts from ``since`` until (and
    without) ``until``; ``previous`` is the one it replaces.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="postlist")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="编制单位", related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, verbose_name="编制人", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="岗位所在单位", related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="岗位", related_name="+")
    level = models.CharField(
        "什么时候查", max_length=12, choices=Level.choices,
        help_text="文件规定了这一频次的，到期由系统列为责任事项。",
    )  # fmt: skip
    every = models.PositiveSmallIntegerField(
        "几天查一次", null=True, help_text="文件没有规定频次的由本单位定，写天数；没有定的不填。"
    )
    focus = models.CharField("检查重点", max_length=400)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    version = models.PositiveSmallIntegerField("版次", default=1)
    since = models.DateField("启用日期", null=True)
    until = models.DateField("停用日期", null=True)
    next_on = models.DateField(
        "下次自查期限", null=True, help_text="本单位自己定了几天查一次的，写第一次最迟在哪天。"
    )
    opinion = models.CharField("意见", max_length=400, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "level"], name="postlist_unit")]

    def __str__(self) -> str:
        level = "" if self.level == Level.OWN else self.get_level_display()
        return f"{self.post.title}{level}自查清单（第 {self.version} 版）"


class PostItem(models.Model):
    """One thing to look at and how it is answered; ``low`` and ``high`` bound a value.

    ``section`` is the place or installation it belongs to, by which the list is grouped.
    """

    class Kind(models.TextChoices):
        CHECK = "check", "正常或异常"
        NUMBER = "number", "实测数值"
        TEXT = "text", "文字记录"
        PHOTO = "photo", "拍照"

    list = models.ForeignKey(PostList, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField("序号")
    section = models.CharField("部位、设备", max_length=48)
    says = models.CharField("查什么，怎样算正常", max_length=200)
    law = models.CharField("依据", max_length=160, blank=True)
    kind = models.CharField("怎样记录", max_length=8, choices=Kind.choices)
    low = models.DecimalField("不低于", max_digits=12, decimal_places=3, null=True)
    high = models.DecimalField("不高于", max_digits=12, decimal_places=3, null=True)
    measure = models.CharField("单位", max_length=16, blank=True)

    class Meta:
        ordering: ClassVar = ["list", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "number"], name="post_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.says}"
