"""Entering the holidays of a year as the State Council's notice words them."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bihuan.lib.holidays import Unreadable, read_notice
from bihuan.lib.workdays import DayKind

from .form import Form, WordsField

FIRST, LAST = 2014, 2100


class NoticeForm(Form):
    """A year, the words of its notice, and the notice's number."""

    year = forms.IntegerField(
        label="年份", min_value=FIRST, max_value=LAST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        error_messages={
            "required": "还没有填写“年份”。", "invalid": "年份写成 2027 这样。",
            "min_value": f"年份从 {FIRST} 起。", "max_value": f"年份到 {LAST} 止。",
        },
    )  # fmt: skip
    text = forms.CharField(
        label="通知正文", max_length=4000,
        widget=forms.Textarea(attrs={
            "rows": 7,
            "placeholder": "元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月4日（周日）上班。",
        }),
        help_text="粘贴“某节：某月某日至某日放假调休，共几天。某月某日上班。”各段，写全一年的。",
        error_messages={"required": "还没有填写“通知正文”。"},
    )  # fmt: skip
    reason = WordsField(
        label="通知名称和文号",
        long=False,
        max_length=400,
        help_text="如：国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕×号）。",
    )

    def clean(self) -> dict[str, Any]:
        """Read the notice of the year; what cannot be is refused at the words."""
        given = super().clean() or {}
        if "year" in given and "text" in given:
            try:
                given["days"] = read_notice(given["text"], given["year"])
            except Unreadable as error:
                self.add_error("text", ValidationError(str(error)))
        return given

    @property
    def days(self) -> dict[date, DayKind]:
        """The days that were read."""
        return self.cleaned_data.get("days", {}) if self.is_bound else {}
