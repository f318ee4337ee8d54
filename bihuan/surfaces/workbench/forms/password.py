"""Setting and changing one's own password."""

from typing import Any

from django import forms

from .form import Form


class OwnPasswordForm(Form):
    """A password of one's own, twice."""

    password = forms.CharField(
        label="新密码",
        help_text="至少 10 位，不能全是数字，不要用常见的密码，不要和登录名相近。可以是一句话。",
    )
    again = forms.CharField(label="再写一遍新密码")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            kept = "current-password" if name == "old" else "new-password"
            field.widget = forms.PasswordInput(attrs={"autocomplete": kept})
            field.strip = False
            field.error_messages["required"] = f"还没有填写“{field.label}”。"

    def clean(self) -> dict[str, Any]:
        """Refuse a new password that was not written alike twice."""
        given = self.cleaned_data
        if {"password", "again"} <= given.keys() and given["password"] != given["again"]:
            self.add_error("again", "两遍写的新密码不一样。")
        return given


class PasswordForm(OwnPasswordForm):
    """The password one has, and the new one twice."""

    old = forms.CharField(label="原密码")
    field_order = ("old", "password", "again")
