"""What people fill in about inspections: an item of a list, an answer, visits of a plan, a cap."""

from collections.abc import Mapping
from typing import Any

from django import forms

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.inspections.models import Answer, Checklist, Item, Mode

from .form import ChoiceOf, DayField, Form, WordsField

SIDES = {"inputmode": "decimal", "size": 8}
COUNT = {"inputmode": "numeric", "size": 4}


def number_field(label: str, **options: Any) -> forms.DecimalField:
    """Return a field for a number with decimals, empty where there is none."""
    return forms.DecimalField(
        label=label, required=False, max_digits=12, decimal_places=3,
        widget=forms.TextInput(attrs=SIDES), error_messages={"invalid": "写成数字，如 0.5。"},
        **options,
    )  # fmt: skip


def count_field(label: str, **options: Any) -> forms.IntegerField:
    """Return a field for a whole number from 1."""
    return forms.IntegerField(
        label=label, min_value=1, max_value=9999, widget=forms.TextInput(attrs=COUNT),
        error_messages={"invalid": "写成整数，如 3。"}, **options,
    )  # fmt: skip


class ItemForm(Form):
    """One item of a checklist, new or as it stands."""

    number = count_field("序号", required=True, help_text="与已有的相同就是改那一项。")
    section = WordsField(label="分组", long=False, required=False, max_length=48)
    says = WordsField(label="检查内容", max_length=400)
    law = WordsField(
        label="依据", long=False, max_length=160, help_text="法律、法规、标准或文件的条款。"
    )
    kind = ChoiceOf(Item.Kind.choices, label="怎样记录")
    low = number_field("不低于", help_text="只有实测数值填写范围；一边没有限制的不填。")
    high = number_field("不高于")
    measure = WordsField(
        label="单位", long=False, required=False, max_length=16, help_text="如 m/s、mg/m³。"
    )
    level = ChoiceOf([("-", "限期整改"), *Item.Level.choices[1:]], label="不合格时")
    major = forms.BooleanField(
        label="属重大事故隐患判定情形", required=False, help_text="依据里写明判定标准的条款。"
    )
    only_if = count_field("只在第几项之后检查", required=False, help_text="每次都查的不填。")
    only_answer = forms.ChoiceField(
        label="那一项的结论", required=False, choices=[("", "—"), *Answer.Verdict.choices]
    )

    def __init__(self, item: Item | None, data: Any = None, initial: Any = None) -> None:
        held = {name: getattr(item, name) for name in self.base_fields} if item else initial
        if item:
            held["level"] = item.level or "-"
        super().__init__(data, initial=held, prefix=f"item{item.pk if item else ''}")

    def given(self) -> dict[str, Any]:
        """Return what was filled in, by the fields of an item."""
        given: dict[str, Any] = dict(self.cleaned_data)
        given["level"] = "" if given["level"] == "-" else given["level"]
        return given


class AnswerForm(Form):
    """What was found of one item, or beside the list; no conclusion is chosen beforehand."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, item: Item | None, known: Answer | None = None, data: Any = None) -> None:
        names = ("verdict", "value", "spot", "says", "due_on")
        held = {name: getattr(known, name) for name in names} if known else {}
        held["due_on"] = held["due_on"].isoformat() if held.get("due_on") else None
        held["seen"] = known.revision if known else 0
        prefix = f"answer{item.number}" if item else "beside"
        super().__init__(data, initial=held, prefix=prefix)
        if item is not None and item.kind == Item.Kind.NUMBER:
            unit = f"（{item.measure}）" if item.measure else ""
            self.fields["value"] = number_field(f"实测值{unit}")
            self.fields["verdict"] = ChoiceOf(
                [(Answer.Verdict.NONE, "不涉及")], label="不测的", required=False
            )
        elif item is not None:
            self.fields["verdict"] = ChoiceOf(Answer.Verdict.choices, label="结论")
        self.fields["says"] = WordsField(
            label="看到什么", required=item is None, max_length=1000, help_text="不合格的必须写。"
        )
        self.fields["spot"] = WordsField(
            label="具体位置", long=False, required=False, max_length=120
        )
        self.fields["due_on"] = DayField(
            label="整改期限", required=item is None, help_text="不合格的必须写。"
        )

    def given(self) -> Mapping[str, Any]:
        """Return what was filled in."""
        return self.cleaned_data


class VisitsForm(Form):
    """Visits of a plan: a line each."""

    mode = forms.ChoiceField(label="检查方式", choices=[("", "请选择"), *Mode.choices])
    lines = WordsField(
        label="检查对象和最迟检查日期", help_text="一行一次，写成“单位全称；2025-06-30”。"
    )

    def __init__(self, viewer: Viewer, data: Any = None) -> None:
        super().__init__(data, prefix="visits")
        used = Checklist.objects.visible_to(viewer).filter(matter__state="used")
        self.fields["checklist"] = forms.ModelChoiceField(
            used, label="使用的照单", required=False, empty_label="不用照单"
        )
        self.fields["mode"].error_messages["required"] = "还没有选择“检查方式”。"


class CapForm(Form):
    """How often an office may inspect one enterprise in a year, where the place says so."""

    cap = count_field("每年最多检查几次", required=True)
    reason = WordsField(label="依据或理由", long=False, max_length=300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="cap")
