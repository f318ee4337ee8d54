"""Nouns of publication: what is made public, and each edition of it that anybody could read."""

from typing import Any, ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.trace.models import Matter

from .rules import CONTENT, KINDS


class Publication(models.Model):
    """What a unit must make public (公开): drafted, checked, approved, published, taken down.

    The matter's unit publishes; what it comes from is the matter's parent. ``formed_on`` is the
    day on which the fact came into being: the clock runs from it. ``ended_by`` is the unit whose
    decision ended the reason to publish. What anybody reads are its editions, not these fields.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="publication"
    )
    kind = models.CharField(
        "公开的种类", max_length=16, choices=[(kind.key, kind.title) for kind in KINDS.values()]
    )
    formed_on = models.DateField(
        "信息形成日期", help_text="作出决定、批复、挂牌或结案的日期，公开期限从这天起算。"
    )
    headline = models.CharField("标题", max_length=160, blank=True)
    subject = models.CharField("涉及的单位", max_length=400, blank=True)
    facts = models.TextField(
        "公开的内容", blank=True,
        help_text="照公开后的样子写全。不写手机号、身份证号、举报人情况；调查报告写全文。",
    )  # fmt: skip
    measures = models.TextField("整改措施", blank=True)
    responsible = models.CharField("责任单位", max_length=400, blank=True)
    watcher = models.CharField("督办部门", max_length=400, blank=True)
    term = models.DateField("期限", null=True)
    term_now = models.DateField("延长后的期限", null=True)
    decided_on = models.DateField("决定日期", null=True)
    until = models.DateField("公开至", null=True, help_text="公开期限有规定的填写，到期撤下。")
    outcome = models.TextField("结果", blank=True)
    screening = models.TextField(
        "保密审查意见", blank=True,
        help_text="逐项写明：是否涉及国家秘密、工作秘密、商业秘密、个人信息，怎样处理。",
    )  # fmt: skip
    opinion = models.CharField("意见", max_length=2000, blank=True)
    correction = models.CharField("更正的原因", max_length=400, blank=True)
    media = models.CharField(
        "刊发的媒体、版面或网址", max_length=400, blank=True,
        help_text="如“县电视台 3月12日新闻”“企业信用信息公示系统”。",
    )  # fmt: skip
    reprints = models.JSONField(default=list)
    ended_by = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="作出结束决定的单位", related_name="+"
    )
    ended_because = models.CharField("不再公开的事由", max_length=400, blank=True)
    public_at = models.DateTimeField("首次公开", null=True)
    taken_at = models.DateTimeField("撤下", null=True)
    taken_because = models.CharField("撤下的原因", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.headline or self.get_kind_display()

    @property
    def content(self) -> dict[str, Any]:
        """What would be made public now, by field."""
        return {name: getattr(self, name) for name in CONTENT}


class Edition(models.Model):
    """One text as anybody could read it from ``published_at`` to ``replaced_at``; never changed.

    ``content`` is by field, days as text. The columns beside it are what lists are searched by.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField("版次")
    kind = models.CharField(max_length=16)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    place_path = AsciiField(max_length=120)
    content = models.JSONField()
    words = models.TextField()
    because = models.CharField("更正的原因", max_length=400, blank=True)
    published_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "number"], name="edition_once"),
            models.UniqueConstraint(
                fields=["publication"], condition=models.Q(replaced_at=None), name="edition_current"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["place_path", "published_at"], name="edition_place"),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} 第{self.number}版"
