"""What a task is measured by, and what it stands at."""

from typing import Any

from django import forms

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.policy.flows import TaskFlow, committee_office
from bihuan.modules.policy.indicators import Measure, Standing, standing
from bihuan.modules.policy.models import Task

from .form import DayField, Form, WordsField

NUMBER = {"max_digits": 14, "decimal_places": 2}
BAD_NUMBER = {"invalid": "要写成数字，如 30 或 30.5。"}


def _number(**options: Any) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(widget=widget, error_messages=BAD_NUMBER, **NUMBER, **options)


class IndicatorForm(Form):
    """An indicator of a task."""

    title = WordsField(label="指标", long=False, max_length=120, help_text="如“三级标准化复评”。")
    measure = WordsField(label="计量单位", long=False, max_length=16, help_text="户、%、处。")
    baseline = _number(label="基数", required=False, help_text="开始时是多少；不知道就空着。")
    target = _number(label="目标", required=False, help_text="文件要求到多少；有名单的不用填。")
    falling = forms.BooleanField(label="越低越好（如事故起数）", required=False)
    names = WordsField(
        label="名单", required=False, max_length=20000,
        help_text="一行一个。有名单的，目标就是全部，没完成的逐个列出。",
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="indicator")

    @property
    def asked(self) -> Measure:
        """What is to be measured."""
        given = self.cleaned_data
        names = tuple(given["names"].splitlines())
        return Measure(given["title"], given["measure"], given["target"], given["baseline"],
                       given["falling"], names)  # fmt: skip


class ReadingForm(Form):
    """What one indicator stands at, or which names of its list are done."""

    on = DayField(label="统计日期")

    def __init__(self, one: Standing, data: Any = None) -> None:
        super().__init__(data, prefix=f"reading{one.indicator.pk}")
        if one.left or one.done:
            names = forms.MultipleChoiceField(
                choices=[(str(name.pk), name.name) for name in one.left], label="这次完成的",
                widget=forms.CheckboxSelectMultiple, required=False,
            )  # fmt: skip
            self.fields = {"names": names} | self.fields
            self.fields["on"].label = "完成日期"
        else:
            value = _number(label=f"实际（{one.indicator.measure}）")
            note = WordsField(label="说明", long=False, required=False, max_length=400)
            self.fields = {"value": value} | self.fields | {"note": note}


def indicators_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return where a task's indicators stand, and the forms about them open to this person."""
    if matter.flow != TaskFlow.key:
        return {}
    task: Task = matter.task
    stands = standing(task)
    office = committee_office(task, viewer.on)
    sets = office is not None and office.pk == viewer.unit_id and viewer.can(roles.SET_UNSET)
    reports = matter.unit_id == viewer.unit_id and viewer.can(roles.FULFIL)
    running = matter.closed_at is None
    return {
        "indicators": [
            (one, ReadingForm(one) if reports and running and not _full(one) else None)
            for one in stands
        ],
        "indicator": IndicatorForm() if sets and running else None,
        "task_numbers": list(task.clause.numbers.filter(use__in=("count", "ratio", "bar"))),
    }  # fmt: skip


def _full(one: Standing) -> bool:
    return bool(one.done) and not one.left
