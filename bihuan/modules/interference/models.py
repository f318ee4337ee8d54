"""Nouns of interference: the record an officer writes, and what was said about it afterwards."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place, Post, Unit
from bihuan.kernel.orgs.scope import ScopedManager
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Trailed


class Interference(Trailed):
    """That somebody in office interfered with enforcement or an investigation (干预插手记录).

    Never changed: the database refuses. Its chain of entries keeps the digest of what was written,
    not the words, so that the seal proves the record and reveals nothing.
    """

    LETTER = "g"

    class How(models.TextChoices):
        HINT = "hint", "打招呼、说情"
        ORDER = "order", "批示、授意、指定处理"
        BLOCK = "block", "阻挠、拖延检查或者调查"
        PRESSURE = "pressure", "施压、调整经办人"
        OTHER = "other", "其他方式"

    number = AsciiField("编号", max_length=40, unique=True)
    place = models.ForeignKey(Place, models.PROTECT)
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="记录人单位", related_name="+")
    recorder = models.ForeignKey(Person, models.PROTECT, verbose_name="记录人", related_name="+")
    who = models.CharField("干预人姓名", max_length=32)
    who_post = models.CharField("干预人单位和职务", max_length=128)
    happened_on = models.DateField("哪一天")
    how = models.CharField("方式", max_length=16, choices=How.choices)
    concerned = models.CharField("涉及哪件执法或者调查", max_length=200)
    said = models.TextField("经过", help_text="照原话写，写明时间、地点、在场的人。")
    discipline = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="送交的纪检监察机关", related_name="+"
    )
    leader = models.ForeignKey(
        Post, models.PROTECT, null=True, verbose_name="报告的负责人", related_name="+"
    )
    digest = AsciiField(max_length=64)
    recorded_at = models.DateTimeField("记录时间")

    objects = ScopedManager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.number)

    @staticmethod
    def visible(viewer: Viewer) -> Q:
        """To who wrote it, to the discipline organ it was sent to, to the leader it names."""
        seen = Q(recorder=viewer.person_id) | Q(leader=viewer.post_id)
        if viewer.can(roles.SUPERVISE):
            seen |= Q(discipline=viewer.unit_id)
        return seen


class Addition(models.Model):
    """What was added to a record: more by who wrote it, or what the discipline organ did."""

    class Kind(models.TextChoices):
        MORE = "more", "补充"
        RECEIVED = "received", "已收到，正在核实"
        CIRCULATED = "circulated", "已通报"
        ACCOUNTED = "accounted", "已追究责任"
        UNFOUNDED = "unfounded", "核实后不属于干预"

    interference = models.ForeignKey(Interference, models.PROTECT, related_name="additions")
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    says = models.TextField("内容")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = AsciiField(max_length=64)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.says
