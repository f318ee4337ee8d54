"""Saying which unit a name in the documents means."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.viewer import Viewer

from .form import Form, WordsField
from .lookups import UnitField


class NameForm(Form):
    """The unit that gets every task waiting under a printed name; whether it always means it."""

    printed = forms.CharField(widget=forms.HiddenInput, max_length=128)
    remember = forms.BooleanField(
        label="以后文件里这样写的，都指这个单位", required=False,
        help_text="“各地”“各企业”这样说的是一类单位的，不要勾。",
    )  # fmt: skip
    reason = WordsField(label="依据或理由", long=False, max_length=400)

    def __init__(self, viewer: Viewer, data: Any = None, *, printed: str = "") -> None:
        super().__init__(data, initial={"printed": printed}, auto_id=f"id_{printed}_%s")
        unit = UnitField(
            viewer=viewer, label="是哪个单位", max_length=128, help_text="写单位全称或简称。"
        )
        self.fields = {"unit": unit} | self.fields
