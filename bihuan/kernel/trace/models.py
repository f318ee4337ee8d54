"""Nouns of proof: the matter, the hash-chained entry, the daily seal, the evidence."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place, Post, Unit
from bihuan.kernel.orgs.scope import ScopedManager, places_seen
from bihuan.kernel.orgs.viewer import Viewer


class Trailed(models.Model):
    """A row with a chain of entries: how many there are and the digest of the last one.

    The pair is the chain's head; together with the daily seal it reveals truncation. ``LETTER``
    tells the chains of one model from those of another: ``o42`` is that of obligation 42. A row
    written set-based may start with the digest of its birth facts as head, at count 0 (see
    ``verify.births``); the first entry then links to that.
    """

    LETTER: ClassVar[str]

    trail_count = models.PositiveIntegerField(default=0)
    trail_head = AsciiField(max_length=64, default="")

    class Meta:
        abstract = True

    @property
    def chain(self) -> str:
        """The address of this row's chain of entries."""
        return f"{self.LETTER}{self.pk}"


class Chain(Trailed):
    """The head of a chain whose owner keeps none itself: a document, a unit, the system."""

    LETTER = ""

    name = AsciiField(max_length=24, primary_key=True)

    def __str__(self) -> str:
        return str(self.name)


class Matter(Trailed):
    """A record with a lifecycle (事项): what every flow moves and everything else points to.

    Domain models hang on it one-to-one. ``revision`` grows with each change, so that the second of
    two editors is told what the first one did. ``state`` is written by ``flows.advance`` alone.
    """

    LETTER = "m"

    number = AsciiField("编号", max_length=40, unique=True)
    flow = models.CharField(max_length=48)
    title = models.CharField("标题", max_length=240)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="matters")
    place = models.ForeignKey(Place, models.PROTECT)
    place_path = AsciiField(max_length=120, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="matters")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    state = models.CharField(max_length=32)
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    unscoped = models.Manager()  # noqa: DJ012 - a manager, not a field

    class Meta:
        base_manager_name = "unscoped"
        indexes: ClassVar = [models.Index(fields=["flow", "state"], name="matter_flow_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @staticmethod
    def visible(viewer: Viewer) -> Q:
        """In a place one sees, or one's unit (or one it supervises) takes part."""
        party = Q(unit=viewer.unit_id)
        if viewer.sees != "own":
            party |= Q(unit__supervisor=viewer.unit_id)
        taking_part = Party.objects.filter(party, matter=OuterRef("pk"))
        return places_seen(viewer) | Q(Exists(taking_part))


class Party(models.Model):
    """A unit that takes part in a matter and may therefore open it."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, models.PROTECT)
    part = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "unit", "part"], name="party_once")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "matter"], name="party_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.part}"


class Entry(models.Model):
    """One link of a chain: who did what when. Never changed, never removed (triggers refuse).

    ``chain`` is ``m<matter id>``, ``o<obligation id>``, ``b<base id>``, ``d<document id>``,
    ``u<unit id>`` or ``s`` for the system's own acts; ``body`` is canonical JSON text. ``digest``
    covers the previous digest and every column but the id, which the seal covers.
    """

    chain = AsciiField(max_length=24)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=160)
    person = models.ForeignKey(Person, models.PROTECT, null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True)
    verb = models.CharField(max_length=48)
    body = models.TextField(default="{}")
    previous = AsciiField(max_length=64)
    digest = AsciiField(max_length=64)

    class Meta:
        verbose_name_plural = "entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "seq"], name="entry_in_chain")
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.verb}"


class Seal(models.Model):
    """The signed Merkle root over all entries up to ``last_id`` since the previous seal."""

    day = models.DateField(unique=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveBigIntegerField()
    root = AsciiField(max_length=64)
    previous = AsciiField(max_length=64)
    signature = AsciiField(max_length=128)
    key_id = AsciiField(max_length=16)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.day} {self.root[:12]}"


class Evidence(models.Model):
    """A file kept under its SHA-256 (佐证). Event time and upload time are two facts.

    Never overwritten: a correction is a new row whose ``replaces`` points to the old one.
    """

    chain = AsciiField(max_length=24, db_index=True)
    kind = models.CharField("材料", max_length=48)
    name = models.CharField("文件名", max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = AsciiField(max_length=64, db_index=True)
    happened_at = models.DateTimeField("发生时间", null=True)
    uploaded_at = models.DateTimeField("上传时间")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True)

    class Meta:
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.name


class Counter(models.Model):
    """The last number given in a series, for numbers people read aloud on the phone."""

    series = AsciiField(max_length=64, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"
