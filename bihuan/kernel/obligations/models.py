"""The one table of who owes what by when, and the nouns around it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from bihuan.kernel.law.models import Clause, Ladder, Rule
from bihuan.kernel.law.records import KINDS, PLAIN, SUPERVISION, RecordKind
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.orgs.scope import ScopedManager, places_seen
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter, Party, Trailed


class Base(Trailed):
    """The units one rule binds in one period (应报基数): the denominator of every rate.

    Its members are the obligations that point to it; those left out are ``Exclusion`` rows. Frozen
    at the cut-off; who joins later is a member with ``late_joiner`` set and is counted apart.
    """

    LETTER = "b"

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="bases")
    period = AsciiField(max_length=24)
    per = models.CharField("周期", max_length=16)
    starts = models.DateField()
    ends = models.DateField()
    cut_off = models.DateField("截止日")
    made_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    checked_on = models.DateField("最近核对日", null=True)
    size = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "period"], name="base_once")
        ]

    def __str__(self) -> str:
        return f"{self.rule.key} {self.period}"


class Exclusion(models.Model):
    """A unit a rule would bind but does not in this period, with the reason."""

    base = models.ForeignKey(Base, models.CASCADE, related_name="exclusions")
    unit = models.ForeignKey(Unit, models.PROTECT)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["base", "unit"], name="excluded_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.reason}"


class Kind(models.TextChoices):
    """Where an obligation comes from."""

    PERIODIC = "periodic", "周期责任"
    STEP = "step", "事项环节"
    SUPERVISE = "supervise", "督办责任"
    SIGN = "sign", "签发"


class Outcome(models.TextChoices):
    """How an obligation ended; empty while it is open."""

    OPEN = "", "未办结"
    ON_TIME = "on_time", "按期"
    LATE = "late", "逾期办结"
    EXCUSED = "excused", "经批准免责"
    VOID = "void", "规则变更失效"
    LAPSED = "lapsed", "事由消除"


class TakesPart(models.Func):
    """Whether a unit takes part in a matter that is open: ``TakesPart("matter", unit)``.

    Written so that an index on the matter answers it, also as one of several reasons.
    """

    output_field = models.BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, Any]:
        matter, unit = self.get_source_expressions()
        column, _given = compiler.compile(matter)
        matters = (
            "SELECT p.matter_id FROM trace_party p JOIN trace_matter m ON m.id = p.matter_id "
            "WHERE p.unit_id = %s AND m.closed_at IS NULL"
        )
        among = "= ANY(ARRAY({}))" if connection.vendor == "postgresql" else "IN ({})"
        return f"{column} {among.format(matters)}", (unit.value,)


#: The order of every list, as columns of an index.
WORST_FIRST = (F("stage").desc(), "current_due", "id")


class Obligation(Trailed):
    """ONE row = who owes what by when under which clause (责任事项).

    The only place in the system where a due date lives. ``holder``, ``post``, ``supervisor`` and
    the dues may be empty: *unassigned* or *unset*, shown as such until a named person decides.
    ``slot`` tells apart those who count separately (``party``, ``government``). ``rung`` is the
    position of the last ladder step taken; ``next_at`` when the next one falls due, empty when
    nothing is to happen (done, paused, unset, end of the ladder). Changed by ``obligations`` and
    ``flows`` functions only.
    """

    LETTER = "o"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    title = models.CharField("责任事项", max_length=240)
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, db_index=False, related_name="obligations"
    )
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, db_index=False, related_name="obligations"
    )
    base = models.ForeignKey(
        Base, models.PROTECT, null=True, db_index=False, related_name="members"
    )
    late_joiner = models.BooleanField("期中加入", default=False)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, db_index=False, related_name="obligations"
    )
    step = models.CharField("环节", max_length=32, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="children"
    )
    holder = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="owes")
    post = models.ForeignKey(Post, models.PROTECT, null=True, db_index=False, related_name="owes")
    supervisor = models.ForeignKey(
        Unit, models.PROTECT, null=True, db_index=False, related_name="watches"
    )
    subject = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="concerned_by")
    place_path = AsciiField(max_length=120)
    period = AsciiField("期次", max_length=24, blank=True)
    slot = models.CharField(max_length=16, blank=True)
    times_needed = models.PositiveSmallIntegerField(default=1)
    times_done = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField("产生时间")
    legal_due = models.DateTimeField("法定期限", null=True)
    current_due = models.DateTimeField("现行期限", null=True)
    ladder = models.ForeignKey(Ladder, models.PROTECT, null=True, db_index=False)
    rung = models.SmallIntegerField(default=-1)
    stage = models.PositiveSmallIntegerField("阶段", default=0)
    next_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField("暂停", null=True)
    done_at = models.DateTimeField("办结时间", null=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True, default="")
    mode = models.CharField("办结方式", max_length=16, blank=True, default="")
    revision = models.PositiveIntegerField(default=0)

    objects = ScopedManager()
    unscoped = models.Manager()

    class Meta:
        base_manager_name = "unscoped"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "subject", "period", "slot"],
                condition=Q(rule__isnull=False),
                name="obligation_once_a_period",
            ),
            models.UniqueConstraint(
                fields=["parent", "kind", "period"],
                condition=Q(parent__isnull=False),
                name="obligation_once_a_rung",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="")
                | Q(done_at__isnull=False) & ~Q(outcome=""),
                name="obligation_done_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(next_at__isnull=True),
                name="obligation_done_is_quiet",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"], name="obligation_next", condition=Q(next_at__isnull=False)
            ),
            models.Index(*WORST_FIRST, name="obligation_worst", condition=Q(done_at__isnull=True)),
            models.Index(
                "place_path",
                *WORST_FIRST,
                name="obligation_place",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                "holder", *WORST_FIRST, name="obligation_holder", condition=Q(done_at__isnull=True)
            ),
            models.Index(
                fields=["holder", "done_at"],
                name="obligation_done",
                condition=Q(done_at__isnull=False),
            ),
            models.Index(
                "supervisor",
                *WORST_FIRST,
                name="obligation_supervisor",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(fields=["post"], name="obligation_post", condition=Q(post__isnull=False)),
            models.Index(
                fields=["clause"], name="obligation_clause", condition=Q(done_at__isnull=True)
            ),
            models.Index(
                fields=["matter"], name="obligation_matter", condition=Q(matter__isnull=False)
            ),
            models.Index(
                *WORST_FIRST,
                name="obligation_unowned",
                condition=Q(done_at__isnull=True, holder__isnull=True),
            ),
            models.Index(
                *WORST_FIRST,
                name="obligation_supervising",
                condition=Q(done_at__isnull=True, kind="supervise"),
            ),
            models.Index(
                fields=["base", "place_path"],
                name="obligation_base",
                condition=Q(base__isnull=False),
            ),
            models.Index(
                fields=["title"],
                name="obligation_single",
                condition=Q(done_at__isnull=True, rule__isnull=True, matter__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def record_kind(self) -> RecordKind:
        """The kind of record that meeting it fills in."""
        if self.kind == Kind.SUPERVISE:
            return KINDS[SUPERVISION]
        return KINDS[(self.rule.record if self.rule else "") or PLAIN]

    @staticmethod
    def reasons_to_see(viewer: Viewer) -> list[Q]:
        """Return why a viewer sees an open row, one reason each, so that each uses its own index.

        An open row lies where its holder is, and is watched by the unit that answers for it.
        """
        unit = viewer.unit_id
        concerns = [Q(supervisor=unit), Q(subject=unit), Q(TakesPart("matter", unit))]
        if viewer.sees == "subtree":
            return [places_seen(viewer), *concerns]
        opened = [places_seen(viewer)] if viewer.opened else []
        return [Q(holder=unit), *concerns, *opened]

    @staticmethod
    def visible(viewer: Viewer) -> Q:
        """In a place one sees; held, watched by or about one's unit; of a unit it answers for or
        a matter it takes part in.
        """
        mine = Q(holder=viewer.unit_id) | Q(supervisor=viewer.unit_id) | Q(subject=viewer.unit_id)
        if viewer.sees != "own":
            answers_for = Unit.objects.filter(supervisor=viewer.unit_id, pk=OuterRef("holder"))
            mine |= Q(Exists(answers_for))
        parts = Party.objects.filter(unit=viewer.unit_id, matter=OuterRef("matter"))
        # The place first: what it answers need not be looked up row by row.
        return places_seen(viewer) | mine | Q(Exists(parts))


class Holding(models.Model):
    """That a unit, in a post, held an obligation until a moment, before it was handed on."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="holdings")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="held")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="held")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.unit}"


class Fulfilment(models.Model):
    """One time an obligation was met: by findings, a statement of zero, or by proxy.

    ``happened_at`` is when the thing was done, ``recorded_at`` when it was entered. ``led_by`` is
    the person who led, checked against the leadership the rule demands. The record (place, who took
    part, what was found) is ``record``; files hang on the obligation's chain.
    """

    class Mode(models.TextChoices):
        FINDINGS = "findings", "有发现"
        ZERO = "zero", "零报告"
        DONE = "done", "已完成"
        PROXY = "proxy", "代报"

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="fulfilments")
    mode = models.CharField(max_length=16, choices=Mode.choices)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="recorded")
    post = models.ForeignKey(Post, models.PROTECT)
    led_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="led")
    led_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="led")
    record = models.JSONField(default=dict)
    proxy_reason = models.CharField("代报原因", max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-happened_at", "-id"], name="fulfilment_latest")]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.mode}"


class Extension(models.Model):
    """A request to move the current due date, and the decision on it. The legal due stays."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="extensions")
    from_due = models.DateTimeField()
    to_due = models.DateTimeField()
    reason = models.CharField(max_length=400)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="extensions_asked")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    opinion = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.obligation_id} → {self.to_due:%Y-%m-%d}"


class Pause(models.Model):
    """A unit stopped or in maintenance: its checks pause, shown as paused, not missed."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(Person, models.PROTECT)

    def __str__(self) -> str:
        return f"{self.unit} {self.reason}"


class Tally(models.Model):
    """Open obligations by place and stage, as signed differences that add up to the count.

    Every function that opens, moves or ends obligations adds a row in the same transaction; the
    job ``obligations.tallies.fold`` merges rows. Reading is a sum over a place's range.
    """

    place_path = AsciiField(max_length=120)
    kind = models.CharField(max_length=16)
    stage = models.PositiveSmallIntegerField()
    n = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        indexes: ClassVar = [
            models.Index(fields=["place_path", "kind", "stage"], name="tally_place", include=["n"])
        ]

    def __str__(self) -> str:
        return f"{self.place_path} {self.stage}: {self.n}"


class SweepRun(models.Model):
    """One run of the sweep or of materialising: when, what it moved, or that it is unfinished."""

    job = models.CharField(max_length=16)
    at = models.DateTimeField("计算时间")
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    checked = models.PositiveBigIntegerField(default=0)
    moved = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["job", "-at"], name="run_latest")]

    def __str__(self) -> str:
        return f"{self.job} {self.at}"
