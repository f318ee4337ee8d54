"""What people fill in about a letter: its words, that it was served, why it is cancelled."""

from typing import Any

from django import forms

from bihuan.kernel.letters.models import Letter

from .form import Form, MomentField, WordsField
from .second_factor import CodeField


class ReviseForm(Form):
    """The words of a draft."""

    title = WordsField(label="标题", long=False, max_length=240)
    words = WordsField(label="正文", help_text="一段一行。")

    def __init__(self, letter: Letter, data: Any = None) -> None:
        words = "\n".join(letter.body.get("paragraphs", ()))
        super().__init__(data, prefix="revise", initial={"title": letter.title, "words": words})
        self.fields["words"].widget.attrs["rows"] = 8

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs typed, one a line."""
        return [line.strip() for line in self.cleaned_data["words"].splitlines() if line.strip()]


class ServeForm(Form):
    """That a letter was handed over, or refused."""

    unit = forms.ModelChoiceField(
        None, label="送达单位", empty_label="请选择",
        error_messages={"required": "还没有选择送达单位。"},
    )  # fmt: skip
    recipient = WordsField(label="签收人", long=False, max_length=48, help_text="拒收的写拒收人。")
    served_at = MomentField(label="送达时间")
    refused = forms.BooleanField(label="拒收", required=False, help_text="拒收也要登记。")
    receipt = forms.FileField(label="送达回证", required=False, help_text="照片或扫描件。")

    def __init__(self, letter: Letter, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix="serve")
        served = letter.services.filter(refused=False).values("unit")
        copied = letter.copies.values("unit")
        units = type(letter.addressee).objects
        wanted = units.filter(pk=letter.addressee_id) | units.filter(pk__in=copied)
        self.fields["unit"].queryset = wanted.exclude(pk__in=served)  # type: ignore[attr-defined]


class CancelForm(Form):
    """Why a letter is cancelled."""

    reason = WordsField(label="作废原因", long=False, max_length=400)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="cancel")


class SignForm(Form):
    """The signer's yes, to the words he read."""

    read = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, read: str = "", *, asks_code: bool = False) -> None:
        super().__init__(data, prefix="sign", initial={"read": read})
        if asks_code:
            self.fields["code"] = CodeField()
