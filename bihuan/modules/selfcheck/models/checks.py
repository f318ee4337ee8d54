"""One time a list was gone through, and what was found of each item."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.trace.models import Evidence, Matter

from .lists import PostItem, PostList


class Check(models.Model):
    """One time a list was gone through, by whom, for which obligation (None: besides).

    ``phase`` tells apart the checks before, during and after a shift.
    """

    class Phase(models.TextChoices):
        BEFORE = "before", "班前"
        DURING = "during", "班中"
        AFTER = "after", "班后"

    list = models.ForeignKey(PostList, models.PROTECT, related_name="checks")
    obligation = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="checks")
    phase = models.CharField("班前、班中、班后", max_length=8, choices=Phase.choices, blank=True)
    at = models.DateTimeField("自查时间")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    abnormal = models.PositiveSmallIntegerField("异常")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["list", "-at"], name="check_latest")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["list", "obligation", "phase"],
                condition=Q(obligation__isnull=False),
                name="list_checked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.at:%Y-%m-%d}"


class CheckAnswer(models.Model):
    """What was found of one item; ``hazard`` is what was registered from it."""

    class Verdict(models.TextChoices):
        FINE = "fine", "正常"
        BAD = "bad", "异常"
        NONE = "none", "不涉及"

    of_check = models.ForeignKey(Check, models.PROTECT, related_name="answers")
    item = models.ForeignKey(PostItem, models.PROTECT, related_name="+")
    verdict = models.CharField("结论", max_length=8, choices=Verdict.choices)
    value = models.DecimalField("实测值", max_digits=12, decimal_places=3, null=True)
    says = models.CharField("情况", max_length=400, blank=True)
    photo = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    hazard = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["of_check", "item__number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of_check", "item"], name="check_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_verdict_display()}"
