"""What the pages keep for themselves; nothing here says who owes what."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit


class Snapshot(models.Model):
    """The numbers of a scope too wide to count while a page waits, as of a moment.

    ``scope`` is a word of :mod:`scopes`; of a period's members the period follows it. ``parts`` are
    the numbers of the places right below, each alone. Made anew with every round; what they may say
    to whom, the page decides.
    """

    scope = AsciiField(max_length=200, primary_key=True)
    at = models.DateTimeField()
    figures = models.JSONField()
    parts = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="snapshot_at")]

    def __str__(self) -> str:
        at: datetime = self.at
        return f"{self.scope} {at:%Y-%m-%d %H:%M}"


class SavedView(models.Model):
    """Filters of a list that a person keeps under a name (视图); shared ones serve the own unit.

    ``query`` is the query of the list's address. One may be ``first``: what its person sees when
    opening the list from the bar.
    """

    page = models.CharField("清单", max_length=16)
    name = models.CharField("名称", max_length=24)
    query = models.CharField(max_length=400)
    person = models.ForeignKey(Person, models.CASCADE, related_name="views")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="views")
    first = models.BooleanField("打开时先看", default=False)

    class Meta:
        ordering: ClassVar = ["page", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "page", "name"], name="view_once"),
            models.UniqueConstraint(
                fields=["person", "page"], condition=models.Q(first=True), name="view_first_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FirstPage(models.Model):
    """The page a person begins with (首页), and when she last looked at the leader's one.

    ``page`` is empty while her post decides. ``seen_at`` is when the visit that runs began,
    ``before`` when the one before it did: what is new is new since then.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="first_page")
    page = models.CharField("首页", max_length=16, blank=True)
    seen_at = models.DateTimeField(null=True)
    before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} {self.page}"
