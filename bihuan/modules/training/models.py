"""Nouns of training: who must be trained, what was held, what was asked, what paper came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Matter

from . import rules

Category = tuple(rules.CATEGORIES.items())
Purpose = tuple(rules.PURPOSES.items())


class Trainee(models.Model):
    """A person on the roster of a unit in one category (花名册), also one who never signs in.

    ``joined`` is the day she came, ``working_since`` the day she was let to work, empty while she
    is still being taught. ``employer`` names the unit that pays her where that is another one:
    the agency of a dispatched worker, a contractor.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="trainees")
    person = models.ForeignKey(Person, models.PROTECT, related_name="trainees")
    category = models.CharField("类别", max_length=16, choices=Category)
    work = models.CharField("岗位（工种）", max_length=64, blank=True)
    employer = models.CharField("用工单位（派遣、承包单位）", max_length=128, blank=True)
    joined = models.DateField("到岗（入职）日期")
    working_since = models.DateField("上岗日期", null=True)
    until = models.DateField("离岗日期", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "person", "category"], condition=Q(until=None), name="trainee_once"
            ),
            models.CheckConstraint(
                condition=Q(working_since=None) | Q(working_since__gte=F("joined")),
                name="trainee_works_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.get_category_display()}）"


class HoursRule(models.Model):
    """How many hours a unit or a place asks of a category, where the nation's rule asks less."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="规定单位", related_name="+")
    category = models.CharField("类别", max_length=16, choices=Category)
    purpose = models.CharField("培训种类", max_length=8, choices=Purpose)
    hours = models.PositiveSmallIntegerField("学时")
    content = models.CharField("内容和范围", max_length=400)
    basis = models.CharField("依据（文件名称、文号）", max_length=200)
    since = models.DateField("从哪天起")
    until = models.DateField("到哪天止", null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.hours} 学时"


class TrainingClass(models.Model):
    """One class held by a unit: what, for whom, how long, how, by whom (培训班)."""

    class How(models.TextChoices):
        FACE = "face", "集中面授"
        ONLINE = "online", "线上学习"
        SITE = "site", "现场实操、师带徒"
        ALONGSIDE = "alongside", "跟班培训"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="training_class"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="举办单位", related_name="+")
    organiser = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    course = models.CharField("课程", max_length=128)
    purpose = models.CharField("培训种类", max_length=8, choices=Purpose)
    how = models.CharField("方式", max_length=12, choices=How.choices)
    starts_on = models.DateField("计划哪天办")
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1)
    off_job_days = models.PositiveSmallIntegerField(
        "脱产天数", null=True, help_text="脱产轮训的填写；当天往返、不脱产的不填。"
    )
    content = models.TextField("内容", help_text="重大事故隐患的排查和整改要求写明在哪一讲。")
    teacher = models.CharField("授课人", max_length=128)
    agency = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="培训机构", related_name="+",
        help_text="委托培训机构办的填写。",
    )  # fmt: skip
    held_on = models.DateField("实际哪天办的", null=True)
    findings = models.TextField("考核情况和效果", blank=True)
    reason = models.CharField("不办的原因", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.course


class Attendee(models.Model):
    """That a person of a roster came to a class, named before it is closed."""

    klass = models.ForeignKey(TrainingClass, models.PROTECT, related_name="attendees")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["klass", "trainee"], name="attendee_once")
        ]

    def __str__(self) -> str:
        return f"{self.klass_id} {self.trainee_id}"


class Attendance(models.Model):
    """Hours a person was taught in a unit (学时): from a class, or entered from older records."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    klass = models.ForeignKey(TrainingClass, models.PROTECT, null=True, related_name="attendances")
    purpose = models.CharField("培训种类", max_length=8, choices=Purpose)
    course = models.CharField("课程", max_length=128)
    on = models.DateField("培训日期")
    hours = models.DecimalField("学时", max_digits=5, decimal_places=1)
    off_job_days = models.PositiveSmallIntegerField("脱产天数", null=True)
    taught_by = models.CharField("培训单位（授课人）", max_length=128, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "person", "course", "on", "purpose"], name="attendance_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person", "on"], name="attendance_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on} {self.hours}"


class Question(models.Model):
    """One version of a question of a bank; a change makes the next one, nothing is overwritten."""

    class Kind(models.TextChoices):
        SINGLE = "single", "单选"
        MULTIPLE = "multiple", "多选"
        JUDGEMENT = "judgement", "判断"

    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="题库单位", related_name="questions"
    )
    number = AsciiField("题号", max_length=24)
    version = models.PositiveSmallIntegerField("版次", default=1)
    subject = models.CharField("科目", max_length=32)
    kind = models.CharField("题型", max_length=12, choices=Kind.choices)
    stem = models.TextField("题干")
    options = models.JSONField("选项")
    answer = AsciiField("答案", max_length=8)
    source = models.CharField("出处（文件和条款）", max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField("停用时间", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number", "version"], name="question_version"),
            models.UniqueConstraint(
                fields=["unit", "number"], condition=Q(until=None), name="question_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}.{self.version}"


class Exam(models.Model):
    """One examination: which questions, how many, how long, how many points pass.

    ``pool`` are the questions papers are drawn from and ``seed`` what decides the draw, both fixed
    when it is released; ``commitment`` is their digest, kept in the trace before anybody sits.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, primary_key=True, related_name="exam")
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="组织单位", related_name="+")
    maker = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    name = models.CharField("考试名称", max_length=96)
    subjects = models.CharField("科目", max_length=200, help_text="题库的科目，几个的用顿号隔开。")
    singles = models.PositiveSmallIntegerField("单选题数", help_text="没有这种题的填 0。")
    multiples = models.PositiveSmallIntegerField("多选题数", help_text="全选对才得分。")
    judgements = models.PositiveSmallIntegerField("判断题数")
    single_points = models.PositiveSmallIntegerField("单选每题分值")
    multiple_points = models.PositiveSmallIntegerField("多选每题分值")
    judgement_points = models.PositiveSmallIntegerField("判断每题分值")
    pass_mark = models.PositiveSmallIntegerField("合格分")
    minutes = models.PositiveSmallIntegerField("考试时长（分钟）")
    tries = models.PositiveSmallIntegerField("最多考几次")
    opens_on = models.DateField("从哪天起可以考")
    closes_on = models.DateField("到哪天止", help_text="不合格的，补训补考也要在这一天以前。")
    certificate = models.CharField(
        "合格后发什么证", max_length=32, choices=rules.AWARDED, blank=True,
        help_text="只列由考试组织单位自己发的证。",
    )  # fmt: skip
    valid_months = models.PositiveSmallIntegerField("证书有效期（月）", null=True)
    pool = models.JSONField(default=list)
    seed = AsciiField(max_length=64, blank=True, default="")
    commitment = AsciiField(max_length=64, blank=True, default="")
    reason = models.CharField("取消原因", max_length=400, blank=True)

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """A person of a roster who is to sit an exam; ``key`` is the digest of her admission slip."""

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="candidates")
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="candidacies")
    key = AsciiField(max_length=64, blank=True, default="", db_index=True)
    passed = models.BooleanField("合格", null=True)
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["exam", "trainee"], name="candidate_once")
        ]

    def __str__(self) -> str:
        return f"{self.exam_id} {self.trainee_id}"


class Sitting(models.Model):
    """One attempt of a candidate: her paper, what she answered, and what it was worth."""

    class Ended(models.TextChoices):
        HANDED_IN = "handed_in", "交卷"
        TIME = "time", "到时收卷"

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="sittings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="sittings")
    turn = models.PositiveSmallIntegerField("第几次")
    began_at = models.DateTimeField("开考")
    ends_at = models.DateTimeField("到时")
    paper = models.JSONField()
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=12, choices=Ended.choices, blank=True, default="")
    score = models.PositiveSmallIntegerField("得分", null=True)
    passed = models.BooleanField(null=True)
    digest = AsciiField(max_length=64, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "turn"], name="sitting_turn"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="one_sitting_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.turn}"


class Certificate(models.Model):
    """A certificate of a person (证书): kind, number, validity, re-check, who issued it.

    ``number`` and ``issued_on`` are empty while one that an exam earned waits to be issued.
    ``recheck_reckoned`` says that the day was counted by the kind's rule, not read off the paper.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="所在单位", related_name="certificates"
    )
    kind = models.CharField("证书种类", max_length=32, choices=rules.KIND_TITLES)
    work = models.CharField("作业类别、准操项目", max_length=64, blank=True, default="")
    number = AsciiField("证书编号", max_length=48, blank=True, default="")
    issued_on = models.DateField("发证日期", null=True)
    until = models.DateField("有效期止", null=True)
    recheck_on = models.DateField("应复审日期", null=True)
    recheck_reckoned = models.BooleanField(default=False)
    rechecked_on = models.DateField("最近一次复审", null=True)
    issuer = models.CharField("发证机关", max_length=128, blank=True, default="")
    sitting = models.OneToOneField(Sitting, models.PROTECT, null=True, related_name="certificate")
    ended_on = models.DateField("失效日期", null=True)
    reason = models.CharField("失效原因", max_length=200, blank=True, default="")
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "number"], condition=~Q(number=""), name="certificate_number"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "kind"], name="certificate_of_person"),
            models.Index(
                fields=["until"], name="certificate_until", condition=Q(ended_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class AgencyCheck(models.Model):
    """Whether a training body still meets its conditions (培训机构条件复核), or is cleared out."""

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="agency_check"
    )
    office = models.ForeignKey(Unit, models.PROTECT, verbose_name="复核单位", related_name="+")
    checker = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    agency = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="培训机构", related_name="training_checks"
    )
    conditions = models.TextField("对照的条件", help_text="写明标准的名称和编号，逐条列出。")
    look_by = models.DateField("现场复核期限")
    findings = models.TextField("复核情况", blank=True)
    problems = models.TextField("不符合的条件", blank=True)
    fix_by = models.DateField("整改期限", null=True)
    fixed = models.TextField("整改情况", blank=True)
    reason = models.TextField("清退理由", blank=True)

    def __str__(self) -> str:
        return f"培训机构复核：{self.agency.name}"
