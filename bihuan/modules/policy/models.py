"""Nouns of policy: the review of a document, what was read from it, the tasks it gives."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.law.models import Clause, Document, Ladder
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.trace.models import Matter

SUGGESTED = "系统建议值，文件未规定"


class Review(models.Model):
    """The review of one document (政策审阅): drafted by one person, approved by another."""

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="review")
    document = models.ForeignKey(Document, models.PROTECT, related_name="reviews")
    drafter = models.ForeignKey(
        Person, models.PROTECT, verbose_name="经办人", related_name="reviews_drafted"
    )
    advice = models.CharField("拟办意见", max_length=2000, blank=True)
    opinion = models.CharField("批示意见", max_length=2000, blank=True)
    task_ladder = models.ForeignKey(
        Ladder, models.PROTECT, null=True, verbose_name="任务督办阶梯",
        help_text=SUGGESTED, related_name="+",
    )  # fmt: skip
    rule_ladder = models.ForeignKey(
        Ladder, models.PROTECT, null=True, verbose_name="周期责任督办阶梯",
        help_text=SUGGESTED, related_name="+",
    )  # fmt: skip

    def __str__(self) -> str:
        return f"审阅《{self.document.title}》"


class Proposal(models.Model):
    """One thing read from a clause, to be accepted, corrected or rejected by a person.

    ``data`` is what counts now, ``original`` what was read; both have the compiled document's
    keys for their kind. A ``responsible`` without ``unit`` says that the clause names nobody. A
    proposal that was split or merged stays, ``merged``, and its successors point to it.
    """

    class Kind(models.TextChoices):
        RESPONSIBLE = "responsible", "责任单位"
        DEADLINE = "deadline", "期限"
        RECURRING = "recurring", "周期"
        TIME_LIMIT = "time_limit", "时限"
        QUANTITY = "quantity", "数量"
        FINE = "fine", "罚款"
        MEASURE = "measure", "措施"
        PUBLISH = "publish", "公开"
        UNSET = "unset", "未设定"
        REPAIR = "repair", "读不准"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审"
        ACCEPTED = "accepted", "已采用"
        CORRECTED = "corrected", "已改正"
        REJECTED = "rejected", "不采用"
        MERGED = "merged", "已拆分或合并"

    review = models.ForeignKey(Review, models.CASCADE, related_name="proposals")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="proposals")
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    data = models.JSONField(default=dict)
    original = models.JSONField(default=dict)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    state = models.CharField("结论", max_length=16, choices=State.choices, default=State.PROPOSED)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("理由", max_length=400, blank=True)
    origin = models.ManyToManyField("self", symmetrical=False, related_name="successors")

    class Meta:
        ordering: ClassVar = ["review", "start", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start}–{self.end}"

    @property
    def counts(self) -> bool:
        """Say whether the document is carried out with it."""
        return self.state in (self.State.ACCEPTED, self.State.CORRECTED)

    @property
    def two_readings(self) -> bool:
        """Say whether the words have two readings of which one must still be chosen."""
        return self.state == self.State.PROPOSED and bool(self.data.get("alt"))


class Task(models.Model):
    """What one unit owes under one clause, in one part (任务).

    The holder is the matter's unit; none is *unassigned*, and ``printed`` keeps the name as the
    document has it. The lead's task is the parent of those who cooperate; a unit's task is the
    parent of what it hands down. ``due_on`` empty is *unset*. ``point`` is the offset of the
    deadline's words where a clause sets several, else 0.
    """

    class Part(models.TextChoices):
        LEAD = "lead", "牵头"
        COOPERATE = "cooperate", "配合"
        SHARE = "share", "分工负责"
        WHOLE = "whole", "整条"

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="task")
    document = models.ForeignKey(Document, models.PROTECT, related_name="tasks")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="tasks")
    part = models.CharField("分工", max_length=16, choices=Part.choices)
    printed = models.CharField("文件所写单位", max_length=128, blank=True)
    says = models.TextField("原文")
    point = models.PositiveIntegerField(default=0)
    due_on = models.DateField("完成期限", null=True)
    due_alt = models.DateField("另一读法", null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    plan = models.TextField("工作方案", blank=True)
    progress = models.TextField("进展情况", blank=True)
    result = models.TextField("完成情况", blank=True)
    again_by = models.DateField("重新办理期限", null=True)
    opinion = models.CharField("验收意见", max_length=2000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clause", "part", "printed", "point"],
                condition=Q(parent__isnull=True),
                name="task_once",
            ),
            models.UniqueConstraint(
                fields=["parent", "clause", "part", "printed", "point"],
                condition=Q(parent__isnull=False),
                name="task_once_below",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.get_part_display()} {self.printed}"


class Indicator(models.Model):
    """What a task is measured by (指标): where it stood, where it must stand, where it stands.

    A list of names makes it an indicator of coverage: its target is all of them, its actual those
    covered. Without a list the actual is the latest ``Measurement``. ``baseline`` may be unknown.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="indicators")
    title = models.CharField("指标", max_length=120)
    measure = models.CharField("计量单位", max_length=16)
    baseline = models.DecimalField("基数", max_digits=14, decimal_places=2, null=True)
    target = models.DecimalField("目标", max_digits=14, decimal_places=2)
    falling = models.BooleanField("越低越好", default=False)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["task", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "title"], name="indicator_once")
        ]

    def __str__(self) -> str:
        return self.title


class Measurement(models.Model):
    """What an indicator stood at on a day, as its unit reported it. A later one replaces none."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    on = models.DateField("统计日期")
    value = models.DecimalField("实际", max_digits=14, decimal_places=2)
    note = models.CharField("说明", max_length=400, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["indicator", "on", "id"]

    def __str__(self) -> str:
        return f"{self.indicator} {self.on}: {self.value}"


class Covered(models.Model):
    """One name of an indicator of coverage; uncovered until a day is entered."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="names")
    name = models.CharField("对象", max_length=128)
    on = models.DateField("完成日期", null=True)

    class Meta:
        ordering: ClassVar = ["indicator", "id"]
        verbose_name_plural = "covered"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "name"], name="covered_once")
        ]

    def __str__(self) -> str:
        return self.name
