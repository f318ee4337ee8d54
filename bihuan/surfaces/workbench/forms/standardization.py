"""Forms of standardisation: a scored list, which list is used, what each item is given."""

from decimal import Decimal
from typing import Any

from django import forms

from bihuan.modules.standardization.models import Standard, StandardItem

from .form import DayField, Form, WordsField


class StandardForm(Form):
    """A scored list, pasted."""

    name = WordsField(label="标准名称", long=False, max_length=96)
    source = WordsField(label="出处（文件名称、文号或标准编号）", long=False, max_length=200)
    since = DayField(label="从哪天起")
    text = WordsField(
        label="评分项目", max_length=200_000,
        help_text="一行一项：编号；方面；内容；分值。方面是安全管理、操作行为、设备设施、作业环境之一。",
    )  # fmt: skip


class ChosenForm(Form):
    """Which list an enterprise assesses itself by."""

    def __init__(self, offered: list[Standard], data: Any = None) -> None:
        super().__init__(data, prefix="chosen")
        self.fields["standard"] = forms.ChoiceField(
            label="评分标准",
            choices=[("", "请选择"), *((one.pk, f"{one}，{one.unit.name}") for one in offered)],
            error_messages={"required": "还没有选择“评分标准”。"},
        )


class ScoreForm(Form):
    """What every item of a list is given."""

    def __init__(self, items: list[StandardItem], data: Any = None) -> None:
        super().__init__(data, prefix="score")
        for one in items:
            self.fields[f"item{one.pk}"] = forms.DecimalField(
                label=f"{one.number} {one.says}", required=False, max_digits=7, decimal_places=2,
                help_text=f"{one.get_aspect_display()}，满分 {one.points.normalize():f}",
            )  # fmt: skip

    @property
    def given(self) -> dict[int, Decimal | None]:
        """What was filled in, by the key of the item."""
        return {int(name.removeprefix("item")): value for name, value in self.cleaned_data.items()}
