"""The nouns of returns: one unit's figures for one form and period, and the call for them."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.lib import periods

from .forms import forms


def titles() -> list[tuple[str, str]]:
    """Return the forms there are, as choices."""
    return [(one.key, f"{one.key} {one.title}") for one in forms().values()]


#: Of other years there are no records, and no calendar reaches beyond them.
YEARS = range(2000, 2100)
WRITTEN = "写成 2025-W12、2025-03、2025Q1、2025-H1 或 2025 这样。"


def valid_period(key: str) -> None:
    """Refuse what is no week, month, quarter, half or year."""
    kinds = periods.PeriodKind
    try:
        found = periods.parse(key)
        known = found.kind in (kinds.WEEK, kinds.MONTH, kinds.QUARTER, kinds.HALF, kinds.YEAR)
        known = known and found.start.year in YEARS
    except ValueError:
        known = False
    if not known:
        raise ValidationError(WRITTEN)


def _period() -> models.CharField:  # type: ignore[type-arg]
    return models.CharField(
        "期次", max_length=16, validators=[valid_period],
        help_text=WRITTEN,
    )  # fmt: skip


class Collection(models.Model):
    """A call for returns (报表布置): which form, of which period, by when, from whom."""

    class Subjects(models.TextChoices):
        TOWNS = "towns", "镇街"
        COUNTIES = "counties", "下级安委办"
        DEPARTMENTS = "departments", "部门"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="collection"
    )
    drafter = models.ForeignKey(Person, models.PROTECT, verbose_name="布置人", related_name="+")
    form = models.CharField("报表", max_length=16, choices=titles)
    period = _period()
    subjects = models.CharField("由谁报送", max_length=16, choices=Subjects.choices)
    due_on = models.DateField("报送期限")
    says = models.CharField("报送要求", max_length=400, blank=True)
    excepted = models.CharField(
        "没有报送的单位和原因", max_length=1000, blank=True,
        help_text="还有单位没有采用的报表时，逐个写明单位和原因。",
    )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class Return(models.Model):
    """One unit's return (报表): figures drawn up by the system, signed, submitted, accepted.

    ``office`` is who it goes to, None while the unit has nobody above it. ``figures`` are frozen
    when it is drawn up, with what each cell counted in a file of proof; ``digest`` is the SHA-256
    of the figures. A later one of the same period is the next ``version`` and says why.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="statistical_return"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="填报单位", related_name="+")
    office = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="报送给", related_name="+"
    )
    drafter = models.ForeignKey(
        Person, models.PROTECT, null=True, verbose_name="编制人", related_name="+"
    )
    form = models.CharField("报表", max_length=16, choices=titles)
    period = _period()
    due_on = models.DateField("报送期限", null=True)
    version = models.PositiveSmallIntegerField("第几版", default=1)
    duty = models.ForeignKey(
        Obligation, models.PROTECT, null=True, verbose_name="对应的责任事项", related_name="+"
    )
    drawn_at = models.DateTimeField("取数时间", null=True)
    figures = models.JSONField(default=dict)
    digest = AsciiField(max_length=64, blank=True, default="")
    changed_because = models.CharField(
        "更正的原因", max_length=400, blank=True, help_text="这一期已经报过的，写明为什么再报。"
    )
    notes = models.TextField("填报说明", blank=True, help_text="数字由系统取，这里写需要说明的。")
    opinion = models.CharField("意见", max_length=2000, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "form", "period"], name="return_of_period")
        ]

    def __str__(self) -> str:
        return f"{self.unit.name} {self.form} {self.period}"
