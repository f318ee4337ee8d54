"""Nouns of imports: the import of one file, and its rows."""

from typing import ClassVar

from django.db import models

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.trace.models import Evidence, Trailed


class Import(Trailed):
    """One file handed in (导入): what it is, who brought it, who decided, and how far it is.

    ``sheet`` is the key of its kind, ``may`` the capability that opens it; ``headings`` are those
    of the file, ``places`` says in which of them each column stands. ``worked_at`` is when a job
    last did some of it, so that another may go on when that one is gone.
    """

    LETTER = "i"

    class State(models.TextChoices):
        JUDGING = "judging", "核对中"
        JUDGED = "judged", "待确认"
        TAKING = "taking", "导入中"
        TAKEN = "taken", "已导入"
        DROPPED = "dropped", "没有导入"
        STOPPED = "stopped", "已中止"

    sheet = models.CharField("表", max_length=16)
    may = models.CharField(max_length=32)
    file = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="+")
    table = models.CharField("工作表", max_length=64)
    headings = models.JSONField(default=list)
    places = models.JSONField(default=dict)
    total = models.PositiveIntegerField("行数")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    place_path = AsciiField(max_length=120)
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    state = models.CharField("状态", max_length=16, choices=State.choices, default=State.JUDGING)
    taker = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    basis = models.CharField("依据", max_length=200, blank=True)
    decided_at = models.DateTimeField("确认时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    worked_at = models.DateTimeField(null=True)
    says = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "id"], name="import_of_unit")]

    def __str__(self) -> str:
        return f"{self.table} {self.total}"

    @property
    def runs(self) -> bool:
        """Say whether a job still works on it."""
        return self.state in (self.State.JUDGING, self.State.TAKING)


class ImportRow(models.Model):
    """A row of a file: its cells as they came, what taking it would change, what became of it.

    ``problems`` are pairs of a heading ("" for the whole row) and what would be right; ``changes``
    are triples of field, old and new. ``turn`` is how many rows must come before it.
    """

    class Verdict(models.TextChoices):
        UNJUDGED = "", "没有核对"
        NEW = "new", "新增"
        CHANGED = "changed", "有变化"
        SAME = "same", "没有变化"
        WRONG = "wrong", "有错"

    class Outcome(models.TextChoices):
        OPEN = "", "没有导入"
        TAKEN = "taken", "已导入"
        ALREADY = "already", "已经是这样"
        REFUSED = "refused", "没有导入"

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行号")
    cells = models.JSONField(default=list)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True, default="")
    about = models.CharField("对象", max_length=200, blank=True)
    changes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    asks_basis = models.BooleanField(default=False)
    turn = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "number"], name="import_row_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["of", "verdict", "outcome"], name="import_row_verdict")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.about}"
