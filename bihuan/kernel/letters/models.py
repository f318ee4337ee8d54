"""Nouns of official documents (文书): the register and its letters, copies and service."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.orgs.scope import ScopedManager, places_seen
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence, Matter


class Series(models.Model):
    """Numbers of one kind of letter of one issuer in one year: 海安督〔2025〕n号."""

    issuer = models.ForeignKey(Unit, models.PROTECT)
    kind = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField()
    prefix = models.CharField("字头", max_length=140)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "series"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "kind", "year"], name="series_once")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕"


class Letter(models.Model):
    """A numbered letter. A cancelled one keeps its number, with the reason.

    Drawn up (``draft``) with its number and the signer named, then signed by a person, then
    served. ``body`` holds the ``paragraphs``; at signing everything the layout prints is frozen in
    it as ``printed``, and ``digest`` covers that.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "待签发"
        SIGNED = "signed", "已签发"
        SERVED = "served", "已送达"
        CANCELLED = "cancelled", "已作废"

    series = models.ForeignKey(Series, models.PROTECT, related_name="letters")
    n = models.PositiveIntegerField()
    number = models.CharField("文号", max_length=160)
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=240)
    chain = AsciiField(max_length=24, db_index=True)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="letters")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True)
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="letters_issued")
    place_path = AsciiField(max_length=120, db_index=True)
    addressee = models.ForeignKey(Unit, models.PROTECT, related_name="letters_received")
    signer_post = models.ForeignKey(Post, models.PROTECT, null=True)
    signer = models.ForeignKey(Person, models.PROTECT, null=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    body = models.JSONField(default=dict)
    digest = AsciiField(max_length=64, blank=True)
    drawn_up_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    reply_due = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=400, blank=True)
    cause = AsciiField("起因", max_length=96, unique=True)

    objects = ScopedManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, not a field

    class Meta:
        base_manager_name = "unscoped"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "n"], name="letter_number")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @staticmethod
    def visible(viewer: Viewer) -> Q:
        """In a place one sees, or issued by, addressed or copied to one's unit."""
        copied = LetterCopy.objects.filter(letter=OuterRef("pk"), unit=viewer.unit_id)
        mine = Q(issuer=viewer.unit_id) | Q(addressee=viewer.unit_id) & ~Q(state="draft")
        return places_seen(viewer) | mine | Q(Exists(copied)) & ~Q(state="draft")


class LetterCopy(models.Model):
    """A further unit a letter goes to: for information (抄送), or addressed too (``main``)."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="copies")
    unit = models.ForeignKey(Unit, models.PROTECT)
    main = models.BooleanField("主送", default=False)

    class Meta:
        verbose_name_plural = "letter copies"

    def __str__(self) -> str:
        return str(self.unit)


class Service(models.Model):
    """That a letter was served (送达): who served it, who took it, when, or that he refused."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="services")
    unit = models.ForeignKey(Unit, models.PROTECT)
    server = models.ForeignKey(Person, models.PROTECT, related_name="served")
    recipient = models.CharField("签收人", max_length=48)
    at = models.DateTimeField("送达时间")
    refused = models.BooleanField("拒收", default=False)
    receipt = models.ForeignKey(Evidence, models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"{self.letter.number} → {self.unit}"
