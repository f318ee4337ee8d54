"""Forms of training: people of rosters, hours, certificates, questions, who is called to what."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.training import rules
from bihuan.modules.training.models import Question, Trainee

from .form import ChoiceOf, DayField, Form, Pick, WordsField
from .lookups import UnitField

CATEGORIES = tuple(rules.CATEGORIES.items())
LINES = "一行一个，按 A、B、C、D 的次序；判断题不填。"


class TraineeForm(Form):
    """Who comes to a roster."""

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="trainee")
        self.fields["name"] = WordsField(label="姓名", long=False, max_length=32)
        self.fields["category"] = Pick(CATEGORIES, label="类别")
        self.fields["work"] = WordsField(
            label="岗位（工种）", long=False, max_length=64, required=False
        )
        self.fields["phone"] = WordsField(
            label="手机",
            long=False,
            max_length=20,
            required=False,
            help_text="同一单位重名的必须填。",
        )
        self.fields["joined"] = DayField(label="到岗（入职）日期")
        self.fields["working_since"] = DayField(
            label="上岗日期",
            required=False,
            help_text="已经上岗的填写；还在岗前培训的不填，学够了再“上岗”。",
        )
        self.fields["employer"] = WordsField(
            label="用工单位", long=False, max_length=128, required=False,
            help_text="派遣、承包人员写派遣或者承包单位。",
        )  # fmt: skip
        if viewer.sees != "own":
            self.fields["unit"] = UnitField(
                viewer=viewer, label="所在单位", required=False, help_text="不填就是您的单位。"
            )


class DayForm(Form):
    """From which day."""

    on = DayField(label="日期")


class HoursForm(Form):
    """Hours taught before or beside the classes."""

    purpose = Pick(tuple(rules.PURPOSES.items()), label="培训种类")
    course = WordsField(label="课程", long=False, max_length=128)
    on = DayField(label="培训日期")
    hours = forms.DecimalField(label="学时", max_digits=5, decimal_places=1)
    off_job_days = forms.IntegerField(label="脱产天数", required=False, min_value=1)
    taught_by = WordsField(label="培训单位（授课人）", long=False, max_length=128, required=False)


class RuleForm(Form):
    """How many hours a unit asks of a category."""

    category = Pick(CATEGORIES, label="类别")
    purpose = Pick(tuple(rules.PURPOSES.items())[:2], label="培训种类")
    hours = forms.IntegerField(label="学时", min_value=1, max_value=500)
    content = WordsField(label="内容和范围", max_length=400)
    basis = WordsField(label="依据（文件名称、文号）", long=False, max_length=200)
    since = DayField(label="从哪天起")


class CertificateForm(Form):
    """A certificate of a person, as it is printed."""

    kind = Pick(rules.KIND_TITLES, label="证书种类")
    work = WordsField(label="作业类别、准操项目", long=False, max_length=64, required=False)
    number = WordsField(label="证书编号", long=False, max_length=48)
    issued_on = DayField(label="发证日期")
    until = DayField(label="有效期止", required=False, help_text="长期有效的不填。")
    recheck_on = DayField(
        label="应复审日期", required=False, help_text="证书上印的；没有印的不填，按规定推算并注明。"
    )
    issuer = WordsField(label="发证机关", long=False, max_length=128, required=False)


class RecheckForm(Form):
    """That a certificate was re-checked."""

    on = DayField(label="复审日期")
    following = DayField(label="下次复审", required=False, help_text="证书上印的；没有印的不填。")


class EndForm(Form):
    """That a certificate ceased to be valid."""

    on = DayField(label="失效日期")
    reason = WordsField(label="失效原因", long=False, max_length=200)


class QuestionForm(Form):
    """A question of the bank."""

    number = WordsField(label="题号", long=False, max_length=24)
    subject = WordsField(label="科目", long=False, max_length=32)
    kind = ChoiceOf(Question.Kind.choices, label="题型")
    stem = WordsField(label="题干", max_length=1000)
    options = WordsField(label="选项", required=False, help_text=LINES)
    answer = WordsField(
        label="答案", long=False, max_length=8, help_text="选项的字母，多选连写；判断题写对或错。"
    )
    source = WordsField(label="出处（文件和条款）", long=False, max_length=200)

    @property
    def facts(self) -> dict[str, Any]:
        """What was filled in, the options as a list."""
        given = dict(self.cleaned_data)
        given["options"] = [line for line in given["options"].splitlines() if line.strip()]
        return given


class PeopleForm(Form):
    """Some people of a roster, ticked off."""

    def __init__(self, offered: list[Trainee], data: Any = None, label: str = "人员") -> None:
        super().__init__(data, prefix="people")
        self.fields["people"] = forms.MultipleChoiceField(
            label=label,
            choices=[(row.pk, _named(row)) for row in offered],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "还没有选人。", "invalid_choice": "选的人不在花名册上。"},
        )

    @property
    def chosen(self) -> list[int]:
        """The lines of the roster that were ticked."""
        return [int(pk) for pk in self.cleaned_data["people"]]


def _named(row: Trainee) -> str:
    work = f"，{row.work}" if row.work else ""
    return f"{row.person.name}（{row.get_category_display()}{work}）{row.unit.name}"


class SlipForm(Form):
    """The key of an admission slip."""

    key = WordsField(
        label="准考码", long=False, max_length=32, help_text="准考单上的 16 位，不分大小写。"
    )
