"""Nouns of occupational health. What is known of a person's health stands apart from all matters.

``Examination`` and ``Patient`` are read through :mod:`.privacy` only; the trace and the matters
carry numbers and days, never who is ill with what.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.fields import AsciiField
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.trace.models import Evidence, Matter

from . import rules


def _choices(words: Any) -> tuple[tuple[str, str], ...]:
    return tuple(words.items())


class Declaration(models.Model):
    """What hazards of occupational disease an enterprise declares (职业病危害项目申报)."""

    class Kind(models.TextChoices):
        INITIAL = "initial", "初次申报"
        CHANGE = "change", "变更申报"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="health_declaration"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="用人单位", related_name="health_declarations"
    )
    declarer = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    office = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="受理机关", related_name="+",
        help_text="所在地负责职业卫生监管的部门，写全称。",
    )  # fmt: skip
    kind = models.CharField("申报类别", max_length=8, choices=Kind.choices)
    changed = models.CharField(
        "变更事由", max_length=8, choices=_choices(rules.CHANGES), blank=True,
        help_text="变更申报的填写。",
    )  # fmt: skip
    happened_on = models.DateField(
        "变化（竣工验收、收到报告）日期", null=True, help_text="变更申报的填写。"
    )
    due_on = models.DateField("应申报日期", null=True)
    grade = models.CharField(
        "职业病危害风险", max_length=8, choices=_choices(rules.GRADES),
        help_text="按国家分类目录判定的类别。",
    )  # fmt: skip
    body = models.CharField(
        "职业卫生管理机构和人员", max_length=200, blank=True, help_text="机构名称，专职、兼职人数。"
    )
    opinion = models.CharField("受理意见", max_length=400, blank=True)
    refreshed_on = models.DateField("最近一次更新", null=True)
    reason = models.CharField("终止原因", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.unit.name}{self.get_kind_display()}"


class Factor(models.Model):
    """One factor at one workplace, as declared: how many are exposed, how they are protected."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="factors")
    workplace = models.CharField("工作场所（岗位）", max_length=64)
    group = models.CharField("类别", max_length=12, choices=_choices(rules.GROUPS))
    name = models.CharField("危害因素", max_length=64)
    toxic = models.BooleanField("高毒物品（高危粉尘）", default=False)
    exposed = models.PositiveIntegerField("接触人数")
    protection = models.CharField("防护设施和个体防护", max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["declaration", "workplace", "name"], name="health_factor_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.workplace}：{self.name}"


class Survey(models.Model):
    """One report on workplaces (检测、现状评价), and what was done about readings over."""

    class Kind(models.TextChoices):
        SURVEY = "survey", "危害因素检测"
        EVALUATION = "evaluation", "现状评价"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="health_survey"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="用人单位", related_name="health_surveys"
    )
    recorder = models.ForeignKey(Person, models.PROTECT, verbose_name="经办人", related_name="+")
    office = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="报告的部门", related_name="+",
        help_text="所在地负责职业卫生监管的部门，写全称。",
    )  # fmt: skip
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    agency = models.CharField("检测（评价）机构", max_length=128)
    licence = models.CharField("机构资质证书编号", max_length=64)
    number = models.CharField("报告编号", max_length=64)
    done_on = models.DateField("检测（评价）日期")
    told_on = models.DateField("向劳动者公布的日期", null=True)
    fix_by = models.DateField("治理期限", null=True)
    fixed = models.CharField("治理情况", max_length=400, blank=True)
    again_on = models.DateField("复测日期", null=True)
    stopped = models.CharField("停止的作业", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class SurveyResult(models.Model):
    """One result of a survey, held against the limit its report states, or unset."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="readings")
    workplace = models.CharField("工作场所（岗位）", max_length=64)
    group = models.CharField("类别", max_length=12, choices=_choices(rules.GROUPS))
    name = models.CharField("危害因素", max_length=64)
    measured = models.DecimalField("检测结果", max_digits=12, decimal_places=4, null=True)
    limit = models.DecimalField("限值", max_digits=12, decimal_places=4, null=True)
    measure = models.CharField("单位和指标", max_length=32, blank=True)
    source = models.CharField("限值出处", max_length=128, blank=True)
    verdict = models.CharField("结论", max_length=8, choices=_choices(rules.VERDICTS))
    again = models.DecimalField("复测结果", max_digits=12, decimal_places=4, null=True)
    again_verdict = models.CharField(
        "复测结论", max_length=8, choices=_choices(rules.VERDICTS), blank=True
    )
    hazard = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["survey", "workplace", "name", "measure"], name="health_reading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.workplace}：{self.name}"


class SurveyDue(models.Model):
    """That the next report of a kind is due from a unit by a day, and the duty to have it made."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Survey.Kind.choices)
    due_on = models.DateField()
    duty = models.ForeignKey(Obligation, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind", "due_on"], name="survey_due_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.due_on}"


class ExposedWorker(models.Model):
    """Somebody at a post with hazards (接触职业病危害的劳动者).

    ``since`` is empty while she is not let to work; ``due_on``, ``fit`` and ``examined_on`` follow
    from her examinations, ``duty`` and ``removal`` are what is owed because of them.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="exposed_workers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="exposures")
    work = models.CharField("岗位（工种）", max_length=64)
    factors = models.CharField("接触的危害因素", max_length=200)
    since = models.DateField("上岗日期", null=True)
    until = models.DateField("离岗日期", null=True)
    left = models.CharField("离岗情形", max_length=8, choices=_choices(rules.LEAVES), blank=True)
    due_on = models.DateField("下次检查", null=True)
    fit = models.CharField(max_length=8, choices=_choices(rules.FITNESS), blank=True, default="")
    examined_on = models.DateField("最近一次检查", null=True)
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")
    removal = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "person", "work"], condition=Q(until=None), name="exposed_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="exposed_due", condition=Q(until=None))
        ]

    def __str__(self) -> str:
        return f"{self.person.name}（{self.work}）"


class Examination(models.Model):
    """One health examination of a worker; its result is his and his employer's, nobody else's."""

    class Payer(models.TextChoices):
        EMPLOYER = "employer", "用人单位"
        PREVENTION = "prevention", "工伤预防费"

    worker = models.ForeignKey(ExposedWorker, models.PROTECT, related_name="examinations")
    kind = models.CharField("检查种类", max_length=12, choices=_choices(rules.EXAMS))
    on = models.DateField("检查日期")
    agency = models.CharField("检查机构", max_length=128)
    number = models.CharField("报告编号", max_length=64)
    fit = models.CharField("能否从事", max_length=8, choices=_choices(rules.FITNESS))
    result = models.CharField("结论", max_length=16, choices=_choices(rules.RESULTS))
    findings = models.TextField("主要异常和处理意见", blank=True)
    next_on = models.DateField("报告写明的下次检查日期", null=True)
    told_on = models.DateField("书面告知本人的日期", null=True)
    paid_by = models.CharField("费用来源", max_length=12, choices=Payer.choices)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["worker", "kind", "on"], name="examination_once")
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.on}"


class Cycle(models.Model):
    """How often workers exposed to a factor are examined, set by a unit on a basis it names."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="规定单位", related_name="+")
    factor = models.CharField("危害因素", max_length=64)
    months = models.PositiveSmallIntegerField("多少个月查一次")
    basis = models.CharField("依据（文件名称、文号或标准编号）", max_length=200)
    since = models.DateField("从哪天起")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.factor}每 {self.months} 个月查一次"


class MeasureKept(models.Model):
    """That an enterprise carried out one of the measures of its place's document, with proof."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="health_measures")
    key = AsciiField("措施", max_length=32)
    done_on = models.DateField("落实日期")
    says = models.CharField("怎么落实的", max_length=400)
    due_on = models.DateField("下次核对日期")
    proof = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    duty = models.ForeignKey(Obligation, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "key"], name="health_measure_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.key} {self.done_on}"


class Disease(models.Model):
    """A suspected or diagnosed occupational disease as a matter: without name, without illness."""

    class Kind(models.TextChoices):
        SUSPECTED = "suspected", "疑似职业病"
        DIAGNOSED = "diagnosed", "确诊职业病"

    class Aid(models.TextChoices):
        NONE = "none", "不需要"
        ASKED = "asked", "已申请"
        GIVEN = "given", "已落实"
        REFUSED = "refused", "不符合条件"

    matter = models.OneToOneField(
        Matter, models.PROTECT, primary_key=True, related_name="health_disease"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="用人单位", related_name="health_diseases"
    )
    reporter = models.ForeignKey(Person, models.PROTECT, verbose_name="报告人", related_name="+")
    office = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="接收报告的部门", related_name="+"
    )
    kind = models.CharField("报告类别", max_length=12, choices=Kind.choices)
    found_on = models.DateField("发现日期")
    opinion = models.CharField("意见", max_length=400, blank=True)
    decided_on = models.DateField("诊断结论日期", null=True)
    labour_told_on = models.DateField("报告人社部门的日期", null=True)
    placed = models.CharField("安置情况", max_length=400, blank=True)
    injury = models.CharField("工伤待遇", max_length=8, choices=Aid.choices, blank=True)
    aid = models.CharField("医疗和生活救助", max_length=8, choices=Aid.choices, blank=True)
    followed_on = models.DateField("最近一次随访", null=True)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}报告"


class Patient(models.Model):
    """Whom a case is about and with what: shown to him, his employer and the receiving office."""

    disease = models.OneToOneField(
        Disease, models.PROTECT, primary_key=True, related_name="patient"
    )
    worker = models.ForeignKey(ExposedWorker, models.PROTECT, related_name="diseases")
    says = models.CharField("疑似或者诊断的职业病", max_length=128)

    def __str__(self) -> str:
        return f"{self.disease_id}"
