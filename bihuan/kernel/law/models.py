"""Nouns of what obliges: documents, clauses with their versions, rules, ladders, settings."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Place, Post, Unit

#: In a rule's key: read out of the document by a review, not part of its policy pack.
READ_OUT = "#review."


class Unread(models.Manager["Document"]):
    """Documents without their words, which are long and read apart when somebody asks for them."""

    def get_queryset(self) -> models.QuerySet["Document"]:
        return super().get_queryset().defer("text", "compiled")


class Document(models.Model):
    """A policy document or law (文件). A draft binds nobody.

    Whoever comes to it from another row gets it without its words.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草案"
        REVIEWING = "reviewing", "审阅中"
        IN_FORCE = "in_force", "施行"
        REPEALED = "repealed", "废止"

    key = AsciiField("标识", max_length=64, unique=True)
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=64, blank=True)
    issuer_name = models.CharField("发文机关", max_length=128, blank=True)
    issuer = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="documents")
    place = models.ForeignKey(Place, models.PROTECT, related_name="documents")
    level = models.CharField("层级", max_length=16)
    dated = models.DateField("成文日期", null=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    in_force_from = models.DateField("施行日期", null=True)
    in_force_until = models.DateField("废止日期", null=True)
    text = models.TextField("原文")
    sha256 = AsciiField(max_length=64)
    compiled = models.JSONField("编译结果", default=dict)

    objects = models.Manager()
    unread = Unread()

    class Meta:
        base_manager_name = "unread"

    def __str__(self) -> str:
        return self.title


class Clause(models.Model):
    """One version of an addressable piece of a document's text (条款).

    ``path`` is the printed path joined by ``/`` (``四/（三）``), the same in all versions;
    ``start`` and ``end`` are character offsets into ``document.text``. An amendment ends this row
    and adds a row with the next ``version``; records keep pointing to the version of their day.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="clauses")
    path = models.CharField(max_length=120)
    no = models.CharField("条号", max_length=24, blank=True)
    heading = models.CharField("标题", max_length=200, blank=True)
    chapter = models.CharField("章", max_length=200, blank=True)
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    position = models.PositiveIntegerField("顺序")
    version = models.PositiveIntegerField(default=1)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["document", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "path", "version"], name="clause_version")
        ]

    def __str__(self) -> str:
        return f"{self.document.title}{self.label}"

    @property
    def label(self) -> str:
        """How people name the clause: ``第5条`` or the printed path."""
        if self.no.isdigit():
            return f"第{self.no}条"
        return {"front": "开头", "closing": "结尾"}.get(self.path, self.path.replace("/", ""))


class Ladder(models.Model):
    """A set of ordered steps that follow a due date (督办阶梯).

    ``derived`` says in words which part the document does not fix; such a ladder applies only in
    places where a named person adopted it (``Setting`` with field ``ladder``).
    """

    key = AsciiField(max_length=96, unique=True)
    title = models.CharField(max_length=64)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True)
    derived = models.CharField("文件未规定的部分", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.title


class LadderStep(models.Model):
    """One rung: when ``after_hours`` past the current due date, do this.

    ``stage`` 0 due soon, 1 prompt, 2 warning, 3 supervision order, 4 listed. ``tells`` lists
    ``holder``, ``supervisor``, ``office`` (committee office of the place) or ``above``. With
    ``opens_hours`` the supervisor gets an obligation of its own, due that many hours later, on
    ``opens_ladder``. With ``letter`` a letter of that kind is drawn up for signature.
    """

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    after_hours = models.IntegerField()
    stage = models.PositiveSmallIntegerField()
    tells = models.JSONField(default=list)
    letter = models.CharField(max_length=32, blank=True)
    opens_hours = models.PositiveIntegerField(null=True)
    opens_ladder = models.ForeignKey(Ladder, models.PROTECT, null=True, related_name="opened_by")

    class Meta:
        ordering: ClassVar = ["ladder", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ladder", "position"], name="ladder_position"),
            models.CheckConstraint(condition=Q(stage__lte=4), name="ladder_stage"),
        ]

    def __str__(self) -> str:
        return f"{self.ladder.title} {self.position}"


class Rule(models.Model):
    """One version of what turns a clause into recurring duties (规则).

    ``selects`` names the bound units (kinds, tags, headcount…, read by ``obligations.bases``);
    ``per`` is a period kind of ``lib.periods`` or empty when the document sets none (unset);
    ``times`` likewise. ``duty`` names what is owed (``drill``): rules with the same duty are
    compared and one ``yields_to`` the stricter, ``why`` saying so in words. ``lead`` names the kind
    of leadership that must act himself; ``slots`` lists those that count separately (``["party",
    "government"]``). ``record`` names the kind of record a fulfilment fills in (``records.toml``),
    ``proof`` lists what it must bring. ``due_days`` shifts the due date
    from the end of the period.
    """

    key = AsciiField(max_length=96)
    version = models.PositiveIntegerField(default=1)
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="rules")
    place = models.ForeignKey(Place, models.PROTECT)
    duty = AsciiField("责任种类", max_length=48, db_index=True)
    title = models.CharField("责任事项", max_length=200)
    says = models.CharField("原文", max_length=400)
    selects = models.JSONField(default=dict)
    per = models.CharField("周期", max_length=16, blank=True)
    every = models.PositiveSmallIntegerField(default=1)
    times = models.PositiveSmallIntegerField("次数", null=True)
    at_least = models.BooleanField("至少", default=True)
    lead = models.CharField("岗位", max_length=16, blank=True)
    slots = models.JSONField(default=list)
    due_days = models.SmallIntegerField(default=0)
    cut_off_days = models.PositiveSmallIntegerField(default=0)
    joins = models.CharField("期中加入", max_length=16, default="next")
    record = models.CharField("记录种类", max_length=16, blank=True)
    proof = models.JSONField(default=list)
    zero_allowed = models.BooleanField("可零报告", default=False)
    event = models.CharField("触发事件", max_length=48, blank=True)
    ladder = models.ForeignKey(Ladder, models.PROTECT, null=True)
    in_force_from = models.DateField(null=True)
    in_force_until = models.DateField(null=True)
    transition = models.CharField("修订时", max_length=16, default="finish")
    yields_to = AsciiField("从严规则", max_length=96, blank=True)
    derived = models.JSONField("文件未规定的部分", default=dict)
    why = models.CharField("适用说明", max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="rule_version")
        ]

    def __str__(self) -> str:
        return self.title


class Number(models.Model):
    """A number a document fixes (threshold, target, weight, limit), with its clause."""

    key = AsciiField(max_length=96, unique=True)
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="numbers")
    place = models.ForeignKey(Place, models.PROTECT)
    says = models.CharField(max_length=400)
    value = models.JSONField()
    unit = models.CharField(max_length=24, blank=True)
    use = models.CharField("用途", max_length=24)
    confidence = models.CharField(max_length=1, default="H")

    def __str__(self) -> str:
        return f"{self.key} = {self.value}{self.unit}"


class Setting(models.Model):
    """A value the document leaves open, set for a place by a named person on a day.

    ``subject`` is the key of the rule, ladder or clause; ``field`` what is set (``per``, ``times``,
    ``due``, ``within``, ``ladder``, ``approvers``, ``holidays``). The newest row of the nearest
    place upwards counts; none means *unset*, which every list shows as such.
    """

    subject = AsciiField(max_length=128)
    field = models.CharField(max_length=24)
    place = models.ForeignKey(Place, models.PROTECT)
    value = models.JSONField()
    reason = models.CharField(max_length=400)
    by = models.ForeignKey(Person, models.PROTECT)
    post = models.ForeignKey(Post, models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "field", "at"], name="setting_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject}.{self.field} = {self.value}"
