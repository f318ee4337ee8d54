"""What an enterprise gives to who reported or did away with a hazard."""

from django.core.validators import MinValueValidator
from django.db import models

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from .hazard import Hazard


class Reward(models.Model):
    """A reward within an enterprise (隐患报告奖励); its amount is unset until the unit sets it."""

    class Kind(models.TextChoices):
        MATERIAL = "material", "物质奖励"
        MORAL = "moral", "精神奖励"
        BOTH = "both", "物质和精神奖励"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="hazard_reward"
    )
    hazard = models.ForeignKey(Hazard, models.PROTECT, null=True, related_name="rewards")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="奖励单位", related_name="+")
    proposer = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="奖励谁", related_name="+")
    merit = models.CharField("事由", max_length=400, help_text="报告、排除了什么，避免了什么。")
    kind = models.CharField("奖励方式", max_length=8, choices=Kind.choices)
    amount = models.DecimalField(
        "金额（元）", max_digits=10, decimal_places=2, null=True,
        validators=[MinValueValidator(0)], help_text="按本单位的奖励办法；没有定的不填。",
    )  # fmt: skip
    opinion = models.CharField("意见", max_length=2000, blank=True)
    given_on = models.DateField("兑现日期", null=True)

    def __str__(self) -> str:
        return f"奖励{self.person.name}"
