"""A draw of whom to inspect, and by whom (双随机), that anybody can replay."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from .. import rules


def _count(title: str, most: int, **options: Any) -> Any:
    return models.PositiveIntegerField(
        title, validators=[MinValueValidator(1), MaxValueValidator(most)], **options
    )


class Draw(models.Model):
    """Targets and officers drawn from a frozen pool with a seed committed before (抽查).

    ``commitment`` is the digest of seed and pool, told before; ``word`` is said by a witness at the
    draw, so that who chose the seed could not choose the outcome. The seed has no title: no page
    shows it before it is revealed. ``result`` holds what :func:`rules.draw` gave.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="draw")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="抽查单位", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    subject = models.CharField("抽查事项", max_length=120, help_text="如 2025 年工贸企业抽查。")
    tag = models.CharField(
        "抽查对象的类别", max_length=48, blank=True,
        help_text="单位登记的类别，如非煤矿山、危险化学品；不填就是管辖的全部生产经营单位。",
    )  # fmt: skip
    wanted = _count("抽取单位数", rules.MOST_TARGETS)
    due_on = models.DateField("最迟检查日期")
    checklist = models.ForeignKey(
        "inspections.Checklist", models.PROTECT, null=True, verbose_name="使用的照单",
        related_name="+",
    )  # fmt: skip
    weights = models.TextField(
        "权重", blank=True, max_length=2000,
        help_text="一行一类，写成“类别=权重”，如“危险化学品=3”“信用D级=4”。没有写到的都是 1。",
    )  # fmt: skip
    recusals = models.TextField(
        "回避", blank=True, max_length=4000,
        help_text="一行一条，写成“执法人员姓名；单位全称；理由”。",
    )  # fmt: skip
    commitment = AsciiField("种子承诺（抽取前公布）", max_length=64)
    word = models.CharField(
        "现场口令", max_length=80, blank=True,
        help_text="由在场见证人当场说的一个词或一串数字，写下后不能改。",
    )  # fmt: skip
    witness = models.CharField("见证人", max_length=80, blank=True)
    opinion = models.CharField("作废原因", max_length=400, blank=True)
    seed = AsciiField(max_length=64)
    pool = models.JSONField()
    result = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.subject
