"""Setting what a document leaves open, adopting a suggested ladder: always by name, with why."""

from typing import Any

from django import forms

from bihuan.lib.periods import PeriodKind

from ..queries.unwritten import FIELD_TITLES, Open
from .form import Form, WordsField

PERIODS = {
    PeriodKind.SHIFT: "每班", PeriodKind.DAY: "每天", PeriodKind.WEEK: "每周",
    PeriodKind.TEN_DAYS: "每旬", PeriodKind.MONTH: "每月", PeriodKind.QUARTER: "每季度",
    PeriodKind.HALF: "每半年", PeriodKind.SEMESTER: "每学期", PeriodKind.YEAR: "每年",
}  # fmt: skip


def number_field(title: str, *, most: int) -> forms.IntegerField:
    """Return a field for a whole number from 1, empty at first."""
    field = forms.IntegerField(
        label=title, min_value=1, max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )  # fmt: skip
    field.error_messages |= {
        "required": f"还没有填写“{title}”。",
        "invalid": "要写整数，例如 2。",
        "min_value": "至少是 1。",
        "max_value": f"太多了，不超过 {most}。",
    }
    return field


class OpenForm(Form):
    """The fields a rule leaves open, none filled in beforehand, and the reason."""

    reason = WordsField(label="依据或理由", long=False, max_length=400)

    def __init__(self, one: Open, data: Any = None) -> None:
        super().__init__(data, prefix=f"rule{one.rule.pk}")
        asked: dict[str, forms.Field] = {}
        for name in one.fields:
            if name == "per":
                choices = [("", "请选择"), *((kind.value, word) for kind, word in PERIODS.items())]
                asked[name] = forms.ChoiceField(choices=choices, label=FIELD_TITLES[name])
                asked[name].error_messages["required"] = f"还没有填写“{FIELD_TITLES[name]}”。"
            else:
                asked[name] = number_field(FIELD_TITLES[name], most=366)
        self.fields = asked | self.fields

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, by field."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class LadderForm(Form):
    """Adopting a suggested ladder, or dropping it, with the reason.

    ``hours`` is asked with the ladder of signing only: the hours in which a letter is to be signed.
    """

    hours = number_field("签发时限（小时）", most=720)
    reason = WordsField(label="依据或理由", long=False, max_length=400)

    def __init__(self, pk: int, data: Any = None, *, asks_hours: bool = False) -> None:
        super().__init__(data, prefix=f"ladder{pk}")
        if not asks_hours:
            del self.fields["hours"]


class LowPriceForm(Form):
    """By how many per cent a bid must be lower to be shown as low, and why."""

    percent = number_field("低多少提示（%）", most=99)
    reason = WordsField(label="依据或理由", long=False, max_length=400)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="low")
