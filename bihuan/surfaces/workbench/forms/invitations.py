"""What people fill in about invitations: how one goes out, the sign-in somebody makes by it."""

from typing import Any

from django import forms

from bihuan.modules.accounts import invitations

from .form import DayField, WordsField
from .password import OwnPasswordForm
from .staffing import MAIL, PHONE, AboutTerm


class WayField(forms.ChoiceField):
    """How an invitation goes out: of the ways there are here."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label="邀请方式", choices=invitations.ways, **options)
        self.error_messages["required"] = "还没有选择“邀请方式”。"


class InviteForm(AboutTerm):
    """How a person is invited."""

    name = "invite"
    way = WayField()


class HandoverForm(AboutTerm):
    """From which day somebody else holds a post, who, and how she is invited."""

    name = "handover"
    on = DayField(label="从哪天起由继任者办理")
    reason = WordsField(label="原因", long=False, max_length=200, help_text="如：调离、退休。")
    person = WordsField(label="继任者姓名", long=False, max_length=32)
    phone = WordsField(label="手机", long=False, required=False, max_length=20, help_text=PHONE)
    email = WordsField(
        label="电子邮箱", long=False, required=False, max_length=254, help_text=MAIL
    )  # fmt: skip
    way = WayField()

    def clean(self) -> dict[str, Any]:
        """Refuse a successor whom no notice reaches."""
        given = super().clean() or {}
        if not self.errors and not (given["phone"] or given["email"]):
            self.add_error("phone", "手机和电子邮箱至少填一样，不然通知送不到本人。")
        return given


class JoinForm(OwnPasswordForm):
    """The sign-in that an invited person makes for herself."""

    login = forms.CharField(
        label="登录名", max_length=64, help_text="今后登录用，可以改成您记得住的。"
    )
    field_order = ("login", "password", "again")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The base writes every field as a password.
        self.fields["login"].widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none"}
        )
        self.fields["login"].strip = True  # type: ignore[attr-defined]
