"""Forms of occupational health: factors, readings, workers, examinations, measures, cycles."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.health import rules
from bihuan.modules.health.models import Disease, Examination

from .form import ChoiceOf, DayField, Form, Pick, WordsField
from .lookups import UnitField

GROUPS = tuple(rules.GROUPS.items())
SAID = tuple((key, rules.VERDICTS[key]) for key in (rules.OVER, rules.WITHIN))


class FactorForm(Form):
    """One factor at one workplace."""

    workplace = WordsField(label="工作场所（岗位）", long=False, max_length=64)
    group = Pick(GROUPS, label="类别")
    name = WordsField(
        label="危害因素", long=False, max_length=64, help_text="职业病危害因素分类目录里的名称。"
    )
    exposed = forms.IntegerField(label="接触人数", min_value=0)
    protection = WordsField(label="防护设施和个体防护", max_length=200, required=False)
    toxic = forms.BooleanField(label="高毒物品或者高危粉尘", required=False)


def _number(label: str, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=4, required=False, **options
    )  # fmt: skip


class ReadingForm(Form):
    """One result of a report."""

    workplace = WordsField(label="工作场所（岗位）", long=False, max_length=64)
    group = Pick(GROUPS, label="类别")
    name = WordsField(label="危害因素", long=False, max_length=64)
    measured = _number("检测结果")
    limit = _number("限值", help_text="照报告填写；报告没有写的不填，结论显示“未设定”。")
    measure = WordsField(
        label="单位和指标", long=False, max_length=32, required=False,
        help_text="如 mg/m³（PC-TWA）、dB(A)。",
    )  # fmt: skip
    source = WordsField(
        label="限值出处", long=False, max_length=128, required=False,
        help_text="标准编号和名称；填了限值的必填。",
    )  # fmt: skip
    said = forms.ChoiceField(
        label="报告结论", choices=[("", "由结果和限值得出"), *SAID], required=False,
        help_text="报告只有结论、没有数值的选择。",
    )  # fmt: skip


class AgainForm(Form):
    """What a place measures after treatment."""

    again = _number("复测结果")
    said = forms.ChoiceField(
        label="复测结论", choices=[("", "由结果和限值得出"), *SAID], required=False
    )


class WorkerForm(Form):
    """Somebody at a post with hazards."""

    name = WordsField(label="姓名", long=False, max_length=32)
    work = WordsField(label="岗位（工种）", long=False, max_length=64)
    factors = WordsField(
        label="接触的危害因素", long=False, max_length=200, help_text="几种的用顿号隔开。"
    )
    phone = WordsField(
        label="手机", long=False, max_length=20, required=False,
        help_text="同一单位重名的必须填。",
    )  # fmt: skip
    since = DayField(
        label="上岗日期", required=False,
        help_text="已经在岗的填写；还没有上岗的不填，上岗前检查以后再“上岗”。",
    )  # fmt: skip


class ExaminationForm(Form):
    """One examination, as its report says."""

    kind = Pick(tuple(rules.EXAMS.items()), label="检查种类")
    on = DayField(label="检查日期")
    agency = WordsField(label="检查机构", long=False, max_length=128)
    number = WordsField(label="报告编号", long=False, max_length=64)
    result = Pick(tuple(rules.RESULTS.items()), label="结论")
    fit = Pick(
        tuple(rules.FITNESS.items()), label="能否从事",
        help_text="复查、疑似职业病、职业禁忌证按结论定，不看这里。",
    )  # fmt: skip
    findings = WordsField(label="主要异常和处理意见", max_length=1000, required=False)
    next_on = DayField(
        label="下次检查日期", required=False,
        help_text="报告写明的；没有写的不填，按检查周期推算，没有周期的显示“未设定”。",
    )  # fmt: skip
    told_on = DayField(label="书面告知本人的日期", required=False)
    paid_by = Pick(Examination.Payer.choices, label="费用来源")


class WorkForm(Form):
    """From which day somebody works."""

    on = DayField(label="上岗日期")


class LeaveForm(Form):
    """When and how somebody left."""

    on = DayField(label="离岗日期")
    why = ChoiceOf(
        tuple(rules.LEAVES.items()), label="离岗情形",
        told={rules.MOVED: "还在本单位；离岗时检查仍然要做。",
              rules.ENDED: "没有离岗时检查的，不能办。"},
    )  # fmt: skip


class DiseaseForm(Form):
    """A disease that is reported."""

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="disease")
        self.fields["kind"] = ChoiceOf(Disease.Kind.choices, label="报告类别")
        self.fields["says"] = WordsField(
            label="疑似或者诊断的职业病", long=False, max_length=128,
            help_text="只有本人、本单位的保管岗位和接收报告的部门看得到。",
        )  # fmt: skip
        self.fields["found_on"] = DayField(label="发现日期")
        self.fields["office"] = UnitField(
            viewer=viewer, label="接收报告的部门", help_text="负责职业卫生监管的部门，写全称。"
        )


class MeasureForm(Form):
    """That a measure was carried out."""

    done_on = DayField(label="落实日期")
    says = WordsField(label="怎么落实的", max_length=400)
    due_on = DayField(label="下次核对日期", help_text="文件没有规定多久，由您定。")
    proof = forms.FileField(label="佐证", error_messages={"required": "还没有上传佐证。"})


class CycleForm(Form):
    """How often who is exposed to a factor is examined."""

    factor = WordsField(label="危害因素", long=False, max_length=64)
    months = forms.IntegerField(label="多少个月查一次", min_value=1, max_value=120)
    basis = WordsField(label="依据（文件名称、文号或标准编号）", long=False, max_length=200)
    since = DayField(label="从哪天起")
