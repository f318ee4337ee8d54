"""What people fill in about self-checks: an item of a post's list, and a whole check."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django import forms

from bihuan.modules.selfcheck.checks import Seen
from bihuan.modules.selfcheck.leading import Led, Turn
from bihuan.modules.selfcheck.models import Check, CheckAnswer, LeadShift, PostItem

from .form import ChoiceOf, DayField, Form, MomentField, WordsField
from .inspections import count_field, number_field
from .steps import colleagues

Verdict = CheckAnswer.Verdict


class PostItemForm(Form):
    """One item of a post's list, new or as it stands."""

    number = count_field("序号", required=True, help_text="与已有的相同就是改那一项。")
    section = WordsField(label="部位、设备", long=False, max_length=48)
    says = WordsField(
        label="查什么，怎样算正常", max_length=200, help_text="如“安全阀铅封完好，在检验有效期内”。"
    )
    law = WordsField(
        label="依据", long=False, required=False, max_length=160,
        help_text="法规、标准、操作规程的条款，或者对应的风险点。",
    )  # fmt: skip
    kind = ChoiceOf(PostItem.Kind.choices, label="怎样记录")
    low = number_field("不低于", help_text="只有实测数值填写范围；一边没有限制的不填。")
    high = number_field("不高于")
    measure = WordsField(label="单位", long=False, required=False, max_length=16)

    def __init__(self, item: PostItem | None, data: Any = None, initial: Any = None) -> None:
        held = {name: getattr(item, name) for name in self.base_fields} if item else initial
        super().__init__(data, initial=held, prefix=f"item{item.pk if item else ''}")


class CheckForm(Form):
    """A check of one list on one page: every item asks for an answer, none is chosen beforehand."""

    def __init__(self, items: Sequence[PostItem], *, shift: bool, data: Any = None,
                 files: Any = None) -> None:  # fmt: skip
        super().__init__(data, files)
        self.items = list(items)
        if shift:
            self.fields["phase"] = ChoiceOf(Check.Phase.choices, label="班前、班中、班后")
        for item in self.items:
            for name, field in _fields(item):
                self.fields[f"{name}{item.number}"] = field

    @property
    def sections(self) -> Iterator[tuple[str, list[tuple[PostItem, dict[str, Any]]]]]:
        """The items with their fields, by the place they belong to, in the order of the list."""
        for section, items in groupby(self.items, key=lambda one: one.section):
            yield section, [(one, self._bound(one)) for one in items]

    def _bound(self, item: PostItem) -> dict[str, Any]:
        names = ("verdict", "value", "says", "photo")
        return {n: self[f"{n}{item.number}"] for n in names if f"{n}{item.number}" in self.fields}

    def seen(self) -> dict[int, Seen]:
        """Return what was filled in of each item, by its number."""
        given = self.cleaned_data
        return {
            item.number: Seen(
                verdict=given.get(f"verdict{item.number}") or "",
                value=given.get(f"value{item.number}"),
                says=given.get(f"says{item.number}") or "",
                photo=_file(given.get(f"photo{item.number}")),
            )
            for item in self.items
        }


def _fields(item: PostItem) -> Iterator[tuple[str, forms.Field]]:
    measured = item.kind == PostItem.Kind.NUMBER
    choices = [(Verdict.NONE, "不涉及")] if measured else Verdict.choices
    yield "verdict", ChoiceOf(choices, label=f"第 {item.number} 项结论", required=False)
    if measured:
        unit = f"（{item.measure}）" if item.measure else ""
        yield "value", number_field(f"第 {item.number} 项实测值{unit}")
    yield "says", WordsField(label=f"第 {item.number} 项情况", long=False, required=False,
                             max_length=400)  # fmt: skip
    yield "photo", forms.FileField(
        label=f"第 {item.number} 项照片", required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip


def _file(given: Any) -> tuple[str, Any] | None:
    return (str(given.name), given) if given else None


class TurnsForm(Form):
    """The shifts of a plan of leaders on the spot, a line each."""

    lines = WordsField(
        label="班次",
        help_text="一行一班：日期；班次；岗位；现场。如“2025-03-03；1；矿长；一采区”。",
    )

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, prefix="turns")

    def clean_lines(self) -> list[Turn]:
        """Return the lines. A line that cannot be read is named."""
        found = []
        rows = [row for row in self.cleaned_data["lines"].splitlines() if row.strip()]
        for n, row in enumerate(rows, 1):
            parts = [part.strip() for part in row.replace(";", "；").split("；")]
            try:
                on, number, post, spot = parts
                found.append(Turn(DayField().clean(on), int(number), post, spot))
            except (ValueError, forms.ValidationError) as error:
                says = f"第 {n} 行要写成“2025-03-03；1；矿长；一采区”。"
                raise forms.ValidationError(says) from error
        return found


class LeadForm(Form):
    """Who led a shift, and when he and its workers went and came back."""

    began = MomentField(label="领导到现场（下井）")
    ended = MomentField(label="领导离开（升井）")
    crew_began = MomentField(label="工人到现场（下井）", required=False, help_text="矿山必须写。")
    crew_ended = MomentField(label="工人离开（升井）", required=False)
    swapped = WordsField(
        label="换人的原因", long=False, required=False, max_length=200, help_text="按计划的不填。"
    )

    def __init__(self, shift: LeadShift, data: Any = None) -> None:
        super().__init__(data, prefix=f"lead{shift.pk}")
        people = colleagues(shift.plan.unit_id, shift.on)
        self.fields["by"] = forms.ModelChoiceField(people, label="谁带班", empty_label="请选择")
        self.order_fields(["by"])

    def led(self) -> Led:
        """Return what was filled in."""
        return Led(**self.cleaned_data)
