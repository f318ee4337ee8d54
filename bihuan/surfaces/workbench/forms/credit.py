"""Forms of credit: which body punishes in which area, how a place grades."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.credit.rules import KINDS, LETTERS

from .form import ChoicesOf, Form, WordsField
from .lookups import UnitField


class BodyForm(Form):
    """The body that punishes in one area, and the reason."""

    def __init__(self, viewer: Viewer, areas: list[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, prefix="body")
        self.fields["area"] = forms.ChoiceField(
            choices=[("", "请选择"), *areas], label="惩戒的方面",
            error_messages={"required": "还没有选择“惩戒的方面”。"},
        )  # fmt: skip
        self.fields["body"] = UnitField(viewer=viewer, label="惩戒部门")
        self.fields["reason"] = WordsField(label="依据或者理由", long=False, max_length=200)


class SchemeForm(Form):
    """How a place grades: full score, points off by kind, least score of each letter, months."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="scheme")
        self.fields["full"] = _number("满分")
        self.fields["months"] = _number("计算最近几个月")
        for kind, title in KINDS.items():
            self.fields[f"off_{kind}"] = _number(f"{title}，每件扣分", required=False)
        for letter in LETTERS[:-1]:
            self.fields[f"least_{letter}"] = _number(f"{letter} 级最低分")
        self.fields["worst"] = ChoicesOf(list(KINDS.items()), label="直接定为 D 的", required=False)
        self.fields["reason"] = WordsField(label="依据或者理由", long=False, max_length=200)

    @property
    def scheme(self) -> dict[str, Any]:
        """The scheme that was filled in."""
        given = self.cleaned_data
        return {
            "full": given["full"], "months": given["months"], "worst": given["worst"],
            "off": {k: given[f"off_{k}"] for k in KINDS if given[f"off_{k}"] is not None},
            "least": {one: given[f"least_{one}"] for one in LETTERS[:-1]},
        }  # fmt: skip


def _number(title: str, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=title, required=required, min_value=0, max_value=1000,
        error_messages={"required": f"还没有填写“{title}”。", "invalid": "要写整数。例：20"},
    )  # fmt: skip
