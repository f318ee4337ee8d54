"""What people fill in about one-time codes: a code, and what a place demands."""

from typing import Any

from django import forms

from bihuan.kernel.orgs.roles import ROLES
from bihuan.modules.accounts.second_factors import Demands

from .form import Form, WordsField

CODE = "手机上现在的 6 位数字。手机不在身边的，填一个备用码。"


class CodeField(forms.CharField):
    """A one-time code, or a recovery code."""

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "text", "size": 12}
        says = {"label": "动态码", "max_length": 16, "help_text": CODE} | options
        super().__init__(widget=forms.TextInput(attrs=attrs), **says)
        self.error_messages["required"] = f"还没有填写“{self.label}”。"


class CodeForm(Form):
    """A one-time code."""

    code = CodeField()


class ConfirmFactorForm(Form):
    """The first code of a phone that takes on the secret."""

    code = CodeField(help_text="扫码以后，填手机上显示的 6 位数字。")


class DemandsForm(Form):
    """Which roles need codes, whether each signature does, and why."""

    roles = forms.MultipleChoiceField(
        label="登录必须用动态码的角色", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(key, facts["title"]) for key, facts in ROLES.items()],
    )  # fmt: skip
    signing = forms.BooleanField(
        label="签发文书时再输一次动态码", required=False,
        help_text="没有开通动态码的签发人，要先开通才能签发。",
    )  # fmt: skip
    reason = WordsField(label="设定的依据或理由", long=False, max_length=200)

    def __init__(self, known: Demands, data: Any = None) -> None:
        super().__init__(data, initial={"roles": sorted(known.roles), "signing": known.signing})
