"""What an enterprise fills in to get its sign-in, without anybody being signed in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.modules.accounts import enrolments
from bihuan.modules.accounts.models import Enrolment

from .form import ChoiceOf, Form, WordsField

MOST = 10 * 1024 * 1024
SUFFIXES = ("jpg", "jpeg", "png", "pdf")


class EnrolForm(Form):
    """The application: the unit by its code, where it is, who asks, the licence as proof."""

    credit_code = WordsField(
        label="统一社会信用代码", long=False, max_length=40, help_text="18 位，对照营业执照。"
    )  # fmt: skip
    name = WordsField(label="单位全称", long=False, max_length=128, help_text="按营业执照。")
    kind = forms.ChoiceField(
        label="类别",
        choices=[("", "请选择"), *((kind, KINDS[kind].title) for kind in enrolments.KINDS)],
        error_messages={"required": "还没有选择“类别”。"},
    )  # fmt: skip
    place = WordsField(
        label="所在镇（街道）", long=False, max_length=64, help_text="连县（市、区）一起写。"
    )  # fmt: skip
    applicant = WordsField(label="您的姓名", long=False, max_length=32)
    phone = WordsField(
        label="您的手机", long=False, max_length=20, help_text="11 位，核实时联系您。"
    )
    acts_as = ChoiceOf(Enrolment.As.choices, label="您的身份")
    licence = forms.FileField(
        label="营业执照照片", help_text="jpg、png 或 pdf，不超过 10 MB。",
        error_messages={"required": "还没有上传“营业执照照片”。"},
    )  # fmt: skip

    def clean_credit_code(self) -> str:
        """Return the code as it is kept; a wrong check digit is told at once."""
        try:
            return enrolments.checked_code(self.cleaned_data["credit_code"])
        except Invalid as refusal:
            raise ValidationError(refusal.says) from refusal

    def clean_place(self) -> Any:
        """Return the place that was written by name."""
        try:
            return enrolments.place_named(self.cleaned_data["place"])
        except Invalid as refusal:
            raise ValidationError(refusal.says) from refusal

    def clean_licence(self) -> Any:
        """Refuse what is no picture of a licence, or too large for anybody to send."""
        file = self.cleaned_data["licence"]
        if file.name.rpartition(".")[2].lower() not in SUFFIXES:
            raise ValidationError("请上传 jpg、png 或 pdf 文件。")
        if file.size > MOST:
            raise ValidationError("文件超过 10 MB，请压缩后再上传。")
        return file
